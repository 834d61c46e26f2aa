"""Praise: proposed, approved by somebody else, shown on the promise's page only then."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.oversight.access import visible_commendations
from ansinh.apps.oversight.actions import praise as actions
from ansinh.apps.oversight.models import Commendation, CommendationState
from ansinh.apps.oversight.work import work_source
from ansinh.domain.roles import Role
from ansinh.domain.work import WorkGroup
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from tests.province import Province


@pytest.fixture
def fields(province: Province) -> dict[str, Any]:
    return {
        "kind": "practice", "title": "Chi trả qua tài khoản", "promise": province.task, "who": "Đội chi trả huyện",
        "what": "Mười hai xã chi trả qua tài khoản.", "how": "Bưu điện mở tài khoản tận nhà.", "evidence": "Báo cáo 15",
        "decision": "",
    }  # fmt: skip


@pytest.fixture
def focal(province: Province) -> Actor:
    return actor_for(province.person(Role.FOCAL, province.other), today())


@pytest.fixture
def leader(province: Province) -> Actor:
    return actor_for(province.person(Role.LEADER), today())


def test_it_is_seen_by_everybody_and_on_the_promise_only_when_approved(
    province: Province, fields: dict[str, Any], focal: Actor, leader: Actor
) -> None:
    praise = actions.propose_praise(actor=focal, fields=fields)
    reader = actor_for(province.person(Role.FINANCE), today())
    browser = _browser(province.person(Role.FINANCE))
    page = reverse("plans:task", args=[province.plan.slug, province.task.code])
    assert list(visible_commendations(reader)) == []
    assert "Chi trả qua tài khoản" not in browser.get(page).content.decode()
    actions.approve_praise(actor=leader, praise=praise, version=1)
    assert list(visible_commendations(reader)) == [praise]
    assert "Bưu điện mở tài khoản tận nhà." in browser.get(page).content.decode()


def test_it_goes_back_and_forth_and_who_has_it_is_told(fields: dict[str, Any], focal: Actor, leader: Actor) -> None:
    def groups(actor: Actor) -> list[WorkGroup]:
        return [item.group for item in work_source(actor, today())]

    praise = actions.propose_praise(actor=focal, fields=fields)
    assert (groups(focal), groups(leader)) == ([WorkGroup.WAITING], [WorkGroup.WAITED_FOR])
    actions.return_praise(actor=leader, praise=praise, version=1, reason="Thiếu con số.")
    assert (groups(focal), groups(leader)) == ([WorkGroup.RETURNED], [])
    actions.change_praise(actor=focal, praise=praise, version=2, fields=fields | {"what": "12 xã, 3.400 người."})
    actions.approve_praise(actor=leader, praise=praise, version=3)
    assert (groups(focal), groups(leader)) == ([], [])
    with pytest.raises(Conflict):
        actions.change_praise(actor=focal, praise=praise, version=4, fields=fields)


def test_nobody_approves_their_own_proposal(province: Province, fields: dict[str, Any]) -> None:
    coordinator = actor_for(province.person(Role.COORDINATOR), today())
    praise = actions.propose_praise(actor=coordinator, fields=fields)
    with pytest.raises(ActionRefused, match="không tự duyệt"):
        actions.approve_praise(actor=coordinator, praise=praise, version=1)


def test_an_award_needs_its_decision_and_a_return_its_reason(
    fields: dict[str, Any], focal: Actor, leader: Actor
) -> None:
    with pytest.raises(ActionRefused, match="số, ngày quyết định"):
        actions.propose_praise(actor=focal, fields=fields | {"kind": "award"})
    praise = actions.propose_praise(actor=focal, fields=fields | {"kind": "award", "decision": "12/QĐ-UBND, 1/9/2024"})
    with pytest.raises(ActionRefused, match="Chưa có lý do"):
        actions.return_praise(actor=leader, praise=praise, version=1, reason=" ")


def test_pages_carry_it_from_proposal_to_approval(province: Province, fields: dict[str, Any]) -> None:
    focal, leader = _browser(province.person(Role.FOCAL, province.other)), _browser(province.person(Role.LEADER))
    url = reverse("oversight:propose_praise")
    wrong = focal.post(url, fields | {"promise": "IX.9", "who": ""}).content.decode()
    for said in ("«IX.9» không phải mã của một mục", "Chưa nhập «Tập thể, cá nhân»", "Mười hai xã chi trả"):
        assert said in wrong, said
    page = focal.post(url, fields | {"promise": "II.2"})["Location"]
    assert leader.post(f"{page}tra-lai/", {"version": 1, "reason": ""}).status_code == 400
    leader.post(f"{page}tra-lai/", {"version": 1, "reason": "Thêm số liệu"})
    assert "Thêm số liệu" in focal.get(page).content.decode()
    focal.post(f"{page}sua/", fields | {"promise": "II.2", "version": 2})
    leader.post(f"{page}duyet/", {"version": 3})
    assert Commendation.objects.get().state == CommendationState.APPROVED
    assert "1 cách làm hay, khen thưởng đã ghi nhận" in focal.get(reverse("oversight:commendations")).content.decode()


def _browser(person: User) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client
