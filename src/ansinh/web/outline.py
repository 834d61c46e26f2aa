"""The outline of the current plan in the rail: its own numbering, one mark per task.

`build` is pure; `current_outline` reads the plan's headings and promises (at most two queries) and keeps the result
in the process cache until the plan is amended or the day changes. Statuses change more often: they are put on
afterwards, from what the rooms know of tasks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.cache import cache
from django.db.models import Max
from django.urls import reverse

from ansinh.apps.plans.access import TOP_FIRST, visible_plans
from ansinh.apps.plans.models import Plan, PlanKind, PlanSection, Promise, PromiseKind
from ansinh.apps.plans.queries import has_standings, standings_of
from ansinh.kit.access import Actor
from ansinh.kit.clock import today

#: More lines than this do not help anyone: only the parts of the first level are shown then.
MOST_LINES = 80


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A heading of the plan: code ``III.4``, label ``4.``."""

    code: str
    label: str
    heading: str
    level: int


@dataclass(frozen=True, slots=True)
class PromiseRow:
    kind: str
    code: str
    section: str
    status: str = "none"
    pk: int = 0


@dataclass(frozen=True, slots=True)
class TaskMark:
    """One task of a heading: its letter, its status, its page."""

    letter: str
    code: str
    status: str
    url: str
    current: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One line of the outline. ``targets`` counts the chỉ tiêu standing directly under it; ``said`` is what the
    marks mean in words. ``current`` is ``aria-current``; then the tasks are also listed by letter."""

    code: str
    label: str
    heading: str
    url: str
    is_top: bool
    targets: int = 0
    tasks: tuple[TaskMark, ...] = ()
    said: str = ""
    current: str = ""

    @property
    def shows_letters(self) -> bool:
        return bool(self.current) and len(self.tasks) > 1


@dataclass(frozen=True, slots=True)
class PlanChoice:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PlanOutline:
    """The plan in the rail and the other plans one can switch to."""

    title: str
    url: str
    rows: tuple[OutlineRow, ...]
    others: tuple[PlanChoice, ...] = ()


#: (kind of place: "section" or "task", its code) → URL.
Links = Callable[[str, str], str]


def build(sections: Sequence[SectionRow], promises: Iterable[PromiseRow], links: Links) -> tuple[OutlineRow, ...]:
    """Lines of the outline: every heading of the first level, and deeper ones that hold targets or tasks."""
    targets: dict[str, int] = defaultdict(int)
    tasks: dict[str, list[PromiseRow]] = defaultdict(list)
    for promise in promises:
        if promise.kind == PromiseKind.TARGET:
            targets[promise.section] += 1
        elif promise.kind == PromiseKind.TASK:
            tasks[promise.section].append(promise)
    shown = [s for s in sections if s.level == 1 or targets[s.code] or tasks[s.code]]
    if len(shown) > MOST_LINES:
        shown = [s for s in shown if s.level == 1]
    return tuple(_row(section, targets[section.code], tasks[section.code], links) for section in shown)


def _row(section: SectionRow, targets: int, tasks: Sequence[PromiseRow], links: Links) -> OutlineRow:
    marks = tuple(TaskMark(_letter(t.code), t.code, t.status, links("task", t.code), pk=t.pk) for t in tasks)
    only_task = marks[0].url if len(marks) == 1 and marks[0].code == section.code else ""
    return OutlineRow(
        code=section.code,
        label=short_label(section.code, section.label),
        heading=section.heading,
        url=only_task or links("section", section.code),
        is_top=section.level == 1,
        targets=targets,
        tasks=marks,
        said=_said(marks),
    )


def short_label(code: str, label: str) -> str:
    """The label under its part of the first level: ``II.2.a`` with label ``a)`` is ``2.a)``, ``III.4`` is ``4.``."""
    between = code.split(".")[1:-1]
    return ".".join([*between, label])


def _letter(code: str) -> str:
    return code.rsplit(".", 1)[-1]


STATUS_SAID = {
    "ok": "đúng tiến độ",
    "warn": "cần chú ý",
    "late": "chậm",
    "done": "hoàn thành",
    "none": "chưa có số liệu",
}


def _said(marks: Sequence[TaskMark]) -> str:
    """The marks in words: ``4 nhiệm vụ, chưa có số liệu`` or ``a) chậm, b) đúng tiến độ``."""
    if not marks:
        return ""
    statuses = {mark.status for mark in marks}
    if len(statuses) == 1:
        return f"{len(marks)} nhiệm vụ, {STATUS_SAID[statuses.pop()]}"
    return ", ".join(f"{mark.letter}) {STATUS_SAID[mark.status]}" for mark in marks)


def with_statuses(rows: tuple[OutlineRow, ...], statuses: Mapping[int, str]) -> tuple[OutlineRow, ...]:
    """The rows with the status of each task by its key; a task that is not named keeps its own."""
    return tuple(_marked(row, statuses) if row.tasks else row for row in rows) if statuses else rows


def _marked(row: OutlineRow, statuses: Mapping[int, str]) -> OutlineRow:
    tasks = tuple(replace(task, status=statuses.get(task.pk, task.status)) for task in row.tasks)
    return replace(row, tasks=tasks, said=_said(tasks))


def with_place(rows: tuple[OutlineRow, ...], place: str) -> tuple[OutlineRow, ...]:
    """The rows with the one that holds ``place`` marked, and in it the task that is ``place``."""
    holders = [row.code for row in rows if place == row.code or place.startswith(f"{row.code}.")]
    if not place or not holders:
        return rows
    nearest = max(holders, key=len)
    return tuple(_here(row, place) if row.code == nearest else row for row in rows)


def _here(row: OutlineRow, place: str) -> OutlineRow:
    tasks = tuple(replace(task, current="location" if task.code == place else "") for task in row.tasks)
    return replace(row, current="location", tasks=tasks)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What the rail needs of a plan; ``changed_at`` is when it was published or last amended."""

    pk: int
    slug: str
    title: str
    changed_at: datetime

    @property
    def url(self) -> str:
        return reverse("plans:plan", args=[self.slug])


