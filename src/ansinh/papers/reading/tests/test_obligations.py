"""Duties of the part on who carries the plan out."""

from ansinh.domain.readings import Frequency, ObligationKind, ObligationReading
from ansinh.papers.reading import read_paper
from ansinh.papers.reading.obligations import read_due
from ansinh.papers.reading.tests.papers import Line, paper_of


def _duties(*lines: Line) -> tuple[ObligationReading, ...]:
    return read_paper(paper_of("V. TỔ CHỨC THỰC HIỆN", *lines)).obligations


def test_report_of_every_half_year_and_to_whom() -> None:
    (duty,) = _duties(
        "1. Các sở, ban, ngành định kỳ 6 tháng báo cáo UBND tỉnh (qua Sở Nội vụ) trước ngày 15/6 để tổng hợp."
    )
    assert (duty.kind, duty.frequency) == (ObligationKind.REPORT, Frequency.HALF_YEARLY)
    assert (duty.who, duty.to, duty.via) == (("Các sở, ban, ngành",), "UBND tỉnh", "Sở Nội vụ")


def test_report_of_the_block_s_agency() -> None:
    (duty,) = _duties("1. Bộ Y tế", "a) Báo cáo Thủ tướng Chính phủ kết quả thực hiện trước ngày 25 tháng 12 hằng năm.")
    assert (duty.code, duty.who, duty.to) == ("V.1.a", ("Bộ Y tế",), "Thủ tướng Chính phủ")
    assert duty.frequency is Frequency.YEARLY


def test_work_with_a_report_at_its_end_is_a_task_and_no_duty() -> None:
    reading = read_paper(
        paper_of(
            "1. Bộ Xây dựng:",
            "- Chủ trì, phối hợp với các bộ rà soát quy hoạch, báo cáo Thủ tướng Chính phủ trong quý III năm 2026.",
        )
    )
    assert (len(reading.tasks), reading.obligations) == (1, ())


def test_following_up_the_plan_is_monitoring() -> None:
    (duty,) = _duties("1. Giao Sở Nội vụ theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này.")
    assert (duty.kind, duty.who) == (ObligationKind.MONITOR, ("Sở Nội vụ",))


def test_own_plans_are_duties_of_many_and_a_task_of_one() -> None:
    reading = read_paper(
        paper_of(
            "IV. TỔ CHỨC THỰC HIỆN",
            "1. Căn cứ Kế hoạch này, Thủ trưởng các sở, ngành; Chủ tịch UBND các xã xây dựng kế hoạch triển khai thực hiện.",
            "2. Sở Y tế căn cứ Kế hoạch này xây dựng kế hoạch triển khai thực hiện chương trình sức khỏe học đường.",
        )
    )
    assert [(duty.code, duty.kind) for duty in reading.obligations] == [("IV.1", ObligationKind.PLAN)]
    assert [task.code for task in reading.tasks] == ["IV.2"]


def test_closing_paragraph_on_obstacles_is_the_end_of_its_part() -> None:
    duties = _duties(
        "1. Sở Nội vụ theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này.",
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các sở, ngành kịp thời báo cáo UBND tỉnh xem xét, quyết định./.",
    )
    assert [(duty.code, duty.kind) for duty in duties] == [
        ("V.1", ObligationKind.MONITOR),
        ("V.end", ObligationKind.ESCALATE),
    ]
    assert duties[1].who == ("các sở, ngành",)


def test_duties_are_not_counted_as_tasks_too() -> None:
    reading = read_paper(
        paper_of("IV. TỔ CHỨC THỰC HIỆN", "1. Các sở, ngành định kỳ hằng năm báo cáo UBND tỉnh trước ngày 10/12.")
    )
    assert (reading.tasks, len(reading.obligations)) == ((), 1)


def test_due_rule_knows_before_day_month_and_year() -> None:
    due = read_due("gửi báo cáo trước ngày 15 tháng 12 năm 2026 về Bộ")
    assert due is not None
    assert (due.raw, due.day, due.month, due.year, due.before) == (
        "trước ngày 15 tháng 12 năm 2026",
        15,
        12,
        2026,
        True,
    )
    until = read_due("chậm nhất ngày 30/6 hằng năm")
    assert until is not None
    assert (until.day, until.month, until.before) == (30, 6, False)
    assert read_due("trước ngày 45/13") is None
