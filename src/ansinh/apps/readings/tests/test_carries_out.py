"""Which plan a plan on the desk carries out: read out of its words, chosen by an officer, kept when published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.actions import choose_parent
from ansinh.apps.readings.live import carried_out_plan
from ansinh.apps.readings.queries import plan_draft_of
from ansinh.domain.readings import DocumentHeader, LegalBasis
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from tests.province import Province, make_province


@pytest.fixture
def p(db: None) -> Province:
    return make_province()


def _actor(p: Province, role: Role) -> Actor:
    return actor_for(p.person(role), today())


def test_plan_named_in_the_title_goes_before_one_named_among_the_bases(p: Province) -> None:
    other = Plan(number="12/KH-UBND", issued_on=date(2024, 1, 5))
    header = DocumentHeader(
        number="99/KH-UBND",
        title="Thực hiện Kế hoạch số 65 /KH-UBND của UBND tỉnh",
        legal_bases=(LegalBasis("12/KH-UBND", date(2024, 1, 5), None),),
    )
    assert carried_out_plan([other, p.plan], header) == p.plan


def test_plan_of_the_same_number_and_another_day_is_not_meant(p: Province) -> None:
    header = DocumentHeader(legal_bases=(LegalBasis(p.plan.number, p.plan.issued_on - timedelta(days=365), None),))
    assert carried_out_plan([p.plan], header) is None


def test_chosen_parent_stands_in_the_draft_of_the_plan(p: Province) -> None:
    choose_parent(actor=_actor(p, Role.FOCAL), reading=p.reading, plan=p.plan, seen=None)
    p.reading.refresh_from_db()
    assert plan_draft_of(p.reading).parent_id == p.plan.pk


def test_second_officer_who_did_not_see_the_choice_is_told(p: Province) -> None:
    choose_parent(actor=_actor(p, Role.FOCAL), reading=p.reading, plan=p.plan, seen=None)
    with pytest.raises(Conflict, match="người khác chọn"):
        choose_parent(actor=_actor(p, Role.COORDINATOR), reading=p.reading, plan=None, seen=None)


def test_plan_that_was_issued_later_cannot_be_carried_out(p: Province) -> None:
    Plan.objects.filter(pk=p.plan.pk).update(issued_on=date(2030, 1, 1))
    p.plan.refresh_from_db()
    with pytest.raises(ActionRefused, match="sau văn bản này"):
        choose_parent(actor=_actor(p, Role.FOCAL), reading=p.reading, plan=p.plan, seen=None)


def test_officer_of_another_agency_may_not_choose(p: Province) -> None:
    actor = actor_for(p.person(Role.FOCAL, p.other), today())
    with pytest.raises(Denied):
        choose_parent(actor=actor, reading=p.reading, plan=p.plan, seen=None)


def test_desk_takes_the_choice_and_shows_it(p: Province, client: Client) -> None:
    client.force_login(p.person(Role.FOCAL), "django.contrib.auth.backends.ModelBackend")
    url = reverse("readings:carries_out", args=[p.reading.pk])
    answer = client.post(url, {"parent": p.plan.slug, "seen": ""}, follow=True)
    assert "Đã ghi: thực hiện kế hoạch 65/KH-UBND." in answer.content.decode()
    assert client.post(url, {"parent": "khong-co", "seen": ""}).status_code == 400
    assert client.post(url, {"parent": "", "seen": ""}).status_code == 400
