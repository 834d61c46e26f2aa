"""A copy of the text in which brackets and quotation marks are blank, so that the grammar reads around them.

"Tỷ lệ doanh nghiệp dùng nền tảng số (tối thiểu có hóa đơn điện tử) đạt 90%" must not see the first
"tối thiểu"; "Đề án “Xây dựng 01 triệu căn hộ”" must not see the million. The copy has the same length, so
every offset holds in both.
"""

from __future__ import annotations

from dataclasses import dataclass

_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_CLOSERS = frozenset(_PAIRS.values())
#: Stands for every character of a quotation: no letter, no digit, no separator.
_QUOTED = "¤"
#: A bracket that is not closed within so many characters is taken for a slip and masks nothing.
_REACH = 600


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands between a pair of brackets or quotation marks, without them."""

    opener: str
    start: int
    end: int


def find_asides(text: str, start: int, end: int) -> tuple[Aside, ...]:
    """The outermost brackets and quotations of ``text[start:end]``, in order."""
    found: list[Aside] = []
    position = start
    while position < end:
        opener = text[position]
        if opener == '"':
            close = text.find('"', position + 1, min(end, position + _REACH))
        elif opener in _PAIRS:
            close = _closing(text, position, min(end, position + _REACH))
        else:
            position += 1
            continue
        if close == -1:
            position += 1
            continue
        found.append(Aside(opener, position + 1, close))
        position = close + 1
    return tuple(found)


def _closing(text: str, opened: int, end: int) -> int:
    opener, closer = text[opened], _PAIRS[text[opened]]
    depth = 0
    for position in range(opened, end):
        if text[position] == opener:
            depth += 1
        elif text[position] == closer:
            depth -= 1
            if depth == 0:
                return position
    return -1


def blank(text: str, start: int, end: int, asides: tuple[Aside, ...]) -> str:
    """``text[start:end]`` with brackets as spaces and quotations, which belong to their clause, as a sign."""
    out: list[str] = []
    position = start
    for aside in asides:
        out.append(text[position : aside.start - 1])
        out.append((" " if aside.opener in "([" else _QUOTED) * (aside.end - aside.start + 2))
        position = aside.end + 1
    out.append(text[position:end])
    return "".join(out)
