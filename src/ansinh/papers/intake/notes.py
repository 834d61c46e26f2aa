"""Footnotes that stand as ordinary paragraphs at the end: "[1] Theo ..." → notes, and their marks out of the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from ansinh.papers.intake.draft import Draft, Pile, Table
from ansinh.papers.intake.words import note_mark

_NOTE = re.compile(r"\s*\[(\d{1,3})\]\s*(?=\S)")
_MARK = re.compile(r"\s?\[(\d{1,3})\]")


def lift_notes(pile: Pile) -> None:
    """Move trailing notes that the words refer to out of the parts, and turn "[1]" in the words into marks."""
    tail = _tail(pile)
    referred = {match for draft in _drafts(pile, len(pile.parts) - len(tail)) for match in _MARK.findall(draft.words)}
    for draft in tail:
        match = _NOTE.match(draft.words)
        if match is not None and match.group(1) in referred and match.group(1) not in pile.notes:
            pile.notes[match.group(1)] = draft.words[match.end() :]
            pile.parts.remove(draft)
    if not pile.notes:
        return
    for draft in _drafts(pile, len(pile.parts)):
        draft.words = _MARK.sub(lambda match: _as_mark(match, pile.notes), draft.words)


def split_numbered(words: str) -> dict[str, str]:
    """Notes that a file runs together: ``"[2] Một. [3] Hai."`` → ``{"2": "Một.", "3": "Hai."}``."""
    found: dict[str, str] = {}
    places = list(re.finditer(r"\[(\d{1,3})\]\s*", words))
    for match, after in zip_longest(places, places[1:]):
        found[match.group(1)] = words[match.end() : after.start() if after else len(words)].strip()
    return found


def _as_mark(match: re.Match[str], notes: dict[str, str]) -> str:
    return note_mark(match.group(1)) if match.group(1) in notes else match.group()


def _tail(pile: Pile) -> list[Draft]:
    tail: list[Draft] = []
    for part in reversed(pile.parts):
        if isinstance(part, Table) or not _NOTE.match(part.words):
            break
        tail.append(part)
    return tail[::-1]


def _drafts(pile: Pile, until: int) -> Iterator[Draft]:
    for part in pile.parts[:until]:
        if isinstance(part, Draft):
            yield part
        else:
            yield from (draft for row in part.rows for cell in row for draft in cell.content)
