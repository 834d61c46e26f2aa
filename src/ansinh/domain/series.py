"""Measured values in time, as status and forecast read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.domain.periods import Period, PeriodKind

_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Measured:
    """One approved value; it stands for the end of its period."""

    period: Period
    value: Decimal

    @property
    def on(self) -> date:
        return self.period.end


def years_between(first: date, last: date) -> float:
    return (last - first).days / _DAYS_A_YEAR


def of_one_kind(points: Sequence[Measured], wanted: PeriodKind) -> tuple[Measured, ...]:
    """Points of one length of period, oldest first: of the wanted length if there are any, else of the longest.

    A year and its quarters are never mixed: they would count the same thing twice.
    """
    kinds = {point.period.kind for point in points}
    chosen = wanted if wanted in kinds else max(kinds, key=lambda k: Period(k, 2000).months, default=wanted)
    return tuple(sorted((p for p in points if p.period.kind == chosen), key=lambda p: p.on))


def running_total(points: Sequence[Measured], after: date) -> tuple[Measured, ...]:
    """What has been counted since ``after``: each point with all that came before it. Earlier periods are left out."""
    total = Decimal(0)
    found = []
    for point in sorted(points, key=lambda p: p.on):
        if point.period.start > after:
            total += point.value
            found.append(Measured(point.period, total))
    return tuple(found)


def gaps(points: Sequence[Measured], benchmark: Sequence[Measured]) -> tuple[Measured, ...]:
    """How far each point stands above the benchmark of the same period; periods that one of them lacks are left out."""
    other = {point.period: point.value for point in benchmark}
    return tuple(Measured(p.period, p.value - other[p.period]) for p in points if p.period in other)
