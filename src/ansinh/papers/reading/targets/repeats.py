"""A plan says its targets once under its objectives and again in purposes, tasks and annexes: one is kept.

Two readings repeat each other when number, unit, operator and year are equal and most words of the shorter
name are in the longer, in different places of the outline. What stands in the objectives (a sure reading)
always stays; of others, the first.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansinh.domain.readings import TargetReading
from ansinh.domain.vietnamese import search_key

#: From this confidence on a reading comes from a section of objectives or a table of indicators.
_SURE = 0.7
#: With how many readings of the same figure one is compared.
_COMPARED = 40
#: The part of the shorter name's words that must be in the longer name.
_SHARED = 0.7


def without_repeats(targets: Iterable[TargetReading]) -> list[TargetReading]:
    """The targets without those that only repeat a surer one, in their order."""
    listed = list(targets)
    by_figure: dict[tuple[object, ...], list[int]] = {}
    for index, target in enumerate(listed):
        by_figure.setdefault(_figure(target), []).append(index)
    dropped: set[int] = set()
    for indexes in by_figure.values():
        ranked = sorted(indexes, key=lambda i: (-listed[i].confidence, i))
        kept: list[tuple[str, frozenset[str]]] = []
        for index in ranked:
            target = listed[index]
            words = frozenset(search_key(target.name).split())
            elsewhere = (other for section, other in kept[:_COMPARED] if section != target.section)
            if target.confidence < _SURE and any(_repeats(words, other) for other in elsewhere):
                dropped.add(index)
            else:
                kept.append((target.section, words))
    return [target for index, target in enumerate(listed) if index not in dropped]


def _figure(target: TargetReading) -> tuple[object, ...]:
    return (
        target.operator, target.value, target.low, target.high, target.denominator,
        target.unit, target.due_year, target.population if target.population and len(target.population) < 20 else None,
    )  # fmt: skip


def _repeats(words: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(words), len(other))
    return shorter > 0 and len(words & other) >= _SHARED * shorter
