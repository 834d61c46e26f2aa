"""The unit behind a number: 95%, 33 m² sàn/người, 05 mỏ, 1,5 tỷ USD/năm, 20 điều dưỡng viên trên 10.000 dân.

A value stays in the unit in which it is written: "1,5 triệu lượt" is 1.5 of "triệu lượt".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from .numbers import NUMBER, parse_number
from .words import COUNT_NOUNS, PER_NOUNS, STOP_WORDS


class UnitKind(StrEnum):
    PERCENT = "percent"
    MONEY = "money"
    MEASURE = "measure"  # ha, km, MW, tấn …
    COUNT = "count"  # things and people
    TIMES = "times"
    POINTS = "points"
    AGE = "age"  # tuổi, tháng tuổi
    TIME = "time"  # ngày, giờ, năm as a duration
    RANK = "rank"  # nhóm 3 nước dẫn đầu
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that ends at ``end``. ``denominator`` is 10000 of "trên 10.000 dân"."""

    text: str | None
    kind: UnitKind
    end: int
    denominator: float | None = None


_SPACE = r"[ \t\u00a0]"
_MAGNITUDE = re.compile(
    rf"{_SPACE}*((?:(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ){_SPACE}+){{0,1}}(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ))(?![\w/-])",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"{_SPACE}*(điểm{_SPACE}*(?:%|phần{_SPACE}+trăm)|%|‰|phần{_SPACE}+trăm|phần{_SPACE}+nghìn)", re.IGNORECASE
)
_MONEY = re.compile(
    rf"{_SPACE}*(đồng|đ|vnđ|vnd|usd|đô{_SPACE}*la(?:{_SPACE}+mỹ)?|euro|eur)(?![^\W_])(?:{_SPACE}*\(usd\))?",
    re.IGNORECASE,
)
#: Symbols and measures; the first one that matches wins, so the longer stand first.
_MEASURE = re.compile(
    rf"{_SPACE}*("
    r"m{S}?[23²³](?:(?=sàn(?![^\W_]))|(?![^\W_]))|km{S}?[2²](?![^\W_])|"
    r"(?:[kmgt]wh|[kmg]w|kwp|mwp|kv|mva|km|cm|mm|ha|héc-ta|hecta|kg|tấn|tạ|yến|lít|mét|teu|toe|"
    r"gbps|mbps|gb/s|mb/s|tb|gb|dặm|hải{S}lý|db|ppm|µg|mg|gam|gram|kcal|m)(?![^\W_])"
    r")".replace("{S}", _SPACE),
    re.IGNORECASE,
)
_TIMES = re.compile(rf"{_SPACE}*(lần)(?![^\W_])", re.IGNORECASE)
_POINTS = re.compile(rf"{_SPACE}*(điểm|bậc|hạng)(?![^\W_])", re.IGNORECASE)
_AGE = re.compile(rf"{_SPACE}*((?:tháng{_SPACE}+)?tuổi)(?![^\W_])", re.IGNORECASE)
_TIME = re.compile(
    rf"{_SPACE}*((?:năm|tháng|tuần|ngày|giờ|phút|giây)(?:{_SPACE}+làm{_SPACE}+việc|{_SPACE}+học)?)(?![^\W_])",
    re.IGNORECASE,
)
_WORD = re.compile(rf"{_SPACE}*([^\W\d_][\w’'-]*)")
_SLASH = re.compile(rf"{_SPACE}*/{_SPACE}*")
_OVER = re.compile(
    rf"{_SPACE}+(?:tính{_SPACE}+)?(?:trên|cho){_SPACE}+(?=\d|một{_SPACE}+(?:vạn|nghìn|triệu))", re.IGNORECASE
)
_EACH = re.compile(rf"{_SPACE}+(?:mỗi|một){_SPACE}+(năm|tháng|quý|ngày|tuần|người|hộ)(?![^\W_])", re.IGNORECASE)
_PER_YEAR_WORDS = re.compile(rf"{_SPACE}+(?:hằng|hàng){_SPACE}+(năm|tháng|quý)(?![^\W_])", re.IGNORECASE)
_SPELLED_DENOMINATOR = re.compile(
    rf"một{_SPACE}+(vạn|nghìn|triệu){_SPACE}+(dân|người(?:{_SPACE}+dân)?)(?![^\W_])", re.IGNORECASE
)
#: "4/100.000 trẻ sinh ra còn sống"
_ALIVE = re.compile(rf"{_SPACE}+ra{_SPACE}+(?:còn{_SPACE}+)?sống", re.IGNORECASE)
_PLURAL = re.compile(r"^(?:tổng số|số|các|những|tổng)\s+", re.IGNORECASE)
_BIG = {"vạn": 10_000.0, "nghìn": 1_000.0, "ngàn": 1_000.0, "triệu": 1_000_000.0}
_MEASURE_NAMES = {"m2": "m²", "m3": "m³", "km2": "km²", "hecta": "ha", "héc-ta": "ha"}


