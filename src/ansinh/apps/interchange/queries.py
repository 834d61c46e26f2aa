"""Reads of this room: units by code and day, figures for other systems, the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, TextField
from django.db.models.functions import Cast

from ansinh.apps.indicators.access import RECORD
from ansinh.apps.indicators.models import Indicator, Observation
from ansinh.apps.interchange.access import HOLD_TOKENS, OVERSEE_TOKENS, visible_tokens
from ansinh.apps.interchange.models import ApiToken, ExchangeFile, FileFormat, Scope
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.apps.plans.models import Plan
from ansinh.domain.figures import write_date, write_number
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import now
from ansinh.kit.pages import Crumb, Page, Pager, Paging
from ansinh.papers.exchange.rows import FigureRow

# Units by code ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitRegister:
    """Units by their codes. A code alone is ambiguous: communes of 2025 reuse older ones, so a day is asked for."""

    by_code: Mapping[str, tuple[AdministrativeUnit, ...]]

    @classmethod
    def of_codes(cls, codes: Iterable[str]) -> UnitRegister:
        """One query."""
        found: dict[str, list[AdministrativeUnit]] = defaultdict(list)
        for unit in AdministrativeUnit.objects.filter(code__in=set(codes)).order_by("valid_from"):
            found[unit.code].append(unit)
        return cls({code: tuple(units) for code, units in found.items()})

    def on(self, code: str, day: date) -> tuple[AdministrativeUnit, ...]:
        """The units that bear the code on the day; a unit known to be older than its first day counts before it too,
        where no other unit bears the code."""
        units = self.by_code.get(code, ())
        there = tuple(unit for unit in units if unit.exists_on(day))
        if there or not units:
            return there
        first = units[0]
        return (first,) if first.began_earlier and day < first.valid_from else ()

    def why_not(self, code: str, day: date) -> str:
        """Why the code does not name one unit on the day, and what to do."""
        units, there = self.by_code.get(code, ()), self.on(code, day)
        if not units:
            return f"Không có đơn vị hành chính mã «{code}». Ghi mã theo danh mục ở trang Địa bàn."
        if there:
            named = "; ".join(unit.name for unit in there)
            return f"Mã «{code}» ngày {write_date(day)} là của nhiều đơn vị: {named}. Báo người giữ danh mục địa bàn."
        known = "; ".join(_with_days(unit) for unit in units)
        return (
            f"Ngày cuối kỳ ({write_date(day)}) không có đơn vị nào mang mã «{code}»; mã này của {known}. "
            "Kiểm tra kỳ, hoặc dùng mã của đơn vị thay thế."
        )


def _with_days(unit: AdministrativeUnit) -> str:
    until = f" đến trước {write_date(unit.valid_to)}" if unit.valid_to else ""
    return f"{unit.name} (từ {write_date(unit.valid_from)}{until})"


# Figures for other systems ----------------------------------------------------------------------------------------

#: More figures than a file is good for.
MOST_FIGURES = 200_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures are taken out: codes of indicators (all, if none) and years, both included."""

    indicators: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Figures in use, by codes. ``left_out`` counts those whose unit's code would be read back as another unit."""

    rows: tuple[FigureRow, ...]
    left_out: int
    measures: Mapping[str, str]  # unit of measure by indicator
    areas: Mapping[str, str]  # name by code of unit


def current_figures(wanted: Wanted) -> QuerySet[Observation]:
    """Approved figures in use. What is being entered or was superseded is never among them."""
    found = Observation.objects.filter(is_current=True)
    if wanted.indicators:
        found = found.filter(indicator__code__in=wanted.indicators)
    if wanted.since is not None:
        found = found.filter(period__gte=str(wanted.since))
    if wanted.until is not None:
        found = found.filter(period__lt=str(wanted.until + 1))
    return found


def take(wanted: Wanted) -> Taken:
    """The figures, in the order of indicators, periods and units. Three queries.

    Raises `ActionRefused` when they are more than a file holds: never a part of what was asked for.
    """
    texts = {f"{name}_text": Cast(name, TextField()) for name in ("value", "numerator", "denominator")}
    order = ("indicator__code", "period", "unit__sort_key", "unit_id", "category__dimension__code", "category__order")
    found = list(
        current_figures(wanted)
        .annotate(**texts)
        .order_by(*order)
        .values_list(
            "indicator__code", "unit_id", "unit__code", "unit__name", "period", "category__dimension__code",
            "category__code", "is_nil", "is_not_applicable", "vintage", "source__code", "comment", *texts, named=True,
        )[: MOST_FIGURES + 1]
    )  # fmt: skip
    if len(found) > MOST_FIGURES:
        most = write_number(MOST_FIGURES)
        raise ActionRefused(f"Có hơn {most} số liệu, nhiều hơn một tệp chứa được. Chọn ít chỉ số hoặc ít năm hơn.")
    units = UnitRegister.of_codes(one.unit__code for one in found)
    named = [one for one in found if [u.pk for u in units.on(one.unit__code, _last_day(one.period))] == [one.unit_id]]
    areas = {one.unit__code: one.unit__name for one in named}
    return Taken(tuple(_figure_row(one) for one in named), len(found) - len(named), measures(), areas)


