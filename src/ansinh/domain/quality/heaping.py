"""Last digits of what a reporter counts: people who guess write 0 and 5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from ansinh.domain.figures import with_unit, write_number

#: Fewest counted figures of a reporter about which anything is said.
FEWEST_FIGURES = 50
#: Whipple's index above which the United Nations call data rough; 100 is no preference, 500 is nothing but 0 and 5.
ROUGH = 125
VERY_ROUGH = 175
#: Chance alone goes beyond so many standard errors about once in 2.000 reporters.
_BEYOND_CHANCE = 3.3
_EXPECTED = 0.2


@dataclass(frozen=True, slots=True)
class Heaping:
    """``round_ones`` of ``count`` whole numbers of two digits or more end in 0 or 5."""

    round_ones: int
    count: int

    @property
    def index(self) -> float:
        """As Whipple's: share of 0 and 5 against the fifth that is expected, times 100."""
        return 500 * self.round_ones / self.count

    @property
    def is_doubtful(self) -> bool:
        if self.count < FEWEST_FIGURES or self.index < ROUGH:
            return False
        error = sqrt(_EXPECTED * (1 - _EXPECTED) / self.count)
        return (self.round_ones / self.count - _EXPECTED) / error > _BEYOND_CHANCE

    @property
    def share(self) -> str:
        return with_unit(write_number(100 * self.round_ones / self.count, 1), "%")

    def sentence(self) -> str:
        word = "rất thô" if self.index >= VERY_ROUGH else "thô"
        return (
            f"{write_number(self.round_ones)} trên {write_number(self.count)} số đếm ({self.share}) có chữ số cuối là "
            f"0 hoặc 5; nếu đếm thật thì chỉ khoảng 20%. Chỉ số Whipple {write_number(self.index, 0)} "
            f"(100 là không dồn), mức {word}. Cần xem cơ quan đếm hay ước rồi làm tròn."
        )


def heaping_of(figures: Iterable[Decimal]) -> Heaping:
    """Of the figures that are whole and have two digits or more; the last digit of others says nothing."""
    digits = Counter(int(abs(figure)) % 10 for figure in figures if _counts(figure))
    return Heaping(digits[0] + digits[5], digits.total())


def _counts(figure: Decimal) -> bool:
    return abs(figure) >= 10 and figure == figure.to_integral_value()
