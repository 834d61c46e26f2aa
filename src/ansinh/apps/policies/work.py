"""What acts give people to do, and which organisations hold one too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse

from ansinh.apps.policies.access import MANAGE, MOVE
from ansinh.apps.policies.models import PolicyPipeline
from ansinh.apps.policies.queries import current_stage, dates_of, with_parts
from ansinh.domain.policy_stages import STAGE_LABELS, PipelineState, PolicyStep
from ansinh.domain.work import OverdueItem, WorkGroup, WorkItem
from ansinh.kit.access import Actor


def work_source(actor: Actor, day: date) -> Iterable[WorkItem]:
    """Acts that the actor's agency holds now, and proposals that wait for a decision."""
    holding, managing = actor.organisations_where(MOVE), actor.organisations_where(MANAGE)
    mine = PolicyPipeline.objects.filter(
        Q(state=PipelineState.ACTIVE, holder_id__in=holding)
        | Q(state=PipelineState.FOUND, plan__coordinating_agency_id__in=managing)
    )
    for policy in with_parts(mine):
        yield _proposal(policy) if policy.state == PipelineState.FOUND else _stage(policy)


def overdue_source(day: date) -> Iterable[OverdueItem]:
    """Acts whose present stage should have been done."""
    for policy in with_parts(PolicyPipeline.objects.filter(state=PipelineState.ACTIVE)):
        stage, due_on = _where(policy)
        if policy.holder_id and due_on and due_on < day:
            yield OverdueItem(
                key=f"policies.policy:{policy.pk}:{stage.value}",
                organisation_id=policy.holder_id,
                title=f"{STAGE_LABELS[stage]}: {policy.name}",
                url=reverse("policies:policy", args=[policy.pk]),
                due_on=due_on,
                code=policy.promise.code,
            )


def _where(policy: PolicyPipeline) -> tuple[PolicyStep, date | None]:
    """The present stage and its planned day."""
    stage = current_stage(policy) or PolicyStep.ISSUE
    return stage, next((row.planned_on for row in dates_of(policy) if row.stage == stage), None)


def _proposal(policy: PolicyPipeline) -> WorkItem:
    return WorkItem(
        key=f"policies.policy:{policy.pk}:found",
        group=WorkGroup.DUE,
        title=f"Gợi ý chính sách phải ban hành: {policy.name}",
        url=reverse("policies:act", args=[policy.pk, "xac-nhan"]),
        act="Xác nhận",
        code=policy.promise.code,
    )


def _stage(policy: PolicyPipeline) -> WorkItem:
    stage, due_on = _where(policy)
    return WorkItem(
        key=f"policies.policy:{policy.pk}:{stage.value}:{policy.moved_on}",
        group=WorkGroup.DUE,
        title=f"{STAGE_LABELS[stage]}: {policy.name}",
        url=reverse("policies:act", args=[policy.pk, "xong-buoc"]),
        act="Cập nhật",
        code=policy.promise.code,
        due_on=due_on,
        since=policy.moved_on,
    )
