"""Ruling lines and words → tables: grid, merged cells, continuation over pages.

A grid is a set of crossing rules. Its unit cells are merged where no rule parts them, so merged cells in both
directions come out with column and span.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ansinh.papers.intake.draft import Draft, DraftCell, Table
from ansinh.papers.intake.joining import begins_item, begins_small, continues, ends_sentence, glue
from ansinh.papers.intake.pdf_lines import Line, lines_of
from ansinh.papers.intake.pdf_page import PdfPage, Word

_SNAP = 3.0  # points: rules this near are the same line
_JOIN = 4.0  # points: gap that a dotted or cell-wise drawn line may have
_SHORT = 6.0
_WALL = 0.6  # share of a unit cell's side that must be ruled to part it from its neighbour
_SCAN_WIDTH = 0.5  # of the page's width
_MIN_ROW = 5.0
_EDGE = 8.0  # points: how far the edges of a table may move from page to page
_MAX_RULES = 6000


Stroke = tuple[float, float, float]  # position across, start and end along


@dataclass(slots=True)
class Grid:
    """A ruled table on one page. ``cells`` are (row, column, rows, columns) of merged cells."""

    page: int
    xs: list[float]
    ys: list[float]
    cells: list[tuple[int, int, int, int]]

    @property
    def left(self) -> float:
        return self.xs[0]

    @property
    def right(self) -> float:
        return self.xs[-1]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def holds(self, word: Word) -> bool:
        x, y = word.centre
        return self.left - 1 <= x <= self.right + 1 and self.top - 1 <= y <= self.bottom + 1


def grids_of(page: PdfPage) -> list[Grid]:
    """The tables of a page, from top to bottom; boxes of one column and lone lines are not tables."""
    flat = _merge([(r.y0, r.x0, r.x1) for r in page.rules[:_MAX_RULES] if r.y0 == r.y1])
    upright = _merge([(r.x0, r.y0, r.y1) for r in page.rules[:_MAX_RULES] if r.y0 != r.y1])
    grids = [
        grid
        for group in _components(flat, upright)
        if (grid := _grid(*group, page.number)) is not None
        and (not page.recognised or _is_framed(grid, *group, page.width))
    ]
    grids = [grid for grid in grids if len(grid.xs) > 2 and not _is_inside(grid, grids)]
    return sorted(grids, key=lambda grid: grid.top)


def _is_framed(grid: Grid, flat: list[Stroke], upright: list[Stroke], page_width: float) -> bool:
    """True for a table of a scan: wide, and ruled on all four sides. Stamps, pen strokes and streaks are not."""
    sides = (
        _covered(flat, grid.top, grid.left, grid.right),
        _covered(flat, grid.bottom, grid.left, grid.right),
        _covered(upright, grid.left, grid.top, grid.bottom),
        _covered(upright, grid.right, grid.top, grid.bottom),
    )
    return grid.right - grid.left >= _SCAN_WIDTH * page_width and min(sides) >= _WALL


def _merge(strokes: list[Stroke]) -> list[Stroke]:
    """Strokes on the same line as one, where they touch or nearly touch; stubs are dropped."""
    merged: list[Stroke] = []
    for group in _clusters(strokes):
        position = sum(stroke[0] for stroke in group) / len(group)
        start, end = group[0][1], group[0][2]
        for _, a, b in sorted(group, key=lambda stroke: stroke[1]):
            if a > end + _JOIN:
                merged.append((position, start, end))
                start, end = a, b
            else:
                start, end = min(start, a), max(end, b)
        merged.append((position, start, end))
    return [stroke for stroke in merged if stroke[2] - stroke[1] >= _SHORT]


def _clusters(strokes: list[Stroke]) -> list[list[Stroke]]:
    groups: list[list[Stroke]] = []
    for stroke in sorted(strokes):
        if groups and stroke[0] - groups[-1][0][0] <= _SNAP:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    return groups


def _components(flat: list[Stroke], upright: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Groups of rules that cross each other, directly or through others."""
    parent = list(range(len(flat) + len(upright)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, (y, left, right) in enumerate(flat):
        for j, (x, top, bottom) in enumerate(upright):
            if left - _SNAP <= x <= right + _SNAP and top - _SNAP <= y <= bottom + _SNAP:
                parent[root(i)] = root(len(flat) + j)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for i, stroke in enumerate(flat):
        groups.setdefault(root(i), ([], []))[0].append(stroke)
    for j, stroke in enumerate(upright):
        groups.setdefault(root(len(flat) + j), ([], []))[1].append(stroke)
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _grid(flat: list[Stroke], upright: list[Stroke], page: int) -> Grid | None:
    xs = _positions([x for x, _, _ in upright], [left for _, left, _ in flat], [right for _, _, right in flat])
    ys = _positions([y for y, _, _ in flat], [top for _, top, _ in upright], [bottom for _, _, bottom in upright])
    if len(xs) < 2 or len(ys) < 2:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * columns))

    def root(item: int) -> int:
        while parent[item] != item:
            item = parent[item]
        return item

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not _walled(upright, xs[column + 1], ys[row], ys[row + 1]):
                parent[root(here + 1)] = root(here)
            if row + 1 < rows and not _walled(flat, ys[row + 1], xs[column], xs[column + 1]):
                parent[root(here + columns)] = root(here)
    groups: dict[int, list[tuple[int, int]]] = {}
    for item in range(rows * columns):
        groups.setdefault(root(item), []).append(divmod(item, columns))
    return Grid(page, xs, ys, [_box(units) for units in groups.values()])


