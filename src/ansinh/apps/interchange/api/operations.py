"""The operations of ``/api/v1/``. What they give is scoped like the pages; what they record is checked like files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Header, Path, Query

from ansinh.apps.indicators.access import get_indicator
from ansinh.apps.indicators.models import Batch, DataSource, Dimension, Indicator
from ansinh.apps.interchange.actions import Answer, KeyUsedForAnother, alone, answer_once, record_sent
from ansinh.apps.interchange.api import reads as give
from ansinh.apps.interchange.api import shapes
from ansinh.apps.interchange.api.door import Caller, api, caller_of, reads, writes
from ansinh.apps.interchange.api.problems import MEDIA_TYPE, Fault, Kind, Refused, faults_of, problem_text
from ansinh.apps.interchange.checking import Checked, check
from ansinh.apps.interchange.exports import outgoing
from ansinh.apps.interchange.imports import OF_DHIS2, columns
from ansinh.apps.interchange.models import FileFormat, Scope
from ansinh.apps.interchange.queries import Wanted, current_figures
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.apps.plans.access import get_plan, visible_plans
from ansinh.apps.plans.models import PromiseKind
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import search_key, squeeze
from ansinh.kit.clock import today
from ansinh.papers.exchange import dhis2
from ansinh.papers.exchange.rows import Cells, FigureRow, FileRead, Objection, fits, repeated
from ansinh.papers.exchange.rows import Fault as RowFault

__all__ = ["api"]  # with every operation of this module declared on it

_OF_BODY = columns(
    indicator="indicator", period="period", unit="unit", category="category", source="source", value="value",
    comment="comment",
)  # fmt: skip
_JSON = "application/json; charset=utf-8"
#: Faults that an answer lists; the rest is counted.
_MOST_TOLD = 1_000

#: Shared parameters.
_CODE = Path(..., description="Mã chỉ số")
_SLUG = Path(..., description="Tên của kế hoạch trong địa chỉ: mục slug của /plans")
_AFTER = Query(0, ge=0, description="Lấy tiếp sau dòng này; dùng địa chỉ ở mục next")
_LIMIT = Query(100, ge=1, le=1000, description="Số dòng mỗi trang")
_ON = Query(None, description="Xem tại ngày này (năm-tháng-ngày); trống là hôm nay")
_SINCE = Query(None, ge=1900, le=2199, description="Từ năm")
_UNTIL = Query(None, ge=1900, le=2199, description="Đến hết năm")
_FORMAT = Path(..., description=", ".join(FileFormat.values))
_INDICATORS = Query([], description="Mã chỉ số, ghi nhiều lần được; không ghi là tất cả")
_VINTAGE = Query(None, description="estimate, preliminary hoặc final")
_KIND = Query(None, description="target, task hoặc obligation")
_DRY_RUN = Query(False, alias="dryRun", description="true: chỉ kiểm tra, không ghi nhận")
_KEY = Header(None, alias="Idempotency-Key", max_length=200, description="Khóa chống ghi hai lần, tự đặt, giữ 7 ngày")


# Reading --------------------------------------------------------------------------------------------------------


@reads("/indicators", Scope.READ_FIGURES, response=shapes.IndicatorPage, summary="Danh sách chỉ số")
def indicators(
    request: HttpRequest,
    q: str = Query("", max_length=100, description="Chữ trong tên hoặc mã, có dấu hay không dấu"),
    after: int = _AFTER,
    limit: int = _LIMIT,
) -> shapes.IndicatorPage:
    found = Indicator.objects.filter(pk__gt=after).order_by("pk")
    for word in search_key(q).split():
        found = found.filter(search_key__contains=word)
    rows = list(found[: limit + 1])
    return shapes.IndicatorPage(
        items=[give.indicator_out(one) for one in rows[:limit]], next=_next(request, [one.pk for one in rows], limit)
    )


@reads("/indicators/{code}", Scope.READ_FIGURES, response=shapes.DefinitionOut, summary="Định nghĩa của một chỉ số")
def definition(request: HttpRequest, code: str = _CODE) -> shapes.DefinitionOut:
    return give.definition_out(get_indicator(caller_of(request).actor, code))


@reads("/dimensions", Scope.READ_FIGURES, response=list[shapes.DimensionOut], summary="Các phân tổ và nhóm")
def dimensions(request: HttpRequest) -> list[shapes.DimensionOut]:
    return [give.dimension_out(one) for one in Dimension.objects.prefetch_related("categories").order_by("code")]


@reads("/sources", Scope.READ_FIGURES, response=list[shapes.SourceOut], summary="Các nguồn số liệu")
def sources(request: HttpRequest) -> list[shapes.SourceOut]:
    return [give.source_out(one) for one in DataSource.objects.all()]


@reads(
    "/units",
    Scope.READ_FIGURES,
    response=shapes.UnitPage,
    summary="Đơn vị hành chính tại một ngày",
    description="Một mã có thể là của hai đơn vị ở hai thời gian; vì vậy luôn hỏi theo ngày.",
)
def units(
    request: HttpRequest,
    on: date | None = _ON,
    level: str = Query("", description="province, district hoặc commune"),
    parent: str = Query("", description="Mã đơn vị cấp trên"),
    after: int = _AFTER,
    limit: int = _LIMIT,
) -> shapes.UnitPage:
    day = give.day_asked(on)
    found = AdministrativeUnit.objects.in_force_on(day).filter(pk__gt=after).order_by("pk")
    if level:
        found = found.filter(level=level)
    if parent:
        found = found.filter(pk__in=give.units_under(parent, day))
    rows = list(found[: limit + 1])
    return shapes.UnitPage(
        items=give.units_out(rows[:limit], day), next=_next(request, [one.pk for one in rows], limit)
    )


@reads(
    "/observations",
    Scope.READ_FIGURES,
    response=shapes.ObservationPage,
    summary="Số liệu đã duyệt đang dùng",
    description="Chỉ gồm số đã duyệt và đang dùng. Chưa có số liệu thì không có dòng; số 0 là số 0.",
)
def observations(
    request: HttpRequest,
    indicator: str = Query("", description="Mã chỉ số"),
    unit: str = Query("", description="Mã đơn vị hành chính; gồm mọi đơn vị đã mang mã ấy, xem unit_id"),
    period: str = Query("", description="Kỳ: 2024, 2024S1, 2024Q3, 202410"),
    since: int | None = _SINCE,
    until: int | None = _UNTIL,
    category: str | None = Query(None, description="Nhóm, ví dụ gioi-tinh.nu; để rỗng (category=) là số chung"),
    vintage: Vintage | None = _VINTAGE,
    after: int = _AFTER,
    limit: int = _LIMIT,
) -> shapes.ObservationPage:
    _must_be_period(period)
    wanted = give.ObservationFilter(indicator, unit, period, category, vintage)
    found = give.narrowed(current_figures(Wanted(since=since, until=until)), wanted)
    rows = list(
        found.filter(pk__gt=after)
        .select_related("indicator", "unit", "category__dimension", "source", "batch")
        .order_by("pk")[: limit + 1]
    )
    return shapes.ObservationPage(
        items=give.observations_out(rows[:limit]), next=_next(request, [one.pk for one in rows], limit)
    )


@reads(
    "/files/{file_format}",
    Scope.READ_FIGURES,
    summary="Số liệu thành tệp cho hệ thống khác",
    description="Tệp như ở trang Trao đổi số liệu: DHIS2, SDMX-CSV, Open SDG. Gửi lại tệp ấy thì không đổi gì.",
)
def figures_file(
    request: HttpRequest,
    file_format: FileFormat = _FORMAT,
    indicator: list[str] = _INDICATORS,
    since: int | None = _SINCE,
    until: int | None = _UNTIL,
) -> HttpResponse:
    file = outgoing(file_format, Wanted(tuple(indicator), since, until))
    response = HttpResponse(file.content, content_type=file.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    response.headers["X-Figures"] = str(file.count)
    response.headers["X-Figures-Left-Out"] = str(file.left_out)
    return response


@reads("/plans", Scope.READ_PLANS, response=list[shapes.PlanOut], summary="Các kế hoạch đang thực hiện")
def plans(request: HttpRequest) -> list[shapes.PlanOut]:
    found = visible_plans(caller_of(request).actor).select_related("issuer", "coordinating_agency")
    return [give.plan_out(plan) for plan in found]


@reads(
    "/plans/{slug}/promises",
    Scope.READ_PLANS,
    response=list[shapes.PromiseOut],
    summary="Chỉ tiêu, nhiệm vụ, nghĩa vụ của kế hoạch",
)
def promises(
    request: HttpRequest,
    slug: str = _SLUG,
    kind: PromiseKind | None = _KIND,
    on: date | None = _ON,
) -> list[shapes.PromiseOut]:
    return give.promises_out(get_plan(caller_of(request).actor, slug), give.day_asked(on), kind)


@reads(
    "/plans/{slug}/targets",
    Scope.READ_PLANS,
    response=list[shapes.TargetOut],
    summary="Chỉ tiêu và tình trạng",
    description="Tình trạng tính từ số liệu đã duyệt; đánh giá của cán bộ đứng cạnh, không thay tình trạng tính được.",
)
def targets(request: HttpRequest, slug: str = _SLUG, on: date | None = _ON) -> list[shapes.TargetOut]:
    return give.targets_out(get_plan(caller_of(request).actor, slug), give.day_asked(on))


def _must_be_period(code: str) -> None:
    try:
        Period.parse(code or "2024")
    except ValueError:
        wrong = Fault(f"«{code}» không phải là một kỳ. Viết như 2024, 2024S1, 2024Q3, 202410.", "period")
        raise Refused(Kind.WRONG_DATA, wrong.message, wrong) from None


def _next(request: HttpRequest, keys: list[int], limit: int) -> str | None:
    """The address of the next page: rows after the last key of this one, so nothing is skipped or given twice."""
    if len(keys) <= limit:
        return None
    query = request.GET.copy()
    query["after"] = str(keys[limit - 1])
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


# Recording ------------------------------------------------------------------------------------------------------


@writes(
    "/observations",
    Scope.WRITE_FIGURES,
    response={200: shapes.RecordedOut, 201: shapes.RecordedOut},
    summary="Ghi nhận nhiều số liệu",
    description="Nhận tất cả hoặc không nhận gì. Số đã có y như vậy thì bỏ qua. Đợt ghi nhận đảo lại được.",
    openapi_extra={
        "x-example": {
            "title": "BHXH tỉnh, quý III/2025",
            "source": "bhxh",
            "figures": [
                {"indicator": "bao-phu-bao-hiem-y-te", "unit": "51", "period": "2025Q3",
                 "numerator": "1158200", "denominator": "1225400", "vintage": "preliminary"},
            ],
        }
    },
)  # fmt: skip
def record_observations(
    request: HttpRequest,
    sent: shapes.RecordIn,
    dry_run: bool = _DRY_RUN,
    key: str | None = _KEY,
) -> HttpResponse:
    caller = caller_of(request)

    def work() -> Answer:
        checked = check(_read_body(sent), _OF_BODY, _source(sent.source), today())
        if checked.objections:
            told = checked.objections[:_MOST_TOLD]
            wrong = f"{len(checked.objections)} chỗ sai, nêu {len(told)} chỗ; không ghi nhận số nào."
            return _refusal(request, wrong, faults_of(told))
        batch = None if dry_run else _record(caller, checked, sent.title, request)
        answer = shapes.RecordedOut(
            batch=batch.pk if batch else None, imported=checked.imported, updated=checked.updated,
            ignored=checked.ignored, aside=checked.aside, dry_run=dry_run,
        )  # fmt: skip
        return Answer(201 if batch else 200, _JSON, answer.model_dump_json())

    return _answered(request, caller, None if dry_run else key, work)


@writes(
    "/dataValueSets",
    Scope.WRITE_FIGURES,
    response={200: dict[str, Any], 409: dict[str, Any]},
    summary="Ghi nhận dataValueSets của DHIS2",
    description=(
        "JSON, hoặc CSV với Content-Type text/csv. Mã chỉ số, đơn vị, nhóm là mã (idScheme=code). Nhận tất cả hoặc "
        "không nhận gì; trả lời theo dạng importSummary của DHIS2, mã 409 khi có chỗ sai."
    ),
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
        "x-example": {
            "period": "2025Q3",
            "orgUnit": "51",
            "dataValues": [
                {"dataElement": "bao-phu-bao-hiem-y-te.tu-so", "value": "1158200"},
                {"dataElement": "bao-phu-bao-hiem-y-te.mau-so", "value": "1225400"},
            ],
        },
    },
)
def record_data_value_sets(
    request: HttpRequest,
    dry_run: bool = _DRY_RUN,
    source: str = Query("", description="Mã nguồn của số không ghi attributeOptionCombo"),
    id_scheme: str = Query("code", alias="idScheme", description="Chỉ nhận code"),
    element_scheme: str = Query("code", alias="dataElementIdScheme", description="Chỉ nhận code"),
    unit_scheme: str = Query("code", alias="orgUnitIdScheme", description="Chỉ nhận code"),
    combo_scheme: str = Query("code", alias="categoryOptionComboIdScheme", description="Chỉ nhận code"),
    strategy: str = Query("CREATE_AND_UPDATE", alias="importStrategy", description="Chỉ nhận CREATE_AND_UPDATE"),
    key: str | None = _KEY,
) -> HttpResponse:
    caller = caller_of(request)
    _must_be_codes({id_scheme, element_scheme, unit_scheme, combo_scheme}, strategy)

    def work() -> Answer:
        read = dhis2.read_csv if "csv" in (request.content_type or "") else dhis2.read_json
        checked = check(read(request.body), OF_DHIS2, _source(source), today())
        if not checked.objections and not dry_run:
            _record(caller, checked, f"DHIS2 dataValueSets, {caller.token.name}", request)
        summary = dhis2.import_summary(
            imported=checked.imported, updated=checked.updated, ignored=checked.ignored,
            objections=checked.objections[:_MOST_TOLD], dry_run=dry_run,
        )  # fmt: skip
        return Answer(summary["httpStatusCode"], _JSON, json.dumps(summary, ensure_ascii=False))

    return _answered(request, caller, None if dry_run else key, work)


def _must_be_codes(schemes: set[str], strategy: str) -> None:
    faults = []
    if {scheme.lower() for scheme in schemes} != {"code"}:
        faults.append(Fault("Hệ thống chỉ nhận định danh là mã: idScheme=code.", "idScheme"))
    if strategy != "CREATE_AND_UPDATE":
        faults.append(Fault("Chỉ nhận CREATE_AND_UPDATE; không xóa số liệu qua API.", "importStrategy"))
    if faults:
        raise Refused(Kind.WRONG_DATA, "Tham số không được nhận.", *faults)


def _read_body(sent: shapes.RecordIn) -> FileRead:
    objections: list[Objection] = []
    rows = [_row(at, one, objections) for at, one in enumerate(sent.figures, 1)]
    objections += repeated(rows, "indicator")
    return FileRead(tuple(rows), tuple(objections), place_word="figures")


def _row(at: int, one: shapes.FigureIn, objections: list[Objection]) -> FigureRow:
    """A figure as sent; what cannot be read is objected to as in a file."""
    parts = {"value": one.value, "numerator": one.numerator, "denominator": one.denominator}
    cells = Cells(at, {"period": one.period, "comment": squeeze(one.comment)}, objections)
    for name, number in parts.items():
        if number is not None and not fits(number):
            message = "Nhận nhiều nhất 14 chữ số trước và 6 chữ số sau dấu chấm thập phân."
            cells.object_to(name, str(number), message, RowFault.VALUE)
    if not (one.nil or one.not_applicable) and not any(number is not None for number in parts.values()):
        message = "Không có số: gửi value, hoặc numerator và denominator, hoặc nil. Chưa có số liệu thì bỏ mục này."
        cells.object_to("value", "", message, RowFault.VALUE_MISSING)
    return FigureRow(
        indicator=one.indicator,
        unit=one.unit,
        period=cells.period("period"),
        category=one.category,
        value=one.value,
        numerator=one.numerator,
        denominator=one.denominator,
        is_nil=one.nil,
        is_not_applicable=one.not_applicable,
        vintage=one.vintage,
        source=one.source,
        comment=cells.comment("comment"),
        at=at,
        is_broken=cells.is_broken,
    )


def _source(code: str) -> DataSource | None:
    """The source of figures that name none; a code that is none is refused."""
    if not code:
        return None
    found = DataSource.objects.filter(code=code).first()
    if found is None:
        wrong = Fault(f"Không có nguồn mã «{code}». Xem các mã ở /api/v1/sources.", "source")
        raise Refused(Kind.WRONG_DATA, wrong.message, wrong)
    return found


def _record(caller: Caller, checked: Checked, title: str, request: HttpRequest) -> Batch | None:
    """None when every figure is recorded already."""
    if not checked.figures:
        return None
    digest = sha256(request.body).hexdigest()
    return record_sent(actor=caller.actor, checked=checked, title=title, body_sha256=digest)


def _refusal(request: HttpRequest, detail: str, faults: tuple[Fault, ...]) -> Answer:
    return Answer(Kind.WRONG_DATA.status, MEDIA_TYPE, problem_text(Kind.WRONG_DATA, detail, faults, request.path))


def _answered(request: HttpRequest, caller: Caller, key: str | None, work: Callable[[], Answer]) -> HttpResponse:
    """Do the work, under a key only once. Check and record are one transaction, one at a time for a token: of two
    equal bodies without a key the second finds the figures of the first."""
    if key is None:
        return _response(alone(caller.token, work))
    said = b"\n".join((str(request.method).encode(), request.get_full_path().encode(), request.body))
    try:
        return _response(answer_once(caller.token, key, sha256(said).hexdigest(), work))
    except KeyUsedForAnother:
        wrong = Fault("Khóa này đã dùng cho một nội dung khác.", "Idempotency-Key")
        raise Refused(Kind.KEY_REUSED, wrong.message, wrong) from None


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    response.headers["Content-Language"] = "vi"
    if answer.is_again:
        response.headers["Idempotent-Replayed"] = "true"
    return response
