"""Find every number of a passage, read those that measure something, and say why the others do not.

A quantity is a number with its unit: "35-40%", "13/13 đơn vị cấp huyện", "từ 23 xuống 18 ca", "1,5 tỷ USD/năm".
Dates, document numbers, list labels, names such as 5G and ages that define a population are rejected, each with
its reason, so that a reading can be explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from .numbers import NUMBER, SPELLED, parse_number
from .units import Unit, UnitKind, read_unit


class Reason(StrEnum):
    """Why a number is not a quantity."""

    DATE = "date"
    DOCUMENT = "document"  # 42-NQ/TW, Điều 5
    ORDINAL = "ordinal"  # mức độ 2, nhóm 3, khóa 13
    NAME = "name"  # 5G, COVID-19, Q7
    LABEL = "label"  # (1), 2.1
    AGE = "age"
    CLOCK = "clock"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: ``start`` to ``number_end`` is the number, ``end`` is behind the unit."""

    start: int
    number_end: int
    end: int
    kind: UnitKind
    unit: str | None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    denominator: float | None = None
    changed_from: float | None = None  # 23 of "từ 23 ca xuống 18 ca"
    changed_at: int | None = None  # where "từ 23 ca …" begins
    goes_down: bool = False

    @property
    def is_range(self) -> bool:
        return self.low is not None


@dataclass(frozen=True, slots=True)
class Rejected:
    start: int
    end: int
    reason: Reason


_S = r"[ \t\u00a0]"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_FRACTION = re.compile(rf"{_S}?/{_S}?(\d+(?:\.\d{{3}})*)(?![\d/.,]*\d|/)")
_DATE = re.compile(rf"\d{{1,2}}{_S}?/{_S}?\d{{1,4}}(?:{_S}?/{_S}?\d{{2,4}})?")
_RANGE_SIGN = re.compile(rf"{_S}*(?:[-–—÷]|đến|tới){_S}*(?=\d)", re.IGNORECASE)
_RANGE_WORD = re.compile(rf"{_S}*(?:[-–—÷]|đến|tới){_S}*(?:dưới{_S}+|khoảng{_S}+)?(?=\d)", re.IGNORECASE)
_CHANGE = re.compile(
    rf"(?:[^\d;:()]{{0,60}}?|{_S}*\([^()]{{0,40}}\){_S}*|{_S}*(?:vào{_S}+)?(?:năm{_S}+)?\d{{4}}{_S}*)"
    rf"(?:,{_S}*)?(?P<way>xuống(?:{_S}+còn)?|lên(?:{_S}+(?:đến|tới|mức))?|tăng{_S}+lên|giảm{_S}+(?:xuống|còn)|còn){_S}+"
    rf"(?:(?:dưới|trên|khoảng|tối{_S}+thiểu|ít{_S}+nhất|mức){_S}+)?(?=\d)",
    re.IGNORECASE,
)
_FROM = re.compile(rf"từ(?:{_S}+(?:mức|trên|dưới|khoảng))*{_S}+$", re.IGNORECASE)

