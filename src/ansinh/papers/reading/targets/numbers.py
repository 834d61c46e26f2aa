"""Numbers as Vietnamese documents write them: 1.000 and 2.875 with dots for thousands, 2,5 with a decimal comma.

Slips are frequent (2.5%, 1,000 căn), so a separator is read by what stands around it, not by faith.
"""

from __future__ import annotations

import re

#: Digits with dots or commas between them; what the separators mean is `parse_number`'s business.
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

#: Counts that are written out, and only after "ít nhất" and its like. "năm" is left out: it is mostly a year.
SPELLED = {
    "một": 1.0,
    "hai": 2.0,
    "ba": 3.0,
    "bốn": 4.0,
    "sáu": 6.0,
    "bảy": 7.0,
    "tám": 8.0,
    "chín": 9.0,
    "mười": 10.0,
}

_THOUSANDS_BY_DOT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_THOUSANDS_BY_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?|[1-9]\d{0,2}(?:,\d{3})+\.\d+")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")


def parse_number(raw: str, *, percent: bool = False) -> float | None:
    """The value of ``raw``; ``None`` for what is no number, such as 1.2.3.

    A percentage is never in thousands: 2.875% is a slip for 2,875%. A comma before 000 is a slip for a dot,
    since nobody writes decimal zeros.

    >>> parse_number("1.234,5"), parse_number("04"), parse_number("72,3"), parse_number("2.5")
    (1234.5, 4.0, 72.3, 2.5)
    """
    if raw.isdigit():
        return float(raw)
    if _THOUSANDS_BY_DOT.fullmatch(raw) and not (percent and raw.count(".") == 1):
        return float(raw.replace(".", "").replace(",", "."))
    if _THOUSANDS_BY_COMMA.fullmatch(raw):
        return float(raw.replace(",", ""))
    decimal = _DECIMAL.fullmatch(raw)
    if decimal is None:
        return None
    whole, rest = decimal.groups()
    if rest == "000" and "," in raw and not percent and whole != "0":
        return float(whole + rest)
    return float(f"{whole}.{rest}")


def format_number(value: float) -> str:
    """The value as a Vietnamese document writes it: 1.234,5.

    >>> format_number(1234.5), format_number(13.0)
    ('1.234,5', '13')
    """
    whole, _, rest = f"{value:,.6f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")
