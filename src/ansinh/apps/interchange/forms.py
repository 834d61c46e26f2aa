"""What is typed on the pages of exchange: what to take out, what to bring in, a new token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ansinh.apps.indicators.models import DataSource, Indicator
from ansinh.apps.interchange.access import scopes_open_to
from ansinh.apps.interchange.actions import MOST_DAYS, Incoming
from ansinh.apps.interchange.models import ExchangeFile, FileFormat
from ansinh.apps.interchange.queries import Wanted
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.forms import Form

_EARLIEST, _LATEST = 1990, 2100


class TakeForm(Form):
    """Which figures, in which format."""

    dinh_dang = forms.ChoiceField(label="Định dạng", choices=FileFormat.choices)
    tu_nam = forms.IntegerField(label="Từ năm", required=False, min_value=_EARLIEST, max_value=_LATEST)
    den_nam = forms.IntegerField(label="Đến năm", required=False, min_value=_EARLIEST, max_value=_LATEST)
    chi_so = forms.MultipleChoiceField(
        label="Chỉ số",
        required=False,
        help_text="Không chọn là lấy tất cả",
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Indicator.objects.order_by("name").values_list("code", "name")
        self.fields["chi_so"].choices = list(named)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("tu_nam"), data.get("den_nam")
        if since is not None and until is not None and since > until:
            self.add_error("den_nam", f"Năm cuối ({until}) trước năm đầu ({since}).")
        return data

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(tuple(data["chi_so"]), data["tu_nam"], data["den_nam"])

    def file_format(self) -> FileFormat:
        return FileFormat(self.cleaned_data["dinh_dang"])


class SendForm(Form):
    """A file of another system."""

    loai_tep = forms.ChoiceField(label="Định dạng", choices=FileFormat.choices)
    tep = forms.FileField(label="Tệp", help_text="Nhiều nhất 5 MB và 20.000 số liệu")
    nguon = forms.ModelChoiceField(
        label="Nguồn của số liệu",
        queryset=DataSource.objects.order_by("name"),
        required=False,
        empty_label="Như ghi trong tệp",
        help_text="Dùng cho các dòng không ghi mã nguồn",
    )

    def clean_tep(self) -> Any:
        sent = self.cleaned_data["tep"]
        if sent.size > ExchangeFile.MOST_BYTES:
            raise ValidationError("Tệp lớn hơn 5 MB. Chia theo năm hoặc theo chỉ số rồi gửi từng tệp.")
        return sent

    def incoming(self) -> Incoming:
        data = self.cleaned_data
        sent = data["tep"]
        return Incoming(FileFormat(data["loai_tep"]), nfc(sent.name), sent.read(), data["nguon"])


class TokenForm(Form):
    """A new token of one's own."""

    name = forms.CharField(
        label="Dùng cho", max_length=120, help_text="Hệ thống nào, việc gì: «DHIS2 Sở Y tế, gửi hằng quý»"
    )
    scopes = forms.MultipleChoiceField(label="Phạm vi", widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label="Thời hạn (ngày)", min_value=1, max_value=MOST_DAYS, initial=90, help_text=f"Dài nhất {MOST_DAYS} ngày"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = [(scope.value, scope.label) for scope in scopes_open_to(actor)]
        self.fields["scopes"].choices = open_to  # type: ignore[attr-defined]