#: Words right before a number that make it a place in a row or a part of a name, when no unit follows.
_ORDINAL = re.compile(
    r"(?<![^\W_])(?:số|điều|khoản|điểm|mục|tiểu\s+mục|phần|chương|nhóm|mức(?:\s+độ)?|cấp(?:\s+độ)?|hạng|loại|giai\s+đoạn|thứ|lần|khóa|"
    r"khoá|quý|tháng|năm|ngày|phụ\s+lục|biểu(?:\s+mẫu)?|bảng|mẫu|chỉ\s+tiêu|tiêu\s+chí|mục\s+tiêu|dự\s+án|tiểu\s+dự\s+án|nội\s+dung|"
    r"hợp\s+phần|vòng|bước|đợt|quốc\s+lộ|đường|tỉnh\s+lộ|khu\s+vực|vùng|đề\s+án|nghị\s+quyết|chỉ\s+thị|quyết\s+định|kế\s+hoạch|"
    r"chương\s+trình|thông\s+tư|nghị\s+định|luật|công\s+văn|kết\s+luận|tổ|thôn|phường|quận|thế\s+hệ|phiên\s+bản|ca|tập|trang|kỳ|"
    r"cúm|tuýp|type|covid|cop|cột|dòng|ý|hình|chuyên\s+đề|bài|tiết|nhiệm\s+vụ|zone|ql|tl|đt|tl|kênh|cầu|cảng|nhà\s+ga|ga|"
    r"khối|lớp|xã|phương\s+châm|phân\s+khu|lô|tòa|toà|tầng|pha|tuyến|danh\s+mục|stt|tt)\s*[:.]?\s*$",
    re.IGNORECASE,
)
_MONTH_OR_QUARTER = re.compile(r"(?<![^\W_])(?:tháng|quý|ngày)\s+(?:\d{1,2}\s*(?:,|và|-|–|đến)\s*)*$", re.IGNORECASE)
_SIGNS_OF_DOCUMENT = re.compile(r"[-–/]\s?[A-ZĐ]{2,}|/[A-ZĐ]{1,}[\w.]*[-/]|/\d{4}/|[-/]\d{4}/[A-ZĐ]|/VBHN|/20\d\d")
_OF_PEOPLE = re.compile(r"(?<![^\W_])dân\s+số\s*$", re.IGNORECASE)
_NUMBER_WORD_LEFT = re.compile(r"(?<![^\W_])(?<!dân )(?<!tỷ )(?<!tỉ )(?<!hệ )(?<!tổng )(?:số|Số)\s*:?\s*$")
_AGE_SUBJECT = re.compile(r"tuổi\s+thọ|tuổi\s+(?:trung\s+bình|bình\s+quân)|độ\s+tuổi\s+bình\s+quân", re.IGNORECASE)
_AGE_AFTER = re.compile(rf"{_S}*(?:tháng{_S}+)?tuổi(?![^\W_])", re.IGNORECASE)
_RANK = re.compile(
    rf"{_S}*(?:[^\W\d_]+,?{_S}+){{0,7}}?(?:dẫn{_S}+đầu|đứng{_S}+đầu|hàng{_S}+đầu|cao{_S}+nhất|tốt{_S}+nhất|phát{_S}+triển{_S}+nhất|đầu{_S}+(?:cả{_S}+nước|toàn{_S}+quốc))",
    re.IGNORECASE,
)
_RANK_BEFORE = re.compile(r"(?<![^\W_])(?:nhóm|top|tốp|trong|trong\s+số)\s*$", re.IGNORECASE)
#: "nhóm 3 nước dẫn đầu ASEAN và 30 quốc gia hàng đầu thế giới": the second goes without "nhóm".
_RANK_ALONE = re.compile(
    rf"{_S}*(?:nước|quốc{_S}+gia|tỉnh|địa{_S}+phương){_S}+(?:dẫn|đứng|hàng){_S}+đầu", re.IGNORECASE
)
_NOTHING = re.compile(r"")
_TOP = re.compile(r"(?<![^\W_])(?:top|tốp)\s*$", re.IGNORECASE)
#: A voltage names a line or a station.
_VOLTAGE = re.compile(rf"{_S}*k[vV](?![^\W_])")
_CLOCK = re.compile(rf"{_S}?(?:h\d{{0,2}}|giờ{_S}?\d{{2}})(?![^\W_])")
_SPELLED_BEFORE = re.compile(r"(?:ít\s+nhất|tối\s+thiểu|≥|không\s+quá|tối\s+đa)\s*$", re.IGNORECASE)
_SPELLED_WORD = re.compile(rf"(?<![^\W_])(?:{'|'.join(SPELLED)})(?![^\W_])(?!\s+nửa)", re.IGNORECASE)
#: "giảm ít nhất một nửa tỷ lệ nghèo".
_HALF = re.compile(
    r"(?<![^\W_])(?:ít\s+nhất|tối\s+thiểu|hơn|trên|giảm|tăng|đạt|bằng|khoảng)\s+(?P<half>một\s+nửa)(?![^\W_])",
    re.IGNORECASE,
)


