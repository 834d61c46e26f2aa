"""How far forecasts were right: rolling-origin back-tests on the published series of the province.

From every point of a series on (the third at the earliest) what follows, up to six years ahead, is forecast from
what was known then and held against what came. Baselines: naive (the last value stays) and drift (the whole average
pace goes on), both with their usual bands on the same scale. No randomness, no data but the published ones.
"""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import sqrt
from pathlib import Path
from statistics import mean, median

from scipy.special import stdtrit

import ansinh
from ansinh.domain.forecast import Forecast, Limits, forecast
from ansinh.domain.periods import Period
from ansinh.domain.series import Measured, years_between
from bench.table import show

SERIES = Path(ansinh.__file__).parent / "apps" / "indicators" / "data" / "published_series.csv"
#: Plan 65 looks at most so far ahead from the last figures.
FARTHEST_YEARS = 6.5
FIRST_ORIGIN = 3

Guess = tuple[float, float, float]  # low, central, high
Method = Callable[[Sequence[Measured], date, Limits], Guess]


@dataclass
class Tally:
    """Errors in the units of the series' own average yearly change (MASE), absolute errors, and hits of the band."""

    scaled: list[float] = field(default_factory=list)
    absolute: list[float] = field(default_factory=list)
    hits: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)


def naive(points: Sequence[Measured], day: date, limits: Limits) -> Guess:
    spans, steps = _steps(points)
    variance = sum(step**2 / span for step, span in zip(steps, spans, strict=True)) / len(steps)
    width = float(stdtrit(len(steps), 0.9)) * sqrt(variance * years_between(points[-1].on, day))
    return _clipped(float(points[-1].value), width, limits)


def drift(points: Sequence[Measured], day: date, limits: Limits) -> Guess:
    spans, steps = _steps(points)
    pace = sum(steps) / sum(spans)
    freedom = len(steps) - 1
    variance = sum((step - pace * span) ** 2 / span for step, span in zip(steps, spans, strict=True)) / freedom
    ahead = years_between(points[-1].on, day)
    width = float(stdtrit(freedom, 0.9)) * sqrt(variance * (ahead + ahead**2 / sum(spans)))
    return _clipped(float(points[-1].value) + pace * ahead, width, limits)


def ours(points: Sequence[Measured], day: date, limits: Limits) -> Guess:
    found = forecast(points, day, limits)
    assert isinstance(found, Forecast)
    return float(found.at_due.low), float(found.at_due.central), float(found.at_due.high)


METHODS: dict[str, Method] = {"naive": naive, "drift": drift, "An Sinh (domain/forecast.py)": ours}


def _steps(points: Sequence[Measured]) -> tuple[list[float], list[float]]:
    pairs = list(itertools.pairwise(points))
    return [years_between(a.on, b.on) for a, b in pairs], [float(b.value - a.value) for a, b in pairs]


def _clipped(central: float, width: float, limits: Limits) -> Guess:
    floor = float("-inf") if limits.floor is None else float(limits.floor)
    ceiling = float("inf") if limits.ceiling is None else float(limits.ceiling)
    low, middle, high = (min(max(v, floor), ceiling) for v in (central - width, central, central + width))
    return low, middle, high


def published() -> dict[str, tuple[Measured, ...]]:
    found: dict[str, list[Measured]] = defaultdict(list)
    with SERIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["indicator"]].append(Measured(Period.parse(row["period"]), _value(row)))
    return {code: tuple(sorted(points, key=lambda p: p.on)) for code, points in found.items()}


def _value(row: dict[str, str]) -> Decimal:
    """Some rates are published as their parts only."""
    return Decimal(row["value"]) if row["value"] else 100 * Decimal(row["numerator"]) / Decimal(row["denominator"])


def limits_of(points: Sequence[Measured]) -> Limits:
    """Published rates are all in per cent; whatever passes 100 is not one."""
    share = max(point.value for point in points) <= 100
    return Limits(Decimal(0), Decimal(100)) if share else Limits(Decimal(0))


def back_test(points: Sequence[Measured], method: Method, tally: Tally) -> None:
    limits = limits_of(points)
    for origin in range(FIRST_ORIGIN, len(points)):
        known = points[:origin]
        spans, steps = _steps(known)
        usual = mean(abs(step) / span for step, span in zip(steps, spans, strict=True))
        for later in points[origin:]:
            if usual == 0 or years_between(known[-1].on, later.on) > FARTHEST_YEARS:
                continue
            low, central, high = method(known, later.on, limits)
            error = abs(central - float(later.value))
            tally.absolute.append(error)
            tally.scaled.append(error / usual)
            tally.hits.append(low <= float(later.value) <= high)
            tally.widths.append((high - low) / usual)


def main() -> None:
    series = {code: points for code, points in published().items() if len(points) > FIRST_ORIGIN}
    rows = []
    for name, method in METHODS.items():
        tally = Tally()
        for points in series.values():
            back_test(points, method, tally)
        rows.append(
            [
                name,
                str(len(tally.scaled)),
                f"{mean(tally.absolute):.2f}",
                f"{mean(tally.scaled):.2f}",
                f"{median(tally.scaled):.2f}",
                f"{100 * mean(tally.hits):.0f} %",
                f"{median(tally.widths):.1f}",
            ]
        )
    show(
        f"Back-tests on {len(series)} published series, up to 6 years ahead",
        ["method", "forecasts", "MAE", "MASE", "median", "in the 80 % band", "band width"],
        rows,
        "MAE mixes units; MASE and widths are in average yearly changes of each series.",
    )


if __name__ == "__main__":
    main()
