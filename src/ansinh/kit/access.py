"""Who is asking, and what they may do where.

A room's ``access.py`` declares its permissions with `permission`; an `Actor` carries the grants that a signed-in
person holds today. A permission is asked at an organisation (``actor.can(X, organisation_id)``) or anywhere
(``actor.can(X)``). "Not yours" and "not there" look the same to the outside: both are `NotThere`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404

from ansinh.domain.roles import ROLE_LABELS, Role


class NotThere(Http404):
    """The thing does not exist, or is not for this actor: the answer is the same."""


class Denied(PermissionDenied):
    """The actor sees the thing but may not do this. ``message`` says in Vietnamese who may."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be allowed. ``province_wide`` roles hold it at every organisation."""

    name: str  # "plans.publish"
    label: str  # "Công bố kế hoạch"
    at_own: frozenset[Role]  # roles that hold it at the organisation where the role is held
    province_wide: frozenset[Role]  # roles that hold it everywhere


#: Roles whose province-wide permissions count only when the role is held at the provincial committee.
_LOCAL_BELOW_THE_TOP = frozenset({Role.ADMINISTRATOR})

_permissions: dict[str, Permission] = {}


def permission(name: str, label: str, *, at_own: Iterable[Role] = (), province_wide: Iterable[Role] = ()) -> Permission:
    """Declare a permission of a room. Names are unique in the house; a second declaration is an error."""
    if name in _permissions:
        raise ValueError(f"permission {name} is declared twice")
    declared = Permission(name, label, frozenset(at_own), frozenset(province_wide))
    _permissions[name] = declared
    return declared


def all_permissions() -> Mapping[str, Permission]:
    """Every declared permission by name; the permission matrix and its test are made from this."""
    return dict(_permissions)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that is in force today at an organisation. ``is_top``: it is held at the provincial committee."""

    role: Role
    organisation_id: int
    is_top: bool = False

    def reaches_everywhere(self, wanted: Permission) -> bool:
        """A department's administrator administers his department; only one at the top administers the province."""
        return self.role in wanted.province_wide and (self.is_top or self.role not in _LOCAL_BELOW_THE_TOP)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person (or a named machine) with what they may do today."""

    user_id: int | None
    name: str
    organisation_id: int | None
    organisation_name: str
    grants: frozenset[Grant] = field(default_factory=frozenset)
    #: The installation itself: first load, recovery. It holds every permission and is named in the audit log.
    is_system: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None or self.is_system

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def can(self, wanted: Permission, organisation_id: int | None = None) -> bool:
        """True if some grant holds ``wanted`` at the organisation, or anywhere when none is named."""
        if self.is_system:
            return True
        for grant in self.grants:
            if grant.reaches_everywhere(wanted):
                return True
            if grant.role in wanted.at_own and organisation_id in (None, grant.organisation_id):
                return True
        return False

    def can_everywhere(self, wanted: Permission) -> bool:
        return self.is_system or any(grant.reaches_everywhere(wanted) for grant in self.grants)

    def organisations_where(self, wanted: Permission) -> frozenset[int]:
        """Organisations at which ``wanted`` is held by an own-organisation role (see `can_everywhere` first)."""
        return frozenset(g.organisation_id for g in self.grants if g.role in wanted.at_own)

    def must(self, wanted: Permission, organisation_id: int | None = None) -> None:
        """Raise `Denied` unless `can`."""
        if not self.can(wanted, organisation_id):
            raise Denied(denial(wanted))


NOBODY = Actor(user_id=None, name="", organisation_id=None, organisation_name="")


def system_actor(name: str) -> Actor:
    """The installation acting by itself; ``name`` appears in the audit log, e.g. "Nạp dữ liệu ban đầu"."""
    return Actor(user_id=None, name=name, organisation_id=None, organisation_name="Hệ thống", is_system=True)


def denial(wanted: Permission) -> str:
    """Says who may do it and how to ask."""
    holders = sorted(ROLE_LABELS[role] for role in wanted.at_own | wanted.province_wide)
    return (
        f"Anh/chị chưa được giao quyền «{wanted.label}». Quyền này thuộc: {', '.join(holders)}. "
        "Cần làm việc này thì đề nghị quản trị hệ thống của cơ quan giao quyền."
    )
