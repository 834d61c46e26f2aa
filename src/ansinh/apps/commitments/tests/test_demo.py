"""The sample year: only in a demonstration, the same each time, and visibly a sample."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ansinh.apps.commitments.models import Commitment, Duty
from ansinh.apps.plans.models import Plan, Promise, PromiseKind
from ansinh.apps.plans.queries import standings_of
from ansinh.domain.commitments import CommitmentState, DutyState
from ansinh.domain.timeliness import Timeliness, sort_out

TODAY = date(2024, 11, 4)


def test_the_sample_year_is_for_demonstrations_only(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="chỉ nạp vào bản trình diễn"):
        call_command("load_commitments_demo")


@pytest.mark.slow
def test_the_sample_year_on_the_real_plan(db: None, settings: Any) -> None:
    settings.DEMO, settings.TODAY = True, TODAY
    for loader in ("load_orgs", "create_trial_users", "load_plan", "load_commitments_demo", "load_commitments_demo"):
        call_command(loader, verbosity=0)
    states = Counter(Commitment.objects.values_list("state", flat=True))
    assert states == {
        CommitmentState.PROPOSED: 12, CommitmentState.ACCEPTED: 16, CommitmentState.DONE: 3,
        CommitmentState.CLAIMED: 1, CommitmentState.RETURNED: 1, CommitmentState.SUBMITTED: 1,
    }  # fmt: skip
    assert all(
        "(mẫu)" in product for product in Commitment.objects.exclude(product="").values_list("product", flat=True)
    )
    duties = list(Duty.objects.all())
    assert len(duties) == 105, "22 agencies and 13 districts, a plan, a budget and a report each"
    found = sort_out(
        [duty for duty in duties if duty.due_on == date(2024, 10, 29)], lambda duty: duty.time_facts, TODAY
    )
    assert (found.total, found.count(Timeliness.OPEN_LATE)) == (35, 10)
    assert sum(duty.state == DutyState.OPEN for duty in found.list_of(Timeliness.OPEN_LATE)) == 4
    statuses = standings_of(Plan.objects.get(), TODAY, PromiseKind.TASK)
    of_code = {promise.code: statuses[promise.pk].status for promise in Promise.objects.filter(kind=PromiseKind.TASK)}
    assert (of_code["III.4.d"], of_code["III.4.c"], of_code["III.6.a"], of_code["III.8.b"]) == (
        "warn", "late", "done", "none",
    )  # fmt: skip
