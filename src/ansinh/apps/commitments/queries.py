"""What the room knows for actions, pages and other rooms: who holds what on a day, what is still to be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ansinh.apps.commitments.models import Commitment, CommitmentRole, Duty
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.orgs.queries import group_members, match_agencies
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    Obligation,
    ObligationWording,
    Plan,
    Promise,
    PromiseKind,
    TargetWording,
    TaskWording,
)
from ansinh.apps.plans.queries import due_rule, wordings_on
from ansinh.domain.commitments import CommitmentState, HoldersOfDay, accepting_agency, commitment_holder, duty_holder
from ansinh.domain.obligations_due import DueInPeriod, due_in_year
from ansinh.domain.readings import Frequency, ObligationKind

_NOBODY = HoldersOfDay(None)


# Who holds -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds which promise on one day, and which organisations are there on it."""

    day: date
    by_promise: Mapping[int, HoldersOfDay]
    organisations: Mapping[int, Organisation]

    def of_commitment(self, commitment: Commitment) -> int:
        """The one organisation that holds it on the day."""
        held = self.by_promise.get(commitment.promise_id, _NOBODY)
        return commitment_holder(commitment.organisation_id, commitment.role == CommitmentRole.MAIN, held)

    def of_duty(self, duty: Duty) -> int:
        """The one organisation that holds it on the day."""
        held = self.by_promise.get(duty.obligation_id, _NOBODY)
        return duty_holder(duty.organisation_id, duty.organisation.exists_on(self.day), held)

    def name(self, organisation_id: int, otherwise: Organisation) -> Organisation:
        """The holder as the register names it."""
        return self.organisations.get(organisation_id, otherwise)

    def acceptor_of_commitment(self, commitment: Commitment) -> int:
        plan = commitment.promise.plan
        return accepting_agency(self.of_commitment(commitment), (plan.coordinating_agency_id, plan.issuer_id))

    def acceptor_of_duty(self, duty: Duty) -> int:
        plan = duty.obligation.plan
        return accepting_agency(self.of_duty(duty), (duty.receiver_id, plan.coordinating_agency_id, plan.issuer_id))


def holders_on(day: date, promises: Iterable[int] | QuerySet[Promise]) -> Holders:
    """Holders of some promises on a day. One query."""
    rows = (
        Holding.objects.in_force_on(day)
        .filter(
            promise__in=promises,
            role__in=[HoldingRole.ACCOUNTABLE, HoldingRole.LEAD],
            organisation__isnull=False,
        )
        .select_related("organisation")
    )
    accountable: dict[int, int] = {}
    leads: dict[int, set[int]] = defaultdict(set)
    organisations: dict[int, Organisation] = {}
    for row in rows:
        if row.organisation is None:
            continue
        organisations[row.organisation.pk] = row.organisation
        if row.role == HoldingRole.ACCOUNTABLE:
            accountable[row.promise_id] = row.organisation.pk
        else:
            leads[row.promise_id].add(row.organisation.pk)
    keys = accountable.keys() | leads.keys()
    held = {key: HoldersOfDay(accountable.get(key), frozenset(leads.get(key, ()))) for key in keys}
    return Holders(day, held, organisations)


# What is still to be proposed ----------------------------------------------------------------------------------


