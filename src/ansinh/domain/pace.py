"""How long work will still take, in words that do not pretend to be exact."""

from __future__ import annotations

#: Before so many seconds and units have passed, a forecast would only jump about.
_SECONDS_SEEN = 3.0
_UNITS_SEEN = 1


def seconds_left(done: int, done_at_start: int, total: int, elapsed: float) -> float | None:
    """Seconds for the rest at the pace since the start, which began with ``done_at_start`` units done.

    ``None`` while nothing can be said: too early, nothing done yet, or the total is not known.
    """
    units = done - done_at_start
    if units < _UNITS_SEEN or elapsed < _SECONDS_SEEN or total <= 0:
        return None
    return max(0, total - done) * elapsed / units


def about(seconds: float) -> str:
    """A duration as one says it: steps of ten seconds, then minutes, then hours.

    >>> about(38)
    'khoảng 40 giây'
    """
    if seconds < 10:
        return "vài giây"
    if seconds < 55:
        return f"khoảng {round(seconds / 10) * 10} giây"
    if seconds < 55 * 60:
        return f"khoảng {max(1, round(seconds / 60))} phút"
    return f"khoảng {max(1, round(seconds / 3600))} giờ"
