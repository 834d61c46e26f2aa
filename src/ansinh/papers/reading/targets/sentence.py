"""Reads one passage: its sentences, their clauses, and what each clause promises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ansinh.domain.readings import Comparison, GoalReading, Quote, ReadingProblem, TargetReading
from ansinh.papers.paper import Paper

from .clauses import Clause, cut_segment, is_subject_first, segments, trim
from .comparisons import Role, decide, read_left, read_right
from .dues import Dues, opening_year, opens_in_the_past
from .evidence import Verdict, judge, measures, signs_of
from .goals import goals_of_general, goals_of_segment
from .masks import Aside, blank, find_asides
from .names import (
    behind,
    depends,
    has_no_noun,
    head_of,
    is_same_ratio,
    lower_first,
    name_of,
    population_of,
    without_years,
)
from .quantities import Quantity, read_quantities
from .sections import Place, SectionKind
from .sentences import sentences
from .units import UnitKind, per_year, read_unit
from .words import PREDICATE, STRONG_HEADS
from .years import find_years


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text to read, and what its surroundings say about it."""

    start: int
    end: int
    place: Place
    goals_wanted: bool = True
    subject: str = ""  # of the row, list or clause around it: what its numbers measure


@dataclass(slots=True)
class Findings:
    targets: list[TargetReading] = field(default_factory=list)
    goals: list[GoalReading] = field(default_factory=list)
    problems: list[ReadingProblem] = field(default_factory=list)


class SentenceReader:
    """Reads the targets and goals of passages of one document into ``found``."""

    def __init__(self, paper: Paper, issued: int | None) -> None:
        self.text = paper.text
        self.issued = issued
        self.found = Findings()

    def read(self, passage: Passage) -> None:
        asides = find_asides(self.text, passage.start, passage.end)
        masked = blank(self.text, passage.start, passage.end, asides)
        paragraph: int | None = None
        read: set[int] = set()
        for begin, end in sentences(masked, 0, len(masked)):
            mentions = tuple(find_years(masked, begin, end, not_before=self.issued))
            opening = opening_year(masked, begin, mentions)
            paragraph = opening if opening is not None else paragraph
            dues = Dues(mentions, opening, paragraph, passage.place.year)
            sentence = _Sentence(self, passage, masked, (begin, end), dues, asides)
            sentence.read()
            read |= sentence.asides_read
        for aside in asides:
            if aside.start not in read and aside.opener == "(" and _APART.match(self.text, aside.start, aside.end):
                self.read(Passage(aside.start, aside.end, passage.place, goals_wanted=False))


#: Comparisons that a later year of the same indicator takes over.
_CARRIED = frozenset(
    (Comparison.AT_LEAST, Comparison.MORE_THAN, Comparison.AT_MOST, Comparison.LESS_THAN, Comparison.ABOUT)
)
#: How many clauses away a subject, a denominator or a year may be shared.
_REACH = 30
#: An aside that promises something by itself: "(trong đó có ít nhất 70% số km đường tỉnh …)".
_APART = re.compile(r"\s*(?:trong\s+đó|riêng|phấn\s+đấu)(?![^\W_])[^()]{0,300}\d", re.IGNORECASE)
#: An aside that gives the value for a part: "(khu vực miền núi dưới 25%)".
_PART = re.compile(
    r"\s*(?:trong\s+đó|riêng|đối\s+với|khu\s+vực|vùng|miền|thành\s+(?:thị|phố)|nông\s+thôn|đô\s+thị|nam|nữ|cấp|tuyến|ngành|huyện|xã|phường|"
    r"dân\s+tộc|đồng\s+bào|trẻ|học\s+sinh|người)(?![^\W_])[^()]{0,200}\d",
    re.IGNORECASE,
)