def day_of_year(year: int, today: date) -> date:
    """The day as of which a year is looked at: today, or the nearest day of that year."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def missing_commitments(plan: Plan, year: int, today: date, kinds: Iterable[PromiseKind]) -> list[Commitment]:
    """Commitments that the year lacks, not saved: one for each lead of each promise, and for who is accountable.

    Of targets only those with a number whose year has not passed. Five queries.
    """
    day = day_of_year(year, today)
    wanted = set(kinds)
    promises = [p for p in plan.promises.alive_on(day) if p.kind in wanted]
    wordings = wordings_on(plan, day)
    holders = holders_on(day, [p.pk for p in promises])
    having = list(
        Commitment.objects.of_year(year)
        .filter(promise__plan=plan)
        .values_list("promise_id", "organisation_id", "role", "state")
    )
    asked = {(promise, agency) for promise, agency, _, _ in having}
    # The main one goes with the accountable holder: whoever takes the promise over takes it, and is asked for no other.
    has_main = {p for p, _, role, state in having if role == CommitmentRole.MAIN and state != CommitmentState.CANCELLED}
    found = []
    for promise in promises:
        wording = wordings.get(promise.pk)
        held = holders.by_promise.get(promise.pk)
        if held is None or wording is None or not _is_due_in(wording, year):
            continue
        main = held.accountable if promise.pk not in has_main else None
        agencies = ({main} if main is not None else set()) | (held.leads - {held.accountable})
        for agency in sorted(agencies):
            if (promise.pk, agency) not in asked:
                found.append(_proposal(promise, wording, year, agency, agency == held.accountable, today))
    return found


def _is_due_in(wording: object, year: int) -> bool:
    if isinstance(wording, TargetWording):
        return bool(wording.comparison) and (wording.due_year is None or wording.due_year >= year)
    if isinstance(wording, TaskWording):
        return (wording.start_year or year) <= year <= (wording.end_year or year)
    return False


def _proposal(promise: Promise, wording: object, year: int, agency: int, is_main: bool, today: date) -> Commitment:
    target = wording if isinstance(wording, TargetWording) else None
    return Commitment(
        promise=promise,
        year=year,
        organisation_id=agency,
        role=CommitmentRole.MAIN if is_main else CommitmentRole.LEAD,
        product=wording.product if isinstance(wording, TaskWording) else "",
        measure=target.name[:300] if target else "",
        unit=target.unit if target else "",
        proposed_on=today,
    )


# What is still to be made a dated duty -------------------------------------------------------------------------


def missing_duties(plan: Plan, year: int, today: date) -> list[Duty]:
    """Duties that the year lacks, not saved. A few queries, and one for each distinct day of membership."""
    day = day_of_year(year, today)
    obligations = {o.pk: o for o in Obligation.objects.filter(plan=plan).alive_on(day)}
    wordings = {
        w.obligation_id: w for w in ObligationWording.objects.in_force_on(day).filter(obligation__in=obligations)
    }
    receivers = _receivers(plan, wordings.values(), day)
    having = set(
        Duty.objects.filter(obligation__plan=plan, year=year).values_list("obligation_id", "organisation_id", "period")
    )
    owing = _Owing(plan)
    found = []
    for pk, wording in wordings.items():
        for due in _dues(wording, obligations[pk], year):
            for organisation in owing.of(pk, membership_day(due, today)):
                if (pk, organisation.pk, due.period.code) not in having:
                    found.append(_duty(obligations[pk], organisation, receivers[wording.pk], due, wording, today))
    return found


def membership_day(due: DueInPeriod, today: date) -> date:
    """The day whose members of a group owe the duty: the due date if it has passed, else today, within the period."""
    if due.due_on is not None and due.due_on < today:
        return due.due_on
    return min(max(today, due.period.start), due.period.end)


def _dues(wording: ObligationWording, obligation: Obligation, year: int) -> list[DueInPeriod]:
    frequency = Frequency(wording.frequency) if wording.frequency else None
    dues = due_in_year(
        ObligationKind(wording.obligation_kind), frequency, due_rule(wording), year, obligation.began_on.year
    )
    began = obligation.began_on
    return [due for due in dues if due.period.end >= began and (due.due_on is None or due.due_on >= began)]


class _Owing:
    """Who owes an obligation on a day, by itself or through a group; asked once for each day."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._days: dict[date, dict[int, list[Organisation]]] = {}

    def of(self, obligation_id: int, day: date) -> list[Organisation]:
        if day not in self._days:
            self._days[day] = self._on(day)
        return self._days[day].get(obligation_id, [])

    def _on(self, day: date) -> dict[int, list[Organisation]]:
        holdings = list(
            Holding.objects.in_force_on(day)
            .filter(promise__plan=self._plan, promise__kind=PromiseKind.OBLIGATION, role=HoldingRole.LEAD)
            .select_related("organisation")
            .order_by("order")
        )
        members = group_members({h.group_id for h in holdings if h.group_id is not None}, day)
        found: dict[int, dict[int, Organisation]] = defaultdict(dict)
        for holding in holdings:
            bodies = (holding.organisation,) if holding.organisation else members.get(holding.group_id or 0, ())
            for body in bodies:
                if body.exists_on(day):
                    found[holding.promise_id].setdefault(body.pk, body)
        return {key: list(bodies.values()) for key, bodies in found.items()}


def _receivers(plan: Plan, wordings: Iterable[ObligationWording], day: date) -> dict[int, int]:
    """Who receives, by wording: the agency it goes through, else the one it goes to, else who follows the plan."""
    names = {w.pk: [name for name in (w.via, w.to) if name] for w in wordings}
    matches = match_agencies([name for both in names.values() for name in both], day)
    found = {}
    for pk, both in names.items():
        matched = [matches[name].organisation_id for name in both if name in matches]
        known = [key for key in matched if key is not None]
        found[pk] = known[0] if known else plan.coordinating_agency_id
    return found


def _duty(
    obligation: Obligation,
    organisation: Organisation,
    receiver_id: int,
    due: DueInPeriod,
    wording: ObligationWording,
    today: date,
) -> Duty:
    return Duty(
        obligation=obligation,
        organisation=organisation,
        period=due.period.code,
        year=due.period.year,
        receiver_id=receiver_id,
        due_on=due.due_on,
        due_ground=f"{wording.due_raw}, {obligation.plan.number}"[:300] if due.due_on else "",
        made_on=today,
    )
