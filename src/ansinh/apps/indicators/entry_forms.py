"""What is typed into an entry sheet: cells of a plain form or of an autosave, and the form that opens a period."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms

from ansinh.apps.indicators.entry_grid import CellChange, Key
from ansinh.apps.indicators.models import EntryForm
from ansinh.domain.indicators import VINTAGE_LABELS, Vintage
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.actions import ActionRefused
from ansinh.kit.forms import DateField, Form

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
