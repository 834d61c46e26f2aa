"""When somebody is reminded of something that is due: seven days and one day before, on the day, and after it.

Nobody is reminded on a quiet day (weekend, public holiday). What would fall on one before or on the due day is moved
forward to the last day before it that is not quiet; what would fall on one after the due day is moved back to the next
such day. See docs/algorithms/reminders.md, whose table is a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ansinh.domain.work import WorkGroup, WorkItem


class Family(StrEnum):
    """What a person can switch on and off."""

    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    ON_DAY = "on_day"
    AFTER = "after"
    NEWS = "news"  # came back, or others wait: told once, without a day


Wanted = frozenset[Family]
EVERYTHING: Wanted = frozenset(Family)
#: Whether nobody is reminded on a day.
Quiet = Callable[[date], bool]

#: Days after the due day: the first two are said so; from then on weekly.
_AFTER = (1, 7)
_WEEK = 7
_BEFORE = ((Family.WEEK_BEFORE, 7), (Family.DAY_BEFORE, 1), (Family.ON_DAY, 0))
#: More days without a working day do not exist; a rule that says so is wrong.
_LONGEST_REST = 60


@dataclass(frozen=True, slots=True)
class Stage:
    """``name`` is kept for good ("before-7", "day", "after-14"); ``on`` is the day on which it is told."""

    name: str
    family: Family
    on: date


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing to remind of: the occasion and the stage that make it unique, and why in words."""

    item: WorkItem
    occasion: str
    stage: str
    said: str


def stage_on(due_on: date, day: date, quiet: Quiet) -> Stage | None:
    """The latest stage that has come by ``day``; ``None`` while the due day is far."""
    come = None
    for stage in _stages(due_on, day, quiet):
        if stage.on <= day:
            come = stage
    return come


def nudge(item: WorkItem, day: date, quiet: Quiet, wanted: Wanted = EVERYTHING) -> Nudge | None:
    """What to remind the person of on ``day``; the same nudge comes again until it is recorded as given.

    A stage that was missed (no worker ran, or the thing appeared later) is given as soon as possible, but never after a
    later stage has come.
    """
    if item.group is WorkGroup.WAITING or quiet(day):
        return None
    if item.due_on is None:
        is_news = item.group in (WorkGroup.RETURNED, WorkGroup.WAITED_FOR) and Family.NEWS in wanted
        return Nudge(item, item.key, "news", _news(item)) if is_news else None
    stage = stage_on(item.due_on, day, quiet)
    if stage is None or stage.family not in wanted:
        return None
    return Nudge(item, f"{item.key}@{item.due_on.isoformat()}", stage.name, said(item.due_on, day))


def _news(item: WorkItem) -> str:
    if item.group is WorkGroup.RETURNED:
        return f"{item.who} trả lại" if item.who else "bị trả lại"
    return f"{item.who} đang chờ" if item.who else "có người đang chờ"


def said(due_on: date, day: date) -> str:
    """How far the due day is, in words."""
    days = (due_on - day).days
    if days == 0:
        return "đến hạn hôm nay"
    return f"còn {days} ngày" if days > 0 else f"quá hạn {-days} ngày"


def _stages(due_on: date, until: date, quiet: Quiet) -> Iterator[Stage]:
    """Stages in their order, up to the first whose nominal day is after ``until`` by more than a rest."""
    for family, days in _BEFORE:
        name = "day" if days == 0 else f"before-{days}"
        yield Stage(name, family, _moved(due_on - timedelta(days=days), quiet, -1))
    for days in _after_until((until - due_on).days):
        yield Stage(f"after-{days}", Family.AFTER, _moved(due_on + timedelta(days=days), quiet, +1))


def _after_until(passed: int) -> Iterator[int]:
    """1, 7, 14, 21 … not more than ``passed``."""
    yield from (days for days in _AFTER if days <= passed)
    yield from range(2 * _WEEK, passed + 1, _WEEK)


def _moved(day: date, quiet: Quiet, step: int) -> date:
    for count in range(_LONGEST_REST):
        moved = day + timedelta(days=step * count)
        if not quiet(moved):
            return moved
    raise ValueError(f"no day that is not quiet within {_LONGEST_REST} days of {day}")
