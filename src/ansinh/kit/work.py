"""Where rooms tell what a person has to do, and what an organisation is late with.

Each room adds its sources in ``ready``; one room above them all lists, reminds and writes letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from ansinh.domain.work import OverdueItem, WorkItem, in_order
from ansinh.kit.access import Actor

#: (actor, day) → what that person has to do on that day, as far as the room knows. A few queries, never one a row.
WorkSource = Callable[[Actor, date], Iterable[WorkItem]]
#: day → what every organisation is late with on that day, as far as the room knows. A few queries, never one a row.
OverdueSource = Callable[[date], Iterable[OverdueItem]]

_sources: dict[WorkSource, None] = {}
_overdue_sources: dict[OverdueSource, None] = {}


def add_work_source(source: WorkSource) -> None:
    """Called by a room in its ``ready``; adding the same source again changes nothing."""
    _sources[source] = None


def add_overdue_source(source: OverdueSource) -> None:
    """Called by a room in its ``ready``; adding the same source again changes nothing."""
    _overdue_sources[source] = None


def work_of(actor: Actor, day: date) -> tuple[WorkItem, ...]:
    """Everything that every room knows of, in order."""
    return in_order(item for source in _sources for item in source(actor, day))


def overdue_on(day: date) -> tuple[OverdueItem, ...]:
    """What every room knows to be late: longest due first, things without a day last."""
    items = (item for source in _overdue_sources for item in source(day))
    return tuple(sorted(items, key=lambda item: (item.due_on or date.max, item.organisation_id, item.code, item.key)))
