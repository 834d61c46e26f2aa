"""The page of one commitment, with what the person who asks may do there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ansinh.apps.audit.queries import HistoryLine, history_of, without_details
from ansinh.apps.commitments.access import COMMIT, DECIDE, evidence_seen
from ansinh.apps.commitments.lines import (
    CLASS_MARKS,
    CLASS_WORDS,
    MODULE,
    REASON_WORDS,
    CommitmentLine,
    Wanted,
    gather,
)
from ansinh.apps.commitments.models import (
    Commitment,
    CommitmentShare,
    DueChange,
    DueChangeState,
    Milestone,
    ProgressEntry,
    ShareState,
)
from ansinh.apps.commitments.pages import SHARE_MARKS
from ansinh.apps.commitments.queries import Holders
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.commitments import (
    CommitmentState,
    Side,
    Verb,
    commitment_verbs,
)
from ansinh.domain.figures import write_date
from ansinh.domain.timeliness import (
    days_late,
)
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page

_LATEST = 60


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    milestone: Milestone
    css: str  # of the design's steps
    note: str


@dataclass(frozen=True, kw_only=True)
class CommitmentPage(Page):
    line: CommitmentLine
    commitment: Commitment
    acceptor: str
    role: str
    class_word: str
    class_mark: str
    reason_word: str
    verbs: frozenset[str]
    may_add: bool
    milestones: tuple[MilestoneLine, ...]
    shares: tuple[CommitmentShare, ...]
    share_marks: Mapping[str, str]
    answerable: frozenset[int]
    due_changes: tuple[DueChange, ...]
    open_change: DueChange | None
    entries: tuple[ProgressEntry, ...]
    seen: frozenset[int]
    history: tuple[HistoryLine, ...]


def commitment_page(actor: Actor, commitment: Commitment, day: date) -> CommitmentPage:
    everything = gather(Commitment.objects.filter(pk=commitment.pk), day)
    one = everything.commitments[0]
    line = everything.line(one)
    acceptor_id = everything.holders.acceptor_of_commitment(one)
    changes = tuple(one.due_changes.select_related("milestone"))
    open_change = next((change for change in changes if change.state == DueChangeState.ASKED), None)
    verbs = _verbs(actor, one, everything.holders, open_change)
    shares = tuple(one.shares.select_related("organisation"))
    entries = tuple(one.entries.select_related("milestone", "commitment").prefetch_related("evidence__file"))
    is_concerned = bool(evidence_seen(actor, [one]))
    history = history_of(Commitment._meta.label, one.pk, _LATEST)
    return CommitmentPage(
        title=line.name,
        crumbs=(
            Crumb("Cam kết năm", reverse("commitments:list") + Wanted(one.year).query()),
            Crumb(str(line.holder), line.holder_url),
            Crumb(line.code),
        ),
        module=MODULE,
        place=line.code,
        note=f"Cam kết năm {one.year} của {one.organisation}. Kế hoạch {one.promise.plan.number}.",
        line=line,
        commitment=one,
        acceptor=str(Organisation.objects.get(pk=acceptor_id)),
        role=one.get_role_display(),
        class_word=CLASS_WORDS[line.timing],
        class_mark=CLASS_MARKS[line.timing],
        reason_word=REASON_WORDS.get(one.state, "Lý do"),
        verbs=frozenset(verb.value for verb in verbs),
        may_add=_may_add(actor, one, everything.holders),
        milestones=milestone_lines(one.milestones.all(), day),
        shares=shares,
        share_marks=SHARE_MARKS,
        answerable=frozenset(
            share.pk for share in shares if share.state == ShareState.ASKED and actor.can(COMMIT, share.organisation_id)
        ),
        due_changes=changes,
        open_change=open_change,
        entries=entries,
        seen=frozenset(entry.pk for entry in entries) if is_concerned else frozenset(),
        history=history if is_concerned else without_details(history),
    )


def _verbs(actor: Actor, one: Commitment, holders: Holders, open_change: DueChange | None) -> set[Verb]:
    """What this person may do now: on a side, in this state, and not about what they did themselves."""
    sides = []
    if actor.can(COMMIT, holders.of_commitment(one)):
        sides.append(Side.HOLDER)
    if actor.can(DECIDE, holders.acceptor_of_commitment(one)):
        sides.append(Side.ACCEPTOR)
    verbs = set(commitment_verbs(CommitmentState(one.state), sides))
    me = actor.user_id
    if me is not None and one.submitted_by_id == me:
        verbs.discard(Verb.ACCEPT)
    if me is not None and one.claimed_by_id == me:
        verbs -= {Verb.CONFIRM, Verb.REFUSE}
    if open_change is None or (me is not None and open_change.asked_by_id == me):
        verbs.discard(Verb.DECIDE_DUE)
    if open_change is not None:
        verbs.discard(Verb.ASK_DUE)
    return verbs


_GROWING = (
    CommitmentState.PROPOSED, CommitmentState.RETURNED, CommitmentState.SUBMITTED, CommitmentState.ACCEPTED,
)  # fmt: skip


def _may_add(actor: Actor, one: Commitment, holders: Holders) -> bool:
    """Milestones and shares."""
    return one.state in _GROWING and actor.can(COMMIT, holders.of_commitment(one))


def milestone_lines(milestones: Iterable[Milestone], day: date) -> tuple[MilestoneLine, ...]:
    """In the order of their days; the first that is still ahead is marked as the present one."""
    lines = []
    seen_next = False
    for milestone in milestones:
        facts = milestone.time_facts_on(day)
        late = days_late(facts, day)
        if facts.is_accepted:
            note = f"đạt {write_date(facts.reported_on)}" if facts.reported_on else ""
            lines.append(MilestoneLine(milestone, "is-done", note + (f", trễ {late} ngày" if late else "")))
        elif late:
            lines.append(MilestoneLine(milestone, "is-late", f"quá {late} ngày"))
        else:
            left = (milestone.due_on - day).days
            lines.append(MilestoneLine(milestone, "" if seen_next else "is-now", f"còn {left} ngày"))
            seen_next = True
    return tuple(lines)
