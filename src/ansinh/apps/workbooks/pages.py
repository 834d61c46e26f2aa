"""The pages of workbooks: the list, one workbook with what was found in it and what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.urls import reverse

from ansinh.apps.indicators.access import ENTER, RECORD
from ansinh.apps.indicators.models import EntrySheet, SheetState
from ansinh.apps.jobs.models import Job
from ansinh.apps.jobs.queries import Progress, latest_job, progress_of
from ansinh.apps.workbooks.access import may_handle, visible_uploads
from ansinh.apps.workbooks.actions import APPLY_TABLE, CHECK_FORM, CHECK_TABLE
from ansinh.apps.workbooks.models import (
    Change,
    StagedCell,
    StagedFigure,
    Upload,
    UploadKind,
    UploadProblem,
    UploadState,
)
from ansinh.domain.figures import write_number
from ansinh.domain.indicators import VINTAGE_LABELS, Vintage
from ansinh.domain.periods import Period
from ansinh.domain.workbook_cells import BookProblem, column_letters
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging

_MODULE = "tep-excel"
_ALL = Crumb("Nhập bằng Excel", "/tep-excel/")
#: Query parameter that narrows the difference to one kind of change.
ONLY = "chi"
_MARKS = {
    UploadState.CHECKING: "empty",
    UploadState.REFUSED: "back",
    UploadState.READY: "sent",
    UploadState.APPLYING: "sent",
    UploadState.APPLIED: "approved",
    UploadState.REVERSED: "none",
    UploadState.DISCARDED: "none",
}
_KINDS_OF_JOB = {
    (UploadKind.FORM, UploadState.CHECKING): CHECK_FORM,
    (UploadKind.TABLE, UploadState.CHECKING): CHECK_TABLE,
    (UploadKind.TABLE, UploadState.APPLYING): APPLY_TABLE,
    (UploadKind.TABLE, UploadState.READY): APPLY_TABLE,  # tells why it was refused
}
#: What is not an error is told in full up to here.
_NOTES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class UploadLine:
    upload: Upload
    url: str
    mark: str
    what: str  # the form and its period, or the source of a long table
    found: str


@dataclass(frozen=True, kw_only=True)
class UploadListPage(Page):
    lines: tuple[UploadLine, ...]
    pager: Pager
    may_send_form: bool
    may_send_table: bool


@dataclass(frozen=True, slots=True)
class ProblemLine:
    place: str  # «Biểu»!D14
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A row of the difference. ``title``: unit and column of a form, indicator and unit of a long table."""

    place: str
    unit: str
    what: str
    mark: str
    change: str
    old: str
    new: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of one kind, with the link that shows only them."""

    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class UploadPage(Page):
    upload: Upload
    mark: str
    state: str
    sheet_url: str
    progress: Progress | None
    errors: tuple[ProblemLine, ...] = ()
    notes: tuple[ProblemLine, ...] = ()
    more_notes: int = 0
    counts: tuple[Tally, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    warnings: int = 0
    removed: int = 0
    moving: int = 0
    pager: Pager
    has_copy: bool = False
    may_apply: bool = False
    may_discard: bool = False
    may_reverse: bool = False
    may_send_again: bool = False
    decided: str = ""
    is_busy: bool = False
    batch_url: str = ""
    send_url: str = ""
    #: A job that was stopped can be gone on with; the name of the address that does it.
    may_go_on: bool = False
    go_on_url_name: str = ""


def upload_list_page(actor: Actor, paging: Paging) -> UploadListPage:
    """Every workbook that the actor may see, newest first."""
    uploads = visible_uploads(actor)
    pager = Pager.over(uploads.count(), paging, unit="tệp")
    waiting = uploads.filter(state__in=(UploadState.REFUSED, UploadState.READY)).count()
    return UploadListPage(
        title=f"{write_number(waiting)} tệp chờ xử lý" if waiting else "Nhập bằng Excel",
        crumbs=(Crumb("Nhập bằng Excel"),),
        module=_MODULE,
        lines=tuple(_line(upload) for upload in uploads.order_by("-id")[pager.slice]),
        pager=pager,
        may_send_form=actor.can(ENTER),
        may_send_table=actor.can(RECORD),
    )


def _line(upload: Upload) -> UploadLine:
    found = f"{write_number(upload.errors)} lỗi" if upload.errors else ""
    return UploadLine(
        upload, reverse("workbooks:upload", args=[upload.pk]), _MARKS[UploadState(upload.state)], what_of(upload), found
    )


def what_of(upload: Upload) -> str:
    """Which form and period, or which source."""
    if upload.kind == UploadKind.TABLE:
        return f"Bảng dài, nguồn {upload.source}"
    return sheet_label(upload.sheet) if upload.sheet else "Biểu nhập"


def sheet_label(sheet: EntrySheet) -> str:
    return f"{sheet.form}, {Period.parse(sheet.period).label}"


def send_page(sheet: EntrySheet | None) -> Page:
    """The page to send a form on."""
    crumbs = (_ALL, Crumb("Gửi biểu"))
    if sheet is None:
        return Page(title="Gửi biểu Excel đã điền", crumbs=crumbs, module=_MODULE)
    return Page(title="Gửi biểu Excel đã điền", crumbs=crumbs, module=_MODULE, note=sheet_label(sheet))


def table_page() -> Page:
    """The page to send a long table on."""
    return Page(title="Ghi nhận số liệu bằng bảng dài", crumbs=(_ALL, Crumb("Bảng dài")), module=_MODULE)


def upload_page(actor: Actor, upload: Upload, paging: Paging, only: str = "") -> UploadPage:
    """A workbook: how it stands, then either what is wrong or what it changes."""
    state = UploadState(upload.state)
    is_wrong = upload.errors > 0
    is_busy = state in (UploadState.CHECKING, UploadState.APPLYING)
    progress = _progress(actor, upload)
    counts = _counted(upload)
    chosen = _chosen(only, counts)
    shown = 0 if is_wrong or is_busy else sum(counts[change] for change in chosen)
    pager = Pager.over(
        upload.errors if is_wrong else shown, paging, unit="lỗi" if is_wrong else "dòng", size=50
    )  # fmt: skip
    notes = upload.problems.filter(is_error=False)
    handles = may_handle(actor, upload)
    is_open = upload.sheet is None or upload.sheet.state in (SheetState.DRAFT, SheetState.RETURNED)
    moving = counts[Change.NEW] + counts[Change.CHANGED]
    return UploadPage(
        title=_title(upload, counts),
        crumbs=(_ALL, Crumb(upload.file_name)),
        module=_MODULE,
        note=what_of(upload),
        upload=upload,
        mark=_MARKS[state],
        state=upload.get_state_display(),
        sheet_url=reverse("indicators:sheet", args=[upload.sheet_id]) if upload.sheet_id else "",
        progress=progress if is_busy or (progress and progress.is_failed) else None,
        errors=tuple(_problem(problem) for problem in upload.problems.filter(is_error=True)[pager.slice])
        if is_wrong
        else (),
        notes=tuple(_problem(problem) for problem in notes[:_NOTES_SHOWN]),
        more_notes=max(0, notes.count() - _NOTES_SHOWN),
        counts=() if is_wrong else _counts(counts, chosen),
        changes=_changes(upload, chosen, pager) if shown else (),
        warnings=_warnings(upload) if not is_wrong else 0,
        removed=counts[Change.REMOVED],
        moving=moving,
        pager=pager,
        has_copy=is_wrong and upload.problems.filter(is_error=True).exclude(sheet_name="").exists(),
        may_apply=handles and state == UploadState.READY and moving + counts[Change.REMOVED] > 0,
        may_discard=handles and state in (UploadState.REFUSED, UploadState.READY),
        may_reverse=handles and state == UploadState.APPLIED and is_open,
        may_send_again=handles and state == UploadState.REFUSED,
        decided=_decided(upload),
        is_busy=is_busy,
        batch_url=reverse("indicators:batch", args=[upload.batch_id]) if upload.batch_id else "",
        send_url=_send_url(upload),
        may_go_on=handles and is_busy and (progress is None or progress.is_finished),
        go_on_url_name="workbooks:check_again" if state == UploadState.CHECKING else "workbooks:apply",
    )


def _counted(upload: Upload) -> dict[Change, int]:
    found = dict(_rows_of(upload).order_by().values_list("change").annotate(Count("pk")))
    return {change: found.get(change.value, 0) for change in Change}


def _send_url(upload: Upload) -> str:
    if upload.kind == UploadKind.TABLE:
        return reverse("workbooks:send_table")
    return reverse("workbooks:send") + (f"?phieu={upload.sheet_id}" if upload.sheet_id else "")


def _title(upload: Upload, counts: Mapping[Change, int]) -> str:
    """The answer: what is wrong, or what would change."""
    state = UploadState(upload.state)
    if upload.errors:
        return f"{write_number(upload.errors)} lỗi trong tệp {upload.file_name}"
    if state in (UploadState.CHECKING, UploadState.APPLYING):
        return f"{upload.get_state_display()} tệp {upload.file_name}"
    parts = [
        f"{write_number(counts[change])} {word}"
        for change, word in ((Change.NEW, "số mới"), (Change.CHANGED, "số thay đổi"))
        if counts[change]
    ]
    said = ", ".join(parts) or "Không có số nào thay đổi"
    return f"{said} theo tệp {upload.file_name}" if parts else f"{said}: {upload.file_name}"


def _rows_of(upload: Upload) -> QuerySet[StagedCell] | QuerySet[StagedFigure]:
    return upload.cells.all() if upload.kind == UploadKind.FORM else upload.figures.all()


def _warnings(upload: Upload) -> int:
    """Jumps against the last period that nobody has explained yet."""
    return upload.cells.exclude(warning="").exclude(change=Change.REMOVED).count()


def _chosen(only: str, counts: Mapping[Change, int]) -> tuple[Change, ...]:
    """The kinds of change to show: the one that is asked for, otherwise all but what stays."""
    if only in Change.values:
        return (Change(only),)
    return tuple(change for change in Change if change != Change.SAME and counts[change])


def _counts(counts: Mapping[Change, int], chosen: tuple[Change, ...]) -> tuple[Tally, ...]:
    return tuple(
        Tally(change.label, counts[change], f"?{ONLY}={change.value}", chosen == (change,)) for change in Change
    )


def _problem(problem: UploadProblem) -> ProblemLine:
    return ProblemLine(as_problem(problem).place, problem.what, problem.remedy)


def as_problem(problem: UploadProblem) -> BookProblem:
    """As the pages and the checked copy say it."""
    return BookProblem(
        problem.what, problem.remedy, problem.sheet_name, problem.row, problem.column, problem.is_error
    )  # fmt: skip


def _progress(actor: Actor, upload: Upload) -> Progress | None:
    kind = _KINDS_OF_JOB.get((UploadKind(upload.kind), UploadState(upload.state)))
    job: Job | None = latest_job(kind, {"upload": upload.pk}) if kind else None
    return progress_of(job, may_cancel=job.requested_by_id == actor.user_id) if job else None


def _decided(upload: Upload) -> str:
    return f"{upload.get_state_display().lower()} bởi {upload.decided_by_name}" if upload.decided_at else ""


# The difference ----------------------------------------------------------------------------------------------------


def _changes(upload: Upload, chosen: tuple[Change, ...], pager: Pager) -> tuple[ChangeLine, ...]:
    if upload.kind == UploadKind.TABLE:
        figures = upload.figures.filter(change__in=chosen).select_related("indicator", "unit", "category", "old")
        return tuple(_figure_line(figure) for figure in figures.order_by("row")[pager.slice])
    if upload.sheet is None:
        return ()
    labels = {
        column.pk: f"{column_letters(order)}. {column.indicator.name}" + (f": {column.category.name}" if column.category else "")
        for order, column in enumerate(upload.sheet.columns.select_related("indicator", "category").order_by("order"))
    }  # fmt: skip
    cells = upload.cells.filter(change__in=chosen).select_related("unit").order_by("pk")
    return tuple(_cell_line(cell, labels) for cell in cells[pager.slice])


_CHANGE_MARKS = {Change.NEW: "ok", Change.CHANGED: "sent", Change.REMOVED: "empty", Change.SAME: "none"}


def _cell_line(cell: StagedCell, labels: Mapping[int, str]) -> ChangeLine:
    notes = [f"Giải thích: {cell.comment}"] if cell.comment and cell.comment != cell.old_comment else []
    return ChangeLine(
        cell.place,
        cell.unit.name,
        labels.get(cell.column_id, ""),
        _CHANGE_MARKS[Change(cell.change)],
        cell.get_change_display(),
        _texts(cell.old_raw, cell.old_raw_denominator),
        _texts(cell.raw, cell.raw_denominator),
        (*([cell.warning] if cell.warning else []), *notes),
    )


def _figure_line(figure: StagedFigure) -> ChangeLine:
    what = f"{figure.indicator.name}" + (f": {figure.category.name}" if figure.category else "")
    old = figure.old
    return ChangeLine(
        f"dòng {figure.row + 1}",
        f"{figure.unit.name}, {Period.parse(figure.period).label}",
        what,
        _CHANGE_MARKS[Change(figure.change)],
        figure.get_change_display(),
        "" if old is None else _written(old.value, old.is_nil, old.is_not_applicable, old.vintage),
        _written(figure.value, figure.is_nil, figure.is_not_applicable, figure.vintage),
        (f"Ghi chú: {figure.comment}",) if figure.comment else (),
    )


def _written(value: Decimal | None, is_nil: bool, is_not_applicable: bool, vintage: str) -> str:
    shown = "x" if is_not_applicable else "-" if is_nil or value is None else write_number(value)
    return f"{shown} (số {VINTAGE_LABELS[Vintage(vintage)]})"


def _texts(text: str, denominator: str) -> str:
    return " / ".join(filter(None, (text, denominator)))
