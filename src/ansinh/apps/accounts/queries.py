"""Reads of this room."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.domain.roles import Role
from ansinh.kit.access import NOBODY, Actor, Grant


def actor_for(user: AbstractBaseUser | AnonymousUser, day: date) -> Actor:
    """The actor that ``user`` is on ``day``: one query. The first role held names the organisation shown."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    held = list(
        RoleAssignment.objects.in_force_on(day)
        .filter(user=user)
        .select_related("organisation")
        .order_by("valid_from", "pk")
    )
    main = held[0].organisation if held else None
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        organisation_id=main.pk if main else None,
        organisation_name=main.short_name if main else "",
        grants=frozenset(Grant(Role(row.role), row.organisation_id) for row in held),
    )
