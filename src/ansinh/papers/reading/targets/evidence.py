"""How much speaks for a number being a promise, and how sure the reading is.

Inside a section of objectives every quantity counts. Elsewhere a number must earn it: a verb of aiming, a word
of comparison, a percentage, a due year of its own, a subject that names an indicator. Points are added and
compared with the section's threshold, so each decision can be told in one line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from ansinh.domain.readings import Comparison

from .clauses import Clause
from .comparisons import Role, read_left
from .quantities import Quantity
from .sections import Place, SectionKind
from .units import UnitKind
from .words import ACTION_VERBS, STRONG_HEADS

_AIM = re.compile(r"phấn\s+đấu|(?:nhằm|để)\s+đạt|mục\s+tiêu|chỉ\s+tiêu|phải\s+đạt|cần\s+đạt|cam\s+kết", re.IGNORECASE)
_ENSURE = re.compile(
    r"(?<![^\W_])(?:bảo\s+đảm|đảm\s+bảo|hoàn\s+thành|duy\s+trì|nâng|đưa|giảm|tăng|bố\s+trí|dành|phân\s+bổ|huy\s+động|số\s+hóa|số\s+hoá|phủ\s+sóng)(?![^\W_])",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"mức\s+(?:hỗ\s+trợ|chi|đóng|hưởng|phạt|thu|phí|trợ\s+cấp|vay|lương)|thuế\s+suất|lãi\s+suất|hệ\s+số\s+lương|phạt\s+tiền|theo\s+quy\s+định\s+tại\s+(?:điều|khoản)|"
    r"được\s+(?:hưởng|hỗ\s+trợ|tính|trả|cộng)|tiền\s+lương|lương\s+(?:cơ\s+sở|tối\s+thiểu)|trường\s+hợp|(?:trừ|cộng|được|chấm)\s+(?:tối\s+đa\s+)?(?:\d+\s+)?điểm|thang\s+điểm|chấm\s+điểm|tối\s+đa\s+không|điều\s+kiện|"
    r"thành\s+viên|phụ\s+cấp|định\s+mức|đơn\s+giá|học\s+phí|thời\s+hạn|mức\s+cho\s+vay",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<![^\W_])(?:đã(?=(?:\s+\S+){0,4}\s*$)|hiện\s+nay|hiện\s+tại|(?<!thực )(?<!phát )(?<!thể )hiện\s+(?:có|là|đạt|mới)|tính\s+đến|trong\s+thời\s+gian\s+qua|những\s+năm\s+qua|vừa\s+qua|ước\s+thực\s+hiện|vẫn\s+còn|mới\s+chỉ|mới\s+đạt)(?![^\W_])",
    re.IGNORECASE,
)
_MONEY_SUBJECT = re.compile(
    r"kinh\s+phí|tổng\s+mức\s+đầu\s+tư|ngân\s+sách|nguồn\s+vốn|vốn\s+(?:đầu\s+tư|vay)|dự\s+toán|chi\s+phí|hỗ\s+trợ",
    re.IGNORECASE,
)
#: Money to be raised is promised, money to be spent only pays.
_RAISES = re.compile(r"(?<![^\W_])(?:huy\s+động|thu\s+hút|vận\s+động)(?![^\W_])", re.IGNORECASE)
_DURATION_SUBJECT = re.compile(
    r"thời\s+gian|thời\s+hạn|số\s+(?:năm|ngày|giờ|tháng|buổi)|tuổi\s+thọ|rút\s+ngắn|năm\s+sống|sống\s+khỏe|sống\s+khoẻ|năm\s+đi\s+học",
    re.IGNORECASE,
)

#: Said of the whole sentence: what follows describes how things stand.
_NOW = re.compile(
    r"(?<![^\W_])(?:hiện\s+nay|hiện\s+tại|tính\s+đến|đến\s+nay|trong\s+thời\s+gian\s+qua|những\s+năm\s+qua|vừa\s+qua)(?![^\W_])",
    re.IGNORECASE,
)
#: The language of monthly figures.
_STATISTICS = re.compile(
    r"cùng\s+kỳ|tháng\s+(?:đầu\s+năm|trước)|quý\s+trước|so\s+với\s+tháng|lũy\s+kế|luỹ\s+kế", re.IGNORECASE
)
_NEED = re.compile(r"nhu\s+cầu\s+(?:sử\s+dụng|vốn|kinh\s+phí|đầu\s+tư)", re.IGNORECASE)
#: A size that defines a class: "nhóm từ 30 hộ trở lên", "doanh nghiệp từ 10 lao động trở lên".
_CLASS = re.compile(
    r"(?:nhóm|thôn|bản|cụm|hộ|xã|quy\s+mô|công\s+trình|dự\s+án|doanh\s+nghiệp|người|cán\s+bộ|cơ\s+sở|diện\s+tích|điểm)\s*$",
    re.IGNORECASE,
)
#: Grades of products and hotels.
_GRADES = frozenset(("sao", "tại chỗ"))
_FORECAST = re.compile(r"(?<![^\W_])dự\s+báo(?![^\W_])", re.IGNORECASE)
#: A share of the budget to be set aside is a promise wherever it stands.
_BUDGET = re.compile(
    r"\s*(?:tổng\s+)?(?:(?:dự\s+toán|mức)\s+)?(?:chi(?:\s+tiêu)?\s+)?(?:cân\s+đối\s+)?ngân\s+sách|\s*tổng\s+chi(?![^\W_])",
    re.IGNORECASE,
)
#: "doanh nghiệp do Nhà nước nắm giữ 100% vốn điều lệ", "doanh nghiệp 100% vốn đầu tư nước ngoài": a kind of enterprise.
_OWNED = re.compile(r"\s*vốn\s+(?:điều\s+lệ|nhà\s+nước|nước\s+ngoài|đầu\s+tư\s+nước\s+ngoài)(?![^\W_])", re.IGNORECASE)
_POVERTY_LINE = re.compile(r"chuẩn\s+(?:hộ\s+)?(?:cận\s+)?nghèo\s+(?:với|có|là|theo)\s+mức", re.IGNORECASE)
#: "phát triển các dân tộc | có dưới 10 nghìn người": which ones are meant.
_KINDS_WITH = re.compile(
    r"(?:\S+\s+){3}(?:các|những)\s+(?:dân\s+tộc|xã|thôn|huyện|hộ|doanh\s+nghiệp|cơ\s+sở|vùng|địa\s+phương)\s*$",
    re.IGNORECASE,
)
_CASE = re.compile(r"\W*(?:trong\s+)?trường\s+hợp(?![^\W_])", re.IGNORECASE)
#: An exception to a target, not one: "ngành đặc thù có tỷ lệ nữ dưới 30% có thể điều chỉnh".
_EXCEPTION = re.compile(
    r"có\s+thể\s+(?:điều\s+chỉnh|xem\s+xét|áp\s+dụng|vận\s+dụng|kéo\s+dài|quy\s+định)", re.IGNORECASE
)

#: Parts of a document or of a programme: "03 Chương trình", "04 nhóm giải pháp" are not promised quantities.
_STRUCTURAL = frozenset(
    [
        "chương trình",
        "nhiệm vụ",
        "nhóm",
        "nhóm nhiệm vụ",
        "nhóm giải pháp",
        "giải pháp",
        "nội dung",
        "lĩnh vực",
        "đột phá",
        "trụ cột",
        "mục tiêu",
        "chỉ tiêu",
        "nguyên tắc",
        "quan điểm",
        "cấp",
        "cấp độ",
        "bước",
        "giai đoạn",
        "thành phần",
        "tiêu chí",
        "dự án thành phần",
        "nội dung thành phần",
        "đột phá chiến lược",
        "khâu đột phá",
        "phần",
        "loại",
        "dự án",
        "tiểu dự án",
        "bên",
        "chiều",
        "vòng",
        "khía cạnh",
        "mặt",
        "mức",
        "chủ thể",
        "phương án",
    ]
)

#: How far before a number the words that say what it measures may stand.
_AHEAD = 160
#: How far from a clause a word about rules, exceptions or statistics still weighs on it.
_NEAR = 150

#: Points needed by section; sections of objectives need none.
_THRESHOLDS = {
    SectionKind.TASKS: 3,
    SectionKind.PLAIN: 3,
    SectionKind.PREAMBLE: 3,
    SectionKind.FUNDING: 5,
    SectionKind.HISTORY: 8,
    SectionKind.RULES: 5,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    is_target: bool
    confidence: float
    points: int
    barred: bool = False  # whatever its neighbours are


@dataclass(frozen=True, slots=True)
class Signs:
    """Where the words that weigh on all clauses of a sentence stand; found once for the sentence."""

    is_case: bool
    is_past: bool  # it opens with a year before the document's own
    aims: tuple[int, ...]
    nows: tuple[int, ...]
    exceptions: tuple[int, ...]
    rules: tuple[int, ...]
    statistics: tuple[int, ...]

    def aims_before(self, at: int) -> bool:
        """Whether a word of aiming stands before ``at``."""
        return _before(self.aims, at)


def signs_of(text: str, start: int, end: int, *, is_past: bool = False) -> Signs:
    """The signs of the sentence ``text[start:end]``."""

    def places(pattern: re.Pattern[str]) -> tuple[int, ...]:
        return tuple(match.start() for match in pattern.finditer(text, start, end))

    return Signs(
        _CASE.match(text, start, end) is not None,
        is_past,
        places(_AIM),
        places(_NOW),
        places(_EXCEPTION),
        places(_RULE),
        places(_STATISTICS),
    )


def _before(places: tuple[int, ...], at: int) -> bool:
    return bool(places) and places[0] < at


def _near(places: tuple[int, ...], clause: Clause) -> bool:
    """Whether one of the places is in the clause or not far from it."""
    index = bisect_left(places, clause.start - _NEAR)
    return index < len(places) and places[index] < clause.end + _NEAR


def judge(text: str, signs: Signs, clause: Clause, place: Place, *, own_year: bool, unit: str | None) -> Verdict:
    """Whether the clause's quantity is a target, and how sure that is."""
    head = text[clause.start : clause.quantity.start]
    if _never(text, clause, head, signs):
        return Verdict(False, 0.0, 0, barred=True)
    points = _points(text, clause, head, signs, own_year=own_year)
    if place.kind is SectionKind.TARGETS:
        return _among_objectives(clause, head, points, unit)
    if place.normative and clause.quantity.kind is UnitKind.TIME:
        return Verdict(False, 0.0, points, barred=True)
    if clause.quantity.kind is UnitKind.COUNT and not _names_a_level(clause, own_year=own_year):
        return Verdict(False, 0.0, points)
    threshold = _THRESHOLDS.get(place.kind, 3) + (3 if place.normative else 0)
    if points < threshold:
        return Verdict(False, 0.0, points)
    return Verdict(True, _confidence(0.45, points - threshold, unit, clause), points)


