"""Whether the units' own numbers add up to that of the plan above, and how the page says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ansinh.apps.cascade.queries import MODULE, Asked, Cascade, LinkFact, Unit, cascade_of, crumbs
from ansinh.apps.indicators.models import TargetMeasurement
from ansinh.apps.plans.models import Plan, TargetWording
from ansinh.apps.plans.queries import PlanPage, Seen
from ansinh.domain.cascade import MADE_OF_PLACES, AddedUp, LeftOut, OwnNumber, ParentNumber, Verdict, add_up
from ansinh.domain.figures import with_unit, write_number, write_quantity
from ansinh.domain.indicators import PLACE_RULE_LABELS, PlaceRule
from ansinh.domain.readings import Comparison
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb


@dataclass(frozen=True, slots=True)
class Sum:
    """The units' own numbers of one target beside the province's. ``expected`` are the places that make the whole."""

    row: Asked
    rule: PlaceRule | None
    places: int  # behind the comma
    expected: tuple[Unit, ...]
    names: Mapping[int, str]  # of every unit that gave a number
    numbers: tuple[OwnNumber, ...]
    made: AddedUp


def sums_of(cascade: Cascade) -> tuple[Sum, ...]:
    """One for every target with a number, in the order of the plan. Two queries."""
    rows = [row for row in cascade.asked if isinstance(row.wording, TargetWording) and row.wording.value is not None]
    rules = {
        target: (PlaceRule(rule), scale, places)
        for target, rule, scale, places in TargetMeasurement.objects.filter(
            target__in=[row.pk for row in rows]
        ).values_list("target_id", "indicator__over_place", "indicator__scale", "indicator__places")
    }
    children = {link.child for row in rows for links in row.links.values() for link in links}
    own = {
        wording.target_id: wording
        for wording in TargetWording.objects.in_force_on(cascade.day).filter(target__in=children)
    }
    places = tuple(unit for unit in cascade.owing if unit.is_place)
    names = {unit.pk: unit.column for unit in cascade.units}
    return tuple(_sum(row, rules.get(row.pk), places, names, own) for row in rows)


def _sum(
    row: Asked,
    rule: tuple[PlaceRule, Decimal, int] | None,
    places: tuple[Unit, ...],
    names: Mapping[int, str],
    own: Mapping[int, TargetWording],
) -> Sum:
    wording = row.wording
    assert isinstance(wording, TargetWording)
    goal = ParentNumber(
        Comparison(wording.comparison) if wording.comparison else None, wording.value, wording.unit, wording.due_year
    )
    by_place, scale, digits = rule or (None, Decimal(100), 1)
    numbers = tuple(own_number(link, own.get(link.child)) for links in row.links.values() for link in links)
    made = add_up(goal, by_place, [unit.pk for unit in places], numbers, scale=scale)
    return Sum(row, by_place, digits, places, names, numbers, made)


def own_number(link: LinkFact, wording: TargetWording | None) -> OwnNumber:
    """What the unit promises: as an officer wrote it beside the link, else as the unit's own plan says.

    A link that only says "we carry it out" still has the number of its wording; a body that is no place is left out of
    the sum by who it is.
    """
    numerator, denominator = link.numerator, link.denominator
    if wording is None:
        return OwnNumber(link.unit, link.value, numerator=numerator, denominator=denominator)
    if numerator is None and wording.denominator is not None and "/" not in wording.unit:
        numerator, denominator = wording.value, wording.denominator
    return OwnNumber(
        link.unit,
        link.value if link.value is not None else wording.value,
        wording.unit,
        wording.due_year,
        numerator=numerator,
        denominator=denominator,
    )


# How it is said ------------------------------------------------------------------------------------------------------

_LEFT_OUT = {
    LeftOut.NO_VALUE: "kế hoạch của đơn vị không nêu một con số",
    LeftOut.OTHER_UNIT: "đơn vị tính khác",
    LeftOut.LATER: "hạn sau hạn của tỉnh",
    LeftOut.NO_PARTS: "tỷ lệ không kèm tử số, mẫu số",
    LeftOut.UNASKED: "không phải địa bàn, không cộng vào",
}
_VERDICTS = {
    Verdict.NO_NUMBER: ("none", "không có con số để cộng"),
    Verdict.NOTHING: ("empty", "chưa địa bàn nào nêu số"),
    Verdict.LISTED: ("none", "không cộng được, xem từng số"),
    Verdict.INCOMPLETE: ("warn", "chưa đủ đơn vị"),
    Verdict.SHORT: ("late", "đủ đơn vị, chưa đạt số của tỉnh"),
    Verdict.REACHES: ("done", "đủ đơn vị, đạt số của tỉnh"),
}


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One number of one unit; ``why_not`` is empty for what is in the sum."""

    unit: str
    number: str
    url: str
    code: str
    why_not: str