def read_unit(text: str, position: int) -> Unit:
    """The unit that begins at ``position``, right behind a number; of kind NONE where there is none."""
    magnitude = _MAGNITUDE.match(text, position)
    after = magnitude.end() if magnitude else position
    big = f"{_plain(magnitude[1])} " if magnitude else ""
    for pattern, kind in (
        (_PERCENT, UnitKind.PERCENT),
        (_MONEY, UnitKind.MONEY),
        (_MEASURE, UnitKind.MEASURE),
        (_TIMES, UnitKind.TIMES),
        (_POINTS, UnitKind.POINTS),
        (_AGE, UnitKind.AGE),
        (_TIME, UnitKind.TIME),
    ):
        match = pattern.match(text, after)
        if match is not None:
            return _with_divisor(text, big + _base_name(match[1], kind), kind, match.end())
    noun_end = _count_noun_end(text, after)
    if noun_end is None:
        return _bare(text, big.strip(), after if magnitude else position)
    noun = _PLURAL.sub("", " ".join(text[after:noun_end].split()))
    return _with_divisor(text, big + noun, UnitKind.COUNT, noun_end)


def per_year(unit: str) -> str:
    """The unit with "/năm", unless it already has a period."""
    return unit if re.search(r"/(năm|tháng|quý|ngày|tuần)\b", unit) else f"{unit}/năm"


def _plain(words: str) -> str:
    return " ".join(words.lower().replace("tỉ", "tỷ").replace("ngàn", "nghìn").split())


def _base_name(raw: str, kind: UnitKind) -> str:
    name = " ".join(raw.split())
    lower = name.lower()
    if kind is UnitKind.PERCENT:
        if lower.startswith("điểm"):
            return "điểm %"
        return {"phần trăm": "%", "phần nghìn": "‰"}.get(lower, lower)
    if kind is UnitKind.MONEY:
        if lower in ("đ", "vnđ", "vnd"):
            return "đồng"
        return "USD" if lower.startswith(("đô", "usd")) else name
    if kind is UnitKind.MEASURE:
        return _MEASURE_NAMES.get(lower.replace(" ", ""), name)
    return lower


def _bare(text: str, magnitude: str, position: int) -> Unit:
    """No unit word: perhaps a denominator alone ("4/100.000 trẻ đẻ sống"), perhaps only a magnitude."""
    if not magnitude:
        divisor = _divisor(text, position)
        if divisor is not None and divisor.denominator is not None:
            return Unit(f"/{divisor.text}", UnitKind.COUNT, divisor.end, divisor.denominator)
        return Unit(None, UnitKind.NONE, position)
    return Unit(magnitude, UnitKind.NONE, position)


def _count_noun_end(text: str, position: int) -> int | None:
    """Where the counted noun ends: the longest known noun, else the first word with its likely second."""
    words: list[tuple[str, int]] = []
    cursor = position
    for _ in range(4):
        match = _WORD.match(text, cursor)
        if match is None:
            break
        words.append((match[1].lower(), match.end()))
        cursor = match.end()
    for size in range(len(words), 0, -1):
        if " ".join(word for word, _ in words[:size]) in COUNT_NOUNS:
            return words[size - 1][1]
    if not words or words[0][0] in STOP_WORDS:
        return None
    if words[0][0] in ("số", "các", "những", "tổng"):
        return _count_noun_end(text, words[0][1])
    if len(words) > 1 and words[1][0] not in STOP_WORDS:
        return words[1][1]
    return words[0][1]


