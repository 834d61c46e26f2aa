"""The only place that asks what time it is.

"Today" is the day in the province (Asia/Ho_Chi_Minh). A demonstration fixes it by ``ANSINH_TODAY``; the time of
audit entries is always the real one.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware."""
    return timezone.now()


def today() -> date:
    """The current day in the province, whatever zone is active, or the fixed day of a demonstration."""
    fixed: date | None = settings.TODAY
    return fixed or timezone.localdate(timezone=timezone.get_default_timezone())


def day_of(moment: datetime) -> date:
    """The day in the province on which a moment lies; by the clock of the server it may be another one."""
    return timezone.localdate(moment, timezone.get_default_timezone())
