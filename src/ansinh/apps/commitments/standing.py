"""What the plans room below shows of commitments and duties: status words of tasks and obligations, panels of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ansinh.apps.commitments.access import COMMIT, PROPOSE, evidence_seen
from ansinh.apps.commitments.commitment_page import MilestoneLine, milestone_lines
from ansinh.apps.commitments.duty_pages import DutyLine, duty_line, kinds_of
from ansinh.apps.commitments.lines import CommitmentLine, Gathered, Tile, Wanted, gather, tiles
from ansinh.apps.commitments.models import Commitment, Duty, Milestone, ProgressEntry
from ansinh.apps.commitments.queries import holders_on
from ansinh.apps.plans.models import Plan, Promise, PromiseKind
from ansinh.apps.plans.queries import Panel, Standing
from ansinh.domain.commitments import CommitmentState, DutyState, promise_status
from ansinh.domain.timeliness import sort_out
from ansinh.kit.access import Actor

_LATEST_ENTRIES = 8


# Status words --------------------------------------------------------------------------------------------------


def standings_of_tasks(plan: Plan, day: date) -> Mapping[int, Standing]:
    """Tasks for which something is proposed in the year of ``day``: two queries."""
    rows = (
        Commitment.objects.of_year(day.year)
        .filter(promise__plan=plan, promise__kind=PromiseKind.TASK, proposed_on__lte=day)
        .prefetch_related("milestones")
    )
    by_promise: dict[int, list[Commitment]] = defaultdict(list)
    for row in rows:
        by_promise[row.promise_id].append(row)
    return {key: _task_standing(mine, day) for key, mine in by_promise.items()}


def _task_standing(commitments: Sequence[Commitment], day: date) -> Standing:
    asked = [one for one in commitments if not one.time_facts_on(day).is_cancelled]
    taken = [one for one in asked if one.accepted_on is not None and one.accepted_on <= day]
    unfinished = [one for one in taken if not one.time_facts_on(day).is_accepted]
    status = promise_status(
        [one.time_facts_on(day) for one in taken],
        [milestone.time_facts_on(day) for one in unfinished for milestone in one.milestones.all()],
        len(asked) - len(taken),
        day,
    )
    return Standing(status, now=f"{len(taken) - len(unfinished)}/{len(asked)} cam kết xong" if asked else "")


def standings_of_obligations(plan: Plan, day: date) -> Mapping[int, Standing]:
    """Obligations of which something is owed in the year of ``day``: one query."""
    by_obligation: dict[int, list[Duty]] = defaultdict(list)
    for duty in Duty.objects.filter(obligation__plan=plan, year=day.year, made_on__lte=day):
        by_obligation[duty.obligation_id].append(duty)
    return {key: _obligation_standing(mine, day) for key, mine in by_obligation.items()}


def _obligation_standing(duties: Sequence[Duty], day: date) -> Standing:
    facts = [one for duty in duties if not (one := duty.time_facts_on(day)).is_cancelled]
    handed_in = sum(one.reported_on is not None for one in facts)
    return Standing(promise_status(facts, (), 0, day), now=f"{handed_in}/{len(facts)} đã nộp" if facts else "")


# Panels --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitmentsPanel:
    lines: tuple[CommitmentLine, ...]
    year: int
    list_url: str
    propose_url: str  # empty for who may not propose
    mine: tuple[tuple[str, str], ...]  # what the reader may do now: word on the button, address


@dataclass(frozen=True, slots=True)
class StepsPanel:
    lines: tuple[MilestoneLine, ...]


@dataclass(frozen=True, slots=True)
class LogPanel:
    entries: tuple[ProgressEntry, ...]
    seen: frozenset[int]  # entries whose files the reader may have


@dataclass(frozen=True, slots=True)
class DutiesPanel:
    lines: tuple[DutyLine, ...]
    tiles: tuple[Tile, ...]
    list_url: str


def panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """For `plans.queries.add_panel_source`: milestones, commitments and log of a task or target, duties of an obligation."""
    if promise.kind == PromiseKind.OBLIGATION:
        return _duty_panels(promise, day)
    return _commitment_panels(actor, plan, promise, day)


def _commitment_panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    everything = gather(Commitment.objects.of_year(day.year).filter(promise=promise), day)
    found = everything.commitments
    if not found and promise.kind == PromiseKind.TARGET:
        return ()
    url = reverse("commitments:list") + Wanted(day.year).query()
    propose = reverse("commitments:propose") if actor.can(PROPOSE, plan.coordinating_agency_id) else ""
    lines = tuple(everything.line(one) for one in found)
    given = [
        Panel(
            f"Cam kết năm {day.year}",
            "commitments/panel_commitments.html",
            CommitmentsPanel(lines, day.year, url, propose, _mine(actor, everything)),
            note=_panel_note(found),
        )
    ]
    if not found:
        return given
    steps = milestone_lines(
        Milestone.objects.filter(commitment__in=found)
        .exclude(commitment__state=CommitmentState.CANCELLED.value)
        .order_by("due_on", "id"),
        day,
    )
    if steps:
        given.insert(0, Panel(f"Mốc thực hiện năm {day.year}", "commitments/panel_steps.html", StepsPanel(steps)))
    entries = tuple(
        ProgressEntry.objects.filter(commitment__in=found)
        .select_related("milestone", "commitment")
        .prefetch_related("evidence__file")[: _LATEST_ENTRIES + 1]
    )
    if entries:
        seen = evidence_seen(actor, found)
        given.append(
            Panel(
                "Nhật ký tiến độ",
                "commitments/panel_log.html",
                LogPanel(entries[:_LATEST_ENTRIES], frozenset(row.pk for row in entries if row.commitment_id in seen)),
                note=f"{_LATEST_ENTRIES} lần gần nhất" if len(entries) > _LATEST_ENTRIES else "",
            )
        )
    return given


def _mine(actor: Actor, everything: Gathered) -> tuple[tuple[str, str], ...]:
    words = {
        CommitmentState.PROPOSED: ("Cam kết", "#cam-ket"),
        CommitmentState.RETURNED: ("Sửa cam kết", "#cam-ket"),
        CommitmentState.ACCEPTED: ("Cập nhật tiến độ", "#cap-nhat"),
    }
    return tuple(
        (word, reverse("commitments:commitment", args=[one.pk]) + anchor)
        for one in everything.commitments
        if actor.can(COMMIT, everything.holder(one).pk)
        for word, anchor in [words.get(CommitmentState(one.state), ("", ""))]
        if word
    )


def _panel_note(found: Sequence[Commitment]) -> str:
    asked = [one for one in found if one.state != CommitmentState.CANCELLED]
    taken = sum(one.accepted_on is not None for one in asked)
    return f"{taken} trên {len(asked)} cơ quan chủ trì đã có cam kết được nhận" if asked else ""


def _duty_panels(promise: Promise, day: date) -> Sequence[Panel]:
    duties = tuple(
        Duty.objects.filter(obligation_id=promise.pk, year=day.year).select_related(
            "obligation__plan", "organisation", "receiver"
        )
    )
    if not duties:
        return ()
    holders = holders_on(day, [promise.pk])
    kinds = kinds_of({promise.pk})
    wanted = Wanted(day.year, section=promise.code)
    url = reverse("commitments:duties")
    lines = tuple(
        duty_line(duty, holders.name(holders.of_duty(duty), duty.organisation), kinds, day) for duty in duties
    )
    owed = [duty for duty in duties if duty.state != DutyState.CANCELLED]
    handed_in = sum(duty.handed_in_on is not None for duty in owed)
    data = DutiesPanel(
        lines,
        tiles(sort_out(duties, lambda duty: duty.time_facts, day), lambda key: url + wanted.query(han=key)),
        url + wanted.query(),
    )
    note = f"{handed_in} trên {len(owed)} đã nộp"
    return (Panel(f"Ai phải nộp, năm {day.year}", "commitments/panel_duties.html", data, note=note),)
