"""What is typed into an entry sheet: cells of a plain form or of an autosave, the form that opens a period, and forms themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from ansinh.apps.indicators.actions import NewColumn
from ansinh.apps.indicators.entry_grid import CellChange, Key
from ansinh.apps.indicators.models import Category, EntryForm, Indicator
from ansinh.apps.orgs.models import Organisation, UnitLevel
from ansinh.apps.orgs.queries import in_order
from ansinh.domain.indicators import VINTAGE_LABELS, Vintage
from ansinh.domain.periods import PERIOD_KIND_LABELS, Period
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.actions import ActionRefused
from ansinh.kit.forms import DateField, DecimalField, Form

_CELL = re.compile(r"o-(\d{1,18})-(\d{1,18})")
#: Most cells of one autosave: a pasted block of the largest form.
_MOST_CELLS = 5000


class OpenSheetsForm(Form):
    form = forms.ModelChoiceField(label="Biểu", queryset=EntryForm.objects.order_by("code"), empty_label="chọn biểu")
    period = forms.CharField(label="Kỳ số liệu", max_length=8, help_text="Ví dụ 2024, 2024S1, 2024Q3, 202410")
    vintage = forms.ChoiceField(
        label="Loại số", choices=[(v.value, f"số {VINTAGE_LABELS[v]}") for v in Vintage], initial=Vintage.PRELIMINARY
    )
    data_until = DateField(label="Số liệu chốt đến hết ngày", required=False)
    due_on = DateField(label="Hạn gửi duyệt", required=False)

    def clean_period(self) -> Period:
        text = str(self.cleaned_data["period"]).strip().upper()
        try:
            return Period.parse(text)
        except ValueError:
            raise forms.ValidationError(
                f"«{text}» không phải mã kỳ. Viết 2024 (năm), 2024S1 (6 tháng đầu năm), 2024Q3 (quý III), "
                "202410 (tháng 10)."
            ) from None


# A form itself --------------------------------------------------------------------------------------------------


class ColumnForm(Form):
    """One line of the table of columns; a line without an indicator is no column."""

    order = forms.IntegerField(label="Thứ tự", required=False, min_value=1, max_value=999)
    indicator = forms.ModelChoiceField(
        label="Chỉ số", queryset=Indicator.objects.order_by("name"), required=False, empty_label="bỏ trống"
    )
    category = forms.ModelChoiceField(
        label="Nhóm",
        queryset=Category.objects.select_related("dimension").order_by("dimension", "order"),
        required=False,
        empty_label="số chung",
    )
    jump_limit = DecimalField(label="Thay đổi quá (%)", required=False, minimum=0, maximum=999)

    def __init__(self, *args: Any, lists: ColumnLists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("indicator", lists.indicators), ("category", lists.categories)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def place(self) -> int:
        """Lines without a number come last, in the order in which they stand."""
        return self.cleaned_data.get("order") or 1000

    def column(self) -> NewColumn | None:
        data = self.cleaned_data
        if not data.get("indicator"):
            return None
        limit = data.get("jump_limit")
        return NewColumn(data["indicator"], data.get("category"), None if limit is None else limit / 100)


@dataclass(frozen=True)
class ColumnLists:
    """Choices of the columns, read once for all lines."""

    indicators: list[tuple[Any, str]]
    categories: list[tuple[Any, str]]

    @classmethod
    def read(cls) -> ColumnLists:
        """Two queries."""
        indicators = Indicator.objects.order_by("name").values_list("pk", "name")
        rows = Category.objects.select_related("dimension").order_by("dimension", "order")
        return cls(
            [("", "bỏ trống"), *indicators],
            [("", "số chung"), *((row.pk, f"{row.dimension.name}: {row.name}") for row in rows)],
        )


ColumnFormSet = forms.formset_factory(ColumnForm, extra=0, max_num=100, validate_max=True)


class EntryFormForm(Form):
    """Everything about a form besides its columns."""

    name = forms.CharField(label="Tên biểu", max_length=200, help_text="Ví dụ Biểu 06/CSXH: việc làm theo huyện")
    frequency = forms.ChoiceField(label="Kỳ", choices=[(k.value, label) for k, label in PERIOD_KIND_LABELS.items()])
    level = forms.ChoiceField(label="Mỗi dòng là một đơn vị", choices=UnitLevel.choices, initial=UnitLevel.DISTRICT)
    legal_basis = forms.CharField(label="Căn cứ", max_length=300, required=False)
    reporters = forms.ModelMultipleChoiceField(
        label="Cơ quan nhập",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Mỗi cơ quan một phiếu cho mỗi kỳ. Giữ Ctrl để chọn nhiều cơ quan",
    )
    approver = forms.ModelChoiceField(
        label="Cơ quan duyệt", queryset=Organisation.objects.none(), empty_label="chọn cơ quan"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = in_order(Organisation.objects.all())
        self.fields["reporters"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["approver"].queryset = bodies  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        names = ("name", "frequency", "level", "legal_basis", "approver")
        return {name: squeeze(v) if isinstance(v := self.cleaned_data[name], str) else v for name in names}


class NewEntryFormForm(EntryFormForm):
    code = forms.SlugField(
        label="Mã biểu",
        max_length=60,
        help_text="Chữ thường không dấu, số và gạch nối: bieu-06-viec-lam. Đặt rồi không đổi được",
        error_messages={"invalid": "Mã chỉ gồm chữ không dấu, số và gạch nối, ví dụ bieu-06-viec-lam."},
    )
    field_order = ("code",)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if code == "moi":
            raise forms.ValidationError("Mã «moi» là địa chỉ của trang này. Chọn mã khác.")
        return code


def key_of(name: str) -> Key | None:
    """Unit and column of a field's name (``o-12-3``); None for anything else."""
    match = _CELL.fullmatch(name)
    return (int(match[1]), int(match[2])) if match else None


