"""Which dated duties an obligation of a plan gives in a year: its periods and the last day on time of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ansinh.domain.due import last_day_on_time
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.readings import DueRule, Frequency, ObligationKind

#: What is done all the time or when something happens is never handed in on a day.
UNDATED_KINDS = frozenset({ObligationKind.MONITOR, ObligationKind.ESCALATE})
UNDATED_FREQUENCIES = frozenset({Frequency.CONTINUOUS, Frequency.ON_EVENT})
_PERIODS = {
    Frequency.YEARLY: PeriodKind.YEAR,
    Frequency.HALF_YEARLY: PeriodKind.HALF,
    Frequency.QUARTERLY: PeriodKind.QUARTER,
    Frequency.MONTHLY: PeriodKind.MONTH,
}


@dataclass(frozen=True, slots=True)
class DueInPeriod:
    """``due_on`` is ``None`` where the document names no day: "chưa có hạn" until somebody sets one."""

    period: Period
    due_on: date | None


def is_dated(kind: ObligationKind, frequency: Frequency | None) -> bool:
    """Whether an obligation is handed in at all."""
    return kind not in UNDATED_KINDS and frequency not in UNDATED_FREQUENCIES


def due_in_year(
    kind: ObligationKind, frequency: Frequency | None, rule: DueRule, year: int, first_year: int
) -> tuple[DueInPeriod, ...]:
    """The periods of ``year`` in which an obligation is due.

    One that names no frequency, or is done once, belongs to the year that its rule names, else to ``first_year`` (the
    year in which it began). A day and month fix the due date of a yearly or single duty only; a shorter period would need
    a day of its own, which the document does not give.
    """
    if not is_dated(kind, frequency) or year < first_year:
        return ()
    if frequency is None or frequency == Frequency.ONCE:
        return (
            (DueInPeriod(Period(PeriodKind.YEAR, year), _due(rule, year)),) if year == (rule.year or first_year) else ()
        )
    length = _PERIODS[frequency]
    if length == PeriodKind.YEAR:
        return (DueInPeriod(Period(length, year), _due(rule, year)),)
    number = 12 // Period(length, year).months
    return tuple(DueInPeriod(Period(length, year, n), None) for n in range(1, number + 1))


def _due(rule: DueRule, year: int) -> date | None:
    return last_day_on_time(rule, year)
