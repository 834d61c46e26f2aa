"""Recording figures in batches that can be reversed, and an officer's judgement of a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ansinh.apps.indicators.access import JUDGE, RECORD
from ansinh.apps.indicators.models import (
    Batch,
    DataSource,
    JudgedStatus,
    Observation,
)
from ansinh.apps.indicators.queries import rules_of
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Target
from ansinh.domain.figures_recorded import Figure, figure_problems, value_of
from ansinh.domain.indicators import Vintage
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now

_BATCH = 1000
#: Problems shown of one batch; the rest are counted.
_SHOWN = 50
#: A later vintage is preferred to an earlier one of the same source.
_VINTAGE_RANK = {Vintage.FINAL: 0, Vintage.PRELIMINARY: 1, Vintage.ESTIMATE: 2}


@action("indicators.add_source", "Thêm nguồn số liệu", needs=RECORD)
def add_source(
    *, actor: Actor, code: str, name: str, publisher: str = "", citation: str = "", rank: int = 50
) -> Done[DataSource]:
    """A place that figures come from; the lower ``rank`` is preferred when sources disagree."""
    source = DataSource.objects.create(code=code, name=name, publisher=publisher, citation=citation, rank=rank)
    return Done(source, subject_of(source), f"Thêm nguồn số liệu {name}.", after={"citation": citation, "rank": rank})


@action("indicators.record", "Ghi nhận số liệu", needs=RECORD)
def record_figures(
    *,
    actor: Actor,
    kind: Batch.Kind,
    title: str,
    figures: Sequence[Figure],
    organisation: Organisation | None = None,
    file_sha256: str = "",
) -> Done[Batch]:
    """Record figures in one go or not at all; a figure of a cell that has one supersedes it by source and vintage."""
    batch = record_batch(
        actor=actor, kind=kind, title=title, figures=figures, organisation=organisation, file_sha256=file_sha256
    )
    return Done(
        batch, subject_of(batch, title), f"Ghi nhận {batch.count} số liệu: {title}.", after={"count": batch.count}
    )


def record_batch(
    *,
    actor: Actor,
    kind: Batch.Kind,
    title: str,
    figures: Sequence[Figure],
    organisation: Organisation | None = None,
    file_sha256: str = "",
) -> Batch:
    """The part of recording that other actions of this room share (approving a sheet records it). Call in an action."""
    _refuse_wrong(figures)
    batch = Batch.objects.create(
        kind=kind,
        title=squeeze(title)[:300],
        organisation=organisation,
        recorded_at=now(),
        recorded_by_id=actor.user_id,
        recorded_by_name=actor.name,
        file_sha256=file_sha256,
        count=len(figures),
    )
    rules = rules_of({figure.indicator_id for figure in figures})
    Observation.objects.bulk_create(
        [_observation(batch, figure, value_of(figure, rules[figure.indicator_id])) for figure in figures],
        batch_size=_BATCH,
    )
    _choose_current({cell_of(figure) for figure in figures})
    return batch


@action("indicators.reverse", "Đảo lại đợt ghi nhận", needs=RECORD)
def reverse_batch(*, actor: Actor, batch: Batch, reason: str) -> Done[Batch]:
    """Take a batch out of force; what it superseded is in force again. The rows stay on record."""
    reason = squeeze(reason)
    if not reason:
        raise ActionRefused(Problem("Chưa có lý do đảo lại. Ghi ngắn gọn vì sao.", "reason"))
    withdraw_batch(batch)
    return Done(batch, subject_of(batch), f"Đảo lại đợt ghi nhận «{batch}»: {reason}", after={"reason": reason})


def withdraw_batch(batch: Batch) -> None:
    """The part of reversing that other actions share (a sheet approved again replaces its batch). Call in an action."""
    if not Batch.objects.filter(pk=batch.pk, reversed_at__isnull=True).update(reversed_at=now()):
        raise Conflict(f"Đợt «{batch}» đã được đảo lại rồi.")
    cells = {
        (row.indicator_id, row.unit_id, row.period, row.category_id)
        for row in batch.observations.only("indicator_id", "unit_id", "period", "category_id").iterator(_BATCH)
    }
    batch.observations.update(is_current=False, superseded_at=now())
    _choose_current(cells)
    batch.refresh_from_db()


@action("indicators.judge", "Đánh giá tình trạng chỉ tiêu", needs=JUDGE)
def judge_target(*, actor: Actor, target: Target, period: str, status: str, reason: str) -> Done[JudgedStatus]:
    """An officer's judgement beside the computed status, with its reason; an earlier one of the period is withdrawn."""
    actor.must(JUDGE, target.plan.coordinating_agency_id)
    reason = squeeze(reason)
    if not reason:
        raise ActionRefused(Problem("Chưa có lý do. Nêu căn cứ khiến đánh giá khác với kết quả tính.", "reason"))
    target.judgements.filter(period=period, withdrawn_at__isnull=True).update(withdrawn_at=now())
    judged = JudgedStatus.objects.create(
        target=target,
        period=period,
        status=status,
        reason=reason,
        judged_at=now(),
        judged_by_id=actor.user_id,
        judged_by_name=actor.name,
    )
    return Done(judged, subject_of(target, target.code), f"Đánh giá chỉ tiêu {target.code} kỳ {period}: {reason}")


