"""Acts that a plan promises to issue: the stages of each kind, and finding such acts in the plan's words.

The stages follow the laws on the promulgation of legal documents (`legal_basis`). docs/algorithms/policy-stages.md holds
the tables and the worked cases that tests compare with this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ansinh.domain.vietnamese import nfc, search_key, squeeze


class ActKind(StrEnum):
    """Who issues it."""

    RESOLUTION = "resolution"
    DECISION = "decision"


class PolicyStep(StrEnum):
    """A stage on the way of an act, in order."""

    PROPOSE = "propose"
    DRAFT = "draft"
    CONSULT = "consult"
    APPRAISE = "appraise"
    COMMITTEE = "committee"
    COUNCIL = "council"
    ISSUE = "issue"


class PipelineState(StrEnum):
    FOUND = "found"
    ACTIVE = "active"
    ISSUED = "issued"
    DROPPED = "dropped"
    REJECTED = "rejected"


ACT_LABELS: Mapping[ActKind, str] = {
    ActKind.RESOLUTION: "Nghị quyết của HĐND tỉnh",
    ActKind.DECISION: "Quyết định của UBND tỉnh",
}
STAGE_LABELS: Mapping[PolicyStep, str] = {
    PolicyStep.PROPOSE: "Đề xuất",
    PolicyStep.DRAFT: "Dự thảo",
    PolicyStep.CONSULT: "Lấy ý kiến",
    PolicyStep.APPRAISE: "Thẩm định",
    PolicyStep.COMMITTEE: "Trình UBND",
    PolicyStep.COUNCIL: "Trình HĐND",
    PolicyStep.ISSUE: "Ban hành",
}
STATE_LABELS: Mapping[PipelineState, str] = {
    PipelineState.FOUND: "Gợi ý, chờ xác nhận",
    PipelineState.ACTIVE: "Đang xây dựng",
    PipelineState.ISSUED: "Đã ban hành",
    PipelineState.DROPPED: "Không ban hành nữa",
    PipelineState.REJECTED: "Không phải chính sách",
}

#: The stages of each kind. A decision of the committee does not go before the council.
STAGES: Mapping[ActKind, tuple[PolicyStep, ...]] = {
    ActKind.RESOLUTION: tuple(PolicyStep),
    ActKind.DECISION: tuple(stage for stage in PolicyStep if stage != PolicyStep.COUNCIL),
}

#: From this day the law of 2025 is in force.
_LAW_OF_2025 = date(2025, 4, 1)


def legal_basis(kind: ActKind, day: date) -> str:
    """The law by which an act of this kind is made on ``day``."""
    if day >= _LAW_OF_2025:
        return "Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15"
    articles = "Điều 111 – 126" if kind == ActKind.RESOLUTION else "Điều 127 – 132"
    return f"Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13 (sửa đổi bởi Luật số 63/2020/QH14), {articles}"


# Where an act stands -----------------------------------------------------------------------------------------------

#: Days without a step after which an act stands still, whatever its planned days.
IDLE_DAYS = 60


@dataclass(frozen=True, slots=True)
class StageDates:
    """One stage of one act."""

    stage: PolicyStep
    planned_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an act stands on a day. ``late`` and ``idle`` are days, 0 when they are not to be complained of."""

    current: PolicyStep | None
    done: int
    count: int
    late: int
    idle: int

    @property
    def is_stalled(self) -> bool:
        return self.late > 0 or self.idle > 0


def progress(stages: Sequence[StageDates], moved_on: date, day: date) -> Progress:
    """From the stages in order; ``moved_on`` is the day of the last step. The first stage not done is the current one."""
    current = next((stage for stage in stages if stage.done_on is None), None)
    done = sum(stage.done_on is not None for stage in stages)
    if current is None:
        return Progress(None, done, len(stages), 0, 0)
    late = max(0, (day - current.planned_on).days) if current.planned_on else 0
    quiet = (day - moved_on).days
    return Progress(current.stage, done, len(stages), late, quiet if quiet > IDLE_DAYS else 0)


def earlier_stages(kind: ActKind, current: PolicyStep) -> tuple[PolicyStep, ...]:
    """To which an act can be given back."""
    stages = STAGES[kind]
    return stages[: stages.index(current)]


def next_stage(kind: ActKind, current: PolicyStep) -> PolicyStep | None:
    """The stage after; None after the last."""
    stages = STAGES[kind]
    place = stages.index(current) + 1
    return stages[place] if place < len(stages) else None


def stages_of(kind: ActKind, dates: Mapping[PolicyStep, StageDates]) -> tuple[StageDates, ...]:
    """All stages of a kind in order, those that are not known yet empty."""
    return tuple(dates.get(stage, StageDates(stage)) for stage in STAGES[kind])


def planned_problems(stages: Sequence[StageDates]) -> tuple[str, ...]:
    """Planned days that go backwards, in words."""
    problems = []
    before: StageDates | None = None
    for stage in stages:
        if stage.planned_on is None:
            continue
        if before and before.planned_on and stage.planned_on < before.planned_on:
            problems.append(
                f"Bước «{STAGE_LABELS[stage.stage]}» dự kiến xong trước bước «{STAGE_LABELS[before.stage]}». "
                "Sửa lại cho ngày sau không sớm hơn ngày trước."
            )
        before = stage
    return tuple(problems)


