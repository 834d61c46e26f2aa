"""`ansinh load_oversight_demo`: letters, checks, supervision and praise of 2024 as they could have been; demonstrations only.

After the samples of the other rooms: letters follow up what those are late with. Everything is visibly a sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.orgs.models import Organisation
from ansinh.apps.oversight.actions import checks
from ansinh.apps.oversight.actions.letters import issue_follow_up, make_follow_ups
from ansinh.apps.oversight.actions.praise import approve_praise, propose_praise
from ansinh.apps.oversight.models import CheckKind, CommendationKind, ComplianceCheck, FollowUp
from ansinh.apps.oversight.queries.letters import late_agencies
from ansinh.apps.plans.models import Plan
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.clock import today

#: Agencies that get the first letter: those late for longest.
_FOLLOWED_UP = 4
_FIRST_LETTER_ON = date(2024, 10, 21)


class Command(BaseCommand):
    help = "Nạp công văn đôn đốc, kiểm tra, giám sát, cách làm hay mẫu cho bản trình diễn. Làm lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Dữ liệu mẫu chỉ nạp vào bản trình diễn. Dùng «make demo».")
        if ComplianceCheck.objects.exists():
            return
        plan = Plan.objects.select_related("coordinating_agency").filter(parent=None).earliest("pk")
        _letters(_officer(plan.coordinating_agency))
        _check_of_payments(plan)
        _supervision(plan)
        _planned_check(plan)
        _praise(plan)
        self.stdout.write(
            f"Đã nạp {FollowUp.objects.count()} công văn đôn đốc, {ComplianceCheck.objects.count()} cuộc kiểm tra, giám sát mẫu."
        )


def _letters(coordinator: Actor) -> None:
    """A first letter that was issued, and drafts of the next about what is still late."""
    with _on(_FIRST_LETTER_ON):
        first = _late(coordinator)
        if first:
            made = make_follow_ups(
                actor=coordinator, organisation_ids=first, answer_by=date(2024, 10, 28), together=True
            )
            issue_follow_up(
                actor=coordinator, letter=made[0], version=1, number="2150/SLĐTBXH-BTXH", issued_on=_FIRST_LETTER_ON
            )
    again = _late(coordinator)[:2]
    if again:
        make_follow_ups(actor=coordinator, organisation_ids=again, answer_by=date(2024, 11, 11), together=False)


def _late(coordinator: Actor) -> list[int]:
    late = [agency for agency in late_agencies(coordinator, today()) if not agency.why_not]
    return [agency.organisation.pk for agency in late[:_FOLLOWED_UP]]


def _check_of_payments(plan: Plan) -> None:
    """Held in September: one recommendation accepted, one overdue, one not due yet."""
    inspectors = _officer(_agency("thanh-tra-tinh"))
    son_ha, health = _agency("ubnd-huyen-son-ha"), _agency("so-y-te")
    with _on(date(2024, 9, 2)):
        check = _plan(
            inspectors, plan, "Kiểm tra chi trả trợ giúp xã hội hằng tháng (mẫu)", date(2024, 9, 9), date(2024, 9, 20),
            [son_ha, health], "III.5.c",
        )  # fmt: skip
    with _on(date(2024, 9, 20)):
        checks.hold_check(
            actor=inspectors, check=check, version=check.version, held_on=date(2024, 9, 20),
            conclusion="Cơ bản thực hiện đúng; hai xã còn chi trả chậm, danh sách thẻ bảo hiểm y tế chưa khớp.",
        )  # fmt: skip
        slow = checks.record_finding(
            actor=inspectors, check=check, organisation=son_ha, text="Hai xã chi trả chậm 5 đến 8 ngày so với lịch.",
        )  # fmt: skip
        done = checks.recommend(
            actor=inspectors, check=check, organisation=son_ha, finding=slow, due_on=date(2024, 10, 15),
            text="Chấn chỉnh lịch chi trả của hai xã.",
        )  # fmt: skip
        checks.recommend(
            actor=inspectors, check=check, organisation=son_ha, finding=slow, due_on=date(2024, 10, 31),
            text="Báo cáo kết quả chi trả tháng 10 của toàn huyện.",
        )  # fmt: skip
        checks.recommend(
            actor=inspectors, check=check, organisation=health, due_on=date(2024, 11, 15),
            text="Đối chiếu danh sách thẻ bảo hiểm y tế của người hưởng với Bảo hiểm xã hội tỉnh.",
        )  # fmt: skip
    with _on(date(2024, 10, 11)):
        checks.answer_recommendation(
            actor=_officer(son_ha), asked=done, version=done.version, answer="Hai xã đã chi trả đúng lịch tháng 10.",
            evidence="Công văn số 815/UBND-LĐTBXH ngày 10/10/2024 (mẫu)",
        )  # fmt: skip
        checks.accept_answer(actor=inspectors, asked=done, version=done.version)


def _supervision(plan: Plan) -> None:
    """By the Fatherland Front, held in October."""
    front = _officer(_agency("mttq-tinh"))
    district = _agency("ubnd-huyen-ba-to")
    with _on(date(2024, 10, 1)):
        check = _plan(
            front, plan, "Giám sát hỗ trợ nhà ở cho hộ nghèo (mẫu)", date(2024, 10, 7), date(2024, 10, 11), [district],
            "III.6.đ", CheckKind.SUPERVISION,
        )  # fmt: skip
    with _on(date(2024, 10, 11)):
        checks.hold_check(
            actor=front, check=check, version=check.version, held_on=date(2024, 10, 11),
            conclusion="Đúng đối tượng; tiến độ giải ngân còn chậm so với kế hoạch của huyện.",
        )  # fmt: skip
        checks.recommend(
            actor=front, check=check, organisation=district, due_on=date(2024, 11, 8),
            text="Công khai danh sách hộ được hỗ trợ tại thôn.",
        )  # fmt: skip


def _planned_check(plan: Plan) -> None:
    inspectors = _officer(_agency("thanh-tra-tinh"))
    with _on(date(2024, 9, 2)):
        _plan(
            inspectors, plan, "Kiểm tra thực hiện chỉ tiêu nước sạch nông thôn (mẫu)", date(2024, 11, 18),
            date(2024, 11, 22), [_agency("ubnd-huyen-ly-son"), _agency("so-nnptnt")], "III.6.e",
        )  # fmt: skip


def _plan(
    actor: Actor,
    plan: Plan,
    title: str,
    starts_on: date,
    ends_on: date,
    checked: list[Organisation],
    code: str,
    kind: CheckKind = CheckKind.CHECK,
) -> ComplianceCheck:
    fields = {
        "kind": kind,
        "year": starts_on.year,
        "title": title,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "scope": "",
        "legal_basis": f"Chương trình năm {starts_on.year} (mẫu)",
    }
    return checks.plan_check(actor=actor, fields=fields, checked=checked, promises=plan.promises.filter(code=code))


def _praise(plan: Plan) -> None:
    """One approved, one waiting."""
    leader = _officer(Organisation.objects.get(kind="provincial_committee"))
    approved = propose_praise(
        actor=_officer(_agency("ubnd-huyen-binh-son")),
        fields={
            "kind": CommendationKind.PRACTICE,
            "title": "Chi trả qua tài khoản cho người hưởng ở 12 xã (mẫu)",
            "promise": plan.promises.get(code="III.5.c"),
            "who": "Phòng Lao động - Thương binh và Xã hội huyện Bình Sơn",
            "what": "Mười hai xã chuyển từ chi tiền mặt sang chi qua tài khoản; không còn khiếu nại chậm chi.",
            "how": "Bưu điện mở tài khoản tại nhà cho người già, người khuyết tật; đoàn viên hướng dẫn rút tiền.",
            "evidence": "Báo cáo số 215/BC-UBND (mẫu)",
            "decision": "",
        },
    )
    approve_praise(actor=leader, praise=approved, version=approved.version)
    propose_praise(
        actor=_officer(_agency("so-ldtbxh")),
        fields={
            "kind": CommendationKind.PRACTICE,
            "title": "Phiên giao dịch việc làm trực tuyến liên huyện (mẫu)",
            "promise": plan.promises.get(code="III.4.d"),
            "who": "Trung tâm Dịch vụ việc làm tỉnh",
            "what": "Bốn phiên trực tuyến nối ba huyện miền núi với doanh nghiệp ở khu kinh tế Dung Quất.",
            "how": "Dùng phòng máy của trường phổ thông ngoài giờ học, giáo viên tin học hỗ trợ người dự tuyển.",
            "evidence": "Báo cáo số 98/BC-TTDVVL (mẫu)",
            "decision": "",
        },
    )


def _officer(organisation: Organisation) -> Actor:
    """Somebody of the agency who is visibly a sample."""
    return replace(
        system_actor("Cán bộ mẫu"), organisation_id=organisation.pk, organisation_name=organisation.short_name
    )


def _agency(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


@contextmanager
def _on(day: date) -> Iterator[None]:
    """The demonstration's day is another one for a while: what follows happens on it."""
    before, settings.TODAY = settings.TODAY, day
    try:
        yield
    finally:
        settings.TODAY = before
