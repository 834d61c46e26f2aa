"""How figures of units make the figure of the unit above, and of shorter periods that of a longer one.

What is guaranteed, with worked tables: ``docs/algorithms/roll-up.md``. Missing is never zero, a share is never the
mean of shares, and a total that lacks parts says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ansinh.domain.figures import NOT_APPLICABLE_WORDS
from ansinh.domain.indicators import PlaceRule, TimeRule
from ansinh.domain.periods import Period, PeriodKind

_ZERO = Decimal(0)
_STEP = Decimal("0.000001")
#: Names of units without a figure that are listed; the rest is counted.
GAPS_SHOWN = 20
#: Rules that need both parts of a ratio, or the weight of a mean (kept as the denominator).
_OF_PARTS = (PlaceRule.RATIO_OF_SUMS, PlaceRule.WEIGHTED_MEAN)
#: Rules of what happens within a period: a unit that has ended since still had its share of it.
_FLOWS = (TimeRule.SUM, TimeRule.RATIO_OF_SUMS)


@dataclass(frozen=True, slots=True)
class RollUpRules:
    """``scale`` turns numerator/denominator into the value (100 for %)."""

    place: PlaceRule
    time: TimeRule = TimeRule.LAST
    scale: Decimal = Decimal(1)


class Cell(NamedTuple):
    """A figure of one unit and period. "Không phát sinh" is a zero with ``is_nil``; what is missing has no cell;
    "không áp dụng" (the unit cannot have the figure) is a cell without a value.

    A tuple, because a page makes tens of thousands of them.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_nil: bool = False
    #: Made of some of the shorter periods only.
    is_partial: bool = False
    is_not_applicable: bool = False


#: The unit cannot have the figure: nothing is expected of it, and it is no gap.
NOT_APPLICABLE = Cell(None, is_not_applicable=True)


