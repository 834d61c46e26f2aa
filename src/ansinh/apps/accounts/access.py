"""Who sees people, and who looks after them.

People are looked after *at an organisation*, by its administrators; administrators of the provincial committee do it
everywhere. Two rules keep an administrator of one organisation from reaching beyond it:

- a role that holds a permission province-wide (one that not everybody holds) is given and ended by administrators of the
  provincial committee only;
- what touches the person and not one role (a new password, deactivating) takes an administrator of every organisation
  where the person holds a role, and for a person with a province-wide role one of the provincial committee.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from ansinh.apps.accounts.models import Invitation, RoleAssignment, User
from ansinh.apps.orgs.access import provincial_committee_id
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.kit.access import Actor, Denied, NotThere, all_permissions, permission
from ansinh.kit.clock import today

SEE_PEOPLE = permission(
    "accounts.see_people",
    "Xem người dùng và vai trò",
    at_own=list(Role),
    province_wide=[Role.COORDINATOR, Role.AUDITOR],
)
MANAGE_PEOPLE = permission("accounts.manage_people", "Quản trị người dùng của cơ quan", at_own=[Role.ADMINISTRATOR])


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an actor sees or looks after people: everywhere, or at some organisations."""

    is_everywhere: bool
    organisation_ids: frozenset[int]

    def covers(self, organisation_id: int) -> bool:
        return self.is_everywhere or organisation_id in self.organisation_ids

    @property
    def is_nowhere(self) -> bool:
        return not self.is_everywhere and not self.organisation_ids


def reach_of_manager(actor: Actor) -> Reach:
    """Where the actor looks after people. At most one query."""
    own = actor.organisations_where(MANAGE_PEOPLE)
    if actor.is_system:
        return Reach(True, own)
    return Reach(bool(own) and provincial_committee_id() in own, own)


def reach_of_reader(actor: Actor) -> Reach:
    """Where the actor sees people. At most one query."""
    manager = reach_of_manager(actor)
    return Reach(
        manager.is_everywhere or actor.can_everywhere(SEE_PEOPLE),
        manager.organisation_ids | actor.organisations_where(SEE_PEOPLE),
    )


def province_wide_roles() -> frozenset[Role]:
    """Roles that hold some permission at every organisation that not every role holds there."""
    wide = (declared.province_wide for declared in all_permissions().values())
    return frozenset(role for roles in wide if len(roles) < len(Role) for role in roles)


def grantable_roles(reach: Reach) -> tuple[Role, ...]:
    """The roles that somebody with this reach may give."""
    wide = province_wide_roles()
    return tuple(role for role in Role if reach.is_everywhere or role not in wide)


def must_manage_at(actor: Actor, organisation_id: int, role: Role | None = None) -> None:
    """Raise `Denied` unless the actor looks after people of this organisation, and may give or end ``role`` there."""
    reach = reach_of_manager(actor)
    if not reach.covers(organisation_id):
        raise Denied(
            "Anh/chị chỉ quản trị người dùng của cơ quan mình. Người của cơ quan khác do quản trị hệ thống của cơ quan "
            "đó hoặc của UBND tỉnh quản trị."
        )
    if role is not None and role not in grantable_roles(reach):
        raise Denied(
            f"Vai trò «{ROLE_LABELS[role]}» có quyền trên toàn tỉnh nên chỉ quản trị hệ thống của UBND tỉnh giao và "
            "kết thúc. Đề nghị UBND tỉnh làm việc này, kèm văn bản cử người."
        )


def may_manage_person(actor: Actor, person: User) -> bool:
    """True if the actor may give a new password to the person, deactivate them, and so on (see above)."""
    reach = reach_of_manager(actor)
    if reach.is_everywhere or reach.is_nowhere:
        return reach.is_everywhere
    held = list(roles_now_or_later(person).values_list("role", "organisation_id"))
    grantable = grantable_roles(reach)
    return bool(held) and all(reach.covers(place) and Role(role) in grantable for role, place in held)


def must_manage_person(actor: Actor, person: User) -> None:
    if not may_manage_person(actor, person):
        raise Denied(
            f"{person.full_name} giữ vai trò ở cơ quan khác hoặc vai trò có quyền trên toàn tỉnh, nên việc này do quản "
            "trị hệ thống của UBND tỉnh làm."
        )


def roles_now_or_later(person: User) -> QuerySet[RoleAssignment]:
    """Roles that the person holds or will hold."""
    return RoleAssignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today()), user=person)


def visible_people(actor: Actor) -> QuerySet[User]:
    """People with a role, now or ever, where the actor may see people; everyone sees themself."""
    reach = reach_of_reader(actor)
    people: QuerySet[User] = User.objects.all()
    if reach.is_everywhere:
        return people
    there = RoleAssignment.objects.filter(user=OuterRef("pk"), organisation_id__in=reach.organisation_ids)
    return people.filter(Q(Exists(there)) | Q(pk=actor.user_id))


def get_person(actor: Actor, pk: int) -> User:
    """The person, or `NotThere`."""
    found = visible_people(actor).filter(pk=pk).first()
    if found is None:
        raise NotThere("Không có người dùng này, hoặc người này không thuộc cơ quan của anh/chị.")
    return found


def get_role_assignment(actor: Actor, pk: int) -> RoleAssignment:
    """A role at an organisation where the actor looks after people, or `NotThere`."""
    found = RoleAssignment.objects.select_related("user", "organisation").filter(pk=pk).first()
    if found is None or not reach_of_manager(actor).covers(found.organisation_id):
        raise NotThere("Không có vai trò này, hoặc vai trò ở cơ quan khác.")
    return found


def get_invitation(actor: Actor, pk: int) -> Invitation:
    """An invitation to an organisation where the actor looks after people, or `NotThere`."""
    found = Invitation.objects.select_related("organisation").filter(pk=pk).first()
    if found is None or not reach_of_manager(actor).covers(found.organisation_id):
        raise NotThere("Không có lời mời này, hoặc lời mời của cơ quan khác.")
    return found
