"""Checks and supervision: programme, results, recommendations to their end, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.oversight.access import visible_checks, visible_findings, visible_recommendations
from ansinh.apps.oversight.actions import checks
from ansinh.apps.oversight.models import CheckRecommendation, ComplianceCheck, RecommendationState
from ansinh.apps.oversight.queries.checks import check_page, checks_page, promises_of_codes
from ansinh.apps.oversight.work import overdue_recommendations, work_source
from ansinh.domain.roles import Role
from ansinh.domain.work import WorkGroup
from ansinh.kit.access import Actor, Denied
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.pages import Paging
from tests.province import BEGAN, Province

DAY = date(2024, 11, 4)
DUE = date(2024, 11, 20)
FIELDS: dict[str, Any] = {
    "kind": "check", "year": 2024, "title": "Kiểm tra chi trả trợ giúp xã hội", "starts_on": date(2024, 10, 1),
    "ends_on": date(2024, 10, 31), "scope": "", "legal_basis": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_that_day() -> Iterator[None]:
    with override_settings(TODAY=DAY):
        yield


@pytest.fixture
def checker(province: Province) -> Actor:
    return actor_for(province.person(Role.AUDITOR), DAY)


@pytest.fixture
def checked(province: Province) -> Actor:
    return actor_for(province.person(Role.FOCAL, province.other), DAY)


@pytest.fixture
def check(province: Province, checker: Actor) -> ComplianceCheck:
    return checks.plan_check(
        actor=checker, fields=FIELDS, checked=[province.other, province.committee], promises=[province.task]
    )


@pytest.fixture
def held(checker: Actor, check: ComplianceCheck) -> ComplianceCheck:
    return checks.hold_check(
        actor=checker, check=check, version=1, held_on=date(2024, 10, 30), conclusion="Đạt yêu cầu."
    )


@pytest.fixture
def asked(province: Province, checker: Actor, held: ComplianceCheck) -> CheckRecommendation:
    finding = checks.record_finding(
        actor=checker, check=held, organisation=province.other, text="Chi chậm 5 ngày.", promise=province.task
    )
    return checks.recommend(
        actor=checker, check=held, organisation=province.other, text="Chi đúng ngày.", due_on=DUE, finding=finding
    )


def _answer(actor: Actor, asked: CheckRecommendation) -> CheckRecommendation:
    return checks.answer_recommendation(
        actor=actor, asked=asked, version=asked.version, answer="Đã chi đúng ngày.", evidence="Bảng kê tháng 11"
    )


def test_a_recommendation_goes_to_its_end_with_evidence_and_by_somebody_else(
    checker: Actor, checked: Actor, asked: CheckRecommendation
) -> None:
    _answer(checked, asked)
    assert asked.state == RecommendationState.ANSWERED
    checks.return_answer(actor=checker, asked=asked, version=asked.version, reason="Thiếu bảng kê tháng 10.")
    assert asked.state == RecommendationState.RETURNED
    _answer(checked, asked)
    checks.accept_answer(actor=checker, asked=asked, version=asked.version)
    assert asked.state == RecommendationState.ACCEPTED
    with pytest.raises(Conflict):
        _answer(checked, asked)


def test_who_has_it_next_is_told_at_every_step(checker: Actor, checked: Actor, asked: CheckRecommendation) -> None:
    def groups(actor: Actor) -> list[WorkGroup]:
        return [item.group for item in work_source(actor, DAY) if "recommendation" in item.key]

    assert (groups(checked), groups(checker)) == ([WorkGroup.DUE], [WorkGroup.WAITING])
    _answer(checked, asked)
    assert (groups(checked), groups(checker)) == ([WorkGroup.WAITING], [WorkGroup.WAITED_FOR])
    checks.return_answer(actor=checker, asked=asked, version=asked.version, reason="Thiếu.")
    assert (groups(checked), groups(checker)) == ([WorkGroup.RETURNED], [WorkGroup.WAITING])
    _answer(checked, asked)
    checks.accept_answer(actor=checker, asked=asked, version=asked.version)
    assert (groups(checked), groups(checker)) == ([], [])


def test_an_unanswered_recommendation_is_late_from_the_day_after(checked: Actor, asked: CheckRecommendation) -> None:
    assert list(overdue_recommendations(DUE)) == []
    (late,) = overdue_recommendations(DUE + timedelta(days=1))
    assert late.organisation_id == asked.organisation_id
    _answer(checked, asked)
    assert list(overdue_recommendations(DUE + timedelta(days=1))) == []


def test_who_answered_does_not_accept_it_though_he_also_works_for_the_checking_agency(
    province: Province, checked: Actor, asked: CheckRecommendation
) -> None:
    _answer(checked, asked)
    person = User.objects.get(pk=checked.user_id)
    RoleAssignment.objects.create(user=person, role=Role.AUDITOR.value, organisation=province.own, valid_from=BEGAN)
    both = actor_for(person, DAY)
    with pytest.raises(ActionRefused, match="không tự chấp nhận"):
        checks.accept_answer(actor=both, asked=asked, version=asked.version)


def test_only_the_checking_agency_runs_it_and_only_the_asked_one_answers(
    province: Province, checker: Actor, asked: CheckRecommendation
) -> None:
    stranger = actor_for(province.person(Role.AUDITOR, province.other), DAY)
    with pytest.raises(Denied):
        checks.recommend(actor=stranger, check=asked.check_held, organisation=province.other, text="x", due_on=DUE)
    with pytest.raises(Denied):
        _answer(checker, asked)


def test_agencies_see_checks_of_themselves_and_of_a_check_only_what_concerns_them(
    province: Province, checker: Actor, checked: Actor, held: ComplianceCheck, asked: CheckRecommendation
) -> None:
    checks.recommend(actor=checker, check=held, organisation=province.committee, text="Việc khác.", due_on=DUE)
    administrator = actor_for(province.people[Role.ADMINISTRATOR, province.committee.pk], DAY)
    assert [one.text for one in visible_recommendations(administrator)] == ["Việc khác."]
    assert list(visible_findings(administrator)) == []
    assert list(visible_recommendations(checked)) == [asked]
    held.checked.set([province.committee])
    assert list(visible_checks(checked)) == []
    assert visible_checks(checker).count() == 1


def test_everything_wrong_with_a_programme_is_said_at_once(province: Province, checker: Actor) -> None:
    wrong = FIELDS | {"title": " ", "kind": "supervision", "ends_on": date(2023, 1, 1), "year": 2025}
    with pytest.raises(ActionRefused) as refused:
        checks.plan_check(actor=checker, fields=wrong, checked=[province.own])
    assert {problem.field for problem in refused.value.problems} == {"title", "kind", "checked", "ends_on", "starts_on"}
    with pytest.raises(ActionRefused, match="Chưa chọn đơn vị"):
        checks.plan_check(actor=checker, fields=FIELDS, checked=[])


def test_supervision_is_held_by_the_council_and_the_front(province: Province, checker: Actor) -> None:
    province.own.kind = "council"
    province.own.save()
    made = checks.plan_check(actor=checker, fields=FIELDS | {"kind": "supervision"}, checked=[province.other])
    assert made.get_kind_display() == "Giám sát"


def test_results_are_recorded_after_it_was_held_and_about_those_who_were_checked(
    province: Province, checker: Actor, check: ComplianceCheck, held: ComplianceCheck
) -> None:
    planned = checks.plan_check(actor=checker, fields=FIELDS, checked=[province.other])
    with pytest.raises(ActionRefused, match="chưa tiến hành"):
        checks.record_finding(actor=checker, check=planned, organisation=province.other, text="x")
    with pytest.raises(ActionRefused) as refused:
        checks.recommend(actor=checker, check=held, organisation=province.own, text="", due_on=date(2024, 10, 1))
    assert {problem.field for problem in refused.value.problems} == {"organisation", "text", "due_on"}


def test_holding_needs_a_day_that_has_come_and_a_conclusion(checker: Actor, check: ComplianceCheck) -> None:
    with pytest.raises(ActionRefused) as refused:
        checks.hold_check(actor=checker, check=check, version=1, held_on=DAY + timedelta(days=1), conclusion="")
    assert [problem.field for problem in refused.value.problems] == ["held_on", "conclusion"]


def test_two_officers_at_once_do_not_overwrite_each_other(checker: Actor, check: ComplianceCheck) -> None:
    checks.change_check(
        actor=checker, check=check, version=1, fields=FIELDS | {"title": "Tên mới"}, checked=check.checked.all()
    )
    with pytest.raises(Conflict):
        checks.cancel_check(actor=checker, check=check, version=1, reason="Hoãn")


def test_a_cancelled_check_stays_in_the_programme_with_its_reason(checker: Actor, check: ComplianceCheck) -> None:
    checks.cancel_check(actor=checker, check=check, version=1, reason="Trùng thanh tra")
    page = checks_page(checker, 2024, DAY, Paging())
    assert page.title == "Năm 2024: 1 cuộc kiểm tra, giám sát, 0 đã tiến hành"
    assert page.lines[0].word == "Không tiến hành"


def test_pages_keep_to_few_queries_however_many_there_are(
    province: Province, checker: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        one = checks.plan_check(
            actor=checker, fields=FIELDS | {"title": f"Cuộc {number}"}, checked=[province.other, province.committee]
        )
    with django_assert_max_num_queries(9):
        checks_page(checker, 2024, DAY, Paging())
    with django_assert_max_num_queries(7):
        check_page(checker, one, DAY)


def test_codes_that_no_plan_has_are_named(province: Province) -> None:
    found, unknown = promises_of_codes("II.1, II.2;  IX.9")
    assert [promise.code for promise in found] == ["II.1", "II.2"]
    assert unknown == ["IX.9"]


def test_pages_carry_it_from_the_programme_to_the_end(province: Province) -> None:
    checker, checked = (_browser(person) for person in _pair(province))
    form = {
        "kind": "check", "year": "2024", "title": "Kiểm tra hồ sơ", "starts_on": "1/10/2024", "ends_on": "31/10/2024",
        "promises": "II.2", "checked": [province.other.pk],
    }  # fmt: skip
    wrong = checker.post(reverse("oversight:plan_check"), form | {"promises": "IX.9"})
    assert wrong.status_code == 400
    assert "Kế hoạch không có mục IX.9" in wrong.content.decode()
    assert "Kiểm tra hồ sơ" in wrong.content.decode()
    url = checker.post(reverse("oversight:plan_check"), form)["Location"]
    refused = checker.post(f"{url}tien-hanh/", {"version": 1, "held_on": "1/1/2020", "conclusion": "Giữ lại lời này"})
    assert refused.status_code == 400
    assert "Giữ lại lời này" in refused.content.decode()
    assert checker.post(
        f"{url}tien-hanh/", {"version": 1, "held_on": "30/10/2024", "conclusion": "Đạt"}
    ).status_code == 302  # fmt: skip
    checker.post(f"{url}ket-qua/", {"organisation": province.other.pk, "promise": "II.2", "text": "Thiếu hồ sơ"})
    checker.post(
        f"{url}kien-nghi/", {"organisation": province.other.pk, "text": "Bổ sung hồ sơ", "due_on": "20/11/2024"}
    )
    asked = CheckRecommendation.objects.get()
    page = reverse("oversight:recommendation", args=[asked.pk])
    assert "Gửi trả lời" in checked.get(page).content.decode()
    lacking = checked.post(f"{page}tra-loi/", {"version": 1, "answer": "Đã bổ sung", "evidence": ""})
    assert "Chưa nhập «Minh chứng»" in lacking.content.decode()
    checked.post(f"{page}tra-loi/", {"version": 1, "answer": "Đã bổ sung", "evidence": "Công văn 5"})
    checker.post(f"{page}chap-nhan/", {"version": 2})
    asked.refresh_from_db()
    assert asked.state == RecommendationState.ACCEPTED
    assert checker.get(url).status_code == checker.get(reverse("oversight:checks")).status_code == 200


def _pair(province: Province) -> tuple[User, User]:
    return province.person(Role.AUDITOR), province.person(Role.FOCAL, province.other)


def _browser(person: User) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def test_history_of_a_check_does_not_tell_what_was_found_at_one_of_the_checked(
    checker: Actor, asked: CheckRecommendation
) -> None:
    told = " ".join(line.summary for line in check_page(checker, asked.check_held, DAY).history)
    assert told
    assert "Chi chậm 5 ngày" not in told
