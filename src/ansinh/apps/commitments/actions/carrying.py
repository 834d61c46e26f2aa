"""Carrying out a commitment: progress, changed due dates, completion and its acceptance, cancelling, reopening."""

from __future__ import annotations

from datetime import date

from ansinh.apps.commitments.access import COMMIT, DECIDE
from ansinh.apps.commitments.models import (
    Commitment,
    DueChange,
    DueChangeState,
    Evidence,
    Milestone,
    ProgressEntry,
)
from ansinh.domain.commitments import CommitmentState, Verb
from ansinh.domain.figures import write_date
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of

from .evidence import NewEvidence, NewFile, Progress, progress_problems, write_entry
from .steps import begin, move, reason_of, refuse_same_person

__all__ = [
    "NewEvidence",
    "NewFile",
    "Progress",
    "ask_due_change",
    "cancel_commitment",
    "claim_done",
    "confirm_done",
    "decide_due_change",
    "refuse_done",
    "reopen_commitment",
    "report_progress",
]


# Progress ------------------------------------------------------------------------------------------------------


@action("commitments.report", "Cập nhật tiến độ", needs=COMMIT)
def report_progress(
    *, actor: Actor, commitment: Commitment, version: int, progress: Progress, day: date
) -> Done[ProgressEntry]:
    """A line of the log; it may say that a milestone is reached."""
    begin(actor, commitment, Verb.REPORT, day)
    _refuse(progress_problems(progress))
    move(commitment, version)
    entry = _written(actor, commitment, progress, day)
    return Done(
        entry,
        subject_of(commitment),
        f"Cập nhật tiến độ {commitment}: {entry.text[:120]}",
        after=_after(progress),
    )


@action("commitments.claim", "Báo hoàn thành", needs=COMMIT)
def claim_done(
    *, actor: Actor, commitment: Commitment, version: int, progress: Progress, day: date
) -> Done[Commitment]:
    """Report the commitment finished: the clock stands still until somebody else has looked at the evidence."""
    target = begin(actor, commitment, Verb.CLAIM, day)
    problems = progress_problems(progress)
    if progress.evidence.is_empty and not Evidence.objects.filter(entry__commitment=commitment).exists():
        problems.append(
            Problem(
                "Báo hoàn thành phải có ít nhất một minh chứng: tệp, liên kết, hoặc số, ký hiệu văn bản. "
                "Thêm minh chứng rồi báo lại.",
                "proof",
            )
        )
    _refuse(problems)
    move(commitment, version, state=target.value, claimed_on=day, claimed_by_id=actor.user_id, reason="")
    _written(actor, commitment, progress, day)
    return Done(
        commitment,
        subject_of(commitment),
        f"Báo hoàn thành {commitment} ngày {write_date(day)}.",
        after={"claimed_on": day.isoformat(), **_after(progress)},
    )


def _written(actor: Actor, commitment: Commitment, progress: Progress, day: date) -> ProgressEntry:
    if progress.milestone is not None:
        Milestone.objects.filter(pk=progress.milestone.pk).update(reached_on=day)
    return write_entry(actor, commitment, progress, day)


def _after(progress: Progress) -> dict[str, object]:
    evidence = progress.evidence
    said = {
        "amount": str(progress.amount) if progress.amount is not None else "",
        "milestone": str(progress.milestone or ""),
        "files": [file.name for file in evidence.files],
        "link": evidence.link,
        "paper": evidence.paper,
    }
    return {name: value for name, value in said.items() if value}


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ActionRefused(*problems)


# Acceptance ----------------------------------------------------------------------------------------------------


@action("commitments.confirm", "Nghiệm thu cam kết", needs=DECIDE)
def confirm_done(*, actor: Actor, commitment: Commitment, version: int, day: date) -> Done[Commitment]:
    """Accept what was reported finished, by somebody else than who reported it."""
    target = begin(actor, commitment, Verb.CONFIRM, day)
    _refuse_reporter(actor, commitment)
    move(commitment, version, state=target.value, confirmed_on=day, reason="")
    _close_request(commitment, "Cam kết đã hoàn thành.", day)
    reported = write_date(commitment.claimed_on) if commitment.claimed_on else ""
    return Done(
        commitment, subject_of(commitment), f"Nghiệm thu {commitment}: hoàn thành ngày {reported}.",
    )  # fmt: skip


