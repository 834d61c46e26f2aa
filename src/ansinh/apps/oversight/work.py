"""What this room itself gives people to do. For `kit.work`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from ansinh.apps.oversight.access import (
    ANSWER,
    DECIDE_PRAISE,
    FOLLOW_UP,
    PROPOSE_PRAISE,
    RUN_CHECKS,
    may_decide,
    may_decide_praise,
)
from ansinh.apps.oversight.models import (
    CheckRecommendation,
    CheckState,
    Commendation,
    CommendationState,
    ComplianceCheck,
    FollowUp,
    RecommendationState,
)
from ansinh.apps.oversight.queries.letters import received_letters
from ansinh.domain.figures import write_date
from ansinh.domain.work import OverdueItem, WorkGroup, WorkItem
from ansinh.kit.access import Actor
from ansinh.kit.clock import day_of
from ansinh.kit.work import overdue_on


def work_source(actor: Actor, day: date) -> Iterator[WorkItem]:
    """Letters to issue and to answer; checks to hold and to get ready for; recommendations; praise."""
    yield from _drafts(actor)
    yield from _received(actor, day)
    yield from _checks(actor)
    yield from _recommendations(actor)
    yield from _praise(actor)


def overdue_recommendations(day: date) -> Iterator[OverdueItem]:
    """Recommendations that nobody has answered though their day has passed. One query."""
    asked = CheckRecommendation.objects.filter(state__in=_TO_ANSWER, due_on__lt=day)
    for one in asked.select_related("check_held"):
        yield OverdueItem(
            key=f"oversight.recommendation:{one.pk}",
            organisation_id=one.organisation_id,
            title=f"Kiến nghị của cuộc «{one.check_held}»: {one.text}",
            url=_url(one),
            due_on=one.due_on,
        )


_TO_ANSWER = (RecommendationState.OPEN, RecommendationState.RETURNED)


def _drafts(actor: Actor) -> Iterator[WorkItem]:
    """Drafts of one's own hand that have no number yet. One query."""
    if not actor.can(FOLLOW_UP) or actor.user_id is None:
        return
    for letter in FollowUp.objects.filter(made_by_id=actor.user_id, issued_on__isnull=True):
        yield WorkItem(
            key=f"oversight.follow_up:{letter.pk}:issue",
            group=WorkGroup.DUE,
            title=str(letter),
            url=reverse("oversight:follow_up", args=[letter.pk]),
            act="Xem dự thảo",
            detail="Tải về, trình ký, rồi ghi số và ngày ban hành.",
        )


def _received(actor: Actor, day: date) -> Iterator[WorkItem]:
    """Issued letters to one's own organisations of which something is still late. Sources, and one query."""
    items = list(received_letters(actor.organisations_where(ANSWER))) if actor.organisations_where(ANSWER) else []
    if not items:
        return
    late = {(item.organisation_id, item.key) for item in overdue_on(day)}
    letters = {item.follow_up_id: item for item in items if (item.organisation_id, item.occasion) in late}
    for item in letters.values():
        letter = item.follow_up
        yield WorkItem(
            key=f"oversight.follow_up:{letter.pk}:answer:{item.organisation_id}",
            group=WorkGroup.DUE,
            title=f"Thực hiện {letter} ngày {write_date(letter.issued_on)}" if letter.issued_on else str(letter),
            url=reverse("oversight:follow_up", args=[letter.pk]),
            act="Xem công văn",
            detail=f"{letter.get_level_display()}: còn việc quá hạn.",
            who=str(letter.issuer),
            due_on=letter.answer_by,
        )


def _checks(actor: Actor) -> Iterator[WorkItem]:
    """Planned checks that one's own organisations hold, or get ready for. Two queries."""
    running, answering = actor.organisations_where(RUN_CHECKS), actor.organisations_where(ANSWER)
    planned = ComplianceCheck.objects.filter(state=CheckState.PLANNED)
    for check in planned.filter(agency_id__in=running) if running else ():
        yield WorkItem(
            key=f"oversight.check:{check.pk}:hold",
            group=WorkGroup.DUE,
            title=f"{check.get_kind_display()}: {check}",
            url=reverse("oversight:check", args=[check.pk]),
            act="Ghi kết quả",
            detail=f"Theo chương trình năm {check.year}, từ {write_date(check.starts_on)}.",
            due_on=check.ends_on,
        )
    coming = planned.filter(checked__in=answering).select_related("agency").distinct() if answering else ()
    for check in coming:
        yield WorkItem(
            key=f"oversight.check:{check.pk}:prepare",
            group=WorkGroup.DUE,
            title=f"Chuẩn bị: {check}",
            url=reverse("oversight:check", args=[check.pk]),
            act="Xem nội dung",
            detail=f"{check.get_kind_display()} từ {write_date(check.starts_on)} đến {write_date(check.ends_on)}.",
            who=str(check.agency),
            due_on=check.starts_on,
        )


