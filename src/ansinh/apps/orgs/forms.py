"""Filters of the lists, and what an administrator writes into the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ansinh.apps.orgs.actions import OrganisationValues
from ansinh.apps.orgs.models import AdministrativeUnit, Confidence, Organisation, OrganisationGroup, OrganisationKind
from ansinh.apps.orgs.queries import OrganisationFilter, in_order
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.clock import today
from ansinh.kit.forms import DateField, Form


class DayForm(Form):
    """On which day the register is looked at; today when it is left empty or is no day."""

    ngay = DateField(label="Tại ngày", required=False)

    def day(self) -> date:
        self.is_valid()
        return self.cleaned_data.get("ngay") or today()


class OrganisationFilterForm(DayForm):
    q = forms.CharField(label="Tên cơ quan", required=False, max_length=100)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *OrganisationKind.choices])
    nhom = forms.ChoiceField(label="Nhóm", required=False)
    field_order = ["q", "loai", "nhom", "ngay"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = OrganisationGroup.objects.order_by("pk").values_list("code", "name")
        self.fields["nhom"].choices = [("", "Mọi nhóm"), *groups]  # type: ignore[attr-defined]

    def wanted(self) -> OrganisationFilter:
        day = self.day()
        data = self.cleaned_data
        return OrganisationFilter(
            day=day, kind=data.get("loai", ""), group=data.get("nhom", ""), text=data.get("q", "")
        )


class UnitFilterForm(DayForm):
    q = forms.CharField(label="Tên hoặc mã", required=False, max_length=100)
    field_order = ["q", "ngay"]

    def text(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


class OrganisationForm(Form):
    name = forms.CharField(label="Tên đầy đủ", max_length=200)
    short_name = forms.CharField(label="Tên gọi tắt", max_length=120, help_text="Như công văn vẫn viết: Sở LĐ-TB&XH")
    kind = forms.ChoiceField(label="Loại", choices=[("", "Chọn loại"), *OrganisationKind.choices])
    parent = forms.ModelChoiceField(
        label="Cơ quan cấp trên", queryset=Organisation.objects.none(), required=False, empty_label="Không có"
    )
    unit = forms.CharField(
        label="Mã đơn vị hành chính",
        max_length=10,
        required=False,
        help_text="Chỉ với UBND các cấp: mã trong danh mục địa bàn, ví dụ 529",
    )
    valid_from = DateField(label="Từ ngày")
    began_earlier = forms.BooleanField(label="Thực tế có từ trước ngày này", required=False)
    legal_basis = forms.CharField(
        label="Căn cứ", max_length=300, help_text="Số, ngày của văn bản thành lập, đổi tên hoặc quy định"
    )
    confidence = forms.ChoiceField(label="Độ chắc chắn", choices=Confidence.choices, initial=Confidence.STATED)
    source = forms.CharField(label="Nguồn", max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = Organisation.objects.exclude(kind=OrganisationKind.COMMUNE_COMMITTEE)
        self.fields["parent"].queryset = in_order(parents)  # type: ignore[attr-defined]

    def clean_unit(self) -> AdministrativeUnit | None:
        code = self.cleaned_data["unit"]
        if not code:
            return None
        found = AdministrativeUnit.objects.filter(code=code).order_by("-valid_from").first()
        if found is None:
            raise ValidationError(f"Không có đơn vị hành chính mã «{code}». Tra mã ở trang Địa bàn.")
        return found

    def values(self) -> OrganisationValues:
        data = self.cleaned_data
        return OrganisationValues(
            name=squeeze(data["name"]),
            short_name=squeeze(data["short_name"]),
            kind=data["kind"],
            parent=data["parent"],
            unit=data["unit"],
            valid_from=data["valid_from"],
            began_earlier=data["began_earlier"],
            legal_basis=squeeze(data["legal_basis"]),
            confidence=data["confidence"],
            source=squeeze(data["source"]),
        )


def organisation_initial(organisation: Organisation) -> dict[str, object]:
    """What stands in the form of an organisation that is changed."""
    names = (
        "name",
        "short_name",
        "kind",
        "parent",
        "valid_from",
        "began_earlier",
        "legal_basis",
        "confidence",
        "source",
    )
    values: dict[str, object] = {name: getattr(organisation, name) for name in (*names, "version")}
    return {**values, "unit": organisation.unit.code if organisation.unit else ""}


class ClosingForm(Form):
    valid_to = DateField(label="Không còn từ ngày")
    legal_basis = forms.CharField(label="Căn cứ", max_length=200, help_text="Số, ngày của văn bản giải thể, sáp nhập")
    version = forms.IntegerField(widget=forms.HiddenInput)


class KnownNameForm(Form):
    text = forms.CharField(
        label="Cách viết", max_length=300, help_text="Đúng như văn bản viết; bàn đọc sẽ nhận ra từ lần sau"
    )


class MemberForm(Form):
    organisation = forms.ModelChoiceField(
        label="Cơ quan", queryset=Organisation.objects.none(), empty_label="Chọn cơ quan"
    )
    valid_from = DateField(label="Từ ngày")
    legal_basis = forms.CharField(label="Căn cứ", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": today()})
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = in_order(  # type: ignore[attr-defined]
            Organisation.objects.in_force_on(today())
        )


class LeavingForm(Form):
    valid_to = DateField(label="Ra khỏi nhóm từ ngày")
    legal_basis = forms.CharField(label="Căn cứ", max_length=200)
