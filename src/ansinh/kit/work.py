"""Where rooms tell what a person has to do. Each room adds its source in ``ready``; one room lists and reminds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from ansinh.domain.work import WorkItem, in_order
from ansinh.kit.access import Actor

#: (actor, day) → what that person has to do on that day, as far as the room knows. A few queries, never one a row.
WorkSource = Callable[[Actor, date], Iterable[WorkItem]]

_sources: dict[WorkSource, None] = {}


def add_work_source(source: WorkSource) -> None:
    """Called by a room in its ``ready``; adding the same source again changes nothing."""
    _sources[source] = None


def work_of(actor: Actor, day: date) -> tuple[WorkItem, ...]:
    """Everything that every room knows of, in order."""
    return in_order(item for source in _sources for item in source(actor, day))
