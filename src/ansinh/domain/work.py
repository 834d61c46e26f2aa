"""What a person has to do, as every room tells it: one shape, so that one page and one reminder can list it all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class WorkGroup(StrEnum):
    """Whose move it is. In the order of the page."""

    DUE = "due"  # mine to do, by a day or at once
    RETURNED = "returned"  # I sent it, it came back with a reason
    WAITED_FOR = "waited_for"  # others wait for me: accept, approve, decide, answer
    WAITING = "waiting"  # I wait for others


class Urgency(StrEnum):
    """Where a due date lies, seen from a day. A due date is a stored fact; only the day of asking moves."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    NO_DATE = "no_date"


#: "Sắp đến hạn": days before the due date from which a thing counts as soon due.
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do.

    ``key`` names the occasion for good ("commitments.commitment:12:update"): a reminder is sent once for it and each
    stage. ``act`` is the word on its button ("Cập nhật", "Duyệt", "Trả lời"). ``since`` is the day from which somebody
    waits. ``due_on`` is the last day that is on time.
    """

    key: str
    group: WorkGroup
    title: str
    url: str
    act: str
    detail: str = ""
    code: str = ""  # of the promise: III.4.d
    code_url: str = ""
    who: str = ""  # whom it comes from, or whom one waits for
    due_on: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """One thing that an organisation owes and that is late, or missing without a day (``due_on`` is ``None``).

    ``key`` names the thing for good; ``code`` is of the promise, empty where there is none.
    """

    key: str
    organisation_id: int
    title: str
    url: str
    due_on: date | None = None
    code: str = ""


def urgency(due_on: date | None, today: date, soon_days: int = SOON_DAYS) -> Urgency:
    """On time through ``due_on`` itself."""
    if due_on is None:
        return Urgency.NO_DATE
    if due_on < today:
        return Urgency.OVERDUE
    if due_on == today:
        return Urgency.TODAY
    return Urgency.SOON if (due_on - today).days <= soon_days else Urgency.LATER


def in_order(items: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
    """Groups in their order; in a group what is due first, then what has waited longest."""
    groups = list(WorkGroup)
    return tuple(
        sorted(
            items,
            key=lambda item: (
                groups.index(item.group), item.due_on or date.max, item.since or date.max, item.code, item.key,
            ),
        )
    )  # fmt: skip
