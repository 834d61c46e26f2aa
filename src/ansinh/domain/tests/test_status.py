from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.forecast import Forecast, Outlook, forecast
from ansinh.domain.indicators import Direction, Shape
from ansinh.domain.periods import Period
from ansinh.domain.readings import Comparison
from ansinh.domain.series import Measured
from ansinh.domain.status import Facts, Goal, Status, read_status

PAGE = Path(__file__).parents[4] / "docs" / "algorithms" / "status.md"
DIRECTIONS = {"+": Direction.HIGHER, "−": Direction.LOWER, "0": Direction.NEITHER}
RANK = [Status.LATE, Status.WARN, Status.OK, Status.DONE]


def worked_cases() -> list[list[str]]:
    table = PAGE.read_text(encoding="utf-8").split("## Worked cases")[1]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines() if "|" in line]
    return rows[2:]


def goal_of(shape: str, direction: str, words: str, due: str) -> Goal:
    made = Goal(
        Shape(shape), DIRECTIONS[direction], Comparison.AT_LEAST, date.fromisoformat(due) if due else None,
        unit=words.split()[-1] if len(words.split()) > 1 else "", places=0 if "căn" in words or "huyện" in words else 1,
    )  # fmt: skip
    if made.shape == Shape.STAGE:
        return replace(made, stages=tuple(f"bước {n}" for n in range(1, int(words.split()[0]) + 1)))
    if ".." in words:
        low, high = words.split()[0].split("..")
        return replace(made, comparison=Comparison.RANGE, low=Decimal(low), high=Decimal(high))
    sign, value = words.split()[:2]
    made = replace(made, comparison=Comparison(sign), value=Decimal(value))
    return replace(made, unit="nghìn đồng") if made.shape == Shape.BENCHMARK else made


def points_of(words: str) -> tuple[Measured, ...]:
    pairs = [word.split("=") for word in words.split()]
    return tuple(Measured(Period.parse(code), Decimal(value)) for code, value in pairs)


def facts_of(goal: Goal, baseline: str, points: str, forecast: str) -> Facts:
    outlook = None
    if forecast:
        low, central, high = (Decimal(part) for part in forecast.split(" / "))
        assert goal.due_on
        outlook = Outlook(goal.due_on, central, low, high)
    if goal.shape == Shape.STAGE:
        return Facts(points_of(points), began_on=date.fromisoformat(baseline))
    return Facts(points_of(points), next(iter(points_of(baseline)), None), outlook)


@pytest.mark.parametrize("row", worked_cases(), ids=lambda row: row[0])
def test_worked_case_of_the_page(row: list[str]) -> None:
    _, shape, direction, words, due, baseline, points, forecast, day, status, ground, said = row
    goal = goal_of(shape, direction, words, due)
    found = read_status(goal, facts_of(goal, baseline, points, forecast), date.fromisoformat(day))
    assert (found.status, found.ground) == (status, ground), found
    assert said in found.sentence.replace("\u00a0", " ")
    assert found.sentence.endswith(".")
    assert found.steps or not points


def test_the_page_has_a_case_for_every_shape_and_every_status_of_it() -> None:
    seen = {(row[1], row[9]) for row in worked_cases()}
    assert {shape for shape, _ in seen} == {shape.value for shape in Shape}
    assert {status for shape, status in seen if shape == "level"} == {status.value for status in Status}


# Invariants ------------------------------------------------------------------------------------------------------

NUMBERS = st.decimals(-1000, 1000, places=2)
TODAY = date(2025, 6, 30)
SHAPES = [shape for shape in Shape if shape != Shape.STAGE]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Goal, Facts]:
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    comparison = draw(st.sampled_from([Comparison.EQUAL, *(c for c in Comparison if c in "><>=<=")]))
    lower = comparison in (Comparison.AT_MOST, Comparison.LESS_THAN)
    goal = Goal(
        draw(st.sampled_from(SHAPES)),
        Direction.LOWER if lower else Direction.HIGHER,
        comparison,
        draw(st.sampled_from([date(2024, 12, 31), date(2025, 12, 31), date(2030, 12, 31)])),
        value=low, low=low, high=high,
    )  # fmt: skip
    points = tuple(Measured(Period.parse(str(2025 - n)), draw(NUMBERS)) for n in range(draw(st.integers(1, 3)), 0, -1))
    baseline = draw(st.none() | st.builds(Measured, st.just(Period.parse("2021")), NUMBERS))
    band = sorted(draw(NUMBERS) for _ in range(3))
    assert goal.due_on
    outlook = draw(st.none() | st.just(Outlook(goal.due_on, band[1], band[0], band[2])))
    return goal, Facts(points, baseline, outlook)


def better(goal: Goal, value: Decimal, by: Decimal) -> Decimal:
    up = goal.shape == Shape.CUMULATIVE or goal.direction == Direction.HIGHER
    return value + by if up else value - by


