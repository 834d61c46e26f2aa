"""Papers made of lines, and readings written in one line, for the tests of this package."""

from __future__ import annotations

from ansinh.domain.readings import GoalReading, TargetReading
from ansinh.papers.paper import Block, BlockKind, Cell, Paper
from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.targets import read_targets

HEAD = ("Quảng Ngãi, ngày 20 tháng 3 năm 2024", "KẾ HOẠCH", "Về việc thực hiện chính sách xã hội", "II. NỘI DUNG")


def paper_of(*lines: str | tuple[str | tuple[str, int], ...]) -> Paper:
    """A paper whose lines are paragraphs, and rows of one table where a line is a tuple of cells.

    A cell with a number spans so many columns; the cell "^" continues the one above it.
    """
    text, blocks = "", list[Block]()
    for line in lines:
        text += "\n" if text else ""
        start = len(text)
        if isinstance(line, str):
            text += line
            blocks.append(Block(BlockKind.PARAGRAPH, start, len(text)))
            continue
        cells = list[Cell]()
        column = 0
        for cell in line:
            words, span = (cell, 1) if isinstance(cell, str) else cell
            continued = words == "^"
            words = "" if continued else words
            text += " | " if column else ""
            cells.append(Cell(len(text), len(text) + len(words), column, span, continued))
            text += words
            column += span
        blocks.append(Block(BlockKind.ROW, start, len(text), table=0, cells=tuple(cells)))
    return Paper(text, tuple(blocks), "md")


def read(paper: Paper) -> list[str]:
    """Targets and goals in the order of the text, each in the notation of the worked tables."""
    targets, goals, _ = read_targets(paper, read_outline(paper))
    found = [(target.quote.start, shown_target(target)) for target in targets]
    found += [(goal.quote.start, shown_goal(goal)) for goal in goals]
    return [shown for _, shown in sorted(found, key=lambda pair: pair[0])]


def read_item(heading: str, sentence: str) -> list[str]:
    """The reading of one item below one heading of a plan of March 2024."""
    return read(paper_of(*HEAD, heading, f"- {sentence}"))


def shown_target(target: TargetReading) -> str:
    if target.low is not None and target.high is not None:
        value = f"{target.low:g}..{target.high:g}"
    else:
        value = f"{target.operator.value} {target.value:g}"
    if target.denominator is not None:
        value += f" of {target.denominator:g}"
    return _joined(value, target.unit or "", str(target.due_year or ""), target.name)


def shown_goal(goal: GoalReading) -> str:
    return _joined("goal", str(goal.due_year or ""), goal.text)


def _joined(*parts: str) -> str:
    return " · ".join(parts).replace(" ·  · ", " · · ")
