"""Tables of assignments as grids: which column holds what, from the header or from the contents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from ansinh.domain.vietnamese import search_key
from ansinh.papers.paper import BlockKind, Cell, Paper

from ..agencies import looks_like_agency
from ..timeframes import looks_like_timeframe


class Column(StrEnum):
    NUMBER = "number"
    TASK = "task"
    LEAD = "lead"
    SUPPORT = "support"
    MIXED = "mixed"  # "Cơ quan thực hiện": leads, or "Chủ trì: X; phối hợp: Y"
    TIME = "time"
    PRODUCT = "product"
    TARGET = "target"  # "Chỉ tiêu": a table of figures, not of tasks
    OTHER = "other"


#: In the order in which they decide, on the search key of a header cell.
_HEADERS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (Column.NUMBER, re.compile(r"(?:s ?)?tt|so (?:tt|thu tu)|so")),
    (Column.MIXED, re.compile(r".*chu tri.*phoi hop.*|.*phoi hop.*chu tri.*")),
    (Column.SUPPORT, re.compile(r".*phoi hop.*|.*ho tro thuc hien.*")),
    (Column.LEAD, re.compile(r"(?!ket qua|san pham|thoi).*(?:chu tri|dau moi|chiu trach nhiem chinh).*")),
    (
        Column.OTHER,
        re.compile(
            r".*(?:can cu|ghi chu|kinh phi|trinh|ban hanh|lanh dao|nguon von|so hieu|don vi tinh|dvt|hinh thuc|phe duyet|theo doi).*"
        ),
    ),
    (
        Column.TIME,
        re.compile(r"(?!ket qua|san pham).*(?:thoi gian|thoi han|tien do|lo trinh|hoan thanh|moc|thoi diem|\bhan\b).*"),
    ),
    (Column.PRODUCT, re.compile(r".*(?:san pham|ket qua|dau ra).*")),
    (
        Column.MIXED,
        re.compile(
            r"(?:cac )?(?:co quan|don vi|so nganh|bo nganh|dia phuong)(?: (?:don vi|co quan|to chuc|ca nhan|dia phuong))*(?: (?:duoc giao|chiu trach nhiem|thuc hien|tham muu|phu trach|trien khai).*)?"
            r"|phan cong.*|trach nhiem.*|nguoi (?:thuc hien|phu trach).*|(?:bo|so) (?:ban )?nganh.*"
        ),
    ),
    (Column.TARGET, re.compile(r"(?:cac |ten |noi dung )?(?:chi tieu|chi so|tieu chi).*")),
    (
        Column.TASK,
        re.compile(
            r"(?:(?:ten|cac|danh muc|noi dung|nhom|phan) )*(?:nhiem vu|noi dung|cong viec|hoat dong|giai phap|de an|van ban|chuong trinh"
            r"|hang muc|dau viec|viec)\b.*|ten"
        ),
    ),
)
_MARKS = re.compile(r"\(?\s*\d{1,2}\s*\)?|[A-E]|\[\d\]")
_SAME_AS_ABOVE = re.compile(r"[-–]?\s*(?:nt|như trên|\"|”|//)\s*[-–]?\.?", re.IGNORECASE)
_TICK = re.compile(r"[xX×✓✔+]")
_YEAR = re.compile(r"(?:Năm )?20\d\d")
_HEADER_LENGTH = 120
_HEADER_WORDS = 12  # a header cell has fewer
_PAGE_GAP = 3  # blocks of a running head that may stand between the parts of one table


@dataclass(frozen=True, slots=True)
class Row:
    block: int
    start: int
    end: int
    cells: tuple[Cell, ...]
    bold: bool

    def cell(self, column: int) -> Cell | None:
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.span:
                return cell
        return None


@dataclass(slots=True)
class Grid:
    """One table of assignments: its columns by role and its rows below the header."""

    roles: dict[int, Column]
    labels: dict[int, str]  # header texts
    rows: list[Row] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)  # blocks
    from_header: bool = True

    def columns(self, *roles: Column) -> list[int]:
        return [column for column, role in sorted(self.roles.items()) if role in roles]


def cell_words(paper: Paper, cell: Cell) -> str:
    """The text of a cell, with its own line breaks as new lines."""
    if not cell.breaks:
        return paper.words(cell)
    edges = [cell.start, *cell.breaks, cell.end]
    return "\n".join(paper.text[a:b].strip() for a, b in pairwise(edges))


def header_role(words: str) -> Column | None:
    """What a column holds by the words of its header cell; ``None`` if they are no header."""
    if len(words) > _HEADER_LENGTH:
        return None
    key = search_key(words)
    if key.count(" ") >= _HEADER_WORDS:
        return None
    return next((role for role, pattern in _HEADERS if key and pattern.fullmatch(key)), None)


def find_grids(paper: Paper) -> list[Grid]:
    """The tables of the paper that assign tasks."""
    grids: list[Grid] = []
    last_block = -10
    for rows in _tables(paper):
        grid = _grid(paper, rows)
        if grid is None and grids and rows[0].block - last_block <= _PAGE_GAP and _same_width(grids[-1], rows):
            grids[-1].rows += rows  # the table goes on overleaf without its header
            last_block = rows[-1].block
        elif grid is not None:
            _add(grids, grid, rows[0].block - last_block <= _PAGE_GAP)
            last_block = rows[-1].block
    return grids


def _add(grids: list[Grid], grid: Grid, adjoining: bool) -> None:
    if adjoining and grids and grids[-1].from_header and (grids[-1].roles == grid.roles or not grid.from_header):
        grids[-1].rows += grid.rows
        grids[-1].header_rows += grid.header_rows
    else:
        grids.append(grid)


def _tables(paper: Paper) -> list[list[Row]]:
    tables: list[list[Row]] = []
    number: int | None = None
    previous = -10
    for index, block in enumerate(paper.blocks):
        if block.kind is not BlockKind.ROW:
            continue
        if block.table != number or index != previous + 1:
            tables.append([])
        number, previous = block.table, index
        tables[-1].append(Row(index, block.start, block.end, block.cells, block.bold))
    return tables


def _same_width(grid: Grid, rows: Sequence[Row]) -> bool:
    return max(grid.roles) <= max(c.column for row in rows for c in row.cells) <= max(grid.roles) + 1


def _grid(paper: Paper, rows: list[Row]) -> Grid | None:
    for index, row in enumerate(rows[:4]):
        roles = _roles(paper, row)
        if _is_header(roles.values()):
            return _below(paper, rows, index, roles)
        if Column.TARGET in roles.values() and len(roles) >= 2:
            return None
    return _inferred(paper, rows)


def _roles(paper: Paper, row: Row) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for cell in row.cells:
        role = header_role(paper.words(cell).replace("/", " "))
        if role is not None:
            found.update(dict.fromkeys(range(cell.column, cell.column + cell.span), role))
    return found


def _is_header(roles: Iterable[Column]) -> bool:
    kinds = set(roles)
    return (
        Column.TASK in kinds
        and bool(kinds & {Column.LEAD, Column.SUPPORT, Column.MIXED, Column.TIME})
        and Column.TARGET not in kinds
    )


def _below(paper: Paper, rows: list[Row], index: int, roles: dict[int, Column]) -> Grid:
    """The grid under the header at ``index``, which may take a second row ("Cơ quan" over "Chủ trì | Phối hợp")."""
    grid = Grid(roles, _texts(paper, rows[index]), header_rows=[row.block for row in rows[: index + 1]])
    body = index + 1
    if body < len(rows) and _is_second_header(paper, rows[body], roles):
        for column, text in _texts(paper, rows[body]).items():
            role = header_role(text.replace("/", " "))
            if _YEAR.fullmatch(text):
                grid.roles[column] = Column.TIME
            elif role is not None and role is not Column.NUMBER:
                grid.roles[column] = role
            grid.labels[column] = text
        grid.header_rows.append(rows[body].block)
        body += 1
    for row in rows[body:]:
        if _repeats_header(paper, row, grid) or _is_marks(paper, row):
            grid.header_rows.append(row.block)
        else:
            grid.rows.append(row)
    return grid


def _repeats_header(paper: Paper, row: Row, grid: Grid) -> bool:
    """The header printed again at the top of a page: most cells say what the header says."""
    printed = {search_key(label) for label in grid.labels.values()}
    texts = [search_key(paper.words(cell)) for cell in row.cells if cell.end > cell.start]
    return len(texts) >= 2 and sum(text in printed for text in texts) * 2 > len(texts)


def _texts(paper: Paper, row: Row) -> dict[int, str]:
    return {
        column: paper.words(cell)
        for cell in row.cells
        for column in range(cell.column, cell.column + cell.span)
        if cell.end > cell.start
    }


def _is_second_header(paper: Paper, row: Row, roles: dict[int, Column]) -> bool:
    texts = _texts(paper, row)
    if not texts or any(len(text) > 60 for text in texts.values()):
        return False
    number = next((column for column, role in roles.items() if role is Column.NUMBER), None)
    if number is not None and number in texts:
        return False
    return all(header_role(text) is not None or _YEAR.fullmatch(text) for text in texts.values())


def _is_marks(paper: Paper, row: Row) -> bool:
    """The row of column numbers under a header: (1) (2) (3), or A B 1 2."""
    texts = [text for text in (paper.words(cell) for cell in row.cells) if text]
    return len(texts) >= 3 and all(_MARKS.fullmatch(text) for text in texts)


def _inferred(paper: Paper, rows: list[Row]) -> Grid | None:
    """Columns by what they hold, where the table has no header of its own."""
    if len(rows) < 2 or Column.NUMBER in _roles(paper, rows[0]).values():  # a header of something else
        return None
    width = max(cell.column for row in rows for cell in row.cells) + 1
    if width < 3:
        return None
    texts = {column: _column(paper, rows, column) for column in range(width)}
    agencies = [c for c, cells in texts.items() if _share(cells, _is_agency_cell) >= 0.7]
    times = [c for c, cells in texts.items() if _share(cells, looks_like_timeframe) >= 0.7]
    rest = [c for c in texts if c not in agencies and c not in times and texts[c]]
    if not agencies or not rest:
        return None
    task = max(rest, key=lambda c: sum(map(len, texts[c])))
    if sum(map(len, texts[task])) / len(texts[task]) < 25:
        return None
    roles = {task: Column.TASK, agencies[0]: Column.LEAD}
    roles.update(dict.fromkeys(agencies[1:2], Column.SUPPORT))
    roles.update(dict.fromkeys(times[:1], Column.TIME))
    numbers = [c for c in rest if c < task and _share(texts[c], lambda t: len(t) <= 6) >= 0.7]
    roles.update(dict.fromkeys(numbers[:1], Column.NUMBER))
    return Grid(roles, {}, list(rows), [], from_header=False)


def _column(paper: Paper, rows: list[Row], column: int) -> list[str]:
    cells = (row.cell(column) for row in rows)
    return [words for cell in cells if cell is not None and cell.span == 1 and (words := paper.words(cell))]


def _is_agency_cell(words: str) -> bool:
    """The name of an agency, not that of a place ("xã Tân Lĩnh")."""
    return words[:1].isupper() and looks_like_agency(words) and len(words) < 250


def _share(cells: list[str], test: Callable[[str], bool]) -> float:
    if len(cells) < 2:
        return 0.0
    return sum(bool(test(cell)) for cell in cells) / len(cells)


def is_same_as_above(words: str) -> bool:
    return _SAME_AS_ABOVE.fullmatch(words.strip()) is not None


def is_tick(words: str) -> bool:
    return _TICK.fullmatch(words.strip()) is not None
