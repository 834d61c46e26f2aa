"""Tables that lost their grid: a header, then one cell a line. Here only where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansinh.papers.paper import BlockKind, Paper

from ..labels import LabelKind, read_label
from .grid import Column, header_role

_FOOT = re.compile(r"\W{0,3}nơi nhận\b", re.IGNORECASE)
_ASSIGNING = frozenset({Column.LEAD, Column.SUPPORT, Column.MIXED})
#: A table of assignments has no more columns than this.
_MOST_COLUMNS = 12
_OUTER = frozenset({LabelKind.ANNEX, LabelKind.PART, LabelKind.CHAPTER, LabelKind.ARTICLE})


@dataclass(frozen=True, slots=True)
class Region:
    """Columns in the order of the lines; ``first`` to ``last`` are the blocks of the lines below the header."""

    columns: tuple[Column, ...]
    header: int
    first: int
    last: int  # excluded


def find_regions(paper: Paper) -> list[Region]:
    """The flattened tables of the paper."""
    regions: list[Region] = []
    index = 0
    while index < len(paper.blocks):
        header = _header(paper, index)
        if header is None:
            index += 1
            continue
        columns, body = header
        last = _end(paper, body)
        if last - body >= 2 * len(columns):
            regions.append(Region(columns, index, body, last))
        index = max(last, index + 1)
    return regions


def _header(paper: Paper, index: int) -> tuple[tuple[Column, ...], int] | None:
    """The columns that a header names from this block on, and the first block below it."""
    columns: list[Column] = []
    at = index
    while at < min(len(paper.blocks), index + _MOST_COLUMNS):
        block = paper.blocks[at]
        if block.kind is BlockKind.ROW:
            found = [header_role(paper.words(cell)) for cell in block.cells if cell.end > cell.start]
            if at != index or None in found or not found:
                break
            columns += [role for role in found if role is not None]
        else:
            role = header_role(paper.words(block))
            if role is None or len(paper.words(block)) > 60:
                break
            if role is Column.NUMBER and columns:  # what came before was a title
                return None
            if role in columns and role is not Column.OTHER:
                break
            columns.append(role)
        at += 1
    if at - index < 1 or Column.TASK not in columns or not _ASSIGNING & set(columns) or len(columns) < 3:
        return None
    if at < len(paper.blocks) and paper.blocks[at].kind is BlockKind.ROW:
        return None
    return tuple(columns), at


def _end(paper: Paper, first: int) -> int:
    for index in range(first, len(paper.blocks)):
        block = paper.blocks[index]
        words = paper.words(block)
        if block.kind is BlockKind.ROW or _FOOT.match(words):
            return index
        label = read_label(words)
        if label is not None and label.kind in _OUTER:
            return index
    return len(paper.blocks)
