"""The rail says every status in words: one it does not know would stop every page."""

from ansinh.apps.plans.pages import STATUSES
from ansinh.web.outline import STATUS_SAID


def test_the_rail_has_words_for_every_status_of_a_promise() -> None:
    assert set(STATUS_SAID) == set(STATUSES)
