"""What an indicator is: its shape of promise, its direction, and how it adds up over places and over time."""

from __future__ import annotations

from enum import StrEnum


class Shape(StrEnum):
    """How a target is to be judged; each shape has its own measure of progress (`docs/algorithms/status.md`)."""

    LEVEL = "level"  # a value to reach by the due year: at least, more than, at most, less than, equal
    CUMULATIVE = "cumulative"  # a count that only grows towards its total: 2.875 homes
    MAINTAIN = "maintain"  # keep 13/13
    RANGE = "range"  # 35–40%, met at the lower end
    APPROXIMATE = "approximate"  # khoảng 1.000: met from 95 %
    BENCHMARK = "benchmark"  # at least the national average, which moves
    STAGE = "stage"  # an act through ordered stages, or done / not done


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class PlaceRule(StrEnum):
    """How values of units make the value of the unit above."""

    SUM = "sum"
    RATIO_OF_SUMS = "ratio_of_sums"  # numerators and denominators are added, then divided
    WEIGHTED_MEAN = "weighted_mean"  # by a declared weight (kept as the denominator)
    NOT_ADDITIVE = "not_additive"  # only what was measured for that very unit


class TimeRule(StrEnum):
    """How values of shorter periods make the value of a longer one."""

    SUM = "sum"
    LAST = "last"
    RATIO_OF_SUMS = "ratio_of_sums"
    MEAN = "mean"  # declared explicitly, never assumed
    NOT_ADDITIVE = "not_additive"


class Vintage(StrEnum):
    """How final a figure is; a later vintage is preferred."""

    ESTIMATE = "estimate"  # ước thực hiện
    PRELIMINARY = "preliminary"  # sơ bộ
    FINAL = "final"  # chính thức


VINTAGE_LABELS = {Vintage.ESTIMATE: "ước", Vintage.PRELIMINARY: "sơ bộ", Vintage.FINAL: "chính thức"}
DIRECTION_LABELS = {
    Direction.HIGHER: "càng cao càng tốt",
    Direction.LOWER: "càng thấp càng tốt",
    Direction.NEITHER: "không có chiều tốt",
}
PLACE_RULE_LABELS = {
    PlaceRule.SUM: "cộng các đơn vị",
    PlaceRule.RATIO_OF_SUMS: "cộng tử số, cộng mẫu số rồi chia",
    PlaceRule.WEIGHTED_MEAN: "bình quân có trọng số",
    PlaceRule.NOT_ADDITIVE: "không cộng, chỉ đo cho từng đơn vị",
}
TIME_RULE_LABELS = {
    TimeRule.SUM: "cộng các kỳ",
    TimeRule.LAST: "lấy số của kỳ cuối",
    TimeRule.RATIO_OF_SUMS: "cộng tử số, cộng mẫu số rồi chia",
    TimeRule.MEAN: "bình quân các kỳ",
    TimeRule.NOT_ADDITIVE: "không cộng, chỉ đo cho từng kỳ",
}
