"""Who may make units' drafts, link their promises to the plan above, and see how far a unit is before it publishes."""

from __future__ import annotations

from collections.abc import Iterable

from ansinh.apps.cascade.models import PromiseLink
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.access import get_plan
from ansinh.apps.plans.models import Plan
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied, NotThere, Permission, denial, permission

DRAFT = permission(
    "cascade.draft",
    "Lập dự thảo kế hoạch thực hiện",
    at_own=[Role.COORDINATOR, Role.FOCAL, Role.APPROVER],
)
LINK = permission(
    "cascade.link",
    "Nối mục của kế hoạch đơn vị với kế hoạch cấp trên",
    at_own=[Role.COORDINATOR, Role.FOCAL],
)
OVERSEE = permission(
    "cascade.oversee",
    "Theo dõi việc cụ thể hóa kế hoạch mình tổng hợp",
    at_own=[Role.COORDINATOR],
)
SEE_PROGRESS = permission(
    "cascade.see_progress",
    "Xem đơn vị đang lập kế hoạch thực hiện tới đâu",
    at_own=tuple(Role),
    province_wide=[Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR],
)


def oversees(actor: Actor, plan: Plan) -> bool:
    """Whether the actor follows the whole plan, asked at its coordinating agency."""
    return actor.can(OVERSEE, plan.coordinating_agency_id)


def progress_seen(actor: Actor, plan: Plan, units: Iterable[int]) -> frozenset[int]:
    """Of which units the actor may know that they drafted or brought in a plan not published yet."""
    if oversees(actor, plan) or actor.can_everywhere(SEE_PROGRESS):
        return frozenset(units)
    return frozenset(units) & actor.organisations_where(SEE_PROGRESS)


def may(actor: Actor, wanted: Permission, unit_id: int, plan: Plan) -> bool:
    """Whether the actor may do it for a unit: at the unit, or as who follows the plan above."""
    return actor.can(wanted, unit_id) or oversees(actor, plan)


def must(actor: Actor, wanted: Permission, unit_id: int, plan: Plan) -> None:
    if not may(actor, wanted, unit_id, plan):
        raise Denied(denial(wanted))


def get_unit(code: str) -> Organisation:
    """Everyone signed in may look at a unit of the register."""
    unit = Organisation.objects.select_related("unit").filter(code=code).first()
    if unit is None:
        raise NotThere("Không có cơ quan này trong danh mục.")
    return unit


def get_unit_plan(actor: Actor, slug: str) -> Plan:
    """A published plan that carries out another one, with that one."""
    found = get_plan(actor, slug)
    if found.parent_id is None:
        raise NotThere("Kế hoạch này không thực hiện kế hoạch cấp trên nào.")
    return Plan.objects.select_related("parent", "document__organisation", "issuer").get(pk=found.pk)


def get_link(plan: Plan, pk: int) -> PromiseLink:
    link = PromiseLink.objects.select_related("child", "parent").filter(pk=pk, child__plan=plan).first()
    if link is None:
        raise NotThere("Mối nối này không còn: đã được bỏ, hoặc không thuộc kế hoạch này.")
    return link
