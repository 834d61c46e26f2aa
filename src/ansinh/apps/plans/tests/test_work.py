"""What live plans give people to do."""

from __future__ import annotations

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.plans.models import Holding
from ansinh.apps.plans.queries import promise_rows
from ansinh.apps.plans.work import work_source
from ansinh.domain.plan_drafts import GROUND_CHOSEN, GROUND_FIRST_NAMED, GROUND_WHOLE_PLAN
from ansinh.domain.roles import Role
from ansinh.kit.clock import today
from tests.province import Province


def test_coordinator_is_told_how_many_promises_nobody_chose_a_holder_for(province: Province) -> None:
    Holding.objects.filter(promise=province.task).update(legal_basis=GROUND_FIRST_NAMED)
    Holding.objects.filter(promise=province.target).update(legal_basis=GROUND_CHOSEN)
    coordinator = actor_for(province.person(Role.COORDINATOR), today())
    (item,) = work_source(coordinator, today())
    assert item.title == "Chọn cơ quan chịu trách nhiệm chính cho 1 nhiệm vụ"
    assert item.url.endswith("?loai=task")


def test_the_count_is_that_of_the_list_it_leads_to(province: Province) -> None:
    for ground in (GROUND_FIRST_NAMED, GROUND_WHOLE_PLAN, GROUND_CHOSEN):
        Holding.objects.update(legal_basis=ground)
        listed = [row.kind for row in promise_rows(province.plan, today()) if row.needs_choice]
        coordinator = actor_for(province.person(Role.COORDINATOR), today())
        said = [item.key.rsplit("-", 1)[-1] for item in work_source(coordinator, today())]
        assert sorted(said) == sorted(listed), ground


def test_nobody_else_is_asked_to_choose(province: Province) -> None:
    Holding.objects.update(legal_basis=GROUND_WHOLE_PLAN)
    for person in (province.person(Role.FOCAL), province.person(Role.COORDINATOR, province.other)):
        assert list(work_source(actor_for(person, today()), today())) == []
