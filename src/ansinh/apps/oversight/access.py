"""Who sees and does what in this room. One's own work, reminders and calendar need no permission."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ansinh.apps.orgs.models import Organisation
from ansinh.apps.oversight.models import (
    CheckFinding,
    CheckRecommendation,
    Commendation,
    CommendationState,
    ComplianceCheck,
    FollowUp,
    FollowUpItem,
)
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

SEE_OVERDUE = permission(
    "oversight.see_overdue",
    "Xem việc quá hạn và công văn đôn đốc",
    at_own=tuple(Role),
    province_wide=[Role.COORDINATOR, Role.LEADER, Role.AUDITOR],
)
FOLLOW_UP = permission("oversight.follow_up", "Soạn công văn đôn đốc", province_wide=[Role.COORDINATOR])

ANSWER = permission(
    "oversight.answer", "Trả lời kiến nghị, công văn gửi cơ quan mình", at_own=[Role.FOCAL, Role.COORDINATOR]
)

SEE_CHECKS = permission(
    "oversight.see_checks",
    "Xem kiểm tra, giám sát",
    at_own=tuple(Role),
    province_wide=[Role.COORDINATOR, Role.LEADER, Role.AUDITOR],
)
RUN_CHECKS = permission(
    "oversight.run_checks",
    "Lập chương trình, ghi kết quả, chấp nhận trả lời kiểm tra, giám sát",
    at_own=[Role.AUDITOR, Role.COORDINATOR],
)

SEE_SCORECARDS = permission(
    "oversight.see_scorecards", "Xem kết quả của cơ quan", at_own=tuple(Role), province_wide=tuple(Role)
)

PROPOSE_PRAISE = permission(
    "oversight.propose_praise", "Đề nghị ghi nhận cách làm hay, khen thưởng", at_own=[Role.FOCAL, Role.COORDINATOR]
)
DECIDE_PRAISE = permission(
    "oversight.decide_praise", "Duyệt cách làm hay, khen thưởng", province_wide=[Role.LEADER, Role.COORDINATOR]
)


def visible_follow_ups(actor: Actor) -> QuerySet[FollowUp]:
    """Letters of the own organisations, and issued ones that ask something of them; some roles see all."""
    letters = FollowUp.objects.select_related("issuer")
    if actor.can_everywhere(SEE_OVERDUE):
        return letters
    own = actor.organisations_where(SEE_OVERDUE)
    received = Q(issued_on__isnull=False, items__organisation_id__in=own)
    return letters.filter(Q(issuer_id__in=own) | received).distinct()


def items_seen(actor: Actor, letter: FollowUp) -> QuerySet[FollowUpItem]:
    """What a letter asks for, as far as it is the reader's: a letter to several tells none the others' matters."""
    items = letter.items.select_related("organisation")
    own = actor.organisations_where(SEE_OVERDUE)
    if actor.can_everywhere(SEE_OVERDUE) or letter.issuer_id in own:
        return items
    return items.filter(organisation_id__in=own)


def sees_whole(actor: Actor, letter: FollowUp) -> bool:
    """Whether nothing of the letter is somebody else's matter only."""
    return items_seen(actor, letter).count() == letter.items.count()


def get_whole_follow_up(actor: Actor, pk: int) -> FollowUp:
    """The letter as a file: for the issuer, and for whoever it is about alone."""
    letter = get_follow_up(actor, pk)
    if not sees_whole(actor, letter):
        raise NotThere("Công văn này gửi chung nhiều cơ quan; anh/chị xem phần của cơ quan mình ở trang công văn.")
    return letter


def get_follow_up(actor: Actor, pk: int) -> FollowUp:
    found = visible_follow_ups(actor).filter(pk=pk).first()
    if found is None:
        raise NotThere("Không có công văn này, hoặc công văn không liên quan tới cơ quan của anh/chị.")
    return found


# Checks ----------------------------------------------------------------------------------------------------------


def visible_checks(actor: Actor) -> QuerySet[ComplianceCheck]:
    """Checks by the own organisations, or of them; some roles see all."""
    checks = ComplianceCheck.objects.select_related("agency")
    if actor.can_everywhere(SEE_CHECKS):
        return checks
    own = actor.organisations_where(SEE_CHECKS)
    of_them = ComplianceCheck.checked.through.objects.filter(organisation_id__in=own).values("compliancecheck_id")
    return checks.filter(Q(agency_id__in=own) | Q(pk__in=of_them))


def get_check(actor: Actor, pk: int) -> ComplianceCheck:
    found = visible_checks(actor).filter(pk=pk).first()
    if found is None:
        raise NotThere("Không có cuộc kiểm tra, giám sát này, hoặc cuộc này không liên quan tới cơ quan của anh/chị.")
    return found


def visible_findings(actor: Actor) -> QuerySet[CheckFinding]:
    """What was found about the own organisations, or by them; some roles see all."""
    findings = CheckFinding.objects.select_related("organisation", "promise")
    return findings if actor.can_everywhere(SEE_CHECKS) else findings.filter(_concerns(actor))


def visible_recommendations(actor: Actor) -> QuerySet[CheckRecommendation]:
    """What is asked of the own organisations, or by them; some roles see all."""
    asked = CheckRecommendation.objects.select_related("organisation", "check_held__agency", "finding")
    return asked if actor.can_everywhere(SEE_CHECKS) else asked.filter(_concerns(actor))


def get_recommendation(actor: Actor, pk: int) -> CheckRecommendation:
    found = visible_recommendations(actor).filter(pk=pk).first()
    if found is None:
        raise NotThere("Không có kiến nghị này, hoặc kiến nghị gửi cơ quan khác.")
    return found


def may_decide(actor: Actor, asked: CheckRecommendation) -> bool:
    """Whether the actor accepts or returns the answer: of the checking agency, and not who answered."""
    return actor.can(RUN_CHECKS, asked.check_held.agency_id) and not _is_person(actor, asked.answered_by_id)


def _concerns(actor: Actor) -> Q:
    own = actor.organisations_where(SEE_CHECKS)
    return Q(organisation_id__in=own) | Q(check_held__agency_id__in=own)


def get_organisation(actor: Actor, code: str) -> Organisation:
    """For scorecards, which are open to everybody who holds a role: fairness can be looked into."""
    found = Organisation.objects.filter(code=code).first() if actor.can(SEE_SCORECARDS) else None
    if found is None:
        raise NotThere("Không có cơ quan này.")
    return found


# Praise ----------------------------------------------------------------------------------------------------------


def visible_commendations(actor: Actor) -> QuerySet[Commendation]:
    """Approved ones are everybody's; the others are seen by the organisation that proposes and by who decides."""
    praise = Commendation.objects.select_related("organisation", "promise__plan")
    if actor.can_everywhere(DECIDE_PRAISE):
        return praise
    if not actor.can(SEE_CHECKS):
        return praise.none()
    own = actor.organisations_where(PROPOSE_PRAISE)
    return praise.filter(Q(state=CommendationState.APPROVED) | Q(organisation_id__in=own))


def get_commendation(actor: Actor, pk: int) -> Commendation:
    found = visible_commendations(actor).filter(pk=pk).first()
    if found is None:
        raise NotThere("Không có ghi nhận này, hoặc ghi nhận chưa được duyệt.")
    return found


def may_decide_praise(actor: Actor, praise: Commendation) -> bool:
    """Not by who proposed it."""
    return actor.can(DECIDE_PRAISE) and not _is_person(actor, praise.proposed_by_id)


def _is_person(actor: Actor, user_id: int | None) -> bool:
    return user_id is not None and actor.user_id == user_id
