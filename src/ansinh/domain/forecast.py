"""Where a series is heading: a central value and an 80 % band for a day to come (`docs/algorithms/forecast.md`).

From the last value on, three quarters of the average pace of the past is carried on; the band is that of a random walk
whose pace is not exactly known, by Student's t, as wide as this very rule was wrong from one point to the next. Values
are kept within their natural ends, and a count that only grows does not fall below its last value.
The same input always gives the same output.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt

from ansinh.domain.figures import with_unit, write_date, write_number
from ansinh.domain.periods import Period
from ansinh.domain.series import Measured, years_between

#: Below so many points nothing is said.
FEWEST_POINTS = 3
#: The share of past forecasts that the band should hold.
CONFIDENCE = 0.8
#: How much of the average pace of the past is carried on: series slow down more often than they speed up.
CARRIED_ON = 0.75
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast for one day. ``low`` and ``high`` hold 80 % of what may come."""

    on: date
    central: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """``path`` has the end of every year to the due day, which is the last; ``first`` and ``start`` are the first and
    the last measured point, ``points`` how many there are between them, ends counted."""

    first: Measured
    start: Measured
    path: tuple[Outlook, ...]
    points: int

    @property
    def at_due(self) -> Outlook:
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class NoForecast:
    """Why nothing is forecast: a Vietnamese sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Natural ends of the values, None where there is none; ``only_grows`` for running totals."""

    floor: Decimal | None = None
    ceiling: Decimal | None = None
    only_grows: bool = False


_NO_LIMITS = Limits()


def forecast(points: Sequence[Measured], due_on: date, limits: Limits = _NO_LIMITS) -> Forecast | NoForecast:
    """From points of one kind, oldest first, to ``due_on``; refuses with the reason when nothing can be said."""
    if len(points) < FEWEST_POINTS:
        return NoForecast(f"Mới có {len(points)} kỳ số liệu, chưa dự báo: cần ít nhất {FEWEST_POINTS} kỳ.")
    last = points[-1]
    if due_on <= last.on:
        return NoForecast(f"Đã có số liệu của kỳ đến hạn ({last.period.label}), không cần dự báo.")
    pace = _pace(points)
    return Forecast(
        points[0], last, tuple(_outlook(last, day, pace, limits) for day in _days(last.on, due_on)), len(points)
    )


@dataclass(frozen=True, slots=True)
class _Pace:
    """Change a year as carried on, the variance of a year's change, years seen, and the t-quantile of the band."""

    a_year: float
    variance: float
    years: float
    quantile: float


def _pace(points: Sequence[Measured]) -> _Pace:
    # Imported here: the library takes a second to load, and most processes never forecast.
    from scipy.special import stdtrit

    spans = [years_between(a.on, b.on) for a, b in itertools.pairwise(points)]
    steps = [float(b.value - a.value) for a, b in itertools.pairwise(points)]
    years = sum(spans)
    a_year = CARRIED_ON * sum(steps) / years
    freedom = len(steps) - 1
    # Steps over longer spans vary more: the variance of a random walk grows with time.
    variance = sum((step - a_year * span) ** 2 / span for step, span in zip(steps, spans, strict=True)) / freedom
    return _Pace(a_year, variance, years, float(stdtrit(freedom, (1 + CONFIDENCE) / 2)))


def _days(after: date, due_on: date) -> list[date]:
    ends = [date(year, 12, 31) for year in range(after.year, due_on.year + 1)]
    return [day for day in ends if after < day < due_on] + [due_on]


def _outlook(last: Measured, day: date, pace: _Pace, limits: Limits) -> Outlook:
    ahead = years_between(last.on, day)
    central = float(last.value) + pace.a_year * ahead
    # Doubt of what each year brings, and doubt of the pace itself.
    width = pace.quantile * sqrt(pace.variance * (ahead + ahead**2 / pace.years))
    low, middle, high = (_kept(value, last.value, limits) for value in (central - width, central, central + width))
    return Outlook(day, middle, low, high)


def _kept(value: float, last: Decimal, limits: Limits) -> Decimal:
    kept = Decimal(str(round(value, _DIGITS)))
    if limits.floor is not None:
        kept = max(kept, limits.floor)
    if limits.ceiling is not None:
        kept = min(kept, limits.ceiling)
    return max(kept, last) if limits.only_grows else kept


# In words ------------------------------------------------------------------------------------------------------


def outlook_words(outlook: Outlook, unit: str, places: int) -> str:
    """ "năm 2030 đạt 31,4% (29,8 đến 33,0)"; a day within the year is named."""
    figure = with_unit(write_number(outlook.central, places), unit)
    band = f"({write_number(outlook.low, places)} đến {write_number(outlook.high, places)})"
    return f"{_when(outlook.on)} đạt {figure} {band}"


def forecast_sentence(found: Forecast, unit: str, places: int, need: str = "") -> str:
    """ "Theo đà hiện nay, năm 2030 đạt 31,4% (29,8 đến 33,0); cần thêm 0,9 điểm mỗi năm."

    ``need`` is what is required from now on, in words (`status.StatusReading.need`); empty when nothing is.
    """
    return f"Theo đà hiện nay, {outlook_words(found.at_due, unit, places)}" + (f"; {need}." if need else ".")


def _when(day: date) -> str:
    return Period.parse(str(day.year)).label if (day.month, day.day) == (12, 31) else f"đến {write_date(day)}"
