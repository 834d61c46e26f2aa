"""Open SDG: an archive with ``data/indicator_CODE.csv`` and ``meta/CODE.md`` for each indicator.

Data are ``Year``, a column for each disaggregation (blank: all groups), attributes, ``Units``, ``GeoCode`` and
``Value``, in the order that Open SDG asks for. The province has a blank ``GeoCode``: its lines are the headline. A
period shorter than a year stands in ``Period``. Numerator, denominator, vintage, source, "nothing occurred" and comment
are attributes named as in SDMX; a site lists them under its observation attributes.

Metadata are a YAML front matter with Open SDG's own field names; every value is a quoted text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import yaml

from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period, PeriodKind
from ansinh.papers.exchange.rows import Cells, Fault, FigureRow, FileRead, Objection, number_text, repeated
from ansinh.papers.exchange.tables import decoded, read_table, write_table

_ATTRIBUTES = ("NUMERATOR", "DENOMINATOR", "OBS_STATUS", "SOURCE", "NIL", "COMMENT_OBS")
_STATUSES = {Vintage.FINAL: "A", Vintage.PRELIMINARY: "P", Vintage.ESTIMATE: "E"}
_NOT_APPLICABLE = "M"
_VINTAGES = {status: vintage for vintage, status in _STATUSES.items()}
_DATA_NAME = re.compile(r"(?:data/)?indicator_([-\w]+)\.csv")
_META_NAME = re.compile(r"(?:meta/)?([-\w]+)\.md")
_FRONT = re.compile(r"---\r?\n(.*?)\r?\n---\r?\n?", re.DOTALL)
#: An archive from outside: so many files, and so many bytes when unpacked.
_MOST_FILES, _MOST_BYTES = 2_000, 50 * 1024 * 1024
#: Archives say when their files were made; ours are the same for the same figures.
_MADE = datetime(1980, 1, 1).timetuple()[:6]  # noqa: DTZ001 (the time of an archive has no zone)


@dataclass(frozen=True, slots=True)
class Definition:
    """What the metadata say of an indicator. ``dimensions`` are the codes of its breakdowns, ``targets`` of a plan."""

    code: str
    name: str
    unit: str
    definition: str = ""
    periodicity: str = ""
    numerator: str = ""
    denominator: str = ""
    method: str = ""
    source: str = ""
    organisation: str = ""
    dimensions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


_FIELDS = {
    "code": "indicator",
    "name": "indicator_name",
    "unit": "computation_units",
    "definition": "indicator_definition",
    "periodicity": "national_indicator_periodicity",
    "numerator": "computation_numerator",
    "denominator": "computation_denominator",
    "method": "computation_calculations",
    "source": "source_url_text_1",
    "organisation": "source_organisation_1",
}
_LISTS = {"dimensions": "computation_disaggregation", "targets": "target_id"}
_NEEDED = ("indicator", "indicator_name", "computation_units")


# Writing --------------------------------------------------------------------------------------------------------


def write(
    rows: Iterable[FigureRow], definitions: Iterable[Definition], areas: Mapping[str, str], province: str
) -> bytes:
    """An archive with the data and metadata of every definition; ``areas`` names units by their codes."""
    by_indicator: dict[str, list[FigureRow]] = defaultdict(list)
    for row in rows:
        by_indicator[row.indicator].append(row)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for definition in definitions:
            data = write_data(by_indicator[definition.code], definition, areas, province)
            meta = write_metadata(definition, has_data=bool(by_indicator[definition.code]))
            _add(archive, f"data/indicator_{definition.code}.csv", data)
            _add(archive, f"meta/{definition.code}.md", meta)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _MADE), content, zipfile.ZIP_DEFLATED)


def write_data(rows: Iterable[FigureRow], definition: Definition, areas: Mapping[str, str], province: str) -> bytes:
    """The table of one indicator. ``Area`` is for people; ``GeoCode`` is what counts."""
    found = list(rows)
    periods = [Period.parse(row.period) for row in found]
    has_short = any(period.kind is not PeriodKind.YEAR for period in periods)
    dimensions = sorted({row.category.partition(".")[0] for row in found if row.category} | set(definition.dimensions))
    columns = ["Year", *(["Period"] if has_short else []), *dimensions]
    lines = []
    for row, period in zip(found, periods, strict=True):
        dimension, _, category = row.category.partition(".")
        code = "" if row.unit == province else row.unit
        short = period.code if period.kind is not PeriodKind.YEAR else ""
        lines.append(
            [
                str(period.year), *([short] if has_short else []),
                *(category if name == dimension else "" for name in dimensions),
                areas.get(row.unit, "") if code else "",
                number_text(row.numerator), number_text(row.denominator), _status(row), row.source,
                "Y" if row.is_nil else "", row.comment,
                definition.unit, code, number_text(row.value),
            ]
        )  # fmt: skip
    return write_table([*columns, "Area", *_ATTRIBUTES, "Units", "GeoCode", "Value"], lines)


def _status(row: FigureRow) -> str:
    return _NOT_APPLICABLE if row.is_not_applicable else _STATUSES[row.vintage]


def write_metadata(definition: Definition, *, has_data: bool = True) -> bytes:
    """The front matter: every value in quotes, so that no reader takes a code for a number or a word for a truth."""
    texts = {key: getattr(definition, name) for name, key in _FIELDS.items()}
    texts |= {key: ", ".join(getattr(definition, name)) for name, key in _LISTS.items()}
    texts |= {
        "indicator_number": definition.code,
        "graph_title": definition.name,
        "graph_type": "line",
        "data_non_statistical": "false",
        "reporting_status": "complete" if has_data else "notstarted",
        "source_active_1": "true" if definition.source else "false",
    }
    said = {key: text for key, text in texts.items() if text}
    front = yaml.safe_dump(said, default_style='"', allow_unicode=True, sort_keys=False, width=100_000)
    return f"---\n{front}---\n".encode()


# Reading --------------------------------------------------------------------------------------------------------


def read(data: bytes, name: str, measures: Mapping[str, str], province: str) -> FileRead:
    """An archive, or one table named ``indicator_CODE.csv``; ``measures`` gives each indicator's unit of measure."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return _read_data(data, name, measures, province)
    try:
        members = list(_members(data))
    except zipfile.BadZipFile:
        return FileRead(objections=(Objection(0, "", name, "Tệp nén hỏng, không mở được. Nén lại rồi gửi."),))
    reads = [_read_member(*member, measures, province) for member in members]
    return FileRead(
        tuple(row for found in reads for row in found.rows),
        tuple(objection for found in reads for objection in found.objections),
        sum(found.blank for found in reads),
    )


