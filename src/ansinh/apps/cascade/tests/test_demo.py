"""The sample plans of the demonstration, on the real plan."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from ansinh.apps.cascade.management.commands.load_cascade_demo import UNITS
from ansinh.apps.cascade.models import PromiseLink, UnitDraft
from ansinh.apps.cascade.queries import cascade_of
from ansinh.apps.cascade.sums import sums_of
from ansinh.apps.plans.models import Plan
from ansinh.domain.cascade import UnitState, Verdict
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today


@pytest.mark.django_db
def test_sample_plans_are_only_for_a_demonstration() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="make demo"):
        call_command("load_cascade_demo")


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_sample_units_publish_and_link_and_a_second_load_changes_nothing() -> None:
    for command in ("load_orgs", "load_plan", "load_indicators", "load_cascade_demo"):
        call_command(command, verbosity=0)
    counts = [model.objects.count() for model in (Plan, PromiseLink, UnitDraft)]
    call_command("load_cascade_demo")
    assert [model.objects.count() for model in (Plan, PromiseLink, UnitDraft)] == counts
    plan = Plan.objects.get(parent=None)
    found = cascade_of(system_actor("Thử"), plan, today())
    linked = [unit for unit in UNITS if unit.is_linked]
    assert len(found.in_state(UnitState.ISSUED)) == len(linked)
    assert len(found.in_state(UnitState.UNLINKED)) == len(UNITS) - len(linked)
    # What the samples name by code is found again, number by number and task by task.
    assert PromiseLink.objects.count() == sum(len(unit.figures) + len(unit.tasks) for unit in linked)
    homes = next(one for one in sums_of(found) if one.row.code == "II.2.a.4")
    assert (homes.made.total, homes.made.verdict, len(homes.made.counted)) == (830, Verdict.INCOMPLETE, 3)
    assert all("MẪU" in child.title for child in plan.children.all())
