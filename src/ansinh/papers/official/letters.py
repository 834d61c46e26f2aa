"""How wide words are in Times New Roman, so that lines under words are as long as the words.

Widths are those of Tinos 1.33, which has the advance widths of Times New Roman. Marks above and below a
letter do not change its width; ơ, ư and đ are letters of their own.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from ansinh.domain.vietnamese import nfc


class Cut(StrEnum):
    """A cut of the typeface: what letters are measured in."""

    REGULAR = "regular"
    BOLD = "bold"
    ITALIC = "italic"


MM_PER_POINT = 25.4 / 72
#: A hyphen at which no line ends.
FIRM_HYPHEN = "\u2011"


def _widths(table: str) -> tuple[int, ...]:
    return tuple(map(int, table.split()))


#: Advance widths of the characters from space to "~", in thousandths of the letter size.
_ASCII = {
    Cut.REGULAR: _widths(
        """
        250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500
        500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722
        667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278
        500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541
        """
    ),
    Cut.BOLD: _widths(
        """
        250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500
        500 333 333 570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778
        722 556 667 722 722 1000 722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333
        556 278 833 556 500 556 556 444 389 333 556 500 722 500 500 444 394 220 394 520
        """
    ),
    Cut.ITALIC: _widths(
        """
        250 333 420 500 500 833 778 214 333 333 500 675 250 333 250 278 500 500 500 500 500 500 500 500 500
        500 333 333 675 675 675 500 920 611 611 667 722 611 611 722 722 333 444 667 556 833 667 722 611 722
        611 500 556 722 611 833 611 556 556 389 278 389 422 500 333 500 500 444 500 444 278 500 500 278 278
        444 278 722 500 500 500 500 389 389 278 500 444 667 444 444 389 400 275 400 541
        """
    ),
}
_OTHER: dict[Cut, dict[str, int]] = {
    Cut.REGULAR: {"Ơ": 722, "Ư": 776, "ơ": 529, "ư": 542, "Đ": 722, "đ": 500, "…": 1000, "–": 500, FIRM_HYPHEN: 333},
    Cut.BOLD: {"Ơ": 778, "Ư": 796, "ơ": 554, "ư": 600, "Đ": 722, "đ": 556, "…": 1000, "–": 500, FIRM_HYPHEN: 333},
    Cut.ITALIC: {"Ơ": 722, "Ư": 754, "ơ": 534, "ư": 545, "Đ": 722, "đ": 500, "…": 889, "–": 500, FIRM_HYPHEN: 333},
}
#: Width of a character not in the tables; most of them are signs about as wide as a figure.
_UNKNOWN = 500
_HORN = "\u031b"
#: What a line takes or leaves whole: up to a hyphen inside a word, or a word with its spaces.
_PIECE = re.compile(r"[^ -]*-(?=\w)|[^ -]+ *|-+ *| +")


def width(text: str, size: float, cut: Cut = Cut.REGULAR) -> float:
    """Width in mm of ``text`` set on one line in letters of ``size`` points."""
    return _advances(text, cut) * size / 1000 * MM_PER_POINT


def break_lines(text: str, size: float, cut: Cut, limit: float) -> list[str]:
    """``text`` broken as Word breaks it: each line takes what fits into ``limit`` mm.

    Lines end at spaces, after hyphens inside words ("43-CTr"), and at line feeds. A word wider than ``limit``
    has a line of its own.
    """
    room = limit / (size / 1000 * MM_PER_POINT)
    return [line for paragraph in text.split("\n") for line in _filled(paragraph, cut, room)]


def _filled(paragraph: str, cut: Cut, room: float) -> list[str]:
    """Lines of at most ``room`` thousandths of the letter size."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _PIECE.findall(paragraph):
        if line and used + _advances(piece.rstrip(" "), cut) > room:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        line += piece
        used += _advances(piece, cut)
    return [*lines, line.rstrip(" ")]


def balanced_width(text: str, size: float, cut: Cut, limit: float) -> float:
    """The least width in mm, up to ``limit``, at which ``text`` needs no more lines than at ``limit``.

    Set to this width, centred words make lines of about the same length and no last line of one word.
    """
    lines = len(break_lines(text, size, cut, limit))
    narrow, wide = 0.0, limit
    while wide - narrow > 0.5:
        middle = (narrow + wide) / 2
        if len(break_lines(text, size, cut, middle)) > lines:
            narrow = middle
        else:
            wide = middle
    return wide


@lru_cache(maxsize=16_384)
def _advances(text: str, cut: Cut) -> int:
    """Width in thousandths of the letter size. Vietnamese has few syllables, so most are known already."""
    return sum(_advance(char, cut) for char in nfc(text))


def _advance(char: str, cut: Cut) -> int:
    other = _OTHER[cut]
    if char in other:
        return other[char]
    marks = unicodedata.normalize("NFD", char)
    base = nfc("".join(mark for mark in marks if unicodedata.category(mark) != "Mn" or mark == _HORN))
    if base in other:
        return other[base]
    if char == "\u00a0":
        base = " "
    index = ord(base) - ord(" ") if len(base) == 1 else -1
    return _ASCII[cut][index] if 0 <= index < len(_ASCII[cut]) else _UNKNOWN
