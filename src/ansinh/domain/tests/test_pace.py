"""Forecasts of the rest of the work."""

from __future__ import annotations

import pytest

from ansinh.domain.pace import about, seconds_left


def test_rest_is_forecast_from_the_pace_since_this_start() -> None:
    assert seconds_left(done=9, done_at_start=0, total=13, elapsed=90) == 40
    assert seconds_left(done=9, done_at_start=8, total=13, elapsed=10) == 40


@pytest.mark.parametrize(
    ("done", "done_at_start", "total", "elapsed"),
    [(0, 0, 13, 60), (8, 8, 13, 60), (5, 8, 13, 60), (1, 0, 13, 0.5), (5, 0, 0, 60)],
    ids=["nothing done", "nothing done since the restart", "begun anew", "too early", "total not known"],
)
def test_nothing_is_forecast_from_nothing(done: int, done_at_start: int, total: int, elapsed: float) -> None:
    assert seconds_left(done, done_at_start, total, elapsed) is None


def test_work_that_is_done_needs_no_time() -> None:
    assert seconds_left(done=13, done_at_start=0, total=13, elapsed=90) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "vài giây"),
        (14, "khoảng 10 giây"),
        (54, "khoảng 50 giây"),
        (55, "khoảng 1 phút"),
        (200, "khoảng 3 phút"),
        (3300, "khoảng 1 giờ"),
        (9000, "khoảng 2 giờ"),
    ],
)
def test_durations_are_said_roughly(seconds: float, words: str) -> None:
    assert about(seconds) == words
