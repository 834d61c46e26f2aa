"""What every verb of the room shares: whose move it is, whether the state allows it, two people at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ansinh.apps.commitments.access import COMMIT, DECIDE
from ansinh.apps.commitments.models import Commitment, CommitmentShare, Duty
from ansinh.apps.commitments.queries import holders_on
from ansinh.domain.commitments import (
    COMMITMENT_STEPS,
    DUTY_STEPS,
    CommitmentState,
    DutyState,
    DutyVerb,
    Side,
    Verb,
    commitment_after,
    duty_after,
)
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Problem
from ansinh.kit.locking import update_if_unchanged

_TAKEN = "vừa được người khác xử lý. Nội dung mới hiện ở dưới; điều anh/chị nhập vẫn còn trong ô."


def begin(actor: Actor, commitment: Commitment, verb: Verb, day: date) -> CommitmentState:
    """The state that the verb leads to. `Denied` for who is not on its side, `Conflict` where it is not allowed."""
    step = COMMITMENT_STEPS[verb]
    holders = holders_on(day, [commitment.promise_id])
    if step.side == Side.HOLDER:
        actor.must(COMMIT, holders.of_commitment(commitment))
    else:
        actor.must(DECIDE, holders.acceptor_of_commitment(commitment))
    target = commitment_after(CommitmentState(commitment.state), verb, commitment.accepted_on is not None)
    if target is None:
        raise Conflict(
            f"Cam kết đang ở bước «{commitment.get_state_display()}» nên không làm việc này được. Tải lại trang để xem."
        )
    return target


def begin_duty(actor: Actor, duty: Duty, verb: DutyVerb, day: date) -> DutyState:
    """The same of a duty."""
    step = DUTY_STEPS[verb]
    holders = holders_on(day, [duty.obligation_id])
    if step.side == Side.HOLDER:
        actor.must(COMMIT, holders.of_duty(duty))
    else:
        actor.must(DECIDE, holders.acceptor_of_duty(duty))
    target = duty_after(DutyState(duty.state), verb)
    if target is None:
        raise Conflict(
            f"Nghĩa vụ đang ở bước «{duty.get_state_display()}» nên không làm việc này được. Tải lại trang để xem."
        )
    return target


def move(thing: Commitment | Duty | CommitmentShare, version: int, **changes: Any) -> None:
    """Change a row only if it is still the version that was seen; and the version of a commitment counts its parts."""
    if not update_if_unchanged(type(thing)._default_manager.all(), thing.pk, version, **changes):
        what = {Commitment: "Cam kết", Duty: "Nghĩa vụ", CommitmentShare: "Đề nghị phối hợp"}[type(thing)]
        raise Conflict(f"{what} {_TAKEN}")
    thing.refresh_from_db(fields=["version", *changes])


def refuse_same_person(actor: Actor, doer_id: int | None, message: str) -> None:
    """Nobody accepts what they did themselves, whatever roles they hold."""
    if actor.user_id is not None and actor.user_id == doer_id:
        raise ActionRefused(message)


def reason_of(reason: str, lacking: str) -> str:
    """The reason without stray spaces, or a refusal that says what to write."""
    found = nfc(reason).strip()
    if not found:
        raise ActionRefused(Problem(lacking, "reason"))
    return found


def plain(value: object) -> object:
    """A value as the audit log keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def differences(thing: Commitment, changes: Mapping[str, Any]) -> tuple[dict[str, object], dict[str, object]]:
    """Before and after of what really changes."""
    before = {name: plain(getattr(thing, name)) for name in changes}
    after = {name: plain(value) for name, value in changes.items()}
    changed = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}
