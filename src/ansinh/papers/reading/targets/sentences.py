"""Sentences of a block. A full stop ends one only before a capital or a figure, so that TP. and v.v. do not."""

from __future__ import annotations

import re

_STOP = re.compile(r"[.?!…]+[\"”)]*\s+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?\s*%|[≥≤]")
_SHORT = re.compile(r"(?:^|[\s(])(?:TP|TX|TT|ThS|TS|PGS|GS|BS|KS|CN|Tp|Q|P|H|St|Mr|Mrs|Dr|vs|v|đ/c|tr|No|Th|NXB)$")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text[start:end]``."""
    out: list[tuple[int, int]] = []
    begin = start
    for match in _STOP.finditer(text, start, end):
        if not _begins_sentence(text, match.end(), end):
            continue
        if _SHORT.search(text, max(begin, match.start() - 6), match.start()):
            continue
        out.append((begin, match.start() + 1))
        begin = match.end()
    out.append((begin, end))
    return [(a, b) for a, b in out if text[a:b].strip()]


def _begins_sentence(text: str, position: int, end: int) -> bool:
    while position < end and text[position] in '"“( -–+':
        position += 1
    if position >= end:
        return False
    return text[position].isupper() or _FIGURE.match(text, position, end) is not None
