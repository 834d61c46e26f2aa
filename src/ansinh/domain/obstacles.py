"""Obstacles (vướng mắc): states, who moves, clocks, ages, and which of them say the same.

`TRANSITIONS` is the whole machine; docs/algorithms/obstacles.md shows it as a table that a test compares with this.
Days are given from outside; how many of them a step gets is counted in working days by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ansinh.domain.vietnamese import search_key


class ObstacleKind(StrEnum):
    """What is lacking."""

    MONEY = "money"
    MECHANISM = "mechanism"
    PEOPLE = "people"
    FIGURES = "figures"
    COOPERATION = "cooperation"
    OTHER = "other"


class ObstacleState(StrEnum):
    RAISED = "raised"
    RETURNED = "returned"
    ROUTED = "routed"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class HandlingLevel(StrEnum):
    """Who can decide, from below to above."""

    UNIT = "unit"
    DEPARTMENT = "department"
    PROVINCE = "province"
    CENTRAL = "central"


class Party(StrEnum):
    """Who moves."""

    RAISER = "raiser"  # the agency that met the obstacle
    COORDINATOR = "coordinator"  # the agency that follows the plan
    HOLDER = "holder"  # to whom it is routed


class Verb(StrEnum):
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    ROUTE = "route"
    HAND_BACK = "hand_back"
    ESCALATE = "escalate"
    ANSWER = "answer"
    CONFIRM = "confirm"
    REOPEN = "reopen"


class AnswerKind(StrEnum):
    DECISION = "decision"
    MONEY = "money"
    GUIDANCE = "guidance"
    REFUSAL = "refusal"


KIND_LABELS: Mapping[ObstacleKind, str] = {
    ObstacleKind.MONEY: "Kinh phí",
    ObstacleKind.MECHANISM: "Cơ chế, chính sách",
    ObstacleKind.PEOPLE: "Nhân lực",
    ObstacleKind.FIGURES: "Số liệu",
    ObstacleKind.COOPERATION: "Phối hợp",
    ObstacleKind.OTHER: "Khác",
}
STATE_LABELS: Mapping[ObstacleState, str] = {
    ObstacleState.RAISED: "Chờ điều phối",
    ObstacleState.RETURNED: "Trả lại để bổ sung",
    ObstacleState.ROUTED: "Đang xử lý",
    ObstacleState.ANSWERED: "Đã trả lời, chờ xác nhận",
    ObstacleState.RESOLVED: "Đã tháo gỡ",
    ObstacleState.CLOSED: "Không được chấp thuận, đã khép lại",
    ObstacleState.WITHDRAWN: "Đã rút",
}
LEVEL_LABELS: Mapping[HandlingLevel, str] = {
    HandlingLevel.UNIT: "Đơn vị, địa phương",
    HandlingLevel.DEPARTMENT: "Sở, ban, ngành",
    HandlingLevel.PROVINCE: "UBND tỉnh",
    HandlingLevel.CENTRAL: "Trung ương",
}
ANSWER_LABELS: Mapping[AnswerKind, str] = {
    AnswerKind.DECISION: "Quyết định, văn bản",
    AnswerKind.MONEY: "Bố trí kinh phí",
    AnswerKind.GUIDANCE: "Hướng dẫn",
    AnswerKind.REFUSAL: "Không chấp thuận",
}
PARTY_LABELS: Mapping[Party, str] = {
    Party.RAISER: "Đơn vị nêu",
    Party.COORDINATOR: "Cơ quan điều phối",
    Party.HOLDER: "Cơ quan xử lý",
}
#: What is done to one member of a group is done to those in the same hands.
REACHES_THE_GROUP = frozenset({Verb.ROUTE, Verb.HAND_BACK, Verb.ESCALATE, Verb.ANSWER})
VERB_LABELS: Mapping[Verb, str] = {
    Verb.SEND_BACK: "Trả lại để bổ sung",
    Verb.RESUBMIT: "Bổ sung và gửi lại",
    Verb.WITHDRAW: "Rút vướng mắc",
    Verb.ROUTE: "Chuyển xử lý",
    Verb.HAND_BACK: "Trả lại cơ quan điều phối",
    Verb.ESCALATE: "Chuyển cấp trên",
    Verb.ANSWER: "Trả lời",
    Verb.CONFIRM: "Xác nhận",
    Verb.REOPEN: "Mở lại",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """``by`` may do it; ``to`` is empty where the answer decides (`outcome`)."""

    by: tuple[Party, ...]
    to: ObstacleState | None


_RAISER, _COORDINATOR, _HOLDER = (Party.RAISER,), (Party.COORDINATOR,), (Party.HOLDER, Party.COORDINATOR)

#: (state, verb) → who may and what comes of it. What is not here cannot be done. The coordinating agency records what
#: a holder without people in the system has decided.
TRANSITIONS: Mapping[tuple[ObstacleState, Verb], Transition] = {
    (ObstacleState.RAISED, Verb.SEND_BACK): Transition(_COORDINATOR, ObstacleState.RETURNED),
    (ObstacleState.RAISED, Verb.ROUTE): Transition(_COORDINATOR, ObstacleState.ROUTED),
    (ObstacleState.RAISED, Verb.ANSWER): Transition(_COORDINATOR, ObstacleState.ANSWERED),
    (ObstacleState.RAISED, Verb.WITHDRAW): Transition(_RAISER, ObstacleState.WITHDRAWN),
    (ObstacleState.RETURNED, Verb.RESUBMIT): Transition(_RAISER, ObstacleState.RAISED),
    (ObstacleState.RETURNED, Verb.WITHDRAW): Transition(_RAISER, ObstacleState.WITHDRAWN),
    (ObstacleState.ROUTED, Verb.ANSWER): Transition(_HOLDER, ObstacleState.ANSWERED),
    (ObstacleState.ROUTED, Verb.HAND_BACK): Transition(_HOLDER, ObstacleState.RAISED),
    (ObstacleState.ROUTED, Verb.ESCALATE): Transition(_HOLDER, ObstacleState.ROUTED),
    (ObstacleState.ANSWERED, Verb.CONFIRM): Transition(_RAISER, None),
    (ObstacleState.ANSWERED, Verb.REOPEN): Transition(_RAISER, ObstacleState.RAISED),
}

#: Whose move it is in each open state; the other states are the end.
MOVERS: Mapping[ObstacleState, Party] = {
    ObstacleState.RAISED: Party.COORDINATOR,
    ObstacleState.RETURNED: Party.RAISER,
    ObstacleState.ROUTED: Party.HOLDER,
    ObstacleState.ANSWERED: Party.RAISER,
}
OPEN_STATES: tuple[ObstacleState, ...] = tuple(MOVERS)
CLOSED_STATES: tuple[ObstacleState, ...] = tuple(state for state in ObstacleState if state not in MOVERS)

#: Working days from being routed to the last day on time. Customs of the house, not of a law.
LEVEL_DAYS: Mapping[HandlingLevel, int] = {
    HandlingLevel.UNIT: 5,
    HandlingLevel.DEPARTMENT: 10,
    HandlingLevel.PROVINCE: 15,
    HandlingLevel.CENTRAL: 30,
}
#: Working days of the states in which it is not with a level.
STATE_DAYS: Mapping[ObstacleState, int] = {
    ObstacleState.RAISED: 3,
    ObstacleState.RETURNED: 5,
    ObstacleState.ANSWERED: 5,
}


def transition(state: ObstacleState, verb: Verb) -> Transition | None:
    """What ``verb`` does in ``state``; None where it cannot be done."""
    return TRANSITIONS.get((state, verb))


def verbs_of(state: ObstacleState, parties: Iterable[Party]) -> tuple[Verb, ...]:
    """What somebody who stands for ``parties`` may do, in the order of the table."""
    mine = set(parties)
    return tuple(verb for (at, verb), move in TRANSITIONS.items() if at == state and mine & set(move.by))


def outcome(answer: AnswerKind) -> ObstacleState:
    """How an obstacle ends when its raiser confirms the answer: a refusal removes no obstacle."""
    return ObstacleState.CLOSED if answer == AnswerKind.REFUSAL else ObstacleState.RESOLVED


def mover(state: ObstacleState) -> Party | None:
    """Exactly one while it is open, nobody afterwards."""
    return MOVERS.get(state)


def days_of(state: ObstacleState, level: HandlingLevel | None) -> int | None:
    """Working days that the mover has; None when nobody has to move.

    Raises ValueError for a routed obstacle without a level.
    """
    if state == ObstacleState.ROUTED:
        if level is None:
            raise ValueError("a routed obstacle is at a level")
        return LEVEL_DAYS[level]
    return STATE_DAYS.get(state)


def next_level(level: HandlingLevel) -> HandlingLevel | None:
    """The level above; None above the centre."""
    order = list(HandlingLevel)
    place = order.index(level) + 1
    return order[place] if place < len(order) else None


def levels_above(level: HandlingLevel) -> tuple[HandlingLevel, ...]:
    order = list(HandlingLevel)
    return tuple(order[order.index(level) + 1 :])


#: Days after the due day before it goes up by itself: time for the coordinating agency to follow up first.
GRACE_DAYS = 5
#: From where it goes up by itself; UBND tỉnh decides whether to write to the centre.
RISES_FROM: tuple[HandlingLevel, ...] = (HandlingLevel.UNIT, HandlingLevel.DEPARTMENT)


# Age ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Days since it was raised, both ends included; ``most`` None: no upper end."""

    key: str
    label: str
    least: int
    most: int | None

    def holds(self, days: int) -> bool:
        return days >= self.least and (self.most is None or days <= self.most)


