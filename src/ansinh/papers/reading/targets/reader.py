"""The reading of targets and goals of a whole document, block by block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ansinh.domain.readings import Comparison, GoalReading, Quote, ReadingProblem, TargetReading
from ansinh.papers.paper import Block, BlockKind, Paper

from ..labels import LabelKind, read_label
from ..outline import Outline
from .clauses import Clause, cut_segment, is_subject_first, segments, trim
from .comparisons import Role, decide, read_left, read_right
from .evidence import judge
from .goals import goals_of_general, goals_of_segment
from .masks import blank, find_asides
from .names import behind, head_of, name_of, population_of
from .quantities import Quantity, read_quantities
from .repeats import without_repeats
from .sections import Place, Places, SectionKind, kind_of_lead
from .sentences import sentences
from .tables import TableFindings, TableReader, indicator_table, read_tables
from .units import UnitKind, per_year
from .words import PREDICATE
from .years import Sense, YearMention, find_years


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text to read, and what its surroundings say about it."""

    start: int
    end: int
    place: Place
    goals_wanted: bool = True
    qualifier: str = ""


@dataclass(slots=True)
class Findings:
    targets: list[TargetReading] = field(default_factory=list)
    goals: list[GoalReading] = field(default_factory=list)
    problems: list[ReadingProblem] = field(default_factory=list)


class SentenceReader:
    """Reads the targets and goals of passages of one document."""

    def __init__(self, paper: Paper, issued: int | None) -> None:
        self._text = paper.text
        self._issued = issued
        self.found = Findings()

    def read(self, passage: Passage) -> None:
        asides = find_asides(self._text, passage.start, passage.end)
        masked = blank(self._text, passage.start, passage.end, asides)
        base = passage.start
        lead_year: int | None = None
        for begin, end in sentences(masked, 0, len(masked)):
            years = find_years(masked, begin, end, not_before=self._issued)
            opening = _opening_year(masked, begin, years)
            lead_year = opening if opening is not None else lead_year
            _Sentence(self, passage, masked, base, (begin, end), years, lead_year).read()
        for aside in asides:
            if aside.opener == "(" and _INSIDE.match(self._text, aside.start, aside.end):
                inner = Passage(aside.start, aside.end, passage.place, goals_wanted=False)
                self.read(inner)

    def quote(self, start: int, end: int) -> Quote:
        return Quote(self._text[start:end], start, end)

    @property
    def text(self) -> str:
        return self._text


_INSIDE = re.compile(r"\s*(?:trong\s+đó|riêng|phấn\s+đấu)[^()]{0,300}\d", re.IGNORECASE)
_OPENING_YEAR = re.compile(
    r"\W*(?:(?:chỉ|mục)\s+tiêu\s+\d+\s*:\s*)?(?:phấn\s+đấu\s+|trong\s+|từ\s+|đến\s+|tới\s+|vào\s+|hết\s+|cuối\s+|giai\s+đoạn\s+|và\s+|trước\s+)*(?:năm\s+|giai\s+đoạn\s+)*$",
    re.IGNORECASE,
)


def _opening_year(text: str, begin: int, years: list[YearMention]) -> int | None:
    """The due year with which a sentence opens: "Đến năm 2030, …"."""
    for mention in years:
        if mention.sense is Sense.DUE and _OPENING_YEAR.match(text[begin : mention.start]):
            return mention.year
    return None


