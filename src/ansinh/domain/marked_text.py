"""Cutting a document's text into pieces so that the words a reading uses can be highlighted in place.

Spans may touch, nest or overlap; each character is shown once. Where spans overlap, the piece belongs to all of
them and links to the innermost (the shortest; on a tie the later one).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of the text, used by the thing with this ``key``."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under one set of spans. ``starts`` are the keys whose span begins with this piece."""

    text: str
    key: str | None = None  # the innermost span
    keys: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


def cut(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """``text[start:end]`` as pieces; joined they give the same words again. Linear in pieces × overlapping spans."""
    inside = [s for s in spans if s.start < end and s.end > start and s.end > s.start]
    edges = sorted({start, end, *(max(s.start, start) for s in inside), *(min(s.end, end) for s in inside)})
    pieces = []
    for left, right in itertools.pairwise(edges):
        over = [s for s in inside if s.start <= left and s.end >= right]
        innermost = min(over, key=lambda s: (s.end - s.start, -s.start), default=None)
        pieces.append(
            Piece(
                text=text[left:right],
                key=innermost.key if innermost else None,
                keys=tuple(s.key for s in over),
                starts=tuple(s.key for s in over if max(s.start, start) == left),
            )
        )
    return tuple(pieces)


def spans_by_block(blocks: Sequence[tuple[int, int]], spans: Sequence[Span]) -> tuple[tuple[Span, ...], ...]:
    """For each block (start, end; in order, not overlapping) the spans that touch it. One walk over both."""
    ordered = sorted(spans, key=lambda s: (s.start, s.end))
    found: list[tuple[Span, ...]] = []
    open_spans: list[Span] = []
    position = 0
    for start, end in blocks:
        open_spans = [s for s in open_spans if s.end > start]
        while position < len(ordered) and ordered[position].start < end:
            if ordered[position].end > start:
                open_spans.append(ordered[position])
            position += 1
        found.append(tuple(open_spans))
    return tuple(found)
