"""`ansinh load_policies_demo`: acts of the plan as they could stand in November 2024; only in a demonstration.

Found by the finder in the plan's own words and moved by the ordinary actions, on days on which it could have happened.
Days, holders and numbers are samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan
from ansinh.apps.policies import actions
from ansinh.apps.policies.models import PolicyPipeline
from ansinh.apps.policies.queries import accountable_for, current_stage, usual_holder
from ansinh.domain.policy_stages import ActKind, next_stage, spread
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.clock import today


@dataclass(frozen=True, slots=True)
class Sample:
    """How far an act has come: accepted on a day, to be issued by another, stages done on days."""

    code: str
    begins: str  # of its name
    accepted_on: date
    due_on: date
    done_on: Sequence[date] = ()
    reference: str = ""


_MOTHERS = Sample(
    "III.3",
    "Chính sách hỗ trợ cho Bà mẹ",
    date(2024, 4, 8),
    date(2024, 12, 10),
    (date(2024, 5, 6), date(2024, 7, 1), date(2024, 8, 19), date(2024, 9, 30)),
)
_INSURANCE = Sample(
    "III.5.a",
    "Chính sách hỗ trợ thêm tiền đóng",
    date(2024, 4, 8),
    date(2024, 12, 10),
    (date(2024, 5, 20), date(2024, 7, 31)),
)
_WIDENED = Sample("III.5.c", "Mở rộng các nhóm", date(2024, 7, 1), date(2025, 7, 15), (date(2024, 8, 12),))
_WATER = Sample("III.6.e", "Cơ chế chính sách hỗ trợ giá", date(2024, 10, 7), date(2025, 6, 30))
_RULES = Sample(
    "III.6.e",
    "Quy chế phối hợp",
    date(2024, 4, 8),
    date(2024, 9, 30),
    (date(2024, 4, 22), date(2024, 5, 20), date(2024, 6, 24), date(2024, 7, 22), date(2024, 8, 19), date(2024, 9, 16)),
    "Quyết định mẫu 01/2024/QĐ-UBND",
)
_GENERAL = "Các cơ chế, chính sách xã hội"


class Command(BaseCommand):
    help = "Nạp chính sách mẫu cho bản trình diễn. Làm lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Chính sách mẫu chỉ nạp vào bản trình diễn. Dùng «make demo».")
        plan = Plan.objects.select_related("issuer", "coordinating_agency").filter(parent=None).earliest("pk")
        if PolicyPipeline.objects.exists():
            return
        coordinator = _officer(plan.coordinating_agency)
        with _on(date(2024, 4, 3)):
            found = actions.find_policies(actor=coordinator, plan=plan)
        for sample in (_MOTHERS, _INSURANCE, _WIDENED, _WATER, _RULES):
            policy = next(
                one for one in found if one.promise.code == sample.code and one.name.startswith(sample.begins)
            )
            _follow(coordinator, policy, sample)
        general = next(one for one in found if one.name.startswith(_GENERAL))
        with _on(date(2024, 4, 8)):
            actions.reject_policy(
                actor=coordinator,
                policy=general,
                version=general.version,
                text="Câu chung, không nêu chính sách cụ thể; các chính sách cụ thể đã có ở mục riêng.",
            )
        self.stdout.write(f"Đã nạp {len(found)} chính sách, trong đó 5 chính sách đang theo dõi theo bước.")


def _follow(coordinator: Actor, policy: PolicyPipeline, sample: Sample) -> None:
    """Accepted, its days planned evenly, its stages done as the sample says."""
    with _on(sample.accepted_on):
        lead = accountable_for(policy.promise, today()) or policy.plan.coordinating_agency
        actions.accept_policy(
            actor=coordinator,
            policy=policy,
            version=policy.version,
            name=policy.name,
            kind=ActKind(policy.kind),
            lead=lead,
            due_on=sample.due_on,
        )
        planned = spread(ActKind(policy.kind), sample.accepted_on, sample.due_on)
        actions.reschedule(
            actor=coordinator,
            policy=policy,
            version=policy.version,
            planned={stage.stage: stage.planned_on for stage in planned},
            text="",
        )
    for day in sample.done_on:
        _advance(policy, day, sample.reference)


def _advance(policy: PolicyPipeline, day: date, reference: str) -> None:
    """By whoever holds it, on to whoever usually has the next stage."""
    stage = current_stage(policy)
    following = next_stage(ActKind(policy.kind), stage) if stage else None
    with _on(day):
        actions.advance(
            actor=_officer(policy.holder or policy.plan.coordinating_agency),
            policy=policy,
            version=policy.version,
            done_on=day,
            holder=usual_holder(policy, following) if following else None,
            reference=reference,
        )


def _officer(organisation: Organisation) -> Actor:
    """Somebody of the agency who is visibly a sample; agencies without trial users have one too."""
    return replace(
        system_actor("Cán bộ mẫu"), organisation_id=organisation.pk, organisation_name=organisation.short_name
    )


@contextmanager
def _on(day: date) -> Iterator[None]:
    """The demonstration's day is another one for a while: what follows happens on it."""
    before, settings.TODAY = settings.TODAY, day
    try:
        yield
    finally:
        settings.TODAY = before
