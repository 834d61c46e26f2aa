"""How far a follow-up has come."""

from __future__ import annotations

import pytest

from ansinh.domain.follow_ups import next_level


@pytest.mark.parametrize(("before", "then"), [((), 1), ((1,), 2), ((1, 2), 3), ((3, 1), 3), ((1, 1), 2)])
def test_each_letter_goes_one_level_up_and_ends_at_the_leader(before: tuple[int, ...], then: int) -> None:
    assert next_level(before) == then
