"""Years in sentences and headings: which one a promise is due by, which only says where things stood.

"đến năm 2030", "vào năm 2030", "giai đoạn 2026-2030" and a bare "năm 2030" set a due year; "trước năm 2027"
and "trước ngày 01/01/2027" mean 2026; "so với năm 2020" and years before the document's own are baselines; the
years in the names and dates of other documents are neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_YEAR = r"(?:19|20)\d{2}"
_S = r"[ \t\u00a0]"

#: A year phrase that ends where the search ends: "… vào năm 2025".
YEAR_PHRASE_BEFORE = re.compile(
    rf"(?:(?:đến|tới|vào|trong|trước|hết|cuối|từ)(?:{_S}+(?:hết|cuối))?{_S}+)?(?:năm|giai{_S}+đoạn){_S}+{_YEAR}"
    rf"(?:{_S}*[-–]{_S}*{_YEAR})?(?:{_S}+trở{_S}+đi)?{_S}*$",
    re.IGNORECASE,
)

_MENTION = re.compile(
    rf"(?P<span>(?:năm{_S}+)?(?<![\d/.,-]){_YEAR}{_S}*[-–]{_S}*{_YEAR}(?![\d/]))"
    rf"|(?P<date>(?<![\d/])\d{{1,2}}{_S}?/{_S}?\d{{1,2}}{_S}?/{_S}?{_YEAR}(?!\d))"
    rf"|(?P<long>ngày{_S}+\d{{1,2}}{_S}+tháng{_S}+\d{{1,2}}{_S}+năm{_S}+{_YEAR})"
    rf"|(?P<month>(?<![\d/])(?:\d{{1,2}}|[IVX]{{1,4}}){_S}?/{_S}?{_YEAR}(?!\d))"
    rf"|(?P<year>năm(?:{_S}+học)?{_S}+{_YEAR}(?![\d/-]|{_S}*[-–]{_S}*\d))"
    rf"|(?:(?<=đến )|(?<=tới ))(?P<to>20[1-5]\d(?={_S}*(?:[,;:.)]|$|(?:đạt|có|là|t[ỷỉ]|phải|và|sẽ|hoàn|phấn|cả)(?![^\W_]))))"
    rf"|(?P<bare>(?<![\d/.,-]){_YEAR}(?![\d/.,%-]\d|\d|{_S}*%|{_S}+[^\W\d_]))",
    re.IGNORECASE,
)
_FOUR = re.compile(_YEAR)
_DAY_MONTH = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+\d{4}")

_BEFORE = re.compile(rf"(?:trước|trước{_S}+thời{_S}+điểm|trước{_S}+ngày|trước{_S}+tháng){_S}+$", re.IGNORECASE)
_BASELINE = re.compile(
    rf"(?:so{_S}+với(?:{_S}+(?:cùng{_S}+kỳ|giai{_S}+đoạn|thời{_S}+điểm|cuối|bình{_S}+quân|mức|kết{_S}+quả|dự{_S}+toán))*"
    rf"|cùng{_S}+kỳ|lần|kể{_S}+từ|mức{_S}+của|cơ{_S}+sở{_S}+năm|giá{_S}+so{_S}+sánh|giá|bằng{_S}+mức"
    rf"|so{_S}+với(?:{_S}+(?!(?:năm|và|đến|vào|trong|tới)(?![^\W_]))[^\s,;]+){{1,7}})"
    rf"(?:{_S}+(?:cuối|đầu|của|thực{_S}+hiện))?{_S}+$",
    re.IGNORECASE,
)
_DUE = re.compile(
    rf"(?:đến|tới|vào|trong|hết|cuối|đầu|cho|tại|hoàn{_S}+thành|là|tầm{_S}+nhìn|giai{_S}+đoạn|thời{_S}+kỳ|nhiệm{_S}+kỳ|trước|xong)"
    rf"(?:{_S}+(?:hết|cuối|đầu|thời{_S}+điểm|ngày|tháng|quý))*{_S}+$",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"(?:từ|kể{_S}+từ){_S}+$", re.IGNORECASE)
_ONWARD = re.compile(rf"{_S}*(?:trở{_S}+đi|và{_S}+các{_S}+năm|và{_S}+những{_S}+năm)", re.IGNORECASE)
_VISION = re.compile(rf"(?:tầm{_S}+nhìn|định{_S}+hướng)(?:{_S}+(?:đến|tới))?(?:{_S}+năm)?{_S}+$", re.IGNORECASE)
#: Names of other documents: years behind them, without a comma between, are theirs.
_NAME = re.compile(
    r"(?:Chương trình|Chiến lược|Đề án|Kế hoạch|Quy hoạch|Nghị quyết|Quyết định|Bộ [Tt]iêu chí|Luật|Nghị định|Chỉ thị|Kết luận|"
    r"Thông tư|Đại hội|Công văn|Tờ trình|Thông báo|Hướng dẫn|Dự án|Phong trào|Văn bản|Báo cáo)[^.;:]{0,260}$"
)
#: "… vào năm 2025 và duy trì ở mức đó đến năm 2030": kept until then, reached before.
_KEPT = re.compile(rf"(?:duy{_S}+trì|giữ{_S}+vững|ổn{_S}+định)[^,;.]{{0,30}}$", re.IGNORECASE)
_ISSUED = re.compile(r"(?:ngày|số\s+\S+)\s*$", re.IGNORECASE)


class Sense(StrEnum):
    DUE = "due"
    BASELINE = "baseline"
    NAME = "name"  # belongs to the name of a plan, law or programme
    DATED = "dated"  # the date of a document


@dataclass(frozen=True, slots=True)
class YearMention:
    start: int
    end: int
    year: int
    sense: Sense
    explicit: bool  # "đến năm 2030", "giai đoạn …" rather than a bare "năm 2030"
    vision: bool = False


def find_years(
    text: str, start: int = 0, end: int | None = None, *, not_before: int | None = None
) -> list[YearMention]:
    """The years of ``text[start:end]`` in order; those before ``not_before`` can only be baselines."""
    stop = len(text) if end is None else end
    return list(_mentions(text, start, stop, not_before))


def _mentions(text: str, start: int, end: int, not_before: int | None) -> Iterator[YearMention]:
    for match in _MENTION.finditer(text, start, end):
        kind = match.lastgroup or ""
        left = text[max(start, match.start() - 60) : match.start()]
        years = [int(found) for found in _FOUR.findall(match[0])]
        year = years[-1]
        if year > 2100:
            continue
        sense, explicit = _sense(text, start, match, kind, left)
        if kind == "bare" and sense is Sense.DUE and not explicit:
            continue
        if sense is Sense.DUE and _BEFORE.search(left):
            year = _last_year_before(match[0], kind, year)
        if sense is Sense.DUE and not_before is not None and year < not_before:
            sense = Sense.BASELINE
        yield YearMention(match.start(), match.end(), year, sense, explicit, bool(_VISION.search(left)))


def _sense(text: str, start: int, match: re.Match[str], kind: str, left: str) -> tuple[Sense, bool]:
    due = _DUE.search(left) is not None or kind == "span"
    if kind in ("date", "long") and not _DUE.search(left.removesuffix("ngày ").removesuffix("ngày")):
        return Sense.DATED, False
    if _BASELINE.search(left) or _KEPT.search(left):
        return Sense.BASELINE, False
    if _SINCE.search(left):
        onward = _ONWARD.match(text, match.end()) is not None
        return (Sense.DUE, True) if onward else (Sense.BASELINE, False)
    if _NAME.search(text, max(start, match.start() - 300), match.start()):
        return Sense.NAME, due
    return Sense.DUE, due


def _last_year_before(raw: str, kind: str, year: int) -> int:
    """The last year that is wholly before: of "trước năm 2027" and "trước ngày 01/01/2027" it is 2026."""
    if kind in ("date", "long"):
        parts = _DAY_MONTH.search(raw)
        first_day = parts is not None and int(parts[1]) == 1 and int(parts[2]) == 1
        return year - 1 if first_day else year
    return year - 1 if kind in ("year", "bare") else year


def due_year(text: str, *, names_count: bool = False, not_before: int | None = None) -> int | None:
    """The due year that a heading or title sets: its nearest horizon, a vision only where nothing else stands.

    ``names_count`` for titles: "Kế hoạch thực hiện Chương trình … đến năm 2030" takes its horizon from the
    programme it carries out.
    """
    found = find_years(text, not_before=not_before)
    for senses in ((Sense.DUE,), (Sense.NAME,) if names_count else ()):
        usable = [mention for mention in found if mention.sense in senses]
        plain = [mention for mention in usable if not mention.vision] or usable
        if plain:
            explicit = [mention for mention in plain if mention.explicit] or plain
            return explicit[0].year
    return None


_DATED_LINE = re.compile(rf"ngày{_S}+\S{{1,12}}{_S}+tháng{_S}+\S{{1,12}}{_S}+năm{_S}+({_YEAR})", re.IGNORECASE)


def issue_year(text: str) -> int | None:
    """The year in "…, ngày 20 tháng 3 năm 2024" near the head of a document."""
    match = _DATED_LINE.search(text, 0, 3000)
    return int(match[1]) if match else None
