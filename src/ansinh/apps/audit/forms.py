"""The filter of the log. Names in the address are Vietnamese without marks."""

from __future__ import annotations

from typing import Any

from django import forms

from ansinh.apps.audit.queries import LogFilter, organisations_in_log
from ansinh.domain.vietnamese import sort_key
from ansinh.kit.access import Actor
from ansinh.kit.actions import all_actions
from ansinh.kit.forms import DateField, Form

_ADDRESS_NAMES = {
    "since": "tu-ngay",
    "until": "den-ngay",
    "person": "nguoi",
    "organisation_id": "co-quan",
    "action": "viec",
    "words": "tu-khoa",
    "subject_type": "loai",
    "subject_id": "ma",
}


class LogFilterForm(Form):
    since = DateField(label="Từ ngày", required=False, help_text="")
    until = DateField(label="Đến ngày", required=False, help_text="")
    person = forms.CharField(label="Người làm", required=False, max_length=200)
    organisation_id = forms.TypedChoiceField(label="Cơ quan", required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(label="Việc", required=False)
    words = forms.CharField(label="Có các từ", required=False, max_length=200)
    subject_type = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    subject_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["organisation_id"].choices = [("", "Mọi cơ quan"), *organisations_in_log(actor)]  # type: ignore[attr-defined]
        known = sorted(((name, info.label) for name, info in all_actions().items()), key=lambda a: sort_key(a[1]))
        self.fields["action"].choices = [("", "Mọi việc"), *known]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        return _ADDRESS_NAMES.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", "Ngày cuối sớm hơn ngày đầu. Đổi chỗ hai ngày.")
        return given

    def wanted(self) -> LogFilter:
        """The filter that was asked for; a part with an error in it is left out."""
        self.full_clean()
        return LogFilter(**{name: value for name, value in self.cleaned_data.items() if value not in ("", None)})
