"""Filter of the list, the definition of an indicator, one figure by hand, the reason of a reversal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ansinh.apps.indicators.actions import HandEntry
from ansinh.apps.indicators.models import Category, DataSource, Dimension, Indicator, TargetMeasurement
from ansinh.apps.indicators.pages import IndicatorFilter
from ansinh.apps.indicators.standing import STATUS_LABELS
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.orgs.queries import in_order
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.indicators import (
    DIRECTION_LABELS,
    PLACE_RULE_LABELS,
    PLACE_RULE_SENTENCES,
    SHAPE_LABELS,
    SHAPE_SENTENCES,
    TIME_RULE_LABELS,
    TIME_RULE_SENTENCES,
    VINTAGE_LABELS,
    Direction,
    PlaceRule,
    Shape,
    TimeRule,
    Vintage,
)
from ansinh.domain.periods import PERIOD_KIND_LABELS, Period, PeriodKind
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.forms import DecimalField, Form


def _choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), label) for key, label in labels.items()]


class IndicatorFilterForm(Form):
    q = forms.CharField(label="Tên hoặc mã", required=False, max_length=100)
    co_quan = forms.ChoiceField(label="Cơ quan báo cáo", required=False)
    so_lieu = forms.ChoiceField(
        label="Số liệu",
        required=False,
        choices=[("", "Có hoặc chưa có"), ("co", "Đã có số liệu"), ("khong", "Chưa có số liệu")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reporters = Organisation.objects.filter(indicators_reported__isnull=False).distinct().order_by("sort_key")
        choices = [("", "Mọi cơ quan"), *reporters.values_list("code", "short_name")]
        self.fields["co_quan"].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> IndicatorFilter:
        self.is_valid()
        data = self.cleaned_data
        return IndicatorFilter(data.get("q", ""), data.get("co_quan", ""), data.get("so_lieu", ""))


def _explained(labels: Mapping[Any, str], sentences: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), f"{label}: {sentences[key]}") for key, label in labels.items()]


class DefinitionForm(Form):
    """An indicator that there is; `NewIndicatorForm` asks for the code too."""

    name = forms.CharField(label="Tên", max_length=300)
    definition = forms.CharField(label="Khái niệm", widget=forms.Textarea(attrs={"rows": 3}))
    unit = forms.CharField(label="Đơn vị tính", max_length=80)
    numerator = forms.CharField(
        label="Tử số", max_length=300, required=False, help_text="Chỉ với tỷ lệ; có tử số thì phải có mẫu số"
    )
    denominator = forms.CharField(label="Mẫu số", max_length=300, required=False)
    scale = DecimalField(label="Hệ số nhân", minimum=Decimal("0.01"), help_text="100 với %, 10.000 với /10.000 dân")
    direction = forms.ChoiceField(label="Chiều tốt", choices=_choices(DIRECTION_LABELS))
    floor = DecimalField(label="Nhỏ nhất có thể", required=False)
    ceiling = DecimalField(label="Lớn nhất có thể", required=False)
    places = forms.IntegerField(label="Số chữ số sau dấu phẩy", min_value=0, max_value=6)
    frequency = forms.ChoiceField(label="Kỳ thu thập", choices=_choices(PERIOD_KIND_LABELS))
    over_place = forms.ChoiceField(
        label="Cộng theo địa bàn",
        choices=_explained(PLACE_RULE_LABELS, PLACE_RULE_SENTENCES),
        widget=forms.RadioSelect,
    )
    over_time = forms.ChoiceField(
        label="Cộng theo thời gian", choices=_explained(TIME_RULE_LABELS, TIME_RULE_SENTENCES), widget=forms.RadioSelect
    )
    dimensions = forms.ModelMultipleChoiceField(
        label="Phân tổ",
        queryset=Dimension.objects.order_by("pk"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Biểu nhập chỉ có cột của các phân tổ đánh dấu ở đây",
    )
    reporter = forms.ModelChoiceField(
        label="Cơ quan báo cáo", queryset=Organisation.objects.none(), required=False, empty_label="Chưa giao"
    )
    approver = forms.ModelChoiceField(
        label="Cơ quan duyệt", queryset=Organisation.objects.none(), required=False, empty_label="Chưa giao"
    )
    source = forms.CharField(label="Nguồn số liệu", max_length=300, required=False)
    method = forms.CharField(label="Cách tính", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    cited_from = forms.CharField(label="Căn cứ định nghĩa", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = in_order(Organisation.objects.exclude(kind=OrganisationKind.COMMUNE_COMMITTEE))
        self.fields["reporter"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["approver"].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        has_numerator, has_denominator = bool(data.get("numerator")), bool(data.get("denominator"))
        if has_numerator != has_denominator:
            missing = "denominator" if has_numerator else "numerator"
            self.add_error(missing, "Tỷ lệ phải nêu cả tử số và mẫu số; không phải tỷ lệ thì bỏ trống cả hai.")
        if data.get("over_place") == PlaceRule.RATIO_OF_SUMS and not has_numerator:
            self.add_error(
                "over_place", "Cộng tử số và mẫu số chỉ dùng cho tỷ lệ. Nêu tử số, mẫu số hoặc chọn cách khác."
            )
        if data.get("over_time") == TimeRule.RATIO_OF_SUMS and not has_numerator:
            self.add_error(
                "over_time", "Cộng tử số và mẫu số chỉ dùng cho tỷ lệ. Nêu tử số, mẫu số hoặc chọn cách khác."
            )
        floor, ceiling = data.get("floor"), data.get("ceiling")
        if floor is not None and ceiling is not None and floor >= ceiling:
            self.add_error("ceiling", "Số lớn nhất có thể phải lớn hơn số nhỏ nhất có thể.")
        return data

    def values(self) -> dict[str, Any]:
        """Columns of the table, without the version, the code and the breakdowns."""
        values = {name: squeeze(v) if isinstance(v, str) else v for name, v in self.cleaned_data.items()}
        values |= {name: self.cleaned_data[name] for name in ("definition", "method", "cited_from")}
        for name in ("version", "code", "dimensions"):
            values.pop(name, None)
        return values | {"is_ratio": bool(values["numerator"])}


class NewIndicatorForm(DefinitionForm):
    code = forms.SlugField(
        label="Mã",
        max_length=60,
        help_text="Chữ thường không dấu, số và gạch nối: ty-le-lao-dong-qua-dao-tao. Đặt rồi không đổi được",
        error_messages={"invalid": "Mã chỉ gồm chữ không dấu, số và gạch nối, ví dụ ty-le-ho-ngheo."},
    )
    field_order = ("code",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        taken = Indicator.objects.filter(code=code).first()
        if code == _NEW or taken:
            whose = f" cho «{taken.name}»" if taken else ""
            raise ValidationError(f"Mã «{code}» đã dùng{whose}. Chọn mã khác.")
        return code


#: The address of the form itself, so no indicator has this code.
_NEW = "moi"
NEW_DEFINITION = {
    "scale": Decimal(1), "places": 1, "direction": Direction.HIGHER, "frequency": PeriodKind.YEAR,
    "over_place": PlaceRule.SUM, "over_time": TimeRule.LAST, "floor": Decimal(0),
}  # fmt: skip


def definition_initial(indicator: Indicator) -> dict[str, object]:
    given = {name: getattr(indicator, name) for name in DefinitionForm.base_fields if name != "dimensions"}
    return given | {"dimensions": list(indicator.dimensions.values_list("pk", flat=True))}


class BindingForm(Form):
    """How a target is measured and judged. Everything about it is checked by the action."""

    indicator = forms.ModelChoiceField(
        label="Chỉ số", queryset=Indicator.objects.order_by("name"), empty_label="chọn chỉ số"
    )
    category = forms.ModelChoiceField(
        label="Nhóm",
        queryset=Category.objects.select_related("dimension").order_by("dimension", "order"),
        required=False,
        empty_label="số chung, không theo nhóm",
        help_text="Khi chỉ tiêu chỉ nói về một nhóm: dân tộc thiểu số, nữ",
    )
    shape = forms.ChoiceField(
        label="Dạng chỉ tiêu", choices=_explained(SHAPE_LABELS, SHAPE_SENTENCES), widget=forms.RadioSelect
    )
    baseline_period = forms.CharField(
        label="Kỳ của mức nền", max_length=8, required=False, help_text="Ví dụ 2023, 2023S1"
    )
    baseline_value = DecimalField(
        label="Mức nền", required=False, help_text="Để trống thì lấy số đo gần nhất trước ngày ban hành kế hoạch"
    )
    baseline_source = forms.CharField(label="Nguồn của mức nền", max_length=300, required=False)
    benchmark = forms.ModelChoiceField(
        label="Mức so sánh",
        queryset=Indicator.objects.order_by("name"),
        required=False,
        empty_label="không so với chỉ số khác",
        help_text="Chỉ với dạng «so với mức bình quân khác»",
    )
    stages = forms.CharField(
        label="Các bước",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Chỉ với dạng «qua các bước»; mỗi dòng một bước, theo thứ tự",
    )
    note = forms.CharField(label="Ghi chú cách tính", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["category"]
        chosen.label_from_instance = lambda row: f"{row.dimension.name}: {row.name}"  # type: ignore[attr-defined]

    def clean_stages(self) -> list[str]:
        return [line for line in map(squeeze, str(self.cleaned_data["stages"]).splitlines()) if line]

    def values(self) -> dict[str, Any]:
        """Columns of the binding besides indicator, shape and version."""
        names = ("category", "baseline_period", "baseline_value", "baseline_source", "benchmark", "stages", "note")
        values = {name: self.cleaned_data[name] for name in names}
        return {name: squeeze(v) if isinstance(v, str) and name != "note" else v for name, v in values.items()}


def binding_initial(bound: TargetMeasurement | None) -> dict[str, object]:
    if bound is None:
        return {"version": 0, "shape": Shape.LEVEL}
    given: dict[str, object] = {name: getattr(bound, name) for name in BindingForm.base_fields}
    return given | {"stages": "\n".join(bound.stages)}


class EndBindingForm(Form):
    reason = forms.CharField(label="Lý do bỏ cách đo", max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FigureForm(Form):
    """One figure of an indicator for the province."""

    period = forms.CharField(
        label="Kỳ", max_length=8, help_text="Năm 2024: 2024; 6 tháng đầu năm: 2024S1; quý III: 2024Q3; tháng 10: 202410"
    )
    value = DecimalField(label="Giá trị", required=False)
    numerator = DecimalField(label="Tử số", required=False, minimum=0)
    denominator = DecimalField(label="Mẫu số", required=False, minimum=0)
    is_nil = forms.BooleanField(label="Không phát sinh", required=False)
    is_not_applicable = forms.BooleanField(
        label="Không áp dụng", required=False, help_text="Tỉnh không thể có số này; khác với chưa có số liệu"
    )
    vintage = forms.ChoiceField(label="Loại số", choices=_choices(VINTAGE_LABELS), initial=Vintage.FINAL.value)
    source = forms.ModelChoiceField(
        label="Nguồn", queryset=DataSource.objects.all(), empty_label="Chọn nguồn", required=False
    )
    new_source = forms.CharField(
        label="Nguồn chưa có trong danh sách",
        max_length=200,
        required=False,
        help_text="Số, ngày của văn bản, niên giám",
    )
    comment = forms.CharField(label="Ghi chú", max_length=500, required=False)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.fields["value"].help_text = indicator.unit
        if indicator.is_ratio:
            self.fields["value"].help_text = f"{indicator.unit}; để trống nếu ghi tử số và mẫu số"
            self.fields["numerator"].help_text = indicator.numerator
            self.fields["denominator"].help_text = indicator.denominator
        else:
            del self.fields["numerator"], self.fields["denominator"]

    def clean_period(self) -> str:
        code = squeeze(self.cleaned_data["period"])
        try:
            return Period.parse(code).code
        except ValueError:
            raise ValidationError(
                f"«{code}» không phải là một kỳ. Viết như 2024, 2024S1, 2024Q3 hoặc 202410."
            ) from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("source")) == bool(data.get("new_source")):
            self.add_error("source", "Chọn một nguồn trong danh sách, hoặc ghi tên nguồn mới; không cả hai.")
        for message in self._unpaired(data):
            self.add_error("numerator", message)
        return data

    def _unpaired(self, data: Mapping[str, Any]) -> Iterable[str]:
        if (data.get("numerator") is None) != (data.get("denominator") is None):
            yield "Ghi cả tử số và mẫu số, hoặc bỏ trống cả hai."

    def entry(self) -> HandEntry:
        data = self.cleaned_data
        has_parts = data.get("numerator") is not None
        figure = Figure(
            indicator_id=self.indicator.pk,
            unit_id=0,
            period=data["period"],
            value=None if has_parts else data["value"],
            numerator=data.get("numerator"),
            denominator=data.get("denominator"),
            is_nil=data["is_nil"],
            is_not_applicable=data["is_not_applicable"],
            vintage=Vintage(data["vintage"]),
            comment=squeeze(data["comment"]),
        )
        return HandEntry(figure, data["source"], data["new_source"])


class ReversalForm(Form):
    reason = forms.CharField(
        label="Lý do đảo lại", max_length=500, help_text="Số mà đợt này thay thế sẽ có hiệu lực trở lại"
    )


class JudgementForm(Form):
    status = forms.ChoiceField(label="Đánh giá", choices=_choices(STATUS_LABELS))
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
