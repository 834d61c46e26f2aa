"""What the plan hands out: its own text as a Word file by Decree 30/2020, and its promises as an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ansinh.apps.documents.queries import header_and_outline_of, paper_of
from ansinh.apps.plans.models import Plan, PromiseKind
from ansinh.apps.plans.queries import HolderName, PromiseRow
from ansinh.domain.figures import write_date, write_quantity, write_short_date
from ansinh.papers.official import from_paper, render_docx
from ansinh.papers.sheets import Assignment, Column, Group, Line, Sheet, Workbook, assignments_sheet, render_xlsx

_NOT_SAID = "văn bản không nêu"


def plan_paper(plan: Plan) -> bytes:
    """The signed text laid out again. The same plan gives the same bytes."""
    document = plan.document
    paper = from_paper(paper_of(document), header_and_outline_of(document), issuer=plan.issuer.name)
    return render_docx(paper, made_at=plan.published_at)


def plan_workbook(plan: Plan, rows: Sequence[PromiseRow], day: date) -> bytes:
    """Targets, the table of assignments and obligations, a sheet each, as they stand on ``day``; only what is there."""
    titles = _titles(plan, day)
    source = f"Nguồn: {plan.get_kind_display()} số {plan.number} ngày {write_short_date(plan.issued_on)}"
    headings = {section.code: f"{section.label} {section.heading}" for section in plan.sections.all()}
    by_kind = {kind: [row for row in rows if row.kind == kind] for kind in PromiseKind}
    sheets = []
    if by_kind[PromiseKind.TARGET]:
        sheets.append(_targets(by_kind[PromiseKind.TARGET], headings, titles, source))
    if by_kind[PromiseKind.TASK]:
        sheets.append(_tasks(by_kind[PromiseKind.TASK], headings, titles, source))
    if by_kind[PromiseKind.OBLIGATION]:
        sheets.append(_obligations(by_kind[PromiseKind.OBLIGATION], titles, source))
    return render_xlsx(
        Workbook(
            tuple(sheets) or (_nothing(titles, source),),
            title=f"Phân công thực hiện {plan.number}",
            author=plan.coordinating_agency.name,
            made_at=plan.published_at,
        )
    )


def _titles(plan: Plan, day: date) -> tuple[str, ...]:
    return (f"{plan.get_kind_display().upper()} SỐ {plan.number}", plan.title, f"Xem theo ngày {write_date(day)}")


def _targets(rows: Sequence[PromiseRow], headings: Mapping[str, str], titles: tuple[str, ...], source: str) -> Sheet:
    columns = (
        Column("Mã", 10),
        Column("Chỉ tiêu", 48),
        Column("Đích", 18),
        Column("Đến hạn", 12),
        Column("Chịu trách nhiệm chính", 26),
        Column("Trích văn bản", 44),
    )
    return Sheet("Chỉ tiêu", columns, tuple(_target_lines(rows, headings)), titles, source, missing=_NOT_SAID)


def _target_lines(rows: Sequence[PromiseRow], headings: Mapping[str, str]) -> Iterator[Line]:
    section = None
    for row in rows:
        if row.section != section:
            section = row.section
            yield Group(headings.get(section, section))
        goal = write_quantity(row.quantity) if row.quantity else "định tính"
        yield (row.code, row.name, goal, row.due, _name(row.accountable), row.quote)


def _tasks(rows: Sequence[PromiseRow], headings: Mapping[str, str], titles: tuple[str, ...], source: str) -> Sheet:
    assignments = (
        Assignment(
            code=row.code,
            task=row.text,
            lead_agencies=_names(row.leads),
            supporting_agencies=_names(row.supporting),
            timeframe=row.due,
            product=row.product or None,
            quote=f"{row.code}: {row.quote}",
            heading=headings.get(row.section),
        )
        for row in rows
    )
    return assignments_sheet(assignments, titles=titles, source=source, missing=_NOT_SAID)


def _obligations(rows: Sequence[PromiseRow], titles: tuple[str, ...], source: str) -> Sheet:
    columns = (Column("Mã", 8), Column("Nghĩa vụ", 70), Column("Ai phải làm", 36), Column("Hạn", 30))
    lines = tuple((row.code, row.name, "; ".join(_names(row.leads)) or None, row.due) for row in rows)
    return Sheet("Nghĩa vụ", columns, lines, titles, source, missing=_NOT_SAID)


def _nothing(titles: tuple[str, ...], source: str) -> Sheet:
    return Sheet("Kết quả", (Column("Không có mục nào hợp với điều kiện lọc", 60),), (), titles, source)


def _names(holders: Sequence[HolderName]) -> tuple[str, ...]:
    return tuple(holder.name for holder in holders)


def _name(holder: HolderName | None) -> str | None:
    return holder.name if holder else None
