"""What a reader found, laid on the desk as items, agencies and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansinh.apps.orgs.queries import match_agencies, suggester_on
from ansinh.apps.readings.live import LivePlan, LiveState, live_plan, propose_against
from ansinh.apps.readings.models import (
    ItemChange,
    ItemKind,
    Reading,
    ReadingAgency,
    ReadingItem,
    ReadingRemark,
)
from ansinh.apps.readings.queries import live_day
from ansinh.domain.amendment_readings import AmendmentReading, Instruction, Op
from ansinh.domain.amendments import ProposedChange, places_in_words
from ansinh.domain.desk import (
    Values,
    goal_values,
    number_in_sections,
    obligation_values,
    target_values,
    task_values,
)
from ansinh.domain.readings import PlanReading, Quote, ReadingProblem

from .parts import BATCH, NUMBERED, choose_accountable, register_day

_NO_DAY = "Văn bản không nêu ngày có hiệu lực; tạm lấy ngày ban hành. Kiểm tra lại trước khi công bố."
#: Where an agency of a change comes from, when it stood in force already.
IN_FORCE = "như đang có hiệu lực"


# A new plan ----------------------------------------------------------------------------------------------------


def lay_plan(reading: Reading, found: PlanReading) -> int:
    """Targets, tasks and duties in document order; gives how many."""
    items = _items_of(reading, found)
    ReadingItem.objects.bulk_create(items, batch_size=BATCH)
    _lay_agencies(reading, found)
    _lay_remarks(reading, found.problems)
    return len(items)


def _lay_remarks(reading: Reading, problems: Iterable[ReadingProblem]) -> None:
    ReadingRemark.objects.bulk_create(
        [
            ReadingRemark(
                reading=reading,
                message=problem.message,
                quote=problem.quote.text if problem.quote else "",
                start=problem.quote.start if problem.quote else None,
                end=problem.quote.end if problem.quote else None,
            )
            for problem in problems
        ],
        batch_size=BATCH,
    )


def _items_of(reading: Reading, found: PlanReading) -> list[ReadingItem]:
    numbered = sorted(
        [
            *((ItemKind.TARGET, t.section, target_values(t), t.quote, t.confidence) for t in found.targets),
            *((ItemKind.GOAL, g.section, goal_values(g), g.quote, 0.7) for g in found.goals),
        ],
        key=lambda row: (row[3].start, row[3].end),
    )
    codes = number_in_sections([row[1] for row in numbered])
    rows = [
        *(
            (kind, code, values, quote, sure)
            for code, (kind, _, values, quote, sure) in zip(codes, numbered, strict=True)
        ),
        *((ItemKind.TASK, t.code, task_values(t), t.quote, t.confidence) for t in found.tasks),
        *((ItemKind.OBLIGATION, o.code, obligation_values(o), o.quote, 0.8) for o in found.obligations),
    ]
    rows.sort(key=lambda row: row[3].start)
    return [
        _new_item(reading, kind, code, values, quote, confidence, order)
        for order, (kind, code, values, quote, confidence) in enumerate(rows, start=1)
    ]


def _new_item(
    reading: Reading, kind: ItemKind, code: str, values: Values, quote: Quote, confidence: float, order: int
) -> ReadingItem:
    return ReadingItem(
        reading=reading,
        kind=kind,
        code=code[:60],
        order=order * 1000,  # room between neighbours for what is split off or added
        values=values,
        as_read=values,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        confidence=confidence,
    )


def _lay_agencies(reading: Reading, found: PlanReading) -> None:
    """Agencies as printed, each with the register's best match; for targets a holder is suggested from the tasks."""
    by_place = {(item.kind, item.start, item.end): item for item in reading.items.all()}
    printed: list[ReadingAgency] = []
    for task in found.tasks:
        item = by_place[(ItemKind.TASK, task.quote.start, task.quote.end)]
        printed += _printed(item, "lead", task.lead_agencies)
        printed += _printed(item, "supporting", task.supporting_agencies)
    for obligation in found.obligations:
        item = by_place[(ItemKind.OBLIGATION, obligation.quote.start, obligation.quote.end)]
        printed += _printed(item, "who", obligation.who)
    matches = match_agencies({agency.raw for agency in printed}, register_day(reading.document))
    for agency in printed:
        match = matches.get(agency.raw)
        if match is None:
            continue
        agency.organisation_id = match.organisation_id
        agency.group_id = match.group_id
        agency.suggested_by = (agency.suggested_by or match.ground)[:40]
    choose_accountable(printed)
    ReadingAgency.objects.bulk_create([*printed, *_suggested_holders(reading, _numbered(reading))], batch_size=BATCH)


def _printed(item: ReadingItem, role: str, names: Iterable[str]) -> list[ReadingAgency]:
    return [ReadingAgency(item=item, role=role, raw=name[:300], order=order) for order, name in enumerate(names)]


def _numbered(reading: Reading) -> Iterable[ReadingItem]:
    return reading.items.filter(kind__in=NUMBERED)


def _suggested_holders(reading: Reading, items: Iterable[ReadingItem]) -> list[ReadingAgency]:
    """For targets, whom the register's fields of work propose; accountable only once an officer says so."""
    suggester = suggester_on(register_day(reading.document))
    suggested = []
    for item in items:
        suggestion = suggester.suggest(item.values["name"])
        if suggestion is not None:
            suggested.append(
                ReadingAgency(
                    item=item,
                    role="lead",
                    raw=suggestion.holder_name[:300],
                    organisation_id=suggestion.holder,
                    suggested_by=f"lĩnh vực {suggestion.field}"[:40],
                )
            )
    return suggested


