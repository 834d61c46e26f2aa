"""Which agency could follow a target that the plan gives to nobody: the one whose task speaks of the same thing.

A target and a task are compared by the word pairs they share, rare pairs counting more. A suggestion names its
ground (the task) and is never taken without an officer's word. See `docs/algorithms/holder-suggestions.md`.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ansinh.domain.vietnamese import search_key

#: Below this share of the target's own weight the likeness is chance.
MINIMUM_SHARE = 0.25
#: The best task must be clearly better than the best task of any other agency.
MINIMUM_LEAD = 1.15


@dataclass(frozen=True, slots=True)
class TaskText:
    code: str
    text: str
    lead: str  # the first lead agency as printed


@dataclass(frozen=True, slots=True)
class HolderSuggestion:
    """``lead`` could hold the target because task ``code`` shares ``words`` with it; ``share`` is 0 to 1."""

    lead: str
    code: str
    words: tuple[str, ...]
    share: float


def _pairs(text: str) -> Counter[str]:
    syllables = search_key(text).split()
    return Counter(f"{a} {b}" for a, b in itertools.pairwise(syllables) if not (a + b).isdigit())


class HolderSuggester:
    """Compares targets with the tasks of one plan. Building is linear in the text; each question in its pairs."""

    def __init__(self, tasks: Iterable[TaskText]) -> None:
        self._tasks: Sequence[TaskText] = tuple(tasks)
        self._pairs = [set(_pairs(task.text)) for task in self._tasks]
        spread = Counter(pair for pairs in self._pairs for pair in pairs)
        count = max(len(self._tasks), 1)
        # A pair in every task says nothing; a pair in one task says most.
        self._weight = {pair: math.log((count + 1) / found) for pair, found in spread.items()}

    def suggest(self, target_text: str) -> HolderSuggestion | None:
        """The likeliest holder for a target, or ``None`` when no task is clearly nearest."""
        wanted = set(_pairs(target_text))
        total = sum(self._weight.get(pair, 0.0) for pair in wanted)
        if not total:
            return None
        scored = sorted(
            ((self._score(wanted, pairs), task) for task, pairs in zip(self._tasks, self._pairs, strict=True)),
            key=lambda found: (-found[0], found[1].code),
        )
        best_score, best = scored[0]
        rival = next((score for score, task in scored[1:] if task.lead != best.lead), 0.0)
        if best_score < MINIMUM_SHARE * total or best_score < MINIMUM_LEAD * rival:
            return None
        shared = sorted(wanted & set(_pairs(best.text)), key=lambda pair: -self._weight[pair])
        return HolderSuggestion(best.lead, best.code, tuple(shared[:4]), round(best_score / total, 3))

    def _score(self, wanted: set[str], pairs: set[str]) -> float:
        return sum(self._weight[pair] for pair in wanted & pairs)
