"""Cut a passage into clauses that hold one quantity each.

Semicolons always cut. Between two quantities of one segment the cut is at a separator (a comma, "và", "trong
đó"), chosen by which way the first clause reads:

* *subject first* ("tỷ lệ thất nghiệp dưới 2%, …"): the number ends it, so the first separator cuts;
* *number first* ("35% lực lượng lao động … và 27% …"): a separator right before the next number cuts, or one
  before words that open an indicator or an action.

Where no separator cuts, the later number only describes ("60 doanh nghiệp có doanh thu đạt 20 triệu USD"), or,
inside the subject of an indicator, the earlier one does ("tỷ lệ xã có trên 80% hộ … đạt 50%").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .comparisons import Left, Role, read_left
from .quantities import Quantity
from .units import UnitKind
from .words import ACTION_VERBS, AIM_WORDS, INDICATOR_HEADS, LABEL, MOVES, PREDICATE, STRONG_HEADS


@dataclass(frozen=True, slots=True)
class Clause:
    """``text[start:end]`` holds ``quantity``; ``nested`` are numbers that only describe."""

    start: int
    end: int
    quantity: Quantity
    left: Left
    subject_first: bool
    bare_member: bool = False  # stands right behind a separator: "…, 50 doanh nghiệp"
    nested: tuple[Quantity, ...] = ()


@dataclass(slots=True)
class _Draft:
    start: int
    quantities: list[Quantity]
    lefts: list[Left]
    bare: bool = False
    end: int = -1
    read_to: int = -1  # where its last number ends, weighed or not


_SEPARATOR = re.compile(
    r"\s*[,:]\s*(?:(?:và|trong\s+đó|riêng|với|đồng\s+thời|cùng\s+với)(?![^\W_])\s*)?|\s+(?:và|trong\s+đó|(?<!so )(?<!đối )(?<!gắn )với|đồng\s+thời)\s+|\s+[-–]\s+|\s+\+\s+",
    re.IGNORECASE,
)
#: Of numbers that no separator parts no more are weighed; a long row of bare numbers is no sentence.
_NESTED_MAX = 12
#: "…, không có tỉnh, thành phố đạt dưới 60%".
_NONE = re.compile(r"không\s+(?:có|để|còn)(?![^\W_])", re.IGNORECASE)
#: "Không còn hộ nghèo, 97% người dân …": a promise by itself, no condition of the number behind the comma.
_WHOLE = re.compile(
    r"(?:cơ\s+bản\s+)?(?:không\s+(?:còn|có|để)|xo[áa]\s+bỏ|xóa|chấm\s+dứt|hoàn\s+thành|duy\s+trì|giữ\s+vững)(?![^\W_])",
    re.IGNORECASE,
)
#: A promise without a number has at least so many words.
_GOAL_WORDS = 4
#: Words that may stand between a separator and "đạt" without being a subject ("… và phấn đạt 90%").
_FEW_WORDS = 2
_BODY = re.compile(r"tổ\s+chức(?![^\W_])", re.IGNORECASE)
#: "…, trong đó hình thành tối thiểu 03 cụm".
_PART_ACTION = re.compile(r"\s*,\s*trong\s+đó\s*", re.IGNORECASE)
_AIMS = re.compile(r"phấn\s+đấu(?![^\W_])", re.IGNORECASE)
_LATER_AIM = re.compile(r"(?<![^\W_])(?:phấn\s+đấu|(?:để|nhằm|với)\s+(?:đạt\s+)?mục\s+tiêu)(?![^\W_])", re.IGNORECASE)
_SEMICOLON = re.compile(r";")
_LEAD_YEAR = re.compile(
    r"(?:(?:từ|đến|tới|vào|trong|hết|cuối|trước|giai\s+đoạn|phấn\s+đấu|và|hàng|hằng|mỗi)\s+)*(?:(?:hết|cuối|đầu)\s+)?(?:năm|giai\s+đoạn)"
    r"(?:\s+\d{4}(?:\s*[-–]\s*\d{4})?)?(?:\s+trở\s+đi)?\s*[,:]?\s*|(?:đến|tới)\s+20[1-5]\d(?:\s*[,:]\s*|\s+|$)",
    re.IGNORECASE,
)
_EACH_OF_THEM = re.compile(
    r"(?:mỗi|từng|một)\s+|(?:giá\s+trị|quy\s+mô|vốn|diện\s+tích|công\s+suất|tổng\s+vốn)(?:\s+\S+){0,3}\s+(?:mỗi|từng|của\s+mỗi)\s+",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s*,?\s*với\s+", re.IGNORECASE)


def segments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of ``text[start:end]`` between semicolons."""
    out: list[tuple[int, int]] = []
    begin = start
    for cut in _SEMICOLON.finditer(text, start, end):
        out.append((begin, cut.start()))
        begin = cut.end()
    out.append((begin, end))
    return [(a, b) for a, b in out if text[a:b].strip()]


