"""The official two by two of assigned tasks: done or not, on time or not; and what stands beside it.

A due date is a stored fact. Nothing here asks for the time, a time zone or a holiday: only the day of asking moves.
Source of the classes: the reports on tasks assigned by the Government and the Prime Minister (Decision
42/2014/QĐ-TTg); see docs/algorithms/timeliness.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from ansinh.domain.work import SOON_DAYS

T = TypeVar("T")


class Timeliness(StrEnum):
    """Every thing is in exactly one class. In the order of the page."""

    DONE_ON_TIME = "done-on-time"
    DONE_LATE = "done-late"
    OPEN_IN_TIME = "open-in-time"
    OPEN_LATE = "open-late"
    NO_DUE = "no-due"
    CANCELLED = "cancelled"


TIMELINESS_WORDS: Mapping[Timeliness, str] = {
    Timeliness.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Timeliness.DONE_LATE: "Hoàn thành quá hạn",
    Timeliness.OPEN_IN_TIME: "Chưa hoàn thành, trong hạn",
    Timeliness.OPEN_LATE: "Chưa hoàn thành, quá hạn",
    Timeliness.NO_DUE: "Chưa có hạn",
    Timeliness.CANCELLED: "Đã hủy",
}
TWO_BY_TWO = (Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE, Timeliness.OPEN_IN_TIME, Timeliness.OPEN_LATE)
#: Not a class of its own: part of "chưa hoàn thành, trong hạn".
DUE_SOON = "due-soon"
DUE_SOON_WORDS = "Sắp đến hạn"


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """What is stored of one thing.

    ``reported_on``: the day on which the doer reported it finished; the clock stands still while others look at it.
    ``is_accepted``: somebody else has accepted it.
    """

    due_on: date | None
    reported_on: date | None = None
    is_accepted: bool = False
    is_cancelled: bool = False


def timeliness(facts: TimeFacts, day: date) -> Timeliness:
    """The class of a thing on ``day``; on time through the due date itself."""
    if facts.is_cancelled:
        return Timeliness.CANCELLED
    if facts.due_on is None:
        return Timeliness.NO_DUE
    late = days_late(facts, day) > 0
    if facts.is_accepted:
        return Timeliness.DONE_LATE if late else Timeliness.DONE_ON_TIME
    return Timeliness.OPEN_LATE if late else Timeliness.OPEN_IN_TIME


def days_late(facts: TimeFacts, day: date) -> int:
    """Days after the due date on which it was reported finished, or that have gone by until ``day``; never below 0."""
    if facts.due_on is None or facts.is_cancelled:
        return 0
    return max(0, ((facts.reported_on or day) - facts.due_on).days)


def is_due_soon(facts: TimeFacts, day: date, soon_days: int = SOON_DAYS) -> bool:
    """Open, in time, not reported finished, and due within ``soon_days`` days."""
    if timeliness(facts, day) != Timeliness.OPEN_IN_TIME or facts.reported_on is not None or facts.due_on is None:
        return False
    return (facts.due_on - day).days <= soon_days


@dataclass(frozen=True, slots=True)
class Sorted(Generic[T]):
    """Things by class. A count is the length of its list: there is no other way to get one."""

    lists: Mapping[str, tuple[T, ...]]

    def list_of(self, key: str) -> tuple[T, ...]:
        """The things of a class, or those due soon (`DUE_SOON`)."""
        return self.lists.get(key, ())

    def count(self, key: str) -> int:
        return len(self.list_of(key))

    @property
    def total(self) -> int:
        """Every thing is in exactly one class, so the classes add up to all of them."""
        return sum(self.count(key) for key in Timeliness)


def sort_out(things: Iterable[T], facts_of: Callable[[T], TimeFacts], day: date) -> Sorted[T]:
    """Lists by class, each in the order given, and the list of what is due soon beside them."""
    found: dict[str, list[T]] = {key: [] for key in (*(key.value for key in Timeliness), DUE_SOON)}
    for thing in things:
        facts = facts_of(thing)
        found[timeliness(facts, day)].append(thing)
        if is_due_soon(facts, day):
            found[DUE_SOON].append(thing)
    return Sorted({key: tuple(rows) for key, rows in found.items()})
