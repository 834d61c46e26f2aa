"""What the API takes and gives. Numbers go out as texts ("93.9"): exact, whatever the other side reads them with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict

from ansinh.domain.indicators import Vintage

Code = Annotated[str, Field(max_length=120)]
MOST_FIGURES = 10_000


class CategoryOut(Schema):
    code: str = Field(description="Mã dùng ở mục category: phân tổ, dấu chấm, nhóm")
    name: str


class DimensionOut(Schema):
    code: str
    name: str
    is_complete: bool = Field(description="Các nhóm cộng lại bằng tổng")
    categories: list[CategoryOut]


class IndicatorOut(Schema):
    code: str
    name: str
    unit: str = Field(description="Đơn vị tính")
    frequency: str = Field(description="year, half, quarter, month")
    is_ratio: bool
    direction: str = Field(description="higher, lower, neither")


class TargetName(Schema):
    plan: str
    code: str


class DefinitionOut(IndicatorOut):
    definition: str
    numerator: str
    denominator: str
    scale: str
    floor: str | None
    ceiling: str | None
    over_place: str
    over_time: str
    dimensions: list[DimensionOut]
    reporter: str = Field(description="Mã cơ quan báo cáo")
    approver: str = Field(description="Mã cơ quan duyệt")
    source: str
    method: str
    cited_from: str
    targets: list[TargetName]


class SourceOut(Schema):
    code: str
    name: str
    publisher: str
    citation: str
    rank: int = Field(description="Số nhỏ hơn được dùng trước khi các nguồn khác nhau")


class UnitOut(Schema):
    id: int
    code: str
    name: str
    kind: str
    level: str = Field(description="province, district, commune")
    parent: str | None = Field(description="Mã đơn vị cấp trên tại ngày hỏi")
    valid_from: date
    valid_to: date | None


class ObservationOut(Schema):
    id: int
    indicator: str
    unit: str
    unit_id: int = Field(description="Đơn vị nào trong các đơn vị đã mang mã này: mục id của /units")
    unit_name: str
    period: str
    category: str
    value: str | None = Field(description="Số, dấu chấm thập phân; null khi không phát sinh")
    numerator: str | None
    denominator: str | None
    nil: bool = Field(description="Không phát sinh: khác với số 0 và với chưa có số liệu")
    not_applicable: bool = Field(description="Không áp dụng: đơn vị này không thể có số ấy")
    vintage: Vintage
    source: str
    comment: str
    batch: int = Field(description="Đợt ghi nhận")
    recorded_at: datetime


class PlanOut(Schema):
    slug: str
    number: str
    title: str
    kind: str
    issued_on: date
    issuer: str
    coordinating_agency: str


class PromiseOut(Schema):
    kind: str = Field(description="target, task, obligation")
    code: str
    name: str
    section: str
    text: str
    due: str
    leads: list[str]
    supporting: list[str]
    accountable: str | None
    status: str = Field(description="done, ok, warn, late; none khi chưa đủ số liệu")


class TargetOut(Schema):
    code: str
    name: str
    comparison: str
    value: str | None
    low: str | None
    high: str | None
    unit: str
    due_year: int | None
    indicator: str | None = Field(description="Mã chỉ số đo chỉ tiêu; null khi chưa gắn")
    status: str = Field(description="Tình trạng do hệ thống tính: done, ok, warn, late, none")
    why: str = Field(description="Căn cứ của tình trạng")
    judged_status: str | None = Field(description="Tình trạng do cán bộ đánh giá, đứng cạnh tình trạng tính được")
    judged_reason: str | None


class IndicatorPage(Schema):
    items: list[IndicatorOut]
    next: str | None = Field(description="Địa chỉ của trang sau; null ở trang cuối")


class UnitPage(Schema):
    items: list[UnitOut]
    next: str | None


class ObservationPage(Schema):
    items: list[ObservationOut]
    next: str | None


class FigureIn(Schema):
    """Một số liệu. Có giá trị, hoặc đủ tử số và mẫu số, hoặc nil, hoặc not_applicable. Chưa có số liệu thì không gửi."""

    model_config = ConfigDict(extra="forbid")

    indicator: Code
    unit: Code = Field(description="Mã đơn vị hành chính tại ngày cuối kỳ")
    period: Code = Field(description="2024, 2024S1, 2024Q3, 202410")
    category: Code = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    nil: bool = False
    not_applicable: bool = False
    vintage: Vintage = Vintage.FINAL
    source: Code = Field("", description="Mã nguồn; trống thì lấy nguồn chung của lần gửi")
    comment: str = ""


class RecordIn(Schema):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200, description="Tên đợt ghi nhận, hiện trong nhật ký")
    source: Code = Field("", description="Mã nguồn chung")
    figures: list[FigureIn] = Field(min_length=1, max_length=MOST_FIGURES)


class RecordedOut(Schema):
    batch: int | None = Field(description="Đợt ghi nhận; null khi chỉ kiểm tra hoặc mọi số đã có")
    imported: int
    updated: int
    ignored: int = Field(description="Số đã có y như vậy, không ghi lại")
    aside: int = Field(description="Số được giữ nhưng chưa dùng vì đang có nguồn hoặc loại số được dùng trước")
    dry_run: bool
