"""What holds for every set of figures, and what the sentences say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.indicators import Direction
from ansinh.domain.periods import Period
from ansinh.domain.quality.agreement import Claim, sources_disagree
from ansinh.domain.quality.changes import Version, change_of, is_better, lean_of
from ansinh.domain.quality.checks import CHECK_LABELS, Check, fingerprint
from ansinh.domain.quality.flat import flat_runs
from ansinh.domain.quality.heaping import heaping_of
from ansinh.domain.quality.outliers import (
    Measure,
    among_sentence,
    measure_of,
    newly_outlying,
    outliers_among,
    outliers_of_series,
    own_spread,
    series_sentence,
    usual_spread,
)
from ansinh.domain.quality.reporting import Arrival, Rate, Sheet, arrival, lacking_sentence, late_sentence
from ansinh.domain.quality.robust import median, robust_line
from ansinh.domain.series import Measured

SHARES = measure_of("%", 1, is_share=True)
HOUSEHOLDS = measure_of("hộ", 0, is_share=False)
figures = st.decimals(0, 10_000, places=3)
shifts = st.decimals(-10_000, 10_000, places=3)
serieses = st.lists(figures, max_size=30)
shares_of_units = st.dictionaries(st.integers(1, 200), st.decimals(0, 100, places=2), max_size=40)


def series(values: list[Decimal]) -> list[Measured]:
    return [Measured(Period.parse(str(year)), value) for year, value in enumerate(values, 1990)]


def keys(found: list) -> list:
    return [one.key for one in found]


# Outliers --------------------------------------------------------------------------------------------------------


@given(serieses, shifts, figures)
def test_moving_a_whole_series_makes_no_outlier_and_hides_none(
    values: list[Decimal], shift: Decimal, usual: Decimal
) -> None:
    moved = [value + shift for value in values]
    found = outliers_of_series(series(values), HOUSEHOLDS, usual)
    assert keys(outliers_of_series(series(moved), HOUSEHOLDS, usual)) == keys(found)


@given(serieses, st.randoms())
def test_the_order_in_which_a_series_is_stored_changes_nothing(values: list[Decimal], dice) -> None:
    shuffled = series(values)
    dice.shuffle(shuffled)
    assert outliers_of_series(shuffled, HOUSEHOLDS) == outliers_of_series(series(values), HOUSEHOLDS)
    assert flat_runs(shuffled) == flat_runs(series(values))


@given(figures, st.decimals(-50, 50, places=3), st.integers(0, 30))
def test_a_straight_line_however_steep_has_no_outlier(level: Decimal, slope: Decimal, length: int) -> None:
    assert outliers_of_series(series([level + slope * n for n in range(length)]), HOUSEHOLDS) == []


@given(st.lists(figures, max_size=5))
def test_below_six_periods_nothing_is_said(values: list[Decimal]) -> None:
    assert outliers_of_series(series(values), HOUSEHOLDS) == []
    assert own_spread(series(values)) is None


@given(shares_of_units, shifts, st.randoms())
def test_units_are_compared_alike_in_any_order_and_at_any_level(
    values: dict[int, Decimal], shift: Decimal, dice
) -> None:
    shuffled = list(values.items())
    dice.shuffle(shuffled)
    moved = {unit: value + shift for unit, value in shuffled}
    assert keys(outliers_among(moved, SHARES)) == keys(outliers_among(values, SHARES))


@given(shares_of_units)
def test_less_than_half_of_the_units_are_outliers(values: dict[int, Decimal]) -> None:
    assert 2 * len(outliers_among(values, SHARES)) <= len(values)


def test_a_unit_that_differs_every_year_is_asked_about_once() -> None:
    now = outliers_among({**{unit: Decimal(90 + unit) for unit in range(8)}, 8: Decimal(10)}, SHARES)
    high = outliers_among({**{unit: Decimal(10 + unit) for unit in range(8)}, 8: Decimal(90)}, SHARES)
    assert keys(newly_outlying(now, [])) == [8]
    assert newly_outlying(now, now) == []
    assert keys(newly_outlying(now, high)) == [8], "on the other side it is a new doubt"


def test_few_units_do_not_say_what_is_usual() -> None:
    assert usual_spread([Decimal(5)] * 7 + [None]) == 0
    assert usual_spread([Decimal(5)] * 7 + [Decimal(9)]) == 5


def test_the_sentence_of_an_outlier_holds_all_its_numbers() -> None:
    (found,) = outliers_of_series(series([Decimal(n) for n in (100, 104, 108, 112, 116, 180, 124)]), HOUSEHOLDS)
    sentence = series_sentence(found, HOUSEHOLDS)
    for part in ("180\u00a0hộ", "7 kỳ", "120\u00a0hộ", "+60\u00a0hộ"):
        assert part in sentence
    (among,) = outliers_among({**{unit: Decimal(90) for unit in range(8)}, 8: Decimal(10)}, SHARES)
    for part in ("10,0%", "9 đơn vị", "90,0%", "−80,0\u00a0điểm"):
        assert part in among_sentence(among, SHARES)


@given(st.lists(st.tuples(st.integers(0, 100), figures), min_size=2, max_size=12, unique_by=lambda pair: pair[0]))
def test_half_of_the_points_lie_on_each_side_of_a_robust_line(points: list[tuple[int, Decimal]]) -> None:
    line = robust_line(points)
    above = sum(line.distance(place, value) > 0 for place, value in points)
    below = sum(line.distance(place, value) < 0 for place, value in points)
    assert 2 * max(above, below) <= len(points) + 1


@given(st.lists(figures, min_size=1))
def test_a_median_lies_within_its_values(values: list[Decimal]) -> None:
    assert min(values) <= median(values) <= max(values)


# Flat lines, digits --------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([Decimal(30), Decimal(31)]), max_size=30))
def test_runs_do_not_overlap_and_hold_one_figure(values: list[Decimal]) -> None:
    runs = flat_runs(series(values))
    periods = [period for run in runs for period in run.periods]
    assert len(periods) == len(set(periods))
    by_period = {point.period: point.value for point in series(values)}
    assert all(by_period[period] == run.value for run in runs for period in run.periods)


def test_six_months_are_needed_where_figures_come_by_the_month() -> None:
    months = [Measured(Period.parse(f"2024{month:02d}"), Decimal("87.5")) for month in range(1, 7)]
    assert flat_runs(months[:5]) == []
    (run,) = flat_runs(months)
    assert "6 kỳ liền, từ tháng 1/2024 đến tháng 6/2024" in run.sentence(SHARES)


@given(st.lists(st.one_of(figures, st.decimals(0, 500, places=0))))
def test_only_whole_numbers_of_two_digits_are_counted(values: list[Decimal]) -> None:
    found = heaping_of(values)
    assert 0 <= found.round_ones <= found.count <= len(values)
    assert found.count == sum(value >= 10 and value == int(value) for value in values)


def test_a_reporter_who_counts_is_not_doubted_and_one_who_guesses_is() -> None:
    assert not heaping_of(Decimal(n) for n in range(10, 500)).is_doubtful
    guessed = heaping_of(Decimal(n) for n in range(100, 600, 5))
    assert guessed.is_doubtful
    assert "100 trên 100 số đếm (100,0%)" in guessed.sentence()
    assert "Whipple 500" in guessed.sentence()


# Agreement, changes --------------------------------------------------------------------------------------------------


@given(figures, st.integers(0, 3))
def test_a_rounded_figure_does_not_contradict_the_exact_one(value: Decimal, places: int) -> None:
    rounded = round(value, places)
    assert sources_disagree(Claim("a", value), [Claim("b", rounded)]) is None


@given(figures, st.lists(figures, max_size=5), st.randoms())
def test_sources_are_compared_alike_in_any_order(value: Decimal, others: list[Decimal], dice) -> None:
    claims = [Claim(f"nguồn {number}", other) for number, other in enumerate(others)]
    shuffled = list(claims)
    dice.shuffle(shuffled)
    assert sources_disagree(Claim("a", value), claims) == sources_disagree(Claim("a", value), shuffled)


def test_a_change_tells_who_when_and_how_much() -> None:
    said = [Version(Decimal(value), f"ngày {day}", name) for value, day, name in
            ((120, 1, "An"), (120, 2, "An"), (150, 3, "Bình"), (180, 4, "Cúc"))]  # fmt: skip
    change = change_of(said)
    assert change is not None
    for part in ("120\u00a0hộ (ngày 1, An)", "ngày 3 Bình đổi thành 150\u00a0hộ", "+60\u00a0hộ", "(+50,0%)"):
        assert part in change.sentence(HOUSEHOLDS)
    assert change_of(said[:2]) is None
    assert is_better(change, Direction.HIGHER) is True
    assert is_better(change, Direction.LOWER) is False
    assert is_better(change, Direction.NEITHER) is None


def test_changes_that_all_make_figures_better_are_a_doubt() -> None:
    lean = lean_of([True] * 11 + [False, None])
    assert lean.is_doubtful
    assert "11 trên 12 lần sửa sau duyệt làm số tốt lên" in lean.sentence()
    assert "xấu đi" in lean_of([False] * 8).sentence()


def test_a_change_from_zero_has_no_percentage() -> None:
    change = change_of([Version(Decimal(0), "trước", "An"), Version(Decimal(5), "sau", "An")])
    assert change is not None
    assert "%" not in change.sentence(HOUSEHOLDS)


# Sheets, names -------------------------------------------------------------------------------------------------------

days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_a_shown_rate_never_has_more_above_than_below_and_is_full_only_when_it_is(pairs: list[tuple[int, int]]) -> None:
    total = Rate(0, 0)
    for filled, empty in pairs:
        total += Rate(filled, filled + empty)
    assert total.count <= total.of
    assert (total.percent is None) is (total.of == 0)
    assert total.written.startswith("100%") is (total.count == total.of > 0)


@given(days, days, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_on_time_late_and_missing_make_the_whole_of_what_was_due(
    due: date | None, sent: date | None, day: date
) -> None:
    found = arrival(Sheet(due, sent, 1, 1), day)
    if due is None or (sent is None and due >= day):
        assert found is Arrival.NOT_DUE
    else:
        assert found in (Arrival.ON_TIME, Arrival.LATE, Arrival.MISSING)
    if found in (Arrival.LATE, Arrival.MISSING):
        assert f"{(sent or day) - due}".split(" ")[0] in late_sentence(Sheet(due, sent, 1, 1), day)


def test_a_sheet_that_lacks_cells_says_how_many() -> None:
    sheet = Sheet(date(2026, 11, 1), date(2026, 11, 1), 550, 540, is_approved=True)
    assert "đã duyệt còn 10 ô trống" in lacking_sentence(sheet)
    assert "98,2% (540/550)" in lacking_sentence(sheet)


def test_every_check_has_a_name_and_a_fingerprint_tells_figures_apart() -> None:
    assert set(CHECK_LABELS) == set(Check)
    assert fingerprint([Decimal("1.5"), "a"]) == fingerprint(["1.5", "a"])
    assert fingerprint(["1", "23"]) != fingerprint(["12", "3"])


def test_a_step_below_the_resolution_of_a_measure_is_no_doubt() -> None:
    assert measure_of("%", 2, is_share=True) == Measure("%", 2, Decimal("0.5"))
    assert measure_of("hộ", 0, is_share=False).resolution == 1
