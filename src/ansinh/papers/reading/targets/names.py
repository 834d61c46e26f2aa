"""A name for each target that stands alone: its sentence without the number, the comparison and the year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clauses import Clause
from .comparisons import Role
from .units import UnitKind
from .words import AIM_WORDS, COUNT_NOUNS, INDICATOR_HEADS, LABEL, MOVES, PREDICATE

_YEAR = (
    r"(?:(?:(?:từ|đến|tới|vào|trong|hết|cuối|trước|của)\s+)*(?:(?:hết|cuối|đầu)\s+)?"
    r"(?:(?:quý|tháng)\s+(?:[IVX]+|\d+)\s*[,/]?\s*(?:của\s+)?)?(?:(?:\d+\s+)?năm|giai\s+đoạn|thời\s+kỳ)\s+\d{4}"
    r"(?:\s*[-–]\s*\d{4})?(?:\s+trở\s+đi)?|(?:đến|tới)\s+20[1-5]\d(?![\d.,]))"
)
_BARE_YEAR_FIRST = re.compile(r"^\W*(?:đến|tới|vào)\s+20\d\d\s*,\s*", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"^\W*{_YEAR}[\s,:]*", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"[\s,]*(?<![^\W_]){_YEAR}\W*$", re.IGNORECASE)
_YEAR_SAID = re.compile(r"\s+(?:vào|đến|tới)\s+năm\s+\d{4}(?=\s+theo(?![^\W_]))", re.IGNORECASE)
#: The authority by which the promise was made is in the quote, not in the name.
_LEGAL_TAIL = re.compile(
    r",?\s+(?:theo|(?:đã\s+)?được\s+(?:(?!được)[^,;.]){0,60}?(?:phê\s+duyệt|giao|ban\s+hành|quy\s+định)\s+tại|tại)\s+"
    r"(?:Đề án|Quyết định|Nghị quyết|Nghị định|Thông tư|Kế hoạch|Chỉ thị|Luật)(?![^\W_]).*$",
    re.DOTALL,
)
_ONWARD = re.compile(
    r"^(.{0,80}?)\s*(?:trở\s+lên|trở\s+xuống|hoặc\s+(?:cao|nhiều|lớn)\s+hơn)(?![^\W_])", re.IGNORECASE | re.DOTALL
)
_PLURALS = re.compile(r"^(?:tổng\s+số|số\s+lượng|số|các|những)\s+(?=\S)", re.IGNORECASE)
_CLASSIFIER = re.compile(r"^(?:căn(?:\s+hộ)?(?=\s+nhà)|con(?=\s+\S)|chiếc|cái|cuộc(?=\s+\S))\s+(?=\S)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MAGNITUDES = re.compile(
    r"^(?:(?:trăm|nghìn|ngàn|vạn|triệu|t[ỷỉ](?!\s+(?:lệ|trọng|số|suất)))\s+)+(?=\S)", re.IGNORECASE
)
_PERIOD = re.compile(r"\s*/\s*(?:năm|tháng|quý)(?![^\W_])", re.IGNORECASE)
#: "… với mục tiêu tăng trưởng đạt 8%": what stands before "mục tiêu" is the sentence's frame.
_FRAME = re.compile(r"^.*(?<![^\W_])mục\s+tiêu\s+(?=\S+(?:\s+\S+){0,7}$)", re.IGNORECASE | re.DOTALL)
_TAIL_VERBS = re.compile(
    r"(?:[\s,]+(?:và|là|được|có|sẽ|phấn\s+đấu|dự\s+kiến|đạt|từ|ít\s+nhất|tối\s+thiểu|hằng\s+năm|hàng\s+năm|thêm|với|duy\s+trì(?:\s+mức)?|ở\s+mức))+$",
    re.IGNORECASE,
)
_TAIL_AIMS = re.compile(r"(?:[\s,]+(?:và|là|đạt|từ|được|ít\s+nhất|tối\s+thiểu))+$", re.IGNORECASE)
_OPENINGS = re.compile(r"(?:hằng|hàng|mỗi)\s+năm[\s,]+|(?:với|để\s+đạt|nhằm|đạt)\s+mục\s+tiêu\s+", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_NOTE_MARK = re.compile(r"\s*\[\d{1,3}\]")
_MAX = 300


def tidy(words: str) -> str:
    """One line, no years at the ends, no legal tail, no signs at the ends, a capital first."""
    words = _LEGAL_TAIL.sub("", _SPACES.sub(" ", _NOTE_MARK.sub("", words)))
    words = _YEAR_LAST.sub("", _YEAR_FIRST.sub("", _BARE_YEAR_FIRST.sub("", _YEAR_SAID.sub("", words))))
    words = _SPACES.sub(" ", words).strip(" ,;:.-–+*“”/")
    words = re.sub(r"\s+([,;.)])", r"\1", words)
    if len(words) > _MAX:
        words = words[:_MAX].rsplit(" ", 1)[0] + "…"
    return words[:1].upper() + words[1:]


def without_years(words: str) -> str:
    """The words without year phrases at their ends."""
    return _YEAR_LAST.sub("", _YEAR_FIRST.sub("", words)).strip(" ,:")


def head_of(raw: str, clause: Clause) -> str:
    """The words before the number and its comparison, without labels, years and verbs of aiming."""
    if clause.subject_first:
        stop = clause.left.core_start if clause.quantity.changed_at is None else clause.quantity.changed_at
    else:
        stop = clause.quantity.start if clause.left.operator_start is None else clause.left.operator_start
    words = LABEL.sub("", raw[clause.start : stop])
    words = _YEAR_LAST.sub("", _YEAR_FIRST.sub("", words)).strip(" ,:-–")
    while True:
        match = AIM_WORDS.match(words) or _OPENINGS.match(words) or _YEAR_FIRST.match(words)
        if match is None:
            break
        words = words[match.end() :].lstrip(" ,:")
    words = _FRAME.sub("", words)
    tail = _TAIL_VERBS if clause.subject_first else _TAIL_AIMS
    return tail.sub("", " " + words).strip(" ,:")


def behind(raw: str, clause: Clause) -> str:
    """The words behind the number: the counted noun and what is said of it."""
    quantity = clause.quantity
    keeps_noun = quantity.kind in (UnitKind.COUNT, UnitKind.RANK)
    words = raw[quantity.number_end if keeps_noun else quantity.end : clause.end]
    if _takes_onward(clause):
        words = _ONWARD.sub(r"\1", words)
    if quantity.kind is UnitKind.RANK:
        words = f"{_DIGITS.sub('', raw[quantity.start : quantity.number_end]).strip()} {words}"
    words = _PERIOD.sub("", _MAGNITUDES.sub("", words.strip(" ,")))
    words = _PLURALS.sub("", words)
    return _CLASSIFIER.sub("", words) if keeps_noun else words


def _takes_onward(clause: Clause) -> bool:
    return clause.left.has(Role.FROM) or clause.subject_first


def name_of(raw: str, clause: Clause, before: Sequence[Clause], after: Sequence[Clause], qualifier: str) -> str:
    """The name of a clause's target; ``before`` and ``after`` are its neighbours in the same segment."""
    name = tidy(_subject(raw, clause, before) if clause.subject_first else _counted(raw, clause, before, after))
    return f"{name} ({qualifier})" if qualifier and name else name or tidy(qualifier)


