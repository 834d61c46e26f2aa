"""Reads of obstacles: the list with its ageing table, one obstacle with its history, proposals of groups, panels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from ansinh.apps.obstacles.access import may_group, may_raise_somewhere, visible_obstacles
from ansinh.apps.obstacles.models import Obstacle
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Holding, HoldingRole, Plan, Promise
from ansinh.apps.plans.queries import promise_url, wordings_on
from ansinh.domain.figures import write_date
from ansinh.domain.obstacles import (
    AGE_BANDS,
    CLOSED_STATES,
    KIND_LABELS,
    LEVEL_LABELS,
    OPEN_STATES,
    REACHES_THE_GROUP,
    STATE_LABELS,
    HandlingLevel,
    ObstacleKind,
    ObstacleState,
    Party,
    Verb,
    age_band,
    mover,
)
from ansinh.domain.vietnamese import search_key
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page, Pager, Paging

MODULE = "vuong-mac"
#: Of the ageing table: where an open obstacle lies. Coordinating and raising agencies, then the levels.
_AT_COORDINATOR, _AT_RAISER = "dieu-phoi", "don-vi-neu"
PLACES: Mapping[str, str] = {
    _AT_COORDINATOR: "Cơ quan điều phối",
    **{level.value: LEVEL_LABELS[level] for level in HandlingLevel},
    _AT_RAISER: "Đơn vị nêu (bổ sung, xác nhận)",
}
#: What the filter of states offers besides the states themselves.
OPEN, CLOSED, OVERDUE = "dang-mo", "da-khep", "qua-han"


# Rows -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PromiseRef:
    code: str
    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ObstacleRow:
    """An obstacle in a list. ``status`` and ``word`` are its mark: "Quá 4 ngày", "Đang xử lý"."""

    pk: int
    title: str
    url: str
    organisation: str
    kind: str
    recommendation: str
    promises: tuple[PromiseRef, ...]
    mover: str
    due_on: date | None
    status: str
    word: str
    state: str
    raised_on: date
    days: int
    group: str


def with_parts(obstacles: QuerySet[Obstacle]) -> QuerySet[Obstacle]:
    """What a row needs, in two queries."""
    return obstacles.select_related("organisation", "holder", "group", "plan__coordinating_agency").prefetch_related(
        Prefetch("promises", queryset=Promise.objects.select_related("plan").order_by("order"))
    )


def row_of(obstacle: Obstacle, day: date) -> ObstacleRow:
    status, word = standing_of(obstacle, day)
    return ObstacleRow(
        pk=obstacle.pk,
        title=obstacle.title,
        url=reverse("obstacles:obstacle", args=[obstacle.pk]),
        organisation=str(obstacle.organisation),
        kind=obstacle.get_kind_display(),
        recommendation=obstacle.recommendation,
        promises=tuple(PromiseRef(p.code, promise_url(p.plan, p.kind, p.code)) for p in obstacle.promises.all()),
        mover=mover_name(obstacle),
        due_on=obstacle.due_on,
        status=status,
        word=word,
        state=obstacle.get_state_display(),
        raised_on=obstacle.raised_on,
        days=age_of(obstacle, day),
        group=obstacle.group.title if obstacle.group else "",
    )


def standing_of(obstacle: Obstacle, day: date) -> tuple[str, str]:
    """Mark and word: late with the days, otherwise its state."""
    state = ObstacleState(obstacle.state)
    if state in CLOSED_STATES:
        return ("done" if state == ObstacleState.RESOLVED else "none", STATE_LABELS[state])
    late = (day - obstacle.due_on).days if obstacle.due_on else 0
    if late > 0:
        return "late", f"Quá {late} ngày"
    return "warn" if state in (ObstacleState.ROUTED, ObstacleState.RAISED) else "back", STATE_LABELS[state]


def age_of(obstacle: Obstacle, day: date) -> int:
    """Days since it was raised, to its end if it has one."""
    return max(0, ((obstacle.ended_on or day) - obstacle.raised_on).days)


def mover_name(obstacle: Obstacle) -> str:
    """Who has the next move; empty at the end."""
    organisation = mover_of(obstacle)
    if organisation is None:
        return ""
    if obstacle.state == ObstacleState.ROUTED and obstacle.addressee:
        return f"{organisation} ({obstacle.addressee})"
    return str(organisation)


def mover_of(obstacle: Obstacle) -> Organisation | None:
    """The one organisation that has the next move while the obstacle is open."""
    match mover(ObstacleState(obstacle.state)):
        case Party.RAISER:
            return obstacle.organisation
        case Party.COORDINATOR:
            return obstacle.plan.coordinating_agency
        case Party.HOLDER:
            return obstacle.holder
        case _:
            return None


def place_of(state: str, level: str) -> str:
    """Key of `PLACES` of an open obstacle; empty at the end."""
    match mover(ObstacleState(state)):
        case Party.RAISER:
            return _AT_RAISER
        case Party.COORDINATOR:
            return _AT_COORDINATOR
        case Party.HOLDER:
            return level
        case _:
            return ""


def going_along(obstacle: Obstacle, verb: Verb) -> QuerySet[Obstacle]:
    """Others of its group that ``verb`` reaches with it: those in the same state, level and hands."""
    if obstacle.group_id is None or verb not in REACHES_THE_GROUP:
        return Obstacle.objects.none()
    same = Obstacle.objects.filter(
        group_id=obstacle.group_id, state=obstacle.state, level=obstacle.level, holder_id=obstacle.holder_id
    )
    return same.exclude(pk=obstacle.pk).order_by("pk")


def next_act(obstacle: Obstacle) -> str:
    """What the mover has to do, in one word or two."""
    return {
        ObstacleState.RAISED: "chuyển xử lý",
        ObstacleState.RETURNED: "bổ sung",
        ObstacleState.ROUTED: "trả lời",
        ObstacleState.ANSWERED: "xác nhận",
    }.get(ObstacleState(obstacle.state), "")


def promises_with_names(plan: Plan, day: date) -> tuple[tuple[Promise, str], ...]:
    """Promises alive on ``day`` with what they are called, in the order of the plan: four queries."""
    names = {
        pk: getattr(wording, "name", "") or getattr(wording, "what", "")
        for pk, wording in wordings_on(plan, day).items()
    }
    return tuple((promise, names.get(promise.pk, "")) for promise in plan.promises.alive_on(day))


# The list -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ObstacleFilter:
    """What the list is narrowed to; empty values do not narrow."""

    state: str = ""  # a state, or OPEN, CLOSED, OVERDUE
    kind: str = ""
    place: str = ""
    age: str = ""
    organisation: str = ""  # code: raised it or has the next move
    promise: str = ""  # code
    group: int | None = None
    words: str = ""

    def query(self, **other: str) -> str:
        """For a link to the same list with other values."""
        names = {"state": "tinh-trang", "kind": "loai", "place": "cap", "age": "tuoi", "organisation": "co-quan"}
        names |= {"promise": "muc", "words": "q"}
        values = {names[name]: other.get(name, getattr(self, name)) for name in names}
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def is_empty(self) -> bool:
        return self == ObstacleFilter()


@dataclass(frozen=True, slots=True)
class Cell:
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class AgeingRow:
    label: str
    cells: tuple[Cell, ...]
    total: Cell
    overdue: Cell


@dataclass(frozen=True, kw_only=True)
class ObstacleListPage(Page):
    rows: tuple[ObstacleRow, ...]
    pager: Pager
    ageing: tuple[AgeingRow, ...]
    bands: tuple[str, ...]
    sums: AgeingRow
    wanted: ObstacleFilter
    is_filtered: bool
    has_any: bool
    may_raise: bool
    may_group: bool
    oldest_first: bool


def obstacle_list_page(actor: Actor, wanted: ObstacleFilter, paging: Paging, *, oldest_first: bool) -> ObstacleListPage:
    """One read of what the actor sees: the table and the list come of the same rows, so they cannot differ."""
    day = today()
    seen = list(with_parts(visible_obstacles(actor)))
    open_ones = [obstacle for obstacle in seen if obstacle.state in OPEN_STATES]
    found = [obstacle for obstacle in seen if _is_wanted(obstacle, wanted, day)]
    ordered = sorted(found, key=by_age if oldest_first else by_due)
    pager = Pager.over(len(ordered), paging, unit="vướng mắc")
    late = [obstacle for obstacle in open_ones if is_late(obstacle, day)]
    return ObstacleListPage(
        title=_list_title(len(open_ones), len(late)),
        crumbs=(Crumb("Vướng mắc"),),
        module=MODULE,
        note=f"Tính đến {write_date(day)}, trong phạm vi anh/chị được xem",
        rows=tuple(row_of(obstacle, day) for obstacle in ordered[pager.slice]),
        pager=pager,
        ageing=_ageing(open_ones, day),
        bands=tuple(band.label for band in AGE_BANDS),
        sums=_ageing_row("Cộng", "", open_ones, day),
        wanted=wanted,
        is_filtered=not wanted.is_empty,
        has_any=bool(seen),
        may_raise=may_raise_somewhere(actor),
        may_group=may_group(actor),
        oldest_first=oldest_first,
    )


def _list_title(count: int, late: int) -> str:
    if not count:
        return "Không có vướng mắc nào đang chờ"
    return f"{count} vướng mắc đang chờ" + (f", {late} quá hạn" if late else ", không có việc quá hạn")


def is_late(obstacle: Obstacle, day: date) -> bool:
    return obstacle.state in OPEN_STATES and obstacle.due_on is not None and obstacle.due_on < day


def _is_wanted(obstacle: Obstacle, wanted: ObstacleFilter, day: date) -> bool:
    return (
        _has_state(obstacle, wanted.state, day)
        and (not wanted.kind or obstacle.kind == wanted.kind)
        and (not wanted.place or place_of(obstacle.state, obstacle.level) == wanted.place)
        and (not wanted.age or age_band(age_of(obstacle, day)).key == wanted.age)
        and (not wanted.organisation or wanted.organisation in _codes(obstacle))
        and (not wanted.promise or wanted.promise in {promise.code for promise in obstacle.promises.all()})
        and (wanted.group is None or obstacle.group_id == wanted.group)
        and (not wanted.words or search_key(wanted.words) in search_key(f"{obstacle.title} {obstacle.recommendation}"))
    )


def _has_state(obstacle: Obstacle, state: str, day: date) -> bool:
    match state:
        case "":
            return True
        case "dang-mo":
            return obstacle.state in OPEN_STATES
        case "da-khep":
            return obstacle.state in CLOSED_STATES
        case "qua-han":
            return is_late(obstacle, day)
        case _:
            return obstacle.state == state


def _codes(obstacle: Obstacle) -> set[str]:
    moving = mover_of(obstacle)
    return {obstacle.organisation.code} | ({moving.code} if moving else set())


def by_age(obstacle: Obstacle) -> tuple[bool, date, int]:
    return (obstacle.state not in OPEN_STATES, obstacle.raised_on, obstacle.pk)


def by_due(obstacle: Obstacle) -> tuple[bool, date, date, int]:
    return (obstacle.state not in OPEN_STATES, obstacle.due_on or date.max, obstacle.raised_on, obstacle.pk)


def _ageing(open_ones: Sequence[Obstacle], day: date) -> tuple[AgeingRow, ...]:
    at: dict[str, list[Obstacle]] = {place: [] for place in PLACES}
    for obstacle in open_ones:
        at[place_of(obstacle.state, obstacle.level)].append(obstacle)
    return tuple(_ageing_row(label, place, at[place], day) for place, label in PLACES.items())


def _ageing_row(label: str, place: str, obstacles: Sequence[Obstacle], day: date) -> AgeingRow:
    counts = Counter(age_band(age_of(obstacle, day)).key for obstacle in obstacles)
    here = ObstacleFilter(state=OPEN, place=place)
    late = sum(is_late(obstacle, day) for obstacle in obstacles)
    return AgeingRow(
        label,
        tuple(Cell(counts[band.key], here.query(age=band.key)) for band in AGE_BANDS),
        Cell(len(obstacles), here.query()),
        Cell(late, here.query(state=OVERDUE)),
    )


# Who is above ----------------------------------------------------------------------------------------------------


def superior_of(obstacle: Obstacle) -> tuple[HandlingLevel, Organisation]:
    """Where an obstacle goes by itself when a unit or a department is late.

    From a unit to the agency that answers for the promise, else to the one that follows the plan; from there, or if
    those have it already, to UBND tỉnh.
    """
    if obstacle.level == HandlingLevel.UNIT:
        for department in (_accountable(obstacle), obstacle.plan.coordinating_agency):
            if department and department.pk not in (obstacle.holder_id, obstacle.organisation_id):
                return HandlingLevel.DEPARTMENT, department
    return HandlingLevel.PROVINCE, obstacle.plan.issuer


def _accountable(obstacle: Obstacle) -> Organisation | None:
    """Who answers today for its first promise."""
    holding = (
        Holding.objects.in_force_on(today())
        .filter(promise__obstacles=obstacle, role=HoldingRole.ACCOUNTABLE)
        .select_related("organisation")
        .order_by("promise__order")
        .first()
    )
    return holding.organisation if holding else None


# Filters of the list ---------------------------------------------------------------------------------------------


def state_choices() -> list[tuple[str, str]]:
    given = [(state.value, STATE_LABELS[state]) for state in ObstacleState]
    return [("", "mọi tình trạng"), (OPEN, "đang chờ"), (OVERDUE, "quá hạn"), (CLOSED, "đã khép lại"), *given]


def kind_choices() -> list[tuple[str, str]]:
    return [("", "mọi loại"), *((kind.value, KIND_LABELS[kind]) for kind in ObstacleKind)]


def place_choices() -> list[tuple[str, str]]:
    return [("", "mọi nơi"), *PLACES.items()]


def age_choices() -> list[tuple[str, str]]:
    return [("", "mọi tuổi"), *((band.key, band.label) for band in AGE_BANDS)]


def organisation_choices(actor: Actor) -> list[tuple[str, str]]:
    """Who raised or holds what the actor sees: one query."""
    seen = visible_obstacles(actor)
    keys = {
        key for pair in seen.values_list("organisation_id", "holder_id", "plan__coordinating_agency_id") for key in pair
    }
    bodies = Organisation.objects.filter(pk__in=keys - {None})
    return [("", "mọi cơ quan"), *bodies.values_list("code", "short_name")]
