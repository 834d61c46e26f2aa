"""The preview of a file, and the page that documents the API from its own OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansinh.apps.interchange.api.door import CALLS_A_MINUTE
from ansinh.apps.interchange.api.operations import api
from ansinh.apps.interchange.api.problems import Kind
from ansinh.apps.interchange.checking import Checked, CheckedRow, Fate, where
from ansinh.apps.interchange.models import ExchangeFile, FileFormat, Scope
from ansinh.domain.figures import write_number
from ansinh.domain.indicators import VINTAGE_LABELS
from ansinh.domain.periods import Period
from ansinh.kit.pages import Crumb, Page, Pager, Paging

_MODULE = "trao-doi"
_ALL = Crumb("Trao đổi số liệu", "/trao-doi-so-lieu/")
#: Where the API hangs.
API_ROOT = "/api/v1/"


# A file ---------------------------------------------------------------------------------------------------------

_FATES = {Fate.IMPORTED: "Số mới", Fate.UPDATED: "Thay số đang có", Fate.UNCHANGED: "Đã có y như vậy"}


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    where: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    indicator: str
    indicator_code: str
    unit: str
    period: str
    category: str
    before: str
    after: str
    vintage: str
    fate: str
    note: str


@dataclass(frozen=True, kw_only=True)
class FilePage(Page):
    kept: ExchangeFile
    format_name: str
    checked: Checked | None  # None once it was recorded or dropped
    objections: tuple[ObjectionLine, ...] = ()
    objection_count: int = 0
    changes: tuple[ChangeLine, ...] = ()
    pager: Pager | None = None
    may_record: bool = False


#: Objections that the page lists; the rest is counted.
_OBJECTIONS_SHOWN = 200


def file_page(kept: ExchangeFile, checked: Checked | None, paging: Paging) -> FilePage:
    """The preview of a file that waits; of one that is closed only what became of it."""
    head: dict[str, Any] = {
        "crumbs": (_ALL, Crumb(kept.file_name)),
        "module": _MODULE,
        "kept": kept,
        "format_name": FileFormat(kept.file_format).label,
    }
    if checked is None:
        return FilePage(title=kept.file_name, checked=None, **head)
    pager = Pager.over(len(checked.rows), paging, unit="số liệu", size=100)
    return FilePage(
        title=_file_title(checked),
        checked=checked,
        objections=tuple(
            ObjectionLine(where(checked, one), one.value, one.message) for one in checked.objections[:_OBJECTIONS_SHOWN]
        ),
        objection_count=len(checked.objections),
        changes=tuple(_change_line(row) for row in checked.rows[pager.slice]),
        pager=pager,
        may_record=not checked.objections and bool(checked.figures),
        **head,
    )


def _file_title(checked: Checked) -> str:
    if checked.objections:
        return f"Tệp có {write_number(len(checked.objections))} chỗ sai nên chưa ghi nhận được"
    if not checked.figures:
        return "Mọi số trong tệp đã có trong hệ thống"
    return f"Tệp đúng, sẽ ghi nhận {write_number(len(checked.figures))} số liệu"


def _change_line(found: CheckedRow) -> ChangeLine:
    return ChangeLine(
        indicator=found.indicator.name,
        indicator_code=found.indicator.code,
        unit=found.unit.name,
        period=Period.parse(found.row.period).label,
        category=found.row.category,
        before=found.before,
        after=found.after,
        vintage=VINTAGE_LABELS[found.figure.vintage],
        fate=_FATES[found.fate],
        note="giữ lại, chưa dùng: đang có nguồn hoặc loại số được dùng trước" if found.stays_aside else "",
    )


# The API --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldDoc:
    name: str
    place: str  # "địa chỉ", "tham số", "tiêu đề", "nội dung"
    kind: str
    is_needed: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationDoc:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    scope_label: str
    fields: tuple[FieldDoc, ...]
    answer: tuple[FieldDoc, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class ProblemDoc:
    anchor: str
    status: int
    title: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class ApiGuidePage(Page):
    operations: tuple[OperationDoc, ...]
    problems: tuple[ProblemDoc, ...]
    scopes: tuple[tuple[str, str], ...]
    calls_a_minute: int
    base: str


_PLACES = {"path": "địa chỉ", "query": "tham số", "header": "tiêu đề"}
_KINDS = {"integer": "số nguyên", "number": "số", "string": "chữ", "boolean": "true/false", "array": "danh sách"}


def openapi() -> dict[str, Any]:
    """The OpenAPI description of the API."""
    return dict(api.get_openapi_schema(path_prefix=API_ROOT))


def api_guide_page(base: str, examples: Mapping[str, str]) -> ApiGuidePage:
    """Every operation as the OpenAPI description has it; ``base`` is the address of the server, without a slash.

    ``examples`` are what stands in an example for each part of an address (`queries.api_examples`).
    """
    described = openapi()
    schemas = described["components"]["schemas"]
    operations = tuple(
        _operation_doc(path, method, one, schemas, base + _address(path, examples))
        for path, methods in described["paths"].items()
        for method, one in methods.items()
    )
    return ApiGuidePage(
        title=f"API của hệ thống: {len(operations)} thao tác",
        crumbs=(_ALL, Crumb("API")),
        module=_MODULE,
        operations=operations,
        problems=tuple(ProblemDoc(kind.anchor, kind.status, kind.title, kind.remedy) for kind in Kind),
        scopes=tuple((scope.value, scope.label) for scope in Scope),
        calls_a_minute=CALLS_A_MINUTE,
        base=base + API_ROOT,
    )


def _operation_doc(
    path: str, method: str, one: Mapping[str, Any], schemas: Mapping[str, Any], address: str
) -> OperationDoc:
    fields = tuple(_parameter_doc(parameter) for parameter in one.get("parameters", ()))
    return OperationDoc(
        anchor=f"{method}-{path.removeprefix(API_ROOT).replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        summary=one["summary"],
        description=one.get("description", ""),
        scope=one["x-scope"],
        scope_label=Scope(one["x-scope"]).label,
        fields=fields + tuple(_fields_of(one.get("requestBody"), schemas)),
        answer=tuple(_fields_of(one["responses"].get(200), schemas)),
        curl=_curl(address, method, one),
    )


def _parameter_doc(parameter: Mapping[str, Any]) -> FieldDoc:
    schema = parameter["schema"]
    return FieldDoc(
        parameter["name"],
        _PLACES[parameter["in"]],
        _kind_of(schema),
        bool(parameter.get("required")),
        schema.get("description", "") or parameter.get("description", ""),
    )


def _fields_of(content: Mapping[str, Any] | None, schemas: Mapping[str, Any]) -> Iterable[FieldDoc]:
    """The fields of a body; of a page or a list those of its items."""
    schema = (content or {}).get("content", {}).get("application/json", {}).get("schema", {})
    yield from _fields_of_schema(schema, schemas, "")


def _fields_of_schema(schema: Mapping[str, Any], schemas: Mapping[str, Any], above: str) -> Iterable[FieldDoc]:
    named = schema.get("$ref") or schema.get("items", {}).get("$ref")
    if named is None:
        return
    found = schemas[named.rpartition("/")[2]]
    needed = found.get("required", ())
    for name, inner in found.get("properties", {}).items():
        yield FieldDoc(above + name, "nội dung", _kind_of(inner), name in needed, inner.get("description", ""))
        yield from _fields_of_schema(inner, schemas, f"{above}{name}.")


def _kind_of(schema: Mapping[str, Any]) -> str:
    """The kind in a word or two: the first that is not null."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"] or [schema]
    first = options[0]
    if first.get("format") == "date":
        return "ngày"
    if first.get("format") == "date-time":
        return "thời điểm"
    return _KINDS.get(first.get("type", ""), "chữ" if "enum" in first or "$ref" in first else "đối tượng")


def _address(path: str, examples: Mapping[str, str]) -> str:
    for name, value in examples.items():
        path = path.replace("{" + name + "}", value)
    return path


def _curl(address: str, method: str, one: Mapping[str, Any]) -> str:
    lines = [f"curl -H 'Authorization: Bearer MÃ_TRUY_CẬP' '{address}'"]
    if method == "post":
        body = json.dumps(one["x-example"], ensure_ascii=False, indent=1)
        lines += [
            "  -H 'Content-Type: application/json'",
            "  -H 'Idempotency-Key: 2025Q3-bhxh-1'",
            f"  --data '{body}'",
        ]
    return " \\\n".join(lines)
