"""DHIS2 data value sets with code identifiers: JSON and CSV of ``/api/dataValueSets``.

One figure of ours is up to three data values of DHIS2, for which the other side has these data elements:

| data element | value |
|---|---|
| ``CODE`` | the value |
| ``CODE.tu-so`` | the numerator of a ratio |
| ``CODE.mau-so`` | its denominator |
| ``CODE.khong-phat-sinh`` | ``true``: nothing occurred (type TRUE_ONLY); neither zero nor missing |
| ``CODE.khong-ap-dung`` | ``true``: the unit cannot have the figure, none is expected |

``categoryOptionCombo`` is ``default`` for the whole or ``dimension.category``; ``attributeOptionCombo`` is
``source.vintage`` (``nien-giam.final``), or ``default`` for a final figure of a source that the reader's caller names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ansinh.domain.indicators import VINTAGE_LABELS, Vintage
from ansinh.papers.exchange.rows import Cells, Fault, FigureRow, FileRead, Objection, number_text
from ansinh.papers.exchange.tables import decoded, read_table, write_table

NUMERATOR, DENOMINATOR, NIL, NOT_APPLICABLE = "tu-so", "mau-so", "khong-phat-sinh", "khong-ap-dung"
DEFAULT = "default"
_YES, _NO = ("true", "1", "t"), ("false", "0", "f", "")

#: JSON's name of each thing, and how the CSV heads it (first as we write it).
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "dataElement": ("dataelement",),
    "period": ("period",),
    "orgUnit": ("orgunit",),
    "categoryOptionCombo": ("categoryoptioncombo", "catoptcombo"),
    "attributeOptionCombo": ("attributeoptioncombo", "attroptcombo"),
    "value": ("value",),
    "storedBy": ("storedby", "strby"),
    "lastUpdated": ("lastupdated", "lstupd"),
    "comment": ("comment", "cmt"),
    "followup": ("followup",),
    "deleted": ("deleted",),
    "created": ("created",),
}
_NAMES = {header: name for name, headers in _COLUMNS.items() for header in (*headers, name)}
_WRITTEN = ("dataElement", "period", "orgUnit", "categoryOptionCombo", "attributeOptionCombo", "value", "comment")
_NEEDED = ("dataElement", "period", "orgUnit", "value")
_SCHEMES = frozenset({"dataElementIdScheme", "orgUnitIdScheme", "categoryOptionComboIdScheme", "idScheme"})
_OF_THE_SET = frozenset(
    {"dataSet", "completeDate", "period", "orgUnit", "attributeOptionCombo", "dataValues", *_SCHEMES}
)
_PLACE = "Giá trị thứ"


# Writing --------------------------------------------------------------------------------------------------------


def write_json(rows: Iterable[FigureRow]) -> bytes:
    values = [dict(zip(_WRITTEN, value, strict=True)) for row in rows for value in _values_of(row)]
    kept = [{name: text for name, text in value.items() if text or name != "comment"} for value in values]
    return json.dumps({"dataValues": kept}, ensure_ascii=False, indent=1).encode()


def write_csv(rows: Iterable[FigureRow]) -> bytes:
    heading = [_COLUMNS[name][0] for name in _WRITTEN]
    return write_table(heading, (value for row in rows for value in _values_of(row)))


def _values_of(row: FigureRow) -> Iterable[tuple[str, ...]]:
    """The data values of a figure; the comment goes with the first of them."""
    parts = {
        "": number_text(row.value),
        f".{NUMERATOR}": number_text(row.numerator),
        f".{DENOMINATOR}": number_text(row.denominator),
        f".{NIL}": "true" if row.is_nil else "",
        f".{NOT_APPLICABLE}": "true" if row.is_not_applicable else "",
    }
    combo = f"{row.source}.{row.vintage}" if row.source else DEFAULT
    comment = row.comment
    for suffix, text in parts.items():
        if text:
            yield (row.indicator + suffix, row.period, row.unit, row.category or DEFAULT, combo, text, comment)
            comment = ""


# Reading --------------------------------------------------------------------------------------------------------


def read_csv(data: bytes) -> FileRead:
    table = read_table(data, needed=_NEEDED, optional=_COLUMNS, names=_NAMES)
    return _gathered(table.lines, list(table.objections), "Dòng")


def read_json(data: bytes) -> FileRead:
    """From the bytes of a JSON message; objections name the place of a value in ``dataValues``, counted from 1."""
    text = decoded(data)
    if isinstance(text, Objection):
        return FileRead(objections=(text,), place_word=_PLACE)
    try:
        # Numbers stay as they are written: 12.50 is no float.
        content = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        wrong = f"Không đọc được JSON ở dòng {error.lineno}, cột {error.colno}. Kiểm tra dấu phẩy, dấu ngoặc."
        return FileRead(objections=(Objection(0, "", "", wrong),), place_word=_PLACE)
    except RecursionError:
        return FileRead(objections=(Objection(0, "", "", "JSON lồng nhau quá sâu."),), place_word=_PLACE)
    return read_set(content)


def read_set(content: Any) -> FileRead:
    """From a parsed message: ``period``, ``orgUnit`` and ``attributeOptionCombo`` may stand once for the whole set."""
    objections = list(_objections_to_set(content))
    if objections:
        return FileRead(objections=tuple(objections), place_word=_PLACE)
    shared = {name: _plain(content.get(name, "")) for name in ("period", "orgUnit", "attributeOptionCombo")}
    lines: list[tuple[int, Mapping[str, str]]] = []
    for at, value in enumerate(content["dataValues"], 1):
        if not isinstance(value, dict):
            objections.append(Objection(at, "dataValues", "", "Mỗi giá trị là một đối tượng {…}."))
            continue
        for name in sorted(value.keys() - _COLUMNS.keys()):
            known = ", ".join(_WRITTEN)
            objections.append(Objection(at, name, "", f"Không có mục nào tên «{name}». Các mục được nhận: {known}."))
        lines.append((at, shared | {name: _plain(text) for name, text in value.items()}))
    return _gathered(lines, objections, _PLACE)


def _objections_to_set(content: Any) -> Iterable[Objection]:
    if not isinstance(content, dict):
        yield Objection(0, "", "", "Thông điệp phải là một đối tượng JSON có mục «dataValues».")
        return
    for name in sorted(content.keys() - _OF_THE_SET):
        yield Objection(0, name, "", f"Không có mục nào tên «{name}» ở thông điệp dataValueSets.")
    for name in sorted(content.keys() & _SCHEMES):
        if str(content[name]).lower() != "code":
            yield Objection(0, name, str(content[name]), f"{name}: hệ thống chỉ nhận định danh là mã (code).")
    if not isinstance(content.get("dataValues"), list):
        yield Objection(0, "dataValues", "", "Thiếu mục «dataValues» là danh sách các giá trị.")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(slots=True)
class _Gathering:
    """One figure being put together from its data values."""

    row: FigureRow
    seen: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)


def _gathered(lines: Iterable[tuple[int, Mapping[str, str]]], objections: list[Objection], place_word: str) -> FileRead:
    found: dict[tuple[str, ...], _Gathering] = {}
    blank = 0
    for at, texts in lines:
        cells = Cells(at, texts, objections)
        if cells.text("value"):
            _take(cells, found)
        else:
            blank += 1
    said = [gathering for gathering in found.values() if gathering.row.says_something or gathering.row.is_broken]
    rows = tuple(replace(g.row, comment="; ".join(dict.fromkeys(g.comments)), pieces=len(g.seen)) for g in said)
    return FileRead(rows, tuple(objections), blank, place_word)


def _take(cells: Cells, found: dict[tuple[str, ...], _Gathering]) -> None:
    """Add one data value to the figure it belongs to."""
    element = cells.needed("dataElement", "chỉ số (dataElement)", Fault.INDICATOR)
    indicator, _, part = element.partition(".")
    if part not in ("", NUMERATOR, DENOMINATOR, NIL, NOT_APPLICABLE):
        message = (
            f"«{element}»: phần sau dấu chấm phải là {NUMERATOR} (tử số), {DENOMINATOR} (mẫu số), {NIL} "
            f"hoặc {NOT_APPLICABLE}; "
            "giá trị của chỉ số thì chỉ ghi mã chỉ số."
        )
        cells.object_to("dataElement", element, message, Fault.INDICATOR)
        return
    period = cells.period("period")
    unit = cells.needed("orgUnit", "đơn vị (orgUnit)", Fault.UNIT)
    category = cells.text("categoryOptionCombo")
    source, vintage = _source_and_vintage(cells)
    _object_to_deleting(cells)
    category = "" if category == DEFAULT else category
    key = (indicator, unit, period, category, source, vintage)
    row = FigureRow(indicator, unit, period, category, vintage=vintage, source=source, at=cells.at)
    gathering = found.setdefault(key, _Gathering(row))
    if part in gathering.seen:
        message = f"«{element}» đã có ở vị trí {gathering.row.at} cho cùng đơn vị, kỳ, nhóm, nguồn. Giữ một giá trị."
        cells.object_to("dataElement", element, message, Fault.TWICE)
        return
    gathering.seen.add(part)
    if comment := cells.comment("comment"):
        gathering.comments.append(comment)
    row = _with_part(gathering.row, part, cells)
    gathering.row = replace(row, is_broken=row.is_broken or cells.is_broken)


def _with_part(row: FigureRow, part: str, cells: Cells) -> FigureRow:
    if part == NIL:
        return replace(row, is_nil=_yes_or_no(cells))
    if part == NOT_APPLICABLE:
        return replace(row, is_not_applicable=_yes_or_no(cells))
    number: Decimal | None = cells.number("value")
    if part == NUMERATOR:
        return replace(row, numerator=number)
    return replace(row, denominator=number) if part == DENOMINATOR else replace(row, value=number)


def _yes_or_no(cells: Cells) -> bool:
    text = cells.text("value").lower()
    if text not in (*_YES, *_NO):
        cells.object_to("value", text, f"«{text}»: đúng như vậy thì ghi true; không thì bỏ dòng.", Fault.VALUE)
    return text in _YES


def _source_and_vintage(cells: Cells) -> tuple[str, Vintage]:
    combo = cells.text("attributeOptionCombo")
    if combo in ("", DEFAULT):
        return "", Vintage.FINAL
    source, _, vintage = combo.rpartition(".")
    if source and vintage in set(Vintage):
        return source, Vintage(vintage)
    words = ", ".join(f"{code} ({label})" for code, label in VINTAGE_LABELS.items())
    message = f"«{combo}» phải là mã nguồn, dấu chấm, loại số: {words}; hoặc {DEFAULT}."
    cells.object_to("attributeOptionCombo", combo, message, Fault.SOURCE)
    return "", Vintage.FINAL


def _object_to_deleting(cells: Cells) -> None:
    if cells.text("deleted").lower() in _YES:
        message = "Không xóa số liệu qua tệp. Số ghi sai thì đảo lại cả đợt ghi nhận, hoặc gửi số đúng để thay."
        cells.object_to("deleted", cells.text("deleted"), message, Fault.VALUE)


# The import summary ---------------------------------------------------------------------------------------------


def import_summary(
    *, imported: int, updated: int, ignored: int, objections: Sequence[Objection], dry_run: bool = False
) -> dict[str, Any]:
    """What DHIS2 answers to a data value set: the message around, and the summary in ``response``."""
    failed = bool(objections)
    return {
        "httpStatus": "Conflict" if failed else "OK",
        "httpStatusCode": 409 if failed else 200,
        "status": "ERROR" if failed else "OK",
        "message": "Không ghi nhận gì: xem các chỗ sai." if failed else _done(dry_run),
        "response": {
            "responseType": "ImportSummary",
            "status": "ERROR" if failed else "SUCCESS",
            "importOptions": {
                "dryRun": dry_run,
                "importStrategy": "CREATE_AND_UPDATE",
                "idSchemes": {"idScheme": "CODE"},
            },
            "description": "Nhận tất cả hoặc không nhận gì.",
            "importCount": {"imported": imported, "updated": updated, "ignored": ignored, "deleted": 0},
            "conflicts": [_conflict(objection) for objection in objections],
            "rejectedIndexes": sorted({objection.at - 1 for objection in objections if objection.at}),
            "dataSetComplete": "false",
        },
    }


def _done(dry_run: bool) -> str:
    return "Kiểm tra xong, chưa ghi nhận." if dry_run else "Đã ghi nhận."


def _conflict(objection: Objection) -> dict[str, Any]:
    return {
        "object": objection.value or objection.column,
        "value": objection.message,
        "errorCode": objection.fault.value,
        "property": objection.column,
        "indexes": [objection.at - 1] if objection.at else [],
    }
