"""The forms that officers fill in: their list, and one of them with its columns and editions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.urls import reverse

from ansinh.apps.indicators.access import DEFINE
from ansinh.apps.indicators.models import EntryForm, FormColumn, SheetState
from ansinh.apps.orgs.models import UnitLevel
from ansinh.domain.figures import write_number
from ansinh.domain.periods import PERIOD_KIND_LABELS, PeriodKind
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page

_MODULE = "nhap-so-lieu"
_SHEETS = Crumb("Nhập số liệu", "/nhap-so-lieu/")
_FORMS = Crumb("Biểu nhập", "/bieu-nhap/")


@dataclass(frozen=True, slots=True)
class FormLine:
    form: EntryForm
    frequency: str
    level: str
    columns: int
    reporters: str
    sheets: int
    open_sheets: int


@dataclass(frozen=True, kw_only=True)
class FormsPage(Page):
    lines: tuple[FormLine, ...]
    may_define: bool


def forms_page(actor: Actor) -> FormsPage:
    """Two queries besides the frame's."""
    rows = (
        EntryForm.objects.select_related("approver")
        .prefetch_related("reporters")
        .annotate(
            column_count=Count("columns", filter=Q(columns__edition=F("edition")), distinct=True),
            sheet_count=Count("sheets", distinct=True),
            open_count=Count("sheets", filter=~Q(sheets__state=SheetState.APPROVED), distinct=True),
        )
        .order_by("code")
    )
    lines = tuple(
        FormLine(
            form=row,
            frequency=PERIOD_KIND_LABELS[PeriodKind(row.frequency)],
            level=UnitLevel(row.level).label,
            columns=row.column_count,
            reporters=", ".join(map(str, row.reporters.all())),
            sheets=row.sheet_count,
            open_sheets=row.open_count,
        )
        for row in rows
    )
    return FormsPage(
        title=f"{len(lines)} biểu nhập số liệu" if lines else "Chưa có biểu nhập số liệu",
        crumbs=(_SHEETS, Crumb("Biểu nhập")),
        module=_MODULE,
        lines=lines,
        may_define=actor.can(DEFINE),
    )


@dataclass(frozen=True, slots=True)
class ColumnLine:
    number: int
    name: str
    code: str
    group: str
    unit: str
    limit: str


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An earlier set of columns and how many sheets keep it."""

    label: str
    sheets: int
    columns: str


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    form: EntryForm
    facts: tuple[tuple[str, str], ...]
    columns: tuple[ColumnLine, ...]
    earlier: tuple[EditionLine, ...]
    change_url: str


def form_page(actor: Actor, form: EntryForm) -> FormPage:
    """Three queries besides the frame's."""
    columns = list(form.columns.select_related("indicator", "category__dimension").order_by("edition", "order"))
    counts = Counter(form.sheets.values_list("edition", flat=True))
    reporters = ", ".join(map(str, form.reporters.all()))
    facts = (
        ("Mã biểu", form.code),
        ("Kỳ", PERIOD_KIND_LABELS[PeriodKind(form.frequency)]),
        ("Mỗi dòng là", UnitLevel(form.level).label),
        ("Cơ quan nhập", reporters),
        ("Cơ quan duyệt", str(form.approver)),
        ("Căn cứ", form.legal_basis),
        ("Phiếu đã mở", str(counts.total())),
    )
    return FormPage(
        title=form.name,
        crumbs=(_SHEETS, _FORMS, Crumb(form.code)),
        module=_MODULE,
        form=form,
        facts=tuple((label, text) for label, text in facts if text),
        columns=tuple(_column(row) for row in columns if row.edition == form.edition),
        earlier=tuple(
            EditionLine(
                f"Lần {edition}",
                counts[edition],
                "; ".join(_name(row) for row in columns if row.edition == edition),
            )
            for edition in sorted({row.edition for row in columns} - {form.edition}, reverse=True)
        ),
        change_url=reverse("indicators:change_form", args=[form.code]) if actor.can(DEFINE) else "",
    )


def _column(row: FormColumn) -> ColumnLine:
    category = row.category
    return ColumnLine(
        number=row.order,
        name=row.indicator.name,
        code=row.indicator.code,
        group=f"{category.dimension.name}: {category.name}" if category else "số chung",
        unit=row.indicator.unit,
        limit="không hỏi" if row.jump_limit is None else f"quá {write_number(row.jump_limit * 100)}%",
    )


def _name(row: FormColumn) -> str:
    return row.indicator.name + (f" ({row.category.name})" if row.category else "")


@dataclass(frozen=True, kw_only=True)
class FormWorkPage(Page):
    """The form in which a form is made or changed; ``warning`` says what a change would leave as it is."""

    url: str
    back_url: str
    verb: str
    warning: str = ""


def new_form_page() -> FormWorkPage:
    return FormWorkPage(
        title="Lập biểu nhập mới",
        crumbs=(_SHEETS, _FORMS, Crumb("Biểu mới")),
        module=_MODULE,
        url=reverse("indicators:new_form"),
        back_url=reverse("indicators:forms"),
        verb="Lập biểu",
    )


def change_form_page(form: EntryForm) -> FormWorkPage:
    """One query."""
    back = reverse("indicators:form", args=[form.code])
    count = form.sheets.count()
    return FormWorkPage(
        title=f"Sửa biểu {form.code}",
        crumbs=(_SHEETS, _FORMS, Crumb(form.code, back), Crumb("Sửa")),
        module=_MODULE,
        note=form.name,
        url=reverse("indicators:change_form", args=[form.code]),
        back_url=back,
        verb="Ghi biểu",
        warning=(
            f"Biểu đã có {count} phiếu. Sửa cột chỉ áp dụng cho phiếu mở từ nay; phiếu đã mở giữ các cột cũ. Kỳ và cấp "
            "đơn vị không đổi được nữa. Cơ quan duyệt mới duyệt cả các phiếu đang mở."
            if count
            else ""
        ),
    )