def _subject(raw: str, clause: Clause, before: Sequence[Clause]) -> str:
    head = _level(raw, clause)
    if not _stands_alone(head):
        earlier = _AVERAGE.sub("", _FALLS.sub("", _RISES.sub("", f" {_subject_to_inherit(raw, before)}"))).strip()
        head = _inherit(earlier, head) if earlier else head
    elif _BARE_RATE.fullmatch(head) and before:
        return f"{_subject_to_inherit(raw, before)} – {head}".strip(" –")
    return _with_direction(head, clause)


_RISES = re.compile(r"\s+(?:tăng|tăng\s+(?:thêm|bình\s+quân|trung\s+bình))$", re.IGNORECASE)
_FALLS = re.compile(r"\s+(?:giảm|cắt\s+giảm|giảm\s+(?:thêm|bình\s+quân|trung\s+bình))$", re.IGNORECASE)
_AVERAGE = re.compile(r"\s+(?:bình\s+quân|trung\s+bình)(?:\s+(?:hằng|hàng|mỗi)\s+năm)?$", re.IGNORECASE)
_RATE = re.compile(r"(?:t[ôố]c\s+độ|mức\s+(?:tăng|giảm)|tăng|giảm|tỷ\s+lệ\s+(?:tăng|giảm))(?![^\W_])", re.IGNORECASE)


_BARE_RATE = re.compile(
    r"tốc\s+độ\s+(?:tăng|giảm)(?:\s+trưởng)?(?:\s+(?:bình\s+quân|hằng\s+năm|hàng\s+năm|trung\s+bình))*", re.IGNORECASE
)


