"""When something is due, in the words of Vietnamese administration.

"Trước ngày 30/10" does not include the day: 29/10 is the last day on time. "Đến ngày" and "chậm nhất ngày" include it.
"""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, date, timedelta

from ansinh.domain.readings import DueRule


def end_of_year(year: int) -> date:
    """ "Đến năm 2025" is due by 31/12/2025."""
    return date(year, 12, 31)


def last_day_on_time(rule: DueRule, year: int) -> date | None:
    """The last day that is still on time in ``year``; ``None`` if the rule names no month.

    A rule with a month but no day means the end of that month (29/2 in other years is 28/2).
    """
    if rule.month is None:
        return None
    year = rule.year or year
    month_length = calendar.monthrange(year, rule.month)[1]
    if rule.day is None:
        return date(year, rule.month, 1) - timedelta(days=1) if rule.before else date(year, rule.month, month_length)
    day = date(year, rule.month, min(rule.day, month_length))
    return day - timedelta(days=1) if rule.before else day


def next_last_day(rule: DueRule, today: date) -> date | None:
    """The next last day on time, from ``today`` on; ``None`` if the rule names no month or has passed for good."""
    for year in (today.year, min(today.year + 1, MAXYEAR)):
        day = last_day_on_time(rule, year)
        if day is not None and day >= today:
            return day
    return None