# An amendment --------------------------------------------------------------------------------------------------


def lay_amendment(reading: Reading, found: AmendmentReading) -> int:
    """The changes that the document makes to the plan in force, in document order; gives how many."""
    assert reading.plan is not None
    reading.effective_from = found.effective_from or reading.document.issued_on
    reading.save(update_fields=["effective_from"])
    live = live_plan(reading.plan, live_day(reading))
    proposal = propose_against(live, found)
    items = [
        _change_item(reading, order, change, found.instructions, live)
        for order, change in enumerate(proposal.changes, start=1)
    ]
    ReadingItem.objects.bulk_create(items, batch_size=BATCH)
    _lay_change_agencies(reading, proposal.changes, live)
    _lay_remarks(
        reading,
        [
            *found.problems,
            *(ReadingProblem(message, found.instructions[index].quote) for index, message in proposal.problems),
            *([] if found.effective_from else [ReadingProblem(_NO_DAY)]),
        ],
    )
    return len(items)


def _change_item(
    reading: Reading, order: int, change: ProposedChange, instructions: Sequence[Instruction], live: LivePlan
) -> ReadingItem:
    state = live.states.get(change.promise_id) if change.promise_id is not None else None
    return ReadingItem(
        reading=reading,
        kind=change.kind,
        # What is not settled yet has no code; until then it needs one that nobody has.
        code=(change.code or f"?{order}")[:60],
        order=order * 1000,
        values=dict(change.values),
        as_read=dict(change.values),
        quote=change.quote.text,
        start=change.quote.start,
        end=change.quote.end,
        confidence=change.confidence,
        promise_id=change.promise_id,
        change=_CHANGES[change.op],
        instruction=_order_of(change, instructions),
        live=state.kept() if state is not None else {},
    )


_CHANGES = {Op.CHANGE: ItemChange.CHANGE, Op.ADD: ItemChange.ADD, Op.DROP: ItemChange.DROP}


def _order_of(change: ProposedChange, instructions: Sequence[Instruction]) -> dict[str, Any]:
    """The order a change comes from, to be shown and, when it is pointed at another promise, applied again."""
    first = instructions[change.orders[0]]
    return {
        "start": first.quote.start,
        "end": first.quote.end,
        "quote": first.quote.text,
        "places": places_in_words(first.places),
        "also": [instructions[index].quote.text for index in change.orders[1:]],
        "sets": list(change.sets),
        "note": change.note,
        "near": change.near,
    }


def _lay_change_agencies(reading: Reading, changes: Sequence[ProposedChange], live: LivePlan) -> None:
    items = list(reading.items.order_by("order"))
    names = {agency.raw for change in changes for agency in change.agencies}
    matches = match_agencies(names, register_day(reading.document))
    laid: list[ReadingAgency] = []
    for item, change in zip(items, changes, strict=True):
        if change.op is Op.DROP:
            continue
        state = live.states.get(change.promise_id) if change.promise_id is not None else None
        laid += _change_agencies(item, change, state, matches)
    ReadingAgency.objects.bulk_create([*laid, *_suggested_holders(reading, _added(items))], batch_size=BATCH)


def _added(items: Iterable[ReadingItem]) -> list[ReadingItem]:
    return [item for item in items if item.change == ItemChange.ADD and item.kind in NUMBERED]


def _change_agencies(
    item: ReadingItem, change: ProposedChange, state: LiveState | None, matches: Mapping[str, Any]
) -> list[ReadingAgency]:
    """Agencies in force keep what they are matched to; new ones are matched to the register."""
    standing = {(a.role, a.raw): a for a in state.agencies} if state is not None else {}
    rows = []
    for order, agency in enumerate(change.agencies):
        row = ReadingAgency(item=item, role=desk_role(item.kind, agency.role), raw=agency.raw[:300], order=order)
        known, match = standing.get((agency.role, agency.raw)), matches.get(agency.raw)
        if known is not None:
            row.organisation_id, row.group_id, row.suggested_by = known.organisation_id, known.group_id, IN_FORCE
        elif match is not None:
            row.organisation_id, row.group_id = match.organisation_id, match.group_id
            row.suggested_by = match.ground[:40]
        rows.append(row)
    if state is None:
        choose_accountable(rows)
    else:
        _follow_accountable(rows, state)
    return rows


def _follow_accountable(rows: Sequence[ReadingAgency], state: LiveState) -> None:
    """The accountable agency stays; if it was a lead that the document puts another one in the place of, that one follows."""
    leads_before = [a.organisation_id for a in state.agencies if a.role == "lead"]
    leads = [row for row in rows if row.role != "supporting" and row.organisation_id is not None]
    staying = next((row for row in leads if row.organisation_id == state.accountable_id), None)
    if staying is not None:
        staying.is_accountable = True
    elif state.accountable_id in leads_before:
        fresh = [row for row in leads if row.organisation_id not in leads_before]
        for row in (fresh or leads)[:1]:
            row.is_accountable = True


def desk_role(kind: str, role: str) -> str:
    """At the desk whoever must do a duty is "who"; in the plan it is a lead."""
    return "who" if kind == ItemKind.OBLIGATION and role == "lead" else role