AGE_BANDS: tuple[AgeBand, ...] = (
    AgeBand("0-7", "đến 7 ngày", 0, 7),
    AgeBand("8-30", "8 – 30 ngày", 8, 30),
    AgeBand("31-90", "31 – 90 ngày", 31, 90),
    AgeBand("91", "trên 90 ngày", 91, None),
)


def age_band(days: int) -> AgeBand:
    """The one band that holds an age; one raised after the day of looking counts as new."""
    return next(band for band in AGE_BANDS if band.holds(max(days, 0)))


# The same said by many --------------------------------------------------------------------------------------------

#: Words that say nothing about what is lacking.
_SMALL_WORDS = (
    "chua co va cho cac cua de duoc khong la trong tren tai theo voi nhung o ve do tu den cung con phai bi mot so "
    "huyen thi xa thanh pho phuong tinh dia ban dia phuong don vi"
)
_EMPTY_WORDS = frozenset(_SMALL_WORDS.split())
#: Share of words in common (of all words of both) from which two obstacles are proposed as one.
SIMILAR_FROM = 0.4


@dataclass(frozen=True, slots=True)
class Said:
    """One obstacle as the comparison needs it; ``promises`` are keys."""

    pk: int
    text: str
    kind: str
    promises: frozenset[int]


def words_of(text: str) -> frozenset[str]:
    """Words that carry meaning, without marks."""
    return frozenset(word for word in search_key(text).split() if word not in _EMPTY_WORDS and not word.isdecimal())


def likeness(one: str, other: str) -> float:
    """Words in common over words of both, 0 – 1 (Jaccard's measure); 0 when one says nothing."""
    mine, theirs = words_of(one), words_of(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def are_alike(one: Said, other: Said) -> bool:
    """Same kind, a promise in common, and enough of the same words."""
    return (
        one.kind == other.kind
        and not one.promises.isdisjoint(other.promises)
        and likeness(one.text, other.text) >= SIMILAR_FROM
    )


def alike(said: Sequence[Said]) -> tuple[tuple[int, ...], ...]:
    """Sets of two or more that say the same, each reached from one of its members by likeness.

    Largest first, keys ascending; no obstacle is in two sets. The order of ``said`` does not matter.
    """
    rest = sorted(said, key=lambda one: one.pk)
    found: list[tuple[int, ...]] = []
    while rest:
        together, rest = [rest[0]], rest[1:]
        for member in together:
            near = [one for one in rest if are_alike(member, one)]
            together += near
            rest = [one for one in rest if one not in near]
        if len(together) > 1:
            found.append(tuple(sorted(one.pk for one in together)))
    return tuple(sorted(found, key=lambda keys: (-len(keys), keys)))
