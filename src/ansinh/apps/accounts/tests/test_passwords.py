"""Changing, forgetting and setting passwords."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client, override_settings

from ansinh.apps.accounts.actions import change_password, make_reset_link, reset_password
from ansinh.apps.accounts.jobs import SEND_RESET_LINK, reset_path, send_link
from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import bearer
from ansinh.apps.accounts.tests.conftest import Clock
from ansinh.apps.accounts.tests.test_door import is_in, lock, sign_in
from ansinh.apps.accounts.tests.town import PASSWORD, Town, actor, client_of, log_text
from ansinh.apps.jobs.models import Job
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused
from ansinh.kit.jobs import DirectContext

NEW = "câu mới khó đoán 75"
TWICE = {"password": NEW, "again": NEW}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_changing_keeps_this_session_and_ends_the_others(town: Town, client: Client) -> None:
    here, there = client_of(town.officer), client_of(town.officer)
    assert here.post("/tai-khoan/mat-khau/", {"current": PASSWORD, **TWICE}).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert sign_in(client, password=NEW).status_code == 302


def test_all_that_is_wrong_with_a_change_is_said_at_once(town: Town) -> None:
    form = client_of(town.officer).post(
        "/tai-khoan/mat-khau/", {"current": "sai", "password": "daumoi", "again": "daumoi"}
    ).context["form"]  # fmt: skip
    assert set(form.errors) == {"current", "password"}
    words = " ".join(form.errors["password"])
    assert "ít nhất 10 ký tự" in words
    assert "quá giống" in words


@pytest.mark.parametrize(
    ("weak", "word"),
    [
        ("ngắn quá", "ít nhất 10 ký tự"),
        ("1234567890123", "chỉ có chữ số"),
        ("qwertyuiop", "hay bị đoán"),
        ("daumoi@tinh.example", "quá giống thư"),
        ("Người Thử daumoi", "quá giống họ và tên"),
    ],
)
def test_weak_passwords_are_refused_in_vietnamese(town: Town, weak: str, word: str) -> None:
    with pytest.raises(ActionRefused) as refusal:
        change_password(actor=actor(town.officer), person=town.officer, current=PASSWORD, password=weak)
    text = str(refusal.value).replace("địa chỉ thư điện tử", "thư")
    assert word in text


def test_nobody_changes_the_password_of_another(town: Town) -> None:
    with pytest.raises(ActionRefused):
        change_password(actor=actor(town.province_admin), person=town.officer, current=PASSWORD, password=NEW)


# Links --------------------------------------------------------------------------------------------------------------


def link_for(town: Town) -> str:
    return reset_path(town.officer, make_reset_link(actor=actor(town.health_admin), person=town.officer))


def test_administrator_makes_a_link_that_sets_a_password_once(town: Town, client: Client) -> None:
    page = client_of(town.health_admin).post(f"/nguoi-dung/{town.officer.pk}/lien-ket/").content.decode()
    (link,) = re.findall(r"http://testserver(/dat-lai-mat-khau/[^\"/]+/[^\"/]+/)", page)
    assert client.get(link).status_code == 200
    assert client.post(link, TWICE).headers["Location"] == "/dang-nhap/"
    assert client.post(link, TWICE).status_code == 404
    assert sign_in(client, password=NEW).status_code == 302


def test_link_made_before_the_password_changed_is_dead(town: Town, client: Client) -> None:
    link = link_for(town)
    change_password(actor=actor(town.officer), person=fresh(town.officer), current=PASSWORD, password=NEW)
    assert client.post(link, TWICE).status_code == 404


def test_link_runs_out(town: Town, client: Client) -> None:
    link = link_for(town)
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert client.get(link).status_code == 404


def test_of_two_who_use_one_link_at_once_one_sets_the_password(town: Town) -> None:
    token = make_reset_link(actor=actor(town.health_admin), person=town.officer)
    first, second = fresh(town.officer), fresh(town.officer)
    reset_password(actor=bearer("x"), person=first, token=token, password=NEW)
    with pytest.raises(ActionRefused):
        reset_password(actor=bearer("x"), person=second, token=token, password="câu của kẻ khác 99")
    assert fresh(town.officer).check_password(NEW)


@pytest.mark.parametrize(
    "link", ["/dat-lai-mat-khau/MQ/sai/", "/dat-lai-mat-khau/%C4%91/sai/", "/dat-lai-mat-khau/-/x/"]
)
def test_forged_links_are_dead(town: Town, client: Client, link: str) -> None:
    assert client.get(link).status_code == 404


def test_setting_a_password_by_link_ends_sessions_and_the_lock(town: Town, client: Client) -> None:
    old = client_of(town.officer)
    lock(Client())
    client.post(link_for(town), TWICE)
    assert not is_in(old)
    assert sign_in(client, password=NEW).status_code == 302


def test_link_is_not_made_for_people_of_others_nor_for_deactivated_people(town: Town) -> None:
    with pytest.raises(Denied):
        make_reset_link(actor=actor(town.finance_admin), person=town.officer)
    User.objects.filter(pk=town.officer.pk).update(is_active=False)
    with pytest.raises(ActionRefused):
        make_reset_link(actor=actor(town.health_admin), person=fresh(town.officer))


def test_no_token_and_no_password_is_in_the_log(town: Town, client: Client) -> None:
    link = link_for(town)
    client.post(link, TWICE)
    assert NEW not in log_text()
    assert link.split("/")[-2] not in log_text()


# Forgotten ----------------------------------------------------------------------------------------------------------


def ask(client: Client, email: str) -> bytes:
    page = client.post("/quen-mat-khau/", {"email": email})
    assert page.status_code == 200
    return page.content


@override_settings(MAIL_WORKS=True)
def test_known_and_unknown_addresses_get_the_same_answer_and_both_leave_one_job(town: Town, client: Client) -> None:
    assert ask(client, "daumoi@tinh.example") == ask(client, "khong.co@tinh.example")
    assert Job.objects.filter(kind=SEND_RESET_LINK).count() == 2


@override_settings(MAIL_WORKS=True)
def test_letter_goes_to_people_with_an_account_in_use_and_to_nobody_else(town: Town, client: Client) -> None:
    for email in ("daumoi@tinh.example", "khong.co@tinh.example"):
        send_link(DirectContext(), {"email": email, "origin": "https://ansinh.tinh.example"})
    User.objects.filter(pk=town.leader.pk).update(is_active=False)
    send_link(DirectContext(), {"email": town.leader.email, "origin": "https://ansinh.tinh.example"})
    (letter,) = mail.outbox
    (link,) = re.findall(r"https://ansinh\.tinh\.example(/dat-lai-mat-khau/\S+)", letter.body)
    assert client.post(link, TWICE).status_code == 302


@override_settings(MAIL_WORKS=True)
def test_asking_again_and_again_does_not_flood_anybody(town: Town, client: Client, clock: Clock) -> None:
    for _ in range(20):
        ask(client, "daumoi@tinh.example")
        Job.objects.update(state="done")
    assert Job.objects.count() == 5
    clock.forward(minutes=16)
    ask(client, "daumoi@tinh.example")
    assert Job.objects.count() == 6


@override_settings(MAIL_WORKS=True)
def test_asking_does_not_lock_the_door(town: Town, client: Client) -> None:
    for _ in range(20):
        ask(client, "daumoi@tinh.example")
    assert sign_in(client).status_code == 302


def test_without_mail_the_page_says_whom_to_ask(town: Town, client: Client) -> None:
    assert "Đề nghị quản trị hệ thống" in client.get("/quen-mat-khau/").content.decode()
    ask(client, "daumoi@tinh.example")
    assert not Job.objects.exists()
