"""A form with its sheet for tests, the way out and back without a browser, and workbooks edited as officers do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lxml import etree
from xlsxwriter.utility import xl_cell_to_rowcol

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators.actions import NewColumn, define_form, open_sheets
from ansinh.apps.indicators.models import EntrySheet, Indicator
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel
from ansinh.apps.workbooks.actions import receive_form
from ansinh.apps.workbooks.jobs import run_check_form
from ansinh.apps.workbooks.models import Upload
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import DirectContext
from ansinh.papers.sheets.reading import read_book

SYSTEM = system_actor("Thử")
#: Where things stand in a form that goes out: row 6 is the first unit; A code, B name, C count, D its last period,
#: E numerator, F denominator, G rate, H its last period, I notes.
FIRST = 6


def indicator(code: str, name: str, **more: Any) -> Indicator:
    given = {
        "definition": "Đếm trên sổ.", "direction": "higher", "floor": 0, "frequency": "year", "over_time": "last",
        "over_place": "sum", "places": 0, "unit": "hộ",
    } | more  # fmt: skip
    return Indicator.objects.create(code=code, name=name, search_key=search_key(name), **given)


def share(code: str, name: str) -> Indicator:
    return indicator(
        code, name, unit="%", is_ratio=True, scale=100, ceiling=100, places=1, numerator="Số người có thẻ",
        denominator="Dân số", over_place="ratio_of_sums",
    )  # fmt: skip


def unit(
    code: str, name: str, kind: str = "Huyện", level: str = UnitLevel.DISTRICT, **dates: date
) -> AdministrativeUnit:
    given = {"valid_from": date(2020, 1, 1)} | dates
    return AdministrativeUnit.objects.create(
        code=code, name=name, kind=kind, level=level, search_key=search_key(name), sort_key=sort_key(name), **given
    )


def make_sheet(province: Any, *columns: NewColumn, year: int = 2024) -> EntrySheet:
    """Of Sở Y tế, approved by Sở LĐ-TB&XH."""
    form = define_form(
        actor=SYSTEM, code="bieu-01", columns=list(columns), reporters=[province.other],
        fields={"name": "Biểu 01", "frequency": "year", "level": "district", "approver": province.own},
    )  # fmt: skip
    return open_year(form, year)


def open_year(form: Any, year: int) -> EntrySheet:
    (sheet,) = open_sheets(actor=SYSTEM, form=form, period=Period.parse(str(year)), vintage=Vintage.FINAL)
    return sheet


def person(province: Any, role: Role, place: Any) -> Actor:
    return actor_for(province.person(role, place), today())


def sent(actor: Actor, sheet: EntrySheet | None, data: bytes, name: str = "bieu.xlsx") -> Upload:
    """Sent and checked."""
    upload, _ = receive_form(actor=actor, sheet=sheet, upload=io.BytesIO(data), file_name=name, media_type="")
    run_check_form(DirectContext(requested_by_id=actor.user_id), {"upload": upload.pk})
    upload.refresh_from_db()
    return upload


def errors_of(upload: Upload) -> list[str]:
    from ansinh.apps.workbooks.pages import as_problem

    return [str(as_problem(problem)) for problem in upload.problems.filter(is_error=True)]


def notes_of(upload: Upload) -> list[str]:
    from ansinh.apps.workbooks.pages import as_problem

    return [str(as_problem(problem)) for problem in upload.problems.filter(is_error=False)]


# Editing a workbook as an officer does ----------------------------------------------------------------------------

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET_1 = "xl/worksheets/sheet1.xml"


def edited(
    data: bytes, cells: Mapping[str, Any] | None = None, shape: Callable[[etree._Element], None] | None = None
) -> bytes:
    """The workbook with other values in cells of its first sheet; ``shape`` changes its XML at will.

    A value is text, a number, None (empty), or a piece of XML of a cell (``"<f>1/0</f>"``) with its attributes.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts[SHEET_1])
    for name, value in (cells or {}).items():
        _put(root, name, value)
    if shape is not None:
        shape(root)
    parts[SHEET_1] = etree.tostring(root)
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def cell_of(root: etree._Element, name: str) -> etree._Element:
    """The cell of that name, made if it is not there."""
    number, column = xl_cell_to_rowcol(name)
    data = root.find(f"{_SPACE}sheetData")
    assert data is not None
    rows = {int(str(row.get("r"))): row for row in data}
    if number + 1 not in rows:
        rows[number + 1] = etree.SubElement(data, f"{_SPACE}row", {"r": str(number + 1)})
    row = rows[number + 1]
    for cell in row:
        if cell.get("r") == name:
            return cell
    made = etree.Element(f"{_SPACE}c", {"r": name})
    row.insert(sum(xl_cell_to_rowcol(str(cell.get("r")))[1] < column for cell in row), made)
    return made


def _put(root: etree._Element, name: str, value: Any) -> None:
    cell = cell_of(root, name)
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, tuple):
        inside, attributes = value
        for key, text in attributes.items():
            cell.set(key, text)
        cell.extend(etree.fromstring(f'<c xmlns="{_SPACE[1:-1]}">{inside}</c>'))
    elif isinstance(value, str):
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{_SPACE}is"), f"{_SPACE}t").text = value
    elif value is not None:
        etree.SubElement(cell, f"{_SPACE}v").text = repr(value)


def merged(*references: str) -> Callable[[etree._Element], None]:
    def shape(root: etree._Element) -> None:
        data = root.find(f"{_SPACE}sheetProtection")
        if data is None:
            data = root.find(f"{_SPACE}sheetData")
        assert data is not None
        places = etree.Element(f"{_SPACE}mergeCells", {"count": str(len(references))})
        for reference in references:
            etree.SubElement(places, f"{_SPACE}mergeCell", {"ref": reference})
        data.addnext(places)

    return shape


def hidden_row(number: int) -> Callable[[etree._Element], None]:
    def shape(root: etree._Element) -> None:
        for row in root.iter(f"{_SPACE}row"):
            if row.get("r") == str(number):
                row.set("hidden", "1")

    return shape


def hidden_column(number: int) -> Callable[[etree._Element], None]:
    def shape(root: etree._Element) -> None:
        for column in root.iter(f"{_SPACE}col"):
            if int(str(column.get("min"))) <= number <= int(str(column.get("max"))):
                column.set("hidden", "1")

    return shape


def without_row(number: int) -> Callable[[etree._Element], None]:
    def shape(root: etree._Element) -> None:
        for row in list(root.iter(f"{_SPACE}row")):
            if row.get("r") == str(number):
                row.getparent().remove(row)  # type: ignore[union-attr]

    return shape


def values(data: bytes, sheet: int = 0) -> list[list[Any]]:
    return [list(row) for row in read_book(data, "x.xlsx")[sheet].rows]
