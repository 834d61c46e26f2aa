"""The filter of a list, and a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from ansinh.apps.indicators.models import Indicator
from ansinh.apps.orgs.models import AdministrativeUnit, Organisation
from ansinh.apps.quality.models import Decision, FlagState, QualityFlag
from ansinh.apps.quality.queries import FlagFilter
from ansinh.domain.periods import Period
from ansinh.kit.forms import Form

_STATES = [("", "Chưa xem"), (FlagState.RIGHT.value, FlagState.RIGHT.label), (FlagState.ASKED.value, FlagState.ASKED.label),
           ("all", "Mọi tình trạng")]  # fmt: skip
#: Most doubts decided at once: a page of the list.
_MOST = 50


class FlagFilterForm(Form):
    """Offers what the list has; a choice that nothing has is refused and asks for all."""

    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False, choices=_STATES)
    chi_so = forms.ChoiceField(label="Chỉ số", required=False)
    don_vi = forms.ChoiceField(label="Đơn vị", required=False)
    co_quan = forms.ChoiceField(label="Cơ quan báo cáo", required=False)
    ky = forms.ChoiceField(label="Kỳ", required=False)

    def __init__(self, *args: Any, flags: QuerySet[QualityFlag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = flags.order_by()
        indicators = Indicator.objects.filter(pk__in=listed.values("indicator"))
        units = AdministrativeUnit.objects.filter(pk__in=listed.values("unit"))
        agencies = Organisation.objects.filter(pk__in=listed.values("organisation"))
        periods = sorted(
            {Period.parse(code) for code in listed.exclude(period="").values_list("period", flat=True).distinct()}
        )
        self._offer("chi_so", "Mọi chỉ số", indicators.order_by("name").values_list("code", "name"))
        self._offer("don_vi", "Mọi đơn vị", units.order_by("sort_key").values_list("pk", "name"))
        self._offer("co_quan", "Mọi cơ quan", agencies.order_by("sort_key").values_list("pk", "short_name"))
        self._offer("ky", "Mọi kỳ", [(period.code, period.label) for period in reversed(periods)])

    def _offer(self, name: str, every: str, choices: Any) -> None:
        given = [(str(value), label) for value, label in choices]
        if len(given) > 1 or self.data.get(name):
            self.fields[name].choices = [("", every), *given]  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def wanted(self) -> FlagFilter:
        self.is_valid()
        data = self.cleaned_data
        return FlagFilter(
            state=data.get("tinh_trang", ""),
            indicator=data.get("chi_so", ""),
            unit=int(data["don_vi"]) if data.get("don_vi") else None,
            organisation=int(data["co_quan"]) if data.get("co_quan") else None,
            period=data.get("ky", ""),
        )


class ReviewForm(Form):
    decision = forms.ChoiceField(label="Kết luận", choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Lý do",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đúng: đã đối chiếu với đâu. Đề nghị sửa: sửa gì, theo tài liệu nào",
    )


def chosen(values: list[str]) -> dict[int, int]:
    """Version by key of what was ticked (``12:3``); anything else is passed over, and so is more than a page."""
    pairs = [value.split(":") for value in values[:_MOST]]
    good = [pair for pair in pairs if len(pair) == 2 and all(part.isdecimal() and len(part) < 12 for part in pair)]
    return {int(pk): int(version) for pk, version in good}