class _Sentence:
    """One sentence: its segments, their clauses, and what each of them promises."""

    def __init__(
        self,
        reader: SentenceReader,
        passage: Passage,
        text: str,
        base: int,
        span: tuple[int, int],
        years: list[YearMention],
        lead_year: int | None,
    ) -> None:
        self.reader, self.passage, self.text, self.base, self.span = reader, passage, text, base, span
        self.years, self.lead_year = years, lead_year
        self.raw = reader.text[passage.start : passage.end]

    def read(self) -> None:
        place = self.passage.place
        quantities = [q for q in read_quantities(self.text, *self.span) if isinstance(q, Quantity)]
        carried: list[Clause] = []
        for start, end in segments(self.text, *self.span):
            inside = [q for q in quantities if start <= q.start < end]
            clauses = cut_segment(self.text, start, end, inside)
            for index, clause in enumerate(clauses):
                self._target(clause, [*carried, *clauses[:index]], clauses[index + 1 :])
            if place.kind is SectionKind.TARGETS and self.passage.goals_wanted and not place.general:
                self._goals(goals_of_segment(self.text, start, end, clauses))
            carried = clauses or carried
        if place.general and self.passage.goals_wanted and not quantities:
            self._goals(goals_of_general(self.text, *self.span))

    def _goals(self, spans: list[tuple[int, int]]) -> None:
        for start, end in spans:
            quote = self.reader.quote(self.base + start, self.base + end)
            year = self._year(start, start, end)
            self.reader.found.goals.append(GoalReading(self.passage.place.code, tidy_goal(quote.text), year, quote))

    def _target(self, clause: Clause, before: list[Clause], after: list[Clause]) -> None:
        quantity = clause.quantity
        own_year = self._own_year(clause)
        clause, condition = _without_lead(self.text, clause)
        if not _has_content(self.raw, clause, before):
            return
        verdict = judge(
            self.text, self.span, clause, self.passage.place, own_year=own_year is not None, unit=quantity.unit
        )
        if not verdict.is_target:
            return
        quote = self.reader.quote(self.base + clause.start, self.base + clause.end)
        if quantity.unit is None and not _may_lack_unit(self.raw, clause):
            if self.passage.place.kind is not SectionKind.TARGETS:
                return
            self.reader.found.problems.append(
                ReadingProblem(
                    f"Con số {self.raw[quantity.start : quantity.number_end]} chưa rõ đơn vị đo nên chưa ghi thành chỉ tiêu; "
                    "đối chiếu câu gốc và nhập đơn vị nếu đây là chỉ tiêu.",
                    quote,
                )
            )
            return
        self.reader.found.targets.append(
            TargetReading(
                section=self.passage.place.code,
                name=name_of(
                    self.raw, clause, before, after, self.passage.qualifier or self.raw[condition[0] : condition[1]]
                ),
                operator=self._operator(clause, before, after),
                value=quantity.value,
                low=quantity.low,
                high=quantity.high,
                unit=self._unit(clause, after),
                due_year=self._year(clause.quantity.start, clause.start, clause.end),
                population=population_of(self.raw, clause, after),
                quote=quote,
                confidence=verdict.confidence,
                denominator=self._denominator(clause, after),
            )
        )

    def _operator(self, clause: Clause, before: list[Clause], after: list[Clause]) -> Comparison:
        quantity = clause.quantity
        right = read_right(self.text, quantity.end, clause.end, after_from=clause.left.has(Role.FROM))
        operator = decide(
            clause.left, right, is_range=quantity.is_range, clause_head=self.text[clause.start : quantity.start]
        )
        if operator is Comparison.EQUAL and quantity.kind is UnitKind.RANK:
            return Comparison.AT_MOST
        if operator is Comparison.EQUAL and quantity.changed_from is not None and quantity.goes_down:
            return Comparison.AT_MOST
        if operator is Comparison.EQUAL and clause.bare_member:
            return self._carried(clause, before) or operator
        return operator

    def _carried(self, clause: Clause, before: list[Clause]) -> Comparison | None:
        """A bare member takes over the comparison of the first when both share one verb or predicate."""
        first = next((c for c in reversed(before) if not c.bare_member), None)
        if first is None or first.left.operator is None or first.subject_first:
            return None
        members = [c for c in before[before.index(first) :] if c.quantity.start < clause.quantity.start]
        if any(_complete(self.raw, member) for member in members):
            return None
        quantity = clause.quantity
        if quantity.kind is not first.quantity.kind or (quantity.kind is UnitKind.PERCENT and quantity.value == 100):
            return None
        return first.left.operator

    def _unit(self, clause: Clause, after: list[Clause]) -> str | None:
        quantity = clause.quantity
        unit = quantity.unit
        if unit is None:
            return None
        if quantity.kind is UnitKind.COUNT and quantity.denominator is None and "/" not in unit:
            shared = self._shared_denominator(clause, after)
            if shared is not None:
                return f"{unit}/{shared[0]}"
        if self._is_yearly(clause):
            return per_year(unit)
        return unit

    def _is_yearly(self, clause: Clause) -> bool:
        """ "mỗi năm … 05 mỏ", "tăng trưởng bình quân hằng năm 10%": so much every year."""
        words = self.text[clause.start : clause.quantity.start]
        if (
            not clause.left.has(Role.YEARLY)
            and not _YEARLY.search(words)
            and not _OPENS_YEARLY.match(self.text, *self.span)
        ):
            return False
        if clause.quantity.kind is UnitKind.PERCENT:
            return bool(_GROWTH.search(words))
        return clause.quantity.kind in (UnitKind.COUNT, UnitKind.MONEY, UnitKind.MEASURE)

    def _shared_denominator(self, clause: Clause, after: list[Clause]) -> tuple[str, float] | None:
        """ "11 bác sĩ, 04 dược sĩ, 20 điều dưỡng viên trên 10.000 dân": the last member's denominator is everyone's."""
        for later in after:
            quantity = later.quantity
            if not later.bare_member or quantity.kind is not UnitKind.COUNT:
                return None
            if quantity.denominator is not None and quantity.unit is not None and "/" in quantity.unit:
                return quantity.unit.split("/", 1)[1], quantity.denominator
        return None

    def _denominator(self, clause: Clause, after: list[Clause]) -> float | None:
        if clause.quantity.denominator is not None:
            return clause.quantity.denominator
        if clause.quantity.kind is not UnitKind.COUNT:
            return None
        shared = self._shared_denominator(clause, after)
        return shared[1] if shared else None

    def _own_year(self, clause: Clause) -> int | None:
        inside = [y for y in self.years if y.sense is Sense.DUE and clause.start <= y.start < clause.end]
        if not inside:
            return None
        behind_it = [y for y in inside if y.start >= clause.quantity.end]
        ahead = [y for y in inside if y.start < clause.quantity.start]
        if behind_it and ahead and not behind_it[0].explicit and ahead[-1].explicit:
            return ahead[-1].year
        return behind_it[0].year if behind_it else inside[-1].year

    def _year(self, at: int, start: int, end: int) -> int | None:
        """The due year of what stands at ``at``: its clause's own, the sentence's opening, the headings', else any before."""
        inside = [y for y in self.years if y.sense is Sense.DUE and start <= y.start < end]
        behind_it = [y for y in inside if y.start >= at]
        ahead = [y for y in inside if y.start < at]
        if behind_it and ahead and not behind_it[0].explicit and ahead[-1].explicit:
            return ahead[-1].year
        if behind_it or ahead:
            return (behind_it or ahead[-1:])[0].year
        if self.lead_year is not None:
            return self.lead_year
        if self.passage.place.year is not None:
            return self.passage.place.year
        earlier = [y for y in self.years if y.sense is Sense.DUE and y.start < start]
        return earlier[-1].year if earlier else None


