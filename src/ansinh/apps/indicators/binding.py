"""How a target is measured: the panel on its page, and the form with what a change would do to its status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ansinh.apps.indicators.access import DEFINE
from ansinh.apps.indicators.models import TargetMeasurement
from ansinh.apps.indicators.standing import STATUS_LABELS, TargetStanding, standing_if, target_standings
from ansinh.apps.plans.models import Plan, Promise, PromiseKind, TargetWording
from ansinh.apps.plans.queries import Panel, promise_url
from ansinh.domain.figures import with_unit, write_number
from ansinh.domain.indicators import SHAPE_LABELS, SHAPE_SENTENCES, Shape
from ansinh.domain.periods import Period
from ansinh.domain.status import Status
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page

_PANEL = "indicators/binding_panel.html"


@dataclass(frozen=True, slots=True)
class BindingPanel:
    """``facts`` are lines of words; empty where nothing measures the target. ``change_url`` is empty for readers."""

    indicator_name: str
    indicator_url: str
    facts: tuple[tuple[str, str], ...]
    change_url: str


def binding_panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """For `plans.queries.add_panel_source`: what measures the target; where nothing does, only who may define is told.

    One query.
    """
    if promise.kind != PromiseKind.TARGET:
        return ()
    bound = bound_of(promise)
    may_define = actor.can(DEFINE)
    if bound is None and not may_define:
        return ()
    panel = BindingPanel(
        indicator_name=bound.indicator.name if bound else "",
        indicator_url=reverse("indicators:indicator", args=[bound.indicator.code]) if bound else "",
        facts=_facts(bound) if bound else (),
        change_url=reverse("indicators:bind", args=[plan.slug, promise.code]) if may_define else "",
    )
    return (Panel("Cách đo", _PANEL, panel),)


def bound_of(promise: Promise) -> TargetMeasurement | None:
    """One query."""
    rows = TargetMeasurement.objects.select_related("indicator", "benchmark", "category__dimension")
    return rows.filter(target_id=promise.pk).first()


def _facts(bound: TargetMeasurement) -> tuple[tuple[str, str], ...]:
    shape = Shape(bound.shape)
    category = bound.category
    facts = (
        ("Dạng chỉ tiêu", f"{SHAPE_LABELS[shape]}: {SHAPE_SENTENCES[shape]}"),
        ("Nhóm", f"{category.dimension.name}: {category.name}" if category else ""),
        ("Mức nền", _baseline(bound)),
        ("Mức so sánh", bound.benchmark.name if bound.benchmark else ""),
        ("Các bước", "; ".join(f"{number}. {stage}" for number, stage in enumerate(bound.stages, 1))),
        ("Ghi chú cách tính", bound.note),
    )
    return tuple((label, text) for label, text in facts if text)


def _baseline(bound: TargetMeasurement) -> str:
    if bound.baseline_value is None:
        return ""
    value = with_unit(write_number(bound.baseline_value, bound.indicator.places), bound.indicator.unit)
    return f"{value}, {Period.parse(bound.baseline_period).label} ({bound.baseline_source})"


# The form --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusWords:
    """A status as the page shows it, with what it rests on."""

    status: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """The status now and as it would be; ``figures`` says how many figures it would rest on."""

    now: StatusWords
    then: StatusWords
    figures: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class BindingPage(Page):
    url: str
    back_url: str
    end_url: str
    is_bound: bool
    now: StatusWords
    consequence: Consequence | None


def binding_page(plan: Plan, promise: Promise, wanted: TargetMeasurement | None = None) -> BindingPage:
    """``wanted`` is a binding that is not saved: the page says what it would do."""
    bound, day = bound_of(promise), today()
    back = promise_url(plan, PromiseKind.TARGET, promise.code)
    now = status_now(plan, promise)
    return BindingPage(
        title=f"Cách đo chỉ tiêu {promise.code}",
        crumbs=(Crumb(str(plan), reverse("plans:plan", args=[plan.slug])), Crumb(promise.code, back), Crumb("Cách đo")),
        place=promise.code,
        note=_wording(promise, day),
        url=reverse("indicators:bind", args=[plan.slug, promise.code]),
        back_url=back,
        end_url=reverse("indicators:end_binding", args=[plan.slug, promise.code]) if bound else "",
        is_bound=bound is not None,
        now=now,
        consequence=_consequence(now, standing_if(plan, wanted, day)) if wanted else None,
    )


def _wording(promise: Promise, day: date) -> str:
    wording = TargetWording.objects.in_force_on(day).filter(target_id=promise.pk).first()
    return wording.name if wording else ""


def status_now(plan: Plan, promise: Promise) -> StatusWords:
    return _words(target_standings(plan, today()).get(promise.pk))


def change_in_words(before: StatusWords, after: StatusWords) -> str:
    """For the message after saving."""
    if before.word == after.word:
        return f"Tình trạng vẫn là «{after.word}»."
    return f"Tình trạng đổi từ «{before.word}» thành «{after.word}»."


def _words(found: TargetStanding | None) -> StatusWords:
    if found is None:
        return StatusWords(Status.NONE.value, "chưa đo", "Chưa gắn với chỉ số nào.")
    status = found.reading.status
    return StatusWords(status.value, STATUS_LABELS.get(status, "Chưa đủ số liệu"), found.reading.sentence)


def _consequence(now: StatusWords, found: TargetStanding | None) -> Consequence:
    then = _words(found)
    points = found.facts.points if found else ()
    figures = (
        f"{len(points)} số đo của tỉnh, {points[0].period.label} đến {points[-1].period.label}"
        if len(points) > 1
        else f"1 số đo của tỉnh, {points[0].period.label}"
        if points
        else "chưa có số đo nào của tỉnh"
    )
    return Consequence(now, then, figures, differs=now != then)
