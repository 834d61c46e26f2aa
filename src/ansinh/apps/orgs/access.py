"""Who may change the register. Reading it is for every signed-in person.

The register serves the whole province, so it belongs to the provincial committee: changing it is asked *there*.
An administrator of a department keeps the people of his department, not the register.
"""

from __future__ import annotations

from ansinh.apps.orgs.models import GroupMembership, KnownName, Organisation, OrganisationGroup, OrganisationKind
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied, NotThere, permission
from ansinh.kit.clock import today

EDIT_REGISTER = permission("orgs.edit_register", "Sửa danh mục cơ quan", at_own=[Role.ADMINISTRATOR])
LEARN_NAMES = permission(
    "orgs.learn_names", "Ghi nhận cách viết tên cơ quan", at_own=[Role.COORDINATOR, Role.ADMINISTRATOR]
)


def provincial_committee_id() -> int | None:
    """The committee in force today that the installation works for; None before the first load."""
    return (
        Organisation.objects.in_force_on(today())
        .filter(kind=OrganisationKind.PROVINCIAL_COMMITTEE)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )


def may_edit_register(actor: Actor) -> bool:
    """True for the system and for administrators of the provincial committee. At most one query."""
    if actor.is_system:
        return True
    if not actor.can(EDIT_REGISTER):
        return False
    committee = provincial_committee_id()
    return committee is not None and actor.can(EDIT_REGISTER, committee)


def must_edit_register(actor: Actor) -> None:
    if not may_edit_register(actor):
        raise Denied(
            "Danh mục cơ quan, địa bàn dùng chung cho cả tỉnh nên chỉ quản trị hệ thống của UBND tỉnh sửa được. "
            "Thấy danh mục sai thì báo cho quản trị hệ thống của UBND tỉnh, kèm căn cứ."
        )


def get_organisation(actor: Actor, code: str) -> Organisation:
    """The organisation with this code, or `NotThere`."""
    found = Organisation.objects.select_related("parent", "unit").filter(code=code).first()
    if found is None or not actor.is_signed_in:
        raise NotThere("Không có cơ quan với mã này trong danh mục.")
    return found


def get_group(actor: Actor, code: str) -> OrganisationGroup:
    """The group with this code, or `NotThere`."""
    found = OrganisationGroup.objects.filter(code=code).first()
    if found is None or not actor.is_signed_in:
        raise NotThere("Không có nhóm cơ quan với mã này trong danh mục.")
    return found


def get_membership(actor: Actor, pk: int) -> GroupMembership:
    """A membership of a group, or `NotThere`."""
    found = GroupMembership.objects.select_related("group", "organisation").filter(pk=pk).first()
    if found is None or not actor.is_signed_in:
        raise NotThere("Không có thành viên nhóm này trong danh mục.")
    return found


def get_known_name(actor: Actor, pk: int) -> KnownName:
    """One way of writing a name, or `NotThere`."""
    found = KnownName.objects.select_related("organisation", "group").filter(pk=pk).first()
    if found is None or not actor.is_signed_in:
        raise NotThere("Không có cách viết này trong danh mục.")
    return found
