"""What is handed to the plans room when a plan is published or amended: promises with wordings and holders.

Organisations and groups are meant by their keys in the register.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from ansinh.domain.readings import Comparison, DueRule, Frequency, ObligationKind, Timeframe

#: Grounds on which a holder is accountable, when no officer chose it.
GROUND_WHOLE_PLAN = "cơ quan theo dõi chung kế hoạch"
GROUND_FIRST_NAMED = "cơ quan chủ trì được nêu đầu tiên, chưa ai chọn"
GROUND_ONLY_LEAD = "cơ quan chủ trì duy nhất"
GROUND_CHOSEN = "cán bộ tổng hợp chọn"


@dataclass(frozen=True, slots=True)
class Source:
    """Where in which document the words stand. ``start``/``end`` are ``None`` for what was added by hand."""

    quote: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """``comparison`` is ``None`` for a promise without a number."""

    name: str
    comparison: Comparison | None = None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    denominator: Decimal | None = None
    unit: str = ""
    due_year: int | None = None
    population: str = ""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    name: str
    text: str
    timeframe: Timeframe
    product: str = ""


@dataclass(frozen=True, slots=True)
class ObligationDraft:
    kind: ObligationKind
    what: str
    to: str = ""
    via: str = ""
    due: DueRule | None = None
    frequency: Frequency | None = None


@dataclass(frozen=True, slots=True)
class HolderDraft:
    """One holder. Lead and supporting holders may be groups; the accountable one is an organisation.

    ``ground`` says why (the words of the document, or whose choice it was).
    """

    role: Literal["accountable", "lead", "supporting"]
    organisation_id: int | None = None
    group_id: int | None = None
    raw: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """A promise as it will stand in the plan. ``section`` is the code of its heading in the outline."""

    code: str
    section: str
    content: TargetDraft | TaskDraft | ObligationDraft
    source: Source
    holders: tuple[HolderDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionDraft:
    code: str
    label: str
    heading: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    number: str
    kind: str
    title: str
    issuer_id: int
    coordinating_agency_id: int
    issued_on: date
    sections: tuple[SectionDraft, ...]
    promises: tuple[PromiseDraft, ...]
    #: The plan that it carries out at a lower level.
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """One change of an amendment. ``promise_id`` is the live promise (``None`` to add); ``draft`` its new state."""

    kind: Literal["add", "change", "drop"]
    promise_id: int | None
    draft: PromiseDraft | None
    source: Source = field(default_factory=lambda: Source("", None, None))