@action("commitments.refuse", "Chưa nghiệm thu cam kết", needs=DECIDE)
def refuse_done(*, actor: Actor, commitment: Commitment, version: int, reason: str, day: date) -> Done[Commitment]:
    """Not finished yet: the day of the report is forgotten and the clock goes on."""
    target = begin(actor, commitment, Verb.REFUSE, day)
    _refuse_reporter(actor, commitment)
    why = reason_of(reason, "Chưa có lý do. Ghi rõ còn thiếu gì để được nghiệm thu.")
    before = {"claimed_on": commitment.claimed_on and commitment.claimed_on.isoformat()}
    move(commitment, version, state=target.value, claimed_on=None, claimed_by_id=None, reason=why)
    return Done(
        commitment,
        subject_of(commitment),
        f"Chưa nghiệm thu {commitment}: {why}",
        before,
        {"reason": why},
    )


def _refuse_reporter(actor: Actor, commitment: Commitment) -> None:
    refuse_same_person(
        actor,
        commitment.claimed_by_id,
        "Người báo hoàn thành không tự nghiệm thu. Đề nghị người khác của cơ quan nhận cam kết nghiệm thu.",
    )


# Due dates -----------------------------------------------------------------------------------------------------


@action("commitments.ask_due", "Đề nghị đổi hạn", needs=COMMIT)
def ask_due_change(
    *,
    actor: Actor,
    commitment: Commitment,
    version: int,
    milestone: Milestone | None,
    new_due_on: date,
    reason: str,
    day: date,
) -> Done[DueChange]:
    """Ask for another due date, of the commitment or of one of its milestones. One request at a time."""
    begin(actor, commitment, Verb.ASK_DUE, day)
    if commitment.due_changes.filter(state=DueChangeState.ASKED).exists():
        raise Conflict("Đang có một đề nghị đổi hạn chờ quyết định. Chờ quyết định rồi đề nghị tiếp.")
    old = milestone.due_on if milestone else commitment.due_on
    assert old is not None  # an accepted commitment has one: a constraint of the table
    why = nfc(reason).strip()
    problems = list(_due_problems(commitment, milestone, old, new_due_on, day))
    if not why:
        problems.append(Problem("Chưa có lý do. Ghi rõ vì sao không kịp hạn cũ và đã làm đến đâu.", "reason"))
    _refuse(problems)
    move(commitment, version)
    change = DueChange.objects.create(
        commitment=commitment,
        milestone=milestone,
        old_due_on=old,
        new_due_on=new_due_on,
        reason=why,
        asked_on=day,
        asked_by_id=actor.user_id,
    )
    return Done(
        change,
        subject_of(commitment),
        f"Đề nghị đổi hạn {_what(milestone)}{commitment}: {write_date(old)} → {write_date(new_due_on)}. {why}",
        before={"due_on": old.isoformat()},
        after={"due_on": new_due_on.isoformat(), "reason": why},
    )


def _due_problems(
    commitment: Commitment, milestone: Milestone | None, old: date, new: date, day: date
) -> list[Problem]:
    problems = []
    if new == old:
        problems.append(Problem(f"Hạn mới trùng hạn cũ {write_date(old)}.", "new_due_on"))
    if new < day:
        problems.append(
            Problem(f"Hạn mới {write_date(new)} đã qua. Chọn ngày từ {write_date(day)} trở đi.", "new_due_on")
        )
    if milestone is not None and milestone.reached_on is not None:
        problems.append(Problem(f"Mốc «{milestone}» đã đạt nên không cần đổi hạn.", "milestone"))
    later = commitment.milestones.filter(reached_on__isnull=True, due_on__gt=new) if milestone is None else ()
    for ahead in later:
        problems.append(
            Problem(
                f"Mốc «{ahead}» có hạn {write_date(ahead.due_on)}, sau hạn mới. Đề nghị đổi hạn của mốc trước.",
                "new_due_on",
            )
        )
    if milestone is not None and commitment.due_on and new > commitment.due_on:
        problems.append(
            Problem(
                f"Hạn mới của mốc sau hạn của cam kết ({write_date(commitment.due_on)}). Đề nghị đổi hạn cam kết trước.",
                "new_due_on",
            )
        )
    return problems


