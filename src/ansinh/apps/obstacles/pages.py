"""Pages of single things: one obstacle with its history, the form of a verb, the leader's minute, groups, panels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from ansinh.apps.obstacles.access import ROUTE, may_raise_somewhere, verbs_for, visible_obstacles
from ansinh.apps.obstacles.models import Obstacle, ObstacleAnswer, ObstacleEvidence, ObstacleStep
from ansinh.apps.obstacles.queries import (
    MODULE,
    ObstacleRow,
    PromiseRef,
    by_age,
    by_due,
    going_along,
    is_late,
    next_act,
    promises_with_names,
    row_of,
    with_parts,
)
from ansinh.apps.plans.models import Plan, Promise
from ansinh.apps.plans.queries import Panel, promise_url
from ansinh.domain.figures import with_unit, write_date, write_number
from ansinh.domain.obstacles import STATE_LABELS, VERB_LABELS, ObstacleState, Said, Verb, alike
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page

#: Most obstacles of the leader's list: what can be read in a minute.
_BRIEF = 7


# In one minute ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BriefLine:
    row: ObstacleRow
    said_by: int  # units in the group that say the same
    act: str


@dataclass(frozen=True, kw_only=True)
class BriefPage(Page):
    lines: tuple[BriefLine, ...]
    more: int


def brief_page(actor: Actor) -> BriefPage:
    """What has waited longest for a decision, a group as one line: one page that can be read in a minute."""
    day = today()
    waiting = visible_obstacles(actor).filter(state__in=[ObstacleState.RAISED, ObstacleState.ROUTED])
    oldest = sorted(with_parts(waiting), key=by_age)
    heads: dict[object, list[Obstacle]] = {}
    for obstacle in oldest:
        heads.setdefault(("group", obstacle.group_id) if obstacle.group_id else obstacle.pk, []).append(obstacle)
    lines = tuple(
        BriefLine(row_of(members[0], day), len({m.organisation_id for m in members}), next_act(members[0]))
        for members in list(heads.values())[:_BRIEF]
    )
    late = sum(is_late(obstacle, day) for obstacle in oldest)
    return BriefPage(
        title=_brief_title(len(oldest), len(heads), late),
        crumbs=(Crumb("Vướng mắc", reverse("obstacles:list")), Crumb("Một phút")),
        module=MODULE,
        note=f"Tính đến {write_date(day)}, chờ lâu nhất trước",
        lines=lines,
        more=max(0, len(heads) - len(lines)),
    )


def _brief_title(obstacles: int, decisions: int, late: int) -> str:
    """Says how many lines there are when groups make them fewer than the obstacles."""
    if not obstacles:
        return "Không có vướng mắc chờ quyết định"
    grouped = f" trong {decisions} việc" if decisions < obstacles else ""
    return f"{obstacles} vướng mắc chờ quyết định{grouped}, {late} quá hạn"


# One obstacle ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActLink:
    label: str
    url: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    label: str
    step: ObstacleStep
    answer: ObstacleAnswer | None
    came_to: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    answer: ObstacleAnswer
    amount: str
    document_url: str
    amendment_url: str


@dataclass(frozen=True, kw_only=True)
class ObstaclePage(Page):
    obstacle: Obstacle
    row: ObstacleRow
    promises: tuple[PromiseRef, ...]
    level: str
    next_act: str
    steps: tuple[StepLine, ...]
    evidence: tuple[ObstacleEvidence, ...]
    answer: AnswerView | None
    fellows: tuple[ObstacleRow, ...]
    hidden_fellows: int
    may_ungroup: bool
    acts: tuple[ActLink, ...]


#: What the mover usually does: the main button.
_USUAL = {
    ObstacleState.RAISED: Verb.ROUTE,
    ObstacleState.RETURNED: Verb.RESUBMIT,
    ObstacleState.ROUTED: Verb.ANSWER,
    ObstacleState.ANSWERED: Verb.CONFIRM,
}
#: Addresses of the verbs.
PATHS: Mapping[Verb, str] = {
    Verb.SEND_BACK: "tra-lai",
    Verb.RESUBMIT: "bo-sung",
    Verb.WITHDRAW: "rut",
    Verb.ROUTE: "chuyen",
    Verb.HAND_BACK: "hoan-lai",
    Verb.ESCALATE: "cap-tren",
    Verb.ANSWER: "tra-loi",
    Verb.CONFIRM: "xac-nhan",
    Verb.REOPEN: "mo-lai",
}


def obstacle_page(actor: Actor, obstacle: Obstacle) -> ObstaclePage:
    day = today()
    row = row_of(obstacle, day)
    fellows, hidden = _fellows(actor, obstacle, day)
    return ObstaclePage(
        title=obstacle.title,
        crumbs=(Crumb("Vướng mắc", reverse("obstacles:list")), Crumb(f"Số {obstacle.pk}")),
        module=MODULE,
        note=f"{obstacle.organisation} nêu ngày {write_date(obstacle.raised_on)}, kế hoạch {obstacle.plan}",
        obstacle=obstacle,
        row=row,
        promises=_promise_refs(obstacle, day),
        level=obstacle.get_level_display() if obstacle.level else "",
        next_act=next_act(obstacle),
        steps=_steps(obstacle),
        evidence=tuple(obstacle.evidence.all()),
        answer=_answer_view(obstacle),
        fellows=fellows,
        hidden_fellows=hidden,
        may_ungroup=obstacle.group_id is not None and actor.can(ROUTE, obstacle.plan.coordinating_agency_id),
        acts=_acts(actor, obstacle),
    )


def _promise_refs(obstacle: Obstacle, day: date) -> tuple[PromiseRef, ...]:
    chosen = frozenset(obstacle.promises.values_list("pk", flat=True))
    return tuple(
        PromiseRef(promise.code, promise_url(obstacle.plan, promise.kind, promise.code), name)
        for promise, name in promises_with_names(obstacle.plan, day)
        if promise.pk in chosen
    )


def _steps(obstacle: Obstacle) -> tuple[StepLine, ...]:
    """Latest last, as it went."""
    return tuple(
        StepLine(step.get_verb_display(), step, step.answer, _came_to(step))
        for step in obstacle.steps.select_related("holder", "answer")
    )


def _came_to(step: ObstacleStep) -> str:
    state = ObstacleState(step.state)
    where = f"{step.holder}, cấp {step.get_level_display()}" if state == ObstacleState.ROUTED else ""
    until = f"hạn {write_date(step.due_on)}" if step.due_on else ""
    return "; ".join(part for part in (STATE_LABELS[state], where, until) if part)


def _answer_view(obstacle: Obstacle) -> AnswerView | None:
    if obstacle.answer is None or obstacle.state in (ObstacleState.RAISED, ObstacleState.ROUTED):
        return None
    given = obstacle.answer
    amendment = given.amendment
    return AnswerView(
        given,
        with_unit(write_number(given.amount), "triệu đồng") if given.amount is not None else "",
        reverse("documents:detail", args=[given.document_id]) if given.document_id else "",
        reverse("plans:amending_document", args=[obstacle.plan.slug, amendment.document_id]) if amendment else "",
    )


def _fellows(actor: Actor, obstacle: Obstacle, day: date) -> tuple[tuple[ObstacleRow, ...], int]:
    """Others of its group that the actor sees, and how many he does not."""
    if obstacle.group_id is None:
        return (), 0
    others = Obstacle.objects.filter(group_id=obstacle.group_id).exclude(pk=obstacle.pk)
    seen = tuple(with_parts(visible_obstacles(actor).filter(pk__in=others.values("pk"))))
    return tuple(row_of(other, day) for other in seen), others.count() - len(seen)


def _acts(actor: Actor, obstacle: Obstacle) -> tuple[ActLink, ...]:
    usual = _USUAL.get(ObstacleState(obstacle.state))
    verbs = sorted(verbs_for(actor, obstacle), key=lambda verb: verb != usual)
    return tuple(ActLink(VERB_LABELS[verb], act_url(obstacle, verb), verb == usual) for verb in verbs)


def act_url(obstacle: Obstacle, verb: Verb) -> str:
    return reverse("obstacles:act", args=[obstacle.pk, PATHS[verb]])


@dataclass(frozen=True, kw_only=True)
class ActPage(Page):
    """The form of one verb."""

    obstacle: Obstacle
    row: ObstacleRow
    button: str
    back_url: str
    together: int  # how many of its group go with it


def act_page(obstacle: Obstacle, verb: Verb) -> ActPage:
    url = reverse("obstacles:obstacle", args=[obstacle.pk])
    return ActPage(
        title=VERB_LABELS[verb],
        crumbs=(
            Crumb("Vướng mắc", reverse("obstacles:list")),
            Crumb(f"Số {obstacle.pk}", url),
            Crumb(VERB_LABELS[verb]),
        ),
        module=MODULE,
        obstacle=obstacle,
        row=row_of(obstacle, today()),
        button=VERB_LABELS[verb],
        back_url=url,
        together=going_along(obstacle, verb).count(),
    )


# Groups ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """Obstacles that seem to say the same. ``number`` tells the forms of a page apart."""

    number: int
    title: str
    rows: tuple[ObstacleRow, ...]
    units: int


@dataclass(frozen=True, kw_only=True)
class GroupPage(Page):
    proposals: tuple[Proposal, ...]
    rest: tuple[ObstacleRow, ...]


def groupable(actor: Actor) -> QuerySet[Obstacle]:
    """What the actor may put into groups: waiting with him, or already in a group that is under way."""
    own = visible_obstacles(actor)
    if not actor.is_system:
        from_here = actor.organisations_where(ROUTE)
        own = own.filter(plan__coordinating_agency_id__in=from_here)
    return own.filter(state__in=[ObstacleState.RAISED, ObstacleState.ROUTED])


def group_page(actor: Actor) -> GroupPage:
    """What says the same, by promise, kind and words; and everything else that waits."""
    day = today()
    waiting = {
        obstacle.pk: obstacle
        for obstacle in with_parts(groupable(actor))
        if obstacle.state == ObstacleState.RAISED or obstacle.group_id
    }
    rows = {pk: row_of(obstacle, day) for pk, obstacle in waiting.items()}
    proposals = []
    for number, keys in enumerate(_alike(waiting), start=1):
        members = [waiting[pk] for pk in keys]
        group = next((member.group for member in members if member.group), None)
        title = group.title if group else members[0].title
        units = len({member.organisation_id for member in members})
        proposals.append(Proposal(number, title, tuple(rows[pk] for pk in keys), units))
    proposed = {row.pk for proposal in proposals for row in proposal.rows}
    return GroupPage(
        title=f"{len(proposals)} nhóm vướng mắc giống nhau" if proposals else "Chưa thấy vướng mắc nào giống nhau",
        crumbs=(Crumb("Vướng mắc", reverse("obstacles:list")), Crumb("Gộp nhóm")),
        module=MODULE,
        note="Gợi ý theo mục của kế hoạch, loại và từ ngữ; cán bộ quyết định",
        proposals=tuple(proposals),
        rest=tuple(row for pk, row in rows.items() if pk not in proposed and waiting[pk].group_id is None),
    )


def _alike(waiting: Mapping[int, Obstacle]) -> Iterable[tuple[int, ...]]:
    """Sets in which somebody is not in the group yet, and that touch at most one group."""
    said = [
        Said(pk, obstacle.title, obstacle.kind, frozenset(promise.pk for promise in obstacle.promises.all()))
        for pk, obstacle in waiting.items()
    ]
    for keys in alike(said):
        groups = {waiting[pk].group_id for pk in keys}
        if None in groups and len(groups) <= 2:
            yield keys


# Panel on a promise's page ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PromisePanel:
    rows: tuple[ObstacleRow, ...]
    raise_url: str  # empty for those who raise none


def panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """«Vướng mắc» on a promise's page: what the actor sees of it, open ones first."""
    mine = sorted(with_parts(visible_obstacles(actor).filter(promises=promise)), key=by_due)
    raise_url = ""
    if may_raise_somewhere(actor):
        raise_url = f"{reverse('obstacles:raise')}?{urlencode({'ke-hoach': plan.slug, 'muc': promise.pk})}"
    if not mine and not raise_url:
        return ()
    data = PromisePanel(tuple(row_of(obstacle, day) for obstacle in mine), raise_url)
    return (Panel("Vướng mắc", "obstacles/panel.html", data, _panel_note(data.rows)),)


def _panel_note(rows: Sequence[ObstacleRow]) -> str:
    late = sum(row.status == "late" for row in rows)
    open_count = sum(row.mover != "" for row in rows)
    return f"{open_count} đang chờ, {late} quá hạn" if rows else ""
