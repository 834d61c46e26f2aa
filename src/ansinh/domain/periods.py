"""Reporting periods by their codes: ``2024``, ``2024S1``, ``2024Q3``, ``202410`` (as DHIS2 writes them).

A period is not its data window (cut-off) and not its due date; those are stored facts of a form or a round.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import total_ordering

_CODE = re.compile(r"(?P<year>(?:19|20|21)\d\d)(?:S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2]))?")


class PeriodKind(StrEnum):
    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"


PERIOD_KIND_LABELS = {
    PeriodKind.YEAR: "năm",
    PeriodKind.HALF: "6 tháng",
    PeriodKind.QUARTER: "quý",
    PeriodKind.MONTH: "tháng",
}
_MONTHS = {PeriodKind.YEAR: 12, PeriodKind.HALF: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """``number`` is 1 for a year, 1–2 for halves, 1–4 for quarters, 1–12 for months. Ordered by end, then length."""

    kind: PeriodKind
    year: int
    number: int = 1

    @classmethod
    def parse(cls, code: str) -> Period:
        """From its code. Raises `ValueError` for anything else."""
        match = _CODE.fullmatch(code)
        if match is None:
            raise ValueError(f"not a period: {code!r}")
        year = int(match["year"])
        for kind, name in ((PeriodKind.HALF, "half"), (PeriodKind.QUARTER, "quarter"), (PeriodKind.MONTH, "month")):
            if match[name]:
                return cls(kind, year, int(match[name]))
        return cls(PeriodKind.YEAR, year)

    @property
    def code(self) -> str:
        return {
            PeriodKind.YEAR: f"{self.year}",
            PeriodKind.HALF: f"{self.year}S{self.number}",
            PeriodKind.QUARTER: f"{self.year}Q{self.number}",
            PeriodKind.MONTH: f"{self.year}{self.number:02d}",
        }[self.kind]

    @property
    def label(self) -> str:
        """As officials say it: "năm 2024", "6 tháng đầu năm 2024", "quý III/2024", "tháng 10/2024"."""
        halves = ("", "đầu", "cuối")
        quarters = ("", "I", "II", "III", "IV")
        return {
            PeriodKind.YEAR: f"năm {self.year}",
            PeriodKind.HALF: f"6 tháng {halves[min(self.number, 2)]} năm {self.year}",
            PeriodKind.QUARTER: f"quý {quarters[min(self.number, 4)]}/{self.year}",
            PeriodKind.MONTH: f"tháng {self.number}/{self.year}",
        }[self.kind]

    @property
    def months(self) -> int:
        return _MONTHS[self.kind]

    @property
    def start(self) -> date:
        return date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def end(self) -> date:
        last = self.number * self.months
        return date(self.year, last, monthrange(self.year, last)[1])

    def next(self) -> Period:
        per_year = 12 // self.months
        return (
            Period(self.kind, self.year + 1, 1)
            if self.number == per_year
            else Period(self.kind, self.year, self.number + 1)
        )

    def previous(self) -> Period:
        per_year = 12 // self.months
        return (
            Period(self.kind, self.year - 1, per_year)
            if self.number == 1
            else Period(self.kind, self.year, self.number - 1)
        )

    def contains(self, other: Period) -> bool:
        """Whether the other period lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.months) < (other.end, other.months)
