"""Every address × every role: the table in `matrix` against the product."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ansinh.domain.roles import Role
from tests.house.addresses import addresses
from tests.house.matrix import Row, rows
from tests.province import Province


def test_every_address_stands_in_the_matrix(province: Province) -> None:
    assert {address.name for address in addresses()} - {row.address for row in rows(province)} == set()


def test_matrix_has_no_rows_of_addresses_that_are_gone(province: Province) -> None:
    assert {row.address for row in rows(province)} - {address.name for address in addresses()} == set()


def test_each_role_gets_what_the_matrix_says(province: Province, subtests: pytest.Subtests) -> None:
    clients = _signed_in(province)
    for row in rows(province):
        with subtests.test(str(row)):
            answers = {who: (_ask(client, row).status_code, row.expected(who)) for who, client in clients.items()}
            wrong = {f"{role} at {where}": pair for (role, where), pair in answers.items() if pair[0] != pair[1]}
            assert wrong == {}, "answered, and expected by the matrix"


def test_strangers_get_what_the_matrix_says(province: Province, subtests: pytest.Subtests) -> None:
    for row in rows(province):
        with subtests.test(str(row)):
            assert _ask(Client(), row).status_code == row.stranger


def _signed_in(province: Province) -> dict[tuple[Role, str], Client]:
    clients = {}
    for where, organisation in (("own", province.own), ("other", province.other)):
        for role in Role:
            client = Client()
            client.force_login(province.person(role, organisation), "django.contrib.auth.backends.ModelBackend")
            clients[role, where] = client
    return clients


def _ask(client: Client, row: Row) -> HttpResponse:
    """The answer; what it changed is undone, so that the next one asks in the same province."""
    with transaction.atomic():
        sent = {name: value for name, value in row.data().items() if value is not None}
        answer = getattr(client, row.method)(reverse(row.address, kwargs=dict(row.arguments)), data=sent)
        transaction.set_rollback(True)
    return answer
