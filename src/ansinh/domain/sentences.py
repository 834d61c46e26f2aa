"""Splitting official prose into sentences: the pieces of work that one long task names."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A sentence ends at . ; or … before a capital letter or the end; not in "TP. Quảng Ngãi" or "3.340 nhà".
_END = re.compile(r"(?:(?<!TP)(?<!Tp)(?<!Th)(?<!ThS)(?<!TS)\.{1,3}|…|;)\s+(?=[A-ZÀ-ỸĐ“\"])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` is the sentence without its closing space; ``start`` counts characters of the whole."""

    text: str
    start: int


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of ``text`` in order; their starts are where they stand in it."""
    found = []
    position = 0
    for match in [*_END.finditer(text), None]:
        end = match.end() if match else len(text)
        piece = text[position:end]
        words = piece.strip()
        if words:
            found.append(Sentence(words, position + piece.index(words[0])))
        position = end
    return tuple(found)
