"""The worked table of docs/algorithms/timeliness.md, and what holds for any things and any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.tests.doc_tables import rows_under
from ansinh.domain.timeliness import (
    DUE_SOON,
    TIMELINESS_WORDS,
    TimeFacts,
    Timeliness,
    days_late,
    is_due_soon,
    sort_out,
    timeliness,
)

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = st.dates(date(2023, 1, 1), date(2031, 12, 31))
FACTS = st.builds(
    TimeFacts,
    due_on=st.none() | DAYS,
    reported_on=st.none() | DAYS,
    is_accepted=st.booleans(),
    is_cancelled=st.booleans(),
)


def _day(text: str) -> date | None:
    return None if text == "–" else datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, not a moment


@pytest.mark.parametrize("row", rows_under("timeliness.md", "Worked table"), ids=lambda row: " ".join(row.values()))
def test_worked_table_holds(row: dict[str, str]) -> None:
    facts = TimeFacts(_day(row["due"]), _day(row["reported"]), row["accepted"] == "yes", row["cancelled"] == "yes")
    day = _day(row["day"])
    assert day is not None
    assert timeliness(facts, day) == row["class"]
    assert days_late(facts, day) == int(row["days late"])
    assert is_due_soon(facts, day) == (row["due soon"] == "yes")


def test_the_page_names_every_class_with_its_word() -> None:
    table = {row["class"]: row["words"] for row in rows_under("timeliness.md", "Classes")}
    assert table == {key.value: word for key, word in TIMELINESS_WORDS.items()}


@given(st.lists(FACTS, max_size=40), DAYS)
def test_every_thing_is_in_exactly_one_class_and_counts_are_the_lengths_of_lists(
    things: list[TimeFacts], day: date
) -> None:
    numbered = list(enumerate(things))
    found = sort_out(numbered, lambda thing: thing[1], day)
    listed = [thing for key in Timeliness for thing in found.list_of(key)]
    assert sorted(listed, key=lambda thing: thing[0]) == numbered
    assert found.total == len(things)
    assert all(found.count(key) == len(found.list_of(key)) for key in (*Timeliness, DUE_SOON))
    assert set(found.list_of(DUE_SOON)) <= set(found.list_of(Timeliness.OPEN_IN_TIME))


@given(FACTS, DAYS, st.integers(0, 4000))
def test_what_is_overdue_stays_overdue_until_it_is_reported_or_moved(facts: TimeFacts, day: date, later: int) -> None:
    if timeliness(facts, day) == Timeliness.OPEN_LATE:
        assert timeliness(facts, day + timedelta(days=later)) == Timeliness.OPEN_LATE


@given(FACTS, DAYS, DAYS)
def test_a_thing_that_was_reported_never_changes_its_class_with_the_day(
    facts: TimeFacts, day: date, other: date
) -> None:
    if facts.reported_on is not None:
        assert timeliness(facts, day) == timeliness(facts, other)


@given(
    FACTS,
    st.integers(1_672_531_200, 1_956_528_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from(["UTC", "America/Los_Angeles", "Pacific/Auckland", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati"]),
)
def test_the_zone_in_which_a_moment_is_written_changes_nothing(facts: TimeFacts, moment: datetime, zone: str) -> None:
    elsewhere = moment.astimezone(ZoneInfo(zone))
    assert timeliness(facts, elsewhere.astimezone(PROVINCE).date()) == timeliness(
        facts, moment.astimezone(PROVINCE).date()
    )