def _members(data: bytes) -> Iterable[tuple[str, bytes | Objection]]:
    """The files of an archive, never more than it may hold."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if len(files) > _MOST_FILES or sum(info.file_size for info in files) > _MOST_BYTES:
            most = f"{_MOST_FILES} tệp và {_MOST_BYTES // 1024 // 1024} MB khi giải nén"
            yield "", Objection(0, "", "", f"Tệp nén quá lớn: nhận nhiều nhất {most}. Chia thành nhiều tệp.")
            return
        for info in files:
            try:
                yield info.filename, archive.read(info)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
                # a broken or an encrypted member; zipfile has no one name for it
                wrong = f"Không mở được «{info.filename}» trong tệp nén (hỏng hoặc có mật khẩu). Nén lại rồi gửi."
                yield info.filename, Objection(0, info.filename, "", wrong)


def _read_member(name: str, content: bytes | Objection, measures: Mapping[str, str], province: str) -> FileRead:
    if isinstance(content, Objection):
        return FileRead(objections=(content,))
    if _META_NAME.fullmatch(name):
        read_back = read_metadata(content)
        objections = read_back if isinstance(read_back, tuple) else tuple(_objections_to_unit(read_back, measures))
        return FileRead(objections=tuple(_of_file(name, objections)))
    found = _read_data(content, name, measures, province)
    return replace(found, objections=tuple(_of_file(name, found.objections)))


def _of_file(name: str, objections: Iterable[Objection]) -> Iterable[Objection]:
    return (replace(objection, column=f"{name}: {objection.column}") for objection in objections)


def _read_data(data: bytes, name: str, measures: Mapping[str, str], province: str) -> FileRead:
    match = _DATA_NAME.fullmatch(name)
    if match is None:
        wrong = f"«{name}»: tệp số liệu phải tên là indicator_MÃ.csv (mã chỉ số), tệp mô tả là MÃ.md."
        return FileRead(objections=(Objection(0, "", name, wrong),))
    indicator = match[1]
    text = decoded(data)
    heading = [] if isinstance(text, Objection) else text.partition("\n")[0].strip().split(",")
    fixed = ("Year", "Period", "Area", *_ATTRIBUTES, "Units", "GeoCode", "Value")
    dimensions = [column for column in heading if column not in fixed and re.fullmatch(r"[-\w]+", column)]
    table = read_table(data, needed=("Year", "Value"), optional=(*fixed, *dimensions))
    objections = list(table.objections)
    rows, blank = [], 0
    for cells in table.cells(objections):
        row = _row(cells, indicator, dimensions, measures, province)
        if row.says_something or row.is_broken:
            rows.append(row)
        elif not cells.text("Value"):
            blank += 1
    objections += repeated(rows, "Year")
    return FileRead(tuple(rows), tuple(objections), blank)


def _row(
    cells: Cells, indicator: str, dimensions: Iterable[str], measures: Mapping[str, str], province: str
) -> FigureRow:
    unit, measure = cells.text("Units"), measures.get(indicator)
    if unit and measure is not None and unit != measure:
        message = f"Đơn vị tính «{unit}» khác đơn vị tính của chỉ số là «{measure}». Đổi số theo đơn vị của chỉ số."
        cells.object_to("Units", unit, message, Fault.VALUE)
    status, nil = cells.text("OBS_STATUS") or "A", cells.text("NIL")
    if status not in (*_VINTAGES, _NOT_APPLICABLE):
        message = f"«{status}»: nhận A (chính thức), P (sơ bộ), E (ước), M (không áp dụng)."
        cells.object_to("OBS_STATUS", status, message, Fault.VALUE)
    if nil not in ("", "Y"):
        cells.object_to("NIL", nil, f"«{nil}»: không phát sinh thì ghi Y, ngoài ra để trống.", Fault.VALUE)
    return FigureRow(
        indicator=indicator,
        unit=cells.text("GeoCode") or province,
        period=_period(cells),
        category=_category(cells, dimensions),
        value=cells.number("Value"),
        numerator=cells.number("NUMERATOR"),
        denominator=cells.number("DENOMINATOR"),
        is_nil=nil == "Y",
        vintage=_VINTAGES.get(status, Vintage.FINAL),
        source=cells.text("SOURCE"),
        comment=cells.comment("COMMENT_OBS"),
        at=cells.at,
        is_not_applicable=status == _NOT_APPLICABLE,
        is_broken=cells.is_broken,
    )


def _period(cells: Cells) -> str:
    year, short = cells.text("Year"), cells.text("Period")
    if not re.fullmatch(r"\d{4}", year):
        cells.object_to("Year", year, f"«{year}» không phải là năm bốn chữ số, ví dụ 2024.", Fault.PERIOD)
        return ""
    if not short:
        return cells.period("Year")
    if short[:4] != year:
        cells.object_to("Period", short, f"Kỳ «{short}» không thuộc năm {year} ở cột Year.", Fault.PERIOD)
    return cells.period("Period")


def _category(cells: Cells, dimensions: Iterable[str]) -> str:
    given = [(name, cells.text(name)) for name in dimensions if cells.text(name)]
    if len(given) > 1:
        crossed = ", ".join(name for name, _ in given)
        message = f"Dòng phân theo nhiều tiêu thức cùng lúc ({crossed}). Hệ thống nhận mỗi dòng một phân tổ."
        cells.object_to(given[1][0], given[1][1], message, Fault.CATEGORY)
    return ".".join(given[0]) if given else ""


def read_metadata(data: bytes) -> Definition | tuple[Objection, ...]:
    """The definition in a front matter, or everything that is wrong with it. Every scalar is taken as text."""
    text = decoded(data)
    if isinstance(text, Objection):
        return (text,)
    match = _FRONT.match(text)
    if match is None:
        return (Objection(1, "", "", "Tệp mô tả phải bắt đầu bằng phần YAML giữa hai dòng «---»."),)
    try:
        given = yaml.load(match[1], yaml.BaseLoader)  # noqa: S506 (the base loader makes texts only)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return (
            Objection(mark.line + 2 if mark else 0, "", "", "Phần YAML sai cú pháp. Kiểm tra dấu hai chấm, ngoặc."),
        )
    if not isinstance(given, dict):
        return (Objection(2, "", "", "Phần YAML phải là các cặp «tên: giá trị»."),)
    objections = [Objection(0, key, "", f"Thiếu «{key}» trong tệp mô tả.") for key in _NEEDED if not given.get(key)] + [
        Objection(0, str(key), "", f"«{key}» phải là chữ, không phải danh sách hay bảng.")
        for key, value in given.items()
        if not isinstance(value, str)
    ]
    if objections:
        return tuple(objections)
    texts = {name: given.get(key, "") for name, key in _FIELDS.items()}
    lists = {name: tuple(filter(None, given.get(key, "").split(", "))) for name, key in _LISTS.items()}
    return Definition(**texts, dimensions=lists["dimensions"], targets=lists["targets"])


def _objections_to_unit(definition: Definition, measures: Mapping[str, str]) -> Iterable[Objection]:
    measure = measures.get(definition.code)
    if measure is None:
        message = f"Không có chỉ số mã «{definition.code}». Tệp mô tả không tạo chỉ số mới; định nghĩa chỉ số trước."
        yield Objection(0, "indicator", definition.code, message, Fault.INDICATOR)
    elif measure != definition.unit:
        message = f"Đơn vị tính «{definition.unit}» khác đơn vị tính của chỉ số là «{measure}»."
        yield Objection(0, "computation_units", definition.unit, message, Fault.VALUE)