@dataclass(frozen=True, slots=True)
class Belonging:
    """That ``unit`` belongs to ``parent`` from a day (included) to a day (excluded; None = still)."""

    unit: int
    parent: int
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """The units under ``root``. ``expected`` are those that are there on the day; the others ended earlier in the
    period, and nothing is expected of them."""

    root: int
    children: Mapping[int, tuple[int, ...]]
    expected: frozenset[int]

    @classmethod
    def between(cls, root: int, belongings: Iterable[Belonging], since: date, day: date) -> Tree:
        """As it stands on ``day``, with the units that ended after ``since`` under their last parent."""
        last: dict[int, Belonging] = {}
        for belonging in belongings:
            ended = belonging.valid_to is not None and belonging.valid_to <= since
            known = last.get(belonging.unit)
            if belonging.valid_from <= day and not ended and (known is None or known.valid_from < belonging.valid_from):
                last[belonging.unit] = belonging
        children: dict[int, list[int]] = {}
        for belonging in last.values():
            children.setdefault(belonging.parent, []).append(belonging.unit)
        there = {unit for unit, b in last.items() if b.valid_to is None or b.valid_to > day}
        return cls(
            root, {parent: tuple(sorted(units)) for parent, units in children.items()}, frozenset(there | {root})
        )

    @property
    def units(self) -> frozenset[int]:
        """The root and everything under it."""
        return frozenset(unit for _, level in self.by_depth() for unit in level)

    def by_depth(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """(0, root), (1, its children), …; a unit that would come twice comes once."""
        depth, seen = 0, {self.root}
        level: tuple[int, ...] = (self.root,)
        while level:
            yield depth, level
            below = [unit for parent in level for unit in self.children.get(parent, ()) if unit not in seen]
            seen.update(below)
            depth, level = depth + 1, tuple(dict.fromkeys(below))

    def down_to(self, depth: int) -> Tree:
        """Without what lies deeper: a figure that districts give is not expected of communes."""
        kept = {unit for level, units in self.by_depth() if level < depth for unit in units}
        return replace(self, children={unit: below for unit, below in self.children.items() if unit in kept})

    def where_reported(self, units: Iterable[int]) -> Tree:
        """Down to the deepest level at which one of ``units`` stands; the first level when none does."""
        given = set(units)
        depths = [depth for depth, level in self.by_depth() if depth and not given.isdisjoint(level)]
        return self.down_to(max(depths, default=1))


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The figure of a unit. ``gaps`` are the units without a usable figure, ``partial`` those whose figure covers only
    some of the period, ``not_applicable`` those that cannot have one (they are neither expected nor gaps); ``is_own``:
    measured for that very unit, nothing was added."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    present: int = 0
    expected: int = 0
    gaps: tuple[int, ...] = ()
    partial: tuple[int, ...] = ()
    is_own: bool = False
    not_applicable: tuple[int, ...] = ()

    @property
    def is_not_applicable(self) -> bool:
        """Nothing was expected of anybody here."""
        return bool(self.not_applicable) and not self.expected

    @property
    def is_complete(self) -> bool:
        return not self.gaps and not self.partial


def reported_words(made: RolledUp) -> str:
    """How much of it is there: "17/18 đơn vị, 1 không áp dụng", "đo trực tiếp"."""
    if made.is_not_applicable:
        return NOT_APPLICABLE_WORDS
    if made.is_own:
        return "đo trực tiếp"
    parts = [f"{made.present}/{made.expected} đơn vị"]
    if made.not_applicable:
        parts.append(f"{len(made.not_applicable)} {NOT_APPLICABLE_WORDS}")
    return ", ".join(parts) + ("; có đơn vị chưa đủ kỳ" if made.partial else "")


def gaps_in_words(made: RolledUp, names: Mapping[int, str]) -> str:
    """The units that are missing, by name; of many the rest is counted. A unit that ``names`` lacks is left out."""
    missing = [names[gap] for gap in made.gaps if gap in names]
    more = f" và {len(missing) - GAPS_SHOWN} đơn vị khác" if len(missing) > GAPS_SHOWN else ""
    return ", ".join(missing[:GAPS_SHOWN]) + more


@dataclass(slots=True)
class _Total:
    value: Decimal = _ZERO
    numerator: Decimal = _ZERO
    denominator: Decimal = _ZERO
    figures: int = 0

    def add(self, cell: Cell, rule: PlaceRule) -> None:
        denominator = cell.denominator or _ZERO
        self.figures += 1
        self.value += (cell.value or _ZERO) * (denominator if rule is PlaceRule.WEIGHTED_MEAN else 1)
        self.numerator += cell.numerator or _ZERO
        self.denominator += denominator


def roll_up(tree: Tree, cells: Mapping[int, Cell], rules: RollUpRules) -> RolledUp:
    """The figure of the tree's root: its own if it has one, otherwise what the units below it make."""
    own = cells.get(tree.root)
    if rules.place is PlaceRule.NOT_ADDITIVE:
        return _own(tree, own, 1) if own else RolledUp(None, expected=1, gaps=(tree.root,))
    if own is not None:
        return _own(tree, own, _leaves(tree))
    total, gaps, partial, outside, expected = _Total(), list[int](), list[int](), list[int](), 0
    waiting = list(tree.children.get(tree.root, ()))
    while waiting:
        unit = waiting.pop()
        cell, below = cells.get(unit), tree.children.get(unit, ())
        if cell is not None and cell.is_not_applicable:
            outside += [leaf for leaf in _leaves_of(tree, unit) if leaf in tree.expected]
        elif cell is not None and _adds_up(cell, rules.place):
            if unit in tree.expected or rules.time in _FLOWS:  # a state of a unit that has ended is its successor's
                total.add(cell, rules.place)
                partial += [unit] if cell.is_partial else []
            expected += _leaves(tree, unit) if below else unit in tree.expected
        elif below:
            waiting += below
        elif unit in tree.expected:
            expected += 1
            gaps.append(unit)
    return replace(
        _result(total, rules, expected, sorted(gaps), sorted(partial)), not_applicable=tuple(sorted(outside))
    )


def _own(tree: Tree, cell: Cell, expected: int) -> RolledUp:
    if cell.is_not_applicable:
        return RolledUp(None, is_own=True, not_applicable=(tree.root,))
    partial = (tree.root,) if cell.is_partial else ()
    return RolledUp(cell.value, cell.numerator, cell.denominator, expected, expected, (), partial, is_own=True)


def _adds_up(cell: Cell, rule: PlaceRule) -> bool:
    """A share without its parts cannot be added: then it is the gap, or what lies below stands for it."""
    if cell.is_nil or rule not in _OF_PARTS:
        return cell.is_nil or cell.value is not None
    if rule is PlaceRule.WEIGHTED_MEAN:
        return cell.value is not None and cell.denominator is not None
    return cell.numerator is not None and cell.denominator is not None


def _leaves(tree: Tree, unit: int | None = None) -> int:
    """Units at the lowest level under ``unit`` of which a figure is expected; the unit itself when it has none."""
    return sum(leaf in tree.expected for leaf in _leaves_of(tree, tree.root if unit is None else unit))


def _leaves_of(tree: Tree, unit: int) -> Iterator[int]:
    waiting = [unit]
    while waiting:
        one = waiting.pop()
        below = tree.children.get(one, ())
        waiting += below
        if not below:
            yield one


def _result(total: _Total, rules: RollUpRules, expected: int, gaps: list[int], partial: list[int]) -> RolledUp:
    present = expected - len(gaps)
    if not total.figures:
        return RolledUp(None, None, None, present, expected, tuple(gaps), tuple(partial))
    is_of_parts = rules.place in _OF_PARTS
    numerator = total.numerator if rules.place is PlaceRule.RATIO_OF_SUMS else None
    denominator = total.denominator if is_of_parts else None
    return RolledUp(
        _value(total, rules), numerator, denominator, present, expected, tuple(gaps), tuple(partial)
    )  # fmt: skip


def _value(total: _Total, rules: RollUpRules) -> Decimal:
    if rules.place is PlaceRule.SUM:
        return total.value
    if not total.denominator:  # every unit said "không phát sinh"
        return _ZERO
    if rules.place is PlaceRule.WEIGHTED_MEAN:
        return (total.value / total.denominator).quantize(_STEP)
    return (total.numerator / total.denominator * rules.scale).quantize(_STEP)


# Over time ----------------------------------------------------------------------------------------------------------


def parts_of(period: Period, kind: PeriodKind) -> tuple[Period, ...]:
    """The periods of a shorter kind that make ``period``; none when the kind is not shorter."""
    part = Period(kind, period.year)
    if part.months >= period.months:
        return ()
    first = (period.start.month - 1) // part.months + 1
    return tuple(Period(kind, period.year, first + n) for n in range(period.months // part.months))


def over_time(cells: Mapping[Period, Cell], parts: Sequence[Period], rules: RollUpRules) -> Cell | None:
    """What the cells of ``parts`` (in order) make for the longer period; None when nothing can be said.

    ``is_partial`` when a part is missing; of a last value, when the last part is. Parts that cannot have a figure are
    left out; when none can, neither can the whole.
    """
    given = [cells[part] for part in parts if part in cells]
    if not given or rules.time is TimeRule.NOT_ADDITIVE:
        return None
    if rules.time is TimeRule.LAST:
        return given[-1]._replace(is_partial=parts[-1] not in cells or given[-1].is_partial)
    missing = len(parts) - len(given)
    given = [cell for cell in given if not cell.is_not_applicable]
    if not given:
        return None if missing else NOT_APPLICABLE
    is_partial = bool(missing) or any(cell.is_partial for cell in given)
    if all(cell.is_nil for cell in given):
        return given[-1]._replace(is_partial=is_partial)
    numerator, denominator = _sum(c.numerator for c in given), _sum(c.denominator for c in given)
    if rules.time is TimeRule.RATIO_OF_SUMS:
        if any(not cell.is_nil and (cell.numerator is None or cell.denominator is None) for cell in given):
            return None
        value = (numerator / denominator * rules.scale).quantize(_STEP) if numerator and denominator else _ZERO
        return Cell(value, numerator, denominator, is_partial=is_partial)
    values = [_ZERO if cell.is_nil else cell.value for cell in given]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    total = sum(known, _ZERO)
    if rules.time is TimeRule.MEAN:
        return Cell((total / len(known)).quantize(_STEP), is_partial=is_partial)
    return Cell(total, numerator, denominator, is_partial=is_partial)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, _ZERO) if known else None
