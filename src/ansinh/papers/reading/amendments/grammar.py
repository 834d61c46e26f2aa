"""One sentence of an amending document: what it orders, about which places or names, and where its new words are.

Sentences come with the insides of their quotations blanked (`quotations.masked`). Worked table: docs/algorithms/amendments.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ansinh.domain.amendment_readings import Op, PlanPlace
from ansinh.domain.vietnamese import squeeze

from ..tasks.labelled import FieldRole
from ..wording import WORD_END, Span, trimmed
from .places import find_places
from .quotations import Quotation

_W = WORD_END
_Q = r"[“«„\"][\s□]*[”»“\"]"
_QS = rf"{_Q}(?:\s*(?:,|;|và)\s*{_Q})*"
_PHRASE = (
    r"(?:các\s+)?(?:cụm\s+từ|từ|chữ|câu|đoạn|tên\s+gọi|tên|nội\s+dung|số|chỉ\s+tiêu|mục\s+tiêu|nhiệm\s+vụ)?\s*:?\s*"
)
_CHANGE = (
    r"sửa\s+đổi\s*,?\s*(?:và\s+)?bổ\s+sung|bổ\s+sung\s*,?\s*sửa\s+đổi|điều\s+chỉnh\s*,?\s*(?:và\s+)?bổ\s+sung"
    r"|sửa\s+đổi|điều\s+chỉnh|chỉnh\s+sửa|đính\s+chính|thay\s+thế|thay|sửa|nâng|giảm|hạ"
)
_DROP = (
    r"bãi\s+bỏ|(?:hủy|huỷ|lược|xóa|xoá|loại)\s+bỏ|xóa|xoá|bỏ"
    r"|không\s+(?:tiếp\s+tục\s+)?(?:thực\s+hiện|triển\s+khai)|(?:dừng|ngừng|thôi)(?:\s+(?:thực\s+hiện|triển\s+khai))?"
)
_ADD = r"bổ\s+sung(?:\s+thêm)?|thêm"
_VERB = rf"(?:(?P<change>{_CHANGE})|(?P<drop>{_DROP})|(?P<add>{_ADD})){_W}"
_PLACE_WORD = r"(?:điểm|khoản|mục|tiểu\s+mục|phần|điều|gạch|phụ\s+lục|nhiệm\s+vụ|chỉ\s+tiêu)"
_OPENING = (
    r"\W*(?:(?:đồng\s+thời|ngoài\s+ra)\s*,?\s*)?"
    rf"(?:(?:tại|ở|đối\s+với|trong|về)\s+[^:“«\"]{{3,260}}?[,:]\s*|{_PLACE_WORD}\s[^:“«\"]{{1,200}}?:\s*)?"
)
_ACTIVE = re.compile(rf"{_OPENING}{_VERB}", re.IGNORECASE)
_PASSIVE = re.compile(rf"(?<!\w)(?:được|bị)\s+{_VERB}", re.IGNORECASE)
_NEXT = re.compile(rf"[;.]\s+(?:và\s+)?(?=(?:tại\s[^:]{{3,200}}?[,:]\s*)?{_VERB})", re.IGNORECASE)

_EXCHANGE = re.compile(
    rf"(?:thay(?:\s+thế)?|sửa(?:\s+đổi)?|điều\s+chỉnh|đính\s+chính|chỉnh\s+sửa)\s+{_PHRASE}(?P<old>{_QS})"
    rf"[^“«\"]{{0,240}}?(?<!\w)(?:bằng|thành|sang|là)\s+{_PHRASE}(?P<new>{_Q})",
    re.IGNORECASE,
)
_INSERTION = re.compile(
    rf"bổ\s+sung\s+(?:thêm\s+)?(?:cụm\s+từ|từ|chữ)\s*(?P<new>{_Q})[^“«\"]{{0,120}}?(?<!\w)(?P<side>sau|trước)\s+"
    rf"(?:cụm\s+từ|từ|chữ)\s*(?P<old>{_Q})",
    re.IGNORECASE,
)
_STRIKING = re.compile(rf"(?:{_DROP})\s+(?:các\s+)?(?:cụm\s+từ|từ|chữ)\s*(?P<old>{_QS})", re.IGNORECASE)
_ONE_QUOTATION = re.compile(_Q)

_TO = r"(?:thành|lên(?:\s+(?:thành|đến|tới|mức))?|xuống(?:\s+(?:còn|mức|thành))?|tăng\s+lên|giảm\s+(?:xuống|còn)|sang|còn)"
_FROM_TO = re.compile(
    rf"(?<!\w)từ\s+(?P<old>{_Q}|[^,;:“«\"]{{1,160}}?)\s+{_TO}\s*:?\s+(?P<new>{_Q}|[^;“«\"]{{1,200}})", re.IGNORECASE
)
_ONLY_TO = re.compile(
    rf"(?<!\w)(?:{_TO}|là|đạt|:)\s*:?\s+(?P<new>{_Q}|[^;:“«\"]{{0,60}}\d[^;:“«\"]{{0,120}})$", re.IGNORECASE
)
_TIME = re.compile(r"(?:thời\s+(?:gian|hạn)|tiến\s+độ)(?:\s+(?:thực\s+hiện|hoàn\s+thành))?", re.IGNORECASE)
_FIELDS: tuple[tuple[FieldRole, re.Pattern[str]], ...] = (
    (FieldRole.LEAD, re.compile(r"(?:cơ\s+quan|đơn\s+vị)(?:\s+được\s+giao)?\s+chủ\s+trì", re.IGNORECASE)),
    (FieldRole.SUPPORT, re.compile(r"(?:cơ\s+quan|đơn\s+vị)\s+phối\s+hợp", re.IGNORECASE)),
    (FieldRole.TIME, _TIME),
    (FieldRole.PRODUCT, re.compile(r"(?:sản\s+phẩm|kết\s+quả\s+đầu\s+ra)", re.IGNORECASE)),
)
_AS_FOLLOWS = re.compile(
    rf"(?:như\s+sau|cụ\s+thể(?:\s+như\s+sau)?|(?:thành|bằng|là)(?:\s+(?:nội\s+dung|như\s+sau))?)\s*:|như\s+sau{_W}\s*:?|:\s*$|:(?=\s*{_Q})",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"(?<!\w)(?:(?:vào\s+)?(?:ngay\s+|tiếp\s+|liền\s+)?(?P<side>sau|trước)(?!\s*:)|vào(?:\s+(?:cuối|đầu))?)\s+(?!khi)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\W*(?:(?:các|những|một\s+số|nội\s+dung|thực\s+hiện|về|đối\s+với|việc|tên)\s+)*"
    r"(?:chỉ\s+tiêu|mục\s+tiêu|tiêu\s+chí|nhiệm\s+vụ|nghĩa\s+vụ|giải\s+pháp)?\s*:?\s*",
    re.IGNORECASE,
)
_MANY = re.compile(r"\W*(?:một\s+số|các|những|toàn\s+bộ)(?!\w)", re.IGNORECASE)
_SUBJECT_END = re.compile(
    r"\s(?:tại|thuộc|của|trong|ở|vào|quy\s+định|nêu|từ|thành|lên|xuống|như\s+sau|(?:đến|vào)\s+(?:hết\s+)?năm|năm|được|bị|là)(?!\w)|[:;]|\.\s*$|\.(?=\s)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"năm\s+(20\d{2})", re.IGNORECASE)
#: A name of fewer words ("Kế hoạch", "nội dung") names no promise.
_NAME_WORDS = 2


@dataclass(frozen=True, slots=True)
class Order:
    """What one sentence says. Offsets count the paper's text; ``op`` is ``None`` where only places are named."""

    span: Span
    op: Op | None = None
    places: tuple[PlanPlace, ...] = ()
    after: PlanPlace | None = None
    subject: str = ""
    due_year: int | None = None
    fields: tuple[FieldRole, ...] = ()
    old_words: tuple[str, ...] = ()
    new_words: str = ""
    old_value: Span | None = None
    new_value: Span | None = None
    words: Span | None = None  # the new words, where the sentence itself has them
    announces: bool = False  # "như sau:": new words follow

    @property
    def aims(self) -> bool:
        """Whether the sentence says what of the plan it is about."""
        return bool(self.places or self.subject or self.old_words)


