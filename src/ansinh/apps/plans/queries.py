"""Reads of live plans: rows, pages, the history of a promise, search. Everything is asked for a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from ansinh.apps.orgs.models import GroupMembership, Organisation
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    ObligationWording,
    Plan,
    Promise,
    PromiseKind,
    TargetWording,
    TaskWording,
)
from ansinh.domain.due import next_last_day
from ansinh.domain.figures import write_date
from ansinh.domain.plan_drafts import (
    GROUND_FIRST_NAMED,
    GROUND_WHOLE_PLAN,
    ObligationDraft,
    PromiseChange,
    PromiseDraft,
    TargetDraft,
    TaskDraft,
)
from ansinh.domain.readings import DueRule
from ansinh.domain.vietnamese import search_key
from ansinh.kit.access import Actor
from ansinh.kit.actions import Problem
from ansinh.kit.pages import Page, Panel

Wording = TargetWording | TaskWording | ObligationWording

#: One word of the URL for each kind of promise.
PATHS = {PromiseKind.TARGET: "target", PromiseKind.TASK: "task", PromiseKind.OBLIGATION: "obligation"}
KIND_WORDS = {PromiseKind.TARGET: "chỉ tiêu", PromiseKind.TASK: "nhiệm vụ", PromiseKind.OBLIGATION: "nghĩa vụ"}
FREQUENCIES = {
    "once": "một lần",
    "monthly": "hằng tháng",
    "quarterly": "hằng quý",
    "half-yearly": "6 tháng một lần",
    "yearly": "hằng năm",
    "continuous": "thường xuyên",
    "on-event": "khi phát sinh",
}


# What rooms above know of a promise ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands, as a room above computes it. ``status`` is one of done, ok, warn, late, none."""

    status: str
    now: str = ""  # "93,9", "7/12 phiên"
    forecast: str = ""
    bullet: Any = None  # a picture for the row; see the room that makes it


#: Of a promise that no room knows anything of.
UNKNOWN = Standing("none")
#: (plan, day) → standing by promise key. Rooms above add theirs when the house starts; this room knows none.
StandingSource = Callable[[Plan, date], Mapping[int, Standing]]
_standing_sources: dict[StandingSource, frozenset[str]] = {}


def add_standing_source(source: StandingSource, *kinds: PromiseKind) -> None:
    """Called by a room above in its ``ready``; ``kinds`` are the promises that the source knows something of."""
    _standing_sources[source] = frozenset(kinds)


def standings_of(plan: Plan, day: date, kind: PromiseKind | None = None) -> dict[int, Standing]:
    """Standing of every promise, or of every one of a kind, that some room knows something of."""
    found: dict[int, Standing] = {}
    for source, kinds in _standing_sources.items():
        if kind is None or kind in kinds:
            found.update(source(plan, day))
    return found


def has_standings(kind: PromiseKind) -> bool:
    """Whether any room knows how promises of this kind stand."""
    return any(kind in kinds for kinds in _standing_sources.values())


PanelSource = Callable[[Actor, Plan, Promise, date], Sequence[Panel]]
#: Source and its place on the page.
_panel_sources: dict[PanelSource, int] = {}


def add_panel_source(source: PanelSource, place: int) -> None:
    """Called by a room above in its ``ready``; panels with a lower ``place`` come first."""
    _panel_sources[source] = place


def panels_of(actor: Actor, plan: Plan, promise: Promise, day: date) -> tuple[Panel, ...]:
    """What rooms above show of a promise: how it stands, what is promised this year, what is in the way, who else."""
    sources = sorted(_panel_sources, key=lambda source: _panel_sources[source])
    return tuple(panel for source in sources for panel in source(actor, plan, promise, day))


# As of a day ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """The day as of which a plan is looked at. ``asked`` is what the address says that is no day."""

    day: date
    is_today: bool = True
    asked: str = ""

    @property
    def query(self) -> str:
        """For the links of a page: the same day again; nothing for today."""
        return "" if self.is_today else f"?ngay={write_date(self.day)}"

    @property
    def more(self) -> str:
        """The same behind another parameter."""
        return self.query.replace("?", "&")


@dataclass(frozen=True, kw_only=True)
class PlanPage(Page):
    """A page of a plan, seen as of a day."""

    plan: Plan
    seen: Seen


# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HolderName:
    """Who holds a promise, as the register names it and as the document wrote it."""

    name: str
    raw: str
    url: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise in a list. ``quantity`` is a target's wording for `{% qty %}`, empty for one without a number."""

    pk: int
    kind: str
    code: str
    short_code: str
    section: str
    name: str
    url: str
    source_url: str
    quantity: TargetWording | None
    due: str
    due_year: int | None
    leads: tuple[HolderName, ...]
    supporting: tuple[HolderName, ...]
    accountable: HolderName | None
    #: Nobody chose the accountable holder: it is the one that follows the whole plan, or the first lead named.
    needs_choice: bool
    product: str
    quote: str
    text: str
    ended_on: date | None
    standing: Standing

    @property
    def status(self) -> str:
        return self.standing.status


@dataclass(frozen=True, slots=True)
class PromiseFilter:
    """What a list is narrowed to. Empty values do not narrow."""

    organisation: str = ""  # code of the register
    section: str = ""
    year: int | None = None
    status: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return self == PromiseFilter()


def promise_rows(plan: Plan, day: date, kind: PromiseKind | None = None, *, keep: str = "") -> tuple[PromiseRow, ...]:
    """Promises of a plan as they stand on ``day``, in the order of the document: six queries.

    ``keep`` is the query that links to promises carry along (`Seen.query`).
    """
    promises = plan.promises.alive_on(day).select_related("section")
    if kind is not None:
        promises = promises.filter(kind=kind)
    found = list(promises)
    wordings = wordings_on(plan, day)
    holdings = _holdings(plan, day)
    standings = standings_of(plan, day, kind)
    return tuple(
        promise_row(
            plan,
            promise,
            wordings[promise.pk],
            holdings.get(promise.pk, ()),
            day,
            standings.get(promise.pk, UNKNOWN),
            keep=keep,
        )
        for promise in found
        if promise.pk in wordings
    )


def wordings_on(plan: Plan, day: date) -> dict[int, Wording]:
    """The wording in force of each promise: three queries."""
    found: dict[int, Wording] = {}
    for target in TargetWording.objects.in_force_on(day).filter(target__plan=plan):
        found[target.target_id] = target
    for task in TaskWording.objects.in_force_on(day).filter(task__plan=plan):
        found[task.task_id] = task
    for obligation in ObligationWording.objects.in_force_on(day).filter(obligation__plan=plan):
        found[obligation.obligation_id] = obligation
    return found


def _holdings(plan: Plan, day: date) -> Mapping[int, Sequence[Holding]]:
    found: dict[int, list[Holding]] = defaultdict(list)
    rows = Holding.objects.in_force_on(day).filter(promise__plan=plan).select_related("organisation", "group")
    for holding in rows.order_by("order"):
        found[holding.promise_id].append(holding)
    return found


def promise_row(
    plan: Plan,
    promise: Promise,
    wording: Wording,
    holdings: Sequence[Holding],
    day: date,
    standing: Standing,
    *,
    keep: str = "",
) -> PromiseRow:
    accountable = next((h for h in holdings if h.role == HoldingRole.ACCOUNTABLE), None)
    return PromiseRow(
        pk=promise.pk,
        kind=promise.kind,
        code=promise.code,
        short_code=short_code(promise.code),
        section=promise.section.code if promise.section else "",
        name=wording_name(wording),
        url=promise_url(plan, promise.kind, promise.code) + keep,
        source_url=words_url(plan, promise.code, wording),
        quantity=wording if isinstance(wording, TargetWording) and wording.comparison else None,
        due=_due_words(wording, day),
        due_year=wording.due_year if isinstance(wording, TargetWording) else getattr(wording, "end_year", None),
        leads=_names(holdings, HoldingRole.LEAD),
        supporting=_names(holdings, HoldingRole.SUPPORTING),
        accountable=holder_name(accountable) if accountable else None,
        needs_choice=_needs_choice(promise, accountable, holdings),
        product=wording.product if isinstance(wording, TaskWording) else "",
        quote=wording.quote,
        text=wording.text if isinstance(wording, TaskWording) else wording.quote,
        ended_on=promise.ended_on,
        standing=standing,
    )


def short_code(code: str) -> str:
    """ "II.2.a.3" is called "a.3" where its section is already named."""
    parts = code.split(".")
    return ".".join(parts[-2:]) if len(parts) > 2 else code


