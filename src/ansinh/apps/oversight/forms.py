"""Web input of this room."""

from __future__ import annotations

from django import forms

from ansinh.apps.oversight.models import ReminderSettings
from ansinh.kit.forms import Form


class ReminderSettingsForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    by_mail = forms.BooleanField(
        label="Gửi thư điện tử",
        required=False,
        help_text="Mỗi ngày nhiều nhất một thư; thông báo trong hệ thống luôn có.",
    )
    week_before = forms.BooleanField(label="Trước hạn 7 ngày", required=False)
    day_before = forms.BooleanField(label="Trước hạn 1 ngày", required=False)
    on_day = forms.BooleanField(label="Đúng ngày đến hạn", required=False)
    after = forms.BooleanField(label="Khi đã quá hạn: sau 1 ngày, 7 ngày, rồi mỗi tuần", required=False)
    news = forms.BooleanField(label="Khi có việc bị trả lại hoặc có người đang chờ", required=False)
    hour = forms.TypedChoiceField(label="Giờ nhắc", choices=ReminderSettings.Hour.choices, coerce=int)
