"""Words in quotation marks: the new words of an order, over one paragraph or many, and phrases in a sentence.

Marks are “…”, «…», „…“ and "…". A quotation may hold others; one that is never closed ends before the next article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansinh.papers.paper import Paper

from ..labels import LabelKind, read_label
from ..outline import recipients_begin
from ..wording import Span, trimmed

_CLOSERS = {"“": "”", "«": "»", "„": "“"}
_STRAIGHT = '"'
_OPENING = re.compile(r"[“«„\"]")
#: A straight or wrong mark closes where nothing or an order's own words go on.
_GOES_ON = re.compile(
    r"[ \t\u00a0]*(?:[.;,:)/]|\n|$|(?:bằng|thành|là|sang|tại|ở|vào|trong|và|của|trước|sau)(?!\w))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """``outer`` is the quotation with its marks, ``inner`` the words between them."""

    outer: Span
    inner: Span
    is_closed: bool = True


def find_quotations(paper: Paper, start: int, end: int) -> tuple[Quotation, ...]:
    """The outermost quotations of ``paper.text[start:end]``, in order."""
    text = paper.text
    limits = _limits(paper, start, end)
    found: list[Quotation] = []
    at = start
    while (opening := _OPENING.search(text, at, end)) is not None:
        at = opening.start()
        limit = limits[bisect_right(limits, at)]
        close = _closing(text, at, limit)
        inner = trimmed(text, at + 1, close if close is not None else limit)
        stop = close + 1 if close is not None else limit
        found.append(Quotation(Span(at, stop), inner, close is not None))
        at = stop
    return tuple(found)


def touching(quotations: Sequence[Quotation], start: int, end: int) -> Sequence[Quotation]:
    """Those of ``quotations`` (in order, apart) that have characters between the offsets."""
    first = bisect_right(quotations, start, key=lambda q: q.outer.end)
    last = bisect_right(quotations, end - 1, key=lambda q: q.outer.start)
    return quotations[first:last]


def masked(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> str:
    """``text[start:end]`` with the insides of quotations blanked, so that no word in them is taken for the order's."""
    parts, at = [], start
    for quotation in touching(quotations, start, end):
        begin, stop = max(quotation.inner.start, at), min(quotation.inner.end, end)
        if begin < stop:
            parts += [text[at:begin], "□" * (stop - begin)]
            at = stop
    return "".join([*parts, text[at:end]])


def _limits(paper: Paper, start: int, end: int) -> list[int]:
    """Where an unclosed quotation ends at the latest: articles of the amending document itself, the recipients."""
    inside = (block for block in paper.blocks if start < block.start < end)
    stops = [b.start for b in inside if recipients_begin(paper.words(b)) or _is_article(paper.words(b))]
    return [*stops, end]


def _is_article(words: str) -> bool:
    label = read_label(words)
    return label is not None and label.kind is LabelKind.ARTICLE


def _closing(text: str, opening: int, limit: int) -> int | None:
    mark = text[opening]
    if mark == _STRAIGHT:
        return _closing_straight(text, opening, limit)
    closer = _CLOSERS[mark]
    depth = 0
    for at in range(opening, limit):
        if text[at] == mark and not (at > opening and _is_wrong_closer(text, at)):
            depth += 1
        elif text[at] == closer or text[at] == mark:
            depth -= 1
            if depth == 0:
                return at
    return None


def _is_wrong_closer(text: str, at: int) -> bool:
    """An opening mark at the end of words: a slip for the closing one."""
    return not text[at - 1].isspace() and text[at + 1 : at + 2] in ("", "\n", ".", ";")


def _closing_straight(text: str, opening: int, limit: int) -> int | None:
    """The next straight mark behind which the order goes on; failing that, the next one."""
    first: int | None = None
    inner_open = False
    for at in _straight_marks(text, opening + 1, limit):
        first = first or at
        goes_on = _GOES_ON.match(text, at + 1) is not None
        if text[at - 1].isspace() and not text[at + 1 : at + 2].isspace() and not goes_on:
            inner_open = True
        elif inner_open:
            inner_open = False
        elif goes_on:
            return at
    return first


def _straight_marks(text: str, start: int, limit: int) -> Iterator[int]:
    at = text.find(_STRAIGHT, start, limit)
    while at >= 0:
        yield at
        at = text.find(_STRAIGHT, at + 1, limit)
