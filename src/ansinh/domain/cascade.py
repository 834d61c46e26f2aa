"""Units' own plans under a parent plan: who stands where, which promise is which, whether the numbers add up.

The rules and their worked tables: docs/algorithms/cascade.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ansinh.domain.indicators import PlaceRule
from ansinh.domain.promise_matching import likeness
from ansinh.domain.readings import Comparison
from ansinh.domain.vietnamese import search_key

#: Words that agree this much are the same promise, if the next candidate is clearly behind.
_SURE, _CLEARLY = 0.8, 0.1
#: Below this nothing is proposed.
_LEAST = 0.5
#: "Khoảng 1.000" is met from this share of the number (design rule 5).
_ABOUT = Decimal("0.95")


# Who stands where --------------------------------------------------------------------------------------------------


class UnitState(StrEnum):
    """How far a unit is with its own plan."""

    NONE = "none"
    DRAFTED = "drafted"  # it had a draft made here
    ON_DESK = "on_desk"  # its signed plan lies on the reading desk
    UNLINKED = "unlinked"  # published, but nothing in it is linked to the parent
    ISSUED = "issued"


def unit_state(*, drafted: bool, on_desk: bool, issued: bool, linked: bool) -> UnitState:
    if issued:
        return UnitState.ISSUED if linked else UnitState.UNLINKED
    if on_desk:
        return UnitState.ON_DESK
    return UnitState.DRAFTED if drafted else UnitState.NONE


class CellState(StrEnum):
    """How a unit stands to one promise of the parent."""

    CARRIED = "carried"
    MISSING = "missing"
    NOT_EXPECTED = "not_expected"


def cell_state(*, expected: bool, carried: bool) -> CellState:
    """What is carried out without being asked for is carried out all the same."""
    if carried:
        return CellState.CARRIED
    return CellState.MISSING if expected else CellState.NOT_EXPECTED


#: Rules under which the figure of the whole is made of the figures of places.
MADE_OF_PLACES = frozenset({PlaceRule.SUM, PlaceRule.RATIO_OF_SUMS})


# Marks -------------------------------------------------------------------------------------------------------------

_CODE = r"[A-Za-zĐđ0-9]+(?:\.[A-Za-zĐđ0-9]+)*"
_MARK = re.compile(
    rf"\bmục\s+(?P<codes>{_CODE}(?:\s*(?:[,;]|và)\s*{_CODE})*)\s*,?\s*(?:của\s+)?Kế\s+hoạch\s+(?:số\s+)?(?P<number>\S+?)[).,;]*(?=\s|$)",
    re.IGNORECASE,
)
_BETWEEN_CODES = re.compile(r"\s*(?:[,;]|\bvà\b)\s*")


def write_mark(code: str, number: str) -> str:
    """The words by which an item of a unit's plan names the promise that it carries out."""
    return f"(thực hiện mục {code} Kế hoạch số {number})"


def marked_codes(text: str, start: int | None, end: int | None, number: str) -> tuple[str, ...]:
    """Codes of the plan ``number`` in the first mark from the item's own words to the end of their paragraph.

    ``start`` and ``end`` are the item's words in ``text``; without them there is no place to look at.
    """
    if start is None or end is None:
        return ()
    line_end = text.find("\n", end)
    stretch = text[start : line_end if line_end >= 0 else len(text)]
    wanted = search_key(number)
    for mark in _MARK.finditer(stretch):
        if search_key(mark["number"]) == wanted:
            return tuple(dict.fromkeys(_BETWEEN_CODES.split(mark["codes"])))
    return ()


# Which promise is which ------------------------------------------------------------------------------------------------


class LinkGround(StrEnum):
    """What a link rests on."""

    MARK = "mark"
    WORDS = "words"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Item:
    """A target or task of either plan. ``marks`` are the parent codes that a unit's item names."""

    key: int
    kind: str  # target, task
    code: str
    name: str
    text: str = ""
    due_year: int | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """That the item ``child`` carries out ``parent``. ``likeness`` is the share of common words, 1 for a mark."""

    child: int
    parent: int
    ground: LinkGround
    likeness: float
    is_sure: bool