def _among_objectives(clause: Clause, head: str, points: int, unit: str | None) -> Verdict:
    """Under objectives everything counts but the past and the money that is to pay for it."""
    if _PAST.search(head) and points < 3:
        return Verdict(False, 0.0, points)
    pays = clause.quantity.kind is UnitKind.MONEY and _MONEY_SUBJECT.search(head) and not _RAISES.search(head)
    if pays and not STRONG_HEADS.match(head.strip()):
        return Verdict(False, 0.0, points)
    return Verdict(True, _confidence(0.78, points, unit, clause), points)


def measures(text: str, start: int, quantity: Quantity) -> bool:
    """Whether a quantity of the sentence that begins at ``start`` can be promised at all.

    Durations count only where the sentence is about time, parts of programmes only where they are compared.
    """
    ahead = text[max(start, quantity.start - _AHEAD) : quantity.start]
    if quantity.kind is UnitKind.TIME:
        return _DURATION_SUBJECT.search(ahead) is not None
    if quantity.kind is UnitKind.COUNT and (quantity.unit or "").lower() in _STRUCTURAL:
        compared = read_left(text, start, quantity.start).operator is not None
        return compared or quantity.is_range or quantity.denominator is not None or _AIM.search(ahead) is not None
    return True


def _names_a_level(clause: Clause, *, own_year: bool) -> bool:
    """Outside objectives a count must be compared, dated, or said to be reached."""
    left = clause.left
    return (
        left.operator is not None
        or own_year
        or left.has(Role.COPULA, Role.FROM, Role.DOWN_TO, Role.UP_TO)
        or clause.quantity.is_range
    )


