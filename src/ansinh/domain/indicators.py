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
#: What each choice means for the figures, in the form where it is chosen.
PLACE_RULE_SENTENCES = {
    PlaceRule.SUM: "số của tỉnh là tổng số của các huyện, xã: số hộ, số căn nhà, số người",
    PlaceRule.RATIO_OF_SUMS: "tỷ lệ của tỉnh tính từ tổng tử số và tổng mẫu số; tỷ lệ các huyện không bao giờ cộng hay chia đều",
    PlaceRule.WEIGHTED_MEAN: "bình quân theo trọng số ghi ở mẫu số: thu nhập bình quân theo số nhân khẩu",
    PlaceRule.NOT_ADDITIVE: "chỉ có số đo riêng cho từng đơn vị; số huyện không làm thành số tỉnh: kết quả điều tra mẫu",
}
TIME_RULE_SENTENCES = {
    TimeRule.SUM: "số của năm là tổng số các quý, tháng: số người được giải quyết việc làm trong kỳ",
    TimeRule.LAST: "số của năm là số của quý, tháng cuối: số hiện có tại một thời điểm, số lũy kế",
    TimeRule.RATIO_OF_SUMS: "tỷ lệ của năm tính từ tổng tử số và tổng mẫu số các kỳ",
    TimeRule.MEAN: "bình quân các kỳ: chỉ chọn khi văn bản quy định như vậy",
    TimeRule.NOT_ADDITIVE: "các kỳ ngắn không làm thành kỳ dài; kỳ nào phải đo kỳ ấy",
}
SHAPE_LABELS = {
    Shape.LEVEL: "đạt một mức",
    Shape.CUMULATIVE: "lũy kế tới một số",
    Shape.MAINTAIN: "giữ nguyên mức đã đạt",
    Shape.RANGE: "trong một khoảng",
    Shape.APPROXIMATE: "khoảng chừng một số",
    Shape.BENCHMARK: "so với mức bình quân khác",
    Shape.STAGE: "qua các bước, hoặc làm xong",
}
SHAPE_SENTENCES = {
    Shape.LEVEL: "so số đo với con số của chỉ tiêu vào năm đến hạn: từ 95% trở lên, dưới 2%",
    Shape.CUMULATIVE: "đếm từ đầu kế hoạch, chỉ tăng: xây 2.875 căn nhà",
    Shape.MAINTAIN: "mọi kỳ đều phải giữ: 13/13 huyện",
    Shape.RANGE: "đạt khi tới đầu gần của khoảng: 35 đến 40%",
    Shape.APPROXIMATE: "đạt khi tới 95% con số: khoảng 1.000 căn",
    Shape.BENCHMARK: "mức so sánh cũng thay đổi theo thời gian: bằng bình quân cả nước",
    Shape.STAGE: "số đo là số bước đã làm xong: ban hành một đề án",
}
