"""Tables of indicators and criteria: a row names what is measured, columns give values by year or by group.

A table is one of indicators when its head names a column of indicators or criteria ("Chỉ tiêu", "Nội dung tiêu
chí"), or stands in a section of objectives, and has at least one column of values. Columns that say how things
stand ("Thực hiện năm 2024", "Hiện trạng") are history. Rows without values give their name to the rows below.
A criterion whose value is "Đạt" is a promise without a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ansinh.domain.readings import GoalReading, Quote, TargetReading
from ansinh.domain.vietnamese import search_key
from ansinh.papers.paper import Block, BlockKind, Cell, Paper

from ..labels import read_label
from .comparisons import Role, decide, read_left, read_right
from .masks import blank, find_asides
from .names import tidy
from .quantities import Quantity, read_quantities
from .sections import Place, SectionKind
from .units import UnitKind, read_unit
from .years import due_year


class ColumnKind(StrEnum):
    NUMBERING = "numbering"
    NAME = "name"
    GROUP = "group"  # "Tên tiêu chí" beside "Nội dung tiêu chí"
    UNIT = "unit"
    VALUE = "value"
    HISTORY = "history"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    kind: ColumnKind
    heading: str  # of a value column: the innermost words of its head
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table; ``head`` of them are its head."""

    rows: tuple[Block, ...]
    head: int
    columns: tuple[Column, ...]


@dataclass(slots=True)
class TableFindings:
    targets: list[TargetReading] = field(default_factory=list)
    goals: list[GoalReading] = field(default_factory=list)


_NUMBERING = re.compile(r"(tt|stt|so tt|so thu tu|no)")
_NAME = re.compile(r"\b(chi tieu|tieu chi|muc tieu|ten chi so|chi so|noi dung)\b")
_UNIT = re.compile(r"(dvt|don vi( tinh)?|don vi do|d vt)")
_HISTORY = re.compile(
    r"\b(thuc hien|hien trang|uoc|uth|ket qua|nam goc|da dat|hien nay|th nam|thuc trang|so lieu nam)\b"
)
_OTHER = re.compile(
    r"\b(chu tri|phoi hop|co quan|thoi gian|ghi chu|san pham|nguon|theo doi|phu trach|danh gia|bao cao|diem|trach nhiem|lo trinh thuc hien)\b"
)
_VALUE = re.compile(
    r"\b(muc|gia tri|ke hoach|kh nam|chi tieu|muc tieu|nhom|yeu cau|vung|phan dau|nam \d{4}|giai doan|den nam|quy dinh|khu vuc)\b"
)
_YEAR_HEAD = re.compile(r"\b20\d\d\b")
_PASSED = re.compile(r"\s*đạt\s*", re.IGNORECASE)
_MARK = re.compile(r"\[\d+\]")
_CELL_MAX_WORDS = 14


def read_tables(paper: Paper) -> Iterator[list[Block]]:
    """The row blocks of each table, in the order of the text."""
    rows: list[Block] = []
    for block in paper.blocks:
        if block.kind is BlockKind.ROW and (not rows or rows[-1].table == block.table):
            rows.append(block)
            continue
        if rows:
            yield rows
        rows = [block] if block.kind is BlockKind.ROW else []
    if rows:
        yield rows


def indicator_table(paper: Paper, rows: list[Block], place: Place) -> Table | None:
    """The table as one of indicators, or ``None``."""
    head = _head_length(paper, rows)
    if head == 0 or head == len(rows):
        return None
    texts = _column_heads(paper, rows[:head])
    names = [index for index, parts in enumerate(texts) if _is_name(parts)]
    if not names:
        return None
    strong = any(re.search(r"\b(chi tieu|tieu chi|chi so|muc tieu)\b", search_key(" ".join(texts[i]))) for i in names)
    if not strong and place.kind is not SectionKind.TARGETS:
        return None
    columns = tuple(_column(parts, index, names) for index, parts in enumerate(texts))
    if not any(column.kind is ColumnKind.VALUE for column in columns):
        return None
    return Table(tuple(rows), head, columns)


