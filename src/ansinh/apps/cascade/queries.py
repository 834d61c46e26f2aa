"""Reads of the cascade: who owes a plan and how far it is, which promise each unit carries out, what waits to be linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse

from ansinh.apps.cascade.access import progress_seen
from ansinh.apps.cascade.models import LinkKind, PromiseLink, UnitDraft
from ansinh.apps.indicators.models import TargetMeasurement
from ansinh.apps.orgs.models import GroupMembership, Organisation, OrganisationKind
from ansinh.apps.orgs.queries import match_agencies
from ansinh.apps.plans.models import Holding, HoldingRole, ObligationWording, Plan, PlanSection, Promise, PromiseKind
from ansinh.apps.plans.queries import Wording, promise_url, wording_name, wordings_of, wordings_on
from ansinh.apps.readings.models import Reading, ReadingPurpose, ReadingState
from ansinh.domain.cascade import MADE_OF_PLACES, CellState, UnitState, cell_state, column_name, unit_state
from ansinh.domain.plan_drafts import GROUND_WHOLE_PLAN
from ansinh.domain.readings import ObligationKind
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb

#: Key of the module in the rail, and its name.
MODULE, HOME = "cu-the-hoa", "Cụ thể hóa kế hoạch"
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


def cascade_of(actor: Actor, plan: Plan, day: date, *, only: Promise | None = None) -> Cascade:
    """Everything of one plan: at most sixteen queries. ``only`` narrows it to one promise and to who has issued a plan."""
    holders = _Holders.of(plan, day)
    by_unit: dict[int, list[UnitPlan]] = defaultdict(list)
    unit_of_plan: dict[int, int] = {}
    for found, issuer in _plans_under(plan, day):
        by_unit[issuer].append(found)
        unit_of_plan[found.pk] = issuer
    links = _links(plan, day, unit_of_plan)
    seen = progress_seen(actor, plan, holders.owing) if only is None else frozenset()
    units = _units(plan, day, holders, by_unit, {link.unit for link in links}, seen)
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


def _plans_under(plan: Plan, day: date) -> list[tuple[UnitPlan, int]]:
    """Plans issued under it by the day, oldest first, with who issued each: whose plan it is. One query."""
    rows = plan.children.filter(issued_on__lte=day).order_by("issued_on", "pk")
    return [
        (UnitPlan(pk, slug, number, issued_on), issuer)
        for pk, slug, number, issued_on, issuer in rows.values_list("pk", "slug", "number", "issued_on", "issuer_id")
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
    plan: Plan,
    day: date,
    holders: _Holders,
    by_unit: Mapping[int, Sequence[UnitPlan]],
    linked: Collection[int],
    seen: Collection[int],
) -> tuple[Unit, ...]:
    """Those that owe a plan in the order of the duty, then others that have one. ``seen`` are those of which the
    actor may know that they work at one. Three queries; six with a desk."""
    wanted = [*holders.owing, *(pk for pk in by_unit if pk not in holders.owing)]
    # A unit that was closed meanwhile owes nothing; what it issued stays.
    bodies = {
        body.pk: body
        for body in Organisation.objects.filter(pk__in=wanted)
        if body.exists_on(day) or body.pk in by_unit
    }
    drafted = dict(
        UnitDraft.objects.filter(plan=plan, made_on__lte=day, organisation__in=seen).values_list(
            "organisation_id", "made_on"
        )
    )
    on_desk = {unit: since for unit, since in (_on_desk(plan, day) if seen else {}).items() if unit in seen}
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
    readings = Reading.objects.filter(carries_out=plan, purpose=ReadingPurpose.NEW_PLAN, state=ReadingState.OPEN)
    if day < today():
        readings = readings.filter(created_at__date__lte=day)
    rows = list(readings.values_list("document__issuer", "document__organisation_id", "created_at__date"))
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
    only: Promise | None,
) -> tuple[Asked, ...]:
    """Targets and tasks in the order of the document. Five queries."""
    promises = (
        list(plan.promises.alive_on(day).filter(kind__in=KINDS).select_related("section")) if only is None else [only]
    )
    wordings = wordings_on(plan, day) if only is None else _wording_of(only, day)
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


def _wording_of(promise: Promise, day: date) -> dict[int, Wording]:
    """Nothing for one that does not stand on the day. One query."""
    found = wordings_of(promise).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day).first()
    return {promise.pk: found} if found is not None else {}


def kind_of_link(child_kind: str, parent_kind: str, unit_is_place: bool) -> LinkKind:
    """A target of a place shares the number of a target above; everything else carries out."""
    both_targets = child_kind == parent_kind == PromiseKind.TARGET
    return LinkKind.SHARES if both_targets and unit_is_place else LinkKind.CARRIES_OUT


#: What each state is called.
STATE_WORDS = {
    UnitState.NONE: "chưa có",
    UnitState.DRAFTED: "đã lập dự thảo",
    UnitState.ON_DESK: "đang ở bàn đọc",
    UnitState.UNLINKED: "đã ban hành, chưa nối mục",
    UnitState.ISSUED: "đã ban hành",
}


def crumbs(plan: Plan, *more: Crumb) -> tuple[Crumb, ...]:
    return (Crumb(HOME, reverse("cascade:matrix_of", args=[plan.slug])), *more)


# What a draft is made of -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftMatter:
    """What a unit's draft is made of. ``tasks`` are those it holds, ``targets`` those expected of it, ``duties`` those
    that name it; ``leads`` are the promises that it leads, ``lead_names`` who leads each."""

    plan: Plan
    unit: Organisation
    sections: Sequence[PlanSection]
    targets: Sequence[Asked]
    tasks: Sequence[Asked]
    duties: Sequence[ObligationWording]
    leads: frozenset[int]
    lead_names: dict[int, str]
    cited: Sequence[str]
    day: date


def draft_matter(actor: Actor, plan: Plan, organisation: Organisation, day: date) -> DraftMatter:
    """What the draft of a unit is made of: its tasks, the targets expected of it, the reports it owes."""
    cascade = cascade_of(actor, plan, day)
    mine = [row for row in cascade.asked if organisation.pk in row.expected]
    leads = list(
        Holding.objects.in_force_on(day)
        .filter(promise__plan=plan, role=HoldingRole.LEAD)
        .select_related("organisation")
        .order_by("promise__order", "order")
    )
    groups = set(
        GroupMembership.objects.in_force_on(day).filter(organisation=organisation).values_list("group_id", flat=True)
    )
    names: dict[int, list[str]] = {}
    for holding in leads:
        names.setdefault(holding.promise_id, []).append(
            holding.organisation.name if holding.organisation else holding.raw
        )
    held = {
        holding.promise_id
        for holding in leads
        if holding.organisation_id == organisation.pk or holding.group_id in groups
    }
    reports = ObligationWording.objects.in_force_on(day).filter(
        obligation__plan=plan, obligation__in=held, obligation_kind=ObligationKind.REPORT.value
    )
    return DraftMatter(
        plan=plan,
        unit=organisation,
        sections=list(plan.sections.all()),
        targets=[row for row in mine if row.kind == PromiseKind.TARGET],
        tasks=[row for row in mine if row.kind == PromiseKind.TASK],
        duties=list(reports.select_related("obligation").order_by("obligation__order")),
        leads=frozenset(held),
        lead_names={pk: "; ".join(found) for pk, found in names.items()},
        cited=[quote for basis in plan.document.legal_bases if (quote := (basis.get("quote") or {}).get("text"))],
        day=day,
    )
