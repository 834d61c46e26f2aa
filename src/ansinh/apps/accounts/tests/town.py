"""A committee and two departments with a few people, and the ways in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.test import Client

from ansinh.apps.accounts.actions import NewInvitation, invite
from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.domain.roles import Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import Actor
from ansinh.kit.clock import today

BEGAN = date(2020, 2, 1)
PASSWORD = "một câu dễ nhớ 1954"


@dataclass(frozen=True)
class Town:
    committee: Organisation
    health: Organisation
    finance: Organisation
    province_admin: User
    health_admin: User
    finance_admin: User
    officer: User  # focal officer at the health department
    coordinator: User  # at the health department: a role with province-wide permissions
    leader: User  # of the province


def make_town() -> Town:
    committee = _organisation("ubnd-tinh", "UBND tỉnh", OrganisationKind.PROVINCIAL_COMMITTEE)
    health = _organisation("so-y-te", "Sở Y tế", OrganisationKind.DEPARTMENT)
    finance = _organisation("so-tai-chinh", "Sở Tài chính", OrganisationKind.DEPARTMENT)
    return Town(
        committee=committee,
        health=health,
        finance=finance,
        province_admin=person("quantri.tinh", Role.ADMINISTRATOR, committee),
        health_admin=person("quantri.yte", Role.ADMINISTRATOR, health),
        finance_admin=person("quantri.taichinh", Role.ADMINISTRATOR, finance),
        officer=person("daumoi", Role.FOCAL, health),
        coordinator=person("tonghop", Role.COORDINATOR, health),
        leader=person("lanhdao", Role.LEADER, committee),
    )


def _organisation(code: str, name: str, kind: OrganisationKind) -> Organisation:
    return Organisation.objects.create(
        code=code, name=name, short_name=name, kind=kind, valid_from=BEGAN,
        search_key=search_key(name), sort_key=sort_key(name),
    )  # fmt: skip


def person(local: str, role: Role | None = None, organisation: Organisation | None = None) -> User:
    user = User.objects.create_user(f"{local}@tinh.example", f"Người Thử {local}", PASSWORD)
    if role is not None and organisation is not None:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation, valid_from=BEGAN)
    return user


def actor(user: User) -> Actor:
    return actor_for(user, today())


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def invited(town: Town, by: User, email: str = "moi@tinh.example", role: Role = Role.FOCAL) -> NewInvitation:
    return invite(actor=actor(by), email=email, full_name="Trần Thị Mới", role=role, organisation=town.health)


def log_of(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("sequence"))


def log_text() -> str:
    """Everything that the log holds, as one text: to look for what must not be in it."""
    return "\n".join(
        f"{e.actor_name} {e.subject_label} {e.summary} {e.before} {e.after}" for e in AuditEntry.objects.all()
    )