def spread(kind: ActKind, begins: date, ends: date) -> tuple[StageDates, ...]:
    """Planned days spread evenly to the last one: a proposal for the officer to change."""
    stages = STAGES[kind]
    days = max(0, (ends - begins).days)
    return tuple(
        StageDates(stage, begins + timedelta(days=days * place // len(stages))) for place, stage in enumerate(stages, 1)
    )


# Finding acts in the words of a plan -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundAct:
    """An act that a text promises: the clause as it stands (``quote`` = text[start:end]), and what to call it."""

    name: str
    kind: ActKind
    quote: str
    start: int
    end: int


#: A clause ends at a full stop or semicolon before a space, or at the end of a line.
_CLAUSE = re.compile(r"[^.;\n]+(?:[.;](?=\S)[^.;\n]*)*")
#: What an act is called.
_POLICY = r"(?:(?:các\s+)?cơ chế,?\s+)?chính sách"
_ACT = rf"(?:{_POLICY}|quy chế|nghị quyết|quy định(?:\s+mức)?)"
#: "trình HĐND tỉnh ban hành chính sách …", "ban hành cơ chế chính sách …", "xây dựng chính sách …", "đề xuất chính sách …"
_MAKE = re.compile(
    rf"(?:trình\s+(?:HĐND|Hội đồng nhân dân|UBND|Ủy ban nhân dân)(?:\s+tỉnh)?\s+)?"
    rf"(?:tham mưu\s+)?(?:ban hành|xây dựng|đề xuất)\s+(?P<act>{_ACT}\b.*)",
    re.IGNORECASE | re.DOTALL,
)
#: "Có chính sách hỗ trợ …" at the beginning of a clause.
_HAVE = re.compile(rf"\s*có\s+(?P<act>{_POLICY}\b.*)", re.IGNORECASE | re.DOTALL)
#: "Mở rộng các nhóm đối tượng … ngoài quy định của Trung ương": more than the centre gives needs a resolution.
_WIDEN = re.compile(r"\s*(?P<act>mở rộng\s.*\bngoài quy định của Trung ương\b.*)", re.IGNORECASE | re.DOTALL)
#: Policies of others, or all of them at once: carried out, not made here.
_NOT_HERE = re.compile(r"chính sách quốc gia|chính sách,?\s+pháp luật|khung chính sách", re.IGNORECASE)
_CARRIED_OUT = re.compile(r"xây dựng và (?:tổ chức\s+)?thực hiện", re.IGNORECASE)
#: Where the name of an act ends: what follows says why or on what condition.
_REST = re.compile(
    r",?\s+(?:để|nhằm|khi tỉnh|tạo điều kiện|phù hợp với|theo thẩm quyền|trên cơ sở|đặc biệt là|nhất là|trong công tác)"
    r"\b.*",
    re.DOTALL,
)
#: A name of fewer words says too little: then its purpose belongs to it.
_SHORTEST_NAME = 5
_LONGEST_NAME = 200


def find_acts(text: str) -> tuple[FoundAct, ...]:
    """Acts that a passage promises to issue, in its order. Deterministic; an officer accepts or rejects each."""
    found = []
    for clause in _CLAUSE.finditer(nfc(text)):
        words = clause.group()
        if _NOT_HERE.search(words) or _CARRIED_OUT.search(words):
            continue
        match = _WIDEN.match(words) or _HAVE.match(words) or _MAKE.search(words)
        if match:
            quote = words.strip()
            start = clause.start() + words.index(quote)
            name = _name_of(match["act"])
            found.append(FoundAct(name, _kind_of(words, match["act"]), quote, start, start + len(quote)))
    return tuple(found)


def _name_of(act: str) -> str:
    """ "Chính sách hỗ trợ thêm tiền đóng bảo hiểm xã hội tự nguyện …": up to its purpose or condition, at a whole word."""
    short = squeeze(_REST.sub("", act))
    name = short if len(short.split()) >= _SHORTEST_NAME else squeeze(act)
    if len(name) > _LONGEST_NAME:
        name = name[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"
    return name[:1].upper() + name[1:]


def _kind_of(clause: str, act: str) -> ActKind:
    """Money out of the budget is the council's to promise; working rules between agencies are the committee's."""
    key = search_key(clause)
    if "hdnd" in key or "hoi dong nhan dan" in key:
        return ActKind.RESOLUTION
    return ActKind.DECISION if search_key(act).startswith(("quy che", "quy dinh")) else ActKind.RESOLUTION


#: Share of words in common from which two found acts are one (a target and a task may promise the same).
_SAME_FROM = 0.6


def is_same_act(one: str, other: str) -> bool:
    """Whether two names mean one act: most words in common."""
    mine, theirs = set(search_key(one).split()), set(search_key(other).split())
    return bool(mine and theirs) and len(mine & theirs) / len(mine | theirs) >= _SAME_FROM
