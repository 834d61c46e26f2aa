"""Publishing what the desk confirmed."""

from __future__ import annotations

from ansinh.apps.plans.access import PUBLISH
from ansinh.apps.plans.actions import amend_plan, open_plan
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.live import live_plan
from ansinh.apps.readings.models import Reading, ReadingPurpose, ReadingState
from ansinh.apps.readings.queries import changes_of, plan_draft_of, publish_problems
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, action, subject_of
from ansinh.kit.clock import now

from .parts import must_be_open


@action("readings.publish", "Công bố từ bàn đọc", needs=PUBLISH)
def publish_reading(*, actor: Actor, reading: Reading) -> Done[Plan]:
    """Make the plan live, or carry the changes into it, once nothing is pending; gives the plan.

    All reasons why it cannot be done are given at once.
    """
    must_be_open(actor, reading)
    actor.must(PUBLISH, reading.document.organisation_id)
    if reading.purpose == ReadingPurpose.AMENDMENT and reading.plan is not None:
        actor.must(PUBLISH, reading.plan.document.organisation_id)
    problems = publish_problems(reading)
    if problems:
        raise ActionRefused(*problems)
    if not Reading.objects.filter(pk=reading.pk, state=ReadingState.OPEN).update(
        state=ReadingState.PUBLISHED, published_at=now(), published_by_id=actor.user_id
    ):
        raise Conflict("Văn bản này vừa được người khác công bố. Mở lại trang để xem kế hoạch.")
    if reading.purpose == ReadingPurpose.AMENDMENT:
        return _amend(actor, reading)
    plan = open_plan(actor=actor, document=reading.document, draft=plan_draft_of(reading))
    Reading.objects.filter(pk=reading.pk).update(plan=plan)
    return Done(plan, subject_of(reading), f"Công bố kế hoạch {plan.number} từ bàn đọc.")


def _amend(actor: Actor, reading: Reading) -> Done[Plan]:
    plan, day = reading.plan, reading.effective_from
    assert plan is not None
    assert day is not None
    amend_plan(
        actor=actor,
        plan=plan,
        document=reading.document,
        effective_from=day,
        changes=changes_of(reading, live_plan(plan, day)),
    )
    return Done(plan, subject_of(reading), f"Công bố văn bản «{reading.document}» sửa đổi kế hoạch {plan.number}.")
