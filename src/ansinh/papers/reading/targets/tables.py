"""Tables of indicators and criteria: a row names what is measured, columns give values by year or by group.

A table is one of indicators when its head names a column of indicators or criteria ("Chỉ tiêu", "Nội dung tiêu
chí"), or stands in a section of objectives, and has at least one column of values. Columns that say how things
stand ("Thực hiện năm 2024", "Hiện trạng") are history. Rows without values give their name to the rows below.
A criterion whose value is "Đạt" is a promise without a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from ansinh.domain.readings import Comparison, GoalReading, Quote, TargetReading
from ansinh.domain.vietnamese import search_key
from ansinh.papers.paper import Block, BlockKind, Cell, Paper

from ..labels import read_label
from .clauses import segments
from .comparisons import Role, decide, read_left, read_right
from .masks import blank, find_asides
from .names import tidy
from .quantities import Quantity, read_quantities
from .sections import Place, SectionKind
from .units import UnitKind, read_unit
from .words import COUNT_NOUNS, STRONG_HEADS
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
    cells: set[int] = field(default_factory=set)  # where the cells start that gave a value
    names: dict[int, str] = field(default_factory=dict)  # of the other cells beside a name: the row's name
    codes: dict[int, str] = field(default_factory=dict)  # of all other cells: the code of their row


_NUMBERING = re.compile(r"(tt|stt|so tt|so thu tu|no)")
_NAME = re.compile(r"\b(chi tieu|tieu chi|muc tieu|ten chi so|chi so|noi dung)\b")
_UNIT = re.compile(r"(dvt|don vi( tinh)?|don vi do|d vt)")
_HISTORY = re.compile(
    r"\b(thuc hien|hien trang|uoc|uth|ket qua (thuc hien|dat duoc|nam|\d)|nam goc|da dat|hien nay|th nam|thuc trang|so lieu nam)\b"
)
#: "Kết quả" alone heads the values where no other column does.
_OUTCOME = re.compile(r"ket qua( can dat| dau ra| du kien)?")
_OTHER = re.compile(
    r"\b(chu tri|phoi hop|co quan|thoi gian|ghi chu|san pham|nguon|theo doi(?! tuong)|phu trach|danh gia|bao cao|diem|trach nhiem|lo trinh thuc hien)\b"
)
_VALUE = re.compile(
    r"\b(muc|gia tri|ke hoach|kh nam|chi tieu|muc tieu|nhom|yeu cau|vung|phan dau|nam \d{4}|giai doan|den nam|quy dinh|khu vuc)\b"
)
_YEAR_HEAD = re.compile(r"\b20\d\d\b")
_SCORE = re.compile(r"(thang|so|muc|tong)? ?diem( (toi da|chuan|tu cham|thuong|danh gia|tham dinh|cham))*")
_PASSED = re.compile(r"\s*đạt\s*(?:\(.*)?", re.IGNORECASE)
_MARK = re.compile(r"\[\d+\]")
#: The number that a criterion has of its own: "1.1.2.".
_OWN_NUMBER = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){1,3})[.)]?\s+(?=\S)")
_CELL_MAX_WORDS = 14
#: A value may be introduced by so many words ("Thuộc nhóm …", "Giảm bình quân …").
_VALUE_OPENING_WORDS = 5
#: Names of so few words need the name of their group ("Cà phê" – "Diện tích").
_SHORT_NAME = 2
#: A row that is part of the one above it.
_PART = re.compile(r"\s*(?:trong\s+đó|riêng|gồm|bao\s+gồm)(?![^\W_])|\s*[-+–*•]\s*\S", re.IGNORECASE)
_INTRODUCTION = re.compile(r"\s*(?:trong\s+đó|riêng|gồm|bao\s+gồm)\s*:?\s*(?:[-+–]\s*)?", re.IGNORECASE)
_COUNTED = re.compile(r"(?:tổng\s+)?(?:số(?:\s+lượng)?|có)\s+(?=\S)", re.IGNORECASE)
_SHARE = re.compile(r"t[ỷỉ]\s+(?:lệ|trọng)(?![^\W_])", re.IGNORECASE)
_NAMED_UNIT = re.compile(r"\s*\(\s*(?:đơn\s+vị(?:\s+tính)?\s*:?\s*|đvt\s*:?\s*)?([^()]{1,30})\)\s*$", re.IGNORECASE)


def _split_unit(name: str) -> tuple[str, str]:
    """ "Tỉ lệ đô thị hoá (%)" is named "Tỉ lệ đô thị hoá" and measured in %; "(IIP)" is no unit."""
    match = _NAMED_UNIT.search(name)
    if match is None:
        return name, ""
    unit = read_unit(f" {match[1]}", 0)
    symbol = unit.kind not in (UnitKind.NONE, UnitKind.COUNT)
    known = unit.kind is UnitKind.COUNT and " ".join(match[1].lower().split()) in COUNT_NOUNS
    magnitude = unit.text is not None and re.match(r"(?:nghìn|triệu|tỷ)\b", unit.text) is not None
    if not (symbol or known or magnitude):
        return name, ""
    return name[: match.start()], " ".join(match[1].split())


def _stands_alone(name: str) -> bool:
    return STRONG_HEADS.match(name.strip()) is not None


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


def is_score_table(paper: Paper, rows: list[Block]) -> bool:
    """Whether the table says how results are scored ("Thang điểm", "Điểm tối đa")."""
    cells = [search_key(paper.words(cell)) for row in rows[:3] for cell in row.cells]
    return any(_SCORE.fullmatch(key) for key in cells)


def indicator_table(paper: Paper, rows: list[Block], place: Place) -> Table | None:
    """The table as one of indicators, or ``None``."""
    head = _head_length(paper, rows)
    if head == 0 or head == len(rows):
        return None
    texts = _column_heads(paper, rows[:head])
    shared = _shared_heads(paper, rows[:head])
    names = [index for index, parts in enumerate(texts) if index not in shared and _is_name(parts)]
    if not names:
        return None
    strong = any(re.search(r"\b(chi tieu|tieu chi|chi so|muc tieu)\b", search_key(" ".join(texts[i]))) for i in names)
    if not strong and place.kind is not SectionKind.TARGETS:
        return None
    columns = _with_outcome(tuple(_column(parts, index, names) for index, parts in enumerate(texts)))
    if not any(column.kind is ColumnKind.VALUE for column in columns):
        return None
    return Table(tuple(rows), head, columns)


def _with_outcome(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    if any(column.kind is ColumnKind.VALUE for column in columns):
        return columns
    return tuple(
        replace(column, kind=ColumnKind.VALUE) if _OUTCOME.fullmatch(search_key(column.heading)) else column
        for column in columns
    )


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


def _shared_heads(paper: Paper, rows: list[Block]) -> set[int]:
    """Columns under one head that a lower row divides ("Chỉ tiêu theo đối tượng" over "Nhóm 1", "Nhóm 2"): values."""
    divided: set[int] = set()
    for upper, lower in pairwise(rows):
        below = {cell.column for cell in lower.cells if not cell.continued and paper.words(cell).strip()}
        for cell in upper.cells:
            columns = set(range(cell.column, cell.column + cell.span))
            if len(columns & below) > 1:
                divided |= columns
    return divided


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
        self._parent = ""  # the row above that heads a group and has no value
        self._whole = ""  # the last row that is no part of another
        self._whole_unit = ""
        self._is_part = False
        self._group_year: int | None = None  # of a row such as "Đến năm 2030"
        self._code = place.code
        self._number = ""  # the last one in the column of numbers
        self._parent_number = ""  # the own number of the row in ``_parent``
        self._name = ""
        self._unit = ""

    def read(self) -> None:
        for row in self._table.rows[self._table.head :]:
            self._row(row)

    def _row(self, row: Block) -> None:
        name_cell = self._cell_of(row, ColumnKind.NAME)
        name = _MARK.sub("", self._words(name_cell))
        self._note_number(row, name)
        self._found.codes.update((cell.start, self._code) for cell in row.cells if not cell.continued)
        if name:
            self._name, named_unit = _split_unit(name)
            self._unit = named_unit
            self._is_part = _PART.match(name) is not None or self._goes_unnumbered(row)
            if self._is_part:
                self._unit = self._unit or self._whole_unit
            else:
                self._whole, self._whole_unit = self._name, self._unit
        unit = self._words(self._cell_of(row, ColumnKind.UNIT))
        self._unit = unit or self._unit
        values = [(cell, column) for cell, column in self._value_cells(row) if self._words(cell)]
        if not values:
            if name:
                self._note_parent(row, name)
            return
        first = len(self._found.targets)
        for cell, column in values:
            self._value(name_cell if name else None, cell, column)
        self._found.targets[first:] = self._for_all_groups(self._found.targets[first:])
        for cell in row.cells:
            if cell is not name_cell and cell.start not in self._found.cells and self._name:
                self._found.names[cell.start] = self._full_name()

    def _note_number(self, row: Block, name: str) -> None:
        """A criterion is cited by its own number, else by that of its row, which may stand beside several."""
        cell = next((cell for cell, kind in self._kinds(row) if kind is ColumnKind.NUMBERING), None)
        if cell is not None and not cell.continued:
            self._number = self._words(cell).strip(".")
        own = _OWN_NUMBER.match(name)
        number = own[1] if own is not None else self._number
        known = number.replace(".", "").isdigit() and self._place.code
        self._code = f"{self._place.code}.{number}" if known else self._place.code

    def _kinds(self, row: Block) -> Iterator[tuple[Cell, ColumnKind]]:
        for cell in row.cells:
            if cell.column < len(self._table.columns):
                yield cell, self._table.columns[cell.column].kind

    def _goes_unnumbered(self, row: Block) -> bool:
        """In a numbered table a row without a number belongs to the one above."""
        return any(
            kind is ColumnKind.NUMBERING and not cell.continued and not self._words(cell)
            for cell, kind in self._kinds(row)
        )

    def _note_parent(self, row: Block, name: str) -> None:
        """A row without values heads a group; the outermost ones ("VỀ KINH TẾ") add nothing to a name."""
        first = next((self._words(cell) for cell in row.cells if not cell.continued), "")
        outermost = re.fullmatch(r"[IVX]{1,5}\.?|[A-ZĐ]\.?", first) is not None or name.isupper()
        self._parent = "" if outermost else name
        own = _OWN_NUMBER.match(name)
        self._parent_number = own[1] if own is not None else ""
        self._group_year = due_year(name) or self._group_year

    def _value(self, name_cell: Cell | None, cell: Cell, column: Column) -> None:
        words = self._words(cell)
        start = name_cell.start if name_cell is not None and name_cell.start <= cell.start else cell.start
        quote = Quote(self._paper.text[start : cell.end], start, cell.end)
        year = column.year or due_year(self._words(name_cell), not_before=self._issued)
        year = year or self._group_year or self._place.year
        if _PASSED.fullmatch(words):
            if name_cell is not None:
                self._goal(quote, year)
            return
        if len(self._masked(cell).split()) > _CELL_MAX_WORDS:
            return
        targets = self._targets(cell, column, quote, year)
        if targets:
            self._found.targets.extend(targets)
            self._found.cells.update((cell.start, start))

    def _goal(self, quote: Quote, year: int | None) -> None:
        if any(goal.quote.start == quote.start for goal in self._found.goals):
            return
        self._found.goals.append(GoalReading(self._code, self._full_name(), year, quote))

    def _targets(self, cell: Cell, column: Column, quote: Quote, year: int | None) -> list[TargetReading]:
        """The quantities of a value cell, unless it is a sentence of its own."""
        text = self._masked(cell)
        found: list[TargetReading] = []
        for start, end in segments(text, 0, len(text)):
            quantities = [q for q in read_quantities(text, start, end) if isinstance(q, Quantity)]
            if not quantities or (len(quantities) > 1 and any(q.kind is not UnitKind.RANK for q in quantities)):
                return []
            opening = text[start : read_left(text, start, quantities[0].start).start].split()
            if len(opening) > _VALUE_OPENING_WORDS:
                return []
            group = self._group(cell, column)
            found.extend(self._target(text, start, quantity, group, quote, year) for quantity in quantities)
        return found

    def _group(self, cell: Cell, column: Column) -> str | None:
        """The head of the column where the table compares groups; a value for all groups is of none."""
        values = [i for i, other in enumerate(self._table.columns) if other.kind is ColumnKind.VALUE]
        covers_all = len(values) > 1 and cell.column <= values[0] and cell.column + cell.span > values[-1]
        return column.heading if column.year is None and len(values) > 1 and not covers_all else None

    def _for_all_groups(self, targets: list[TargetReading]) -> list[TargetReading]:
        """One target for the row where all groups of the table have the same value."""
        groups = len({c.heading for c in self._table.columns if c.kind is ColumnKind.VALUE and c.year is None})
        same = len({(t.operator, t.value, t.low, t.high, t.unit, t.denominator, t.due_year) for t in targets}) == 1
        named = {target.population for target in targets}
        if not same or len(targets) < 2 or None in named or len(named) < groups:
            return targets
        return [replace(targets[0], population=None)]

    def _target(
        self, text: str, start: int, quantity: Quantity, group: str | None, quote: Quote, year: int | None
    ) -> TargetReading:
        left = read_left(text, start, quantity.start)
        right = read_right(text, quantity.end, len(text), after_from=left.has(Role.FROM))
        operator = decide(left, right, is_range=quantity.is_range, clause_head=text[: quantity.start])
        if operator is Comparison.EQUAL and quantity.kind is UnitKind.RANK:
            operator = Comparison.AT_MOST
        unit = self._value_unit(quantity)
        return TargetReading(
            section=self._code,
            name=self._full_name(),
            operator=operator,
            value=quantity.value,
            low=quantity.low,
            high=quantity.high,
            unit=unit,
            due_year=year,
            population=group,
            quote=quote,
            confidence=0.9 if unit else 0.75,
            denominator=quantity.denominator,
        )

    def _value_unit(self, quantity: Quantity) -> str | None:
        named = self._unit.strip(" ()")
        counted = quantity.kind is UnitKind.COUNT and (quantity.unit or "").lower() not in COUNT_NOUNS
        if quantity.unit is not None and quantity.kind is not UnitKind.NONE and not (named and counted):
            return quantity.unit
        if named:
            unit = read_unit(f" {named}", 0)
            return unit.text if unit.text and unit.end >= len(named) else named
        return self._unit_in_name()

    def _unit_in_name(self) -> str | None:
        """ "Số đặc khu kinh tế" counts đặc khu; a "tỷ lệ" or "tỷ trọng" without a unit is in per cent."""
        name = self._bare_name()
        counted = _COUNTED.match(name)
        if counted is not None:
            unit = read_unit(name, counted.end() - 1)
            return unit.text if unit.kind is UnitKind.COUNT else None
        return "%" if _SHARE.match(name) else None

    def _bare_name(self) -> str:
        """The name without its label."""
        label = read_label(self._name)
        return self._name[label.length :] if label is not None else _OWN_NUMBER.sub("", self._name)

    def _full_name(self) -> str:
        label = read_label(self._name)
        own = _OWN_NUMBER.match(self._name)
        name = self._bare_name()
        if own is not None and self._parent_number and own[1].startswith(f"{self._parent_number}."):
            parent = _OWN_NUMBER.sub("", self._parent).rstrip(" .:;")
            return tidy(f"{parent} – {name}")
        if self._is_part and own is None:
            whole = self._parent if label is not None and self._parent else self._whole
            part = _INTRODUCTION.sub("", name)
            return tidy(part if _stands_alone(part) or not whole else f"{whole} – {part}")
        if self._parent and len(name.split()) <= _SHORT_NAME and self._parent.casefold() != name.casefold():
            return tidy(f"{self._parent} – {name}")
        return tidy(name)

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

    def _words(self, cell: Cell | None) -> str:
        return "" if cell is None else " ".join(self._paper.words(cell).split())

    def _masked(self, cell: Cell) -> str:
        return blank(self._paper.text, cell.start, cell.end, find_asides(self._paper.text, cell.start, cell.end))
