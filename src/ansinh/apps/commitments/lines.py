"""What lists of commitments and duties share: filters, counts that open their lists, lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from ansinh.apps.commitments.models import (
    Commitment,
    DueChangeState,
    ProgressEntry,
)
from ansinh.apps.commitments.queries import Holders, holders_on
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import TargetWording, TaskWording
from ansinh.apps.plans.queries import promise_url, source_url
from ansinh.domain.commitments import COMMITMENT_MARKS, CommitmentState, DutyState
from ansinh.domain.figures import with_unit, write_number
from ansinh.domain.timeliness import (
    DUE_SOON,
    DUE_SOON_WORDS,
    TIMELINESS_WORDS,
    TWO_BY_TWO,
    Sorted,
    TimeFacts,
    Timeliness,
    days_late,
    timeliness,
)

T = TypeVar("T")
MODULE = "cam-ket"
#: Shapes of the classes of timeliness.
CLASS_MARKS: Mapping[str, str] = {
    Timeliness.DONE_ON_TIME: "done",
    Timeliness.DONE_LATE: "done",
    Timeliness.OPEN_IN_TIME: "ok",
    Timeliness.OPEN_LATE: "late",
    Timeliness.NO_DUE: "none",
    Timeliness.CANCELLED: "none",
    DUE_SOON: "warn",
}
CLASS_WORDS: Mapping[str, str] = {key.value: word for key, word in TIMELINESS_WORDS.items()} | {
    DUE_SOON: DUE_SOON_WORDS
}
#: What the latest reason was given for, by the state it led to.
REASON_WORDS: Mapping[str, str] = {
    CommitmentState.PROPOSED: "Mở lại",
    CommitmentState.RETURNED: "Trả lại",
    CommitmentState.ACCEPTED: "Phải làm tiếp",
    CommitmentState.CANCELLED: "Hủy",
    DutyState.OPEN: "Mở lại",
}
#: In the order in which they stand on a page.
CLASSES = (*TWO_BY_TWO, DUE_SOON, Timeliness.NO_DUE, Timeliness.CANCELLED)


# What a list is narrowed to ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for. Empty values do not narrow; ``timing`` is a class of timeliness or `DUE_SOON`."""

    year: int
    organisation: str = ""
    section: str = ""
    state: str = ""
    timing: str = ""

    def query(self, **changes: str) -> str:
        """The address of the same list with something else asked for."""
        asked = {
            "nam": str(self.year), "co-quan": self.organisation, "muc": self.section, "tinh-trang": self.state,
            "han": self.timing,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in (asked | changes).items() if value})

    @property
    def is_narrow(self) -> bool:
        return bool(self.organisation or self.section or self.state or self.timing)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A count and the link to the list that it counts: both come from one `sort_out`."""

    key: str
    word: str
    mark: str
    count: int
    url: str
    is_current: bool = False


def tiles(found: Sorted[T], url_of: Callable[[str], str], current: str = "") -> tuple[Tile, ...]:
    return tuple(
        Tile(key, CLASS_WORDS[key], CLASS_MARKS[key], found.count(key), url_of(key), key == current) for key in CLASSES
    )


# Lines ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in a list. ``holder`` holds it on the day; ``made_by`` is empty where it is the same."""

    commitment: Commitment
    code: str
    code_url: str
    name: str
    promise_url: str
    url: str
    holder: Organisation
    holder_url: str
    made_by: str
    state_mark: str
    timing: Timeliness
    due_note: str
    changes: str
    amount: str
    reached: str  # "7/12 phiên"; empty before a figure was reported
    percent: int | None  # of the committed number, at most 100; None where a share makes no sense


def due_note(facts: TimeFacts, day: date) -> str:
    """ "quá 4 ngày", "còn 26 ngày", "hôm nay"; nothing for what is finished, cancelled or has no due date."""
    if facts.due_on is None or facts.is_cancelled or facts.is_accepted:
        late = days_late(facts, day)
        return f"quá {late} ngày" if late and facts.is_accepted else ""
    late = days_late(facts, day)
    if late:
        return f"quá {write_number(late)} ngày"
    if facts.reported_on:
        return "đã báo đúng hạn"
    left = (facts.due_on - day).days
    return f"còn {write_number(left)} ngày" if left else "hôm nay là ngày cuối"


