"""The table of assignments of a plan: who leads what, with whom, when, and which sentence says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ansinh.domain.readings import PlanReading
from ansinh.papers.sheets.book import Column, Group, Kind, Line, Sheet

SHEET_NAME = "Phân công nhiệm vụ"
#: About 150 characters together: printed across A4 the letters are still those of a newspaper.
_COLUMNS = (
    Column("TT", 5, Kind.INTEGER, centred=True),
    Column("Nhiệm vụ", 38),
    Column("Cơ quan chủ trì", 20),
    Column("Cơ quan phối hợp", 22),
    Column("Thời gian", 12),
    Column("Sản phẩm", 13),
    Column("Trích văn bản", 40),
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One task. ``heading`` is the heading of the plan it stands under; ``quote`` its words, ``code`` its place."""

    code: str
    task: str
    lead_agencies: tuple[str, ...]
    supporting_agencies: tuple[str, ...]
    timeframe: str | None
    product: str | None
    quote: str
    heading: str | None = None


def assignments_of(reading: PlanReading) -> tuple[Assignment, ...]:
    """The tasks that a reading found, in its order."""
    return tuple(
        Assignment(
            code=task.code,
            task=task.text,
            lead_agencies=task.lead_agencies,
            supporting_agencies=task.supporting_agencies,
            timeframe=task.timeframe.raw,
            product=task.product,
            quote=task.quote.text,
            heading=task.heading,
        )
        for task in reading.tasks
    )


def assignments_sheet(
    assignments: Iterable[Assignment], *, titles: tuple[str, ...], source: str | None, missing: str = ""
) -> Sheet:
    """TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian | Sản phẩm | Trích văn bản.

    Tasks under one heading stand below a line with it; they are numbered through the whole table. ``missing``
    stands where the plan names no agency, time or product.
    """
    return Sheet(SHEET_NAME, _COLUMNS, tuple(_lines(assignments)), titles, source, missing=missing, frozen_columns=2)


def _lines(assignments: Iterable[Assignment]) -> Iterator[Line]:
    number = 0
    for heading, group in groupby(assignments, key=lambda assignment: assignment.heading):
        if heading:
            yield Group(heading)
        for assignment in group:
            number += 1
            yield (
                number,
                assignment.task,
                "; ".join(assignment.lead_agencies) or None,
                "; ".join(assignment.supporting_agencies) or None,
                assignment.timeframe,
                assignment.product,
                f"{assignment.code}: {assignment.quote}",
            )
