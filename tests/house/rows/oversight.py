"""Follow-up: who may open what. One's own work is everybody's."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from ansinh.apps.oversight.models import (
    CheckRecommendation,
    CheckState,
    Commendation,
    ComplianceCheck,
    FollowUp,
    FollowUpItem,
)
from ansinh.domain.roles import Role
from tests.house.matrix import EVERYONE, Row, anywhere, at_own, post
from tests.province import Province

#: Who sees what belongs to ``own``: its people, and those who follow the whole province.
SEEING = at_own(*Role) | anywhere(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)


def rows(p: Province) -> list[Row]:
    return [*_personal(), *_letters(p), *_checks(p), *_praise(p)]


def _personal() -> list[Row]:
    wishes = {"version": "1", "by_mail": "on", "hour": "7"}
    return [
        Row("oversight:my_work"),
        Row("oversight:count"),
        Row("oversight:calendar"),
        post("oversight:make_feed", {}, ok=200),
        post("oversight:revoke_feed", {}),
        Row("oversight:feed", {"token": "khong-co"}, ok=404, stranger=404),
        Row("oversight:notices"),
        post("oversight:notices", {}),
        Row("oversight:reminder_settings"),
        post("oversight:reminder_settings", {}, wishes),
    ]


def _letters(p: Province) -> list[Row]:
    """A draft by ``own`` to ``other``; nothing is late in this province, so that no letter can be made."""
    letter = FollowUp.objects.create(
        issuer=p.own, as_of=date(2024, 11, 4), answer_by=date(2024, 11, 15), made_at=timezone.now()
    )
    FollowUpItem.objects.create(
        follow_up=letter, organisation=p.other, occasion="x:1", title="Biểu 01", url="/", due_on=date(2024, 10, 31)
    )
    it = {"pk": letter.pk}
    numbered = {"version": "1", "number": "12/SLĐTBXH", "issued_on": "5/11/2024"}
    coordinators = anywhere(Role.COORDINATOR)
    return [
        Row("oversight:scorecards"),
        Row("oversight:scorecard", {"code": p.other.code}),
        Row("oversight:overdue"),
        post("oversight:overdue", {}, {"answer_by": "1/1/2100"}, allowed=coordinators, denied=EVERYONE, ok=400),
        Row("oversight:follow_up", it, allowed=SEEING),
        Row("oversight:follow_up_docx", it, allowed=SEEING),
        post("oversight:follow_up", it, numbered, allowed=coordinators, denied=SEEING),
        post("oversight:discard_follow_up", it, allowed=coordinators, denied=SEEING),
    ]


def _checks(p: Province) -> list[Row]:
    """By ``own``, of ``other``: one in the programme, one held with a recommendation that ``other`` answered."""
    planned, held = (_check(p, state) for state in (CheckState.PLANNED, CheckState.HELD))
    asked = CheckRecommendation.objects.create(
        check_held=held, organisation=p.other, text="Sửa quy chế", due_on=date(2024, 12, 1)
    )
    answered = CheckRecommendation.objects.create(
        check_held=held, organisation=p.other, text="Bổ sung hồ sơ", due_on=date(2024, 12, 1), state="answered",
        answer="Đã bổ sung", evidence="Hồ sơ 1",
    )  # fmt: skip
    it, done = {"pk": planned.pk}, {"pk": held.pk}
    running = at_own(Role.AUDITOR, Role.COORDINATOR)
    running_anywhere = anywhere(Role.AUDITOR, Role.COORDINATOR)
    line = {
        "version": "1", "kind": "check", "year": "2024", "title": "Kiểm tra", "starts_on": "1/10/2024",
        "ends_on": "5/10/2024", "checked": str(p.other.pk),
    }  # fmt: skip
    # ``own`` cannot be asked to check itself, ``other`` would check itself
    other_runs = {(role, "other"): 400 for role in (Role.AUDITOR, Role.COORDINATOR)}
    result = {"organisation": str(p.other.pk), "text": "Có tồn tại", "due_on": "1/12/2024"}
    answering = frozenset({(Role.FOCAL, "other"), (Role.COORDINATOR, "other")})
    seeing = EVERYONE - anywhere(Role.ADMINISTRATOR) | at_own(Role.ADMINISTRATOR) | {(Role.ADMINISTRATOR, "other")}
    reason = {"version": "1", "reason": "Hoãn"}
    return [
        Row("oversight:checks"),
        Row("oversight:plan_check", allowed=running_anywhere, denied=EVERYONE),
        post(
            "oversight:plan_check", {}, line, allowed=running_anywhere, denied=EVERYONE, special=other_runs
        ),
        Row("oversight:check", it, allowed=seeing),
        Row("oversight:change_check", it, allowed=running, denied=seeing),
        post("oversight:change_check", it, line, allowed=running, denied=seeing),
        post(
            "oversight:hold_check", it, {"version": "1", "held_on": "5/10/2024", "conclusion": "Đạt"}, allowed=running,
            denied=seeing,
        ),
        post("oversight:cancel_check", it, reason, allowed=running, denied=seeing),
        post("oversight:record_finding", done, result, allowed=running, denied=seeing),
        post("oversight:recommend", done, result, allowed=running, denied=seeing),
        Row("oversight:recommendation", {"pk": asked.pk}, allowed=seeing),
        post(
            "oversight:answer_recommendation", {"pk": asked.pk}, {"version": "1", "answer": "Xong", "evidence": "Số 1"},
            allowed=answering, denied=seeing,
        ),
        post("oversight:accept_answer", {"pk": answered.pk}, {"version": "1"}, allowed=running, denied=seeing),
        post("oversight:return_answer", {"pk": answered.pk}, reason, allowed=running, denied=seeing),
    ]  # fmt: skip


def _check(p: Province, state: CheckState) -> ComplianceCheck:
    held_on = date(2024, 10, 5) if state == CheckState.HELD else None
    check = ComplianceCheck.objects.create(
        year=2024, title="Kiểm tra hồ sơ", agency=p.own, starts_on=date(2024, 10, 1), ends_on=date(2024, 10, 5),
        state=state, held_on=held_on,
    )  # fmt: skip
    check.checked.add(p.other)
    return check


def _praise(p: Province) -> list[Row]:
    """Proposed by ``own`` and not decided."""
    praise = Commendation.objects.create(
        organisation=p.own, promise=p.task, title="Chi trả qua tài khoản", who="Đội chi trả", what="Mười hai xã",
        how="Tận nhà", evidence="Báo cáo 15", proposed_at=timezone.now(),
    )  # fmt: skip
    it = {"pk": praise.pk}
    form = {
        "version": "1", "kind": "practice", "title": "Chi trả", "promise": p.task.code, "who": "Đội", "what": "Xong",
        "how": "Tận nhà", "evidence": "Báo cáo 15",
    }  # fmt: skip
    proposing, deciding = (Role.FOCAL, Role.COORDINATOR), anywhere(Role.LEADER, Role.COORDINATOR)
    seeing = at_own(*proposing) | deciding
    return [
        Row("oversight:commendations"),
        Row("oversight:propose_praise", allowed=anywhere(*proposing), denied=EVERYONE),
        post("oversight:propose_praise", {}, form, allowed=anywhere(*proposing), denied=EVERYONE),
        Row("oversight:commendation", it, allowed=seeing),
        Row("oversight:change_praise", it, allowed=at_own(*proposing), denied=seeing),
        post("oversight:change_praise", it, form, allowed=at_own(*proposing), denied=seeing),
        post("oversight:approve_praise", it, {"version": "1"}, allowed=deciding, denied=seeing),
        post("oversight:return_praise", it, {"version": "1", "reason": "Thiếu"}, allowed=deciding, denied=seeing),
    ]