def promise_url(plan: Plan, kind: str, code: str) -> str:
    return reverse(f"plans:{PATHS[PromiseKind(kind)]}", args=[plan.slug, code])


def source_url(plan: Plan, code: str) -> str:
    """The exact words in the signed document."""
    return f"{reverse('plans:document', args=[plan.slug])}#{code}"


def words_url(plan: Plan, code: str, wording: Wording) -> str:
    """The exact words of a wording: in the plan as it was signed, or in the document that amended it."""
    if wording.document_id == plan.document_id:
        return source_url(plan, code)
    return amending_words_url(plan, wording.document_id, wording.start)


def amending_words_url(plan: Plan, document_id: int, start: int | None) -> str:
    """Words of an amending document; one sentence of it may be the words of many promises."""
    url = reverse("plans:amending_document", args=[plan.slug, document_id])
    return url if start is None else f"{url}#{words_anchor(start)}"


def words_anchor(start: int) -> str:
    return f"doan-{start}"


def wording_name(wording: Wording) -> str:
    return wording.what if isinstance(wording, ObligationWording) else wording.name


def _due_words(wording: Wording, day: date) -> str:
    if isinstance(wording, TargetWording):
        return write_date(wording.due_on) if wording.due_on else "văn bản không nêu"
    if isinstance(wording, TaskWording):
        return wording.timeframe_raw or "văn bản không nêu"
    return obligation_due(wording, day)


def obligation_due(wording: ObligationWording, day: date) -> str:
    following = next_last_day(due_rule(wording), day)
    if following is not None:
        return f"{wording.due_raw}; lần tới chậm nhất {write_date(following)}"
    return wording.due_raw or FREQUENCIES.get(wording.frequency, "văn bản không nêu")


def due_rule(wording: ObligationWording) -> DueRule:
    return DueRule(wording.due_raw, wording.due_day, wording.due_month, wording.due_year, wording.due_before)


def _names(holdings: Sequence[Holding], role: HoldingRole) -> tuple[HolderName, ...]:
    return tuple(holder_name(holding) for holding in holdings if holding.role == role)


def holder_name(holding: Holding) -> HolderName:
    if holding.organisation is not None:
        url = reverse("orgs:organisation", args=[holding.organisation.code])
        return HolderName(holding.organisation.short_name, holding.raw, url, holding.legal_basis)
    if holding.group is not None:
        url = reverse("orgs:group", args=[holding.group.code])
        return HolderName(holding.group.name, holding.raw, url, holding.legal_basis)
    return HolderName(holding.raw, holding.raw, "", "chưa ghép với danh mục")


def _needs_choice(promise: Promise, accountable: Holding | None, holdings: Sequence[Holding]) -> bool:
    if accountable is None:
        return True
    if promise.kind == PromiseKind.TASK:
        return accountable.legal_basis in (GROUND_FIRST_NAMED, GROUND_WHOLE_PLAN)
    return promise.kind == PromiseKind.TARGET and accountable.legal_basis == GROUND_WHOLE_PLAN


def filtered(rows: Iterable[PromiseRow], wanted: PromiseFilter, members: frozenset[int]) -> tuple[PromiseRow, ...]:
    """``members`` are the promises that the wanted organisation holds (`held_by`)."""
    key = search_key(wanted.words)
    return tuple(
        row
        for row in rows
        if (not wanted.organisation or row.pk in members)
        and (not wanted.section or row.section == wanted.section or row.section.startswith(wanted.section + "."))
        and (wanted.year is None or row.due_year == wanted.year)
        and (not wanted.status or row.status == wanted.status)
        and (not key or key in search_key(f"{row.code} {row.name} {row.text}"))
    )


def held_by(plan: Plan, organisation: Organisation, day: date) -> frozenset[int]:
    """Promises that an organisation holds in any role on ``day``, by itself or through a group."""
    groups = GroupMembership.objects.in_force_on(day).filter(organisation=organisation).values("group_id")
    held = Holding.objects.in_force_on(day).filter(promise__plan=plan)
    mine = held.filter(Q(organisation=organisation) | Q(group_id__in=groups))
    return frozenset(mine.values_list("promise_id", flat=True))


