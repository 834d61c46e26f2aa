"""Commitments and dated duties: open to read; carried out by who holds them, accepted by the agency that follows the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from ansinh.apps.commitments.models import (
    Commitment,
    CommitmentShare,
    DueChange,
    Duty,
    Evidence,
    Milestone,
    ProgressEntry,
)
from ansinh.apps.documents.actions import keep_file
from ansinh.apps.plans.models import PlanTask, PromiseKind
from ansinh.domain.roles import Role
from ansinh.kit.clock import today
from tests.house.matrix import COMMITTEE, EVERYONE, Row, Who, anywhere, at_own, post
from tests.province import ISSUED, Province


def at_other(*roles: Role) -> frozenset[Who]:
    return frozenset((role, "other") for role in roles)


#: The agency that leads is ``other``; the one that follows the plan, and accepts, is ``own``.
HOLDERS = at_other(Role.FOCAL, Role.COORDINATOR, Role.APPROVER)
ACCEPTORS = at_own(Role.COORDINATOR, Role.APPROVER, Role.LEADER, Role.FINANCE)
PROPOSERS = at_own(Role.COORDINATOR)


def _only(who: frozenset[Who], **more: Any) -> dict[str, Any]:
    return {"allowed": who, "denied": EVERYONE - who, **more}


def _commitment(p: Province, task: PlanTask, state: str) -> Commitment:
    year = today().year
    moved = {} if state in ("proposed", "submitted") else {"accepted_on": ISSUED}
    if state in ("claimed", "done"):
        moved["claimed_on"] = ISSUED
    return Commitment.objects.create(
        promise=task, year=year, organisation=p.other, role="lead", state=state, product="12 phiên", measure="số phiên",
        due_on=date(year, 12, 31), in_charge="Chuyên viên", proposed_on=ISSUED, **moved,
    )  # fmt: skip


def _task(p: Province, number: int) -> PlanTask:
    """A task that the other agency leads and answers for."""
    task = PlanTask.objects.create(
        plan=p.plan, kind=PromiseKind.TASK, code=f"II.9.{number}", order=90 + number, began_on=ISSUED
    )
    for role in ("accountable", "lead"):
        task.holdings.create(role=role, organisation=p.other, valid_from=ISSUED, raw=p.other.name)
    return task


def rows(p: Province) -> list[Row]:
    year = today().year
    tasks = [_task(p, number) for number in range(5)]
    proposed, submitted, accepted, claimed, done = (
        _commitment(p, task, state)
        for task, state in zip(tasks, ("proposed", "submitted", "accepted", "claimed", "done"), strict=True)
    )
    share = CommitmentShare.objects.create(commitment=accepted, organisation=p.own, what="Cử đầu mối", asked_on=ISSUED)
    milestone = Milestone.objects.create(commitment=proposed, name="Đủ 5 phiên", due_on=date(year, 12, 1))
    DueChange.objects.create(
        commitment=accepted,
        old_due_on=date(year, 12, 31),
        new_due_on=date(year, 12, 30),
        reason="Mưa lũ",
        asked_on=ISSUED,
    )
    entry = ProgressEntry.objects.create(
        commitment=claimed, day=ISSUED, text="Xong", written_by_name="Ai", written_at=timezone.now()
    )
    file = keep_file(ContentFile(b"%PDF-1.4 minh chung", "b.pdf"), "application/pdf")
    evidence = Evidence.objects.create(entry=entry, file=file, file_name="b.pdf")
    duties = [
        Duty.objects.create(
            obligation=p.obligation, organisation=p.other, period=f"{year}{month:02d}", year=year, receiver=p.own,
            state=state, made_on=ISSUED, handed_in_on=ISSUED if state == "handed-in" else None,
        )
        for month, state in ((1, "open"), (2, "handed-in"), (3, "cancelled"))
    ]  # fmt: skip
    owed, handed_in, gone = duties
    words = {"do": "save", "version": proposed.version, "product": "12 phiên"}
    reason = {"reason": "Lý do thử.", "version": 1}
    seers_of_files = at_own(*Role) | at_other(*Role) | anywhere(Role.AUDITOR, Role.LEADER) | COMMITTEE
    # Whoever proposes at another agency follows no plan there, and is told so.
    openers = anywhere(Role.COORDINATOR)
    deciders = anywhere(Role.COORDINATOR, Role.APPROVER, Role.LEADER, Role.FINANCE)
    new_plan = {"plan": p.plan.pk, "year": str(year + 1), "do": "commitments"}
    set_due = {"due_on": f"31/12/{year + 1}", "ground": "Công văn thử"}
    return [
        Row("commitments:list"),
        Row("commitments:timeliness"),
        Row("commitments:agency", {"code": p.own.code}),
        Row("commitments:duties"),
        Row("commitments:propose", **_only(openers)),
        post(
            "commitments:propose", {}, new_plan, **_only(openers, special={(Role.COORDINATOR, "other"): 400})
        ),
        Row("commitments:evidence", {"pk": evidence.pk}, allowed=seers_of_files),
        Row("commitments:commitment", {"pk": proposed.pk}),
        post("commitments:write", {"pk": proposed.pk}, words, **_only(HOLDERS)),
        post("commitments:accept", {"pk": submitted.pk}, {"version": 1}, **_only(ACCEPTORS)),
        post("commitments:send_back", {"pk": submitted.pk}, reason, **_only(ACCEPTORS)),
        post("commitments:report", {"pk": accepted.pk}, {"text": "Xong 5", "version": 1}, **_only(HOLDERS)),
        # without evidence
        post("commitments:claim", {"pk": accepted.pk}, {"text": "Xong", "version": 1}, **_only(HOLDERS, ok=400)),
        post("commitments:confirm", {"pk": claimed.pk}, {"version": 1}, **_only(ACCEPTORS)),
        post("commitments:refuse", {"pk": claimed.pk}, reason, **_only(ACCEPTORS)),
        post("commitments:cancel", {"pk": proposed.pk}, reason, **_only(ACCEPTORS)),
        post("commitments:reopen", {"pk": done.pk}, reason, **_only(ACCEPTORS)),
        # one request is open already
        post(
            "commitments:ask_due", {"pk": accepted.pk}, reason | {"new_due_on": f"30/12/{year}"},
            **_only(HOLDERS, ok=409),
        ),
        post("commitments:decide_due", {"pk": accepted.pk}, {"do": "agree", "version": 1}, **_only(ACCEPTORS)),
        # nobody is chosen
        post("commitments:ask_shares", {"pk": proposed.pk}, {"what": "x", "version": 1}, **_only(HOLDERS, ok=400)),
        post(
            "commitments:answer_share", {"pk": accepted.pk, "share_pk": share.pk}, {"do": "accept", "version": 1},
            **_only(at_own(Role.FOCAL, Role.COORDINATOR, Role.APPROVER)),
        ),
        post(
            "commitments:add_milestone", {"pk": proposed.pk},
            {"name": "Đủ 10 phiên", "due_on": f"01/12/{year}", "version": 1}, **_only(HOLDERS),
        ),
        post(
            "commitments:remove_milestone", {"pk": proposed.pk, "milestone_pk": milestone.pk}, {"version": 1},
            **_only(HOLDERS),
        ),
        Row("commitments:set_due_dates", {"obligation_pk": p.obligation.pk, "period": f"{year}01"}, **_only(PROPOSERS)),
        post(
            "commitments:set_due_dates", {"obligation_pk": p.obligation.pk, "period": f"{year}01"}, set_due,
            **_only(PROPOSERS),
        ),
        Row("commitments:duty", {"pk": owed.pk}),
        # nothing is ticked: who decides at some agency is told so
        post("commitments:receive_many", {}, **_only(deciders, ok=400)),
        post(
            "commitments:hand_in", {"pk": owed.pk}, {"text": "Gửi", "paper": "1/BC", "version": 1}, **_only(HOLDERS)
        ),
        post("commitments:receive", {"pk": handed_in.pk}, {"version": 1}, **_only(ACCEPTORS)),
        post("commitments:return_duty", {"pk": handed_in.pk}, reason, **_only(ACCEPTORS)),
        post("commitments:cancel_duty", {"pk": owed.pk}, reason, **_only(ACCEPTORS)),
        post("commitments:reopen_duty", {"pk": gone.pk}, reason, **_only(ACCEPTORS)),
    ]  # fmt: skip
