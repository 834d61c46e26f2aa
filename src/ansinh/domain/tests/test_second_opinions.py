from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansinh.domain.second_opinions import Label, ProgressCase, escap, open_sdg


def homes(built: float) -> ProgressCase:
    """Of 5,000 homes from 2023 to 2030, at the end of 2025."""
    return ProgressCase(2023, 0, 2025, built, 1, target=5000, target_year=2030)


def districts(now: float) -> ProgressCase:
    """Keep 13 of 13."""
    return ProgressCase(2023, 13, 2025, now, 1, target=13, target_year=2030)


def test_growth_from_nothing_flatters_every_count() -> None:
    opinion = open_sdg(homes(200))
    assert opinion.label == Label.SUBSTANTIAL
    assert opinion.score == 5


def test_escap_sees_how_little_of_the_way_is_done() -> None:
    opinion = escap(homes(200))
    assert opinion.current_status == pytest.approx(0.4)
    assert opinion.anticipated_gap == pytest.approx(86.0)  # 100 a year to 2030 makes 700 of 5,000


def test_what_was_kept_is_achieved_and_has_no_growth() -> None:
    opinion = open_sdg(districts(13))
    assert (opinion.value, opinion.score, opinion.label) == (None, 5, Label.ACHIEVED)


def test_what_was_lost_cannot_be_computed_by_either() -> None:
    assert open_sdg(districts(12)).label == Label.NOT_AVAILABLE
    assert escap(districts(12)).current_status is None


def test_values_of_different_signs_have_no_growth() -> None:
    assert open_sdg(ProgressCase(2015, -1, 2020, 2, 1)).label == Label.NOT_AVAILABLE


def test_of_negative_values_more_is_nearer_to_zero() -> None:
    assert open_sdg(ProgressCase(2015, -2, 2020, -1, 1)).label == Label.SUBSTANTIAL


def test_a_base_at_its_limit_that_has_not_fallen_is_full_marks() -> None:
    assert open_sdg(ProgressCase(2015, 100, 2020, 100, 1, limit=100)).score == 5


def test_recent_years_weigh_more_in_the_prediction() -> None:
    case = ProgressCase(2015, 0, 2020, 10, 1, target=100, target_year=2030)
    early = escap(case, [(2015, 0), (2016, 8), (2019, 10), (2020, 10)])
    late = escap(case, [(2015, 0), (2016, 0), (2019, 2), (2020, 10)])
    assert early.predicted is not None
    assert late.predicted is not None
    assert late.predicted > early.predicted


@given(st.floats(1, 100), st.floats(1, 100), st.floats(1, 200))
def test_escap_is_the_same_for_lower_is_better(base: float, now: float, target: float) -> None:
    assume(abs(target - base) > 1e-3 and target > base)
    up = escap(ProgressCase(2015, base, 2020, now, 1, target, 2030))
    down = escap(ProgressCase(2015, -base, 2020, -now, -1, -target, 2030))
    assert up.current_status == pytest.approx(down.current_status)
    assert up.anticipated_gap == pytest.approx(down.anticipated_gap)


@given(st.floats(1, 90), st.floats(1, 100), st.floats(1, 100))
def test_a_better_value_never_scores_less(base: float, now: float, later: float) -> None:
    worse, better = sorted((now, later))
    scores = [
        open_sdg(ProgressCase(2015, base, 2020, v, 1, target=95, target_year=2030)).score for v in (worse, better)
    ]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0] <= scores[1] + 1e-9
