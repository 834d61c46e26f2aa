"""The code on the telephone: setting up, signing in with it, losing it."""

from __future__ import annotations

import base64
import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings

from ansinh.apps.accounts.actions import activate_second_step, remove_second_step
from ansinh.apps.accounts.models import RecoveryCode, SecondStep
from ansinh.apps.accounts.sessions import ATTEMPTS
from ansinh.apps.accounts.tests.conftest import Clock
from ansinh.apps.accounts.tests.test_door import is_in, sign_in
from ansinh.apps.accounts.tests.town import PASSWORD, Town, actor, client_of, log_of, log_text
from ansinh.domain.one_time_codes import PERIOD, code_of, period_at
from ansinh.kit.access import Denied

SECRET = b"0123456789abcdefghij"


class Telephone:
    """Shows the code of a moment that the test moves on."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.moment = 1_700_000_000.0
        patch.setattr("ansinh.apps.accounts.actions.time.time", lambda: self.moment)

    def code(self, secret: bytes = SECRET) -> str:
        return code_of(secret, period_at(self.moment))

    def next_code(self) -> str:
        self.moment += PERIOD
        return self.code()


@pytest.fixture
def telephone(monkeypatch: pytest.MonkeyPatch) -> Telephone:
    return Telephone(monkeypatch)


def set_up(town: Town, telephone: Telephone) -> tuple[str, ...]:
    return activate_second_step(actor=actor(town.officer), person=town.officer, secret=SECRET, code=telephone.code())


def give(client: Client, code: str) -> HttpResponse:
    return client.post("/dang-nhap/ma/", {"code": code})


def test_setting_up_on_the_page_shows_the_codes_once(town: Town, telephone: Telephone) -> None:
    client = client_of(town.officer)
    page = client.get("/tai-khoan/hai-buoc/")
    assert page.context["square"].startswith("data:image/svg+xml;base64,")
    secret = base64.b32decode(page.context["secret"])
    answer = client.post("/tai-khoan/hai-buoc/", {"code": telephone.code(secret), "current": PASSWORD})
    codes = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", answer.content.decode())
    assert len(set(codes)) == 10
    assert codes[0] not in client.get("/tai-khoan/hai-buoc/").content.decode()


def test_setting_up_needs_the_password_and_a_right_code(town: Town, telephone: Telephone) -> None:
    client = client_of(town.officer)
    client.get("/tai-khoan/hai-buoc/")
    wrong_password = client.post("/tai-khoan/hai-buoc/", {"code": "000000", "current": "sai"})
    assert "current" in wrong_password.context["form"].errors
    wrong_code = client.post("/tai-khoan/hai-buoc/", {"code": "000000", "current": PASSWORD})
    assert "code" in wrong_code.context["form"].errors
    assert not SecondStep.objects.exists()


def test_password_alone_no_longer_opens(town: Town, client: Client, telephone: Telephone) -> None:
    set_up(town, telephone)
    assert sign_in(client).headers["Location"] == "/dang-nhap/ma/"
    assert not is_in(client)
    assert give(client, telephone.next_code()).status_code == 302
    assert is_in(client)
    assert "mã một lần" in log_of("accounts.signed_in")[0].summary


def test_code_page_leads_where_one_wanted_to_go(town: Town, client: Client, telephone: Telephone) -> None:
    set_up(town, telephone)
    sign_in(client, next="/quyen/")
    assert give(client, telephone.next_code()).headers["Location"] == "/quyen/"


def test_code_page_without_a_password_before_leads_back(town: Town, client: Client) -> None:
    assert client.get("/dang-nhap/ma/").headers["Location"] == "/dang-nhap/"


def test_waiting_too_long_between_password_and_code_leads_back(
    town: Town, client: Client, telephone: Telephone, clock: Clock
) -> None:
    set_up(town, telephone)
    sign_in(client)
    clock.forward(minutes=11)
    assert give(client, telephone.next_code()).headers["Location"] == "/dang-nhap/"
    assert not is_in(client)


def test_code_that_was_used_is_refused(town: Town, client: Client, telephone: Telephone) -> None:
    set_up(town, telephone)
    sign_in(client)
    code = telephone.next_code()
    give(client, code)
    other = Client()
    sign_in(other)
    assert give(other, code).status_code == 400
    assert not is_in(other)


def test_wrong_codes_lock_like_wrong_passwords(town: Town, client: Client, telephone: Telephone) -> None:
    set_up(town, telephone)
    sign_in(client)
    answers = [give(client, "000000").status_code for _ in range(ATTEMPTS)]
    assert answers == [400] * (ATTEMPTS - 1) + [429]
    assert give(client, telephone.next_code()).status_code == 429
    assert sign_in(Client()).status_code == 429


def test_knowing_the_password_does_not_renew_the_attempts_for_codes(
    town: Town, client: Client, telephone: Telephone
) -> None:
    set_up(town, telephone)
    answers = []
    for _ in range(ATTEMPTS):
        sign_in(client)
        answers.append(give(client, "000000").status_code)
    assert answers[-1] == 429


def test_recovery_code_opens_once(town: Town, client: Client, telephone: Telephone) -> None:
    codes = set_up(town, telephone)
    sign_in(client)
    assert give(client, codes[3].lower().replace("-", " ")).status_code == 302
    other = Client()
    sign_in(other)
    assert give(other, codes[3]).status_code == 400
    assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 9


def test_new_recovery_codes_end_the_old_ones(town: Town, telephone: Telephone) -> None:
    codes = set_up(town, telephone)
    client = client_of(town.officer)
    assert client.post("/tai-khoan/hai-buoc/ma-khoi-phuc/", {"current": "sai"}).status_code == 400
    assert client.post("/tai-khoan/hai-buoc/ma-khoi-phuc/", {"current": PASSWORD}).status_code == 200
    other = Client()
    sign_in(other)
    assert give(other, codes[0]).status_code == 400


def test_person_turns_it_off_with_the_password(town: Town, client: Client, telephone: Telephone) -> None:
    set_up(town, telephone)
    own = client_of(town.officer)
    own.post("/tai-khoan/hai-buoc/tat/", {"current": "sai"})
    assert SecondStep.objects.exists()
    own.post("/tai-khoan/hai-buoc/tat/", {"current": PASSWORD})
    assert not SecondStep.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert sign_in(client).headers["Location"] == "/"


def test_administrator_turns_it_off_for_a_lost_telephone_only_where_he_administers(
    town: Town, telephone: Telephone
) -> None:
    set_up(town, telephone)
    with pytest.raises(Denied):
        remove_second_step(actor=actor(town.finance_admin), person=town.officer)
    remove_second_step(actor=actor(town.health_admin), person=town.officer)
    assert not SecondStep.objects.exists()


def test_secret_and_codes_are_neither_in_the_database_in_the_clear_nor_in_the_log(
    town: Town, telephone: Telephone
) -> None:
    codes = set_up(town, telephone)
    stored = str(list(SecondStep.objects.values())) + str(list(RecoveryCode.objects.values())) + log_text()
    assert SECRET.hex() not in stored
    assert not [code for code in codes if code in stored or code.replace("-", "") in stored]


def test_secret_sealed_with_an_old_key_still_opens_while_the_key_is_kept(
    town: Town, client: Client, telephone: Telephone
) -> None:
    set_up(town, telephone)
    with override_settings(SECRET_KEY="khóa mới" * 8, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        sign_in(client)
        assert give(client, telephone.next_code()).status_code == 302
    with override_settings(SECRET_KEY="khóa khác" * 8, SECRET_KEY_FALLBACKS=[]):
        other = Client()
        sign_in(other)
        assert give(other, telephone.next_code()).status_code == 400