def read_quantities(text: str, start: int, end: int) -> list[Quantity | Rejected]:
    """Every number of ``text[start:end]`` in order, read or rejected. ``text`` has its asides blanked."""
    return list(_scan(text, start, end))


def _scan(text: str, start: int, end: int) -> Iterator[Quantity | Rejected]:
    position = start
    while position < end:
        match = NUMBER.search(text, position, end)
        spelled = _spelled(text, position, match.start() if match else end)
        if spelled is not None:
            yield spelled
            position = spelled.end
            continue
        if match is None:
            return
        rejected = _not_a_quantity(text, start, match)
        if rejected is not None:
            yield rejected
            position = max(rejected.end, match.end())
            continue
        found = _read_one(text, start, end, match)
        yield found
        position = max(found.end, match.end())


def _spelled(text: str, position: int, end: int) -> Quantity | None:
    """ "ít nhất một cơ sở y tế": a count in words, only right behind a firm word of comparison."""
    half = _HALF.search(text, position, end)
    if half is not None:
        begin, after = half.span("half")
        return Quantity(begin, after, after, UnitKind.PERCENT, "%", 50.0)
    for word in _SPELLED_WORD.finditer(text, position, end):
        if not _SPELLED_BEFORE.search(text, max(position, word.start() - 15), word.start()):
            continue
        unit = read_unit(text, word.end())
        if unit.kind is not UnitKind.COUNT:
            continue
        return Quantity(
            word.start(),
            word.end(),
            unit.end,
            unit.kind,
            unit.text,
            SPELLED[word[0].lower()],
            denominator=unit.denominator,
        )
    return None


def _not_a_quantity(text: str, start: int, match: re.Match[str]) -> Rejected | None:
    begin, after = match.span()
    left = text[max(start, begin - 24) : begin]
    before, behind = text[begin - 1 : begin] if begin > start else "", text[after : after + 1]
    date = _DATE.match(text, begin)
    if date is not None and _looks_like_date(text, start, date, left):
        return Rejected(begin, date.end(), Reason.DATE)
    if _SIGNS_OF_DOCUMENT.match(text, after) and not _is_fraction(text, match):
        return Rejected(begin, _word_end(text, after), Reason.DOCUMENT)
    if _NUMBER_WORD_LEFT.search(left) and not _has_unit(text, after):
        return Rejected(begin, _word_end(text, after), Reason.DOCUMENT)
    if before and (before.isalpha() or (before in "-_." and left[-2:-1].isalnum() and not _range_before(left))):
        return Rejected(begin, _word_end(text, after), Reason.NAME)
    if _VOLTAGE.match(text, after):
        return Rejected(begin, _word_end(text, after), Reason.NAME)
    if _CLOCK.match(text, after):
        return Rejected(begin, _word_end(text, after), Reason.CLOCK)
    if behind.isalpha() and read_unit(text, after).kind in (UnitKind.COUNT, UnitKind.NONE):
        return Rejected(begin, _word_end(text, after), Reason.NAME)
    if _MONTH_OR_QUARTER.search(left) and not re.match(rf"{_S}*%", text[after : after + 3]):
        return Rejected(begin, after, Reason.DATE)
    if _YEAR.fullmatch(match[0]) and _reads_as_year(text, left, after):
        return Rejected(begin, after, Reason.DATE)
    if before == "(" and behind == ")":
        return Rejected(begin, after, Reason.LABEL)
    if parse_number(match[0]) is None:
        return Rejected(begin, after, Reason.MALFORMED)
    return _ordinal(text, start, match, left)


def _ordinal(text: str, start: int, match: re.Match[str], left: str) -> Rejected | None:
    begin, after = match.span()
    if not _ORDINAL.search(left) or _rank(text, start, match) is not None or _OF_PEOPLE.search(left):
        return None
    unit = read_unit(text, _range_end(text, after))
    if unit.kind in (UnitKind.NONE, UnitKind.COUNT, UnitKind.RANK, UnitKind.POINTS, UnitKind.TIME):
        strong = re.search(r"(?:số|mức|mục\s+tiêu|chỉ\s+tiêu|nhiệm\s+vụ)\s*:?\s*$", left, re.IGNORECASE)
        if strong is None or unit.kind is UnitKind.NONE:
            return Rejected(begin, after, Reason.ORDINAL)
    return None