def cut_segment(text: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Clause]:
    """The clauses of one segment; ``quantities`` are those inside it, in order."""
    if not quantities:
        return []
    first = quantities[0]
    left = read_left(text, start, first.start)
    draft = _Draft(_behind_goal(text, start, left.start), [first], [left], read_to=first.end)
    drafts = [draft]
    for quantity in quantities[1:]:
        left = read_left(text, draft.read_to, quantity.start)
        cut = _cut_between(text, draft, left)
        if cut is None:
            draft.read_to = quantity.end
            if len(draft.quantities) < _NESTED_MAX:
                draft.quantities.append(quantity)
                draft.lefts.append(left)
            continue
        draft.end = cut.start()
        draft = _Draft(cut.end(), [quantity], [left], bare=cut.end() >= left.start, read_to=quantity.end)
        drafts.append(draft)
    draft.end = end
    return [_finish(text, one) for one in drafts]


def _behind_goal(text: str, start: int, end: int) -> int:
    """Where the first quantity's clause starts when a promise without a number stands before it.

    "Bảo đảm vững chắc mức sinh thay thế, tuổi thọ trung bình …": the cut is at the last comma behind which an
    indicator opens, provided that what stands before it opens none and says something, or before "phấn đấu" and
    "để đạt mục tiêu".
    """
    opening = _content_start(text, start, end)
    if STRONG_HEADS.match(text, opening):
        return start
    for separator in reversed(list(_SEPARATOR.finditer(text, opening, end))):
        if "," not in separator[0]:
            continue
        if _AIMS.match(text, separator.end()):
            return separator.start()
        opens = STRONG_HEADS.match(text, separator.end()) or _PART_ACTION.fullmatch(separator[0])
        if opens and len(text[opening : separator.start()].split()) >= _GOAL_WORDS:
            return separator.start()
    if start < end and text[:end].rstrip().endswith(","):
        comma = text.rindex(",", 0, end)
        said = text[opening:comma].strip()
        if len(said.split()) >= _GOAL_WORDS - 1 and _WHOLE.match(said):
            return comma
    aims = [aim.start() for aim in _LATER_AIM.finditer(text, opening, end)]
    if aims and len(text[opening : aims[-1]].split()) >= _GOAL_WORDS:
        return aims[-1]
    return start


def _cut_between(text: str, draft: _Draft, left: Left) -> re.Match[str] | None:
    """The separator that ends ``draft`` before the quantity whose words of comparison begin at ``left.start``."""
    main = _main_index(text, draft)
    found = list(_SEPARATOR.finditer(text, draft.read_to, left.start))
    if not found:
        return None
    last = found[-1]
    if last.end() >= left.start and not _only_describes(text, last):
        return last
    subject_first = is_subject_first(text, draft.start, draft.quantities[main], draft.lefts[main])
    for separator in found:
        if separator.end() >= left.start:
            continue
        if _NONE.match(text, separator.end()):
            return separator
        words = _LEAD_YEAR.match(text, separator.end(), left.start)
        begin = words.end() if words else separator.end()
        if _only_describes(text, separator):
            return None
        if STRONG_HEADS.match(text, begin) or begin >= left.start:
            return separator
        if subject_first and (INDICATOR_HEADS.match(text, begin) or ACTION_VERBS.match(text, begin)):
            return separator
        if not subject_first and "," in separator[0] and ACTION_VERBS.match(text, begin):
            if _is_list_of_owners(text, draft, separator):
                continue
            return separator
    if left.has(Role.COPULA, Role.DOWN_TO, Role.UP_TO) and len(text[last.end() : left.start].split()) <= _FEW_WORDS:
        return last
    commas = [separator for separator in found if "," in separator[0] or ":" in separator[0]]
    if subject_first:
        return (commas or found)[0]
    return None


def _is_list_of_owners(text: str, draft: _Draft, separator: re.Match[str]) -> bool:
    """ "100% cơ quan, tổ chức sử dụng …": what the percentage is of goes on, "tổ chức" is no verb."""
    quantity = draft.quantities[0]
    if quantity.kind is not UnitKind.PERCENT or len(draft.quantities) > 1:
        return False
    if not _BODY.match(text, separator.end()):
        return False
    opens = not text[_content_start(text, draft.start, draft.lefts[0].start) : draft.lefts[0].start].strip(" ,:")
    return opens and PREDICATE.search(text, quantity.end, separator.start()) is None


def _only_describes(text: str, separator: re.Match[str]) -> bool:
    """ "…, với giá trị mỗi thương vụ từ 01 triệu USD": a property of each of the things counted before."""
    return bool(_WITH.fullmatch(separator[0]) and _EACH_OF_THEM.match(text, separator.end()))


