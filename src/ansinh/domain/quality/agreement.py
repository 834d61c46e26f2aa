"""What two places say of the same thing: two sources, a total and its units, a total and its groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ansinh.domain.indicators import PlaceRule
from ansinh.domain.quality.outliers import Measure
from ansinh.domain.rollup import Cell, RolledUp

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says of a cell."""

    source: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Disagreement:
    """``one`` stands in the record, ``other`` is held against it; ``gap`` is how far they are apart."""

    one: Claim
    other: Claim

    @property
    def gap(self) -> Decimal:
        return abs(self.one.value - self.other.value)

    def sentence(self, measure: Measure) -> str:
        first, second = (f"{claim.source} {measure.write(claim.value)}" for claim in (self.one, self.other))
        return f"{first}; {second}. Chênh {measure.write_gap(self.gap)}, không phải do làm tròn."


def half_a_step(value: Decimal) -> Decimal:
    """Half of the last decimal that is written: how far rounding may have moved the figure. 12,30 was written 12,3."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal("0.5").scaleb(min(int(exponent), 0))


def sources_disagree(current: Claim, others: Sequence[Claim], least: Decimal = _ZERO) -> Disagreement | None:
    """The widest disagreement with the figure in force that rounding of the coarser one does not explain, and that is
    more than ``least``: what the indicator's decimals can show."""
    found = [
        Disagreement(current, other)
        for other in sorted(others, key=lambda claim: (claim.source, claim.value))
        if abs(current.value - other.value) > max(half_a_step(current.value), half_a_step(other.value), least)
    ]
    return max(found, key=lambda one: one.gap, default=None)


def total_disagrees(
    own: Cell, made: RolledUp, parts: Sequence[Cell], rule: PlaceRule, is_counted: bool, least: Decimal = _ZERO
) -> Disagreement | None:
    """A figure recorded for a unit against what the units under it make.

    Says nothing while units are missing, except when those that did report already make more than the whole
    (``is_counted``: no figure can be below zero). Each part may be rounded, so that tolerance grows with their number;
    whole numbers are counts and are not rounded.
    """
    if own.value is None or made.value is None or rule is PlaceRule.NOT_ADDITIVE or made.partial:
        return None
    claims = (
        Claim("Số ghi cho cả đơn vị là", own.value),
        Claim(f"{made.present} đơn vị bên dưới cộng lại được", made.value),
    )
    if rule is not PlaceRule.SUM:
        found = Disagreement(claims[0], claims[1])
        return found if not made.gaps and found.gap > max(half_a_step(own.value), least) else None
    steps = [half_a_step(part.value) for part in parts if part.value is not None]
    tolerance = max(half_a_step(own.value) + sum((step for step in steps if step < Decimal("0.5")), _ZERO), least)
    difference = made.value - own.value
    is_beyond = difference > tolerance and is_counted if made.gaps else abs(difference) > tolerance
    return Disagreement(*claims) if is_beyond else None


def groups_disagree(
    total: Cell, groups: Sequence[Cell], rule: PlaceRule, breakdown: str, least: Decimal = _ZERO
) -> Disagreement | None:
    """A total against all groups of a breakdown that makes the whole.

    Counts must add up. A share without its parts must lie between the least and the greatest of its groups.
    """
    values = [group.value for group in groups if group.value is not None]
    if total.value is None or len(values) < len(groups) or not groups or rule is PlaceRule.NOT_ADDITIVE:
        return None
    own = Claim("Tổng ghi", total.value)
    if rule is PlaceRule.SUM:
        made = sum(values, _ZERO)
        tolerance = max(
            half_a_step(total.value) + sum((s for s in map(half_a_step, values) if s < Decimal("0.5")), _ZERO), least
        )
        other = Claim(f"các nhóm {breakdown} cộng lại được", made)
        return Disagreement(own, other) if abs(made - total.value) > tolerance else None
    low, high = min(values), max(values)
    slack = max(least, *(half_a_step(value) for value in (total.value, low, high)))
    if low - slack <= total.value <= high + slack:
        return None
    if total.value < low:
        return Disagreement(own, Claim(f"thấp hơn cả nhóm {breakdown} thấp nhất", low))
    return Disagreement(own, Claim(f"cao hơn cả nhóm {breakdown} cao nhất", high))
