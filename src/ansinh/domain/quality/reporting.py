"""Whether sheets came, when they came, and how much of them was filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ansinh.domain.figures import with_unit, write_date, write_number


class Arrival(StrEnum):
    """A due sheet has come on time, has come late, or has not come: three that make the whole."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NOT_DUE = "not_due"  # not counted: the due day has not passed, or there is none


@dataclass(frozen=True, slots=True)
class Sheet:
    """``sent_on`` is the day on which it was first sent; ``filled`` of ``expected`` cells have a figure.

    "Không phát sinh" is a figure; an empty cell is not.
    """

    due_on: date | None
    sent_on: date | None
    expected: int
    filled: int
    is_approved: bool = False


def arrival(sheet: Sheet, day: date) -> Arrival:
    """As seen on ``day``. On time through the due day itself, which is a stored fact."""
    if sheet.due_on is None:
        return Arrival.NOT_DUE
    if sheet.sent_on is not None:
        return Arrival.ON_TIME if sheet.sent_on <= sheet.due_on else Arrival.LATE
    return Arrival.MISSING if sheet.due_on < day else Arrival.NOT_DUE


def is_complete_enough_to_judge(sheet: Sheet, day: date) -> bool:
    """A sheet that is still being filled in before its due day lacks nothing yet."""
    return sheet.sent_on is not None or (sheet.due_on is not None and sheet.due_on < day)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate never stands without its numerator and denominator. Nothing expected is no rate, not zero."""

    count: int
    of: int

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.count + other.count, self.of + other.of)

    @property
    def percent(self) -> float | None:
        return 100 * self.count / self.of if self.of else None

    @property
    def written(self) -> str:
        """``98,1% (540/550)``; a rate is never rounded up to 100."""
        if self.percent is None:
            return "–"
        shown = min(round(self.percent, 1), 99.9) if self.count < self.of else 100.0
        places = 0 if shown == int(shown) else 1
        return f"{with_unit(write_number(shown, places), '%')} ({write_number(self.count)}/{write_number(self.of)})"


def lacking_sentence(sheet: Sheet) -> str:
    lacking = sheet.expected - sheet.filled
    rate = Rate(sheet.filled, sheet.expected).written
    state = "đã duyệt" if sheet.is_approved else "đã gửi" if sheet.sent_on else "quá hạn, chưa gửi"
    return f"Phiếu {state} còn {write_number(lacking)} ô trống; có số {rate} ô. Ô trống là chưa có số liệu, không phải bằng 0."


def late_sentence(sheet: Sheet, day: date) -> str:
    """For a sheet that came late or has not come."""
    due = sheet.due_on or day
    until = sheet.sent_on or day
    days = (until - due).days
    if sheet.sent_on is None:
        return f"Hạn gửi {write_date(due)}; đến {write_date(day)} chưa gửi, quá {days} ngày."
    return f"Hạn gửi {write_date(due)}; gửi lần đầu {write_date(sheet.sent_on)}, trễ {days} ngày."
