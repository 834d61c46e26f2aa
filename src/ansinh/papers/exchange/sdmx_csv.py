"""SDMX-CSV 2.0 (of SDMX 3.0) and 1.0: one observation a line, identified by codes.

Dimensions FREQ, INDICATOR, REF_AREA, COMPOSITE_BREAKDOWN (``_T`` for the whole, otherwise ``dimension@category``) and
TIME_PERIOD; measure OBS_VALUE; attributes UNIT_MEASURE, OBS_STATUS (A final, P preliminary, E estimate, M cannot exist:
"không áp dụng", O or L missing),
SOURCE, NUMERATOR, DENOMINATOR, NIL (``Y``: nothing occurred) and COMMENT_OBS. Periods are those of SDMX: ``2024``,
``2024-S1``, ``2024-Q3``, ``2024-10``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period, PeriodKind
from ansinh.papers.exchange.rows import Cells, Fault, FigureRow, FileRead, Objection, number_text, repeated
from ansinh.papers.exchange.tables import decoded, read_table, write_table

STRUCTURE_ID = "ANSINH:DF_FIGURES(1.0.0)"
_ID_OF_VERSION_1 = "ANSINH:DF_FIGURES(1.0)"
TOTAL = "_T"
_AT = "@"
_FREQUENCIES = {PeriodKind.YEAR: "A", PeriodKind.HALF: "S", PeriodKind.QUARTER: "Q", PeriodKind.MONTH: "M"}
_STATUSES = {Vintage.FINAL: "A", Vintage.PRELIMINARY: "P", Vintage.ESTIMATE: "E"}
_VINTAGES = {status: vintage for vintage, status in _STATUSES.items()}
#: An observation that is not there: the line holds its place.
_MISSING = ("O", "L")
NOT_APPLICABLE = "M"
_TIME = re.compile(r"(\d{4})(?:-(S[12]|Q[1-4])|-M?(\d{2}))?")

_DIMENSIONS = ("FREQ", "INDICATOR", "REF_AREA", "COMPOSITE_BREAKDOWN", "TIME_PERIOD")
_ATTRIBUTES = ("UNIT_MEASURE", "OBS_STATUS", "SOURCE", "NUMERATOR", "DENOMINATOR", "NIL", "COMMENT_OBS")
_COMPONENTS = (*_DIMENSIONS, "OBS_VALUE", *_ATTRIBUTES)
_NEEDED = ("INDICATOR", "REF_AREA", "TIME_PERIOD", "OBS_VALUE")
_ACTIONS = ("", "I", "A", "R", "M")


def write(rows: Iterable[FigureRow], measures: Mapping[str, str], version: int = 2) -> bytes:
    """A message; ``measures`` gives each indicator's unit of measure. ``version`` 1 or 2."""
    if version == 1:
        head: tuple[str, ...] = ("DATAFLOW",)
        begin: tuple[str, ...] = (_ID_OF_VERSION_1,)
    else:
        head = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
        begin = ("dataflow", STRUCTURE_ID, "I")
    lines = ((*begin, *_line(row, measures.get(row.indicator, ""))) for row in rows)
    return write_table((*head, *_COMPONENTS), lines)


def _line(row: FigureRow, measure: str) -> tuple[str, ...]:
    period = Period.parse(row.period)
    return (
        _FREQUENCIES[period.kind],
        row.indicator,
        row.unit,
        row.category.replace(".", _AT) or TOTAL,
        time_of(period),
        number_text(row.value),
        measure,
        NOT_APPLICABLE if row.is_not_applicable else _STATUSES[row.vintage],
        row.source,
        number_text(row.numerator),
        number_text(row.denominator),
        "Y" if row.is_nil else "",
        row.comment,
    )


def time_of(period: Period) -> str:
    """As SDMX writes a period.

    >>> time_of(Period.parse("202410"))
    '2024-10'
    """
    return period.code if period.kind is PeriodKind.YEAR else f"{period.year}-{period.code[4:]}"


