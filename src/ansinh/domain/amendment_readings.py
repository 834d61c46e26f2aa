"""What an amending document orders: places, new words, words exchanged, from what day.

Plain data. `papers.reading.amendments` makes it from a document, `domain.amendments` holds it against the live plan.
As in `domain.readings`, nothing is invented: what the document does not say is empty, what was unclear is a problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ansinh.domain.readings import Quote, ReadingProblem


class Op(StrEnum):
    CHANGE = "change"  # Sửa đổi, điều chỉnh
    ADD = "add"  # Bổ sung
    DROP = "drop"  # Bãi bỏ
    WORDS = "words"  # Thay thế cụm từ


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """A place of the amended plan: ``III.8.c`` for "điểm c khoản 8 Mục III".

    ``dash`` is the turn of a bullet in that place, from 1 ("gạch đầu dòng thứ hai"); −1 is the last one.
    ``raw`` is the reference as written.
    """

    code: str
    dash: int | None = None
    raw: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.dash is None:
            return self.code
        turn = "cuối" if self.dash < 0 else str(self.dash)
        return f"{self.code}, gạch đầu dòng {turn}" if self.code else f"gạch đầu dòng {turn}"


@dataclass(frozen=True, slots=True)
class AgencyName:
    """An agency as printed. ``role`` is "lead" (for a duty: who must do it) or "supporting"."""

    role: str
    raw: str


@dataclass(frozen=True, slots=True)
class NewPromise:
    """A promise that the new words make, in the values of the reading desk (`domain.desk`).

    ``code`` is the place it gives itself ("III.8.d"); targets have none, the plan numbers them.
    """

    kind: str  # target, goal, task, obligation
    section: str
    code: str
    values: Mapping[str, Any]
    agencies: tuple[AgencyName, ...]
    quote: Quote
    confidence: float


@dataclass(frozen=True, slots=True)
class NewNumber:
    """ "từ trên 95% lên trên 97%": only the values that the words name. ``old`` is empty where they name none."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One order. ``quote`` is its sentence with the new words; which fields are filled depends on ``op``.

    - CHANGE: ``promises`` (new words read as promises), ``values`` and ``agencies`` (single fields of a task), or
      ``number`` (with ``subject``, the target's name).
    - ADD: ``promises``; ``after`` is the place behind which they come.
    - DROP: ``places`` or ``subject``.
    - WORDS: ``old_words``, ``new_words`` (empty to strike them out); no places means everywhere. ``promises`` are what whole
      new sentences make, for when the old ones stand nowhere.
    """

    op: Op
    quote: Quote
    places: tuple[PlanPlace, ...] = ()
    subject: str = ""
    due_year: int | None = None  # named with the subject: "… đến năm 2025"
    after: PlanPlace | None = None
    promises: tuple[NewPromise, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    agencies: tuple[AgencyName, ...] = ()
    joins: bool = False  # ``agencies`` come beside those that stand there
    number: NewNumber | None = None
    old_words: str = ""
    new_words: str = ""


@dataclass(frozen=True, slots=True)
class AmendedDocument:
    """The document that the paper says it amends."""

    number: str
    issued_on: date | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class AmendmentReading:
    amends: AmendedDocument | None
    effective_from: date | None
    effective_words: Quote | None
    instructions: tuple[Instruction, ...]
    problems: tuple[ReadingProblem, ...] = ()
