"""Web input of this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.oversight.models import (
    CheckFinding,
    CheckKind,
    CommendationKind,
    ComplianceCheck,
    FollowUpLevel,
    ReminderSettings,
)
from ansinh.apps.oversight.queries.checks import promises_of_codes
from ansinh.apps.plans.models import Promise
from ansinh.kit.forms import DateField, Form

#: Height of a box for a few sentences; it grows by hand.
_LINES = {"rows": 4}


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


class FollowUpForm(Form):
    """The agencies are ticked in the list itself."""

    answer_by = DateField(label="Đề nghị thực hiện chậm nhất")
    together = forms.ChoiceField(
        label="Công văn",
        choices=[("", "mỗi cơ quan một công văn"), ("1", "một công văn chung, kèm phụ lục")],
        required=False,
    )
    level = forms.TypedChoiceField(
        label="Mức",
        choices=[("", "theo lần đôn đốc trước"), *FollowUpLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def clean_together(self) -> bool:
        return bool(self.cleaned_data["together"])


class IssueForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label="Số, ký hiệu", max_length=60, help_text="Ví dụ 1234/SLĐTBXH-BTXH")
    issued_on = DateField(label="Ngày ban hành")


class CheckForm(Form):
    """A line of the programme. Promises are named by their codes, organisations chosen among those of the day."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Loại", choices=CheckKind.choices)
    year = forms.IntegerField(label="Chương trình năm", min_value=2020, max_value=2100)
    title = forms.CharField(label="Nội dung", max_length=300)
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến ngày")
    promises = forms.CharField(
        label="Phạm vi: mã mục trong kế hoạch",
        required=False,
        help_text="Cách nhau bằng dấu phẩy, ví dụ III.4.d, II.2.a.3",
    )
    scope = forms.CharField(label="Yêu cầu", widget=forms.Textarea(attrs=_LINES), required=False)
    legal_basis = forms.CharField(
        label="Căn cứ",
        max_length=300,
        required=False,
        help_text="Quyết định ban hành chương trình, quyết định lập đoàn",
    )
    checked = forms.ModelMultipleChoiceField(
        label="Đơn vị được kiểm tra, giám sát",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["checked"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)
        choice.queryset = (
            Organisation.objects.in_force_on(day)
            .exclude(kind__in=[OrganisationKind.COMMUNE_COMMITTEE, OrganisationKind.CENTRAL])
            .order_by("kind", "sort_key")
        )

    def clean_promises(self) -> list[Promise]:
        found, unknown = promises_of_codes(str(self.cleaned_data["promises"]))
        if unknown:
            raise forms.ValidationError(f"Kế hoạch không có mục {', '.join(unknown)}. Kiểm tra lại mã.")
        return found

    def fields_of_check(self) -> dict[str, Any]:
        """What goes into the row itself."""
        apart = ("version", "checked", "promises")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class HoldForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    held_on = DateField(label="Kết thúc ngày")
    conclusion = forms.CharField(label="Kết luận", widget=forms.Textarea(attrs=_LINES))


class ReasonForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs=_LINES))


class FindingForm(Form):
    organisation = forms.ModelChoiceField(
        label="Đơn vị", queryset=Organisation.objects.none(), empty_label="chọn đơn vị"
    )
    promise = forms.CharField(label="Mã mục trong kế hoạch", required=False, help_text="Nếu kết quả nói về một mục")
    text = forms.CharField(label="Kết quả, tồn tại", widget=forms.Textarea(attrs=_LINES))

    def __init__(self, *args: Any, check: ComplianceCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["organisation"], check.checked.all())

    def clean_promise(self) -> Promise | None:
        text = str(self.cleaned_data["promise"])
        return _one_promise(text) if text.strip() else None


class RecommendationForm(Form):
    organisation = forms.ModelChoiceField(
        label="Đơn vị", queryset=Organisation.objects.none(), empty_label="chọn đơn vị"
    )
    finding = forms.ModelChoiceField(
        label="Từ kết quả",
        queryset=CheckFinding.objects.none(),
        empty_label="không gắn với kết quả nào",
        required=False,
    )
    text = forms.CharField(label="Kiến nghị", widget=forms.Textarea(attrs=_LINES))
    due_on = DateField(label="Hạn thực hiện")

    def __init__(self, *args: Any, check: ComplianceCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["organisation"], check.checked.all())
        _choose(self.fields["finding"], check.findings.all())


class AnswerForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(label="Kết quả thực hiện", widget=forms.Textarea(attrs=_LINES))
    evidence = forms.CharField(
        label="Minh chứng", widget=forms.Textarea(attrs=_LINES), help_text="Số văn bản, liên kết, hoặc nơi lưu hồ sơ"
    )


class CommendationForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Loại", choices=CommendationKind.choices)
    title = forms.CharField(
        label="Tên gọi", max_length=200, help_text="Một câu ngắn, ví dụ: Chi trả qua tài khoản ở 12 xã"
    )
    promise = forms.CharField(label="Mã mục trong kế hoạch", max_length=60, help_text="Ví dụ III.4.d")
    who = forms.CharField(label="Tập thể, cá nhân", max_length=300)
    what = forms.CharField(label="Đã làm gì, kết quả ra sao", widget=forms.Textarea(attrs=_LINES))
    how = forms.CharField(
        label="Nhờ đâu làm được", widget=forms.Textarea(attrs=_LINES), help_text="Điều nơi khác học theo được"
    )
    evidence = forms.CharField(label="Minh chứng", max_length=500, help_text="Số văn bản, liên kết hoặc nơi lưu hồ sơ")
    decision = forms.CharField(
        label="Quyết định khen thưởng",
        max_length=200,
        required=False,
        help_text="Số, ngày, cơ quan; bắt buộc khi là khen thưởng",
    )

    def clean_promise(self) -> Promise:
        return _one_promise(str(self.cleaned_data["promise"]))


def _one_promise(text: str) -> Promise:
    found, unknown = promises_of_codes(text.strip())
    if unknown or len(found) != 1:
        raise forms.ValidationError(f"«{text}» không phải mã của một mục trong kế hoạch.")
    return found[0]


def _choose(field: forms.Field, among: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = among