def _with_direction(head: str, clause: Clause) -> str:
    """ "số vụ … tăng 3%" measures an increase, not the number of cases."""
    moves = MOVES.match(head)
    if moves is not None:
        rest = _FALLS.sub("", _RISES.sub("", _AVERAGE.sub("", head[moves.end() :])))
        rises = moves[0].lower().startswith(("tăng", "nâng", "đưa"))
        return f"Mức {'tăng' if rises else 'giảm'} {lower_first(rest)}"
    if _RATE.match(head) or clause.quantity.changed_from is not None:
        return head if _RATE.match(head) else _FALLS.sub("", _RISES.sub("", head))
    if _RISES.search(f" {head}") or (clause.left.has(Role.UP_BY) and not clause.left.has(Role.COPULA)):
        return f"Mức tăng {lower_first(_RISES.sub('', head))}"
    down = clause.left.has(Role.DOWN_BY) and not clause.left.has(Role.COPULA, Role.DOWN_TO)
    if _FALLS.search(f" {head}") or down:
        return f"Mức giảm {lower_first(_FALLS.sub('', head))}"
    return head


def _level(raw: str, clause: Clause) -> str:
    """The subject without "giảm" or "tăng" where the sentence says down or up to which level."""
    head = head_of(raw, clause)
    if clause.left.has(Role.DOWN_TO, Role.UP_TO) or clause.quantity.changed_from is not None:
        return _without_move(_FALLS.sub("", _RISES.sub("", f" {head}")).strip())
    return _without_move(head) if clause.left.has(Role.COPULA, Role.MAINTAIN) else head


def _without_move(head: str) -> str:
    """ "Giảm tỷ lệ hộ nghèo … xuống dưới 10%" measures the tỷ lệ."""
    moves = MOVES.match(head)
    return head[moves.end() :] if moves is not None else head


def _subject_to_inherit(raw: str, before: Sequence[Clause]) -> str:
    """The nearest earlier subject that stands alone, else the nearest one."""
    heads = [_level(raw, clause) for clause in reversed(before) if clause.subject_first]
    return next((head for head in heads if _stands_alone(head)), heads[0] if heads else "")


def _stands_alone(head: str) -> bool:
    if _is_subpart(head):
        return False
    return INDICATOR_HEADS.match(head) is not None or _ACTS.match(head) is not None


