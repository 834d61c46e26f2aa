"""Small papers of the tests' own making, in the shape that `intake` guarantees."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from ansinh.domain.vietnamese import nfc
from ansinh.papers.intake import open_paper
from ansinh.papers.paper import Block, BlockKind, Cell, Paper

#: A line of running text, or the cells of a row; ``None`` is a cell merged with the one above.
Line = str | Sequence[str | None]


def paper_of(*lines: Line) -> Paper:
    """A paper with one block a line; consecutive rows are one table."""
    blocks: list[Block] = []
    text = ""
    table = -1
    in_table = False
    for line in lines:
        if text:
            text += "\n"
        start = len(text)
        if isinstance(line, str):
            in_table = False
            text += nfc(line)
            blocks.append(Block(BlockKind.PARAGRAPH, start, len(text)))
            continue
        if not in_table:
            table += 1
        in_table = True
        cells: list[Cell] = []
        for column, words in enumerate(line):
            if column:
                text += " | "
            at = len(text)
            text += nfc(words or "")
            cells.append(Cell(at, len(text), column, 1, words is None))
        blocks.append(Block(BlockKind.ROW, start, len(text), table=table, cells=tuple(cells)))
    return Paper(text, tuple(blocks), "txt")


def plan_65() -> Paper:
    """Plan 65/KH-UBND as it ships with the product."""
    data = files("ansinh.apps.plans").joinpath("data", "65-KH-UBND.md").read_bytes()
    return open_paper(data, "65-KH-UBND.md")


def documented_rows(header: str) -> list[list[str]]:
    """The rows of the table in docs/algorithms/reading.md whose header line is the given one."""
    page = Path(__file__).parents[5] / "docs" / "algorithms" / "reading.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    first = lines.index(header) + 2
    rows: list[list[str]] = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows
