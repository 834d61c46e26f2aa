"""Plan 65/KH-UBND, the plan that the product was made for, read as a careful officer reads it."""

from collections import Counter
from datetime import date

import pytest

from ansinh.domain.readings import Frequency, ObligationKind, PlanReading, TimeframeKind
from ansinh.papers.paper import Paper
from ansinh.papers.reading import read_paper
from ansinh.papers.reading.tests.papers import plan_65


@pytest.fixture(scope="module")
def paper() -> Paper:
    return plan_65()


@pytest.fixture(scope="module")
def reading(paper: Paper) -> PlanReading:
    return read_paper(paper)


def test_header_is_exact(reading: PlanReading) -> None:
    document = reading.document
    assert document.number == "65/KH-UBND"
    assert document.kind == "Kế hoạch"
    assert document.issuer == "UBND tỉnh"
    assert document.place == "Quảng Ngãi"
    assert document.issued_on == date(2024, 3, 20)
    assert document.title is not None
    assert document.title.startswith("Về việc triển khai thực hiện Chương trình hành động số 43-CTr/TU")
    assert document.title.endswith("bảo vệ Tổ quốc trong giai đoạn mới")
    assert document.signer is not None
    assert document.signer.name == "Trần Hoàng Tuấn"


def test_bases_are_the_resolution_and_the_action_program_but_not_the_proposal(reading: PlanReading) -> None:
    assert [(basis.number, basis.issued_on) for basis in reading.document.legal_bases] == [
        ("42-NQ/TW", date(2023, 11, 24)),
        ("43-CTr/TU", date(2024, 1, 22)),
    ]


def test_all_twenty_four_tasks_stand_in_their_places(reading: PlanReading) -> None:
    places = (
        "III.1.a III.1.b III.2.a III.2.b III.2.c III.3 III.4.a III.4.b III.4.c III.4.d III.5.a III.5.b III.5.c III.5.d "
        "III.6.a III.6.b III.6.c III.6.d III.6.đ III.6.e III.7 III.8.a III.8.b III.8.c"
    )
    assert [task.code for task in reading.tasks] == places.split()


def test_six_tasks_have_several_leads_and_one_has_five(reading: PlanReading) -> None:
    several = {task.code: len(task.lead_agencies) for task in reading.tasks if len(task.lead_agencies) > 1}
    assert several == {"III.2.a": 2, "III.2.b": 2, "III.4.b": 2, "III.4.c": 5, "III.5.d": 3, "III.6.e": 2}


def test_leads_keep_their_printed_wording(reading: PlanReading) -> None:
    leads = {task.code: task.lead_agencies for task in reading.tasks}
    assert leads["III.6.c"] == ("Sở Văn hoá, Thể thao và Du lịch",)
    assert leads["III.5.d"] == (
        "Sở Lao động- Thương binh và Xã hội",
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Ban Dân tộc tỉnh",
    )


def test_every_task_has_groups_of_supporters(reading: PlanReading) -> None:
    supporters = {task.code: task.supporting_agencies for task in reading.tasks}
    assert supporters["III.1.a"] == (
        "Các sở, ban ngành tỉnh",
        "Đài Phát thanh – Truyền hình tỉnh",
        "Báo Quảng Ngãi",
        "UBND các huyện, thị xã, thành phố",
    )
    assert supporters["III.5.c"][1] == "các tổ chức chính trị- xã hội"
    assert Counter(map(len, supporters.values())) == {2: 22, 3: 1, 4: 1}


def test_twenty_two_tasks_are_open_and_two_recur(reading: PlanReading) -> None:
    kinds = Counter(task.timeframe.kind for task in reading.tasks)
    assert kinds == {TimeframeKind.OPEN: 22, TimeframeKind.RECURRING: 2}
    assert {t.timeframe.start_year for t in reading.tasks if t.timeframe.kind is TimeframeKind.OPEN} == {2024}


def test_task_has_the_heading_of_its_section_and_its_own_where_it_is_a_section(reading: PlanReading) -> None:
    headings = {task.code: task.heading for task in reading.tasks}
    assert headings["III.1.a"] == "Nâng cao nhận thức về vị trí, vai trò của chính sách xã hội"
    assert headings["III.3"] == "Thực hiện tốt chính sách ưu đãi người có công với cách mạng"


def test_text_of_a_task_is_whole_although_the_page_broke_it(reading: PlanReading) -> None:
    text = {task.code: task.text for task in reading.tasks}["III.2.a"]
    assert "Tăng cường vai trò giám sát của Nhân dân; tăng cường công tác thanh tra" in text
    assert "Cơ quan chủ trì" not in text


def test_five_duties_of_part_four(reading: PlanReading) -> None:
    assert [(duty.code, duty.kind) for duty in reading.obligations] == [
        ("IV.1", ObligationKind.PLAN),
        ("IV.2", ObligationKind.BUDGET),
        ("IV.3", ObligationKind.MONITOR),
        ("IV.4", ObligationKind.REPORT),
        ("IV.end", ObligationKind.ESCALATE),
    ]


def test_yearly_report_goes_through_the_coordinating_department_before_30_october(reading: PlanReading) -> None:
    report = {duty.code: duty for duty in reading.obligations}["IV.4"]
    assert report.who == ("Thủ trưởng các sở, ban ngành, đơn vị", "UBND các huyện, thị xã, thành phố")
    assert report.to == "UBND tỉnh"
    assert report.via == "Sở Lao động- Thương binh và Xã hội"
    assert report.frequency is Frequency.YEARLY
    assert report.due is not None
    assert (report.due.day, report.due.month, report.due.year, report.due.before) == (30, 10, None, True)


def test_budget_estimates_go_to_the_department_of_finance_every_year(reading: PlanReading) -> None:
    budget = {duty.code: duty for duty in reading.obligations}["IV.2"]
    assert (budget.to, budget.frequency) == ("Sở Tài chính", Frequency.YEARLY)


def test_obstacles_are_reported_when_they_arise(reading: PlanReading) -> None:
    escalation = {duty.code: duty for duty in reading.obligations}["IV.end"]
    assert (escalation.to, escalation.via) == ("UBND tỉnh", "Sở Lao động- Thương binh và Xã hội")
    assert escalation.frequency is Frequency.ON_EVENT


def test_thirteen_recipients(reading: PlanReading) -> None:
    assert len(reading.recipients) == 13
    assert reading.recipients[0] == "Bộ Lao động- TB&XH (b/cáo)"
    assert "Các tổ chức chính trị - xã hội tỉnh" in reading.recipients


def test_nothing_in_the_plan_was_unclear_about_tasks(reading: PlanReading) -> None:
    assert [problem.message for problem in reading.problems if "chủ trì" in problem.message] == []


def test_every_quote_equals_the_text_between_its_offsets(paper: Paper, reading: PlanReading) -> None:
    quotes = [task.quote for task in reading.tasks] + [duty.quote for duty in reading.obligations]
    quotes += [basis.quote for basis in reading.document.legal_bases if basis.quote]
    assert len(quotes) >= 31
    assert all(paper.text[quote.start : quote.end] == quote.text for quote in quotes)
