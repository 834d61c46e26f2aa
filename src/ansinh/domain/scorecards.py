"""How many of an agency's things were on time: weighed by promise, not by thing, and never as one number.

A promise (or form, check, obstacle: the *unit*) weighs one, however many things it is split into: its share is the part
of its things that were on time. So cutting a task into many small ones changes nothing. What is cancelled, has no due day,
or is not due yet is left out of both numbers, and counted. See docs/algorithms/scorecards.md, whose table is a test.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Outcome(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    NOT_DUE = "not_due"
    NO_DUE_DAY = "no_due_day"
    CANCELLED = "cancelled"


LEFT_OUT_WORDS = {
    Outcome.NOT_DUE: "chưa đến hạn",
    Outcome.NO_DUE_DAY: "chưa có hạn",
    Outcome.CANCELLED: "đã hủy",
}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that an agency owed. ``unit`` is what weighs one: the promise, the form, the check, the obstacle."""

    unit: str
    due_on: date | None
    done_on: date | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """``on_time`` of ``units`` (the first may be a fraction); ``things_on_time`` of ``things`` are behind them."""

    on_time: Fraction
    units: int
    things_on_time: int
    things: int
    left_out: tuple[tuple[Outcome, int], ...]

    @property
    def share(self) -> Fraction | None:
        """``None`` when nothing was due: that is not 0 %."""
        return self.on_time / self.units if self.units else None

    @property
    def is_empty(self) -> bool:
        """Nothing was owed at all, not even what is left out."""
        return not self.things and not self.left_out


def outcome(thing: Due, day: date) -> Outcome:
    """As it stands on ``day``. A due day that has not gone by decides nothing, even if the thing is done already."""
    if thing.is_cancelled:
        return Outcome.CANCELLED
    if thing.due_on is None:
        return Outcome.NO_DUE_DAY
    if thing.due_on >= day:
        return Outcome.NOT_DUE
    return Outcome.ON_TIME if thing.done_on is not None and thing.done_on <= thing.due_on else Outcome.LATE


def measure(things: Iterable[Due], day: date) -> Measure:
    """Things of one agency and one kind, as they stand on ``day``."""
    left_out: Counter[Outcome] = Counter()
    by_unit: dict[str, list[bool]] = defaultdict(list)
    for thing in things:
        found = outcome(thing, day)
        if found in LEFT_OUT_WORDS:
            left_out[found] += 1
        else:
            by_unit[thing.unit].append(found is Outcome.ON_TIME)
    return Measure(
        on_time=sum((Fraction(sum(marks), len(marks)) for marks in by_unit.values()), Fraction(0)),
        units=len(by_unit),
        things_on_time=sum(sum(marks) for marks in by_unit.values()),
        things=sum(len(marks) for marks in by_unit.values()),
        left_out=tuple((kind, left_out[kind]) for kind in LEFT_OUT_WORDS if left_out[kind]),
    )