def _last_day(period: str) -> date:
    return Period.parse(period).end


def _figure_row(one: Any) -> FigureRow:
    """``one`` is a line of `take`; what did not occur or cannot be has no number and, if it cannot be, no vintage."""
    has_number = not (one.is_nil or one.is_not_applicable)
    value, numerator, denominator = (
        Decimal(text) if text is not None and has_number else None
        for text in (one.value_text, one.numerator_text, one.denominator_text)
    )
    return FigureRow(
        indicator=one.indicator__code,
        unit=one.unit__code,
        period=one.period,
        category=f"{one.category__dimension__code}.{one.category__code}" if one.category__code else "",
        value=value,
        numerator=numerator,
        denominator=denominator,
        is_nil=bool(one.is_nil),
        vintage=Vintage.FINAL if one.is_not_applicable else Vintage(one.vintage),
        source=one.source__code,
        comment=one.comment,
        is_not_applicable=bool(one.is_not_applicable),
    )


def left_out_of_files() -> int:
    """How many figures in use no file carries: their unit's code would be read back as another unit. Two queries."""
    groups = list(
        current_figures(Wanted()).order_by().values_list("unit_id", "unit__code", "period").annotate(count=Count("pk"))
    )
    units = UnitRegister.of_codes(code for _, code, _, _ in groups)
    return sum(count for pk, code, period, count in groups if [u.pk for u in units.on(code, _last_day(period))] != [pk])


def measures() -> dict[str, str]:
    """The unit of measure of every indicator: one query."""
    return dict(Indicator.objects.values_list("code", "unit"))


# Pages ----------------------------------------------------------------------------------------------------------

_MODULE = "trao-doi"
_ALL = Crumb("Trao đổi số liệu", "/trao-doi-so-lieu/")


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    figure_count: int
    left_out: int
    first_year: str
    last_year: str
    files: tuple[ExchangeFile, ...]  # the actor's own, latest first
    may_record: bool
    may_hold_tokens: bool


#: Files of one's own that the home page shows.
_FILES_SHOWN = 10


def home_page(actor: Actor) -> HomePage:
    """Five queries."""
    figures = current_figures(Wanted()).aggregate(count=Count("pk"), first=Min("period"), last=Max("period"))
    may_record = actor.can(RECORD)
    own = ExchangeFile.objects.filter(sent_by_id=actor.user_id).defer("content").select_related("batch")
    return HomePage(
        title="Trao đổi số liệu với hệ thống khác",
        crumbs=(Crumb("Trao đổi số liệu"),),
        module=_MODULE,
        figure_count=figures["count"],
        left_out=left_out_of_files(),
        first_year=(figures["first"] or "")[:4],
        last_year=(figures["last"] or "")[:4],
        files=tuple(own[:_FILES_SHOWN]) if may_record else (),
        may_record=may_record,
        may_hold_tokens=actor.can(HOLD_TOKENS) or actor.can(OVERSEE_TOKENS),
    )


@dataclass(frozen=True, slots=True)
class TokenLine:
    token: ApiToken
    scopes: tuple[str, ...]
    mark: str
    state: str
    may_revoke: bool


@dataclass(frozen=True, kw_only=True)
class TokensPage(Page):
    lines: tuple[TokenLine, ...]
    pager: Pager
    sees_all: bool
    may_make: bool


def tokens_page(actor: Actor, paging: Paging) -> TokensPage:
    """Two queries."""
    found = visible_tokens(actor)
    pager = Pager.over(found.count(), paging, unit="mã")
    moment = now()
    return TokensPage(
        title="Mã truy cập API",
        crumbs=(_ALL, Crumb("Mã truy cập API")),
        module=_MODULE,
        lines=tuple(_token_line(token, moment) for token in found[pager.slice]),
        pager=pager,
        sees_all=actor.can_everywhere(OVERSEE_TOKENS),
        may_make=actor.can(HOLD_TOKENS),
    )


def _token_line(token: ApiToken, moment: datetime) -> TokenLine:
    scopes = tuple(Scope(scope).label for scope in token.scopes)
    if token.revoked_at is not None:
        return TokenLine(token, scopes, "none", "đã thu hồi", False)
    if token.expires_at <= moment:
        return TokenLine(token, scopes, "none", "hết hạn", False)
    if not token.owner.is_active:
        return TokenLine(token, scopes, "late", "chủ ngừng dùng", True)
    return TokenLine(token, scopes, "ok", "đang dùng", True)


def api_examples() -> dict[str, str]:
    """What stands for each part of an address in examples: things of this installation, if it has any. Two queries."""
    code, slug = Indicator.objects.values_list("code", flat=True), Plan.objects.values_list("slug", flat=True)
    return {"code": code.first() or "MÃ", "slug": slug.first() or "TÊN", "file_format": FileFormat.DHIS2_JSON.value}
