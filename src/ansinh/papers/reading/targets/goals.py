"""Promises without a number: what a section of objectives says that no quantity measures.

Under specific objectives each part between semicolons that holds no quantity is one, and so is what stands
before an indicator in the same part ("Bảo đảm vững chắc mức sinh thay thế, tuổi thọ …"). A general objective or
a vision describes more than it promises: there only what the sentence calls a state to reach ("đến năm 2025 …
trở thành tỉnh phát triển khá") is a goal; a benchmark that moves ("bằng mức bình quân của cả nước") has no
number either and stays inside its goal.
"""

from __future__ import annotations

import re

from .clauses import Clause, trim
from .words import ACTION_VERBS, INDICATOR_HEADS, LABEL, PREDICATE
from .years import Sense, find_years

_MIN_WORDS = 5
_SAYS = re.compile(r"(?<![^\W_])(?:được|có|đạt|phải|đi\s+vào)(?![^\W_])", re.IGNORECASE)
#: The name of a programme is no promise.
_INSTRUMENT = re.compile(r"(?:chương\s+trình|đề\s+án|kế\s+hoạch|dự\s+án)(?:\s+\S+){1,12}$", re.IGNORECASE)
_STATE = re.compile(
    r"(?<![^\W_])(?:trở\s+thành|thuộc\s+nhóm|nằm\s+trong|đứng\s+(?:trong|vào|đầu)|vào\s+nhóm)(?![^\W_])", re.IGNORECASE
)
_AIMS = re.compile(
    r"(?<![^\W_])(?:chấm\s+dứt|loại\s+trừ|ngăn\s+chặn|nâng\s+cao|thu\s+hẹp|khắc\s+phục|đẩy\s+mạnh|củng\s+cố|tăng\s+cường|trợ\s+giúp|chủ\s+động|"
    r"cải\s+thiện|chăm\s+lo|chăm\s+sóc|bảo\s+vệ|thúc\s+đẩy|quan\s+tâm|phòng|khuyến\s+khích|đổi\s+mới|giữ\s+gìn|tôn\s+vinh|phấn\s+đấu|phát\s+huy|làm\s+tốt|kiểm\s+soát|hạn\s+chế|đẩy\s+lùi|hiện\s+đại\s+hóa|hoàn\s+thiện|quản\s+lý|khai\s+thác)(?![^\W_])",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:phấn\s+đấu\s+)?(?:tạo\s+tiền\s+đề\s+)?(?:đến|tới|vào)\s+(?:hết\s+|cuối\s+)?năm\s+\d{4}", re.IGNORECASE
)
_NO_PROMISE = re.compile(
    r"\W*(?:theo|căn\s+cứ|trong\s+đó|cụ\s+thể|chi\s+tiết|kèm\s+theo|có\s+phụ\s+lục|ghi\s+chú|nguồn|đơn\s+vị\s+tính|đvt|như\s+sau|trên\s+cơ\s+sở|"
    r"ngoài\s+ra|lưu\s+ý|thời\s+gian|địa\s+điểm|đối\s+tượng|thành\s+phần|kinh\s+phí|chủ\s+đề|khẩu\s+hiệu|nội\s+dung\s*:|hình\s+thức|thị\s+trường\s+định\s+hướng|một\s+số\s+(?:sản\s+phẩm|mặt\s+hàng))(?![^\W_])",
    re.IGNORECASE,
)


def goals_of_segment(text: str, start: int, end: int, clauses: list[Clause]) -> list[tuple[int, int]]:
    """Spans of the promises without a number in one part of a sentence of specific objectives."""
    stop = min((clause.start for clause in clauses), default=end)
    begin, finish = trim(text, start, stop)
    label = LABEL.match(text, begin, finish)
    begin = label.end() if label is not None else begin
    return [(begin, finish)] if _says_something(text[begin:finish]) else []


def goals_of_general(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the states to reach in one sentence of a general objective or a vision, cut where years open them."""
    openings = [match.start() for match in _OPENING.finditer(text, start, end)] or [start]
    found: list[tuple[int, int]] = []
    for opening, following in zip(openings, [*openings[1:], end], strict=True):
        begin, finish = trim(text, opening, following)
        if _STATE.search(text, begin, finish) and _says_something(text[begin:finish]):
            found.append((begin, finish))
    return found


def _says_something(words: str) -> bool:
    if _INSTRUMENT.match(words) and not _SAYS.search(words):
        return False
    if len(words.split()) < _MIN_WORDS or _NO_PROMISE.match(words) or words.isupper():
        return False
    if not (
        PREDICATE.search(words)
        or ACTION_VERBS.search(words)
        or INDICATOR_HEADS.match(words)
        or _STATE.search(words)
        or _AIMS.search(words)
    ):
        return False
    years = [y for y in find_years(words) if y.sense is Sense.DUE]
    rest = len(words.split()) - 4 * len(years)
    return rest >= _MIN_WORDS and any(c.islower() for c in words)
