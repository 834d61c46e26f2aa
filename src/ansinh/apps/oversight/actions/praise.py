"""Praise (III.1.b of the plan): proposed with what made it work, approved by somebody else, or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansinh.apps.accounts.queries import main_organisation
from ansinh.apps.oversight.access import DECIDE_PRAISE, PROPOSE_PRAISE, may_decide_praise
from ansinh.apps.oversight.models import Commendation, CommendationKind, CommendationState
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged

_OPEN = (CommendationState.PROPOSED, CommendationState.RETURNED)


@action("oversight.propose_praise", "Đề nghị ghi nhận cách làm hay, khen thưởng", needs=PROPOSE_PRAISE)
def propose_praise(*, actor: Actor, fields: Mapping[str, Any]) -> Done[Commendation]:
    """By the actor's own organisation, about something of its own."""
    organisation = main_organisation(actor)
    actor.must(PROPOSE_PRAISE, organisation.pk)
    _refuse_unproved(fields)
    praise = Commendation.objects.create(
        organisation=organisation,
        proposed_at=now(),
        proposed_by_id=actor.user_id,
        proposed_by_name=actor.name,
        **fields,
    )
    return Done(praise, subject_of(praise), f"Đề nghị ghi nhận: {praise} ({praise.who}).")


@action("oversight.change_praise", "Sửa đề nghị ghi nhận", needs=PROPOSE_PRAISE)
def change_praise(*, actor: Actor, praise: Commendation, version: int, fields: Mapping[str, Any]) -> Done[Commendation]:
    """Until it is approved; a returned one is proposed again with it."""
    actor.must(PROPOSE_PRAISE, praise.organisation_id)
    _refuse_unproved(fields)
    _move(
        praise,
        version,
        _OPEN,
        state=CommendationState.PROPOSED,
        proposed_at=now(),
        proposed_by_id=actor.user_id,
        proposed_by_name=actor.name,
        **fields,
    )
    return Done(praise, subject_of(praise), f"Sửa, gửi lại đề nghị ghi nhận: {praise}.")


@action("oversight.approve_praise", "Duyệt cách làm hay, khen thưởng", needs=DECIDE_PRAISE)
def approve_praise(*, actor: Actor, praise: Commendation, version: int) -> Done[Commendation]:
    """From now on everybody sees it. Not by who proposed it."""
    _must_decide(actor, praise)
    _decide(actor, praise, version, CommendationState.APPROVED, "")
    return Done(praise, subject_of(praise), f"Duyệt, công bố trong hệ thống: {praise}.")


@action("oversight.return_praise", "Trả lại đề nghị ghi nhận", needs=DECIDE_PRAISE)
def return_praise(*, actor: Actor, praise: Commendation, version: int, reason: str) -> Done[Commendation]:
    _must_decide(actor, praise)
    reason = nfc(reason).strip()
    if not reason:
        raise ActionRefused(Problem("Chưa có lý do trả lại. Ghi rõ còn thiếu gì.", "reason"))
    _decide(actor, praise, version, CommendationState.RETURNED, reason)
    return Done(praise, subject_of(praise), f"Trả lại đề nghị «{praise}»: {reason}", after={"reason": reason})


def _refuse_unproved(fields: Mapping[str, Any]) -> None:
    if fields["kind"] == CommendationKind.AWARD and not fields["decision"]:
        raise ActionRefused(
            Problem("Khen thưởng cần số, ngày quyết định. Chưa có quyết định thì chọn «Cách làm hay».", "decision")
        )


def _must_decide(actor: Actor, praise: Commendation) -> None:
    if not may_decide_praise(actor, praise):
        raise ActionRefused("Người đề nghị không tự duyệt đề nghị của mình. Đề nghị người khác duyệt.")


def _decide(actor: Actor, praise: Commendation, version: int, state: CommendationState, reason: str) -> None:
    decided = {"decided_at": now(), "decided_by_name": actor.name, "reason": reason}
    _move(praise, version, (CommendationState.PROPOSED,), state=state, **decided)


def _move(praise: Commendation, version: int, states: tuple[CommendationState, ...], **changes: Any) -> None:
    if not update_if_unchanged(Commendation.objects.filter(state__in=states), praise.pk, version, **changes):
        raise Conflict("Đề nghị này vừa được người khác xử lý. Tải lại trang để xem rồi làm tiếp.")
    praise.refresh_from_db()
