from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from ansinh.apps.accounts.tests.town import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


class Clock:
    """The product's clock, for as long as the test: `kit.clock.now` and what Django asks."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.moment = timezone.now()
        patch.setattr("django.utils.timezone.now", lambda: self.moment)

    def forward(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)