class _Sentence:
    """One sentence of a passage; offsets are within the passage."""

    def __init__(
        self,
        reader: SentenceReader,
        passage: Passage,
        text: str,
        span: tuple[int, int],
        dues: Dues,
        asides: Sequence[Aside],
    ) -> None:
        self.reader, self.passage, self.text, self.span = reader, passage, text, span
        self.dues, self.asides = dues, asides
        self.raw = reader.text[passage.start : passage.end]
        self.signs = signs_of(text, *span, is_past=opens_in_the_past(text, span[0], dues.mentions, reader.issued))
        self.asides_read: set[int] = set()
        self.clauses: list[Clause] = []  # without what stands before a colon
        self.bare: list[tuple[Clause, tuple[int, int]]] = []  # the same, each with the condition before its colon
        self.operators: dict[int, Comparison] = {}
        self.accepted: dict[int, float] = {}  # clauses that gave a target, and how sure
        self.listed = ""  # "Tỷ lệ thừa cân: trẻ em dưới 5 tuổi dưới 10%; …": the subject before the colon

    def read(self) -> None:
        place = self.passage.place
        quantities = [
            q
            for q in read_quantities(self.text, *self.span)
            if isinstance(q, Quantity) and measures(self.text, self.span[0], q)
        ]
        by_segment: list[tuple[int, int, list[Clause]]] = []
        for start, end in segments(self.text, *self.span):
            inside = [q for q in quantities if start <= q.start < end]
            by_segment.append((start, end, cut_segment(self.text, start, end, inside)))
        cut = [clause for _, _, clauses in by_segment for clause in clauses]
        if len(cut) > 1:
            self.listed = self._subject_before_colon(quantities[0].start)
        self.bare = [without_lead(self.text, clause, self.listed) for clause in cut]
        self.clauses = [clause for clause, _ in self.bare]
        for index in range(len(self.clauses)):
            self._target(index)
        for start, end, clauses in by_segment:
            if place.kind is SectionKind.TARGETS and place.goals and self.passage.goals_wanted and not place.general:
                self._goals(goals_of_segment(self.text, start, end, clauses))
        if place.general and self.passage.goals_wanted and not quantities:
            self._goals(goals_of_general(self.text, *self.span))

    def _subject_before_colon(self, first: int) -> str:
        colon = self.text.find(":", self.span[0], first)
        if colon == -1:
            return ""
        words = self.raw[self.span[0] : colon].strip(" -–+")
        item = self.text[colon + 1 : read_left(self.text, colon + 1, first).start]
        if not STRONG_HEADS.match(words) or not item.strip(" -–+"):
            return ""
        year = self.dues.own(colon, self.span[0], colon)
        if year is not None:
            self.dues = replace(self.dues, opening=year)
        return without_years(words)

    def _goals(self, spans: list[tuple[int, int]]) -> None:
        code = self.passage.place.code
        for start, end in spans:
            quote = self._quote(start, end)
            words = " ".join(quote.text.split()).strip(" ,;.")
            self.reader.found.goals.append(GoalReading(code, words, self.dues.of_span(start, end), quote))

    def _quote(self, start: int, end: int) -> Quote:
        start, end = self.passage.start + start, self.passage.start + end
        return Quote(self.reader.text[start:end], start, end)

    def _target(self, index: int) -> None:
        clause, condition = self.bare[index]
        before, after = self.clauses[max(0, index - _REACH) : index], self._in_segment(index)
        year = self.dues.of(clause, self._sharing(index))
        own_year = self.dues.own(clause.quantity.start, clause.start, clause.end) is not None
        own_year = own_year or (self.dues.opening is not None and self.signs.aims_before(clause.quantity.start))
        named = self._noun_of_later(index)
        if named is None and not _has_content(self.raw, clause, before) and not self._inherits():
            return
        verdict = judge(self.text, self.signs, clause, self.passage.place, own_year=own_year, unit=clause.quantity.unit)
        confidence = verdict.confidence if verdict.is_target else self._beside(index, verdict)
        if confidence is None:
            return
        self.accepted[index] = confidence
        quote = self._quote(clause.start, clause.end)
        if _NONE_BELOW.search(self.text, clause.start, clause.quantity.start):
            self._denied(quote)
            return
        if clause.quantity.unit is None and not _may_lack_unit(self.raw, clause):
            self._doubt(clause, quote)
            return
        if named is not None:
            name = self._name(named, [], after[1:], self.raw[condition[0] : condition[1]])
        else:
            name = self._name(clause, before, after, self.raw[condition[0] : condition[1]])
        if not any(sign.isalpha() for sign in name):
            return
        operator = self.operators[index] = self._operator(index)
        self.reader.found.targets.append(
            TargetReading(
                section=self.passage.place.code,
                name=name,
                operator=operator,
                value=clause.quantity.value,
                low=clause.quantity.low,
                high=clause.quantity.high,
                unit=self._unit(clause, before, after),
                due_year=year,
                population=population_of(self.raw, named or clause, after),
                quote=quote,
                confidence=confidence,
                denominator=self._denominator(clause, after),
            )
        )
        following = self.clauses[index + 1].start if index + 1 < len(self.clauses) else self.span[1]
        self._parts((clause.start, following), name, year)

    def _beside(self, index: int, verdict: Verdict) -> float | None:
        """How sure a member of a row is whose neighbour was taken: "lên tối thiểu 70% cho A, tối thiểu 30% cho B"."""
        clause, before = self.clauses[index], self.accepted.get(index - 1)
        if verdict.barred or before is None or not clause.bare_member:
            return None
        alike = clause.quantity.kind is self.clauses[index - 1].quantity.kind is not UnitKind.COUNT
        return round(max(0.2, before - 0.04), 2) if alike else None

    def _noun_of_later(self, index: int) -> Clause | None:
        """The member that names what this one measures: "đến năm 2025 đạt 60% và đến năm 2030 đạt 75% số xã …"."""
        clause = self.clauses[index]
        opens = index == 0 or ";" in self.text[self.clauses[index - 1].end : clause.start]
        if not opens or not has_no_noun(self.raw, clause):
            return None
        for later in self._in_segment(index):
            if later.subject_first or later.quantity.kind is not clause.quantity.kind:
                return None
            if not depends(self.raw, later):
                return later
        return None

    def _in_segment(self, index: int) -> list[Clause]:
        """The later clauses of the same segment: those that no semicolon parts from this one."""
        found: list[Clause] = []
        for clause in self.clauses[index + 1 : index + 1 + _REACH]:
            if ";" in self.text[self.clauses[index].end : clause.start]:
                break
            found.append(clause)
        return found

    def _sharing(self, index: int) -> list[Clause]:
        """The later clauses that have no subject of their own, or share one before a colon."""
        found: list[Clause] = []
        for clause in self.clauses[index + 1 : index + 1 + _REACH]:
            together = clause.bare_member and ";" not in self.text[self.clauses[index].end : clause.start]
            if not self.listed and not together and not depends(self.raw, clause):
                break
            found.append(clause)
        return found

    def _inherits(self) -> bool:
        return bool(self.listed or self.passage.subject)

    def _doubt(self, clause: Clause, quote: Quote) -> None:
        """A measured number whose unit is not said, in a section of objectives: for the officer to settle."""
        if self.passage.place.kind is not SectionKind.TARGETS or not _is_firm(clause):
            return
        number = self.raw[clause.quantity.start : clause.quantity.number_end]
        message = (
            f"Con số {number} chưa rõ đơn vị đo nên chưa ghi thành chỉ tiêu; "
            "đối chiếu câu gốc và nhập đơn vị nếu đây là chỉ tiêu."
        )
        self.reader.found.problems.append(ReadingProblem(message, quote))

    def _denied(self, quote: Quote) -> None:
        """ "không có tỉnh nào đạt dưới 60%" promises a floor for each; no operator says so."""
        message = (
            "Câu phủ định (“không có … dưới …”) đặt mức sàn cho từng đơn vị nên chưa ghi thành chỉ tiêu; "
            "đối chiếu câu gốc và nhập tay nếu cần theo dõi."
        )
        self.reader.found.problems.append(ReadingProblem(message, quote))

    def _parts(self, extent: tuple[int, int], name: str, year: int | None) -> None:
        """The values for parts that stand in brackets inside a clause or right behind it."""
        place = replace(self.passage.place, year=year, kind=SectionKind.TARGETS)
        base = self.passage.start
        for aside in self.asides:
            inside = extent[0] <= aside.start - base and aside.end - base <= extent[1]
            if not inside or aside.opener != "(" or not _PART.match(self.reader.text, aside.start, aside.end):
                continue
            self.asides_read.add(aside.start)
            if find_years(self.reader.text, aside.start, aside.end):
                continue
            subject = _BRACKETS.sub("", name)
            self.reader.read(Passage(aside.start, aside.end, place, goals_wanted=False, subject=subject))

    def _name(self, clause: Clause, before: list[Clause], after: list[Clause], condition: str) -> str:
        subject = self.passage.subject or self.listed
        name = name_of(self.raw, clause, [] if self.listed and head_of(self.raw, clause) else before, after, condition)
        if not subject or (STRONG_HEADS.match(name) and not self.passage.subject):
            return name
        return f"{subject} – {lower_first(name)}" if name else subject

    def _operator(self, index: int) -> Comparison:
        clause = self.clauses[index]
        before = self.clauses[max(0, index - _REACH) : index]
        quantity = clause.quantity
        right = read_right(self.text, quantity.end, clause.end, after_from=clause.left.has(Role.FROM))
        head = self.text[clause.start : quantity.start]
        operator = decide(clause.left, right, is_range=quantity.is_range, clause_head=head)
        if operator is not Comparison.EQUAL:
            return operator
        if quantity.kind is UnitKind.RANK or (quantity.changed_from is not None and quantity.goes_down):
            return Comparison.AT_MOST
        if clause.bare_member:
            return self._of_earlier_year(index) or self._carried(clause, before) or operator
        return operator

    def _of_earlier_year(self, index: int) -> Comparison | None:
        """ "đạt ít nhất 27% vào năm 2025 và 30% vào năm 2030": what is said of the first year holds for the next."""
        clause, earlier = self.clauses[index], self.operators.get(index - 1)
        if earlier not in _CARRIED or not depends(self.raw, clause) or clause.quantity.value == 100:
            return None
        alike = clause.quantity.kind is self.clauses[index - 1].quantity.kind
        dated = self.dues.own(clause.quantity.start, clause.start, clause.end) is not None
        together = ";" not in self.text[self.clauses[index - 1].end : clause.start]
        return earlier if alike and dated and together else None

    def _carried(self, clause: Clause, before: list[Clause]) -> Comparison | None:
        """A bare member takes over the comparison of the first when both share one verb or predicate."""
        first = next((c for c in reversed(before) if not c.bare_member or c.left.operator is not None), None)
        if first is None or first.left.operator is None or (first.subject_first and not first.bare_member):
            return None
        members = [c for c in before[before.index(first) :] if c.quantity.start < clause.quantity.start]
        if any(PREDICATE.search(behind(self.raw, member)) for member in members):
            return None
        quantity = clause.quantity
        if quantity.kind is not first.quantity.kind or (quantity.kind is UnitKind.PERCENT and quantity.value == 100):
            return None
        return first.left.operator

    def _unit(self, clause: Clause, before: list[Clause], after: list[Clause]) -> str | None:
        quantity = clause.quantity
        unit = quantity.unit
        if unit is None and before and is_same_ratio(clause, before[-1]):
            return before[-1].quantity.unit
        if unit is None:
            return self._counted_unit(clause)
        if quantity.kind is UnitKind.COUNT and quantity.denominator is None and "/" not in unit:
            shared = _shared_denominator(after)
            if shared is not None:
                return f"{unit}/{shared[0]}"
        return per_year(unit) if self._is_yearly(clause) else unit

    def _counted_unit(self, clause: Clause) -> str | None:
        """ "Số máy ATM trên 100.000 người … đạt hơn 40" counts máy."""
        words = self.text[clause.start : clause.quantity.start]
        counted = _COUNTED_BEFORE.match(words)
        if counted is None or not clause.subject_first:
            return None
        unit = read_unit(words, counted.end())
        return unit.text if unit.kind is UnitKind.COUNT else None

    def _is_yearly(self, clause: Clause) -> bool:
        """ "mỗi năm … 05 mỏ", "tăng trưởng bình quân hằng năm 10%": so much every year."""
        words = self.text[clause.start : clause.quantity.start]
        said = clause.left.has(Role.YEARLY) or _YEARLY.search(words) or _OPENS_YEARLY.match(self.text, *self.span)
        if not said:
            return False
        if clause.quantity.kind is UnitKind.PERCENT:
            return bool(_GROWTH.search(words))
        return clause.quantity.kind in (UnitKind.COUNT, UnitKind.MONEY, UnitKind.MEASURE)

    def _denominator(self, clause: Clause, after: list[Clause]) -> float | None:
        if clause.quantity.denominator is not None or clause.quantity.kind is not UnitKind.COUNT:
            return clause.quantity.denominator
        shared = _shared_denominator(after)
        return shared[1] if shared else None


