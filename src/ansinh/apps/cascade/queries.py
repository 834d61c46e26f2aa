"""Reads of the cascade: who owes a plan and how far it is, which promise each unit carries out, what waits to be linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ansinh.apps.cascade.access import LINK, OVERSEE, progress_seen
from ansinh.apps.cascade.models import LinkKind, PromiseLink, UnitDraft
from ansinh.apps.indicators.models import TargetMeasurement
from ansinh.apps.orgs.models import GroupMembership, Organisation, OrganisationKind
from ansinh.apps.orgs.queries import match_agencies
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
from ansinh.apps.plans.queries import Wording, promise_url, wording_name, wordings_on
from ansinh.apps.readings.models import Reading, ReadingPurpose, ReadingState
from ansinh.domain.cascade import (
    MADE_OF_PLACES,
    AddedUp,
    CellState,
    Item,
    OwnNumber,
    ParentNumber,
    Proposal,
    UnitState,
    add_up,
    cell_state,
    column_name,
    marked_codes,
    propose_links,
    unit_state,
)
from ansinh.domain.indicators import PlaceRule
from ansinh.domain.plan_drafts import GROUND_WHOLE_PLAN
from ansinh.domain.readings import Comparison, ObligationKind
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor

#: What a unit's plan cascades; duties are followed elsewhere.
KINDS = (PromiseKind.TARGET, PromiseKind.TASK)
#: Bodies of places: their figures are parts of the province's.
PLACES = (OrganisationKind.DISTRICT_COMMITTEE, OrganisationKind.COMMUNE_COMMITTEE)


# What is gathered ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A published plan of a unit under the plan that is looked at."""

    pk: int
    slug: str
    number: str
    issued_on: date

    @property
    def url(self) -> str:
        return reverse("plans:plan", args=[self.slug])

    @property
    def links_url(self) -> str:
        return reverse("cascade:links", args=[self.slug])


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that owes a plan, or has one without owing it; ``group`` is the code of the group that names it."""

    pk: int
    code: str
    name: str
    column: str
    group: str
    is_place: bool
    owes: bool
    state: UnitState
    since: date | None  # of its latest step: drafted, brought in, issued
    plans: tuple[UnitPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkFact:
    """A link in force, with what its cell and its sum need."""

    child: int
    child_code: str
    child_kind: str
    parent: int
    unit: int
    slug: str
    kind: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None

    @property
    def url(self) -> str:
        kind = PromiseKind(self.child_kind)
        return reverse(f"plans:{kind.value}", args=[self.slug, self.child_code])


@dataclass(frozen=True, slots=True)
class Asked:
    """A target or task of the plan above: of whom it is expected, and the links of each unit to it."""

    pk: int
    kind: str
    code: str
    name: str
    section: str
    url: str
    wording: Wording
    expected: frozenset[int]
    links: Mapping[int, tuple[LinkFact, ...]] = field(default_factory=dict)

    def state_of(self, unit: int) -> CellState:
        return cell_state(expected=unit in self.expected, carried=unit in self.links)


@dataclass(frozen=True, slots=True)
class Cascade:
    """A plan and the plans of its units, as of a day."""

    plan: Plan
    day: date
    duties: tuple[str, ...]  # codes of the duties that ask for plans: IV.1
    groups: tuple[tuple[str, str], ...]  # code and name, in the order of the duty
    units: tuple[Unit, ...]
    asked: tuple[Asked, ...]

    @property
    def owing(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.owes)

    @property
    def untaken(self) -> tuple[Asked, ...]:
        """What no unit took up."""
        return tuple(row for row in self.asked if not row.links)

    def in_state(self, *states: UnitState) -> tuple[Unit, ...]:
        """Of those that owe a plan."""
        return tuple(unit for unit in self.owing if unit.state in states)


#: A plan is out, whether or not anything in it is linked.
OUT = (UnitState.ISSUED, UnitState.UNLINKED)
WITHOUT = (UnitState.NONE, UnitState.DRAFTED, UnitState.ON_DESK)
#: Units that no group of the duty names.
OTHERS, OTHERS_NAME = "khac", "Cơ quan khác"


def cascade_of(actor: Actor, plan: Plan, day: date, *, only: int | None = None) -> Cascade:
    """Everything of one plan: at most twenty queries. ``only`` narrows what is asked to one promise."""
    holders = _Holders.of(plan, day)
    plans = _plans_under(plan, day)
    by_unit: dict[int, list[UnitPlan]] = defaultdict(list)
    unit_of_plan: dict[int, int] = {}
    for found, issuer, owner in plans:
        unit = owner if owner in holders.owing and issuer not in holders.owing else issuer
        by_unit[unit].append(found)
        unit_of_plan[found.pk] = unit
    links = _links(plan, day, unit_of_plan)
    units = _units(actor, plan, day, holders, by_unit, {link.unit for link in links})
    return Cascade(
        plan=plan,
        day=day,
        duties=holders.duties,
        groups=_groups(units, holders),
        units=units,
        asked=_asked(plan, day, holders, units, links, only),
    )


@dataclass(frozen=True, slots=True)
class _Holders:
    """Holders of the promises of a plan on a day, groups resolved; ``owing`` maps units that owe a plan to the code of
    the group that names them, in the order of the duty; ``group_names`` are those of these codes."""

    duties: tuple[str, ...]
    owing: Mapping[int, str]
    of_promise: Mapping[int, frozenset[int]]
    group_names: Mapping[str, str]

    @classmethod
    def of(cls, plan: Plan, day: date) -> _Holders:
        """Three queries."""
        duties = dict(plan_duties(day).filter(obligation__plan=plan).values_list("obligation_id", "obligation__code"))
        members: dict[int, list[int]] = defaultdict(list)
        for group, body in (
            members_on(day)
            .filter(group__holdings__promise__plan=plan)
            .distinct()
            .order_by("organisation__sort_key")
            .values_list("group_id", "organisation_id")
        ):
            members[group].append(body)
        owing: dict[int, str] = {}
        names: dict[str, str] = {}
        found: dict[int, set[int]] = defaultdict(set)
        rows = (
            Holding.objects.in_force_on(day)
            .filter(promise__plan=plan)
            .exclude(role=HoldingRole.ACCOUNTABLE, legal_basis=GROUND_WHOLE_PLAN)
        )
        for promise, role, body, group, code, name in rows.order_by("promise__order", "order").values_list(
            "promise_id", "role", "organisation_id", "group_id", "group__code", "group__name"
        ):
            bodies = members[group] if group else [body] if body else []
            found[promise].update(bodies)
            if promise in duties and role != HoldingRole.ACCOUNTABLE:
                names.setdefault(code or OTHERS, name or OTHERS_NAME)
                for one in bodies:
                    owing.setdefault(one, code or OTHERS)
        return cls(tuple(duties.values()), owing, {pk: frozenset(bodies) for pk, bodies in found.items()}, names)


def plan_duties(day: date) -> QuerySet[ObligationWording]:
    """Wordings in force that ask for plans."""
    alive = Q(obligation__ended_on__isnull=True) | Q(obligation__ended_on__gt=day)
    return ObligationWording.objects.in_force_on(day).filter(
        alive, obligation_kind=ObligationKind.PLAN.value, obligation__began_on__lte=day
    )


def members_on(day: date) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.in_force_on(day)


def _plans_under(plan: Plan, day: date) -> list[tuple[UnitPlan, int, int]]:
    """Plans issued under it by the day, oldest first, with who issued each and who brought it in. One query."""
    rows = plan.children.filter(issued_on__lte=day).order_by("issued_on", "pk")
    return [
        (UnitPlan(pk, slug, number, issued_on), issuer, owner)
        for pk, slug, number, issued_on, issuer, owner in rows.values_list(
            "pk", "slug", "number", "issued_on", "issuer_id", "document__organisation_id"
        )
    ]


def links_on(day: date) -> QuerySet[PromiseLink]:
    """Links of promises that stand on the day, without those of a unit's own matters."""
    alive = Q(child__ended_on__isnull=True) | Q(child__ended_on__gt=day)
    return PromiseLink.objects.in_force_on(day).filter(
        alive, child__began_on__lte=day, child__plan__issued_on__lte=day, parent__isnull=False
    )


