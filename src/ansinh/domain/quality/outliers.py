"""Figures far from the unit's own series, and far from the other units of the period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ansinh.domain.figures import MINUS, with_unit, write_number
from ansinh.domain.periods import Period
from ansinh.domain.quality.robust import median, modified_z, robust_line, spread_around
from ansinh.domain.series import Measured

#: Fewest periods of a series, and fewest units of a period, about which anything is said.
FEWEST_PERIODS = 6
FEWEST_UNITS = 8
#: A long series is judged by its latest periods: what was usual long ago is not usual now.
LATEST_PERIODS = 24
#: From so many periods a distance of so many usual deviations is a doubt. Few points make a poor measure of what is
#: usual: the limits keep false alarms on pure noise near 1 in 100 (table in docs/algorithms/data-quality.md).
_LIMITS = ((16, Decimal(4)), (10, Decimal(5)), (8, Decimal(7)), (FEWEST_PERIODS, Decimal(10)))
_LIMIT_AMONG_UNITS = Decimal("3.5")


@dataclass(frozen=True, slots=True)
class Measure:
    """How figures of an indicator are written: their unit, decimals, and the least difference worth a word."""

    unit: str
    places: int
    resolution: Decimal

    def write(self, value: Decimal) -> str:
        return with_unit(write_number(value, self.places), self.unit)

    def write_gap(self, difference: Decimal) -> str:
        """Without its sign; shares differ by points."""
        return with_unit(write_number(abs(difference), self.places), "điểm" if self.unit == "%" else self.unit)

    def write_signed(self, difference: Decimal) -> str:
        return (MINUS if difference < 0 else "+") + self.write_gap(difference)


@dataclass(frozen=True, slots=True)
class Outlier:
    """``expected`` of ``count`` figures, ``spread`` their usual deviation, ``times`` how many of those it is away."""

    key: object
    value: Decimal
    expected: Decimal
    spread: Decimal
    times: Decimal
    count: int


def measure_of(unit: str, places: int, is_share: bool) -> Measure:
    """A difference of less than half a point of a share, or of one in the last decimal, is never a doubt."""
    last = Decimal(1).scaleb(-places)
    return Measure(unit, places, max(last, Decimal("0.5")) if is_share else last)


# Its own series -------------------------------------------------------------------------------------------------


def own_spread(points: Sequence[Measured]) -> Decimal | None:
    """The usual deviation of a series from its straight line; None when there are too few points."""
    judged = _latest(points)
    if len(judged) < FEWEST_PERIODS:
        return None
    return median(abs(distance) for _, distance in _distances(judged))


def usual_spread(spreads: Iterable[Decimal | None]) -> Decimal:
    """What is usual among the units of an indicator: the median of their own; zero when too few units tell."""
    known = [spread for spread in spreads if spread is not None]
    return median(known) if len(known) >= FEWEST_UNITS else Decimal(0)


def outliers_of_series(points: Sequence[Measured], measure: Measure, usual: Decimal = Decimal(0)) -> list[Outlier]:
    """Points of one length of period that lie far from the straight line of the others, oldest first.

    Deviations are counted in the series' own usual deviation, but never in less than ``usual`` (that of the other
    units) or the measure's resolution: a series that never moved does not make a doubt of the first small step.
    """
    judged = _latest(points)
    if len(judged) < FEWEST_PERIODS:
        return []
    distances = _distances(judged)
    spread = max(median(abs(distance) for _, distance in distances), usual, measure.resolution)
    limit = next(limit for fewest, limit in _LIMITS if len(judged) >= fewest)
    found = []
    for point, distance in distances:
        times = modified_z(abs(distance), spread)
        if times > limit:
            found.append(Outlier(point.period, point.value, point.value - distance, spread, times, len(judged)))
    return found


def series_sentence(found: Outlier, measure: Measure, what: str = "") -> str:
    expected, value = measure.write(found.expected), measure.write(found.value)
    return (
        f"{what or 'Số'} ghi {value}; theo đường đi của {found.count} kỳ gần nhất của chính đơn vị thì vào khoảng "
        f"{expected}. Lệch {measure.write_signed(found.value - found.expected)}, gấp {write_number(found.times, 1)} lần "
        f"mức dao động thường thấy ({measure.write_gap(found.spread)})."
    )


def _latest(points: Sequence[Measured]) -> list[Measured]:
    return sorted(points, key=lambda point: point.on)[-LATEST_PERIODS:]


def _distances(points: Sequence[Measured]) -> list[tuple[Measured, Decimal]]:
    placed = [(_place(point.period), point.value) for point in points]
    line = robust_line(placed)
    return [(point, line.distance(place, value)) for point, (place, value) in zip(points, placed, strict=True)]


def _place(period: Period) -> int:
    """Periods of one length counted through, so that a gap stays a gap."""
    return period.year * (12 // period.months) + period.number


# Among units ----------------------------------------------------------------------------------------------------


def outliers_among(values: Mapping[int, Decimal], measure: Measure) -> list[Outlier]:
    """Units whose figure of one period lies far from the middle of all; ``key`` is the unit, least first.

    Only for figures that do not depend on the size of the unit (shares, rates). Says nothing when most of the units
    have the same figure and the others differ by less than the resolution.
    """
    if len(values) < FEWEST_UNITS:
        return []
    centre = median(values.values())
    spread = max(spread_around(values.values(), centre), measure.resolution)
    found = []
    for unit in sorted(values):
        times = modified_z(abs(values[unit] - centre), spread)
        if times > _LIMIT_AMONG_UNITS:
            found.append(Outlier(unit, values[unit], centre, spread, times, len(values)))
    return found


def newly_outlying(now: Sequence[Outlier], before: Sequence[Outlier]) -> list[Outlier]:
    """Without those that lay on the same side a period earlier: a place may differ for good reasons, year after year."""
    known = {(one.key, one.value > one.expected) for one in before}
    return [one for one in now if (one.key, one.value > one.expected) not in known]


def among_sentence(found: Outlier, measure: Measure) -> str:
    expected, value = measure.write(found.expected), measure.write(found.value)
    return (
        f"Số ghi {value}; mức giữa của {found.count} đơn vị cùng cấp trong kỳ là {expected}. "
        f"Lệch {measure.write_signed(found.value - found.expected)}, gấp {write_number(found.times, 1)} lần "
        f"mức chênh thường thấy giữa các đơn vị ({measure.write_gap(found.spread)}); kỳ trước chưa lệch như vậy."
    )
