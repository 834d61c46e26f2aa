"""Small things that all parts of the grammar need: spans of the paper's text, quotes, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ansinh.domain.readings import Quote
from ansinh.papers.paper import Paper

#: The capital letters of Vietnamese, for use inside a character class: a range would take in small ones.
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
#: Not followed by a letter or digit: the end of a word.
WORD_END = r"(?!\w)"

_EDGES = " \t\n\r\u00a0"
#: A full stop that ends a sentence: not the one of "1.000", "TP. Huế", "KT. CHỦ TỊCH" or of an initial.
_SENTENCE_END = re.compile(rf"(?<![\s.][A-ZĐ])(?<!\bTP)(?<!\bTX)[.!?…]+(?=\s+[\"“(]?[{UPPER}]|\s*$)|\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the paper's text: ``start`` included, ``end`` excluded."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def trimmed(text: str, start: int, end: int, edges: str = _EDGES) -> Span:
    """The span without the given characters at its edges."""
    while start < end and text[start] in edges:
        start += 1
    while end > start and text[end - 1] in edges:
        end -= 1
    return Span(start, end)


def quote(paper: Paper, start: int, end: int) -> Quote:
    """The words between the offsets without white space at the edges."""
    span = trimmed(paper.text, start, end)
    return Quote(span.of(paper.text), span.start, span.end)


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences between the offsets, each without white space at its edges."""
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        span = trimmed(text, at, match.end())
        at = match.end()
        if span.start < span.end:
            yield span
    span = trimmed(text, at, end)
    if span.start < span.end:
        yield span


def is_capitals(words: str) -> bool:
    """Whether the words are a heading in capitals: at least two letters, four of five of them capital."""
    letters = [c for c in words if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
