"""The shipped register, loaded, and people who may or may not change it."""

from __future__ import annotations

from datetime import date

import pytest

from ansinh.apps.orgs.actions import load_register
from ansinh.apps.orgs.imports import read_register
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Grant, system_actor

DAY = date(2024, 3, 20)


@pytest.fixture
def register(db: None) -> None:
    load_register(actor=system_actor("Nạp thử"), rows=read_register())


def actor_at(code: str, *roles: Role) -> Actor:
    place = Organisation.objects.get(code=code)
    return Actor(
        user_id=None,
        name="Người thử",
        organisation_id=place.pk,
        organisation_name=place.short_name,
        grants=frozenset(Grant(role, place.pk) for role in roles),
    )
