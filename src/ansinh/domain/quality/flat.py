"""The same figure, period after period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.quality.outliers import Measure
from ansinh.domain.series import Measured

#: So many equal figures one after the other are a doubt.
_NEEDED = {PeriodKind.MONTH: 6}
_NEEDED_OTHERWISE = 4
#: Whole numbers below this often stay what they are: two hospitals, thirteen districts.
_SMALL = Decimal(20)


@dataclass(frozen=True, slots=True)
class FlatRun:
    """Periods one after the other, oldest first, with one figure."""

    periods: tuple[Period, ...]
    value: Decimal

    def sentence(self, measure: Measure) -> str:
        return (
            f"{len(self.periods)} kỳ liền, từ {self.periods[0].label} đến {self.periods[-1].label}, "
            f"cùng ghi {measure.write(self.value)}. Số thật hiếm khi đứng yên lâu như vậy; "
            "cần xem có chép lại số của kỳ trước không."
        )


def flat_runs(points: Sequence[Measured], ends: Iterable[Decimal | None] = ()) -> list[FlatRun]:
    """Runs of equal figures in points of one length of period. A period without a figure ends a run.

    Says nothing of zero, of small whole numbers, and of ``ends`` (floor and ceiling: 100 % can stay 100 %).
    """
    found: list[FlatRun] = []
    run: list[Measured] = []
    for point in sorted(points, key=lambda one: one.on):
        if run and (point.value != run[-1].value or point.period != run[-1].period.next()):
            found += _long_enough(run)
            run = []
        run.append(point)
    found += _long_enough(run)
    silent = {Decimal(0), *(end for end in ends if end is not None)}
    return [one for one in found if one.value not in silent and not _is_small_count(one.value)]


def _long_enough(run: Sequence[Measured]) -> list[FlatRun]:
    if not run or len(run) < _NEEDED.get(run[0].period.kind, _NEEDED_OTHERWISE):
        return []
    return [FlatRun(tuple(point.period for point in run), run[0].value)]


def _is_small_count(value: Decimal) -> bool:
    return value == value.to_integral_value() and abs(value) < _SMALL