def _range_end(text: str, after: int) -> int:
    sign = _RANGE_SIGN.match(text, after)
    second = NUMBER.match(text, sign.end()) if sign else None
    return second.end() if second else after


def _looks_like_date(text: str, start: int, date: re.Match[str], left: str) -> bool:
    parts = [int(part) for part in re.findall(r"\d+", date[0])]
    if len(parts) == 3:
        return parts[2] > 31 or parts[1] <= 12
    if 1900 <= parts[1] <= 2100:
        return True
    if 31 >= parts[0] > parts[1] and 1 <= parts[1] <= 12:  # "ngày Sách Việt Nam 21/4": no share is above one
        return True
    if re.search(r"(?:ngày|tháng|trước|hạn)\s*$", left, re.IGNORECASE):
        return parts[0] <= 31 and parts[1] <= 12
    return False


def _is_fraction(text: str, match: re.Match[str]) -> bool:
    return _FRACTION.match(text, match.end()) is not None


def _range_before(left: str) -> bool:
    return bool(re.search(r"\d[%\s]*[-–]$", left))


def _has_unit(text: str, after: int) -> bool:
    return read_unit(text, after).kind not in (UnitKind.NONE, UnitKind.COUNT)


def _reads_as_year(text: str, left: str, after: int) -> bool:
    if re.search(r"(?:năm|giai\s+đoạn|thời\s+kỳ|\d{4}\s*[-–,]|và)\s*$", left, re.IGNORECASE):
        return not re.match(rf"{_S}*%", text[after : after + 3])
    return (
        read_unit(text, after).kind is UnitKind.NONE
        or re.match(rf"{_S}*[-–]{_S}*(?:19|20)\d\d", text[after : after + 9]) is not None
    )


def _word_end(text: str, position: int) -> int:
    match = re.compile(r"[\w/.–-]*").match(text, position)
    return match.end() if match else position


def _rank(text: str, start: int, match: re.Match[str]) -> re.Match[str] | None:
    left = text[max(start, match.start() - 12) : match.start()]
    if _RANK_BEFORE.search(left):
        found = _RANK.match(text, match.end())
        if found is not None:
            return found
    if re.search(r"(?:,|và)\s*$", left) and _RANK_ALONE.match(text, match.end()):
        return _RANK_ALONE.match(text, match.end())
    return _NOTHING.match(text, match.end()) if _TOP.search(left) else None


def _read_one(text: str, start: int, end: int, match: re.Match[str]) -> Quantity | Rejected:
    begin, after = match.span()
    rank = _rank(text, start, match)
    if rank is not None:
        unit = read_unit(text, after)
        placed = _TOP.search(text, max(start, begin - 12), begin) is not None and not _RANK.match(text, after)
        name = unit.text if unit.kind is UnitKind.COUNT and not placed else "hạng"
        stop = unit.end if unit.kind is UnitKind.COUNT else after
        word = _RANK_BEFORE.search(text, max(start, begin - 14), begin)
        begin = word.start() if word else begin
        return Quantity(begin, after, stop, UnitKind.RANK, name, parse_number(match[0]))
    fraction = _FRACTION.match(text, after)
    if fraction is not None:
        return _fraction(text, match, fraction)
    change = _change(text, start, end, match)
    if change is not None:
        return change
    return _plain_or_range(text, start, end, match)


def _fraction(text: str, match: re.Match[str], fraction: re.Match[str]) -> Quantity:
    """ "13/13 đơn vị", "4/100.000 trẻ đẻ sống"."""
    value, denominator = parse_number(match[0]), parse_number(fraction[1])
    unit = read_unit(text, fraction.end())
    begin = match.start()
    if denominator is not None and denominator >= 1000 and value is not None and value < denominator:
        whole = read_unit(text, match.end())
        return Quantity(begin, match.end(), whole.end, UnitKind.COUNT, whole.text, value, denominator=denominator)
    name = unit.text if unit.kind is not UnitKind.NONE else None
    return Quantity(begin, fraction.end(), unit.end, UnitKind.COUNT, name, value, denominator=denominator)


