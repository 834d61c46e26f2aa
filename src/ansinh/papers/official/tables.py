"""Tables with content: a head repeated on every page, widths in every cell, merged cells, no divided rows."""

from __future__ import annotations

from dataclasses import dataclass

from ansinh.papers.official.language import Align, Column, Row, Table, TableCell, cell_of, plain
from ansinh.papers.official.letters import Cut, width
from ansinh.papers.official.measures import twips
from ansinh.papers.official.ooxml import Element, Face, Setting, border, el, grid, paragraph
from ansinh.papers.official.styles import Style
from ansinh.papers.official.workshop import Workshop

#: Space between words and lines of a cell, left and right together, in mm.
_CELL_MARGINS = 4.0
#: A row with more characters in one cell than this may be divided: it could be taller than a page.
_DIVIDE_FROM = 900
_HEAD_FACE = Face(bold=True)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell of the grid: its first column, and whether it continues one merged down from above."""

    cell: TableCell
    column: int
    continued: bool = False


def table_elements(table: Table, available: float, workshop: Workshop) -> list[Element]:
    """Caption, table and note, ``available`` mm wide."""
    widths = column_widths(table, available, workshop.measures.table_size)
    head = len(table.head_rows)
    rows = [
        _row(placed, table.columns, widths, workshop, is_head=index < head)
        for index, placed in enumerate(_placed((*table.head_rows, *table.rows), len(table.columns)))
    ]
    elements = [el("tbl", _properties(table, widths), grid(widths), *rows)]
    if table.caption:
        elements.insert(0, paragraph(Style.CAPTION, workshop.runs(table.caption)))
    if table.note:
        elements.append(paragraph(Style.TABLE_NOTE, workshop.runs(table.note)))
    return elements


def column_widths(table: Table, available: float, size: float) -> tuple[float, ...]:
    """Widths in mm that add up to ``available``: by weight, else by what the columns hold."""
    given = [column.weight for column in table.columns]
    if any(given):
        return _shared(available, [weight or 1.0 for weight in given])
    least, wanted = _needs(table, size)
    spare = available - sum(least)
    if spare <= 0 or not any(wanted):
        return _shared(available, least)
    return tuple(width + more for width, more in zip(least, _shared(spare, wanted), strict=True))


def _shared(available: float, weights: list[float]) -> tuple[float, ...]:
    total = sum(weights)
    return tuple(available * weight / total for weight in weights)


def _needs(table: Table, size: float) -> tuple[list[float], list[float]]:
    """What each column cannot do without (its longest word), and how much more it could use, in mm.

    The wish grows with the root of the words: a column twice as wide holds twice the words in a line, so
    the heights of the columns come out about even. Merged cells ask for nothing.
    """
    longest = [0.0] * len(table.columns)
    volume = [0.0] * len(table.columns)
    head = len(table.head_rows)
    for index, placed in enumerate(_placed((*table.head_rows, *table.rows), len(table.columns))):
        for item in placed:
            if item.continued or item.cell.span > 1:
                continue
            cut = Cut.BOLD if index < head else Cut.REGULAR
            words = [width(word, size, cut) for word in plain(item.cell.words).split()]
            longest[item.column] = max([longest[item.column], *words])
            volume[item.column] = max(volume[item.column], sum(words))
    least = [word + _CELL_MARGINS for word in longest]
    wanted = [(word * words) ** 0.5 - word for word, words in zip(longest, volume, strict=True)]
    return least, wanted


def _placed(rows: tuple[Row, ...], columns: int) -> list[list[_Placed]]:
    """The grid of a table: every row with its own cells and those merged down into it, left to right."""
    grid_rows: list[list[_Placed]] = []
    merged: dict[int, tuple[TableCell, int]] = {}  # by first column: the cell and the rows still to come
    for row in rows:
        own = iter(map(cell_of, row))
        placed: list[_Placed] = []
        still: dict[int, tuple[TableCell, int]] = {}
        column = 0
        while column < columns:
            if column in merged:
                cell, left = merged[column]
                placed.append(_Placed(cell, column, continued=True))
                left -= 1
            else:
                cell = next(own)
                placed.append(_Placed(cell, column))
                left = cell.rows - 1
            if left:
                still[column] = (cell, left)
            column += cell.span
        merged = still
        grid_rows.append(placed)
    return grid_rows


def _row(
    placed: list[_Placed],
    columns: tuple[Column, ...],
    widths: tuple[float, ...],
    workshop: Workshop,
    *,
    is_head: bool,
) -> Element:
    longest = max(len(plain(item.cell.words)) for item in placed)
    settings = []
    if is_head or longest < _DIVIDE_FROM:
        settings.append(el("cantSplit"))
    if is_head:
        settings.append(el("tblHeader"))
    cells = [_cell(item, columns[item.column], widths, workshop, is_head=is_head) for item in placed]
    return el("tr", *([el("trPr", *settings)] if settings else []), *cells)


def _cell(placed: _Placed, column: Column, widths: tuple[float, ...], workshop: Workshop, *, is_head: bool) -> Element:
    cell = placed.cell
    total = sum(widths[placed.column : placed.column + cell.span])
    properties = [el("tcW", w=twips(total), type="dxa")]
    if cell.span > 1:
        properties.append(el("gridSpan", val=cell.span))
    if cell.rows > 1:
        properties.append(el("vMerge", val="continue" if placed.continued else "restart"))
    if is_head:
        properties.append(el("vAlign", val="center"))
    align = Align.CENTRED if is_head else (cell.align or column.align)
    face = _HEAD_FACE if is_head else Face(bold=cell.bold)
    content = [] if placed.continued else workshop.runs(cell.words, face)
    words = paragraph(Style.TABLE_WORDS, content, Setting(align=align, keep_with_next=is_head or None))
    return el("tc", el("tcPr", *properties), words)


def _properties(table: Table, widths: tuple[float, ...]) -> Element:
    properties = el(
        "tblPr",
        el("tblW", w=sum(map(twips, widths)), type="dxa"),
        el("tblBorders", *(border(side, space=0, size=4) for side in _SIDES)),
        el("tblLayout", type="fixed"),
        el(
            "tblLook",
            val="0020",
            firstRow=int(bool(table.head_rows)),
            lastRow=0,
            firstColumn=0,
            lastColumn=0,
            noHBand=1,
            noVBand=1,
        ),
    )
    if table.caption:
        properties.append(el("tblCaption", val=plain(table.caption)))
    return properties