def read_orders(text: str, start: int, blanked: str, quotations: Sequence[Quotation]) -> Iterator[Order]:
    """The orders in one paragraph; ``blanked`` is its text from ``start`` with quotations blanked."""
    begin = 0
    for cut in [*(match.end() for match in _NEXT.finditer(blanked)), len(blanked)]:
        sentence = _Sentence(text, start + begin, blanked[begin:cut], quotations)
        begin = cut
        order = sentence.read()
        if order is not None:
            yield order


class _Sentence:
    def __init__(self, text: str, start: int, blanked: str, quotations: Sequence[Quotation]) -> None:
        self.text = text
        self.start = start
        self.blanked = blanked
        self.quotations = quotations
        span = trimmed(text, start, start + len(blanked))
        self.found = find_places(blanked, 0, len(blanked))
        self.bare = Order(span)

    def read(self) -> Order | None:
        return self._exchange() or self._insertion() or self._striking() or self._verb() or self._only_places()

    # Words exchanged ---------------------------------------------------------------------------------------------

    def _exchange(self) -> Order | None:
        match = _EXCHANGE.search(self.blanked)
        if match is None:
            return None
        return self._words(self._inner(match, "old"), self._inner(match, "new")[0], self._span_of(match, "new"))

    def _insertion(self) -> Order | None:
        match = _INSERTION.search(self.blanked)
        if match is None:
            return None
        old, new = self._inner(match, "old")[0], self._inner(match, "new")[0]
        return self._words((old,), f"{old} {new}" if match["side"].lower() == "sau" else f"{new} {old}")

    def _striking(self) -> Order | None:
        match = _STRIKING.search(self.blanked)
        return self._words(self._inner(match, "old"), "") if match is not None else None

    def _words(self, old: tuple[str, ...], new: str, span: Span | None = None) -> Order:
        return replace(self.bare, op=Op.WORDS, places=self.found.places, old_words=old, new_words=new, words=span)

    def _inner(self, match: re.Match[str], group: str) -> tuple[str, ...]:
        """The words inside the quotations of a group of the match."""
        return tuple(
            squeeze(quotation.inner.of(self.text))
            for quotation in self.quotations
            if match.start(group) <= quotation.outer.start - self.start < match.end(group)
        )

    # Verbs -------------------------------------------------------------------------------------------------------

    def _verb(self) -> Order | None:
        active = _ACTIVE.match(self.blanked)
        verb = active or _PASSIVE.search(self.blanked)
        if verb is None:
            return None
        op = Op.CHANGE if verb["change"] else Op.DROP if verb["drop"] else Op.ADD
        told = self._told(op, verb.end() if active is not None else 0)
        if op is Op.CHANGE:
            return self._value(told) or self._with_words(told, verb.end())
        if op is Op.ADD:
            return self._with_words(self._into(told), verb.end())
        return told

    def _told(self, op: Op, behind: int) -> Order:
        return replace(
            self.bare,
            op=op,
            places=self.found.places,
            subject=self._subject(behind),
            due_year=self._due_year(),
            fields=self._fields(),
        )

    def _subject(self, behind: int) -> str:
        """The name of a promise behind the verb: in quotation marks, or the words up to where the place begins."""
        if self._fields():
            return ""
        named = _NAMED.match(self.blanked, behind)
        at = named.end() if named is not None else behind
        if _ONE_QUOTATION.match(self.blanked, at):
            return self._quoted_at(at)
        if _MANY.match(self.blanked, behind):
            return ""
        end = _SUBJECT_END.search(self.blanked, at)
        stop = end.start() if end is not None else len(self.blanked)
        if at <= self.found.start < stop and self.found.places:
            return ""
        words = squeeze(self.blanked[at:stop]).strip(" ,.;:-")
        is_name = named is not None and re.search(r"chỉ\s+tiêu|nhiệm\s+vụ|mục\s+tiêu", named[0], re.IGNORECASE)
        return words if len(words.split()) > _NAME_WORDS and (is_name or self._has_value()) else ""

    def _has_value(self) -> bool:
        return _FROM_TO.search(self.blanked) is not None or _ONLY_TO.search(self.blanked) is not None

    def _quoted_at(self, at: int) -> str:
        return next((squeeze(q.inner.of(self.text)) for q in self.quotations if q.outer.start - self.start == at), "")

    def _due_year(self) -> int | None:
        value = _FROM_TO.search(self.blanked) or _ONLY_TO.search(self.blanked)
        match = _YEAR.search(self.blanked, 0, value.start() if value is not None else len(self.blanked))
        return int(match[1]) if match is not None else None

    def _fields(self) -> tuple[FieldRole, ...]:
        return tuple(role for role, pattern in _FIELDS if pattern.search(self.blanked))

    # Values ------------------------------------------------------------------------------------------------------

    def _value(self, told: Order) -> Order | None:
        """ "từ 95% lên 97%", "đạt 97%"; of agencies it is an exchange of words."""
        both = _FROM_TO.search(self.blanked)
        if both is not None and {FieldRole.LEAD, FieldRole.SUPPORT} & set(told.fields):
            old, new = self._words_of(both, "old"), self._words_of(both, "new")
            return self._words((old,), new)
        only = both or (_ONLY_TO.search(self.blanked) if not self._holds_text(told) else None)
        if only is None or not (told.aims or told.fields):
            return None
        old_value = self._span_of(both, "old") if both is not None else None
        new_value = self._span_of(only, "new")
        if not told.fields and not any(c.isdigit() for c in new_value.of(self.text)):
            return None
        return replace(told, old_value=old_value, new_value=new_value)

    def _holds_text(self, told: Order) -> bool:
        """New words in quotation marks that are more than a figure."""
        return not told.fields and any(" " in q.inner.of(self.text) for q in self._quotations_behind(0))

    def _span_of(self, match: re.Match[str], group: str) -> Span:
        for quotation in self.quotations:
            if quotation.outer.start - self.start == match.start(group):
                return quotation.inner
        return trimmed(self.text, self.start + match.start(group), self.start + match.end(group), " \t\n\u00a0.;,")

    def _words_of(self, match: re.Match[str], group: str) -> str:
        return squeeze(self._span_of(match, group).of(self.text))

    # New words ---------------------------------------------------------------------------------------------------

    def _into(self, told: Order) -> Order:
        """ "Bổ sung điểm d vào sau điểm c khoản 8 Mục III": the new place, and the one behind which it comes."""
        into = next(
            (m for m in _INTO.finditer(self.blanked) if find_places(self.blanked, m.end(), len(self.blanked)).places),
            None,
        )
        if into is None:
            return told
        anchors = find_places(self.blanked, into.end(), len(self.blanked)).places
        own = find_places(self.blanked, 0, into.start()).places
        anchor = anchors[0]
        is_behind = into["side"] is not None
        container = _container(anchor) if is_behind else PlanPlace(anchor.code, raw=anchor.raw)
        places = tuple(_below(container, place) for place in own) or (container,)
        return replace(told, places=places, after=anchor if is_behind else None)

    def _with_words(self, told: Order, behind: int) -> Order:
        follows = _AS_FOLLOWS.search(self.blanked, behind)
        if follows is None:
            quoted = [q for q in self._quotations_behind(behind) if squeeze(q.inner.of(self.text)) != told.subject]
            return replace(told, words=_whole(quoted)) if quoted and told.places else told
        quoted = self._quotations_behind(follows.end() - 1)
        if quoted:
            return replace(told, words=_whole(quoted), announces=True)
        tail = trimmed(self.text, self.start + follows.end(), self.start + len(self.blanked))
        return replace(told, words=tail if tail.end > tail.start else None, announces=True)

    def _quotations_behind(self, offset: int) -> list[Quotation]:
        begin, end = self.start + offset, self.start + len(self.blanked)
        return [q for q in self.quotations if begin <= q.outer.start < end]

    def _only_places(self) -> Order | None:
        """ "Điểm a khoản 2: “…”" below an order that says what is done."""
        if not self.found.places or self.blanked[: self.found.start].strip(" \t-–+*.:“"):
            return None
        return self._with_words(replace(self.bare, places=self.found.places, fields=self._fields()), self.found.end)


def _container(anchor: PlanPlace) -> PlanPlace:
    """What holds the thing that comes behind the anchor: its list."""
    code = anchor.code if anchor.dash is not None else anchor.code.rpartition(".")[0]
    return PlanPlace(code, raw=anchor.raw)


def _below(container: PlanPlace, place: PlanPlace) -> PlanPlace:
    """The new place inside its container; a new dash has no code of its own."""
    if place.dash is not None or not place.code:
        return container
    if "." in place.code or not container.code:
        return place
    return PlanPlace(f"{container.code}.{place.code}", raw=place.raw)


def _whole(quotations: Sequence[Quotation]) -> Span:
    return Span(quotations[0].inner.start, quotations[-1].inner.end)
