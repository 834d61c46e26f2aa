"""Reads of this room."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.roles import Role
from ansinh.kit.access import NOBODY, Actor, Denied, Grant


def actor_by_id(user_id: int | None, day: date) -> Actor:
    """The actor that the person with this key is on ``day``; `NOBODY` for no person. For work done in the background."""
    user = User.objects.filter(pk=user_id).first() if user_id is not None else None
    return actor_for(user, day) if user else NOBODY


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


def main_organisation(actor: Actor) -> Organisation:
    """The organisation for which the actor works; `Denied` for someone without a role."""
    organisation = Organisation.objects.filter(pk=actor.organisation_id).first()
    if organisation is None:
        raise Denied("Anh/chị chưa được giao vai trò ở cơ quan nào. Đề nghị quản trị hệ thống giao vai trò.")
    return organisation