def current_outline(actor: Actor, wanted_slug: str, place: str) -> PlanOutline | None:
    """The plan named by ``wanted_slug``, else the newest the actor may see; None when there is none."""
    plans = _plans(actor)
    if not plans:
        return None
    plan = next((p for p in plans if p.slug == wanted_slug), plans[0])
    others = tuple(PlanChoice(p.title, p.url) for p in plans if p is not plan)
    return PlanOutline(plan.title, plan.url, with_place(with_statuses(_rows_of(plan), _statuses(plan)), place), others)


def _plans(actor: Actor) -> list[PlanRow]:
    """Those of the top first, then the newest. The order is named here because grouping drops the model's own."""
    rows = (
        visible_plans(actor)
        .annotate(amended_at=Max("amendments__published_at"))
        .order_by(*TOP_FIRST)
        .values_list("pk", "slug", "kind", "number", "published_at", "amended_at")
    )
    return [
        PlanRow(pk, slug, _title(kind, number), max(published_at, amended_at or published_at))
        for pk, slug, kind, number, published_at, amended_at in rows
    ]


def _title(kind: str, number: str) -> str:
    """``Kế hoạch 65/KH-UBND``; a paper of another kind goes by its number alone."""
    return number if kind == PlanKind.OTHER else f"{PlanKind(kind).label} {number}"


def _rows_of(plan: PlanRow) -> tuple[OutlineRow, ...]:
    key = f"outline:{plan.pk}:{plan.changed_at.timestamp()}:{today()}"
    rows: tuple[OutlineRow, ...] | None = cache.get(key)
    if rows is None:
        rows = build(
            _sections(plan), _promises(plan), lambda kind, code: reverse(f"plans:{kind}", args=[plan.slug, code])
        )
        cache.set(key, rows, timeout=24 * 3600)
    return rows


def _statuses(plan: PlanRow) -> dict[int, str]:
    """Of tasks, for only they have a mark; no query while no room knows how tasks stand."""
    if not has_standings(PromiseKind.TASK):
        return {}
    found = standings_of(Plan.objects.get(pk=plan.pk), today(), PromiseKind.TASK)
    return {key: standing.status for key, standing in found.items()}


def _sections(plan: PlanRow) -> list[SectionRow]:
    rows = PlanSection.objects.filter(plan=plan.pk).values_list("code", "label", "short_heading", "heading", "level")
    return [SectionRow(code, label, short or heading, level) for code, label, short, heading, level in rows]


def _promises(plan: PlanRow) -> list[PromiseRow]:
    rows = Promise.objects.filter(plan=plan.pk).alive_on(today()).values_list("kind", "code", "section__code", "pk")
    return [PromiseRow(kind, code, section or "", pk=pk) for kind, code, section, pk in rows]