def wordings_of(promise: Promise) -> QuerySet[Any]:
    """Every wording of a promise, of its own kind."""
    match PromiseKind(promise.kind):
        case PromiseKind.TARGET:
            return TargetWording.objects.filter(target_id=promise.pk)
        case PromiseKind.TASK:
            return TaskWording.objects.filter(task_id=promise.pk)
        case _:
            return ObligationWording.objects.filter(obligation_id=promise.pk)


def wording_on(promise: Promise, day: date) -> Wording:
    """What a promise says on a day on which it is alive."""
    wording: Wording = (
        wordings_of(promise)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
        .select_related("document")
        .get()
    )
    return wording


# Amending ------------------------------------------------------------------------------------------------------


def amendment_problems(plan: Plan, effective_from: date, changes: Sequence[PromiseChange]) -> tuple[Problem, ...]:
    """Everything that keeps changes from being carried into a plan from a day on. Five queries."""
    problems = []
    if effective_from <= plan.issued_on:
        problems.append(
            Problem(
                f"Ngày có hiệu lực {write_date(effective_from)} không sau ngày ban hành kế hoạch "
                f"{write_date(plan.issued_on)}. Kiểm tra lại ngày ở văn bản sửa đổi.",
                "effective_from",
            )
        )
    promises = {promise.pk: promise for promise in plan.promises.all()}
    starts = _latest_starts(plan)
    problems += [
        Problem(message)
        for change in changes
        if (message := _problem_of(change, promises, starts, effective_from)) is not None
    ]
    problems += [Problem(message) for message in _touched_twice(changes, promises)]
    return (*problems, *(Problem(message) for message in _codes_taken(changes, promises.values())))


def _latest_starts(plan: Plan) -> dict[int, date]:
    """From when the last wording of each promise holds."""
    rows: list[tuple[int, date]] = [
        *TargetWording.objects.filter(target__plan=plan).values_list("target_id", "valid_from"),
        *TaskWording.objects.filter(task__plan=plan).values_list("task_id", "valid_from"),
        *ObligationWording.objects.filter(obligation__plan=plan).values_list("obligation_id", "valid_from"),
    ]
    starts: dict[int, date] = {}
    for pk, start in rows:
        starts[pk] = max(start, starts.get(pk, start))
    return starts


def _problem_of(
    change: PromiseChange, promises: Mapping[int, Promise], starts: Mapping[int, date], day: date
) -> str | None:
    if change.kind == "add":
        return None
    promise = promises.get(change.promise_id) if change.promise_id is not None else None
    if promise is None:
        return "Một thay đổi không nói rõ sửa mục nào của kế hoạch. Chọn mục được sửa rồi công bố lại."
    if promise.ended_on is not None:
        return (
            f"Mục {promise.code} đã bị bãi bỏ từ {write_date(promise.ended_on)}; không sửa được nữa. Loại thay đổi này."
        )
    start = starts[promise.pk]
    if start >= day:
        return (
            f"Mục {promise.code} đã có nội dung hiệu lực từ {write_date(start)}. "
            "Văn bản sửa đổi phải có ngày hiệu lực sau lần sửa trước."
        )
    return None


def _touched_twice(changes: Sequence[PromiseChange], promises: Mapping[int, Promise]) -> Iterable[str]:
    times = Counter(change.promise_id for change in changes if change.promise_id in promises)
    for pk, count in times.items():
        if count > 1 and pk is not None:
            yield f"Mục {promises[pk].code} có {count} thay đổi. Mỗi mục chỉ sửa hoặc bãi bỏ một lần; loại bớt."


def _codes_taken(changes: Sequence[PromiseChange], promises: Iterable[Promise]) -> Iterable[str]:
    taken = {(promise.kind, promise.code) for promise in promises}
    for change in changes:
        if change.kind != "add" or change.draft is None:
            continue
        key = (kind_of_draft(change.draft), change.draft.code)
        if key in taken:
            yield f"Kế hoạch đã có {KIND_WORDS[key[0]]} mã {key[1]}. Đặt mã khác cho mục bổ sung."
        taken.add(key)


def kind_of_draft(draft: PromiseDraft) -> PromiseKind:
    match draft.content:
        case TargetDraft():
            return PromiseKind.TARGET
        case TaskDraft():
            return PromiseKind.TASK
        case ObligationDraft():
            return PromiseKind.OBLIGATION
