"""What a signed document says, in the shape of `plan-reading/1`.

A reading never invents: what the document does not say is ``None``, and what was unclear is in
``problems``. Offsets count Unicode characters in the document's text; each quote equals that text between
its offsets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Comparison(StrEnum):
    """How a measured value is held against the number in the sentence."""

    AT_LEAST = ">="  # ít nhất, tối thiểu, trở lên, không dưới, đạt, bare percentages that should rise
    MORE_THAN = ">"  # trên, hơn, vượt
    AT_MOST = "<="  # không quá, tối đa, trở xuống, giảm còn
    LESS_THAN = "<"  # dưới, thấp hơn
    EQUAL = "="  # 100%, counts that are a fixed programme
    ABOUT = "~"  # khoảng
    RANGE = "range"  # 35-40%
    MAINTAIN = "maintain"  # duy trì 13/13


class TimeframeKind(StrEnum):
    OPEN = "open"  # Năm 2024 và các năm tiếp theo
    RECURRING = "recurring"  # Thường xuyên, Hằng năm
    YEAR = "year"
    YEARS = "years"
    DATE = "date"
    NONE = "none"


class ObligationKind(StrEnum):
    PLAN = "plan"
    BUDGET = "budget"
    REPORT = "report"
    MONITOR = "monitor"
    ESCALATE = "escalate"
    OTHER = "other"


class Frequency(StrEnum):
    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"
    CONTINUOUS = "continuous"
    ON_EVENT = "on-event"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the document and where they stand: ``text == paper.text[start:end]``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LegalBasis:
    number: str | None
    issued_on: date | None
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Signer:
    name: str | None
    position: str | None
    authority: str | None  # the TM., KT., TL., TUQ., Q. line as printed


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: date | None = None
    title: str | None = None
    signer: Signer | None = None
    legal_bases: tuple[LegalBasis, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetReading:
    """One quantity that the document promises. ``confidence`` is between 0 and 1."""

    section: str
    name: str
    operator: Comparison
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    due_year: int | None
    population: str | None
    quote: Quote
    confidence: float
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class GoalReading:
    """A promise without a number."""

    section: str
    text: str
    due_year: int | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Timeframe:
    raw: str | None
    kind: TimeframeKind
    start_year: int | None = None
    end_year: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class TaskReading:
    code: str
    heading: str | None
    text: str
    lead_agencies: tuple[str, ...]
    supporting_agencies: tuple[str, ...]
    timeframe: Timeframe
    product: str | None
    quote: Quote
    confidence: float


@dataclass(frozen=True, slots=True)
class DueRule:
    """ "trước ngày 30/10" is ``before=True`` with day 30, month 10: 29/10 is the last day on time."""

    raw: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class ObligationReading:
    code: str
    kind: ObligationKind
    who: tuple[str, ...]
    what: str
    to: str | None
    via: str | None
    due: DueRule | None
    frequency: Frequency | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    """What the reader could not settle, in Vietnamese, for the officer at the reading desk."""

    message: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One heading or lettered item of the document's own outline, e.g. code ``III.4.d``.

    ``start``/``end`` span the entry's first line (label and heading); ``text_end`` is where the entry's
    content ends (before the next entry of the same or a higher level).
    """

    code: str
    label: str  # as printed: "III.", "4.", "d)"
    heading: str
    level: int  # 1 for the outermost
    start: int
    end: int
    text_end: int


@dataclass(frozen=True, slots=True)
class PlanReading:
    document: DocumentHeader
    targets: tuple[TargetReading, ...] = ()
    goals: tuple[GoalReading, ...] = ()
    tasks: tuple[TaskReading, ...] = ()
    obligations: tuple[ObligationReading, ...] = ()
    recipients: tuple[str, ...] = ()
    problems: tuple[ReadingProblem, ...] = ()
    outline: tuple[OutlineEntry, ...] = field(default=())  # not part of plan-reading/1; used by the desk
