"""How much speaks for a number being a promise, and how sure the reading is.

Inside a section of objectives every quantity counts. Elsewhere a number must earn it: a verb of aiming, a word
of comparison, a percentage, a due year of its own, a subject that names an indicator. Points are added and
compared with the section's threshold, so each decision can be told in one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .clauses import Clause
from .comparisons import Role, read_left
from .quantities import Quantity
from .sections import Place, SectionKind
from .units import UnitKind
from .words import ACTION_VERBS, STRONG_HEADS

_AIM = re.compile(r"phấn\s+đấu|mục\s+tiêu|chỉ\s+tiêu|phải\s+đạt|cần\s+đạt|cam\s+kết", re.IGNORECASE)
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


def judge(
    text: str, sentence: tuple[int, int], clause: Clause, place: Place, *, own_year: bool, unit: str | None
) -> Verdict:
    """Whether the clause's quantity is a target, and how sure that is."""
    words = text[sentence[0] : sentence[1]]
    head = text[clause.start : clause.quantity.start]
    if _never(clause, head, words, sentence[0]):
        return Verdict(False, 0.0, 0)
    points = _points(clause, words, sentence[0], head, own_year=own_year)
    if place.kind is SectionKind.TARGETS:
        if _PAST.search(head) and points < 3:
            return Verdict(False, 0.0, points)
        if (
            clause.quantity.kind is UnitKind.MONEY
            and _MONEY_SUBJECT.search(head)
            and not STRONG_HEADS.match(head.strip())
        ):
            return Verdict(False, 0.0, points)
        return Verdict(True, _confidence(0.78, points, unit, clause), points)
    if clause.quantity.kind is UnitKind.COUNT and not _names_a_level(clause, own_year=own_year):
        return Verdict(False, 0.0, points)
    threshold = _THRESHOLDS.get(place.kind, 3) + (3 if place.normative else 0)
    if points < threshold:
        return Verdict(False, 0.0, points)
    return Verdict(True, _confidence(0.45, points - threshold, unit, clause), points)


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


def _never(clause: Clause, head: str, words: str, sentence_start: int) -> bool:
    """Durations, prices and grades that no reader would take for a target."""
    quantity = clause.quantity
    if (quantity.unit or "") in _GRADES or _CASE.match(words):
        return True
    ahead = words[: max(0, clause.quantity.start - sentence_start)]
    if _EXCEPTION.search(words) or _NOW.search(ahead) or _NEED.search(head):
        return True
    defines = clause.left.has(Role.FROM) and not clause.left.has(Role.COPULA)
    return defines and _CLASS.search(head[: clause.left.core_start - clause.start]) is not None


def _points(clause: Clause, words: str, sentence_start: int, head: str, *, own_year: bool) -> int:
    left, quantity = clause.left, clause.quantity
    points = 0
    points += 2 if _AIM.search(words[: clause.quantity.start - sentence_start]) else 0
    points += 1 if left.operator is not None or left.has(Role.FROM) or quantity.is_range else 0
    points += (
        1
        if left.has(Role.COPULA, Role.DOWN_TO, Role.UP_TO, Role.UP_BY, Role.DOWN_BY)
        or quantity.changed_from is not None
        else 0
    )
    points += 1 if quantity.kind in (UnitKind.PERCENT, UnitKind.RANK) else 0
    points += 1 if quantity.kind is UnitKind.PERCENT and quantity.value == 100 and not clause.subject_first else 0
    points += 1 if own_year else 0
    points += 1 if STRONG_HEADS.search(head) and clause.subject_first else 0
    points += 1 if _ENSURE.search(head) else 0
    points += (
        1 if ACTION_VERBS.match(head.strip()) and left.operator is not None and quantity.kind is UnitKind.COUNT else 0
    )
    points += 2 if _opens(clause, head) else 0
    points -= 2 if quantity.kind is UnitKind.MONEY and not (clause.subject_first and STRONG_HEADS.search(head)) else 0
    points -= 2 if _RULE.search(words) else 0
    points -= 3 if _PAST.search(head) else 0
    points -= 4 if _STATISTICS.search(words) else 0
    return points


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