# Parts ---------------------------------------------------------------------------------------------------------

Cell = tuple[int, int, str, int | None]


def cell_of(figure: Figure) -> Cell:
    """(indicator, unit, period, category): what has at most one current figure."""
    return (figure.indicator_id, figure.unit_id, figure.period, figure.category_id)


def _refuse_wrong(figures: Sequence[Figure]) -> None:
    """All problems at once: wrong figures and cells named twice."""
    rules = rules_of({figure.indicator_id for figure in figures})
    problems = [
        f"Kỳ {figure.period}: {message}"
        for figure in figures
        for message in figure_problems(figure, rules[figure.indicator_id])
    ]
    cells = [(*cell_of(figure), figure.source_id, figure.vintage) for figure in figures]
    twice = len(cells) - len(set(cells))
    if twice:
        problems.append(f"{twice} ô có hai số trong cùng một đợt. Giữ một số cho mỗi ô.")
    if problems:
        more = [f"… và {len(problems) - _SHOWN} lỗi khác."] if len(problems) > _SHOWN else []
        raise ActionRefused(*problems[:_SHOWN], *more)


def _observation(batch: Batch, figure: Figure, value: Decimal | None) -> Observation:
    return Observation(
        batch=batch,
        indicator_id=figure.indicator_id,
        unit_id=figure.unit_id,
        period=figure.period,
        category_id=figure.category_id,
        value=value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        is_nil=figure.is_nil,
        is_not_applicable=figure.is_not_applicable,
        vintage=figure.vintage.value,
        source_id=figure.source_id,
        comment=figure.comment[:500],
        is_current=False,
    )


def _choose_current(cells: Iterable[Cell]) -> None:
    """Of each cell's figures in force make the best one current: best source, latest vintage, latest recorded."""
    ranks = dict(DataSource.objects.values_list("pk", "rank"))
    # Neighbours together: a chunk asks for its indicators × periods × units, which is then little more than itself.
    wanted = sorted(cells, key=lambda cell: (cell[0], cell[2], cell[1], cell[3] or 0))
    for first in range(0, len(wanted), _BATCH):
        _choose_in(set(wanted[first : first + _BATCH]), ranks)


def _choose_in(cells: set[Cell], ranks: Mapping[int, int]) -> None:
    rows = Observation.objects.filter(
        indicator_id__in={cell[0] for cell in cells},
        unit_id__in={cell[1] for cell in cells},
        period__in={cell[2] for cell in cells},
        batch__reversed_at__isnull=True,
    ).values_list("pk", "indicator_id", "unit_id", "period", "category_id", "source_id", "vintage", "is_current")
    best: dict[Cell, tuple[tuple[int, int, int], int]] = {}
    current: dict[Cell, int] = {}
    for pk, indicator, unit, period, category, source, vintage, is_current in rows:
        cell = (indicator, unit, period, category)
        if cell not in cells:
            continue
        if is_current:
            current[cell] = pk
        worth = (ranks[source], _VINTAGE_RANK[Vintage(vintage)], -pk)
        if cell not in best or worth < best[cell][0]:
            best[cell] = (worth, pk)
    chosen = {pk for _, pk in best.values()}
    outgoing = [pk for cell, pk in current.items() if pk not in chosen]
    # The old one goes before the new one comes: a cell has one current figure at every moment.
    Observation.objects.filter(pk__in=outgoing).update(is_current=False, superseded_at=now())
    incoming = chosen - set(current.values())
    Observation.objects.filter(pk__in=incoming).update(is_current=True, superseded_at=None)