@given(situations(), st.decimals(0, 500, places=2))
def test_a_better_value_never_worsens_the_status(situation: tuple[Goal, Facts], by: Decimal) -> None:
    goal, facts = situation
    latest = facts.points[-1]
    improved = replace(facts, points=(*facts.points[:-1], replace(latest, value=better(goal, latest.value, by))))
    before, after = read_status(goal, facts, TODAY).status, read_status(goal, improved, TODAY).status
    if before == Status.NONE:
        assert after in (Status.NONE, Status.DONE, Status.OK)
    else:
        assert after != Status.NONE
        assert RANK.index(after) >= RANK.index(before)


def turned(situation: tuple[Goal, Facts], factor: Decimal) -> tuple[Goal, Facts]:
    """All numbers times ``factor``; with a negative one the direction turns round too."""
    goal, facts = situation

    def times(point: Measured) -> Measured:
        return replace(point, value=point.value * factor)

    ends = sorted(end * factor for end in (goal.low or 0, goal.high or 0))
    changed = replace(goal, value=(goal.value or 0) * factor, low=Decimal(ends[0]), high=Decimal(ends[1]))
    outlook = facts.outlook
    if outlook:
        band = sorted((outlook.low * factor, outlook.high * factor))
        outlook = Outlook(outlook.on, outlook.central * factor, band[0], band[1])
    if factor < 0:
        mirror = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
        changed = replace(
            changed,
            comparison=Comparison(mirror.get(goal.comparison.value, goal.comparison.value)),
            direction=Direction.LOWER if goal.direction == Direction.HIGHER else Direction.HIGHER,
        )
    return changed, Facts(tuple(map(times, facts.points)), facts.baseline and times(facts.baseline), outlook)


@given(situations(), st.sampled_from([Decimal(1000), Decimal("0.001"), Decimal(7)]))
def test_the_unit_does_not_matter(situation: tuple[Goal, Facts], factor: Decimal) -> None:
    assert read_status(*turned(situation, factor), TODAY).status == read_status(*situation, TODAY).status


@given(situations().filter(lambda s: s[0].shape != Shape.CUMULATIVE))
def test_lower_is_better_is_the_mirror_image(situation: tuple[Goal, Facts]) -> None:
    assert read_status(*turned(situation, Decimal(-1)), TODAY).status == read_status(*situation, TODAY).status


@given(situations())
def test_there_is_no_status_without_figures(situation: tuple[Goal, Facts]) -> None:
    found = read_status(situation[0], replace(situation[1], points=()), TODAY)
    assert found.status == Status.NONE
    assert found.sentence.startswith("Chưa đủ số liệu")


@given(situations(), st.integers(0, 2000))
def test_a_later_day_never_makes_it_better(situation: tuple[Goal, Facts], days: int) -> None:
    before = read_status(*situation, TODAY).status
    after = read_status(*situation, date.fromordinal(TODAY.toordinal() + days)).status
    assert after == Status.NONE or before == Status.NONE or RANK.index(after) <= RANK.index(before)


@given(situations())
def test_every_status_has_its_sum_and_names_the_latest_figure(situation: tuple[Goal, Facts]) -> None:
    found = read_status(*situation, TODAY)
    assert found.steps[0].label == "Số đo gần nhất"
    assert all(step.label and step.result for step in found.steps)
    assert not re.search(r"\d\.\d\d?(?!\d)", found.sentence)  # decimals have a comma


@given(st.integers(-3, 9), st.integers(1, 6), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_one_more_stage_never_worsens_the_status(done: int, stages: int, today: date) -> None:
    goal = Goal(Shape.STAGE, Direction.HIGHER, Comparison.EQUAL, date(2025, 12, 31), stages=("bước",) * stages)

    def status(count: int) -> Status:
        point = Measured(Period.parse("2024Q1"), Decimal(count))
        return read_status(goal, Facts((point,), began_on=date(2024, 3, 20)), today).status

    assert RANK.index(status(done + 1)) >= RANK.index(status(done))


def test_the_sum_behind_a_forecast_shows_its_pace_its_middle_and_its_band() -> None:
    goal = Goal(Shape.LEVEL, Direction.HIGHER, Comparison.AT_LEAST, date(2030, 12, 31), value=Decimal(35), unit="%")
    points = points_of("2020=20 2021=22 2022=23 2023=25 2024=26")
    made = forecast(points, date(2030, 12, 31))
    assert isinstance(made, Forecast)
    found = read_status(goal, Facts(points, points[0], made.at_due, made), date(2025, 6, 1))
    steps = {step.label: step for step in found.steps}
    assert steps["Đà bình quân"].expression.startswith("(26,0 − 20,0) / 4,0 năm, từ năm 2020 đến năm 2024, 5 kỳ")
    assert steps["Đà bình quân"].result == "1,50 mỗi năm"
    assert steps["Giữa khoảng"].expression == "26,0 + 0,75 × 1,50 × 6,0 năm"
    assert steps["Giữa khoảng"].result == "32,7%"
    assert " đến " in steps["Khoảng 80%"].result
