"""Who may see commitments and duties, make them, carry them out and accept them.

What agencies committed to is open to everyone signed in, as the plan itself is. The files of evidence are for the agencies
concerned, for leaders and for those who check.
"""

from __future__ import annotations

from ansinh.apps.commitments.models import Commitment, Duty, Evidence
from ansinh.apps.plans.models import Holding, HoldingRole
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

EVERYONE = tuple(Role)

SEE = permission("commitments.see", "Xem cam kết, nghĩa vụ đến hạn", at_own=EVERYONE, province_wide=EVERYONE)
PROPOSE = permission(
    "commitments.propose", "Đề xuất cam kết năm, lập nghĩa vụ đến hạn", at_own=[Role.COORDINATOR], province_wide=[]
)
COMMIT = permission(
    "commitments.commit",
    "Cam kết, cập nhật, báo hoàn thành, nộp nghĩa vụ của cơ quan mình",
    at_own=[Role.FOCAL, Role.COORDINATOR, Role.APPROVER],
    province_wide=[],
)
DECIDE = permission(
    "commitments.decide",
    "Nhận, nghiệm thu, cho đổi hạn, hủy, mở lại cam kết và nghĩa vụ gửi đến cơ quan mình",
    at_own=[Role.COORDINATOR, Role.APPROVER, Role.LEADER, Role.FINANCE],
    province_wide=[],
)
SEE_EVIDENCE = permission(
    "commitments.see_evidence",
    "Tải minh chứng của cam kết, nghĩa vụ",
    at_own=EVERYONE,
    province_wide=[Role.AUDITOR, Role.LEADER],
)


def get_commitment(actor: Actor, pk: int) -> Commitment:
    found = (
        Commitment.objects.select_related(
            "promise__plan__coordinating_agency", "promise__plan__issuer", "promise__section", "organisation"
        )
        .filter(pk=pk)
        .first()
        if actor.can(SEE)
        else None
    )
    if found is None:
        raise NotThere("Không có cam kết này.")
    return found


def get_duty(actor: Actor, pk: int) -> Duty:
    found = (
        Duty.objects.select_related(
            "obligation__plan__coordinating_agency", "obligation__plan__issuer", "organisation", "receiver"
        )
        .filter(pk=pk)
        .first()
        if actor.can(SEE)
        else None
    )
    if found is None:
        raise NotThere("Không có nghĩa vụ này.")
    return found


def get_evidence(actor: Actor, pk: int) -> Evidence:
    """A file of evidence, for who may see it."""
    found = (
        Evidence.objects.select_related("file", "entry__commitment__promise__plan", "entry__duty__obligation__plan")
        .filter(pk=pk, file__isnull=False)
        .first()
    )
    if found is None or not may_see_evidence(actor, found.entry.commitment or found.entry.duty):
        raise NotThere("Không có minh chứng này, hoặc minh chứng không thuộc cơ quan của anh/chị.")
    return found


def may_see_evidence(actor: Actor, thing: Commitment | Duty | None) -> bool:
    """Officers of the agencies concerned, leaders of the province and those who check."""
    if actor.can_everywhere(SEE_EVIDENCE):
        return True
    if thing is None:
        return False
    mine = actor.organisations_where(SEE_EVIDENCE)
    return not mine.isdisjoint(_concerned(thing))


def _concerned(thing: Commitment | Duty) -> set[int]:
    """Whose it is, who supports it, who receives it, and who follows the plan. A later holder sees it through the plan."""
    if isinstance(thing, Duty):
        plan = thing.obligation.plan
        return {thing.organisation_id, thing.receiver_id, plan.coordinating_agency_id, plan.issuer_id} | _holding(
            thing.obligation_id
        )
    plan = thing.promise.plan
    shares = set(thing.shares.values_list("organisation_id", flat=True))
    return {thing.organisation_id, plan.coordinating_agency_id, plan.issuer_id} | shares | _holding(thing.promise_id)


def _holding(promise_id: int) -> set[int]:
    """Every organisation that is or was accountable for the promise."""
    rows = Holding.objects.filter(promise_id=promise_id, role=HoldingRole.ACCOUNTABLE)
    return {key for key in rows.values_list("organisation_id", flat=True) if key is not None}
