"""Single sign-on: off unless named, and then only for people who have an account or an invitation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, override_settings

from ansinh.apps.accounts.actions import deactivate
from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.sessions import SingleSignOnAdapter
from ansinh.apps.accounts.tests.test_door import is_in
from ansinh.apps.accounts.tests.town import Town, actor, invited, log_of
from ansinh.domain.roles import Role
from ansinh.web.single_sign_on import single_sign_on

ENVIRONMENT = {
    "ANSINH_OIDC_ISSUER": "https://id.tinh.example",
    "ANSINH_OIDC_CLIENT_ID": "an-sinh",
    "ANSINH_OIDC_CLIENT_SECRET": "bí mật",
    "ANSINH_OIDC_NAME": "tài khoản công vụ",
}


class Provider:
    """The identity provider, as far as allauth asks it. ``claims`` is what it says of whoever signed in."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "u-1", "email": "daumoi@tinh.example", "email_verified": True}
        self.is_away = False

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def get(self, url: str, **_: Any) -> requests.Response:
        if url.endswith("/.well-known/openid-configuration"):
            base = "https://id.tinh.example"
            return self._answer(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/auth",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        return self._answer(self.claims)

    def request(self, method: str, url: str, **_: Any) -> requests.Response:
        return self._answer({"access_token": "t", "token_type": "Bearer"})

    def post(self, url: str, **more: Any) -> requests.Response:
        return self.request("POST", url, **more)

    def _answer(self, values: dict[str, Any]) -> requests.Response:
        if self.is_away:
            raise requests.ConnectionError("away")
        response = requests.Response()
        response.status_code = 200
        response.headers["content-type"] = "application/json"
        response.json = lambda **_: values  # type: ignore[method-assign]
        return response


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    stub = Provider()
    monkeypatch.setattr(SingleSignOnAdapter, "get_requests_session", lambda self: stub)
    providers, name = single_sign_on(ENVIRONMENT)
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers, SINGLE_SIGN_ON_NAME=name):
        yield stub