def _head_length(paper: Paper, rows: list[Block]) -> int:
    """How many rows belong to the head: those before the first that is numbered or holds a value."""
    for index, row in enumerate(rows[:4]):
        cells = [paper.words(cell).strip() for cell in row.cells if not cell.continued]
        first = cells[0] if cells else ""
        numbered = re.fullmatch(r"(?:\(?[IVX\d]{1,4}[.)]?\)?|[A-ZĐ]|[-+*])", first) is not None
        valued = any(
            re.fullmatch(r"[≥≤<>]?\s*[\d.,]+\s*%?", words) and not _YEAR_HEAD.fullmatch(words) for words in cells[1:]
        )
        if index > 0 and (numbered or valued):
            return index
        if index == 0 and numbered:
            return 0
    return min(1, len(rows))


def _column_heads(paper: Paper, rows: list[Block]) -> list[list[str]]:
    """For each grid column the words of the head cells above it, from the top."""
    width = max((cell.column + cell.span for row in rows for cell in row.cells), default=0)
    heads: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for cell in row.cells:
            words = " ".join(paper.words(cell).split())
            for column in range(cell.column, cell.column + cell.span):
                if words and words not in heads[column]:
                    heads[column].append(words)
    return heads


def _is_name(parts: list[str]) -> bool:
    key = search_key(parts[0]) if parts else ""
    if _YEAR_HEAD.search(key) or (len(parts) > 1 and _YEAR_HEAD.search(search_key(parts[-1]))):
        return False
    return (
        bool(_NAME.search(key))
        and not re.search(r"\b(chi tieu|muc tieu) (chung|giao|nam|den|ke hoach|phan dau|toi thieu)\b", key)
        and not _OTHER.search(key)
    )


def _column(parts: list[str], index: int, names: list[int]) -> Column:
    key = search_key(" ".join(parts))
    last = parts[-1] if parts else ""
    if _NUMBERING.fullmatch(key):
        return Column(ColumnKind.NUMBERING, last)
    if index in names:
        return Column(
            ColumnKind.NAME if index == names[-1] or (index == names[0] and len(names) == 1) else ColumnKind.GROUP, last
        )
    if parts and _UNIT.fullmatch(search_key(last)):
        return Column(ColumnKind.UNIT, last)
    if _HISTORY.search(key) and not re.search(r"\bke hoach\b", search_key(last)):
        return Column(ColumnKind.HISTORY, last)
    year = next((y for y in (due_year(part) or _bare_year(part) for part in reversed(parts)) if y), None)
    if year is None and _OTHER.search(key):
        return Column(ColumnKind.OTHER, last)
    if year is not None or _VALUE.search(key):
        return Column(ColumnKind.VALUE, last, year)
    return Column(ColumnKind.OTHER, last)


def _bare_year(words: str) -> int | None:
    found = _YEAR_HEAD.findall(search_key(words))
    return int(found[-1]) if found else None