def _main_index(text: str, draft: _Draft) -> int:
    """Which of the quantities that no separator parts is the one promised."""
    if len(draft.quantities) == 1:
        return 0
    opening = _content_start(text, draft.start, draft.lefts[0].start)
    if not INDICATOR_HEADS.match(text, opening) or draft.lefts[0].has(Role.COPULA, Role.DOWN_TO, Role.UP_TO):
        return 0
    firm = [
        index
        for index, left in enumerate(draft.lefts)
        if left.has(Role.COPULA, Role.DOWN_TO, Role.UP_TO, Role.UP_BY, Role.DOWN_BY) or left.operator is not None
    ]
    copulas = [index for index in firm if draft.lefts[index].has(Role.COPULA, Role.DOWN_TO, Role.UP_TO)]
    return (copulas or firm or [0])[-1 if copulas else 0]


def _content_start(text: str, start: int, end: int) -> int:
    """Where the words of a clause begin behind years and verbs of aiming."""
    position = start
    while position < end:
        while position < end and not (text[position].isalnum() or text[position] in "≥≤<>"):
            position += 1
        match = (
            LABEL.match(text, position, end)
            or _LEAD_YEAR.match(text, position, end)
            or AIM_WORDS.match(text, position, end)
        )
        if match is None or match.end() == position:
            return position
        position = match.end()
    return position


def is_subject_first(text: str, start: int, quantity: Quantity, left: Left) -> bool:
    """Whether the words before the number say what is measured."""
    opening = _content_start(text, start, left.start)
    moves = MOVES.match(text, opening, left.start) if left.has(Role.COPULA, Role.DOWN_TO, Role.UP_TO) else None
    opening = moves.end() if moves is not None else opening
    subject = text[opening : left.start].strip(" ,:")
    if not subject:
        return False
    if quantity.kind is UnitKind.RANK:
        return False
    if STRONG_HEADS.match(text, opening):
        return True
    if left.has(Role.COPULA, Role.DOWN_TO, Role.UP_TO):
        return not _is_action(text, opening, quantity)
    if quantity.kind is UnitKind.COUNT:
        return _ends_behind(text, quantity) and not ACTION_VERBS.match(text, opening)
    if INDICATOR_HEADS.match(text, opening) or _ends_behind(text, quantity):
        return True
    if left.operator is None or _BASE_BEHIND.match(text, quantity.end) is None:
        return False
    return _ENSURES.search(subject) is None


def _is_action(text: str, opening: int, quantity: Quantity) -> bool:
    return ACTION_VERBS.match(text, opening) is not None and quantity.kind is UnitKind.COUNT


#: What a percentage is of, when the subject stands before it: "không quá 3% tổng vốn".
_BASE_BEHIND = re.compile(
    r"\s*(?:tổng|GRDP|GDP|dân\s+số|so\s+với|số|diện\s+tích|kế\s+hoạch|dự\s+toán)(?![^\W_])[^,;.]{0,40}(?:$|[,;.])"
)
_ENSURES = re.compile(
    r"(?<![^\W_])(?:bảo\s+đảm|đảm\s+bảo|có|bố\s+trí|dành)(?:\s+(?:hằng|hàng|mỗi)\s+năm)?$", re.IGNORECASE
)
_NOTHING_BEHIND = re.compile(r"\s*(?:$|[,;.:]|(?:vào|đến|trong|trở|so|năm|và)(?![^\W_]))", re.IGNORECASE)


def _ends_behind(text: str, quantity: Quantity) -> bool:
    return _NOTHING_BEHIND.match(text, quantity.end) is not None


def _finish(text: str, draft: _Draft) -> Clause:
    main = _main_index(text, draft)
    quantity, left = draft.quantities[main], draft.lefts[main]
    if main > 0:
        left = read_left(text, draft.quantities[main - 1].end, quantity.start)
    start, end = trim(text, draft.start, draft.end)
    return Clause(
        start,
        end,
        quantity,
        left,
        is_subject_first(text, start, quantity, left),
        draft.bare and main == 0,
        tuple(q for index, q in enumerate(draft.quantities) if index != main),
    )


_LEADING = re.compile(r"[\s,;:.+•*]*(?:[-–]\s+|[-–](?=[^\W\d_]))?(?:(?:và|đồng\s+thời)\s+)?", re.IGNORECASE)


_TRAILING = re.compile(r"[\s,;]+(?:trong\s+đó|đồng\s+thời|và|riêng)$", re.IGNORECASE)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without separators, bullets and conjunctions at the start, and signs at the end."""
    lead = _LEADING.match(text, start, end)
    start = lead.end() if lead else start
    while True:
        while end > start and text[end - 1] in " \t\u00a0,;:.…/-–":
            end -= 1
        tail = _TRAILING.search(text, max(start, end - 12), end)
        if tail is None:
            return start, end
        end = tail.start()
