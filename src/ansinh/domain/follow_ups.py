"""How far a follow-up has come: first letter, second letter, then the leader."""

from __future__ import annotations

from collections.abc import Iterable

FIRST, LAST = 1, 3


def next_level(levels: Iterable[int]) -> int:
    """The level of the next letter after letters of these levels about the same things: one more, at most the last."""
    return min(max(levels, default=FIRST - 1) + 1, LAST)
