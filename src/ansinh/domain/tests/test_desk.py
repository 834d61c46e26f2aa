from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.desk import (
    goal_values,
    merged_values,
    number_in_sections,
    target_draft,
    target_values,
    value_problems,
)
from ansinh.domain.headings import rail_heading, short_name
from ansinh.domain.readings import Comparison, GoalReading, Quote, TargetReading

TARGET = TargetReading(
    "II.2.b", "Tỷ lệ đi học đúng độ tuổi cấp tiểu học", Comparison.AT_LEAST, 97.5, None, None, "%", 2030, None,
    Quote("97,5%", 0, 5), 0.9,
)  # fmt: skip


def test_a_target_survives_the_way_over_the_desk():
    draft = target_draft(target_values(TARGET))
    assert (draft.comparison, draft.value, draft.unit, draft.due_year) == (
        Comparison.AT_LEAST,
        Decimal("97.5"),
        "%",
        2030,
    )


def test_a_promise_without_a_number_has_no_comparison():
    draft = target_draft(goal_values(GoalReading("II.2.a", "Ban hành chính sách", 2025, Quote("x", 0, 1))))
    assert draft.comparison is None
    assert draft.value is None


def test_all_problems_of_a_target_are_told_at_once():
    problems = value_problems("target", {"name": " ", "operator": ">=", "value": None, "due_year": 1999})
    assert {p.field for p in problems} == {"name", "value", "due_year"}


def test_a_range_needs_both_ends_in_order():
    values = target_values(TARGET) | {"operator": "range", "value": None, "low": "40", "high": "35"}
    assert [p.field for p in value_problems("target", values)] == ["low"]
    assert value_problems("target", values | {"low": "35", "high": "40"}) == ()


def test_words_in_a_number_are_a_problem_not_a_crash():
    assert [p.field for p in value_problems("target", target_values(TARGET) | {"value": "chín mươi"})] == ["value"]


def test_a_day_that_is_not_in_the_calendar_is_told():
    values = {"kind": "report", "what": "gửi báo cáo", "due": {"raw": "31/11", "day": 31, "month": 11}}
    assert [p.field for p in value_problems("obligation", values)] == ["due"]


def test_targets_are_numbered_in_order_within_their_section():
    assert number_in_sections(["II.2.a", "II.2.a", "II.2.b", "II.2.a"]) == (
        "II.2.a.1",
        "II.2.a.2",
        "II.2.b.1",
        "II.2.a.3",
    )


@given(st.lists(st.sampled_from(["II.1", "II.2.a", "II.2.b", ""])))
def test_numbers_are_never_given_twice(sections):
    codes = number_in_sections(sections)
    assert len(set(codes)) == len(codes) == len(sections)


def test_merging_joins_the_names_and_keeps_the_first_numbers():
    merged = merged_values("target", [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "A"}])
    assert merged == {"name": "A; B", "value": "1"}


def test_a_short_name_ends_at_a_clause_and_says_that_words_were_left_out():
    name = short_name(
        "Tập trung tuyên truyền, giáo dục nâng cao nhận thức về vai trò đặc biệt quan trọng, " + "quan điểm " * 20
    )
    assert name.endswith("…")
    assert len(name) <= 121


def test_rail_headings_lose_their_capitals():
    assert rail_heading("MỤC TIÊU") == "Mục tiêu"
    assert (
        rail_heading("Nâng cao nhận thức về vị trí, vai trò của chính sách xã hội") == "Nâng cao nhận thức về vị trí…"
    )


@given(st.text(max_size=300))
def test_short_names_never_fail_and_never_grow(text):
    assert len(short_name(text)) <= 121
    assert len(rail_heading(text)) <= 39