def propose_links(children: Iterable[Item], parents: Sequence[Item]) -> dict[int, Proposal]:
    """For each child that resembles a promise of the parent plan, the best proposal; by the child's key."""
    by_code: dict[str, list[Item]] = defaultdict(list)
    for parent in parents:
        by_code[search_key(parent.code)].append(parent)
    found = (_by_mark(child, by_code) or _by_words(child, parents) for child in children)
    return {proposal.child: proposal for proposal in found if proposal is not None}


def _by_mark(child: Item, by_code: Mapping[str, Sequence[Item]]) -> Proposal | None:
    """Of several promises marked, one of the same kind and the likest name."""
    named = [parent for code in child.marks for parent in by_code.get(search_key(code), ())]
    if not named:
        return None
    best = max(named, key=lambda parent: (parent.kind == child.kind, _alike(child, parent)))
    return Proposal(child.key, best.key, LinkGround.MARK, 1.0, is_sure=True)


def _by_words(child: Item, parents: Sequence[Item]) -> Proposal | None:
    wanted = [p for p in parents if p.kind == child.kind and _may_be_due(child, p)]
    scored = sorted(((_alike(child, parent), -at) for at, parent in enumerate(wanted)), reverse=True)
    if not scored or scored[0][0] < _LEAST:
        return None
    best, at = scored[0]
    behind = scored[1][0] if len(scored) > 1 else 0.0
    is_sure = best >= _SURE and best - behind >= _CLEARLY
    return Proposal(child.key, wanted[-at].key, LinkGround.WORDS, best, is_sure)


def _may_be_due(child: Item, parent: Item) -> bool:
    return child.due_year is None or parent.due_year is None or child.due_year == parent.due_year


def _alike(one: Item, other: Item) -> float:
    names = likeness(one.name, other.name)
    return max(names, likeness(one.text, other.text)) if one.text and other.text else names


# Do the numbers add up ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParentNumber:
    """What the parent plan promises. ``value`` is ``None`` for a promise without a number."""

    comparison: Comparison | None
    value: Decimal | None
    unit: str = ""
    due_year: int | None = None


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """What a unit's plan promises of it; ``value`` is ``None`` for a range or a promise without a number."""

    holder: int
    value: Decimal | None
    unit: str = ""
    due_year: int | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def has_parts(self) -> bool:
        return self.numerator is not None and bool(self.denominator)


class Verdict(StrEnum):
    NO_NUMBER = "no_number"  # the parent promises no number
    NOTHING = "nothing"  # no unit has given a number
    LISTED = "listed"  # the numbers cannot be added, they are listed
    INCOMPLETE = "incomplete"  # an expected unit is missing from the sum
    SHORT = "short"
    REACHES = "reaches"


class LeftOut(StrEnum):
    """Why a number does not enter the sum."""

    NO_VALUE = "no_value"
    OTHER_UNIT = "other_unit"
    LATER = "later"
    NO_PARTS = "no_parts"
    UNASKED = "unasked"  # of a body that is no part of the whole


@dataclass(frozen=True, slots=True)
class AddedUp:
    """The numbers of the units beside that of the parent. ``counted`` and ``missing`` make up those expected.

    ``gap`` is the parent's number less the total. ``least`` and ``most`` are over every value that can be compared.
    """

    verdict: Verdict
    total: Decimal | None
    gap: Decimal | None
    counted: frozenset[int]
    missing: frozenset[int]
    left_out: tuple[tuple[OwnNumber, LeftOut], ...]
    least: Decimal | None
    most: Decimal | None


