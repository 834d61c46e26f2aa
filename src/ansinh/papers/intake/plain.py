"""Plain text (.txt) → blocks. Also the line handling that Markdown shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ansinh.papers.intake.draft import Draft, Pile
from ansinh.papers.intake.joining import begins_small, ends_sentence, join_lines
from ansinh.papers.intake.words import clean, is_wordless

_GAZETTE_HEAD = re.compile(r"\s*\d*\s*CÔNG BÁO/Số\s[^/]{1,40}/Ngày\s[\d-]{8,10}\s*\d*\s*")
_PAGE_NUMBER = re.compile(r"\s*(?:[-–]\s*)?(?:Trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*[-–])?\s*", re.IGNORECASE)

#: A file is hard-wrapped if this share of its lines runs on into a line that begins small.
_WRAPPED_SHARE = 0.2
_MIN_WIDTH, _MAX_WIDTH = 40, 160


def read_plain(text: str) -> Pile:
    """Blocks of a text file: paragraphs of whole lines, or of wrapped lines put together again."""
    lines = clean(text).split("\n")
    width = wrap_width(lines)
    pile = Pile()
    for group in groups_of_lines(lines):
        for paragraph in join_lines(group, width=width):
            pile.parts.append(Draft(paragraph, centred=False))
    return pile


def groups_of_lines(lines: Sequence[str]) -> list[list[str]]:
    """Runs of lines without a blank one between them; page furniture is left out."""
    groups: list[list[str]] = [[]]
    for line in without_page_furniture(lines):
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def wrap_width(lines: Sequence[str]) -> int | None:
    """Line length at which the file was wrapped, or ``None`` if lines are whole paragraphs."""
    filled = [line.strip() for line in lines if not is_wordless(line)]
    if len(filled) < 5:
        return None
    runs_on = sum(
        1
        for line, after in pairwise(filled)
        if not ends_sentence(line) and begins_small(after) and len(line) >= _MIN_WIDTH // 2
    )
    if runs_on < len(filled) * _WRAPPED_SHARE:
        return None
    lengths = sorted(len(line) for line in filled)
    width = lengths[len(lengths) * 9 // 10]
    return width if _MIN_WIDTH <= width <= _MAX_WIDTH else None


def without_page_furniture(lines: Sequence[str]) -> list[str]:
    """Lines without gazette heads, and without page numbers that stand inside a sentence.

    A bare number elsewhere stays: in a flattened table it is the number of a row.
    """
    kept = [line for line in lines if not _GAZETTE_HEAD.fullmatch(line)]
    filled = [index for index, line in enumerate(kept) if line.strip()]
    dropped = {
        here
        for before, here, after in zip(filled, filled[1:], filled[2:], strict=False)
        if _PAGE_NUMBER.fullmatch(kept[here])
        and not ends_sentence(kept[before])
        and begins_small(kept[after])
        and len(kept[before].strip()) >= _MIN_WIDTH
    }
    return [line for index, line in enumerate(kept) if index not in dropped]