def change_note(count: int) -> str:
    return f"đã đổi hạn {count} lần" if count else ""


def agency_url(organisation: Organisation, year: int) -> str:
    return f"{reverse('commitments:agency', args=[organisation.code])}?nam={year}"


def with_parts(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """What a line needs, in one query."""
    agreed = Count("due_changes", filter=Q(due_changes__state=DueChangeState.AGREED), distinct=True)
    figures = ProgressEntry.objects.filter(commitment=OuterRef("pk"), amount__isnull=False).order_by("-day", "-id")
    return commitments.select_related("promise__plan", "promise__section", "organisation").annotate(
        changes=agreed, reached=Subquery(figures.values("amount")[:1])
    )


def names_of(promises: Iterable[int], day: date) -> dict[int, str]:
    """What promises are called on a day, or were called last. Two queries."""
    keys = set(promises)
    found: dict[int, str] = {}
    for model, key in ((TaskWording, "task_id"), (TargetWording, "target_id")):
        rows = model.objects.filter(**{f"{key}__in": keys}, valid_from__lte=day).order_by("valid_from")
        found.update(rows.values_list(key, "name"))
    return found


@dataclass(frozen=True, slots=True)
class Gathered:
    """Commitments with who holds them and what their promises are called, as of a day."""

    commitments: tuple[Commitment, ...]
    holders: Holders
    names: Mapping[int, str]
    day: date

    def holder(self, commitment: Commitment) -> Organisation:
        return self.holders.name(self.holders.of_commitment(commitment), commitment.organisation)

    def line(self, commitment: Commitment) -> CommitmentLine:
        promise, plan = commitment.promise, commitment.promise.plan
        holder = self.holder(commitment)
        facts = commitment.time_facts
        return CommitmentLine(
            commitment=commitment,
            code=promise.code,
            code_url=source_url(plan, promise.code),
            name=self.names.get(promise.pk, promise.code),
            promise_url=promise_url(plan, promise.kind, promise.code),
            url=reverse("commitments:commitment", args=[commitment.pk]),
            holder=holder,
            holder_url=agency_url(holder, commitment.year),
            made_by="" if holder.pk == commitment.organisation_id else str(commitment.organisation),
            state_mark=COMMITMENT_MARKS[CommitmentState(commitment.state)],
            timing=timeliness(facts, self.day),
            due_note=due_note(facts, self.day),
            changes=change_note(getattr(commitment, "changes", 0)),
            amount=amount_words(commitment),
            reached=_reached_words(commitment),
            percent=_percent(commitment),
        )


def amount_words(commitment: Commitment) -> str:
    if commitment.amount is None:
        return ""
    return with_unit(write_number(commitment.amount), commitment.unit)


def _reached_words(commitment: Commitment) -> str:
    reached: Decimal | None = getattr(commitment, "reached", None)
    if reached is None:
        return ""
    figure = write_number(reached)
    whole = f"/{write_number(commitment.amount)}" if commitment.amount is not None else ""
    return with_unit(figure + whole, commitment.unit)


def _percent(commitment: Commitment) -> int | None:
    """Whole percent of the committed number; a committed rate is no whole of which there could be a share."""
    reached: Decimal | None = getattr(commitment, "reached", None)
    if reached is None or not commitment.amount or commitment.unit.startswith("%"):
        return None
    return max(0, min(100, int(100 * reached / commitment.amount)))


def gather(commitments: QuerySet[Commitment], day: date) -> Gathered:
    """Four queries however many there are."""
    found = tuple(with_parts(commitments))
    promises = {one.promise_id for one in found}
    return Gathered(found, holders_on(day, promises), names_of(promises, day), day)
