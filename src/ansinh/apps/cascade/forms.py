"""What is asked of the matrix, and what an officer writes when linking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from ansinh.apps.cascade.actions import OwnFigures
from ansinh.apps.cascade.linking import parent_label
from ansinh.apps.cascade.pages import MatrixFilter
from ansinh.apps.cascade.queries import Asked
from ansinh.domain.vietnamese import search_key, squeeze
from ansinh.kit.forms import DecimalField, Form


def matrix_filter_from(parameters: QueryDict) -> MatrixFilter:
    """What the address asks for; anything that makes no sense does not narrow."""
    return MatrixFilter(
        group=parameters.get("nhom", "")[:60],
        section=parameters.get("muc", "")[:60],
        only="thieu" if parameters.get("xem") == "thieu" else "",
    )


class FiguresForm(Form):
    """A unit's own number beside a link; all empty: as its wording says."""

    value = DecimalField(label="Số của đơn vị", required=False)
    numerator = DecimalField(label="Tử số", required=False)
    denominator = DecimalField(label="Mẫu số", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def figures(self) -> OwnFigures:
        return OwnFigures(**{name: self.cleaned_data[name] for name in ("value", "numerator", "denominator")})


class LinkForm(FiguresForm):
    """Which promise above an item carries out, or that it is the unit's own matter."""

    parent = forms.CharField(label="Mục của kế hoạch cấp trên", required=False, max_length=400)
    own = forms.BooleanField(label="Việc riêng của đơn vị", required=False)

    def __init__(self, *args: Any, asked: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = asked

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        written = squeeze(data.get("parent") or "")
        if data.get("own"):
            data["chosen"] = None
            return data
        if not written:
            self.add_error(
                "parent", "Chưa chọn mục của kế hoạch cấp trên. Chọn trong danh sách, hoặc đánh dấu việc riêng."
            )
            return data
        found = called(self._asked, written)
        if len(found) == 1:
            data["chosen"] = found[0].pk
        elif found:
            names = "; ".join(parent_label(row)[:60] for row in found[:3])
            self.add_error("parent", f"«{written[:60]}» chỉ hơn một mục: {names}. Chọn một dòng trong danh sách.")
        else:
            self.add_error("parent", f"Kế hoạch cấp trên không có mục «{written[:60]}». Chọn một dòng trong danh sách.")
        return data


def called(asked: Iterable[Asked], written: str) -> list[Asked]:
    """The promises that an officer means by a line of the list, or by a code."""
    key = search_key(written)
    rows = list(asked)
    exact = [row for row in rows if search_key(parent_label(row)) == key]
    return exact or [row for row in rows if search_key(row.code) == key]