def _recommendations(actor: Actor) -> Iterator[WorkItem]:
    """Asked of one's own organisations, or by them. One query."""
    answering, running = actor.organisations_where(ANSWER), actor.organisations_where(RUN_CHECKS)
    if not answering and not running:
        return
    concerned = Q(organisation_id__in=answering) | Q(check_held__agency_id__in=running)
    asked = CheckRecommendation.objects.unfinished().filter(concerned)
    for one in asked.select_related("organisation", "check_held__agency"):
        if one.state in _TO_ANSWER and one.organisation_id in answering:
            yield _to_answer(one)
        elif one.state == RecommendationState.ANSWERED and may_decide(actor, one):
            yield _to_decide(one)
        elif one.state == RecommendationState.ANSWERED and one.organisation_id in answering:
            yield _waiting(one, str(one.check_held.agency), "chờ chấp nhận")
        elif one.state in _TO_ANSWER and one.check_held.agency_id in running:
            yield _waiting(one, str(one.organisation), "chờ trả lời")


def _to_answer(one: CheckRecommendation) -> WorkItem:
    returned = one.state == RecommendationState.RETURNED
    occasion = f"returned-{one.version}" if returned else "answer"
    return WorkItem(
        key=f"oversight.recommendation:{one.pk}:{occasion}",
        group=WorkGroup.RETURNED if returned else WorkGroup.DUE,
        title=f"Kiến nghị: {one}",
        url=_url(one),
        act="Bổ sung, gửi lại" if returned else "Trả lời",
        detail=one.reason if returned else f"Cuộc «{one.check_held}».",
        who=str(one.check_held.agency),
        due_on=one.due_on,
        since=_day(one.decided_at) if returned else None,
    )


def _to_decide(one: CheckRecommendation) -> WorkItem:
    return WorkItem(
        key=f"oversight.recommendation:{one.pk}:decide-{one.version}",
        group=WorkGroup.WAITED_FOR,
        title=f"Trả lời kiến nghị: {one}",
        url=_url(one),
        act="Xem trả lời",
        who=str(one.organisation),
        since=_day(one.answered_at),
    )


def _waiting(one: CheckRecommendation, whom: str, what: str) -> WorkItem:
    return WorkItem(
        key=f"oversight.recommendation:{one.pk}:wait-{one.version}",
        group=WorkGroup.WAITING,
        title=f"Kiến nghị: {one} ({what})",
        url=_url(one),
        act="Xem",
        who=whom,
        since=_day(one.answered_at) if one.state == RecommendationState.ANSWERED else None,
    )


def _praise(actor: Actor) -> Iterator[WorkItem]:
    """Proposals to decide, and those of one's own organisations that came back or wait. One query."""
    proposing = actor.organisations_where(PROPOSE_PRAISE)
    if not proposing and not actor.can(DECIDE_PRAISE):
        return
    undecided = Commendation.objects.exclude(state=CommendationState.APPROVED).select_related("organisation")
    for one in undecided:
        if one.state == CommendationState.RETURNED and one.organisation_id in proposing:
            yield _praise_item(one, WorkGroup.RETURNED, "Sửa và gửi lại", one.reason, _day(one.decided_at))
        elif one.state == CommendationState.PROPOSED and may_decide_praise(actor, one):
            yield _praise_item(one, WorkGroup.WAITED_FOR, "Xem xét", "", _day(one.proposed_at))
        elif one.state == CommendationState.PROPOSED and one.organisation_id in proposing:
            yield _praise_item(one, WorkGroup.WAITING, "Xem", "", _day(one.proposed_at))


def _praise_item(one: Commendation, group: WorkGroup, act: str, detail: str, since: date | None) -> WorkItem:
    return WorkItem(
        key=f"oversight.commendation:{one.pk}:{one.state}-{one.version}",
        group=group,
        title=f"{one.get_kind_display()}: {one}",
        url=reverse("oversight:commendation", args=[one.pk]),
        act=act,
        detail=detail,
        who="Người duyệt của tỉnh" if group is WorkGroup.WAITING else str(one.organisation),
        since=since,
    )


def _url(one: CheckRecommendation) -> str:
    return reverse("oversight:recommendation", args=[one.pk])


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None
