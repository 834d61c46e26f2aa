"""What is sent: a form's workbook, a long table with the source of its figures, the reason of a reversal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from ansinh.apps.indicators.models import DataSource
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.forms import Form


class FileForm(Form):
    """Any workbook; what it is shows when it is read."""

    file = forms.FileField(
        label="Tệp Excel",
        help_text="Tệp .xlsx tải về từ hệ thống và đã điền, tối đa 50 MB",
        error_messages={"empty": "Tệp rỗng, không có nội dung nào. Kiểm tra lại tệp rồi chọn lại."},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                f"Tệp «{file.name}» có {(file.size or 0) // 1048576} MB, quá giới hạn "
                f"{settings.UPLOAD_LIMIT // 1048576} MB. Bỏ ảnh và các trang không thuộc biểu, hoặc chia thành nhiều tệp."
            )
        return file


class TableForm(FileForm):
    """A long table: its figures all come from one source."""

    source = forms.ModelChoiceField(
        label="Nguồn", queryset=DataSource.objects.all(), empty_label="Chọn nguồn", required=False
    )
    new_source = forms.CharField(
        label="Nguồn chưa có trong danh sách",
        max_length=200,
        required=False,
        help_text="Số, ngày của văn bản, niên giám",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("source")) == bool(data.get("new_source")):
            self.add_error("source", "Chọn một nguồn trong danh sách, hoặc ghi tên nguồn mới; không cả hai.")
        return data


class PeriodForm(Form):
    """Which period's figures the long table that goes out holds already."""

    ky = forms.CharField(
        label="Kèm số đang có của kỳ", max_length=8, required=False, help_text="Ví dụ 2024; để trống là bảng chưa có số"
    )

    def clean_ky(self) -> Period | None:
        text = squeeze(self.cleaned_data["ky"]).upper()
        try:
            return Period.parse(text) if text else None
        except ValueError:
            raise forms.ValidationError(
                f"«{text}» không phải mã kỳ. Viết như 2024, 2024S1, 2024Q3 hoặc 202410."
            ) from None


class ReversalForm(Form):
    reason = forms.CharField(
        label="Lý do đảo lại", max_length=500, help_text="Các ô do tệp này ghi trở lại như trước khi áp dụng"
    )