_YEARLY = re.compile(r"(?<![^\W_])(?:mỗi|hằng|hàng|một|bình\s+quân|trung\s+bình)\s+năm(?!\s+\d)", re.IGNORECASE)
_OPENS_YEARLY = re.compile(r"\W*(?:mỗi|hằng|hàng)\s+năm\s*,", re.IGNORECASE)
_GROWTH = re.compile(r"(?<![^\W_])(?:tăng|giảm|tốc\s+độ|tăng\s+trưởng)(?![^\W_])", re.IGNORECASE)
_INDEX = re.compile(
    r"chỉ\s+số|hệ\s+số|t[ỷỉ]\s+(?:số|suất)|xếp\s+hạng|thứ\s+hạng|mức\s+sinh|tổng\s+t[ỷỉ]|điểm|chỉ\s+tiêu|index|(?<![^\W_])(?:HDI|PCI|PAPI|ICOR|GII|EGDI)",
    re.IGNORECASE,
)


def _may_lack_unit(raw: str, clause: Clause) -> bool:
    """Indices and ratios have no unit; counts of things named before the number ("số xã đạt chuẩn là 120")."""
    words = raw[clause.start : clause.quantity.start]
    if clause.quantity.denominator is not None:
        return True
    if not clause.subject_first:
        return False
    return _INDEX.search(words) is not None or re.match(r"(?i)\W*(tổng\s+)?số\b", words) is not None