class TableReader:
    """Reads the rows of one table of indicators."""

    def __init__(self, paper: Paper, table: Table, place: Place, issued: int | None, found: TableFindings) -> None:
        self._paper, self._table, self._place, self._issued = paper, table, place, issued
        self._found = found
        self._parents: list[str] = []
        self._name = ""
        self._unit = ""

    def read(self) -> None:
        for row in self._table.rows[self._table.head :]:
            self._row(row)

    def _row(self, row: Block) -> None:
        name_cell = self._cell_of(row, ColumnKind.NAME)
        name = self._words(name_cell)
        if name:
            self._name = _MARK.sub("", name)
        unit_cell = self._cell_of(row, ColumnKind.UNIT)
        self._unit = self._words(unit_cell) or (self._unit if not name else "")
        values = [(cell, column) for cell, column in self._value_cells(row) if self._words(cell)]
        if not values:
            if name and not any(ch.isdigit() for ch in self._rest(row, name_cell)):
                self._note_parent(row, name)
            return
        for cell, column in values:
            self._value(row, name_cell if name else None, cell, column)

    def _note_parent(self, row: Block, name: str) -> None:
        first = next((self._words(cell) for cell in row.cells if not cell.continued), "")
        top = re.fullmatch(r"[IVX]{1,5}\.?|[A-ZĐ]\.?", first) is not None
        self._parents = [name] if top else [*self._parents[:1], name] if self._parents else [name]

    def _value(self, row: Block, name_cell: Cell | None, cell: Cell, column: Column) -> None:
        words = self._words(cell)
        start = name_cell.start if name_cell is not None and name_cell.start <= cell.start else cell.start
        quote = Quote(self._paper.text[start : cell.end], start, cell.end)
        year = column.year if column.year is not None else self._place.year
        if _PASSED.fullmatch(words):
            if name_cell is not None:
                self._goal(quote, year)
            return
        if len(words.split()) > _CELL_MAX_WORDS:
            return
        target = self._target(cell, column, quote, year)
        if target is not None:
            self._found.targets.append(target)

    def _goal(self, quote: Quote, year: int | None) -> None:
        if any(goal.quote == quote for goal in self._found.goals):
            return
        self._found.goals.append(GoalReading(self._place.code, self._full_name(), year, quote))

    def _target(self, cell: Cell, column: Column, quote: Quote, year: int | None) -> TargetReading | None:
        text = self._masked(cell)
        quantities = [q for q in read_quantities(text, 0, len(text)) if isinstance(q, Quantity)]
        if len(quantities) != 1:
            return None
        quantity = quantities[0]
        left = read_left(text, 0, quantity.start)
        if len(text[: left.start].split()) > 6:
            return None
        right = read_right(text, quantity.end, len(text), after_from=left.has(Role.FROM))
        operator = decide(left, right, is_range=quantity.is_range, clause_head=text[: quantity.start])
        unit = self._value_unit(quantity)
        group = column.heading if column.year is None and self._several_values() else None
        return TargetReading(
            section=self._place.code,
            name=self._full_name(),
            operator=operator,
            value=quantity.value,
            low=quantity.low,
            high=quantity.high,
            unit=unit,
            due_year=year,
            population=group,
            quote=quote,
            confidence=0.9 if unit else 0.7,
            denominator=quantity.denominator,
        )

    def _value_unit(self, quantity: Quantity) -> str | None:
        if quantity.unit is not None and quantity.kind is not UnitKind.NONE:
            return quantity.unit
        named = self._unit.strip(" ()")
        if not named:
            return None
        unit = read_unit(f" {named}", 0)
        return unit.text if unit.text and unit.end >= len(named) else named

    def _full_name(self) -> str:
        name = self._name
        label = read_label(name)
        if label is not None:
            name = name[label.length :]
        if self._parents and (label is not None or len(name.split()) <= 6):
            name = f"{self._parents[-1]} – {name}" if self._parents[-1].casefold() != name.casefold() else name
        return tidy(name)

    def _several_values(self) -> bool:
        return sum(column.kind is ColumnKind.VALUE for column in self._table.columns) > 1

    def _value_cells(self, row: Block) -> Iterator[tuple[Cell, Column]]:
        for cell in row.cells:
            if cell.continued or cell.column >= len(self._table.columns):
                continue
            column = self._table.columns[cell.column]
            if column.kind is ColumnKind.VALUE:
                yield cell, column

    def _cell_of(self, row: Block, kind: ColumnKind) -> Cell | None:
        for cell in row.cells:
            if (
                cell.column < len(self._table.columns)
                and self._table.columns[cell.column].kind is kind
                and not cell.continued
            ):
                return cell
        return None

    def _rest(self, row: Block, name_cell: Cell | None) -> str:
        return " ".join(
            self._words(cell)
            for cell in row.cells
            if cell is not name_cell
            and cell.column < len(self._table.columns)
            and self._table.columns[cell.column].kind is ColumnKind.VALUE
        )

    def _words(self, cell: Cell | None) -> str:
        return "" if cell is None else " ".join(self._paper.words(cell).split())

    def _masked(self, cell: Cell) -> str:
        return blank(self._paper.text, cell.start, cell.end, find_asides(self._paper.text, cell.start, cell.end))
