"""Files of other systems: which reader takes them, and what their columns are called."""

from __future__ import annotations

from collections.abc import Mapping

from ansinh.apps.indicators.models import DataSource
from ansinh.apps.indicators.pages import province_unit
from ansinh.apps.interchange.checking import Checked, check
from ansinh.apps.interchange.models import ExchangeFile, FileFormat
from ansinh.apps.interchange.queries import measures
from ansinh.kit.clock import today
from ansinh.papers.exchange import dhis2, open_sdg, sdmx_csv
from ansinh.papers.exchange.rows import Fault, FileRead


def columns(**names: str) -> Mapping[Fault, str]:
    """How a format calls what an objection is about."""
    return {
        Fault.INDICATOR: names["indicator"],
        Fault.TWICE: names["indicator"],
        Fault.PERIOD: names["period"],
        Fault.PERIOD_AHEAD: names["period"],
        Fault.UNIT: names["unit"],
        Fault.CATEGORY: names["category"],
        Fault.SOURCE: names["source"],
        Fault.VALUE: names["value"],
        Fault.VALUE_MISSING: names["value"],
        Fault.COMMENT: names["comment"],
    }


OF_DHIS2 = columns(
    indicator="dataElement", period="period", unit="orgUnit", category="categoryOptionCombo",
    source="attributeOptionCombo", value="value", comment="comment",
)  # fmt: skip
_OF_SDMX = columns(
    indicator="INDICATOR", period="TIME_PERIOD", unit="REF_AREA", category="COMPOSITE_BREAKDOWN", source="SOURCE",
    value="OBS_VALUE", comment="COMMENT_OBS",
)  # fmt: skip
_OF_OPEN_SDG = columns(
    indicator="tên tệp", period="Year", unit="GeoCode", category="phân tổ", source="SOURCE", value="Value",
    comment="COMMENT_OBS",
)  # fmt: skip
_COLUMNS = {
    FileFormat.DHIS2_JSON: OF_DHIS2,
    FileFormat.DHIS2_CSV: OF_DHIS2,
    FileFormat.SDMX_CSV_1: _OF_SDMX,
    FileFormat.SDMX_CSV_2: _OF_SDMX,
    FileFormat.OPEN_SDG: _OF_OPEN_SDG,
}


def check_file(file_format: FileFormat, name: str, data: bytes, default: DataSource | None) -> Checked:
    """What a file says and what is wrong with it; nothing is recorded."""
    return check(read_file(file_format, name, data), _COLUMNS[file_format], default, today())


def check_kept(kept: ExchangeFile) -> Checked:
    """The same of a file that was sent before, against the record as it is now."""
    return check_file(FileFormat(kept.file_format), kept.file_name, bytes(kept.content), kept.source)


def read_file(file_format: FileFormat, name: str, data: bytes) -> FileRead:
    if file_format is FileFormat.DHIS2_JSON:
        return dhis2.read_json(data)
    if file_format is FileFormat.DHIS2_CSV:
        return dhis2.read_csv(data)
    if file_format is FileFormat.OPEN_SDG:
        province = province_unit()
        return open_sdg.read(data, name, measures(), province.code if province else "")
    return sdmx_csv.read(data)
