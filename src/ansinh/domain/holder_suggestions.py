"""Which agency could follow a target that the plan gives to nobody: the one whose field of work it speaks of.

Fields of work are words that a register knows of each agency ("nước sạch", "bảo hiểm y tế"). The longest words in a
target decide, and each stretch of text counts once: "bảo hiểm y tế" is not also "y tế". A suggestion names its ground
and is never taken without an officer's word. See `docs/algorithms/holder-suggestions.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ansinh.domain.vietnamese import search_key


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work of an agency (its key in the register), with words that speak of it."""

    holder: int
    holder_name: str
    name: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HolderSuggestion:
    """``holder`` could hold the target: it works on ``field``, of which the target says ``words``."""

    holder: int
    holder_name: str
    field: str
    words: tuple[str, ...]


class HolderSuggester:
    """Looks for the words of fields in a text. Building is linear in the words; each question in its syllables."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._by_key: dict[tuple[str, ...], tuple[Field, str]] = {}
        for field in fields:
            for word in field.keywords:
                self._by_key[tuple(search_key(word).split())] = (field, word)
        self._longest = max(map(len, self._by_key), default=0)

    def suggest(self, text: str) -> HolderSuggestion | None:
        """The agency whose words weigh most in ``text``; ``None`` when no agency is ahead."""
        weight: dict[int, int] = defaultdict(int)
        said: dict[int, list[tuple[Field, str]]] = defaultdict(list)
        for size, field, word in self._matches(search_key(text).split()):
            weight[field.holder] += size
            said[field.holder].append((field, word))
        ranked = sorted(weight.items(), key=lambda pair: -pair[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        holder = ranked[0][0]
        first = said[holder][0][0]
        words = tuple(dict.fromkeys(word for _, word in said[holder]))
        return HolderSuggestion(holder, first.holder_name, first.name, words)

    def _matches(self, syllables: list[str]) -> Iterable[tuple[int, Field, str]]:
        """Longest words first from left to right; a syllable belongs to one word."""
        position = 0
        while position < len(syllables):
            for size in range(min(self._longest, len(syllables) - position), 0, -1):
                found = self._by_key.get(tuple(syllables[position : position + size]))
                if found is not None:
                    yield size, *found
                    position += size
                    break
            else:
                position += 1
