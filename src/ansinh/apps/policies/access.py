"""Who keeps the list of acts and who moves them. The list itself is open to everyone signed in."""

from __future__ import annotations

from django.db.models import QuerySet

from ansinh.apps.policies.models import PolicyPipeline
from ansinh.domain.policy_stages import PipelineState
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied, NotThere, denial, permission

SEE = permission("policies.see", "Xem chính sách phải ban hành", at_own=tuple(Role), province_wide=tuple(Role))
MANAGE = permission("policies.manage", "Lập danh mục chính sách phải ban hành", at_own=[Role.COORDINATOR])
MOVE = permission(
    "policies.move",
    "Cập nhật bước của chính sách cơ quan mình giữ",
    at_own=[Role.FOCAL, Role.APPROVER, Role.COORDINATOR],
)


def visible_policies(actor: Actor) -> QuerySet[PolicyPipeline]:
    return PolicyPipeline.objects.all() if actor.can(SEE) else PolicyPipeline.objects.none()


def get_policy(actor: Actor, pk: int) -> PolicyPipeline:
    found = (
        visible_policies(actor)
        .select_related("plan__coordinating_agency", "plan__issuer", "promise", "lead", "holder")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotThere("Không có chính sách này trong danh mục.")
    return found


def may_manage(actor: Actor, policy: PolicyPipeline) -> bool:
    return actor.can(MANAGE, policy.plan.coordinating_agency_id)


def may_move(actor: Actor, policy: PolicyPipeline) -> bool:
    """Whoever holds it now or prepares it, and the agency that follows the plan; only while it is on its way."""
    if policy.state != PipelineState.ACTIVE:
        return False
    return is_of(actor, policy)


def is_of(actor: Actor, policy: PolicyPipeline) -> bool:
    places = [place for place in (policy.holder_id, policy.lead_id) if place is not None]
    return any(actor.can(MOVE, place) for place in places) or may_manage(actor, policy)


def must_move(actor: Actor, policy: PolicyPipeline) -> None:
    if not is_of(actor, policy):
        raise Denied(denial(MOVE))


def must_manage(actor: Actor, policy: PolicyPipeline) -> None:
    actor.must(MANAGE, policy.plan.coordinating_agency_id)