def _change(text: str, start: int, end: int, match: re.Match[str]) -> Quantity | None:
    """ "giảm từ 23 ca/1.000 phụ nữ xuống 18 ca/1.000 phụ nữ": the second number is promised."""
    origin = _FROM.search(text, max(start, match.start() - 20), match.start())
    if origin is None:
        return None
    first = read_unit(text, match.end())
    for position in (match.end(), first.end):
        way = _CHANGE.match(text, position, end)
        if way is None:
            continue
        second = NUMBER.match(text, way.end())
        if second is None:
            continue
        found = _plain_or_range(text, start, end, second)
        if isinstance(found, Rejected):
            return None
        down = way["way"].lower().startswith(("xuống", "giảm", "còn"))
        if found.unit is None and first.kind is not UnitKind.NONE:
            found = replace(found, unit=first.text, kind=first.kind, denominator=first.denominator)
        return replace(found, changed_from=parse_number(match[0]), changed_at=origin.start(), goes_down=down)
    return None


def _plain_or_range(text: str, start: int, end: int, match: re.Match[str]) -> Quantity | Rejected:
    begin, after = match.span()
    first_unit = read_unit(text, after)
    second, sign_from = _range_second(text, start, end, match, first_unit)
    if second is None:
        return _plain(text, start, match, first_unit)
    unit = read_unit(text, second.end())
    if unit.kind is UnitKind.NONE and sign_from != after:
        unit = Unit(first_unit.text, first_unit.kind, second.end(), first_unit.denominator)
    percent = unit.kind is UnitKind.PERCENT
    low, high = parse_number(match[0], percent=percent), parse_number(second[0], percent=percent)
    if low is None or high is None:
        return Rejected(begin, second.end(), Reason.MALFORMED)
    if _is_age(text, start, begin, unit):
        return Rejected(begin, unit.end, Reason.AGE)
    return Quantity(
        begin, second.end(), unit.end, unit.kind, unit.text, low=low, high=high, denominator=unit.denominator
    )


def _range_second(
    text: str, start: int, end: int, match: re.Match[str], unit: Unit
) -> tuple[re.Match[str] | None, int]:
    """The second number of a range and where its sign began: "35-40%", "35% - 40%", "từ 8 đến 10%"."""
    after = match.end()
    value = parse_number(match[0])
    for position in dict.fromkeys((after, unit.end)):
        sign = _RANGE_WORD.match(text, position, end)
        if sign is None:
            continue
        second = NUMBER.match(text, sign.end(), end)
        if second is None or value is None:
            continue
        spoken = "đ" in sign[0].lower() or "t" in sign[0].lower()
        if spoken and position == after and read_unit(text, second.end()).kind is UnitKind.NONE:
            continue
        opened = _FROM.search(text, max(start, match.start() - 14), match.start()) is not None
        alike = unit.kind is UnitKind.PERCENT and read_unit(text, second.end()).kind is UnitKind.PERCENT
        if spoken and position != after and not opened and not alike:
            continue
        high = parse_number(second[0])
        if (
            high is not None
            and high > value
            and not _DATE.match(text, second.start())
            and not _YEAR.fullmatch(second[0])
        ):
            return second, position
    return None, after


def _plain(text: str, start: int, match: re.Match[str], unit: Unit) -> Quantity | Rejected:
    begin, after = match.span()
    value = parse_number(match[0], percent=unit.kind is UnitKind.PERCENT)
    if value is None:
        return Rejected(begin, after, Reason.MALFORMED)
    if _is_age(text, start, begin, unit):
        return Rejected(begin, unit.end, Reason.AGE)
    return Quantity(begin, after, unit.end, unit.kind, unit.text, value, denominator=unit.denominator)


def _is_age(text: str, start: int, begin: int, unit: Unit) -> bool:
    """Ages define a population ("trẻ em dưới 5 tuổi") unless the sentence is about how long people live."""
    if unit.kind is not UnitKind.AGE:
        return False
    return _AGE_SUBJECT.search(text, max(start, begin - 160), begin) is None