def _has_content(raw: str, clause: Clause, before: list[Clause]) -> bool:
    """A target needs something measured: words before or behind the number, or an earlier subject to inherit."""
    if head_of(raw, clause) or len(behind(raw, clause).split()) >= 1:
        return True
    return any(c.subject_first for c in before)


def _complete(raw: str, clause: Clause) -> bool:
    """Whether a counted member says by itself what its things do or have."""
    return PREDICATE.search(behind(raw, clause)) is not None


_NO_CONDITION = re.compile(
    r"\W*(?:(?:chỉ|mục)\s+tiêu|tiêu\s+chí|cụ\s+thể|trong\s+đó|như\s+sau|phấn\s+đấu|đến\s+năm|năm|giai\s+đoạn|tầm\s+nhìn|ghi\s+chú|kết\s+quả)(?![^\W_])",
    re.IGNORECASE,
)


def _without_lead(text: str, clause: Clause) -> tuple[Clause, tuple[int, int]]:
    """The clause without what stands before a colon, unless that is its subject; and the span of a condition there.

    "Chỉ tiêu 1:" is a label, "Tại địa bàn đô thị:" a condition that belongs in the name.
    """
    colon = text.rfind(":", clause.start, clause.left.core_start)
    if colon == -1:
        return clause, (0, 0)
    begin, _ = trim(text, colon + 1, clause.end)
    words_ahead = text[begin : clause.left.start].strip()
    words_behind = text[clause.quantity.end : clause.end].strip(" ,.;")
    if not words_ahead and not words_behind and clause.quantity.kind is not UnitKind.COUNT:
        return clause, (0, 0)
    condition = (clause.start, colon)
    words = text[clause.start : colon]
    if _NO_CONDITION.match(words) or not 2 <= len(words.split()) <= 14:
        condition = (0, 0)
    left = read_left(text, begin, clause.quantity.start) if clause.left.start < begin else clause.left
    subject_first = is_subject_first(text, begin, clause.quantity, left)
    return replace(clause, start=begin, left=left, subject_first=subject_first), condition


def tidy_goal(words: str) -> str:
    return " ".join(words.split()).strip(" ,;.")


def read_targets(
    paper: Paper, outline: Outline
) -> tuple[tuple[TargetReading, ...], tuple[GoalReading, ...], tuple[ReadingProblem, ...]]:
    """Every quantified target of a document, every promise without a number, and what could not be settled."""
    places = Places(paper, outline)
    reader = SentenceReader(paper, places.issued)
    leads = _Leads(paper)
    in_tables = _read_tables(paper, places, reader)
    for index, block in enumerate(paper.blocks):
        if block.kind is BlockKind.ROW:
            _read_cells(paper, places, reader, block, block.start in in_tables)
            continue
        words = paper.words(block)
        place = leads.place_for(block, places.at(block.start))
        start = block.start + _label_length(words)
        heading = _is_heading(paper, outline, index)
        if not heading or any(c.isdigit() for c in paper.text[start : block.end]):
            reader.read(Passage(start, block.end, place, goals_wanted=not heading and not words.rstrip().endswith(":")))
        leads.note(block, place, places.issued)
    found = reader.found
    return (
        tuple(sorted(without_repeats(found.targets), key=lambda target: (target.quote.start, target.quote.end))),
        tuple(sorted(found.goals, key=lambda goal: goal.quote.start)),
        tuple(found.problems),
    )


