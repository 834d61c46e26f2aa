"""Signing in and out: what is told, what is not, and the lock."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from ansinh.apps.accounts.actions import deactivate, sign_out_everywhere, unlock
from ansinh.apps.accounts.models import SignInGuard
from ansinh.apps.accounts.queries import lock_of
from ansinh.apps.accounts.sessions import ATTEMPTS, fail, take_attempt
from ansinh.apps.accounts.tests.conftest import Clock
from ansinh.apps.accounts.tests.town import PASSWORD, Town, actor, client_of, log_of, log_text
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused

OFFICER = "daumoi@tinh.example"


def sign_in(client: Client, email: str = OFFICER, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/dang-nhap/", {"email": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan/").status_code == 200


def test_right_password_opens_and_leads_where_one_wanted_to_go(town: Town, client: Client) -> None:
    response = sign_in(client, next="/nguoi-dung/?q=an")
    assert (response.status_code, response.headers["Location"]) == (302, "/nguoi-dung/?q=an")
    assert is_in(client)


def test_address_may_be_typed_in_capitals(town: Town, client: Client) -> None:
    assert sign_in(client, email=" DauMoi@Tinh.Example ").status_code == 302


@pytest.mark.parametrize("target", ["https://la.example/", "//la.example/", "javascript:alert(1)", "\\\\la.example"])
def test_nobody_is_led_to_another_site(town: Town, client: Client, target: str) -> None:
    assert sign_in(client, next=target).headers["Location"] == "/"


@pytest.mark.parametrize("target", ["abc", "accounts:users", "x\0y"])
def test_words_that_are_no_address_lead_to_the_first_page(town: Town, client: Client, target: str) -> None:
    assert sign_in(client, next=target).headers["Location"] == "/"


def test_wrong_password_and_unknown_address_get_the_same_answer(town: Town, client: Client) -> None:
    answers = [sign_in(client, password="sai"), sign_in(client, email="khong.co@tinh.example", password="sai")]
    assert [answer.status_code for answer in answers] == [400, 400]
    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert errors[0] == errors[1]
    assert "không đúng" in errors[0][0]


def test_password_is_never_sent_back(town: Town, client: Client) -> None:
    assert b"bi mat da go" not in sign_in(client, password="bi mat da go").content


def test_deactivated_person_gets_the_answer_of_a_wrong_password(town: Town, client: Client) -> None:
    wrong = sign_in(client, password="sai").context["form"].non_field_errors()
    deactivate(actor=actor(town.province_admin), person=town.officer, reason="nghỉ hưu")
    assert sign_in(client).context["form"].non_field_errors() == wrong


def test_session_gets_a_new_key_when_somebody_signs_in(town: Town, client: Client) -> None:
    client.get("/dang-nhap/")
    client.session["x"] = 1
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client)
    assert client.session.session_key != session.session_key


def test_signing_out_takes_a_form_and_ends_the_session(town: Town) -> None:
    client = client_of(town.officer)
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/").status_code == 302
    assert not is_in(client)


def test_forms_of_the_door_need_their_token(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


def test_who_is_in_is_led_on_from_the_sign_in_page(town: Town) -> None:
    assert client_of(town.officer).get("/dang-nhap/").status_code == 302


# The lock -----------------------------------------------------------------------------------------------------------


def lock(client: Client) -> HttpResponse:
    return [sign_in(client, password="sai") for _ in range(ATTEMPTS)][-1]


def test_fifth_wrong_password_locks_and_says_until_when_and_what_to_do(town: Town, client: Client) -> None:
    response = lock(client)
    assert response.status_code == 429
    (message,) = response.context["form"].non_field_errors()
    assert "tạm khóa đến" in message
    assert "quản trị hệ thống" in message


def test_locked_address_is_refused_with_the_right_password_too(town: Town, client: Client) -> None:
    lock(client)
    assert sign_in(client).status_code == 429
    assert not is_in(client)


def test_address_that_is_nobodys_locks_just_the_same(town: Town, client: Client) -> None:
    answers = [sign_in(client, email="khong.co@tinh.example", password="sai") for _ in range(ATTEMPTS)]
    assert [answer.status_code for answer in answers] == [400] * (ATTEMPTS - 1) + [429]


def test_others_are_not_locked(town: Town, client: Client) -> None:
    lock(client)
    assert sign_in(client, email="lanhdao@tinh.example").status_code == 302


def test_lock_ends_by_itself(town: Town, client: Client, clock: Clock) -> None:
    lock(client)
    clock.forward(minutes=14)
    assert sign_in(client).status_code == 429
    clock.forward(minutes=2)
    assert sign_in(client).status_code == 302


def test_trying_while_locked_does_not_prolong_the_lock(town: Town, client: Client, clock: Clock) -> None:
    lock(client)
    until = lock_of(OFFICER)
    clock.forward(minutes=5)
    sign_in(client, password="sai")
    assert lock_of(OFFICER) == until


def test_right_password_forgets_the_wrong_ones(town: Town, client: Client) -> None:
    for _ in range(ATTEMPTS - 1):
        sign_in(client, password="sai")
    sign_in(client)
    client.post("/dang-xuat/")
    assert sign_in(client, password="sai").status_code == 400
    assert sign_in(client).status_code == 302


def test_wrong_passwords_long_ago_do_not_count(town: Town, client: Client, clock: Clock) -> None:
    for _ in range(ATTEMPTS - 1):
        sign_in(client, password="sai")
    clock.forward(minutes=16)
    assert sign_in(client, password="sai").status_code == 400


def test_attempts_still_being_looked_at_count(town: Town) -> None:
    """Many requests at once: no more than five passwords are looked at, whatever comes of them."""
    taken = [take_attempt(OFFICER) for _ in range(ATTEMPTS)]
    assert taken == [None] * ATTEMPTS
    assert take_attempt(OFFICER) is not None
    assert len(log_of("accounts.locked_out")) == 1  # also when the one that was refused locked first
    assert fail(OFFICER, "sai mật khẩu") is not None
    assert len(log_of("accounts.locked_out")) == 1


def test_typed_addresses_are_not_kept_in_the_clear(town: Town, client: Client) -> None:
    sign_in(client, email="khong.co@tinh.example", password="sai")
    assert "khong" not in str(list(SignInGuard.objects.values()))


def test_administrator_unlocks_people_of_the_own_organisation(town: Town, client: Client) -> None:
    lock(client)
    with pytest.raises(Denied):
        unlock(actor=actor(town.finance_admin), person=town.officer)
    response = client_of(town.health_admin).post(f"/nguoi-dung/{town.officer.pk}/mo-khoa/")
    assert response.status_code == 302
    assert sign_in(client).status_code == 302
    with pytest.raises(ActionRefused):
        unlock(actor=actor(town.health_admin), person=town.officer)


# The log and the sessions -------------------------------------------------------------------------------------------


def test_log_has_successes_failures_and_the_lock_without_secrets(town: Town, client: Client) -> None:
    lock(client)
    sign_in(client, email="lanhdao@tinh.example")
    assert len(log_of("accounts.sign_in_failed")) == ATTEMPTS
    assert len(log_of("accounts.locked_out")) == 1
    (entry,) = log_of("accounts.signed_in")
    assert entry.actor_id == town.leader.pk
    assert PASSWORD not in log_text()
    assert "sai" not in [word for e in log_of("accounts.sign_in_failed") for word in str(e.after).split()]


def test_addresses_that_are_nobodys_leave_no_trace_in_the_log(town: Town, client: Client) -> None:
    for _ in range(ATTEMPTS):
        sign_in(client, email="mat.khau.go.nham@tinh.example", password="sai")
    assert log_text() == ""


def test_deactivating_ends_the_sessions_at_once(town: Town) -> None:
    client = client_of(town.officer)
    assert is_in(client)
    deactivate(actor=actor(town.health_admin), person=town.officer, reason="chuyển công tác")
    assert not is_in(client)


def test_signing_out_everywhere_ends_all_sessions(town: Town) -> None:
    here, there = client_of(town.officer), client_of(town.officer)
    here.post("/tai-khoan/dang-xuat-moi-may/")
    assert not is_in(here)
    assert not is_in(there)
    with pytest.raises(Denied):
        sign_out_everywhere(actor=actor(town.finance_admin), person=town.officer)


def test_who_must_change_the_password_gets_nowhere_else(town: Town, client: Client) -> None:
    type(town.officer).objects.filter(pk=town.officer.pk).update(must_change_password=True)
    sign_in(client)
    assert client.get("/nguoi-dung/").headers["Location"] == "/tai-khoan/mat-khau/"
    changed = {"current": PASSWORD, "password": "câu mới của tôi 75", "again": "câu mới của tôi 75"}
    assert client.post("/tai-khoan/mat-khau/", changed).status_code == 302
    assert client.get("/nguoi-dung/").status_code == 200
