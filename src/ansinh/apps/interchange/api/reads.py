"""What the API gives, from the tables to its shapes: a fixed number of queries each, whatever the length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ansinh.apps.indicators.models import DataSource, Dimension, Indicator, JudgedStatus, Observation
from ansinh.apps.indicators.standing import target_standings
from ansinh.apps.interchange.api import shapes
from ansinh.apps.orgs.models import AdministrativeUnit, UnitMembership
from ansinh.apps.plans.models import Plan, PromiseKind
from ansinh.apps.plans.queries import HolderName, PromiseRow, promise_rows
from ansinh.domain.indicators import Vintage
from ansinh.kit.clock import today
from ansinh.papers.exchange.rows import number_text


def indicator_out(one: Indicator) -> shapes.IndicatorOut:
    return shapes.IndicatorOut(**_basics(one))


def _basics(one: Indicator) -> dict[str, Any]:
    names = ("code", "name", "unit", "frequency", "is_ratio", "direction")
    return {name: getattr(one, name) for name in names}


def definition_out(one: Indicator) -> shapes.DefinitionOut:
    """Three queries besides the indicator's own."""
    dimensions = one.dimensions.prefetch_related("categories").order_by("code")
    bound = one.measurements.select_related("target__plan").order_by("target__order")
    return shapes.DefinitionOut(
        **_basics(one),
        definition=one.definition,
        numerator=one.numerator,
        denominator=one.denominator,
        scale=number_text(one.scale),
        floor=number_text(one.floor) or None,
        ceiling=number_text(one.ceiling) or None,
        over_place=one.over_place,
        over_time=one.over_time,
        dimensions=[dimension_out(dimension) for dimension in dimensions],
        reporter=one.reporter.code if one.reporter else "",
        approver=one.approver.code if one.approver else "",
        source=one.source,
        method=one.method,
        cited_from=one.cited_from,
        targets=[shapes.TargetName(plan=one.target.plan.slug, code=one.target.code) for one in bound],
    )


def dimension_out(one: Dimension) -> shapes.DimensionOut:
    return shapes.DimensionOut(
        code=one.code,
        name=one.name,
        is_complete=one.is_complete,
        categories=[
            shapes.CategoryOut(code=f"{one.code}.{category.code}", name=category.name)
            for category in one.categories.all()
        ],
    )


def source_out(one: DataSource) -> shapes.SourceOut:
    return shapes.SourceOut(code=one.code, name=one.name, publisher=one.publisher, citation=one.citation, rank=one.rank)


def units_out(units: Sequence[AdministrativeUnit], day: date) -> list[shapes.UnitOut]:
    """With the unit above each on the day: one query."""
    held = UnitMembership.objects.in_force_on(day).filter(unit__in=units).values_list("unit_id", "parent__code")
    parents = dict(held)
    return [
        shapes.UnitOut(
            id=unit.pk, code=unit.code, name=unit.name, kind=unit.kind, level=unit.level, parent=parents.get(unit.pk),
            valid_from=unit.valid_from, valid_to=unit.valid_to,
        )
        for unit in units
    ]  # fmt: skip


def units_under(code: str, day: date) -> QuerySet[Any, Any]:
    """Keys of the units that belong to the unit with this code on the day."""
    return UnitMembership.objects.in_force_on(day).filter(parent__code=code).values("unit_id")


@dataclass(frozen=True, slots=True)
class ObservationFilter:
    """What observations are narrowed to; empty does not narrow. ``category`` "" asks for the whole, None for all."""

    indicator: str = ""
    unit: str = ""
    period: str = ""
    category: str | None = None
    vintage: Vintage | None = None


def narrowed(found: QuerySet[Observation], wanted: ObservationFilter) -> QuerySet[Observation]:
    plain = {"indicator__code": wanted.indicator, "unit__code": wanted.unit, "period": wanted.period}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.vintage is not None:
        found = found.filter(vintage=wanted.vintage.value)
    if wanted.category is None:
        return found
    dimension, _, category = wanted.category.partition(".")
    if not dimension:
        return found.filter(category=None)
    return found.filter(category__dimension__code=dimension, category__code=category)


def observations_out(rows: Iterable[Observation]) -> list[shapes.ObservationOut]:
    return [
        shapes.ObservationOut(
            id=one.pk,
            indicator=one.indicator.code,
            unit=one.unit.code,
            unit_id=one.unit_id,
            unit_name=one.unit.name,
            period=one.period,
            category=f"{one.category.dimension.code}.{one.category.code}" if one.category else "",
            value=None if one.is_nil else number_text(one.value) or None,
            numerator=None if one.is_nil else number_text(one.numerator) or None,
            denominator=None if one.is_nil else number_text(one.denominator) or None,
            nil=one.is_nil,
            not_applicable=one.is_not_applicable,
            vintage=Vintage(one.vintage),
            source=one.source.code,
            comment=one.comment,
            batch=one.batch_id,
            recorded_at=one.batch.recorded_at,
        )
        for one in rows
    ]


def plan_out(plan: Plan) -> shapes.PlanOut:
    return shapes.PlanOut(
        slug=plan.slug,
        number=plan.number,
        title=plan.title,
        kind=plan.kind,
        issued_on=plan.issued_on,
        issuer=plan.issuer.name,
        coordinating_agency=plan.coordinating_agency.name,
    )


def promises_out(plan: Plan, day: date, kind: PromiseKind | None) -> list[shapes.PromiseOut]:
    return [_promise_out(row) for row in promise_rows(plan, day, kind)]


def _promise_out(row: PromiseRow) -> shapes.PromiseOut:
    return shapes.PromiseOut(
        kind=row.kind, code=row.code, name=row.name, section=row.section, text=row.text, due=row.due,
        leads=_names(row.leads), supporting=_names(row.supporting),
        accountable=row.accountable.name if row.accountable else None, status=row.status,
    )  # fmt: skip


def _names(holders: Iterable[HolderName]) -> list[str]:
    return [holder.name for holder in holders]


def targets_out(plan: Plan, day: date) -> list[shapes.TargetOut]:
    """Targets with their status as computed from approved figures, and as judged where somebody did."""
    standings = target_standings(plan, day)
    judged = {one.target_id: one for one in JudgedStatus.objects.filter(target__plan=plan, withdrawn_at__isnull=True)}
    found = []
    for row in promise_rows(plan, day, PromiseKind.TARGET):
        standing, opinion, quantity = standings.get(row.pk), judged.get(row.pk), row.quantity
        found.append(
            shapes.TargetOut(
                code=row.code,
                name=row.name,
                comparison=quantity.comparison if quantity else "",
                value=number_text(quantity.value) or None if quantity else None,
                low=number_text(quantity.low) or None if quantity else None,
                high=number_text(quantity.high) or None if quantity else None,
                unit=quantity.unit if quantity else "",
                due_year=row.due_year,
                indicator=standing.indicator_code if standing else None,
                status=row.status,
                why=standing.reading.sentence if standing else "",
                judged_status=opinion.status if opinion else None,
                judged_reason=opinion.reason if opinion else None,
            )
        )
    return found


def day_asked(on: date | None) -> date:
    return on or today()
