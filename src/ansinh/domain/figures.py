"""Figures and days as Vietnamese officials write them: 1.234,5; −3; 95%; > 95%; 35 – 40%; 20/3/2024.

Spaces inside a figure are no-break spaces, so a number never parts from its sign or unit.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from ansinh.domain.readings import Comparison

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
#: What stands where a figure is missing; never 0, never blank.
NO_DATA = "chưa có số liệu"
#: What stands where the unit cannot have the figure; nothing is missing there.
NOT_APPLICABLE_WORDS = "không áp dụng"

#: Units written against the number without a space.
_TIGHT_UNITS = ("%", "‰")
_SIGNS = {
    Comparison.AT_LEAST: "≥",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "≤",
    Comparison.LESS_THAN: "<",
    Comparison.ABOUT: "≈",
}

Number = Decimal | int | float


class Quantity(Protocol):
    """The number of a target: how to compare, with what, in which unit. ``low``/``high`` are a range's ends;
    ``denominator`` is 13 in "13/13" and 10.000 in "giường/10.000 dân" (then the unit names it too)."""

    @property
    def comparison(self) -> Comparison | str: ...
    @property
    def value(self) -> Number | None: ...
    @property
    def low(self) -> Number | None: ...
    @property
    def high(self) -> Number | None: ...
    @property
    def denominator(self) -> Number | None: ...
    @property
    def unit(self) -> str | None: ...


def write_number(value: Number, places: int | None = None) -> str:
    """The number with dots between thousands and a decimal comma.

    ``places`` fixes the digits after the comma (rounded half up); otherwise all digits are kept and trailing
    zeros dropped.

    >>> write_number(Decimal("1234.50"))
    '1.234,5'
    """
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{exact.copy_abs():,f}".partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    digits = whole.replace(",", ".") + (f",{fraction}" if fraction else "")
    return f"{MINUS}{digits}" if exact < 0 and digits.strip("0,.") else digits


def write_range(low: Number, high: Number) -> str:
    """``35 – 40``; the same number twice is written once."""
    if low == high:
        return write_number(low)
    return f"{write_number(low)}{NBSP}{EN_DASH}{NBSP}{write_number(high)}"


def with_unit(figure: str, unit: str | None) -> str:
    """``95%`` and ``1.000 căn``."""
    if not unit:
        return figure
    return figure + ("" if unit.startswith(_TIGHT_UNITS) else NBSP) + unit


def write_quantity(quantity: Quantity) -> str:
    """A target's number as one reads it: ``> 95%``, ``≈ 1.000 căn``, ``13/13 huyện``, ``35 – 40%``.

    Empty when the promise has no number.
    """
    figure = _figure(quantity)
    if not figure:
        return ""
    sign = _SIGNS.get(Comparison(quantity.comparison)) if quantity.comparison else None
    return (f"{sign}{NBSP}" if sign else "") + with_unit(figure, quantity.unit)


def _figure(quantity: Quantity) -> str:
    if quantity.low is not None and quantity.high is not None:
        return write_range(quantity.low, quantity.high)
    if quantity.value is None:
        return ""
    figure = write_number(quantity.value)
    if quantity.denominator is not None and "/" not in (quantity.unit or ""):
        return f"{figure}/{write_number(quantity.denominator)}"
    return figure


def write_date(day: date) -> str:
    """``05/02/2024``: forms, tables, exports."""
    return f"{day:%d/%m}/{day.year:04d}"


def write_short_date(day: date) -> str:
    """``20/3/2024``: as running text of documents writes days."""
    return f"{day.day}/{day.month}/{day.year}"


def write_datetime(moment: datetime) -> str:
    """``09:41 23/11/2026``; the moment must already be in local time."""
    return f"{moment:%H:%M}{NBSP}{write_date(moment)}"


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def write_roman(number: int) -> str:
    """Roman numeral of 1 to 3999, as the parts of a plan are numbered.

    Raises ValueError outside that range.
    """
    if not 1 <= number <= 3999:
        raise ValueError(f"{number} has no Roman numeral")
    letters = []
    for value, letter in _ROMAN:
        count, number = divmod(number, value)
        letters.append(letter * count)
    return "".join(letters)