def start(client: Client, **data: str) -> dict[str, str]:
    """Press the button; what the browser is sent to the provider with."""
    response = client.post("/dang-nhap/mot-lan/", data)
    parts = urlsplit(response.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://id.tinh.example/auth"
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def come_back(client: Client, **query: str) -> HttpResponse:
    return client.get("/dang-nhap/mot-lan/tinh/ket-qua/", query)


def go_round(client: Client, **data: str) -> HttpResponse:
    return come_back(client, state=start(client, **data)["state"], code="c")


def turned_away(client: Client, response: HttpResponse) -> str:
    """The message on the sign-in page that the browser is led to."""
    assert response.headers["Location"] == "/dang-nhap/"
    page = client.get("/dang-nhap/")
    assert not is_in(client)
    return " ".join(str(message) for message in page.context["messages"])


def test_without_configuration_there_is_no_button_and_no_address(town: Town, client: Client) -> None:
    assert "mot-lan" not in client.get("/dang-nhap/").content.decode()
    assert client.post("/dang-nhap/mot-lan/").status_code == 404
    assert come_back(client, code="c", state="s").status_code == 404


def test_half_a_configuration_stops_the_start_and_names_what_is_missing() -> None:
    with pytest.raises(ImproperlyConfigured, match="ANSINH_OIDC_CLIENT_SECRET"):
        single_sign_on({"ANSINH_OIDC_ISSUER": "https://id.tinh.example", "ANSINH_OIDC_CLIENT_ID": "an-sinh"})
    assert single_sign_on({}) == ({}, "")


def test_button_says_whose_account_is_meant(town: Town, client: Client, provider: Provider) -> None:
    assert "Đăng nhập bằng tài khoản công vụ" in client.get("/dang-nhap/").content.decode()


def test_browser_is_sent_off_with_state_and_proof_key(town: Town, client: Client, provider: Provider) -> None:
    query = start(client)
    assert query["client_id"] == "an-sinh"
    assert query["redirect_uri"] == "http://testserver/dang-nhap/mot-lan/tinh/ket-qua/"
    assert query["state"]
    assert query["code_challenge_method"] == "S256"


def test_following_a_link_does_not_begin_a_sign_in(town: Town, client: Client, provider: Provider) -> None:
    assert client.get("/dang-nhap/mot-lan/").status_code == 405


def test_person_with_an_account_comes_in_and_goes_where_he_wanted(
    town: Town, client: Client, provider: Provider
) -> None:
    assert go_round(client, next="/quyen/").headers["Location"] == "/quyen/"
    assert is_in(client)
    assert log_of("accounts.signed_in")[0].actor_id == town.officer.pk


def test_tie_lasts_when_the_provider_changes_the_address(town: Town, client: Client, provider: Provider) -> None:
    go_round(client)
    client.post("/dang-xuat/")
    provider.claims["email"] = "ten.moi@tinh.example"
    go_round(client)
    assert is_in(client)
    assert SocialAccount.objects.get().user == town.officer


def test_invited_person_comes_in_with_the_role_and_without_a_password(
    town: Town, client: Client, provider: Provider
) -> None:
    new = invited(town, town.health_admin)
    provider.claims = {"sub": "u-2", "email": "Moi@tinh.example", "email_verified": True}
    go_round(client)
    assert is_in(client)
    person = User.objects.get(email="moi@tinh.example")
    assert not person.has_usable_password()
    assert person.role_assignments.get().role == Role.FOCAL
    assert Client().get(f"/loi-moi/{new.token}/").status_code == 404


def test_stranger_is_turned_away_and_no_account_is_made(town: Town, client: Client, provider: Provider) -> None:
    provider.claims = {"sub": "u-3", "email": "la@tinh.example", "email_verified": True}
    before = User.objects.count()
    assert "chưa được mời" in turned_away(client, go_round(client))
    assert User.objects.count() == before


@pytest.mark.parametrize("verified", [False, None, "false", "true"])
def test_address_that_the_provider_does_not_vouch_for_is_not_believed(
    town: Town, client: Client, provider: Provider, verified: object
) -> None:
    provider.claims["email_verified"] = verified
    assert "chưa được mời" in turned_away(client, go_round(client))


def test_provider_that_vouches_for_all_is_believed_when_told_so(town: Town, client: Client, provider: Provider) -> None:
    del provider.claims["email_verified"]
    providers, _ = single_sign_on({**ENVIRONMENT, "ANSINH_OIDC_TRUST_EMAIL": "1"})
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers):
        go_round(client)
    assert is_in(client)


def test_deactivated_person_is_turned_away_also_when_tied(town: Town, client: Client, provider: Provider) -> None:
    go_round(client)
    deactivate(actor=actor(town.province_admin), person=town.officer, reason="nghỉ")
    other = Client()
    assert "đã ngừng" in turned_away(other, go_round(other))


@pytest.mark.parametrize("query", [{"error": "access_denied"}, {"error": "server_error"}, {}])
def test_unfinished_sign_in_is_told_in_vietnamese(
    town: Town, client: Client, provider: Provider, query: dict[str, str]
) -> None:
    state = start(client)["state"]
    assert "chưa hoàn tất" in turned_away(client, come_back(client, state=state, **query))


def test_answer_that_nobody_asked_for_is_refused(town: Town, client: Client, provider: Provider) -> None:
    assert "chưa hoàn tất" in turned_away(client, come_back(client, state="bịa", code="c"))


def test_answer_cannot_be_used_in_another_browser(town: Town, client: Client, provider: Provider) -> None:
    state = start(client)["state"]
    other = Client()
    assert "chưa hoàn tất" in turned_away(other, come_back(other, state=state, code="c"))


def test_provider_that_does_not_answer_is_told(town: Town, client: Client, provider: Provider) -> None:
    provider.is_away = True
    assert "chưa hoàn tất" in turned_away(client, client.post("/dang-nhap/mot-lan/"))


def test_other_provider_names_are_not_there(town: Town, client: Client, provider: Provider) -> None:
    assert client.get("/dang-nhap/mot-lan/google/ket-qua/", {"code": "c"}).status_code == 404
