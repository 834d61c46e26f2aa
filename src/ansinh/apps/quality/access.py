"""Who sees doubts and who decides about them.

A doubt belongs to the agency that answers for the figure and to the one that approved it; coordinators and auditors
see all. Figures without an agency (published statistics) are the coordinators'.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ansinh.apps.quality.models import QualityFlag
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

SEE_DOUBTS = permission(
    "quality.see",
    "Xem các số liệu cần xem lại",
    at_own=[Role.FOCAL, Role.APPROVER, Role.LEADER],
    province_wide=[Role.COORDINATOR, Role.AUDITOR],
)
REVIEW = permission(
    "quality.review",
    "Kết luận về số liệu cần xem lại",
    at_own=[Role.FOCAL, Role.APPROVER],
    province_wide=[Role.COORDINATOR],
)


def visible_flags(actor: Actor) -> QuerySet[QualityFlag]:
    flags = QualityFlag.objects.all()
    if actor.can_everywhere(SEE_DOUBTS):
        return flags
    own = actor.organisations_where(SEE_DOUBTS)
    return flags.filter(Q(organisation_id__in=own) | Q(approver_id__in=own))


def get_flag(actor: Actor, pk: int) -> QualityFlag:
    found = visible_flags(actor).select_related("indicator", "category", "unit", "organisation", "approver", "sheet")
    flag = found.filter(pk=pk).first()
    if flag is None:
        raise NotThere(
            "Không có số liệu cần xem này: số đã được sửa, lần soát sau không còn nghi vấn, hoặc không thuộc cơ quan của "
            "anh/chị."
        )
    return flag


def may_review(actor: Actor, flag: QualityFlag) -> bool:
    """An officer of either agency; of a figure without one, a coordinator."""
    if actor.can_everywhere(REVIEW):
        return True
    return bool({flag.organisation_id, flag.approver_id} & actor.organisations_where(REVIEW))


def sees_counts_of(actor: Actor, organisation_id: int | None, approver_id: int | None) -> bool:
    """Whether figures of this agency are among those that the actor sees doubts of."""
    if actor.can_everywhere(SEE_DOUBTS):
        return True
    return bool({organisation_id, approver_id} & actor.organisations_where(SEE_DOUBTS))
