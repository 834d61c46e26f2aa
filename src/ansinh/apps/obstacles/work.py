"""What obstacles give people to do, and what organisations are late with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from ansinh.apps.obstacles.access import ANSWER, RAISE, ROUTE
from ansinh.apps.obstacles.models import Obstacle
from ansinh.apps.obstacles.pages import act_url
from ansinh.apps.obstacles.queries import mover_name, mover_of
from ansinh.domain.obstacles import ObstacleState, Verb
from ansinh.domain.work import OverdueItem, WorkGroup, WorkItem
from ansinh.kit.access import Actor

#: State → (verb, whose move it is called).
_MOVES = {
    ObstacleState.RAISED: (Verb.ROUTE, WorkGroup.WAITED_FOR, "Chuyển xử lý"),
    ObstacleState.ROUTED: (Verb.ANSWER, WorkGroup.WAITED_FOR, "Trả lời"),
    ObstacleState.RETURNED: (Verb.RESUBMIT, WorkGroup.RETURNED, "Bổ sung"),
    ObstacleState.ANSWERED: (Verb.CONFIRM, WorkGroup.DUE, "Xác nhận"),
}


def work_source(actor: Actor, day: date) -> Iterable[WorkItem]:
    """One item for each obstacle or group that somebody at the actor's organisations has to move, or waits for."""
    seen: set[int] = set()
    for obstacle in _mine(actor):
        is_head = obstacle.group_id is None or obstacle.group_id not in seen
        if _has_the_move(actor, obstacle):
            if obstacle.state in (ObstacleState.RAISED, ObstacleState.ROUTED):
                if not is_head:
                    continue
                seen |= {obstacle.group_id} if obstacle.group_id else set()
            yield _item(obstacle)
        elif actor.can(RAISE, obstacle.organisation_id):
            yield _waiting(obstacle)


def overdue_source(day: date) -> Iterable[OverdueItem]:
    """Every open obstacle whose mover is late."""
    for obstacle in _with_parts(Obstacle.objects.overdue_on(day)):
        organisation = mover_of(obstacle)
        if organisation is not None:
            yield OverdueItem(
                key=f"obstacles.obstacle:{obstacle.pk}",
                organisation_id=organisation.pk,
                title=f"Vướng mắc: {obstacle.title}",
                url=reverse("obstacles:obstacle", args=[obstacle.pk]),
                due_on=obstacle.due_on,
                code=_code(obstacle),
            )


def _mine(actor: Actor) -> QuerySet[Obstacle]:
    raising, routing, answering = (actor.organisations_where(wanted) for wanted in (RAISE, ROUTE, ANSWER))
    return _with_parts(
        Obstacle.objects.still_open().filter(
            Q(organisation_id__in=raising)
            | Q(state=ObstacleState.RAISED, plan__coordinating_agency_id__in=routing)
            | Q(state=ObstacleState.ROUTED, holder_id__in=answering)
        )
    )


def _with_parts(obstacles: QuerySet[Obstacle]) -> QuerySet[Obstacle]:
    parts = obstacles.select_related("organisation", "holder", "group", "plan__coordinating_agency")
    return parts.prefetch_related("promises")


def _has_the_move(actor: Actor, obstacle: Obstacle) -> bool:
    match ObstacleState(obstacle.state):
        case ObstacleState.RAISED:
            return actor.can(ROUTE, obstacle.plan.coordinating_agency_id)
        case ObstacleState.ROUTED:
            return actor.can(ANSWER, obstacle.holder_id)
        case _:
            return actor.can(RAISE, obstacle.organisation_id)


def _item(obstacle: Obstacle) -> WorkItem:
    verb, group, act = _MOVES[ObstacleState(obstacle.state)]
    title = obstacle.group.title if obstacle.group and verb in (Verb.ROUTE, Verb.ANSWER) else obstacle.title
    return WorkItem(
        key=f"obstacles.obstacle:{obstacle.pk}:{obstacle.state}:{obstacle.due_on}",
        group=group,
        title=f"Vướng mắc: {title}",
        url=act_url(obstacle, verb),
        act=act,
        detail=f"Kiến nghị: {obstacle.recommendation}",
        code=_code(obstacle),
        who=str(obstacle.organisation),
        due_on=obstacle.due_on,
        since=obstacle.raised_on,
    )


def _waiting(obstacle: Obstacle) -> WorkItem:
    return WorkItem(
        key=f"obstacles.obstacle:{obstacle.pk}:waiting:{obstacle.due_on}",
        group=WorkGroup.WAITING,
        title=f"Vướng mắc: {obstacle.title}",
        url=reverse("obstacles:obstacle", args=[obstacle.pk]),
        act="Xem",
        code=_code(obstacle),
        who=mover_name(obstacle),
        due_on=obstacle.due_on,
        since=obstacle.raised_on,
    )


def _code(obstacle: Obstacle) -> str:
    return next((promise.code for promise in obstacle.promises.all()), "")
