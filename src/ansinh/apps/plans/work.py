"""What live plans give people to do: choosing who is accountable. For `kit.work`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from ansinh.apps.plans.access import ASSIGN
from ansinh.apps.plans.models import Holding, HoldingRole, Promise, PromiseKind
from ansinh.apps.plans.queries import KIND_WORDS
from ansinh.domain.plan_drafts import GROUND_FIRST_NAMED, GROUND_WHOLE_PLAN
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor

#: Holders whom nobody chose: the reader put them there (the same rule as `plans.queries.PromiseRow.needs_choice`).
_NOT_CHOSEN = Q(legal_basis=GROUND_WHOLE_PLAN) | Q(legal_basis=GROUND_FIRST_NAMED, promise__kind=PromiseKind.TASK)


def work_source(actor: Actor, day: date) -> Iterator[WorkItem]:
    """A line for each plan and kind with promises whose accountable holder nobody has chosen. One query."""
    own = actor.organisations_where(ASSIGN)
    if not own:
        return
    accountable = Holding.objects.in_force_on(day).filter(promise=OuterRef("pk"), role=HoldingRole.ACCOUNTABLE)
    counts = (
        Promise.objects.alive_on(day)
        .filter(plan__document__organisation_id__in=own, kind__in=[PromiseKind.TARGET, PromiseKind.TASK])
        .filter(~Exists(accountable.exclude(_NOT_CHOSEN)))
        .values("plan__slug", "plan__number", "plan_id", "kind")
        .annotate(count=Count("pk"))
        .order_by("plan_id", "kind")
    )
    for row in counts:
        kind = PromiseKind(row["kind"])
        yield WorkItem(
            key=f"plans.plan:{row['plan_id']}:assign-{kind.value}",
            group=WorkGroup.DUE,
            title=f"Chọn cơ quan chịu trách nhiệm chính cho {row['count']} {KIND_WORDS[kind]}",
            url=f"{reverse('plans:assign', args=[row['plan__slug']])}?loai={kind.value}",
            act="Giao việc",
            detail=f"Kế hoạch {row['plan__number']}: mỗi {KIND_WORDS[kind]} cần một cơ quan do người chọn.",
        )