_NONE_BELOW = re.compile(
    r"(?<![^\W_])không\s+(?:có|để|còn)\s[^;.]{1,60}?(?:dưới|thấp\s+hơn|kém|ít\s+hơn)\s*$", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_YEARLY = re.compile(r"(?<![^\W_])(?:mỗi|hằng|hàng|một|bình\s+quân|trung\s+bình)\s+năm(?!\s+\d)", re.IGNORECASE)
_OPENS_YEARLY = re.compile(r"\W*(?:mỗi|hằng|hàng)\s+năm\s*,", re.IGNORECASE)
_GROWTH = re.compile(r"(?<![^\W_])(?:tăng|giảm|tốc\s+độ|tăng\s+trưởng)(?![^\W_])", re.IGNORECASE)
_INDEX = re.compile(
    r"chỉ\s+số|hệ\s+số|t[ỷỉ]\s+(?:số|suất)|xếp\s+hạng|thứ\s+hạng|mức\s+sinh|tổng\s+t[ỷỉ]|index|"
    r"(?<![^\W_])(?:HDI|PCI|PAPI|ICOR|GII|EGDI)",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile(r"\W*(?:tổng\s+)?số(?![^\W_])", re.IGNORECASE)
_BARE_HEAD = re.compile(r"(?:t[ỷỉ]\s+(?:lệ|trọng)|số(?:\s+lượng)?|mức|giá\s+trị|tổng(?:\s+số)?)", re.IGNORECASE)
_NO_CONDITION = re.compile(
    r"\W*(?:(?:chỉ|mục)\s+tiêu|tiêu\s+chí|cụ\s+thể|trong\s+đó|như\s+sau|phấn\s+đấu|đến\s+năm|năm|giai\s+đoạn|tầm\s+nhìn|"
    r"ghi\s+chú|kết\s+quả)(?![^\W_])",
    re.IGNORECASE,
)


def _shared_denominator(after: Sequence[Clause]) -> tuple[str, float] | None:
    """ "11 bác sĩ, 04 dược sĩ, 20 điều dưỡng viên trên 10.000 dân": the last member's denominator is everyone's."""
    for later in after:
        quantity = later.quantity
        if not later.bare_member or quantity.kind is not UnitKind.COUNT:
            return None
        if quantity.denominator is not None and quantity.unit is not None and "/" in quantity.unit:
            return quantity.unit.split("/", 1)[1], quantity.denominator
    return None


def _may_lack_unit(raw: str, clause: Clause) -> bool:
    """Indices and ratios have no unit; counts of things named before the number ("số xã đạt chuẩn là 120")."""
    words = raw[clause.start : clause.quantity.start]
    if clause.quantity.denominator is not None:
        return True
    if not clause.subject_first:
        return False
    return _INDEX.search(words) is not None or _COUNTED_BEFORE.match(words) is not None


def _is_firm(clause: Clause) -> bool:
    """Whether the words before a number make it a measured one: a comparison, or "đạt", "là", "còn"."""
    left = clause.left
    return left.operator is not None or left.has(Role.COPULA, Role.DOWN_TO, Role.UP_TO)


def _has_content(raw: str, clause: Clause, before: Sequence[Clause]) -> bool:
    """A target needs something measured: words before or behind the number, or an earlier subject to inherit."""
    head = head_of(raw, clause)
    if clause.subject_first and _BARE_HEAD.fullmatch(head):
        head = ""
    if head or (not clause.subject_first and not depends(raw, clause)):
        return True
    return any(not depends(raw, earlier) for earlier in before)


def without_lead(text: str, clause: Clause, listed: str = "") -> tuple[Clause, tuple[int, int]]:
    """The clause without what stands before a colon, unless that is its subject; and the span of a condition there.

    "Chỉ tiêu 1:" is a label, "Tại địa bàn đô thị:" a condition that belongs in the name.
    """
    colon = text.rfind(":", clause.start, clause.left.core_start)
    if colon == -1:
        return clause, (0, 0)
    if listed and (inner := text.rfind(":", clause.start, colon)) != -1:  # "Cơ cấu kinh tế: Nông nghiệp: 75%; …"
        begin, _ = trim(text, inner + 1, clause.end)
        return replace(clause, start=begin), (0, 0)
    begin, _ = trim(text, colon + 1, clause.end)
    if _NO_CONDITION.match(text[clause.start : colon]):
        left = read_left(text, begin, clause.quantity.start) if clause.left.start < begin else clause.left
        first = is_subject_first(text, begin, clause.quantity, left)
        return replace(clause, start=begin, left=left, subject_first=first), (0, 0)
    words_ahead = text[begin : clause.left.start].strip()
    words_behind = text[clause.quantity.end : clause.end].strip(" ,.;")
    if not words_ahead and not words_behind and clause.quantity.kind is not UnitKind.COUNT:
        return clause, (0, 0)
    words = text[clause.start : colon]
    if not words_ahead and STRONG_HEADS.match(words.strip(" -–+")):
        return clause, (0, 0)  # "Số trường học đạt chuẩn quốc gia: 04 trường"
    named = not listed and not _NO_CONDITION.match(words) and 2 <= len(words.split()) <= 14
    left = read_left(text, begin, clause.quantity.start) if clause.left.start < begin else clause.left
    subject_first = is_subject_first(text, begin, clause.quantity, left)
    without = replace(clause, start=begin, left=left, subject_first=subject_first)
    return without, (clause.start, colon) if named else (0, 0)
