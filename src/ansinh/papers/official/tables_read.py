"""Rows of a table that was read, as a table of the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ansinh.domain.vietnamese import search_key
from ansinh.papers.official.language import Align, Column, Inline, Table, TableCell, Words, inlines
from ansinh.papers.paper import Block, Cell, Paper

WordsBetween = Callable[[int, int], Words]

_FIRST_HEADS = frozenset({"tt", "stt", "so tt", "so thu tu"})
_COLUMN_NUMBER = re.compile(r"\(?\d{0,2}\)?$")
_FIGURE = re.compile(r"[-+]?[\d.,]+\s*%?$")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell where it will stand: ``column`` may lie right of where a broken file put it."""

    column: int
    span: int
    cell: Cell | None  # ``None``: columns that the row leaves empty
    continued: bool

    @property
    def end(self) -> int:
        return self.column + self.span


def table_of(paper: Paper, rows: list[Block], words: WordsBetween) -> Table:
    """The table whose rows these are; ``words`` gives the words between two offsets of the paper.

    Rows that leave columns empty, or cells that overlap, as broken files have them, are filled up and moved
    to the right, so that every word keeps a cell.
    """
    placed = [_placed(block) for block in rows]
    columns = max(row[-1].end for row in placed)
    grid = _joined([_filled(row, columns) for row in placed])
    made = tuple(
        tuple(
            TableCell(
                _cell_words(slot.cell, paper, words),
                span=slot.span,
                rows=_height(grid, index, slot),
                bold=rows[index].bold,
            )
            for slot in row
            if not slot.continued
        )
        for index, row in enumerate(grid)
    )
    head = _head_rows(paper, rows, grid)
    aligns = [_align(paper, rows[:head], rows[head:], column) for column in range(columns)]
    return Table(tuple(Column(align=align) for align in aligns), made[head:], made[:head])


def _placed(row: Block) -> list[_Slot]:
    slots: list[_Slot] = []
    at = 0
    for cell in sorted(row.cells, key=lambda cell: cell.column):
        if cell.column > at:
            slots.append(_Slot(at, cell.column - at, None, continued=False))
            at = cell.column
        slots.append(_Slot(at, cell.span, cell, cell.continued))
        at += cell.span
    return slots or [_Slot(0, 1, None, continued=False)]


def _filled(row: list[_Slot], columns: int) -> list[_Slot]:
    end = row[-1].end
    return row if end == columns else [*row, _Slot(end, columns - end, None, continued=False)]


def _joined(grid: list[list[_Slot]]) -> list[list[_Slot]]:
    """The grid, where a cell continues another only if that one stands right above it."""
    above: set[tuple[int, int]] = set()
    joined = []
    for row in grid:
        row = [_Slot(s.column, s.span, s.cell, s.continued and (s.column, s.span) in above) for s in row]
        above = {(slot.column, slot.span) for slot in row}
        joined.append(row)
    return joined


def _height(grid: list[list[_Slot]], index: int, slot: _Slot) -> int:
    """How many rows a cell covers."""
    height = 1
    for row in grid[index + 1 :]:
        if not any(s.continued and (s.column, s.span) == (slot.column, slot.span) for s in row):
            break
        height += 1
    return height


def _cell_words(cell: Cell | None, paper: Paper, words: WordsBetween) -> Words:
    """The words of a cell, each of its own lines on a line."""
    if cell is None or cell.continued:
        return ""
    if not cell.breaks:
        return words(cell.start, cell.end)
    parts: list[Inline] = []
    for start, end in zip((cell.start, *cell.breaks), (*cell.breaks, cell.end), strict=True):
        while end > start and paper.text[end - 1] == " ":
            end -= 1
        if start > cell.start:
            parts.append("\n")
        parts.extend(inlines(words(start, end)))
    return tuple(parts)


def _head_rows(paper: Paper, rows: list[Block], grid: list[list[_Slot]]) -> int:
    """How many rows from the top are a head: the first when it reads like one, and what belongs to it."""
    first = rows[0].cells
    names_columns = bool(first) and search_key(paper.words(first[0])) in _FIRST_HEADS
    if not (rows[0].bold or names_columns):
        return 0
    count = 1
    # A cell merged down out of the head would tear where the head is repeated.
    while count < len(rows) and (_numbers_columns(paper, rows[count]) or any(s.continued for s in grid[count])):
        count += 1
    return count if count < len(rows) else 0


def _numbers_columns(paper: Paper, row: Block) -> bool:
    """ "(1) | (2) | (3)" under the names of the columns."""
    texts = [paper.words(cell).strip() for cell in row.cells]
    return any(texts) and all(_COLUMN_NUMBER.match(text) for text in texts)


def _align(paper: Paper, head: list[Block], rows: list[Block], column: int) -> Align:
    """Ordinal numbers centred, figures to the right, words to the left."""
    texts = [
        paper.words(cell).strip() for row in rows for cell in row.cells if cell.column == column and cell.span == 1
    ]
    names = [search_key(paper.words(cell)) for row in head for cell in row.cells if cell.column == column]
    if not _FIRST_HEADS.isdisjoint(names):
        return Align.CENTRED
    shown = [text for text in texts if text]
    return Align.RIGHT if shown and all(_FIGURE.match(text) for text in shown) else Align.LEFT
