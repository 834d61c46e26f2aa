"""Scorecards: the table of docs/algorithms/scorecards.md, and what cannot be gamed."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.scorecards import Due, Outcome, measure, outcome

DAY = date(2024, 11, 4)
PAST, LATER = date(2024, 10, 1), date(2024, 12, 31)
GOOD, BAD = date(2024, 9, 30), date(2024, 10, 2)

#: The rows of the document: things, on time, units, things on time of things, left out.
TABLE = {
    "one promise, one thing, on time": ([Due("A", PAST, GOOD)], "1/1", "1/1", ""),
    "two promises, one of them late": ([Due("A", PAST, GOOD), Due("B", PAST, BAD)], "1/2", "1/2", ""),
    "a promise split into four, one of them on time": (
        [Due("A", PAST, GOOD), *[Due("A", PAST, BAD)] * 3], "1/4/1", "1/4", "",
    ),
    "the split promise beside one that is late": (
        [*[Due("A", PAST, GOOD)] * 4, Due("B", PAST, None)], "1/2", "4/5", "",
    ),
    "done early, not due yet": ([Due("A", PAST, GOOD), Due("B", LATER, GOOD)], "1/1", "1/1", "not_due 1"),
    "cancelled and without a day": (
        [Due("A", PAST, None, is_cancelled=True), Due("B", None)], "0/0", "0/0", "no_due_day 1, cancelled 1",
    ),
    "on the due day itself it is not late yet": ([Due("A", DAY, None)], "0/0", "0/0", "not_due 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_the_table_of_the_document(name: str) -> None:
    things, units, counted, left_out = TABLE[name]
    found = measure(things, DAY)
    numerator, _, denominator = units.rpartition("/")
    assert found.on_time == Fraction(numerator)
    assert found.units == int(denominator)
    assert f"{found.things_on_time}/{found.things}" == counted
    assert ", ".join(f"{kind.value} {count}" for kind, count in found.left_out) == left_out


def test_nothing_due_is_no_share_and_not_zero() -> None:
    assert measure([], DAY).share is None
    assert measure([], DAY).is_empty
    assert measure([Due("A", PAST, None)], DAY).share == 0


_days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
_things = st.lists(
    st.builds(
        Due,
        unit=st.sampled_from("ABC"),
        due_on=st.none() | _days,
        done_on=st.none() | _days,
        is_cancelled=st.booleans(),
    ),
    max_size=12,
)


@given(_things)
def test_everything_is_counted_once(things: list[Due]) -> None:
    found = measure(things, DAY)
    assert found.things + sum(count for _, count in found.left_out) == len(things)
    assert 0 <= found.on_time <= found.units
    assert found.things_on_time <= found.things


@given(_things, st.integers(2, 5))
def test_splitting_every_thing_into_equal_parts_changes_nothing(things: list[Due], parts: int) -> None:
    whole, split = measure(things, DAY), measure([thing for thing in things for _ in range(parts)], DAY)
    assert (whole.on_time, whole.units) == (split.on_time, split.units)


@given(_things)
def test_adding_easy_things_to_one_promise_never_lifts_it_above_one_promise(things: list[Due]) -> None:
    padded = measure([*things, *[Due("A", PAST, GOOD)] * 50], DAY)
    others = measure([thing for thing in things if thing.unit != "A"], DAY)
    assert padded.on_time <= others.on_time + 1
    assert padded.units == others.units + 1


@given(_things)
def test_a_thing_that_was_late_stays_late_on_every_later_day(things: list[Due]) -> None:
    for thing in things:
        if outcome(thing, DAY) is Outcome.LATE and thing.done_on is not None:
            assert outcome(thing, DAY + timedelta(days=100)) is Outcome.LATE
