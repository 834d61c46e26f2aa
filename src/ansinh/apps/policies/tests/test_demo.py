from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from ansinh.apps.policies.management.commands import load_policies_demo
from ansinh.domain.policy_stages import find_acts
from ansinh.papers.reading import read_paper
from ansinh.papers.reading.tests.papers import plan_65


@pytest.mark.django_db
def test_samples_are_for_a_demonstration_only() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="make demo"):
        call_command("load_policies_demo")


def test_every_sample_is_an_act_that_the_plan_promises() -> None:
    tasks = {task.code: task for task in read_paper(plan_65()).tasks}
    samples = [thing for thing in vars(load_policies_demo).values() if isinstance(thing, load_policies_demo.Sample)]
    assert len(samples) == 5
    for sample in samples:
        assert any(act.name.startswith(sample.begins) for act in find_acts(tasks[sample.code].text)), sample
        assert list(sample.done_on) == sorted(sample.done_on)
