"""From an invitation to an account with a role, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings

from ansinh.apps.accounts.actions import (
    INVITATION_DAYS,
    accept_invitation,
    accept_invitation_as_member,
    withdraw_invitation,
)
from ansinh.apps.accounts.models import Invitation, RoleAssignment, User
from ansinh.apps.accounts.queries import bearer
from ansinh.apps.accounts.tests.conftest import Clock
from ansinh.apps.accounts.tests.town import Town, actor, client_of, invited, log_text
from ansinh.domain.roles import Role
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused

NEW = {"password": "câu của người mới 54", "again": "câu của người mới 54"}


def test_invited_person_sets_a_password_and_holds_the_role(town: Town, client: Client) -> None:
    new = invited(town, town.health_admin)
    assert "Trần Thị Mới" in client.get(f"/loi-moi/{new.token}/").content.decode()
    assert client.post(f"/loi-moi/{new.token}/", NEW).headers["Location"] == "/tai-khoan/"
    person = User.objects.get(email="moi@tinh.example")
    (role,) = person.role_assignments.all()
    assert (role.role, role.organisation) == (Role.FOCAL, town.health)
    assert client.get("/tai-khoan/").status_code == 200


def test_link_works_once(town: Town, client: Client) -> None:
    new = invited(town, town.health_admin)
    client.post(f"/loi-moi/{new.token}/", NEW)
    again = Client().post(f"/loi-moi/{new.token}/", NEW)
    assert again.status_code == 404
    assert "đã được nhận" in again.content.decode()
    assert User.objects.filter(email="moi@tinh.example").count() == 1


def test_of_two_who_take_it_at_once_one_gets_it(town: Town) -> None:
    """Both read the open invitation; then both act."""
    new = invited(town, town.health_admin)
    first, second = (Invitation.objects.get(pk=new.invitation.pk) for _ in range(2))
    who = bearer("Trần Thị Mới")
    accept_invitation(actor=who, invitation=first, password=NEW["password"])
    with pytest.raises(ActionRefused):
        accept_invitation(actor=who, invitation=second, password=NEW["password"])
    assert RoleAssignment.objects.filter(user__email="moi@tinh.example").count() == 1


def test_link_runs_out(town: Town, client: Client, clock: Clock) -> None:
    new = invited(town, town.health_admin)
    clock.forward(days=INVITATION_DAYS, seconds=1)
    assert client.get(f"/loi-moi/{new.token}/").status_code == 404
    assert client.post(f"/loi-moi/{new.token}/", NEW).status_code == 404
    assert not User.objects.filter(email="moi@tinh.example").exists()


def test_withdrawn_link_is_dead_and_cannot_be_withdrawn_twice(town: Town, client: Client) -> None:
    new = invited(town, town.health_admin)
    with pytest.raises(Denied):
        withdraw_invitation(actor=actor(town.finance_admin), invitation=new.invitation)
    withdraw_invitation(actor=actor(town.health_admin), invitation=new.invitation)
    assert client.post(f"/loi-moi/{new.token}/", NEW).status_code == 404
    with pytest.raises(ActionRefused):
        withdraw_invitation(actor=actor(town.health_admin), invitation=new.invitation)


def test_second_invitation_to_the_same_place_replaces_the_first(town: Town, client: Client) -> None:
    first = invited(town, town.health_admin)
    second = invited(town, town.health_admin)
    assert client.get(f"/loi-moi/{first.token}/").status_code == 404
    assert client.get(f"/loi-moi/{second.token}/").status_code == 200


def test_unknown_token_is_answered_like_a_used_one(town: Town, client: Client) -> None:
    assert client.get("/loi-moi/khong-co-that/").status_code == 404


def test_weak_password_is_refused_with_what_to_do_and_the_link_still_works(town: Town, client: Client) -> None:
    new = invited(town, town.health_admin)
    weak = client.post(f"/loi-moi/{new.token}/", {"password": "12345", "again": "khác"})
    messages = " ".join(weak.context["form"].errors["password"])
    assert weak.status_code == 400
    assert "ít nhất 10 ký tự" in messages
    assert "chỉ có chữ số" in messages
    assert "again" in weak.context["form"].errors  # all that is wrong at once
    named = client.post(f"/loi-moi/{new.token}/", {"password": "Trần Thị Mới", "again": "Trần Thị Mới"})
    assert "quá giống họ và tên" in " ".join(named.context["form"].errors["password"])
    assert client.post(f"/loi-moi/{new.token}/", NEW).status_code == 302


def test_person_with_an_account_takes_the_role_with_it(town: Town) -> None:
    new = invited(town, town.province_admin, email=town.leader.email)
    stranger = Client().get(f"/loi-moi/{new.token}/")
    assert "đã có tài khoản" in stranger.content.decode()
    assert Client().post(f"/loi-moi/{new.token}/", NEW).status_code == 200  # nothing to be had without signing in
    other = client_of(town.officer)
    assert other.post(f"/loi-moi/{new.token}/", NEW).status_code == 200
    assert not town.leader.role_assignments.filter(organisation=town.health).exists()
    client_of(town.leader).post(f"/loi-moi/{new.token}/")
    assert town.leader.role_assignments.filter(organisation=town.health, role=Role.FOCAL).exists()


def test_another_person_cannot_take_it(town: Town) -> None:
    new = invited(town, town.province_admin, email=town.leader.email)
    with pytest.raises(ActionRefused):
        accept_invitation_as_member(actor=actor(town.officer), invitation=new.invitation, person=town.officer)


def test_administrator_invites_to_the_own_organisation_only(town: Town) -> None:
    with pytest.raises(Denied):
        invited(town, town.finance_admin)
    with pytest.raises(Denied):
        invited(town, town.officer)
    invited(town, town.province_admin)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_role_with_province_wide_permissions_is_given_by_the_province_only(town: Town, role: Role) -> None:
    with pytest.raises(Denied):
        invited(town, town.health_admin, role=role)
    invited(town, town.province_admin, role=role)


def test_invitation_to_a_role_that_is_held_is_refused(town: Town) -> None:
    with pytest.raises(ActionRefused):
        invited(town, town.health_admin, email=town.officer.email)


def test_page_offers_only_what_the_administrator_may_give(town: Town) -> None:
    form = client_of(town.health_admin).get("/nguoi-dung/moi/").context["form"]
    assert list(form.fields["organisation"].queryset) == [town.health]
    assert Role.ADMINISTRATOR.value not in dict(form.fields["role"].choices)
    forged = {"full_name": "X", "email": "x@tinh.example", "role": "focal", "organisation": town.finance.pk}
    assert client_of(town.health_admin).post("/nguoi-dung/moi/", forged).status_code == 400
    assert client_of(town.officer).get("/nguoi-dung/moi/").status_code == 403


def test_link_is_shown_once_to_hand_over_when_there_is_no_mail(town: Town) -> None:
    form = {"full_name": "Lê Văn X", "email": "x@tinh.example", "role": "focal", "organisation": town.health.pk}
    page = client_of(town.health_admin).post("/nguoi-dung/moi/", form)
    assert re.search(r"http://testserver/loi-moi/[\w-]{43}/", page.content.decode())
    assert mail.outbox == []


@override_settings(MAIL_WORKS=True)
def test_link_is_sent_when_there_is_mail(town: Town) -> None:
    form = {"full_name": "Lê Văn & Con", "email": "x@tinh.example", "role": "focal", "organisation": town.health.pk}
    client_of(town.health_admin).post("/nguoi-dung/moi/", form)
    (letter,) = mail.outbox
    assert letter.to == ["x@tinh.example"]
    assert "Lê Văn & Con" in letter.body
    assert "http://testserver/loi-moi/" in letter.body


def test_only_a_digest_of_the_token_is_kept_and_none_is_in_the_log(town: Town) -> None:
    new = invited(town, town.health_admin)
    assert new.token not in str(Invitation.objects.values().get()) + log_text()


def test_invitation_stands_for_two_weeks(town: Town) -> None:
    invitation = invited(town, town.health_admin).invitation
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)
