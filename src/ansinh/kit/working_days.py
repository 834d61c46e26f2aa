"""Working days in Viet Nam: Monday to Friday without public holidays (Labour Code 2019, art. 112), the lunar new year too.

Only for making a due date when something begins. A due date is stored then and never computed again, so neither a later
decree about days off nor a newer calendar moves it. Saturdays worked in exchange for a day off are not counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_WORKDAYS = 5


@lru_cache(maxsize=32)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < _WORKDAYS and day not in _days_off(day.year)


def after_working_days(start: date, count: int) -> date:
    """The last day on time of something that begins on ``start`` and has ``count`` working days, at least one.

    The day of beginning is not counted (Civil Code 2015, art. 147): Friday and one working day give Monday.
    Raises ValueError for a count below one.
    """
    if count < 1:
        raise ValueError("at least one working day")
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