def _positions(own: list[float], starts: list[float], ends: list[float]) -> list[float]:
    """Distinct positions of the rules, with the outer ends of the crossing rules where the side is open."""
    positions: list[float] = []
    for position in sorted(own):
        if not positions or position - positions[-1] > _SNAP:
            positions.append(position)
    if starts and positions and positions[0] - min(starts) > 2 * _MIN_ROW:
        positions.insert(0, min(starts))
    if ends and positions and max(ends) - positions[-1] > 2 * _MIN_ROW:
        positions.append(max(ends))
    return positions


def _walled(strokes: list[Stroke], position: float, start: float, end: float) -> bool:
    return _covered(strokes, position, start, end) >= _WALL


def _covered(strokes: list[Stroke], position: float, start: float, end: float) -> float:
    """The share of a line that is ruled."""
    ruled = sum(max(0.0, min(b, end) - max(a, start)) for at, a, b in strokes if abs(at - position) <= _SNAP)
    return ruled / max(end - start, 0.1)


def _box(units: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    top, left = min(row for row, _ in units), min(column for _, column in units)
    bottom, right = max(row for row, _ in units), max(column for _, column in units)
    return top, left, bottom - top + 1, right - left + 1


def _is_inside(grid: Grid, others: list[Grid]) -> bool:
    return any(
        other is not grid
        and len(other.xs) > 2
        and other.left - 1 <= grid.left
        and grid.right <= other.right + 1
        and other.top - 1 <= grid.top
        and grid.bottom <= other.bottom + 1
        and (other.right - other.left) * (other.bottom - other.top)
        > (grid.right - grid.left) * (grid.bottom - grid.top)
        for other in others
    )


# ---------------------------------------------------------------------------------------------------------
# Tables that go on over pages


def same_table(first: Grid, rest: Grid) -> bool:
    """True if a grid at the top of a page can be the continuation of one at the bottom of the page before."""
    return abs(first.left - rest.left) <= _EDGE and abs(first.right - rest.right) <= _EDGE


def table_of(grids: Sequence[Grid], words: Sequence[Sequence[Word]]) -> Table:
    """One table from the grids of consecutive pages; ``words`` are those inside each grid."""
    edges = _common_edges(grids)
    rows: list[list[DraftCell]] = []
    for number, (grid, inside) in enumerate(zip(grids, words, strict=True)):
        page_rows = _rows(grid, inside, edges)
        if number and rows:
            page_rows = page_rows[_repeated(rows, page_rows) :]
            if page_rows and _is_rest_of_row(rows[-1], page_rows[0]):
                _append_row(rows[-1], page_rows.pop(0))
        rows.extend(page_rows)
    return Table(rows, page=grids[0].page)


def _common_edges(grids: Sequence[Grid]) -> list[float]:
    edges: list[float] = []
    for x in sorted(x for grid in grids for x in grid.xs):
        if not edges or x - edges[-1] > 2 * _SNAP:
            edges.append(x)
    return edges


def _column_at(edges: list[float], x: float) -> int:
    place = bisect_left(edges, x - 2 * _SNAP)
    return min(place, len(edges) - 1)


def _rows(grid: Grid, words: Sequence[Word], edges: list[float]) -> list[list[DraftCell]]:
    inside: dict[tuple[int, int, int, int], list[Word]] = {cell: [] for cell in grid.cells}
    for word in words:
        cell = _cell_of(grid, word)
        if cell is not None:
            inside[cell].append(word)
    rows: list[list[DraftCell]] = []
    for row in range(len(grid.ys) - 1):
        cells: list[DraftCell] = []
        for cell in sorted((c for c in grid.cells if c[0] <= row < c[0] + c[2]), key=lambda c: c[1]):
            top, column, _, columns = cell
            first = _column_at(edges, grid.xs[column])
            last = _column_at(edges, grid.xs[column + columns])
            content = cell_content(inside[cell], grid.xs[column], grid.xs[column + columns], grid.page)
            cells.append(DraftCell(content if top == row else [], first, max(1, last - first), continued=top != row))
        if any(cell.content for cell in cells):
            rows.append(cells)
    return rows


def _cell_of(grid: Grid, word: Word) -> tuple[int, int, int, int] | None:
    x, y = word.centre
    for cell in grid.cells:
        row, column, rows, columns = cell
        if grid.xs[column] <= x < grid.xs[column + columns] and grid.ys[row] <= y < grid.ys[row + rows]:
            return cell
    return None


def cell_content(words: Iterable[Word], left: float, right: float, page: int) -> list[Draft]:
    """Paragraphs of a cell: wrapped lines joined, forced breaks kept."""
    drafts: list[Draft] = []
    lines = lines_of(words, page)
    inner = (right - left) - 2 * min((line.x0 - left for line in lines), default=0.0)
    widest = max((line.x1 - line.x0 for line in lines), default=0.0)
    measure = max(widest, min(inner, right - left - 6))
    last: Line | None = None
    for line in lines:
        if last is not None and drafts and _same_cell_paragraph(drafts[-1].words, last, line, measure):
            drafts[-1].words = glue(drafts[-1].words, line.text)
            drafts[-1].bold = drafts[-1].bold and line.bold
            drafts[-1].italic = drafts[-1].italic and line.italic
        else:
            drafts.append(Draft(line.text, page=page, bold=line.bold, italic=line.italic))
        last = line
    return drafts


def _same_cell_paragraph(words: str, last: Line, line: Line, measure: float) -> bool:
    if continues(words, line.text):
        return True
    full = (last.x1 - last.x0) + 0.25 * last.size + line.first_width > measure
    if begins_item(line.text):
        dash = line.text.lstrip().startswith(("- ", "– "))
        return full and dash and not ends_sentence(words)
    return full or begins_small(line.text)


def _repeated(rows: list[list[DraftCell]], page_rows: list[list[DraftCell]]) -> int:
    """How many rows at the top of a page repeat the table's head."""
    count = 0
    for head, again in zip(rows, page_rows, strict=False):
        if _words(head) != _words(again):
            break
        count += 1
    return count


def _words(row: list[DraftCell]) -> list[str]:
    return [cell.words.strip().lower() for cell in row]


def _is_rest_of_row(above: list[DraftCell], row: list[DraftCell]) -> bool:
    """A row without a number at the top of a page, whose cells go on from the last row of the page before."""
    if [cell.column for cell in above] != [cell.column for cell in row] or not row:
        return False
    if row[0].words.strip() or row[0].continued:
        return False
    filled = [(before, cell) for before, cell in zip(above, row, strict=True) if cell.words.strip()]
    if any(continues(before.words, cell.words) or begins_small(cell.words) for before, cell in filled):
        return True
    return any(before.words.strip() and not ends_sentence(before.words) for before, _ in filled[:1])


def _append_row(above: list[DraftCell], row: list[DraftCell]) -> None:
    for before, cell in zip(above, row, strict=True):
        for draft in cell.content:
            if before.content and continues(before.content[-1].words, draft.words):
                before.content[-1].words = glue(before.content[-1].words, draft.words)
            else:
                before.content.append(draft)
