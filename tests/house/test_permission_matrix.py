"""Every address × every role: the table in `matrix` against the product."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.models import User
from tests.house.addresses import addresses
from tests.house.matrix import EVERYONE, Row, Who, rows
from tests.province import Province


def test_every_address_stands_in_the_matrix(province: Province) -> None:
    assert {address.name for address in addresses()} - {row.address for row in rows(province)} == set()


def test_matrix_has_no_rows_of_addresses_that_are_gone(province: Province) -> None:
    assert {row.address for row in rows(province)} - {address.name for address in addresses()} == set()


def test_each_role_gets_what_the_matrix_says(province: Province, subtests: pytest.Subtests) -> None:
    clients = _signed_in(province)
    assert clients.keys() == EVERYONE
    for row in rows(province):
        with subtests.test(str(row)):
            answers = {who: (_ask(client, row).status_code, row.expected(who)) for who, client in clients.items()}
            wrong = {f"{role} at {where}": pair for (role, where), pair in answers.items() if pair[0] != pair[1]}
            assert wrong == {}, "answered, and expected by the matrix"


def test_strangers_get_what_the_matrix_says(province: Province, subtests: pytest.Subtests) -> None:
    for row in rows(province):
        with subtests.test(str(row)):
            assert _ask(Client(), row).status_code == row.stranger


def _signed_in(province: Province) -> dict[Who, Client]:
    places = {province.own.pk: "own", province.other.pk: "other", province.committee.pk: "committee"}
    return {(role, places[place]): _client(person) for (role, place), person in province.people.items()}


def _client(person: User) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def _ask(client: Client, row: Row) -> HttpResponse:
    """The answer; what it changed is undone, so that the next one asks in the same province."""
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    with transaction.atomic():
        sent = {name: value for name, value in row.data().items() if value is not None}
        answer = getattr(client, row.method)(reverse(row.address, kwargs=dict(row.arguments)), data=sent)
        transaction.set_rollback(True)
    if session is not None:  # signing out takes it away
        client.cookies[settings.SESSION_COOKIE_NAME] = session.value
    return answer