def _never(text: str, clause: Clause, head: str, signs: Signs) -> bool:
    """Grades, needs, exceptions and classes that no reader would take for a target."""
    if (clause.quantity.unit or "") in _GRADES or signs.is_case or signs.is_past:
        return True
    if clause.quantity.kind is UnitKind.PERCENT and _OWNED.match(text, clause.quantity.end):
        return True
    if _near(signs.exceptions, clause) or _before(signs.nows, clause.quantity.start) or _NEED.search(head):
        return True
    if _is_per(clause) or _POVERTY_LINE.search(head):
        return True
    ahead, said = head[: clause.left.start - clause.start], head[clause.left.start - clause.start :].strip()
    if clause.left.operator is not None and said.startswith("có ") and _KINDS_WITH.search(ahead):
        return True
    defines = clause.left.has(Role.FROM) and not clause.left.has(Role.COPULA)
    return defines and _CLASS.search(head[: clause.left.core_start - clause.start]) is not None


def _is_per(clause: Clause) -> bool:
    """ "số điểm quan sát trên 1 km²": what the indicator is per, not a value above one."""
    quantity, left = clause.quantity, clause.left
    of_one = quantity.value == 1 and quantity.kind in (UnitKind.MEASURE, UnitKind.MONEY)
    return of_one and left.operator is Comparison.MORE_THAN and not left.has(Role.COPULA, Role.UP_TO)


