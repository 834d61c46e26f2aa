"""Today is the day in the province."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ansinh.kit import clock

ZONES = ("UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Ho_Chi_Minh")


@given(st.integers(1_672_531_200, 1_956_528_000))
def test_today_does_not_move_with_the_zone_that_is_active(second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    days = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        for zone in ZONES:
            with timezone.override(zone):
                days.add(clock.today())
    assert len(days) == 1


def test_the_day_begins_at_midnight_in_the_province() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: datetime(2024, 10, 29, 17, 0, tzinfo=UTC))
        assert clock.today() == date(2024, 10, 30)
        patch.setattr(timezone, "now", lambda: datetime(2024, 10, 29, 16, 59, tzinfo=UTC))
        assert clock.today() == date(2024, 10, 29)


@pytest.mark.parametrize("zone", ZONES)
def test_a_moment_lies_on_its_day_in_the_province(zone: str) -> None:
    with timezone.override(zone):
        assert clock.day_of(datetime(2024, 10, 29, 16, 59, tzinfo=UTC)) == date(2024, 10, 29)
        assert clock.day_of(datetime(2024, 10, 29, 17, 0, tzinfo=UTC)) == date(2024, 10, 30)
