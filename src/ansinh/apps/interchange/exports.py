"""Files for other systems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ansinh.apps.indicators.models import Indicator
from ansinh.apps.indicators.pages import province_unit
from ansinh.apps.interchange.models import FileFormat
from ansinh.apps.interchange.queries import Taken, Wanted, take
from ansinh.domain.periods import PERIOD_KIND_LABELS, PeriodKind
from ansinh.papers.exchange import dhis2, open_sdg, sdmx_csv


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    name: str
    media_type: str
    content: bytes
    count: int
    left_out: int


_ENDINGS = {
    FileFormat.DHIS2_JSON: ("dhis2.json", "application/json"),
    FileFormat.DHIS2_CSV: ("dhis2.csv", "text/csv; charset=utf-8"),
    FileFormat.SDMX_CSV_1: ("sdmx-1.0.csv", "application/vnd.sdmx.data+csv; version=1.0.0; charset=utf-8"),
    FileFormat.SDMX_CSV_2: ("sdmx-2.0.csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"),
    FileFormat.OPEN_SDG: ("open-sdg.zip", "application/zip"),
}


def outgoing(file_format: FileFormat, wanted: Wanted) -> OutgoingFile:
    """The figures in use that are wanted, as a file of the format."""
    taken = take(wanted)
    ending, media_type = _ENDINGS[file_format]
    years = "-".join(str(year) for year in (wanted.since, wanted.until) if year is not None)
    name = "-".join(filter(None, ("so-lieu", years, ending)))
    return OutgoingFile(name, media_type, _content(file_format, taken, wanted), len(taken.rows), taken.left_out)


def _content(file_format: FileFormat, taken: Taken, wanted: Wanted) -> bytes:
    if file_format is FileFormat.DHIS2_JSON:
        return dhis2.write_json(taken.rows)
    if file_format is FileFormat.DHIS2_CSV:
        return dhis2.write_csv(taken.rows)
    if file_format is FileFormat.OPEN_SDG:
        province = province_unit()
        return open_sdg.write(taken.rows, _definitions(wanted), taken.areas, province.code if province else "")
    return sdmx_csv.write(taken.rows, taken.measures, 1 if file_format is FileFormat.SDMX_CSV_1 else 2)


def _definitions(wanted: Wanted) -> Iterable[open_sdg.Definition]:
    """Three queries."""
    found = Indicator.objects.select_related("reporter").prefetch_related("dimensions", "measurements__target")
    if wanted.indicators:
        found = found.filter(code__in=wanted.indicators)
    for one in found:
        yield open_sdg.Definition(
            code=one.code,
            name=one.name,
            unit=one.unit,
            definition=one.definition,
            periodicity=PERIOD_KIND_LABELS[PeriodKind(one.frequency)],
            numerator=one.numerator,
            denominator=one.denominator,
            method=one.method,
            source=one.source,
            organisation=one.reporter.name if one.reporter else "",
            dimensions=tuple(dimension.code for dimension in one.dimensions.all()),
            targets=tuple(bound.target.code for bound in one.measurements.all()),
        )
