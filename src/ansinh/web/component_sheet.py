"""The component sheet: every component of the design beside the template code that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import forms
from django.template.loader import get_template

from ansinh.domain.readings import Comparison
from ansinh.kit.actions import Problem
from ansinh.kit.forms import DateField, DecimalField, Form
from ansinh.kit.pages import Crumb, Page, Pager, Paging


@dataclass(frozen=True, slots=True)
class Component:
    title: str
    template: str
    source: str


@dataclass(frozen=True, slots=True)
class SampleGoal:
    comparison: Comparison
    value: Decimal | None
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ComponentSheet(Page):
    components: tuple[Component, ...]
    pager: Pager
    problems: tuple[Problem, ...]
    goals: tuple[SampleGoal, ...]
    day: date
    moment: datetime


class SampleForm(Form):
    sessions = DecimalField(label="Số phiên giao dịch việc làm", places=0, help_text="Lũy kế từ đầu năm, số nguyên")
    share = DecimalField(label="Tỷ lệ, %", maximum=100)
    issued_on = DateField(label="Ngày ban hành")
    agency = forms.ChoiceField(
        label="Cơ quan chủ trì", choices=[("", "Chọn cơ quan"), ("1", "Sở Lao động - Thương binh và Xã hội")]
    )
    way = forms.ChoiceField(
        label="Cách đếm nhà ở xã hội",
        choices=[("started", "Căn thuộc dự án đã khởi công"), ("finished", "Căn hoàn thành")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Lý do trả lại", widget=forms.Textarea(attrs={"rows": 2}))
    copy = forms.BooleanField(label="Gửi kèm bản sao cho Sở Tài chính", required=False)
    paper = forms.FileField(label="Văn bản đã ký", required=False, help_text="PDF, .docx; tối đa 50 MB")


_TITLES = (
    ("buttons", "Nút"),
    ("fields", "Ô nhập và lỗi"),
    ("status", "Dấu tình trạng"),
    ("figures", "Số, ngày, đích"),
    ("source", "Mã, nguồn, trích văn bản"),
    ("table", "Bảng, trang"),
    ("units", "Dải đếm, việc chờ quyết, sổ việc"),
    ("timeline", "Dòng thời gian, nhật ký, chi tiết"),
    ("tabs", "Thẻ chuyển phần"),
    ("alerts", "Thông báo"),
    ("empty", "Trống"),
    ("long_work", "Việc chạy lâu"),
    ("masked", "Dữ liệu che"),
    ("charts", "Biểu đồ"),
    ("printing", "Bản in"),
)


def sample_form() -> SampleForm:
    """A form sent with mistakes, so that its errors show."""
    return SampleForm({"sessions": "7", "share": "104,5", "issued_on": "31/02/2024", "way": "started", "copy": "on"})


def component_sheet() -> ComponentSheet:
    return ComponentSheet(
        title="Bảng thành phần",
        crumbs=(Crumb("Bảng thành phần"),),
        note="Mỗi thành phần một chỗ, dùng lại nguyên vẹn ở mọi màn hình",
        components=tuple(_component(name, title) for name, title in _TITLES),
        pager=Pager.over(384, Paging(3), unit="nhiệm vụ"),
        problems=(
            Problem("Số người nhận qua tài khoản lớn hơn tổng số người hưởng (4.291).", field="sessions"),
            Problem("Chưa có cơ quan chịu trách nhiệm chính."),
        ),
        goals=(
            SampleGoal(Comparison.MORE_THAN, Decimal(95), "%"),
            SampleGoal(Comparison.ABOUT, Decimal(1000), "căn"),
            SampleGoal(Comparison.RANGE, None, "%", low=Decimal(35), high=Decimal(40)),
            SampleGoal(Comparison.MAINTAIN, Decimal(13), "huyện", denominator=Decimal(13)),
        ),
        day=date(2024, 3, 20),
        moment=datetime(2024, 11, 4, 9, 41, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    )


def _component(name: str, title: str) -> Component:
    path = f"web/sheet/{name}.html"
    return Component(title, path, get_template(path).template.source.strip())  # type: ignore[attr-defined]