@dataclass(frozen=True, slots=True)
class _Divisor:
    text: str
    end: int
    denominator: float | None


def _with_divisor(text: str, base: str, kind: UnitKind, end: int) -> Unit:
    """The unit with what it is counted per: "/năm", "/người/năm", " trên 10.000 dân", " mỗi năm"."""
    qualified = (
        _qualifier_before_slash(text, end) if kind in (UnitKind.MEASURE, UnitKind.COUNT, UnitKind.MONEY) else None
    )
    name = base
    if qualified is not None:
        name, end = f"{base} {qualified[0]}", qualified[1]
    denominator: float | None = None
    for _ in range(3):
        divisor = _divisor(text, end)
        if divisor is None:
            break
        name, end = f"{name}/{divisor.text}", divisor.end
        denominator = denominator or divisor.denominator
    if denominator is None and kind is UnitKind.COUNT:
        over = _spoken_denominator(text, end)
        if over is not None:
            name, end, denominator = f"{name}/{over.text}", over.end, over.denominator
    return Unit(name, kind, end, denominator)


def _qualifier_before_slash(text: str, position: int) -> tuple[str, int] | None:
    """ "m² sàn/người", "trẻ sơ sinh trai/100 trẻ sơ sinh gái": words between the unit and the slash."""
    cursor, words = position, list[str]()
    for _ in range(4):
        match = _WORD.match(text, cursor)
        if match is None:
            return None
        words.append(match[1])
        cursor = match.end()
        if _divisor(text, cursor) is not None and _SLASH.match(text, cursor):
            return " ".join(words), cursor
    return None


def _divisor(text: str, position: int) -> _Divisor | None:
    slash = _SLASH.match(text, position)
    if slash is not None:
        return _counted(text, slash.end()) or _named(text, slash.end())
    each = _EACH.match(text, position) or _PER_YEAR_WORDS.match(text, position)
    return _Divisor(each[1].lower(), each.end(), None) if each else None


def _spoken_denominator(text: str, position: int) -> _Divisor | None:
    """ " … trên 10.000 dân" behind the noun, at most three words later ("giường bệnh viện trên …")."""
    cursor = position
    for _ in range(4):
        over = _OVER.match(text, cursor)
        if over is not None:
            return _counted(text, over.end())
        match = _WORD.match(text, cursor)
        if match is None:
            return None
        cursor = match.end()
    return None


def _counted(text: str, position: int) -> _Divisor | None:
    """A denominator with its number: "10.000 dân", "100 trẻ sơ sinh gái", "vạn dân"."""
    spelled = _SPELLED_DENOMINATOR.match(text, position)
    if spelled is not None:
        return _Divisor(f"{spelled[1].lower()} {spelled[2].lower()}", spelled.end(), _BIG[spelled[1].lower()])
    number = NUMBER.match(text, position)
    if number is None:
        big = re.compile(rf"(vạn|nghìn|ngàn|triệu){_SPACE}+(dân|người)(?![^\W_])", re.IGNORECASE).match(text, position)
        return _Divisor(f"{big[1].lower()} {big[2].lower()}", big.end(), _BIG[big[1].lower()]) if big else None
    value = parse_number(number[0])
    if value is None or value < 2:
        return None
    cursor, words = number.end(), list[str]()
    for _ in range(6):
        match = _WORD.match(text, cursor)
        if match is None or match[1].lower() in STOP_WORDS:
            break
        words.append(match[1].lower())
        cursor = match.end()
    if not words:
        return None
    alive = _ALIVE.match(text, cursor)
    if alive is not None:
        words.append(" ".join(alive[0].split()))
        cursor = alive.end()
    if words[0] in _BIG and len(words) > 1:
        value *= _BIG[words[0]]
    return _Divisor(f"{number[0]} {' '.join(words)}", cursor, value)


def _named(text: str, position: int) -> _Divisor | None:
    words: list[str] = []
    cursor = position
    best: _Divisor | None = None
    for _ in range(3):
        match = _WORD.match(text, cursor)
        if match is None:
            break
        words.append(match[1].lower())
        cursor = match.end()
        if " ".join(words) in PER_NOUNS:
            best = _Divisor(" ".join(words), cursor, None)
    return best