@action("commitments.decide_due", "Quyết định đổi hạn", needs=DECIDE)
def decide_due_change(
    *, actor: Actor, commitment: Commitment, version: int, change: DueChange, agrees: bool, answer: str, day: date
) -> Done[DueChange]:
    """Agree, and the stored due date becomes the new one; or refuse with a reason. Both are kept."""
    begin(actor, commitment, Verb.DECIDE_DUE, day)
    if change.state != DueChangeState.ASKED:
        raise Conflict(f"Đề nghị đổi hạn này đã có quyết định: {change.get_state_display().lower()}.")
    refuse_same_person(
        actor,
        change.asked_by_id,
        "Người đề nghị không tự quyết định đổi hạn. Đề nghị người khác của cơ quan quyết định.",
    )
    said = nfc(answer).strip()
    if not agrees:
        said = reason_of(answer, "Chưa có lý do không đồng ý. Ghi để cơ quan thực hiện biết.")
    _apply(commitment, version, change, agrees)
    state = DueChangeState.AGREED if agrees else DueChangeState.REFUSED
    change.state, change.decided_on, change.decided_by_name, change.answer = state, day, actor.name, said
    change.save(update_fields=["state", "decided_on", "decided_by_name", "answer"])
    return Done(
        change,
        subject_of(commitment),
        f"{state.label} đổi hạn {_what(change.milestone)}{commitment}: {change}{f'. {said}' if said else ''}",
        before={"due_on": change.old_due_on.isoformat()},
        after={"due_on": (change.new_due_on if agrees else change.old_due_on).isoformat()},
    )


def _apply(commitment: Commitment, version: int, change: DueChange, agrees: bool) -> None:
    if not agrees:
        move(commitment, version)
    elif change.milestone is None:
        move(commitment, version, due_on=change.new_due_on)
    else:
        move(commitment, version)
        Milestone.objects.filter(pk=change.milestone.pk).update(due_on=change.new_due_on)


def _close_request(commitment: Commitment, why: str, day: date) -> None:
    """A request that nobody needs to decide any more."""
    commitment.due_changes.filter(state=DueChangeState.ASKED).update(
        state=DueChangeState.CLOSED, decided_on=day, answer=why
    )


def _what(milestone: Milestone | None) -> str:
    return f"mốc «{milestone}» của " if milestone else ""


# Cancelling and reopening --------------------------------------------------------------------------------------


@action("commitments.cancel", "Hủy cam kết", needs=DECIDE)
def cancel_commitment(
    *, actor: Actor, commitment: Commitment, version: int, reason: str, day: date
) -> Done[Commitment]:
    """It stays in the lists as cancelled, with its reason, and is left out of percentages."""
    target = begin(actor, commitment, Verb.CANCEL, day)
    why = reason_of(reason, "Chưa có lý do hủy. Ghi rõ vì sao cam kết không còn phải thực hiện.")
    before = {"state": commitment.get_state_display()}
    move(commitment, version, state=target.value, cancelled_on=day, reason=why)
    _close_request(commitment, "Cam kết đã hủy.", day)
    return Done(commitment, subject_of(commitment), f"Hủy cam kết {commitment}: {why}", before, {"reason": why})


@action("commitments.reopen", "Mở lại cam kết", needs=DECIDE)
def reopen_commitment(
    *, actor: Actor, commitment: Commitment, version: int, reason: str, day: date
) -> Done[Commitment]:
    """Finished or cancelled by mistake: what was, stays in the log; how often it was reopened is counted."""
    target = begin(actor, commitment, Verb.REOPEN, day)
    why = reason_of(reason, "Chưa có lý do mở lại. Ghi rõ điều gì phải làm tiếp.")
    before = {
        "state": commitment.get_state_display(),
        "claimed_on": commitment.claimed_on and commitment.claimed_on.isoformat(),
    }
    move(
        commitment,
        version,
        state=target.value,
        claimed_on=None,
        claimed_by_id=None,
        confirmed_on=None,
        cancelled_on=None,
        times_reopened=commitment.times_reopened + 1,
        reason=why,
    )
    state = CommitmentState(target)
    return Done(
        commitment,
        subject_of(commitment),
        f"Mở lại cam kết {commitment}: {why}",
        before,
        {"state": state.value, "reason": why},
    )
