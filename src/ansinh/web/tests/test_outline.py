from __future__ import annotations

from ansinh.web.outline import MOST_LINES, PromiseRow, SectionRow, build, short_label, with_place, with_statuses

SECTIONS = [
    SectionRow("I", "I.", "Mục đích, yêu cầu", 1),
    SectionRow("II", "II.", "Mục tiêu", 1),
    SectionRow("II.1", "1.", "Mục tiêu tổng quát", 2),
    SectionRow("II.2.a", "a)", "Chỉ tiêu đến năm 2025", 3),
    SectionRow("III", "III.", "Nhiệm vụ, giải pháp", 1),
    SectionRow("III.4", "4.", "Thị trường lao động", 2),
    SectionRow("III.7", "7.", "Dịch vụ xã hội", 2),
]
PROMISES = [
    *(PromiseRow("target", f"II.2.a.{n}", "II.2.a") for n in range(1, 11)),
    PromiseRow("task", "III.4.c", "III.4"),
    PromiseRow("task", "III.4.đ", "III.4"),
    PromiseRow("task", "III.7", "III.7"),
    PromiseRow("obligation", "IV.1", ""),
]


def links(kind: str, code: str) -> str:
    return f"/{kind}/{code}/"


def test_outline_holds_the_parts_and_what_has_targets_or_tasks() -> None:
    assert [row.code for row in build(SECTIONS, PROMISES, links)] == ["I", "II", "II.2.a", "III", "III.4", "III.7"]


def test_heading_with_targets_counts_them_and_one_with_tasks_has_a_mark_for_each() -> None:
    rows = {row.code: row for row in build(SECTIONS, PROMISES, links)}
    assert rows["II.2.a"].targets == 10
    assert [task.letter for task in rows["III.4"].tasks] == ["c", "đ"]
    assert rows["III.4"].said == "2 nhiệm vụ, chưa có số liệu"


def test_marks_of_different_kinds_are_told_one_by_one() -> None:
    mixed = [PromiseRow("task", "III.4.c", "III.4", "late"), PromiseRow("task", "III.4.đ", "III.4", "ok")]
    rows = {row.code: row for row in build(SECTIONS, mixed, links)}
    assert rows["III.4"].said == "c) chậm, đ) đúng tiến độ"


def test_statuses_are_put_on_rows_that_were_kept_without_them() -> None:
    tasks = [PromiseRow("task", "III.4.c", "III.4", pk=7), PromiseRow("task", "III.4.đ", "III.4", pk=8)]
    rows = build(SECTIONS, tasks, links)
    marked = {row.code: row for row in with_statuses(rows, {7: "late"})}["III.4"]
    assert [task.status for task in marked.tasks] == ["late", "none"]
    assert marked.said == "c) chậm, đ) chưa có số liệu"
    assert with_statuses(rows, {}) == rows


def test_heading_that_is_itself_a_task_leads_to_the_task() -> None:
    rows = {row.code: row for row in build(SECTIONS, PROMISES, links)}
    assert rows["III.7"].url == "/task/III.7/"
    assert rows["III.4"].url == "/section/III.4/"


def test_label_is_the_number_under_its_part() -> None:
    assert short_label("II.2.a", "a)") == "2.a)"
    assert short_label("III.4", "4.") == "4."
    assert short_label("I", "I.") == "I."


def test_place_marks_the_nearest_heading_and_the_task_itself() -> None:
    rows = with_place(build(SECTIONS, PROMISES, links), "III.4.đ")
    here = [row for row in rows if row.current]
    assert [row.code for row in here] == ["III.4"]
    assert [task.current for task in here[0].tasks] == ["", "location"]
    assert here[0].shows_letters


def test_place_is_matched_by_whole_numbers() -> None:
    sections = [SectionRow("III.1", "1.", "Một", 1), SectionRow("III.10", "10.", "Mười", 1)]
    rows = with_place(build(sections, [], links), "III.10.a")
    assert [row.code for row in rows if row.current] == ["III.10"]


def test_place_outside_the_outline_marks_nothing() -> None:
    rows = build(SECTIONS, PROMISES, links)
    assert with_place(rows, "PL.1") == rows
    assert with_place(rows, "") == rows


def test_very_long_plan_shows_its_parts_only() -> None:
    sections = [SectionRow("I", "I.", "Phần", 1), *(SectionRow(f"I.{n}", f"{n}.", "Mục", 2) for n in range(MOST_LINES))]
    tasks = [PromiseRow("task", f"I.{n}.a", f"I.{n}") for n in range(MOST_LINES)]
    assert [row.code for row in build(sections, tasks, links)] == ["I"]
