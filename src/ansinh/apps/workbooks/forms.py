"""What is sent: a form's workbook, a long table with the source of its figures, the reason of a reversal."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

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


class ReversalForm(Form):
    reason = forms.CharField(
        label="Lý do đảo lại", max_length=500, help_text="Các ô do tệp này ghi trở lại như trước khi áp dụng"
    )
