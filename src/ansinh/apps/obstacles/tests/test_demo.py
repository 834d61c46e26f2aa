from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from ansinh.apps.obstacles.management.commands import load_obstacles_demo


@pytest.mark.django_db
def test_samples_are_for_a_demonstration_only() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="make demo"):
        call_command("load_obstacles_demo")


def test_samples_name_agencies_and_promises_and_days_before_the_demonstration() -> None:
    samples = [thing for thing in vars(load_obstacles_demo).values() if isinstance(thing, load_obstacles_demo.Sample)]
    samples += load_obstacles_demo._NO_OFFICER
    assert len(samples) == 8
    assert all(sample.on < date(2024, 11, 4) and sample.agency and sample.code for sample in samples)
