"""Scorecards of agencies: every figure with both its numbers, what is left out, and no sum of it all.

Each kind of thing is gathered once for a span of due days and shared out to the agencies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from ansinh.apps.commitments.models import Commitment, DueChange, DueChangeState, Duty
from ansinh.apps.indicators.models import EntrySheet, SheetState
from ansinh.apps.obstacles.models import ObstacleStep
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.oversight.models import CheckRecommendation, RecommendationState
from ansinh.domain.figures import write_date, write_number
from ansinh.domain.obstacles import ObstacleState, Verb
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.scorecards import LEFT_OUT_WORDS, Due, Measure, measure
from ansinh.kit.access import Actor
from ansinh.kit.clock import day_of
from ansinh.kit.pages import Crumb, Page

MODULE = "bang-diem"
#: The first year of the first plan.
_FIRST_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing, by whom it was owed."""

    organisation_id: int
    due: Due


@dataclass(frozen=True, slots=True)
class Kind:
    """``unit`` is what weighs one, in words; ``gather`` gives things whose due day lies in the year(s) asked for."""

    key: str
    title: str
    unit: str
    gather: Callable[[date, date], Iterator[Owed]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is shown. ``percent`` is empty when nothing was due."""

    figure: str  # "2,5 trên 3 mục"
    percent: str
    behind: str  # "7 trên 9 việc"
    left_out: str  # "chưa đến hạn 4, đã hủy 1"


@dataclass(frozen=True, slots=True)
class AgencyRow:
    organisation: Organisation
    url: str
    cells: tuple[Cell, ...]

    @property
    def titled(self) -> tuple[tuple[str, Cell], ...]:
        """Each figure with what it is of: on a telephone a row is a card."""
        return tuple((kind.title, found) for kind, found in zip(KINDS, self.cells, strict=True))


@dataclass(frozen=True, kw_only=True)
class ScorecardsPage(Page):
    kinds: tuple[Kind, ...]
    rows: tuple[AgencyRow, ...]
    period: Period
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class KindRow:
    kind: Kind
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class ScorecardPage(Page):
    organisation: Organisation
    periods: tuple[Period, ...]
    rows: tuple[KindRow, ...]
    changed: str

    @property
    def lines(self) -> tuple[tuple[str, tuple[tuple[str, Cell], ...]], ...]:
        """A line a period: its name, then each figure with what it is of."""
        return tuple(
            (period.label, tuple((row.kind.title, row.cells[index]) for row in self.rows))
            for index, period in enumerate(self.periods)
        )


def scorecards_page(actor: Actor, period: Period, day: date) -> ScorecardsPage:
    """Agencies with something owed in ``period``, by name: a table of figures, not a ranking."""
    start, end = span(period)
    by_kind = {
        kind.key: {pk: kept for pk, things in _by_agency(kind, start, end).items() if (kept := _within(things, period))}
        for kind in KINDS
    }
    agencies = {pk for found in by_kind.values() for pk in found}
    organisations = Organisation.objects.filter(pk__in=agencies).order_by("sort_key")
    return ScorecardsPage(
        title=f"Kết quả thực hiện đúng hạn của {len(agencies)} cơ quan, {period.label}"
        if agencies
        else f"Không cơ quan nào có việc đến hạn trong {period.label}",
        crumbs=(Crumb("Kết quả của cơ quan"),),
        module=MODULE,
        note=f"Theo hạn nằm trong {period.label}, tính đến ngày {write_date(day)}; xếp theo tên, không xếp hạng",
        kinds=KINDS,
        rows=tuple(
            AgencyRow(
                organisation,
                reverse("oversight:scorecard", args=[organisation.code]),
                tuple(cell(measure(by_kind[kind.key].get(organisation.pk, ()), day), kind) for kind in KINDS),
            )
            for organisation in organisations
        ),
        period=period,
        periods=_choices(day),
    )


def scorecard_page(actor: Actor, organisation: Organisation, day: date) -> ScorecardPage:
    """One agency over time: the quarters and the whole of this year and the year before."""
    years = [year for year in (day.year - 1, day.year) if year >= _FIRST_YEAR]
    periods = tuple(p for year in years for p in _of_year(year) if p.start <= day)
    rows = []
    for kind in KINDS:
        by_year = {year: _of_agency(kind, organisation, year) for year in years}
        cells = (cell(measure(_within(by_year[period.year], period), day), kind) for period in periods)
        rows.append(KindRow(kind, tuple(cells)))
    return ScorecardPage(
        title=f"Kết quả thực hiện đúng hạn: {organisation.name}",
        crumbs=(Crumb("Kết quả của cơ quan", reverse("oversight:scorecards")), Crumb(str(organisation))),
        module=MODULE,
        note=f"Theo hạn nằm trong từng kỳ, tính đến ngày {write_date(day)}",
        organisation=organisation,
        periods=periods,
        rows=tuple(rows),
        changed=_changed(organisation, date(years[0], 1, 1), date(years[-1], 12, 31)),
    )


def period_asked(text: str, day: date) -> Period:
    """A year or quarter that can be chosen, by its code; anything else is the present year."""
    return next((period for period in _choices(day) if period.code == text), Period(PeriodKind.YEAR, day.year))


def cell(found: Measure, kind: Kind) -> Cell:
    """A figure in words; missing is said, never 0."""
    left_out = ", ".join(f"{LEFT_OUT_WORDS[outcome]} {count}" for outcome, count in found.left_out)
    if found.share is None:
        return Cell("", "", "", left_out)
    figure = f"{_number(found.on_time)} trên {write_number(found.units)} {kind.unit}"
    behind = f"{found.things_on_time} trên {found.things} việc" if found.things != found.units else ""
    return Cell(figure, f"{write_number(round(float(found.share * 100), 1))}%", behind, left_out)


def span(period: Period) -> tuple[date, date]:
    """First and last day of a year or quarter."""
    return period.start, period.end


def _number(value: Fraction) -> str:
    return write_number(value.numerator) if value.denominator == 1 else write_number(round(float(value), 2))


def _of_year(year: int) -> tuple[Period, ...]:
    return (*(Period(PeriodKind.QUARTER, year, number) for number in range(1, 5)), Period(PeriodKind.YEAR, year))


def _choices(day: date) -> tuple[Period, ...]:
    """Years and quarters that have begun, newest first."""
    known = [period for year in range(_FIRST_YEAR, day.year + 1) for period in _of_year(year)]
    return tuple(period for period in reversed(known) if period.start <= day)


def _within(things: Iterable[Due], period: Period) -> list[Due]:
    """What is due in the period; things without a day are said with a whole year only."""
    first, last = span(period)
    whole_year = period.kind is PeriodKind.YEAR
    return [
        thing
        for thing in things
        if (thing.due_on is not None and first <= thing.due_on <= last) or (thing.due_on is None and whole_year)
    ]


def _by_agency(kind: Kind, start: date, end: date) -> Mapping[int, Sequence[Due]]:
    found: dict[int, list[Due]] = defaultdict(list)
    for owed in kind.gather(start, end):
        found[owed.organisation_id].append(owed.due)
    return found


def _of_agency(kind: Kind, organisation: Organisation, year: int) -> Sequence[Due]:
    """Asked for year by year: a thing without a day belongs to its year only."""
    return _by_agency(kind, *span(Period(PeriodKind.YEAR, year))).get(organisation.pk, ())


def _changed(organisation: Organisation, start: date, end: date) -> str:
    """Due days that were moved on request: a figure of its own, because moving them is not being on time."""
    count = DueChange.objects.filter(
        commitment__organisation=organisation, state=DueChangeState.AGREED, old_due_on__range=(start, end)
    ).count()
    return f"{count} hạn đã được đổi theo đề nghị." if count else "Không có hạn nào được đổi."


# What is gathered ------------------------------------------------------------------------------------------------


def _commitments(start: date, end: date) -> Iterator[Owed]:
    """By the agency under whose name it was made; those not accepted yet have no day in force. One query."""
    in_force = Q(accepted_on__isnull=False, due_on__range=(start, end))
    not_yet = Q(accepted_on__isnull=True, year__range=(start.year, end.year))
    for row in Commitment.objects.filter(in_force | not_yet):
        facts = row.time_facts
        due = Due(f"{row.promise_id}", facts.due_on, facts.reported_on, facts.is_cancelled)
        yield Owed(row.organisation_id, due)


def _duties(start: date, end: date) -> Iterator[Owed]:
    """One query."""
    for row in Duty.objects.filter(due_on__range=(start, end)):
        facts = row.time_facts
        due = Due(f"{row.obligation_id}", facts.due_on, facts.reported_on, facts.is_cancelled)
        yield Owed(row.organisation_id, due)


def _sheets(start: date, end: date) -> Iterator[Owed]:
    """Sent when it was last sent, if it did not come back. One query."""
    sent = (SheetState.SUBMITTED, SheetState.APPROVED)
    for row in EntrySheet.objects.filter(due_on__range=(start, end)):
        done = day_of(row.submitted_at) if row.submitted_at and row.state in sent else None
        yield Owed(row.organisation_id, Due(f"{row.form_id}", row.due_on, done))


def _obstacles(start: date, end: date) -> Iterator[Owed]:
    """Each time an obstacle lay with an agency that had to answer it. One query."""
    steps = ObstacleStep.objects.filter(obstacle__raised_on__lte=end).order_by("obstacle_id", "pk")
    for obstacle_id, history in groupby(steps.iterator(), key=lambda step: step.obstacle_id):
        for owed in _answers(f"{obstacle_id}", list(history)):
            if owed.due.due_on is not None and start <= owed.due.due_on <= end:
                yield owed


def _answers(unit: str, steps: Sequence[ObstacleStep]) -> Iterator[Owed]:
    """A stay with one holder until one day ends with the first step that leads elsewhere."""
    open_step: ObstacleStep | None = None
    for step in [*steps, None]:
        if open_step is not None and (step is None or not _is_same_stay(open_step, step)):
            withdrawn = step is not None and step.verb == Verb.WITHDRAW
            due = Due(unit, open_step.due_on, step.on if step and not withdrawn else None, withdrawn)
            yield Owed(open_step.holder_id or 0, due)
            open_step = None
        if step is not None and open_step is None and step.state == ObstacleState.ROUTED and step.holder_id:
            open_step = step


def _is_same_stay(first: ObstacleStep, step: ObstacleStep) -> bool:
    return (step.state, step.holder_id, step.due_on) == (first.state, first.holder_id, first.due_on)


def _recommendations(start: date, end: date) -> Iterator[Owed]:
    """Answered when it was last answered, if it did not come back. One query."""
    answered = (RecommendationState.ANSWERED, RecommendationState.ACCEPTED)
    for row in CheckRecommendation.objects.filter(due_on__range=(start, end)):
        done = day_of(row.answered_at) if row.answered_at and row.state in answered else None
        yield Owed(row.organisation_id, Due(f"{row.check_held_id}", row.due_on, done))


#: In the order of the page.
KINDS = (
    Kind("commitments", "Cam kết hoàn thành đúng hạn", "mục", _commitments),
    Kind("duties", "Báo cáo, kế hoạch nộp đúng hạn", "nghĩa vụ", _duties),
    Kind("sheets", "Phiếu số liệu gửi đúng hạn", "biểu", _sheets),
    Kind("obstacles", "Vướng mắc trả lời đúng hạn", "vướng mắc", _obstacles),
    Kind("recommendations", "Kiến nghị kiểm tra trả lời đúng hạn", "cuộc", _recommendations),
)
