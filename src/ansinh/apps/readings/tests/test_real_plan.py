"""Plan 65/KH-UBND, through the loader that a first start uses."""

from collections import Counter

import pytest
from django.core.management import call_command

from ansinh.apps.plans.models import Holding, Plan, PromiseKind, TaskWording
from ansinh.apps.readings.tests.desk import load_register


@pytest.mark.django_db
def test_plan_65_becomes_a_running_tracker_and_a_second_start_changes_nothing():
    load_register()
    call_command("load_plan", verbosity=0)
    plan = Plan.objects.get()
    kinds = Counter(plan.promises.values_list("kind", flat=True))
    codes = set(plan.promises.values_list("code", flat=True))
    assert {f"II.2.a.{n}" for n in range(1, 11)} | {f"II.2.b.{n}" for n in range(1, 40)} <= codes
    assert kinds[PromiseKind.TASK] == 24
    assert kinds[PromiseKind.OBLIGATION] == 5
    frames = Counter(TaskWording.objects.values_list("timeframe_kind", flat=True))
    assert frames == {"open": 22, "recurring": 2}
    leads = Counter(Holding.objects.filter(role="lead", promise__kind="task").values_list("promise__code", flat=True))
    assert sum(count > 1 for count in leads.values()) == 6
    assert leads["III.4.c"] == 5
    assert not Holding.objects.filter(organisation=None, group=None).exists(), "every agency is in the register"
    assert len(plan.document.recipients) == 13
    before = plan.promises.count()
    call_command("load_plan", verbosity=0)
    assert Plan.objects.get().promises.count() == before
