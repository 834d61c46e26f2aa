"""The finder on the real plan: the table of docs/algorithms/policy-stages.md."""

from __future__ import annotations

from ansinh.domain.policy_stages import find_acts
from ansinh.domain.tests.test_policy_stages import table
from ansinh.papers.reading import read_paper
from ansinh.papers.reading.tests.papers import plan_65


def test_acts_of_plan_65_are_those_of_the_page() -> None:
    wanted = table("| task | form | name begins |")
    tasks = read_paper(plan_65()).tasks
    found = [(task.code, act.kind.value, act.name) for task in tasks for act in find_acts(task.text)]
    assert [(code, kind) for code, kind, _ in found] == [(code, kind) for code, kind, _ in wanted]
    for (_, _, name), (_, _, begins) in zip(found, wanted, strict=True):
        assert name.startswith(begins)