def cells_of_autosave(text: str) -> list[CellChange]:
    """From ``[{"cell": "o-12-3", "version": 1, "text": "…", "denominator": "…", "comment": "…"}]``.

    Raises ActionRefused when the text is not that; keys left out stay as they are.
    """
    try:
        rows = json.loads(text)
        changes = [_change(row) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ActionRefused("Trình duyệt gửi số liệu sai dạng. Tải lại trang rồi nhập lại ô vừa gõ.") from error
    if len(changes) > _MOST_CELLS:
        raise ActionRefused(f"Một lần lưu nhận nhiều nhất {_MOST_CELLS} ô. Dán từng phần nhỏ hơn.")
    return changes


def _change(row: Mapping[str, Any]) -> CellChange:
    key = key_of(row["cell"])
    if key is None:
        raise ValueError(row["cell"])
    text, denominator, comment = (_text(row.get(name)) for name in ("text", "denominator", "comment"))
    return CellChange(key[0], key[1], int(row["version"]), text, denominator, comment)


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError("a cell holds text")
    return value


def cells_of_form(post: Mapping[str, str]) -> list[CellChange]:
    """The cells that the sender changed: those whose texts are not as the page showed them (field ``seen``)."""
    try:
        seen = json.loads(post.get("seen", "{}"))
        shown = {str(name): (int(row[0]), str(row[1]), str(row[2])) for name, row in seen.items()}
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ActionRefused("Biểu gửi lên không đủ dữ liệu. Tải lại trang rồi nhập lại.") from error
    changes = [_typed(post, name, key, shown) for name in post if (key := key_of(name))]
    noted = _noted(post, shown)
    return [change for change in changes if change] + ([noted] if noted else [])


def _typed(
    post: Mapping[str, str], name: str, key: Key, shown: Mapping[str, tuple[int, str, str]]
) -> CellChange | None:
    version, text, denominator = shown.get(name, (0, "", ""))
    upper, lower, comment = post[name], post.get(f"{name}-m"), post.get(f"{name}-g")
    if _same(upper, text) and _same(lower, denominator):
        return None if comment is None else CellChange(key[0], key[1], version, comment=comment)
    return CellChange(key[0], key[1], version, upper, lower, comment)


def _same(typed: str | None, shown: str) -> bool:
    return typed is None or squeeze(nfc(typed)) == shown


def _noted(post: Mapping[str, str], shown: Mapping[str, tuple[int, str, str]]) -> CellChange | None:
    """The comment of the form below the grid, on one cell of any row."""
    name = f"o-{post.get('note-unit', '')}-{post.get('note-column', '')}"
    key, text = key_of(name), post.get("note-text", "")
    if key is None or not text.strip():
        return None
    return CellChange(key[0], key[1], shown.get(name, (0, "", ""))[0], comment=text)
