"""Second opinions on progress by two published methods, beside our own status (`docs/algorithms/second-opinions.md`).

* Open SDG: observed compound growth, held against fixed rates or against the growth the target would need
  (open-sdg.org, "Progress measurement methodology", after Statistics Canada and Eurostat).
* UN ESCAP: what has been covered of the way since the base year, and the gap that a straight line would leave in the
  target year (Asia-Pacific SDG progress assessment; both indices are linear).

All numbers are plain floats: these formulas take roots, and their published answers are floats too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

#: What the published method puts in the place of a zero base or a zero target, of which growth cannot be taken.
_INSTEAD_OF_ZERO = 0.001
#: How fast thresholds shrink as the base comes near a natural limit.
_LIMIT_POWER = 4.44


class Label(StrEnum):
    """As the published files write them."""

    ACHIEVED = "target_achieved"
    SUBSTANTIAL = "substantial_progress"
    MODERATE = "moderate_progress"
    LIMITED = "limited_progress"
    DETERIORATION = "deterioration"
    NOT_AVAILABLE = "not_available"


LABEL_WORDS = {
    Label.ACHIEVED: "đã đạt đích",
    Label.SUBSTANTIAL: "tiến bộ rõ rệt",
    Label.MODERATE: "có tiến bộ, cần nhanh hơn",
    Label.LIMITED: "tiến bộ ít",
    Label.DETERIORATION: "đi lùi",
    Label.NOT_AVAILABLE: "chưa tính được",
}


@dataclass(frozen=True, slots=True)
class ProgressCase:
    """The inputs of both methods. ``direction`` is 1 when more is better, −1 when less is."""

    base_year: float
    base_value: float | None
    current_year: float | None
    current_value: float | None
    direction: int
    target: float | None = None
    target_year: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class OpenSdgOpinion:
    """``value`` is a growth rate without a target, a ratio of growth rates with one; ``score`` from −5 to 5."""

    value: float | None
    score: float | None
    label: Label


@dataclass(frozen=True, slots=True)
class EscapOpinion:
    """``current_status``: 10 is the whole way from base to target. ``anticipated_gap``: what a straight line leaves of
    that way in the target year, in per cent; 0 is reached. None where the way has no length or data are missing."""

    current_status: float | None
    predicted: float | None
    anticipated_gap: float | None


# Open SDG ------------------------------------------------------------------------------------------------------


def open_sdg(case: ProgressCase) -> OpenSdgOpinion:
    """Progress value, score and label by the Open SDG formula, with its own replacements for zero."""
    if case.target is None:
        return _without_target(case)
    target = case.target or _INSTEAD_OF_ZERO
    achieved = case.current_value is not None and _reaches(case.current_value, target, case.direction)
    value = _growth_ratio(case, target)
    if achieved:
        return OpenSdgOpinion(value, 5.0, Label.ACHIEVED)
    if value is None:
        return OpenSdgOpinion(None, None, Label.NOT_AVAILABLE)
    score = min(7.1429 * value - 4.2857, 5.0) if value >= 0.6 else max(4.1667 * value - 2.5, -5.0)
    return OpenSdgOpinion(value, score, _label(value, 0.95, 0.6))


def _reaches(value: float, target: float, direction: int) -> bool:
    return value * direction >= target * direction


def _without_target(case: ProgressCase) -> OpenSdgOpinion:
    growth = _growth(case)
    if growth is None or case.base_value is None:
        return OpenSdgOpinion(None, None, Label.NOT_AVAILABLE)
    value = _sign(case) * case.direction * growth
    share = 1.0 if case.limit is None else _room_to_limit(case.base_value or _INSTEAD_OF_ZERO, case.limit)
    return OpenSdgOpinion(value, _score_without_target(value, share), _label(value, 0.015 * share, 0.005 * share))


def _score_without_target(value: float, share: float) -> float:
    if value < 0:
        return max(125 * value - 2.5, -5.0)
    if share == 0:  # the base stands at its limit and has not fallen
        return 5.0
    if value >= 0.015 * share:
        return min(500 * value / share - 5, 5.0)
    if value >= 0.005 * share:
        return 250 * value / share - 1.25
    return 500 * value / share - 2.5


def _room_to_limit(base: float, limit: float) -> float:
    """The factor, 0 to 1, by which thresholds shrink where the base is near its natural limit."""
    base, limit = abs(base), abs(limit)
    if base >= 2 * limit:
        return 1.0
    nearness = base / limit if base <= limit else (2 * limit - base) / limit
    return 1.0 - float(nearness**_LIMIT_POWER)


def _label(value: float, high: float, medium: float) -> Label:
    if value >= high:
        return Label.SUBSTANTIAL
    if value >= medium:
        return Label.MODERATE
    return Label.LIMITED if value >= 0 else Label.DETERIORATION


def _growth(case: ProgressCase) -> float | None:
    """Compound growth a year; None for less than a year or values of different signs."""
    if case.base_value is None or case.current_value is None or case.current_year is None:
        return None
    base = case.base_value or _INSTEAD_OF_ZERO
    years = case.current_year - case.base_year
    if years < 1 or base * case.current_value < 0:
        return None
    return float((case.current_value / base) ** (1 / years)) - 1


def _growth_ratio(case: ProgressCase, target: float) -> float | None:
    growth = _growth(case)
    if growth is None or case.base_value is None or case.target_year is None:
        return None
    base = case.base_value or _INSTEAD_OF_ZERO
    years = case.target_year - case.base_year
    if years <= 0 or target / base < 0:
        return None
    needed = float((target / base) ** (1 / years)) - 1
    return _sign(case) * case.direction * growth / abs(needed) if needed else None


def _sign(case: ProgressCase) -> int:
    """Of negative values the desired direction is turned round."""
    return -1 if (case.base_value or 0) < 0 else 1


# UN ESCAP ------------------------------------------------------------------------------------------------------


def escap(case: ProgressCase, points: Sequence[tuple[float, float]] = ()) -> EscapOpinion:
    """Both ESCAP indices. ``points`` are (year, value), from which the value in the target year is predicted by a
    straight line that gives recent years more weight; without them the line goes through base and current value."""
    if case.base_value is None or case.current_value is None or case.target is None or case.current_year is None:
        return EscapOpinion(None, None, None)
    way = case.target - case.base_value
    if way * case.direction <= 0:  # the base already reaches the target: there is no way to measure by
        return EscapOpinion(None, None, None)
    status = 10 * (case.current_value - case.base_value) / way
    line = points or ((case.base_year, case.base_value), (case.current_year, case.current_value))
    predicted = _predict(line, case.target_year)
    if predicted is None:
        return EscapOpinion(status, None, None)
    missing = max(0.0, (case.target - predicted) * case.direction)
    return EscapOpinion(status, predicted, 100 * missing / abs(way))


def _predict(points: Sequence[tuple[float, float]], year: float | None) -> float | None:
    """Weighted least squares; the weight of a year is its distance from the year before the first, so the newest
    weighs most. ESCAP publishes that weights grow with time, not this very rule."""
    if year is None or len({when for when, _ in points}) < 2:
        return None
    first = min(when for when, _ in points) - 1
    weights = [when - first for when, _ in points]
    total = sum(weights)
    middle = sum(w * when for w, (when, _) in zip(weights, points, strict=True)) / total
    height = sum(w * value for w, (_, value) in zip(weights, points, strict=True)) / total
    spread = sum(w * (when - middle) ** 2 for w, (when, _) in zip(weights, points, strict=True))
    slope = sum(w * (when - middle) * (value - height) for w, (when, value) in zip(weights, points, strict=True))
    return height + slope / spread * (year - middle)
