"""Every page is for somebody, on purpose: signed-in people, programs with a token, or anyone. Forgetting to say so
fails here."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.house.addresses import Address, addresses

ALL = addresses()


def test_there_are_addresses() -> None:
    assert ALL


@pytest.mark.parametrize("address", ALL, ids=str)
def test_view_says_whom_it_is_for(address: Address) -> None:
    wanted = "mark the view @signed_in or @public (kit.pages); an address of the API is for_programs"
    assert address.audience in {"signed-in", "public", "token"}, wanted


@pytest.mark.parametrize("address", [a for a in ALL if a.audience == "signed-in"], ids=str)
def test_stranger_is_sent_to_the_sign_in_page(address: Address, client: Client, db: None) -> None:
    path = address.path_with_anything()
    response = client.get(path)
    if response.status_code == 405:  # the address only takes forms
        response = client.post(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(settings.LOGIN_URL)


@pytest.mark.parametrize("address", [a for a in ALL if a.audience == "token"], ids=str)
def test_program_without_a_token_is_told_so(address: Address, client: Client, db: None) -> None:
    path = address.path_with_anything()
    response = client.get(path)
    if response.status_code == 405:  # the address only takes what is sent
        response = client.post(path, {}, content_type="application/json")
    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/problem+json")