def add_up(
    goal: ParentNumber,
    rule: PlaceRule | None,
    expected: Collection[int],
    numbers: Iterable[OwnNumber],
    *,
    scale: Decimal = Decimal(100),
) -> AddedUp:
    """Add the units' own numbers by the rule of the indicator. ``expected`` are the parts that make the whole."""
    told = [(number, _left_out(number, goal, rule, expected)) for number in numbers]
    counted = [number for number, why in told if why is None] if goal.value is not None else []
    listed = [_own_value(number, scale) for number, why in told if why in (None, LeftOut.NO_PARTS)]
    values = [value for value in listed if value is not None]
    holders = frozenset(number.holder for number in counted) if rule in MADE_OF_PLACES else frozenset()
    total = _total(counted, rule, scale)
    return AddedUp(
        verdict=_verdict(goal, total, bool(values), frozenset(expected) - holders),
        total=total,
        gap=None if total is None or goal.value is None else goal.value - total,
        counted=holders,
        missing=frozenset(expected) - holders,
        left_out=tuple((number, why) for number, why in told if why is not None),
        least=min(values, default=None),
        most=max(values, default=None),
    )


def _own_value(number: OwnNumber, scale: Decimal) -> Decimal | None:
    """What one unit names by itself: its number, or the rate that its parts make."""
    if number.value is None and number.numerator is not None and number.denominator:
        return scale * number.numerator / number.denominator
    return number.value


def _left_out(
    number: OwnNumber, goal: ParentNumber, rule: PlaceRule | None, expected: Collection[int]
) -> LeftOut | None:
    if number.holder not in expected:
        return LeftOut.UNASKED
    if number.value is None and not number.has_parts:
        return LeftOut.NO_VALUE
    if goal.unit and number.unit and search_key(number.unit) != search_key(goal.unit):
        return LeftOut.OTHER_UNIT
    if goal.due_year and number.due_year and number.due_year > goal.due_year:
        return LeftOut.LATER
    if rule is PlaceRule.RATIO_OF_SUMS and not number.has_parts:
        return LeftOut.NO_PARTS
    return None


def _total(counted: Sequence[OwnNumber], rule: PlaceRule | None, scale: Decimal) -> Decimal | None:
    if not counted:
        return None
    if rule is PlaceRule.SUM:
        return sum((n.value if n.value is not None else n.numerator or Decimal(0) for n in counted), Decimal(0))
    if rule is PlaceRule.RATIO_OF_SUMS:
        numerators = sum((n.numerator or Decimal(0) for n in counted), Decimal(0))
        return scale * numerators / sum((n.denominator or Decimal(0) for n in counted), Decimal(0))
    return None


def _verdict(goal: ParentNumber, total: Decimal | None, has_values: bool, missing: frozenset[int]) -> Verdict:
    if goal.value is None:
        return Verdict.NO_NUMBER
    if total is None:
        return Verdict.LISTED if has_values else Verdict.NOTHING
    if missing:
        return Verdict.INCOMPLETE
    return Verdict.REACHES if _meets(goal.comparison, goal.value, total) else Verdict.SHORT


def _meets(comparison: Comparison | None, value: Decimal, total: Decimal) -> bool:
    match comparison:
        case Comparison.MORE_THAN:
            return total > value
        case Comparison.LESS_THAN:
            return total < value
        case Comparison.AT_MOST:
            return total <= value
        case Comparison.ABOUT:
            return total >= _ABOUT * value
        case _:
            return total >= value


# Names -----------------------------------------------------------------------------------------------------------------

_COMMITTEE = re.compile(r"^(?:UBND|Ủy ban nhân dân)\s+(?P<kind>huyện|thị xã|thành phố|xã|phường|thị trấn)\s+", re.I)
_KINDS = {"thị xã": "TX ", "thành phố": "TP ", "thị trấn": "TT "}


def column_name(name: str) -> str:
    """A name that fits the head of a narrow column.

    >>> column_name("UBND thị xã Đức Phổ")
    'TX Đức Phổ'
    """
    found = _COMMITTEE.match(name)
    return f"{_KINDS.get(found['kind'].lower(), '')}{name[found.end() :]}" if found else name
