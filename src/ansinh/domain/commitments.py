"""Yearly commitments and dated duties: their states, which verb leads where, who holds them on a day.

The tables here are the only place that knows which step is allowed; actions, pages and tests read them.
See docs/algorithms/commitments.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from ansinh.domain.timeliness import TimeFacts, days_late

# States --------------------------------------------------------------------------------------------------------


class CommitmentState(StrEnum):
    PROPOSED = "proposed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


class DutyState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed-in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"


COMMITMENT_WORDS: Mapping[CommitmentState, str] = {
    CommitmentState.PROPOSED: "Chưa cam kết",
    CommitmentState.SUBMITTED: "Chờ nhận cam kết",
    CommitmentState.RETURNED: "Trả lại",
    CommitmentState.ACCEPTED: "Đang thực hiện",
    CommitmentState.CLAIMED: "Chờ nghiệm thu",
    CommitmentState.DONE: "Hoàn thành",
    CommitmentState.CANCELLED: "Đã hủy",
}
DUTY_WORDS: Mapping[DutyState, str] = {
    DutyState.OPEN: "Chưa nộp",
    DutyState.HANDED_IN: "Đã nộp, chờ nhận",
    DutyState.RETURNED: "Trả lại",
    DutyState.ACCEPTED: "Đã nhận",
    DutyState.CANCELLED: "Đã hủy",
}
#: Shapes of the design for each state.
COMMITMENT_MARKS: Mapping[CommitmentState, str] = {
    CommitmentState.PROPOSED: "empty",
    CommitmentState.SUBMITTED: "sent",
    CommitmentState.RETURNED: "back",
    CommitmentState.ACCEPTED: "ok",
    CommitmentState.CLAIMED: "sent",
    CommitmentState.DONE: "done",
    CommitmentState.CANCELLED: "none",
}
DUTY_MARKS: Mapping[DutyState, str] = {
    DutyState.OPEN: "empty",
    DutyState.HANDED_IN: "sent",
    DutyState.RETURNED: "back",
    DutyState.ACCEPTED: "approved",
    DutyState.CANCELLED: "none",
}

# Steps ---------------------------------------------------------------------------------------------------------


class Side(StrEnum):
    """Whose move it is."""

    HOLDER = "holder"  # who holds the promise on the day
    ACCEPTOR = "acceptor"  # the accepting agency, another person than the doer


class Verb(StrEnum):
    WRITE = "write"
    SUBMIT = "submit"
    ACCEPT = "accept"
    SEND_BACK = "send-back"
    REPORT = "report"
    ASK_DUE = "ask-due"
    DECIDE_DUE = "decide-due"
    CLAIM = "claim"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    CANCEL = "cancel"
    REOPEN = "reopen"


class DutyVerb(StrEnum):
    HAND_IN = "hand-in"
    RECEIVE = "receive"
    SEND_BACK = "send-back"
    CANCEL = "cancel"
    REOPEN = "reopen"


S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Step(Generic[S]):
    """A verb may be done in ``sources`` by ``side`` and leads to ``target`` (empty: the state stays)."""

    sources: frozenset[S]
    side: Side
    target: S | None = None
    needs_reason: bool = False


_C = CommitmentState
COMMITMENT_STEPS: Mapping[Verb, Step[CommitmentState]] = {
    Verb.WRITE: Step(frozenset({_C.PROPOSED, _C.RETURNED}), Side.HOLDER),
    Verb.SUBMIT: Step(frozenset({_C.PROPOSED, _C.RETURNED}), Side.HOLDER, _C.SUBMITTED),
    Verb.ACCEPT: Step(frozenset({_C.SUBMITTED}), Side.ACCEPTOR, _C.ACCEPTED),
    Verb.SEND_BACK: Step(frozenset({_C.SUBMITTED}), Side.ACCEPTOR, _C.RETURNED, needs_reason=True),
    Verb.REPORT: Step(frozenset({_C.ACCEPTED}), Side.HOLDER),
    Verb.ASK_DUE: Step(frozenset({_C.ACCEPTED}), Side.HOLDER, needs_reason=True),
    Verb.DECIDE_DUE: Step(frozenset({_C.ACCEPTED, _C.CLAIMED}), Side.ACCEPTOR),
    Verb.CLAIM: Step(frozenset({_C.ACCEPTED}), Side.HOLDER, _C.CLAIMED),
    Verb.CONFIRM: Step(frozenset({_C.CLAIMED}), Side.ACCEPTOR, _C.DONE),
    Verb.REFUSE: Step(frozenset({_C.CLAIMED}), Side.ACCEPTOR, _C.ACCEPTED, needs_reason=True),
    Verb.CANCEL: Step(frozenset(_C) - {_C.DONE, _C.CANCELLED}, Side.ACCEPTOR, _C.CANCELLED, needs_reason=True),
    Verb.REOPEN: Step(frozenset({_C.DONE, _C.CANCELLED}), Side.ACCEPTOR, _C.ACCEPTED, needs_reason=True),
}
_D = DutyState
DUTY_STEPS: Mapping[DutyVerb, Step[DutyState]] = {
    DutyVerb.HAND_IN: Step(frozenset({_D.OPEN, _D.RETURNED}), Side.HOLDER, _D.HANDED_IN),
    DutyVerb.RECEIVE: Step(frozenset({_D.HANDED_IN}), Side.ACCEPTOR, _D.ACCEPTED),
    DutyVerb.SEND_BACK: Step(frozenset({_D.HANDED_IN}), Side.ACCEPTOR, _D.RETURNED, needs_reason=True),
    DutyVerb.CANCEL: Step(frozenset({_D.OPEN, _D.RETURNED}), Side.ACCEPTOR, _D.CANCELLED, needs_reason=True),
    DutyVerb.REOPEN: Step(frozenset({_D.ACCEPTED, _D.CANCELLED}), Side.ACCEPTOR, _D.OPEN, needs_reason=True),
}


def commitment_after(state: CommitmentState, verb: Verb, was_accepted: bool) -> CommitmentState | None:
    """The state that a verb leads to; ``None`` if it is not allowed there.

    A cancelled commitment that nobody had accepted yet is reopened as a proposal.
    """
    step = COMMITMENT_STEPS[verb]
    if state not in step.sources:
        return None
    if verb == Verb.REOPEN and not was_accepted:
        return CommitmentState.PROPOSED
    return step.target or state


def duty_after(state: DutyState, verb: DutyVerb) -> DutyState | None:
    """The state that a verb leads to; ``None`` if it is not allowed there."""
    step = DUTY_STEPS[verb]
    return (step.target or state) if state in step.sources else None


def commitment_verbs(state: CommitmentState, sides: Iterable[Side]) -> frozenset[Verb]:
    """What may be done in a state by somebody who stands on these sides."""
    mine = frozenset(sides)
    return frozenset(verb for verb, step in COMMITMENT_STEPS.items() if state in step.sources and step.side in mine)


def duty_verbs(state: DutyState, sides: Iterable[Side]) -> frozenset[DutyVerb]:
    mine = frozenset(sides)
    return frozenset(verb for verb, step in DUTY_STEPS.items() if state in step.sources and step.side in mine)


# Who holds -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HoldersOfDay:
    """Who holds one promise on one day: keys of organisations. ``accountable`` is ``None`` before it began."""

    accountable: int | None
    leads: frozenset[int] = frozenset()


def commitment_holder(made_by: int, is_main: bool, holders: HoldersOfDay) -> int:
    """The one organisation that holds a commitment on a day.

    The main one goes with the accountable holder of the promise. That of another lead stays with it while it leads;
    then it falls to the accountable holder. A promise that nobody holds on the day leaves it where it was made.
    """
    if not is_main and made_by in holders.leads:
        return made_by
    return made_by if holders.accountable is None else holders.accountable


def duty_holder(owed_by: int, owner_exists: bool, holders: HoldersOfDay) -> int:
    """The one organisation that holds a duty on a day: who owes it; when that is no more, who answers for the promise."""
    if owner_exists or holders.accountable is None:
        return owed_by
    return holders.accountable


def accepting_agency(doer: int, candidates: Sequence[int]) -> int:
    """The first of ``candidates`` that is not the doer: nobody accepts their own. The last if all are."""
    return next((one for one in candidates if one != doer), candidates[-1])


# How a promise stands ------------------------------------------------------------------------------------------

#: Design rule 5: overdue up to 30 days is "cần chú ý", longer is "chậm".
LATE_AFTER_DAYS = 30


def promise_status(commitments: Iterable[TimeFacts], milestones: Iterable[TimeFacts], waiting: int, day: date) -> str:
    """Status word of a promise for a year: done, ok, warn, late or none.

    ``commitments`` are those accepted by ``day``, ``milestones`` theirs (one that is reached counts as accepted);
    ``waiting`` counts agencies that were asked and whose commitment is not accepted yet.
    """
    facts = [one for one in commitments if not one.is_cancelled]
    if not facts:
        return "none"
    unfinished = [one for one in (*facts, *milestones) if not one.is_accepted]
    worst = max((days_late(one, day) for one in unfinished), default=0)
    if worst > 0:
        return "late" if worst > LATE_AFTER_DAYS else "warn"
    if waiting:
        return "warn"
    return "ok" if any(not one.is_accepted for one in facts) else "done"