def _points(text: str, clause: Clause, head: str, signs: Signs, *, own_year: bool) -> int:
    left, quantity = clause.left, clause.quantity
    percent, count = quantity.kind is UnitKind.PERCENT, quantity.kind is UnitKind.COUNT
    compared = left.operator is not None or left.has(Role.FROM) or quantity.is_range
    moves = left.has(Role.DOWN_TO, Role.UP_TO, Role.UP_BY, Role.DOWN_BY) or quantity.changed_from is not None
    indicator = clause.subject_first and STRONG_HEADS.search(head) is not None
    acts = count and left.operator is Comparison.AT_LEAST and ACTION_VERBS.match(head.strip()) is not None
    weights = (
        (2, signs.aims_before(quantity.start)),
        (2, _opens(clause, head)),
        (1, compared),
        (1, moves or left.has(Role.COPULA)),
        (1, compared and left.has(Role.UP_TO, Role.DOWN_TO)),
        (
            2,
            percent and compared and _ENSURE.search(head) is not None and _BUDGET.match(text, quantity.end) is not None,
        ),
        (-3, _FORECAST.search(head) is not None),
        (1, percent or quantity.kind is UnitKind.RANK),
        (1, percent and quantity.value == 100 and not clause.subject_first),
        (1, own_year),
        (1, indicator),
        (1, _ENSURE.search(head) is not None),
        (2, acts),
        (-2, quantity.kind is UnitKind.MONEY and not indicator),
        (-2, _near(signs.rules, clause)),
        (-3, _PAST.search(head) is not None),
        (-4, _near(signs.statistics, clause)),
    )
    return sum(weight for weight, holds in weights if holds)


def _opens(clause: Clause, head: str) -> bool:
    """A sentence that begins with its figure is a promise by its form: "Có ít nhất 02 vùng …", "100% khu …"."""
    words = head[: clause.left.start - clause.start].strip(" ,:-–+")
    firm = clause.quantity.kind is UnitKind.PERCENT or clause.left.operator is not None
    return firm and not words


def _confidence(base: float, points: int, unit: str | None, clause: Clause) -> float:
    value = base + 0.04 * max(0, min(points, 5))
    if unit is None:
        value -= 0.15
    if clause.nested:
        value -= 0.08
    return round(max(0.2, min(0.98, value)), 2)