def read(data: bytes) -> FileRead:
    """A message of either version; comma or semicolon, whichever follows the first heading."""
    text = decoded(data)
    if isinstance(text, Objection):
        return FileRead(objections=(text,))
    first = re.match(r"\"?(STRUCTURE|DATAFLOW)\"?([,;])", text)
    if first is None:
        wrong = "Cột đầu phải là STRUCTURE (SDMX-CSV 2.0) hoặc DATAFLOW (1.0), rồi dấu phẩy hoặc chấm phẩy."
        return FileRead(objections=(Objection(1, "", text[:40].splitlines()[0] if text else "", wrong),))
    needed = ("DATAFLOW", *_NEEDED) if first[1] == "DATAFLOW" else ("STRUCTURE", "STRUCTURE_ID", *_NEEDED)
    table = read_table(data, needed=needed, optional=("ACTION", *_COMPONENTS), delimiter=first[2])
    objections = list(table.objections)
    rows, blank = [], 0
    for cells in table.cells(objections):
        _object_to_structure(cells)
        if cells.text("OBS_STATUS") in _MISSING and not cells.text("OBS_VALUE"):
            blank += 1
            continue
        row = _row(cells)
        if row.says_something or row.is_broken:
            rows.append(row)
        elif not cells.text("OBS_VALUE"):
            blank += 1
    objections += repeated(rows, "INDICATOR")
    return FileRead(tuple(rows), tuple(objections), blank)


def _object_to_structure(cells: Cells) -> None:
    kind, action = cells.text("STRUCTURE"), cells.text("ACTION")
    named = cells.text("STRUCTURE_ID") or cells.text("DATAFLOW")
    if kind and kind != "dataflow":
        cells.object_to("STRUCTURE", kind, f"«{kind}»: chỉ nhận dữ liệu của dataflow.", Fault.FORM)
    if named.partition("(")[0] != STRUCTURE_ID.partition("(")[0]:
        message = f"«{named}» không phải là cấu trúc của hệ thống này. Ghi {STRUCTURE_ID}."
        cells.object_to("STRUCTURE_ID", named, message, Fault.FORM)
    if action not in _ACTIONS:
        message = f"«{action}»: chỉ nhận I, A, R, M. Không xóa số liệu qua tệp; số ghi sai thì đảo lại cả đợt ghi nhận."
        cells.object_to("ACTION", action, message, Fault.FORM)


def _row(cells: Cells) -> FigureRow:
    return FigureRow(
        indicator=cells.needed("INDICATOR", "chỉ số (INDICATOR)", Fault.INDICATOR),
        unit=cells.needed("REF_AREA", "đơn vị (REF_AREA)", Fault.UNIT),
        period=_period(cells),
        category=_category(cells),
        value=cells.number("OBS_VALUE"),
        numerator=cells.number("NUMERATOR"),
        denominator=cells.number("DENOMINATOR"),
        is_nil=_nil(cells),
        vintage=_vintage(cells),
        source=cells.text("SOURCE"),
        comment=cells.comment("COMMENT_OBS"),
        at=cells.at,
        is_not_applicable=cells.text("OBS_STATUS") == NOT_APPLICABLE,
        is_broken=cells.is_broken,
    )


def _period(cells: Cells) -> str:
    written = cells.text("TIME_PERIOD")
    match = _TIME.fullmatch(written)
    code = cells.period("TIME_PERIOD", "".join(filter(None, match.groups())) if match else "?")
    frequency = cells.text("FREQ")
    if code and frequency and _FREQUENCIES[Period.parse(code).kind] != frequency:
        message = f"FREQ là «{frequency}» nhưng TIME_PERIOD «{written}» là kỳ {_FREQUENCIES[Period.parse(code).kind]}."
        cells.object_to("FREQ", frequency, message, Fault.PERIOD)
    return code


def _category(cells: Cells) -> str:
    written = cells.text("COMPOSITE_BREAKDOWN")
    if written in ("", TOTAL):
        return ""
    dimension, _, category = written.partition(_AT)
    if not dimension or not category:
        message = f"«{written}» phải là {TOTAL} (tổng) hoặc phân tổ{_AT}nhóm, ví dụ gioi-tinh{_AT}nu."
        cells.object_to("COMPOSITE_BREAKDOWN", written, message, Fault.CATEGORY)
    return f"{dimension}.{category}"


def _nil(cells: Cells) -> bool:
    written = cells.text("NIL")
    if written not in ("", "Y"):
        cells.object_to("NIL", written, f"«{written}»: không phát sinh thì ghi Y, ngoài ra để trống.", Fault.VALUE)
    return written == "Y"


def _vintage(cells: Cells) -> Vintage:
    status = cells.text("OBS_STATUS") or "A"
    if status not in (*_VINTAGES, NOT_APPLICABLE):
        message = f"«{status}»: nhận A (chính thức), P (sơ bộ), E (ước), M (không áp dụng), O (chưa có số liệu)."
        cells.object_to("OBS_STATUS", status, message, Fault.VALUE)
    return _VINTAGES.get(status, Vintage.FINAL)
