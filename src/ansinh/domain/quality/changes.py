"""Figures that were changed after they had been approved, and whether the changes lean one way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import comb

from ansinh.domain.figures import MINUS, with_unit, write_number
from ansinh.domain.indicators import Direction
from ansinh.domain.quality.outliers import Measure

#: Fewest changes of a reporter about whose direction anything is said.
FEWEST_CHANGES = 8
#: Chance alone leans so far about once in 100 reporters.
_BY_CHANCE = 0.01


@dataclass(frozen=True, slots=True)
class Version:
    """What stood in the record: since when (in words), and who recorded it."""

    value: Decimal
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """Versions of one figure, first to last; neighbours differ."""

    versions: tuple[Version, ...]

    @property
    def difference(self) -> Decimal:
        return self.versions[-1].value - self.versions[0].value

    @property
    def relative(self) -> Decimal | None:
        """In per cent of the first one; None when that is zero."""
        first = self.versions[0].value
        return self.difference / abs(first) * 100 if first else None

    def sentence(self, measure: Measure) -> str:
        first, *later = self.versions
        steps = "; ".join(f"{one.at} {one.by} đổi thành {measure.write(one.value)}" for one in later)
        is_share = self.relative is None or measure.unit == "%"
        share = "" if is_share else f" ({_percent(self.relative or Decimal(0))})"
        return (
            f"Đã duyệt {measure.write(first.value)} ({first.at}, {first.by}); {steps}. "
            f"Tất cả đổi {measure.write_signed(self.difference)}{share}."
        )


def change_of(versions: Sequence[Version], least: Decimal = Decimal(0)) -> Change | None:
    """The change that a figure went through; None when it always said the same, give or take ``least``."""
    kept = list(versions[:1])
    for one in versions[1:]:
        if abs(one.value - kept[-1].value) > least:
            kept.append(one)
    return Change(tuple(kept)) if len(kept) > 1 else None


def is_better(change: Change, direction: Direction) -> bool | None:
    """Whether the change makes the figure look better; None where nothing is better, or it came back."""
    if direction is Direction.NEITHER or not change.difference:
        return None
    return (change.difference > 0) is (direction is Direction.HIGHER)


@dataclass(frozen=True, slots=True)
class Lean:
    """``better`` of ``count`` changes of a reporter made the figure look better."""

    better: int
    count: int

    @property
    def is_doubtful(self) -> bool:
        """Sign test: would a coin that falls on either side show at least so many on one side?"""
        more = max(self.better, self.count - self.better)
        tail = sum(comb(self.count, k) for k in range(more, self.count + 1)) / 2**self.count
        return self.count >= FEWEST_CHANGES and 2 * tail <= _BY_CHANCE

    def sentence(self) -> str:
        worse = self.count - self.better
        more, word = (self.better, "tốt lên") if self.better > worse else (worse, "xấu đi")
        return (
            f"{more} trên {self.count} lần sửa sau duyệt làm số {word}. Sửa lỗi nhập thì hai chiều phải gần ngang nhau; "
            "cần xem lý do mở lại của từng phiếu."
        )


def lean_of(better: Iterable[bool | None]) -> Lean:
    known = [one for one in better if one is not None]
    return Lean(sum(known), len(known))


def _percent(value: Decimal) -> str:
    return (MINUS if value < 0 else "+") + with_unit(write_number(abs(value), 1), "%")