def _links(plan: Plan, day: date, unit_of_plan: Mapping[int, int]) -> list[LinkFact]:
    """One query."""
    rows = links_on(day).filter(parent__plan=plan, child__plan__parent=plan).order_by("child__order", "pk")
    return [
        LinkFact(child, code, child_kind, parent, unit_of_plan[of], slug, kind, value, numerator, denominator)
        for child, code, child_kind, parent, of, slug, kind, value, numerator, denominator in rows.values_list(
            "child_id", "child__code", "child__kind", "parent_id", "child__plan_id", "child__plan__slug", "kind",
            "value", "numerator", "denominator",
        )
        if of in unit_of_plan
    ]  # fmt: skip


def _units(
    actor: Actor,
    plan: Plan,
    day: date,
    holders: _Holders,
    by_unit: Mapping[int, Sequence[UnitPlan]],
    linked: Collection[int],
) -> tuple[Unit, ...]:
    """Those that owe a plan in the order of the duty, then others that have one. Three queries; six with a desk."""
    wanted = [*holders.owing, *(pk for pk in by_unit if pk not in holders.owing)]
    # A unit that was closed meanwhile owes nothing; what it issued stays.
    bodies = {
        body.pk: body
        for body in Organisation.objects.filter(pk__in=wanted)
        if body.exists_on(day) or body.pk in by_unit
    }
    seen = progress_seen(actor, plan, bodies)
    drafted = dict(
        UnitDraft.objects.filter(plan=plan, made_on__lte=day, organisation__in=seen).values_list(
            "organisation_id", "made_on"
        )
    )
    on_desk = {unit: since for unit, since in _on_desk(plan, day).items() if unit in seen}
    return tuple(
        Unit(
            pk=pk,
            code=body.code,
            name=body.short_name,
            column=column_name(body.short_name),
            group=holders.owing.get(pk, OTHERS),
            is_place=body.kind in PLACES,
            owes=pk in holders.owing,
            state=unit_state(drafted=pk in drafted, on_desk=pk in on_desk, issued=pk in by_unit, linked=pk in linked),
            since=by_unit[pk][0].issued_on if pk in by_unit else on_desk.get(pk) or drafted.get(pk),
            plans=tuple(by_unit.get(pk, ())),
        )
        for pk in wanted
        if (body := bodies.get(pk)) is not None
    )