def _read_tables(paper: Paper, places: Places, reader: SentenceReader) -> frozenset[int]:
    """Read the tables of indicators; where their rows start, so that their cells are not read again as values."""
    starts: set[int] = set()
    for rows in read_tables(paper):
        place = places.at(rows[0].start)
        table = indicator_table(paper, rows, place)
        if table is None:
            continue
        found = TableFindings()
        TableReader(paper, table, place, places.issued, found).read()
        reader.found.targets.extend(found.targets)
        reader.found.goals.extend(found.goals)
        starts.update(row.start for row in rows)
    return frozenset(starts)


def _read_cells(paper: Paper, places: Places, reader: SentenceReader, row: Block, in_indicators: bool) -> None:
    """Sentences inside the cells of a row: long ones only, since short ones are names, values and agencies."""
    place = places.at(row.start)
    for cell in row.cells:
        words = paper.words(cell)
        if cell.continued or len(words.split()) < _SENTENCE_WORDS or not any(c.isdigit() for c in words):
            continue
        kind = SectionKind.TARGETS if in_indicators else _kind_in_cell(place)
        inner = Place(place.code, kind, place.year, place.normative)
        reader.read(Passage(cell.start + _label_length(words), cell.end, inner, goals_wanted=False))


def _kind_in_cell(place: Place) -> SectionKind:
    return place.kind if place.kind is not SectionKind.TARGETS else SectionKind.PLAIN


def _label_length(words: str) -> int:
    label = read_label(words)
    return label.length if label is not None else 0


def _is_heading(paper: Paper, outline: Outline, index: int) -> bool:
    """A block that only names what stands below it."""
    block = paper.blocks[index]
    if block.kind is BlockKind.HEADING:
        return True
    entry = outline.entry_at(block.start)
    if entry is None or entry.start != block.start:
        return False
    words = paper.words(block).rstrip()
    return entry.text_end > entry.end + 1 and not words.endswith((".", ";"))


@dataclass(frozen=True, slots=True)
class _Lead:
    code: str
    rank: int
    kind: SectionKind
    year: int | None


class _Leads:
    """Paragraphs that end with a colon rule the list below them: they may say that targets follow, and by when."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._open: list[_Lead] = []

    def place_for(self, block: Block, place: Place) -> Place:
        rank = _rank(self._paper.words(block))
        self._open = [lead for lead in self._open if self._rules(lead, rank, place.code)]
        kind, year = place.kind, place.year
        for lead in self._open:
            kind = lead.kind if lead.kind is not SectionKind.PLAIN else kind
            year = lead.year if lead.year is not None else year
        general = place.general and kind is place.kind and not self._open
        return Place(place.code, kind, year, place.normative, general)

    @staticmethod
    def _rules(lead: _Lead, rank: int, code: str) -> bool:
        if rank <= lead.rank and code == lead.code:
            return False
        return code == lead.code or code.startswith(f"{lead.code}.") or (lead.code == "" and rank > lead.rank)

    def note(self, block: Block, place: Place, issued: int | None) -> None:
        words = self._paper.words(block).rstrip()
        if not words.endswith((":", "sau")):
            return
        last = words[max(words.rfind(". "), 0) :]
        due = [y.year for y in find_years(last, not_before=issued) if y.sense is Sense.DUE]
        lead = _Lead(place.code, _rank(words), kind_of_lead(last), due[-1] if due else None)
        if lead.kind is not SectionKind.PLAIN or lead.year is not None:
            self._open.append(lead)


#: A cell with fewer words holds a name or a value, not a sentence.
_SENTENCE_WORDS = 6
_BULLET_RANKS = {"-": 2, "–": 2, "—": 2, "+": 3, "*": 4, "•": 4, "●": 4}


def _rank(words: str) -> int:
    """How deep a block's own label lies: paragraphs 0, items 1, then - and +."""
    label = read_label(words)
    if label is None:
        return 0
    return _BULLET_RANKS.get(label.printed[:1], 3) if label.kind is LabelKind.BULLET else 1
