"""Filters of lists and the assignment of an accountable agency."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from ansinh.apps.orgs.models import Organisation
from ansinh.apps.orgs.queries import match_agencies
from ansinh.apps.plans.queries import PromiseFilter, Seen
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.clock import today
from ansinh.kit.forms import DateField, Form, read_day, year_in


def filter_from(parameters: QueryDict) -> PromiseFilter:
    """What the address asks for; anything that makes no sense does not narrow."""
    year = parameters.get("nam", "")
    return PromiseFilter(
        organisation=parameters.get("co-quan", "")[:60],
        section=parameters.get("muc", "")[:60],
        year=year_in(year),
        status=parameters.get("tinh-trang", "")[:10],
        words=squeeze(parameters.get("q", ""))[:200],
    )


def seen_from(parameters: QueryDict) -> Seen:
    """As of which day the address asks to see the plan; today when it says none, or something that is no day."""
    asked = parameters.get("ngay", "").strip()[:20]
    if not asked:
        return Seen(today())
    try:
        day = read_day(asked)
    except forms.ValidationError:
        return Seen(today(), asked=asked)
    return Seen(day, is_today=day == today())


class AssignForm(Form):
    """Who is accountable from which day, and why."""

    organisation = forms.CharField(
        label="Cơ quan chịu trách nhiệm chính",
        widget=forms.TextInput(attrs={"list": "danh-muc-co-quan", "autocomplete": "off"}),
        help_text="Gõ vài chữ rồi chọn trong danh mục.",
    )
    from_day = DateField(label="Từ ngày")
    ground = forms.CharField(
        label="Căn cứ", max_length=300, help_text="Ví dụ: theo chức năng quản lý nhà nước về bảo hiểm y tế."
    )

    def clean_organisation(self) -> Organisation:
        name = squeeze(self.cleaned_data["organisation"])
        match = match_agencies({name}, today()).get(name)
        if match is None or match.organisation_id is None:
            near = ", ".join(s.entry.name for s in match.suggestions[:3]) if match else ""
            hint = f" Gần nhất: {near}." if near else ""
            raise forms.ValidationError(
                f"Không có cơ quan «{name}» trong danh mục.{hint} Chọn một tên trong danh sách."
            )
        return Organisation.objects.get(pk=match.organisation_id)

    def choice(self) -> dict[str, Any]:
        """Arguments of `actions.assign_accountable`."""
        return {name: self.cleaned_data[name] for name in ("organisation", "from_day", "ground")}