#: Actions that need no earlier subject: "chuyển đổi cơ cấu cây trồng đạt 20%".
_ACTS = re.compile(
    r"(?:chuyển\s+đổi|xây\s+dựng|hỗ\s+trợ|hoàn\s+thành|đào\s+tạo|bồi\s+dưỡng|tập\s+huấn|giải\s+quyết|tổ\s+chức|triển\s+khai|"
    r"thu\s+hút|kết\s+nạp|cải\s+tạo|số\s+h[óo][aá]|xử\s+lý|thu\s+gom|tuyển\s+chọn|giải\s+ngân)\s+\S",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(r"t[ỷỉ]\s+lệ\s+(?:số\s+)?", re.IGNORECASE)


def _begins_counted(words: str) -> bool:
    parts = words.lower().replace(",", " ").split()
    return any(" ".join(parts[:size]) in COUNT_NOUNS for size in (1, 2, 3))


def _is_subpart(head: str) -> bool:
    part = re.match(r"(?i)(cấp|khu\s+vực|vùng|ngành|nhóm|riêng|trong\s+đó)(?!\w)", head)
    return part is not None and re.search(r"(?i)t[ỷỉ]\s+lệ", head) is None


def _inherit(earlier: str, later: str) -> str:
    """ "tỷ lệ đi học cấp tiểu học" + "cấp trung học cơ sở": what precedes the shared first word is inherited."""
    if not later:
        return earlier
    if (
        not _is_subpart(later)
        and _SHARE_OF.match(earlier)
        and _begins_counted(_SHARE_OF.sub("", earlier))
        and _begins_counted(later)
    ):
        return f"Tỷ lệ {lower_first(later)}"  # "tỷ lệ thôn văn hóa 100%; hộ gia đình văn hóa 80%"
    first = later.split(" ", 1)[0].lower()
    words = earlier.split(" ")
    for index in range(len(words) - 1, -1, -1):
        if words[index].lower() == first:
            return " ".join([*words[:index], later])
    return f"{earlier} – {later}"


_BRACKETS = re.compile(r"\([^()]*\)?")
_COMPARED_WITH = re.compile(r"so\s+với(?![^\W_])", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:đối\s+với|ở|tại|cho|trong|của|trên|so\s+với)(?![^\W_])", re.IGNORECASE)


def depends(raw: str, clause: Clause) -> bool:
    """Whether a clause says nothing of what it measures: "90% vào năm 2030", "75% đối với tuyến huyện"."""
    if clause.subject_first or not _only_moves(clause, head_of(raw, clause)):
        return False
    words = _own_noun(raw, clause)
    if clause.left.has(Role.UP_BY, Role.DOWN_BY):
        return not words or _COMPARED_WITH.match(words) is not None
    return not words or _PREPOSITION.match(words) is not None


def _only_moves(clause: Clause, head: str) -> bool:
    """Whether nothing stands before the number but "tăng thêm" or "giảm"."""
    if not clause.left.has(Role.UP_BY, Role.DOWN_BY):
        return not head
    return not _FALLS.sub("", _RISES.sub("", f" {head}")).strip()


def _own_noun(raw: str, clause: Clause) -> str:
    words = _SPACES.sub(" ", _BRACKETS.sub("", behind(raw, clause)))
    return _YEAR_LAST.sub("", _YEAR_FIRST.sub("", words)).strip(" ,;.:")


def has_no_noun(raw: str, clause: Clause) -> bool:
    """ "đến năm 2025 đạt 60%": nothing but a year stands around the number."""
    return not clause.subject_first and not head_of(raw, clause) and not _own_noun(raw, clause)


def is_same_ratio(clause: Clause, earlier: Clause) -> bool:
    """ "… xuống 18 ca/1.000 phụ nữ và dưới 18 ca/1.000 phụ nữ": the same ratio, said again for another year."""
    ours, theirs = clause.quantity, earlier.quantity
    alike = ours.denominator is not None and ours.denominator == theirs.denominator
    return alike and not clause.subject_first and ours.unit in (None, theirs.unit)


def _counted(raw: str, clause: Clause, before: Sequence[Clause], after: Sequence[Clause]) -> str:
    repeats = bool(before) and is_same_ratio(clause, before[-1]) and not head_of(raw, clause)
    if repeats and (subject := _subject_to_inherit(raw, before)):
        return subject
    if depends(raw, clause):
        subject = _subject_to_inherit(raw, before) or (_counted(raw, before[-1], before[:-1], ()) if before else "")
        if clause.left.has(Role.UP_BY, Role.DOWN_BY) and subject:
            bare = lower_first(_FALLS.sub("", _RISES.sub("", subject)))
            return f"Mức {'tăng' if clause.left.has(Role.UP_BY) else 'giảm'} {bare}"
        return f"{subject} {_own_noun(raw, clause)}".strip()
    noun = behind(raw, clause)
    head = head_of(raw, clause)
    if not head and clause.bare_member and before and clause.quantity.kind is not UnitKind.PERCENT:
        first = next((c for c in reversed(before) if not c.bare_member), before[0])
        head = "" if first.subject_first else head_of(raw, first)
    if not head and before and PREDICATE.match(noun.strip()):
        noun = f"{population_of(raw, before[-1], ()) or ''} {noun}".strip()  # "… và 90% đạt cấp độ 5"
    if PREDICATE.search(noun) is None:
        noun = f"{noun} {_shared_predicate(raw, after)}".strip()
    denominator = _shared_denominator(after) if clause.quantity.denominator is None else None
    if denominator is not None:
        noun = f"{noun} trên {denominator}"
    if head:
        return f"{head} {noun}"
    return f"Số {noun}" if clause.quantity.kind is UnitKind.COUNT else noun


def _shared_predicate(raw: str, after: Sequence[Clause]) -> str:
    """ "100% hộ ở thành thị và 80% hộ ở nông thôn được sử dụng nước sạch": what the last member says for all."""
    for clause in after:
        if not clause.bare_member:
            return ""
        words = behind(raw, clause)
        found = PREDICATE.search(words)
        if found is not None:
            return words[found.start() :]
    return ""


def _shared_denominator(after: Sequence[Clause]) -> str | None:
    for clause in after:
        quantity = clause.quantity
        if not clause.bare_member or quantity.kind is not UnitKind.COUNT:
            return None
        if quantity.denominator is not None and quantity.unit is not None and "/" in quantity.unit:
            return quantity.unit.split("/", 1)[1]
    return None


def population_of(raw: str, clause: Clause, after: Sequence[Clause]) -> str | None:
    """Whom or what a percentage is of: "lực lượng lao động trong độ tuổi lao động"."""
    if clause.quantity.kind is not UnitKind.PERCENT:
        return None
    words = _SPACES.sub(" ", behind(raw, clause))
    if clause.subject_first:
        match = re.match(
            r"(?:của\s+)?((?:dân\s+số|số|tổng|lao\s+động|hộ|người|lực\s+lượng|GRDP|GDP)(?!\w)[^,;.()]{0,60})",
            words,
            re.IGNORECASE,
        )
        return _population(match[1]) if match else None
    found = PREDICATE.search(words)
    if found is not None:
        return _population(words[: found.start()])
    return _population(words) if _shared_predicate(raw, after) else None


def _population(words: str) -> str | None:
    words = _YEAR_LAST.sub("", _SPACES.sub(" ", words)).strip(' ,;“”"')
    return _PLURALS.sub("", words) or None


def lower_first(words: str) -> str:
    """The words with a small first letter, unless they begin with an acronym."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
