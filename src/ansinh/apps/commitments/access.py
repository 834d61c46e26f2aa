"""Who may see commitments and duties, make them, carry them out and accept them.

What agencies committed to is open to everyone signed in, as the plan itself is. The files of evidence are for the agencies
concerned, for leaders and for those who check.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansinh.apps.commitments.models import Commitment, CommitmentShare, Duty, Evidence
from ansinh.apps.plans.models import Holding, HoldingRole, Promise
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
    thing = (found.entry.commitment or found.entry.duty) if found else None
    if found is None or thing is None or thing.pk not in evidence_seen(actor, [thing]):
        raise NotThere("Không có minh chứng này, hoặc minh chứng không thuộc cơ quan của anh/chị.")
    return found


def evidence_seen(actor: Actor, things: Sequence[Commitment | Duty]) -> frozenset[int]:
    """Keys of the commitments, or of the duties, whose files the actor may have: two queries.

    Officers of the agencies concerned, leaders of the province and those who check. Concerned are: whose it is, who
    supports it, who receives it, who follows the plan or issued it, and who is or was accountable for the promise.
    """
    if actor.can_everywhere(SEE_EVIDENCE):
        return frozenset(thing.pk for thing in things)
    mine = actor.organisations_where(SEE_EVIDENCE)
    accountable = Holding.objects.filter(
        promise__in={_promise_of(thing).pk for thing in things},
        role=HoldingRole.ACCOUNTABLE,
        organisation__in=mine,
    )
    held = set(accountable.values_list("promise_id", flat=True))
    shares = CommitmentShare.objects.filter(
        commitment__in=[thing.pk for thing in things if isinstance(thing, Commitment)], organisation__in=mine
    )
    supported = set(shares.values_list("commitment_id", flat=True))
    return frozenset(
        thing.pk
        for thing in things
        if not mine.isdisjoint(_named(thing))
        or _promise_of(thing).pk in held
        or (isinstance(thing, Commitment) and thing.pk in supported)
    )


def _promise_of(thing: Commitment | Duty) -> Promise:
    return thing.promise if isinstance(thing, Commitment) else thing.obligation


def _named(thing: Commitment | Duty) -> set[int]:
    plan = _promise_of(thing).plan
    named = {thing.organisation_id, plan.coordinating_agency_id, plan.issuer_id}
    return named | {thing.receiver_id} if isinstance(thing, Duty) else named