@dataclass(frozen=True, slots=True)
class SumLine:
    """One target: the province's number, what the units' numbers come to, and who is missing."""

    row: Asked
    rule: str
    goal: str
    total: str
    gap: str
    has: str
    mark: str
    word: str
    span: str
    lines: tuple[OwnLine, ...]
    missing: tuple[Unit, ...]


def sum_line(found: Sum) -> SumLine:
    made, wording = found.made, found.row.wording
    assert isinstance(wording, TargetWording)
    unit, digits = wording.unit, found.places if found.rule is PlaceRule.RATIO_OF_SUMS else None
    mark, word = _VERDICTS[made.verdict]
    missing = tuple(one for one in found.expected if one.pk in made.missing)
    return SumLine(
        row=found.row,
        rule=PLACE_RULE_LABELS[found.rule] if found.rule else "chưa gắn chỉ số, không rõ cách cộng",
        goal=write_quantity(wording),
        total="" if made.total is None else with_unit(write_number(made.total, digits), unit),
        gap=_gap(made.gap, unit, digits),
        has=f"{len(made.counted)}/{len(found.expected)}",
        mark=mark,
        word=word,
        span=_span(found, unit),
        lines=tuple(_own_lines(found, unit)),
        missing=missing if found.rule in MADE_OF_PLACES else (),
    )


def _gap(gap: Decimal | None, unit: str, digits: int | None) -> str:
    if gap is None:
        return ""
    if gap > 0:
        return f"còn {with_unit(write_number(gap, digits), unit)}"
    return f"vượt {with_unit(write_number(-gap, digits), unit)}" if gap < 0 else "vừa bằng"


def _span(found: Sum, unit: str) -> str:
    made = found.made
    if made.verdict is not Verdict.LISTED or made.least is None or made.most is None:
        return ""
    least, most = (with_unit(write_number(value), unit) for value in (made.least, made.most))
    return f"từ {least} đến {most}" if least != most else f"cùng {least}"


def _own_lines(found: Sum, unit: str) -> Iterable[OwnLine]:
    why = {id(number): reason for number, reason in found.made.left_out}
    links = [link for group in found.row.links.values() for link in group]
    for link, number in zip(links, found.numbers, strict=True):
        reason = why.get(id(number))
        figure = "" if number.value is None else with_unit(write_number(number.value), number.unit or unit)
        if number.has_parts and number.numerator is not None and number.denominator is not None:
            figure += f" ({write_number(number.numerator)}/{write_number(number.denominator)})"
        yield OwnLine(
            unit=found.names[link.unit],
            number=figure or "không nêu số",
            url=link.url,
            code=link.child_code,
            why_not=_LEFT_OUT[reason] if reason else "",
        )


@dataclass(frozen=True, kw_only=True)
class SumsPage(PlanPage):
    lines: tuple[SumLine, ...]
    counts: tuple[tuple[str, str, int], ...]  # mark, word, how many


def sums_page(actor: Actor, plan: Plan, seen: Seen) -> SumsPage:
    found = sums_of(cascade_of(actor, plan, seen.day))
    lines = tuple(sum_line(one) for one in found)
    reaching = sum(one.made.verdict is Verdict.REACHES for one in found)
    additive = sum(one.rule is PlaceRule.SUM for one in found)
    return SumsPage(
        title=f"{reaching} trên {len(found)} chỉ tiêu có số của đủ đơn vị và cộng lại đạt số của tỉnh",
        note=f"{additive} chỉ tiêu cộng được giữa các địa bàn; số còn lại là tỷ lệ hoặc không cộng được.",
        crumbs=crumbs(plan, Crumb("Số của các đơn vị")),
        module=MODULE,
        plan=plan,
        seen=seen,
        lines=lines,
        counts=tuple(
            (mark, word, count)
            for verdict, (mark, word) in _VERDICTS.items()
            if (count := sum(one.made.verdict is verdict for one in found))
        ),
    )