def _on_desk(plan: Plan, day: date) -> dict[int, date]:
    """Units whose plan lies on a reading desk, with since when: by who issued it, else by who brought it in."""
    rows = list(
        Reading.objects.filter(
            carries_out=plan, purpose=ReadingPurpose.NEW_PLAN, state=ReadingState.OPEN, created_at__date__lte=day
        ).values_list("document__issuer", "document__organisation_id", "created_at__date")
    )
    if not rows:
        return {}
    matches = match_agencies({issuer for issuer, _, _ in rows if issuer}, day)
    found = {}
    for issuer, owner, since in rows:
        match = matches.get(issuer)
        found[(match and match.organisation_id) or owner] = since
    return found


def _groups(units: Iterable[Unit], holders: _Holders) -> tuple[tuple[str, str], ...]:
    used = dict.fromkeys(unit.group for unit in units)
    return tuple((code, holders.group_names.get(code, OTHERS_NAME)) for code in used)


def _asked(
    plan: Plan,
    day: date,
    holders: _Holders,
    units: Sequence[Unit],
    links: Iterable[LinkFact],
    only: int | None,
) -> tuple[Asked, ...]:
    """Targets and tasks in the order of the document. Five queries."""
    promises = plan.promises.alive_on(day).filter(kind__in=KINDS).select_related("section")
    if only is not None:
        promises = promises.filter(pk=only)
    wordings = wordings_on(plan, day)
    made_of_places = frozenset(
        TargetMeasurement.objects.filter(
            target__plan=plan, indicator__over_place__in=[rule.value for rule in MADE_OF_PLACES]
        ).values_list("target_id", flat=True)
    )
    owing = frozenset(unit.pk for unit in units if unit.owes)
    places = frozenset(unit.pk for unit in units if unit.owes and unit.is_place)
    by_parent: dict[int, dict[int, list[LinkFact]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        by_parent[link.parent][link.unit].append(link)
    return tuple(
        Asked(
            pk=promise.pk,
            kind=promise.kind,
            code=promise.code,
            name=wording_name(wordings[promise.pk]),
            section=promise.section.code if promise.section else "",
            url=promise_url(plan, promise.kind, promise.code),
            wording=wordings[promise.pk],
            expected=(holders.of_promise.get(promise.pk, frozenset()) & owing)
            | (places if promise.pk in made_of_places else frozenset()),
            links={unit: tuple(found) for unit, found in by_parent.get(promise.pk, {}).items()},
        )
        for promise in promises
        if promise.pk in wordings
    )


# Sums ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    """The units' own numbers of one target beside the province's. ``expected`` are the places that make the whole."""

    row: Asked
    rule: PlaceRule | None
    places: int  # behind the comma
    expected: tuple[Unit, ...]
    names: Mapping[int, str]  # of every unit that gave a number
    numbers: tuple[OwnNumber, ...]
    made: AddedUp


def sums_of(cascade: Cascade) -> tuple[Sum, ...]:
    """One for every target with a number, in the order of the plan. Two queries."""
    rows = [row for row in cascade.asked if isinstance(row.wording, TargetWording) and row.wording.value is not None]
    rules = {
        target: (PlaceRule(rule), scale, places)
        for target, rule, scale, places in TargetMeasurement.objects.filter(
            target__in=[row.pk for row in rows]
        ).values_list("target_id", "indicator__over_place", "indicator__scale", "indicator__places")
    }
    children = {link.child for row in rows for links in row.links.values() for link in links}
    own = {
        wording.target_id: wording
        for wording in TargetWording.objects.in_force_on(cascade.day).filter(target__in=children)
    }
    places = tuple(unit for unit in cascade.owing if unit.is_place)
    names = {unit.pk: unit.column for unit in cascade.units}
    return tuple(_sum(row, rules.get(row.pk), places, names, own) for row in rows)


def _sum(
    row: Asked,
    rule: tuple[PlaceRule, Decimal, int] | None,
    places: tuple[Unit, ...],
    names: Mapping[int, str],
    own: Mapping[int, TargetWording],
) -> Sum:
    wording = row.wording
    assert isinstance(wording, TargetWording)
    goal = ParentNumber(
        Comparison(wording.comparison) if wording.comparison else None, wording.value, wording.unit, wording.due_year
    )
    by_place, scale, digits = rule or (None, Decimal(100), 1)
    numbers = tuple(own_number(link, own.get(link.child)) for links in row.links.values() for link in links)
    made = add_up(goal, by_place, [unit.pk for unit in places], numbers, scale=scale)
    return Sum(row, by_place, digits, places, names, numbers, made)


def own_number(link: LinkFact, wording: TargetWording | None) -> OwnNumber:
    """What the unit promises: as an officer wrote it beside the link, else as the unit's own plan says.

    A link that only says "we carry it out" still has the number of its wording; a body that is no place is left out of
    the sum by who it is.
    """
    numerator, denominator = link.numerator, link.denominator
    if wording is None:
        return OwnNumber(link.unit, link.value, numerator=numerator, denominator=denominator)
    if numerator is None and wording.denominator is not None and "/" not in wording.unit:
        numerator, denominator = wording.value, wording.denominator
    return OwnNumber(
        link.unit,
        link.value if link.value is not None else wording.value,
        wording.unit,
        wording.due_year,
        numerator=numerator,
        denominator=denominator,
    )


# Links of one unit's plan -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChildFact:
    """A target or task of a unit's plan, what it is linked to, and what is proposed where nothing is."""

    promise: Promise
    wording: Wording
    links: tuple[PromiseLink, ...]
    proposal: Proposal | None


def children_of(plan: Plan, parents: Sequence[Asked], day: date) -> tuple[ChildFact, ...]:
    """The targets and tasks of a unit's plan in its order. Five queries, and the words of both plans compared."""
    promises = list(plan.promises.alive_on(day).filter(kind__in=KINDS))
    wordings = wordings_on(plan, day)
    links: dict[int, list[PromiseLink]] = defaultdict(list)
    for link in PromiseLink.objects.filter(child__plan=plan).select_related("parent"):
        links[link.child_id].append(link)
    text, number = plan.document.text, plan.parent.number if plan.parent else ""
    loose = [promise for promise in promises if promise.pk not in links and promise.pk in wordings]
    proposals = propose_links(
        [item_of(promise, wordings[promise.pk], text, number) for promise in loose],
        [parent_item(row) for row in parents],
    )
    return tuple(
        ChildFact(promise, wordings[promise.pk], tuple(links[promise.pk]), proposals.get(promise.pk))
        for promise in promises
        if promise.pk in wordings
    )


def item_of(promise: Promise, wording: Wording, text: str, number: str) -> Item:
    return Item(
        promise.pk,
        promise.kind,
        promise.code,
        wording_name(wording),
        wording.text if isinstance(wording, TaskWording) else "",
        wording.due_year if isinstance(wording, TargetWording) else None,
        marked_codes(text, wording.start, wording.end, number),
    )


def parent_item(row: Asked) -> Item:
    wording = row.wording
    return Item(
        row.pk,
        row.kind,
        row.code,
        row.name,
        wording.text if isinstance(wording, TaskWording) else "",
        wording.due_year if isinstance(wording, TargetWording) else None,
    )


def kind_of_link(child_kind: str, parent_kind: str, unit_is_place: bool) -> LinkKind:
    """A target of a place shares the number of a target above; everything else carries out."""
    both_targets = child_kind == parent_kind == PromiseKind.TARGET
    return LinkKind.SHARES if both_targets and unit_is_place else LinkKind.CARRIES_OUT


# What waits -----------------------------------------------------------------------------------------------------------


def work_source(actor: Actor, day: date) -> Iterable[WorkItem]:
    """A plan that is owed, items not linked yet, promises nobody took up. At most seven queries."""
    mine = actor.organisations_where(LINK)
    if mine:
        yield from _owed(mine, day)
        yield from _unlinked(mine, day)
    followed = actor.organisations_where(OVERSEE)
    if followed:
        yield from _untaken(followed, day)


def _owed(mine: Collection[int], day: date) -> Iterable[WorkItem]:
    """Four queries."""
    duties = {
        wording.obligation_id: wording.obligation
        for wording in plan_duties(day)
        .filter(obligation__plan__parent=None, obligation__plan__issued_on__lte=day)
        .select_related("obligation__plan")
        .defer("what", "quote")
    }
    groups = defaultdict(set)
    for group, body in members_on(day).filter(organisation__in=mine).values_list("group_id", "organisation_id"):
        groups[group].add(body)
    held = Holding.objects.in_force_on(day).filter(promise__in=duties).exclude(role=HoldingRole.ACCOUNTABLE)
    owed: dict[tuple[int, int], int] = {}
    for promise, body, group in held.filter(Q(organisation__in=mine) | Q(group__in=groups)).values_list(
        "promise_id", "organisation_id", "group_id"
    ):
        for one in groups[group] if group else {body}:
            owed.setdefault((duties[promise].plan_id, one), promise)
    out = _out_under({plan for plan, _ in owed}, day)
    names = Organisation.objects.in_bulk({body for _, body in owed})
    for (plan_pk, body), promise in sorted(owed.items()):
        if (plan_pk, body) in out:
            continue
        duty = duties[promise]
        yield WorkItem(
            key=f"cascade.plan:{plan_pk}:{body}",
            group=WorkGroup.DUE,
            title=f"Chưa ban hành kế hoạch thực hiện {duty.plan.number}",
            url=reverse("cascade:unit", args=[duty.plan.slug, names[body].code]),
            act="Lập dự thảo",
            detail=f"Của {names[body]}. Tải dự thảo Word có sẵn nhiệm vụ, chỉ tiêu; hoặc đưa văn bản đã ký vào bàn đọc.",
            code=duty.code,
            code_url=promise_url(duty.plan, duty.kind, duty.code),
            since=duty.plan.issued_on,
        )


def _out_under(plans: Collection[int], day: date) -> set[tuple[int, int]]:
    """(plan above, unit) of published plans, by who issued and who brought in. One query."""
    rows = Plan.objects.filter(parent__in=plans, issued_on__lte=day)
    found = set()
    for parent, issuer, owner in rows.values_list("parent_id", "issuer_id", "document__organisation_id"):
        found |= {(parent, issuer), (parent, owner)}
    return found


def _loose(day: date) -> QuerySet[Promise]:
    """Targets and tasks of units' plans that nobody has linked or called the unit's own."""
    return (
        Promise.objects.alive_on(day)
        .filter(kind__in=KINDS, plan__parent__isnull=False, plan__issued_on__lte=day)
        .filter(~Exists(PromiseLink.objects.filter(child=OuterRef("pk"))))
    )


def _unlinked(mine: Collection[int], day: date) -> Iterable[WorkItem]:
    """One query."""
    rows = (
        _loose(day)
        .filter(Q(plan__issuer__in=mine) | Q(plan__document__organisation__in=mine))
        .values("plan_id", "plan__slug", "plan__number", "plan__parent__number", "plan__issued_on")
        .annotate(count=Count("pk"))
        .order_by("plan__issued_on", "plan_id")
    )
    for row in rows:
        yield WorkItem(
            key=f"cascade.links:{row['plan_id']}",
            group=WorkGroup.DUE,
            title=f"{row['count']} mục của {row['plan__number']} chưa nối với {row['plan__parent__number']}",
            url=reverse("cascade:links", args=[row["plan__slug"]]),
            act="Nối mục",
            since=row["plan__issued_on"],
        )


def _untaken(followed: Collection[int], day: date) -> Iterable[WorkItem]:
    """Plans that ask for units' plans: what no unit took up. One query."""
    taken = links_on(day).filter(parent=OuterRef("pk"))
    asking = plan_duties(day).filter(obligation__plan=OuterRef("plan"))
    rows = (
        Promise.objects.alive_on(day)
        .filter(
            ~Exists(taken),
            Exists(asking),
            kind__in=KINDS,
            plan__coordinating_agency__in=followed,
            plan__parent=None,
            plan__issued_on__lte=day,
        )
        .values("plan_id", "plan__slug", "plan__number", "plan__issued_on")
        .annotate(count=Count("pk"))
        .order_by("plan__issued_on", "plan_id")
    )
    for row in rows:
        yield WorkItem(
            key=f"cascade.untaken:{row['plan_id']}",
            group=WorkGroup.DUE,
            title=f"{row['count']} mục của {row['plan__number']} chưa đơn vị nào nhận",
            url=reverse("cascade:matrix_of", args=[row["plan__slug"]]) + "#chua-ai-nhan",
            act="Xem",
            since=row["plan__issued_on"],
        )
