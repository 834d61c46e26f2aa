"""Making and changing the forms that officers fill in. Sheets that are open keep the columns they were opened with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ansinh.apps.indicators.access import DEFINE
from ansinh.apps.indicators.models import Category, EntryForm, FormColumn, Indicator
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.figures import write_number
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.locking import update_if_unchanged

#: What the rows and periods of a form's sheets rest on: fixed from the first sheet on.
_FIXED = {"frequency": "kỳ", "level": "cấp đơn vị"}


@dataclass(frozen=True, slots=True)
class NewColumn:
    """``jump_limit`` is a share (0.2 = 20 %)."""

    indicator: Indicator
    category: Category | None = None
    jump_limit: Decimal | None = None


@action("indicators.define_form", "Lập biểu nhập số liệu", needs=DEFINE)
def define_form(
    *,
    actor: Actor,
    code: str,
    fields: Mapping[str, Any],
    columns: Sequence[NewColumn],
    reporters: Iterable[Organisation],
) -> Done[EntryForm]:
    """A new form: its columns in order and who fills it in."""
    fills_in = list(reporters)
    _refuse_wrong(columns, fills_in)
    if EntryForm.objects.filter(code=code).exists():
        raise ActionRefused(Problem(f"Mã biểu «{code}» đã dùng. Chọn mã khác.", "code"))
    form = EntryForm.objects.create(code=code, **fields)
    form.reporters.set(fills_in)
    _add_columns(form, columns)
    return Done(form, subject_of(form), f"Lập biểu «{form.name}» gồm {len(columns)} cột.")


@action("indicators.change_form", "Sửa biểu nhập số liệu", needs=DEFINE)
def change_form(
    *,
    actor: Actor,
    form: EntryForm,
    version: int,
    fields: Mapping[str, Any],
    columns: Sequence[NewColumn],
    reporters: Iterable[Organisation],
) -> Done[EntryForm]:
    """Change a form that ``version`` was seen of. Columns that sheets have stay theirs: new ones make a new edition."""
    fills_in = list(reporters)
    _refuse_wrong(columns, fills_in)
    _refuse_fixed(form, fields)
    before = described(form)
    is_new_edition = _differs(form, columns) and form.sheets.filter(edition=form.edition).exists()
    values = dict(fields) | ({"edition": form.edition + 1} if is_new_edition else {})
    if not update_if_unchanged(EntryForm.objects.all(), form.pk, version, **values):
        raise Conflict(f"Biểu «{form.name}» vừa được người khác sửa. Mở lại để xem rồi sửa tiếp.")
    form.refresh_from_db()
    form.reporters.set(fills_in)
    if is_new_edition:
        _add_columns(form, columns)
    elif _differs(form, columns):
        form.columns_now.delete()
        _add_columns(form, columns)
    after = described(form)
    changed = [key for key in after if before[key] != after[key]]
    kept = " Phiếu đã mở giữ các cột cũ." if is_new_edition else ""
    return Done(
        form,
        subject_of(form),
        f"Sửa biểu «{form.name}».{kept}",
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )


def described(form: EntryForm) -> dict[str, str]:
    """A form in words, for the log."""
    rows = form.columns_now.select_related("indicator", "category").order_by("order")
    return {
        "name": form.name,
        "frequency": form.frequency,
        "level": form.level,
        "legal_basis": form.legal_basis,
        "approver": str(form.approver),
        "reporters": ", ".join(map(str, form.reporters.all())),
        "columns": "; ".join(_column_in_words(row) for row in rows),
    }


def _column_in_words(row: FormColumn) -> str:
    group = f"/{row.category.code}" if row.category else ""
    limit = f" ({write_number(row.jump_limit * 100)}%)" if row.jump_limit is not None else ""
    return f"{row.indicator.code}{group}{limit}"


def _refuse_wrong(columns: Sequence[NewColumn], reporters: Sequence[Organisation]) -> None:
    """All problems at once."""
    problems = []
    if not columns:
        problems.append(Problem("Biểu chưa có cột nào. Chọn ít nhất một chỉ số.", "columns"))
    if not reporters:
        problems.append(Problem("Chưa chọn cơ quan nhập.", "reporters"))
    seen = Counter((column.indicator.pk, column.category.pk if column.category else None) for column in columns)
    twice = {key for key, count in seen.items() if count > 1}
    allowed = _dimensions(columns)
    for number, column in enumerate(columns, 1):
        key = (column.indicator.pk, column.category.pk if column.category else None)
        if key in twice:
            problems.append(Problem(f"Cột {number}: «{_named(column)}» có hai lần. Giữ một cột.", "columns"))
            twice.remove(key)
        if column.category and (column.indicator.pk, column.category.dimension_id) not in allowed:
            problems.append(
                Problem(
                    f"Cột {number}: chỉ số «{column.indicator.name}» không phân tổ theo nhóm «{column.category.name}». "
                    "Chọn nhóm khác, hoặc thêm phân tổ ở định nghĩa chỉ số.",
                    "columns",
                )
            )
    if problems:
        raise ActionRefused(*problems)


def _dimensions(columns: Sequence[NewColumn]) -> set[tuple[int, int]]:
    """(indicator, breakdown) as they are declared: one query."""
    wanted = {column.indicator.pk for column in columns}
    rows = Indicator.objects.filter(pk__in=wanted, dimensions__isnull=False)
    return set(rows.order_by().values_list("pk", "dimensions"))


def _named(column: NewColumn) -> str:
    return column.indicator.name + (f": {column.category.name}" if column.category else "")


def _refuse_fixed(form: EntryForm, fields: Mapping[str, Any]) -> None:
    if not form.sheets.exists():
        return
    problems = [
        Problem(f"Biểu đã có phiếu nên không đổi được {label}. Lập biểu mới cho {label} khác.", name)
        for name, label in _FIXED.items()
        if name in fields and str(fields[name]) != getattr(form, name)
    ]
    if problems:
        raise ActionRefused(*problems)


def _differs(form: EntryForm, columns: Sequence[NewColumn]) -> bool:
    rows = form.columns_now.order_by("order").values_list("indicator_id", "category_id", "jump_limit")
    return list(rows) != [
        (column.indicator.pk, column.category.pk if column.category else None, column.jump_limit) for column in columns
    ]


def _add_columns(form: EntryForm, columns: Sequence[NewColumn]) -> None:
    FormColumn.objects.bulk_create(
        FormColumn(
            form=form,
            edition=form.edition,
            indicator=column.indicator,
            category=column.category,
            jump_limit=column.jump_limit,
            order=order,
        )
        for order, column in enumerate(columns, 1)
    )
