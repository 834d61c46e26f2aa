"""The register as files: the CSV folder that ships with the product (see ``data/SOURCE.md``) into plain rows.

Committees of districts and communes follow from the units: every commune has its People's Committee.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ansinh.apps.orgs.actions import (
    FieldRow,
    GroupRow,
    KnownNameRow,
    MemberRow,
    OrganisationRow,
    RegisterRows,
    UnitRow,
)
from ansinh.apps.orgs.models import Confidence, OrganisationKind, UnitLevel
from ansinh.domain.vietnamese import search_key, squeeze

SHIPPED = Path(__file__).parent / "data"
_COMMUNE_SOURCE = "Mỗi đơn vị hành chính cấp xã có UBND; danh mục đơn vị hành chính của Tổng cục Thống kê"


def read_register(folder: Path = SHIPPED) -> RegisterRows:
    """All rows of the folder. A missing column or an impossible value is a fault of the files: KeyError, ValueError."""
    units = tuple(_unit(row) for row in _rows(folder / "units.csv"))
    organisations = tuple(_organisation(row) for row in _rows(folder / "organisations.csv"))
    organisations += tuple(_commune_committees(units, organisations))
    groups = tuple(GroupRow(row["code"], row["name"], row["note"]) for row in _rows(folder / "groups.csv"))
    return RegisterRows(
        units=units,
        organisations=organisations,
        groups=groups,
        members=tuple(_members(folder, organisations)),
        known_names=tuple(
            KnownNameRow(row["text"], row["organisation"], row["group"]) for row in _rows(folder / "known_names.csv")
        ),
        fields=tuple(
            FieldRow(row["organisation"], row["field"], tuple(row["keywords"].split(";")))
            for row in _rows(folder / "fields_of_work.csv")
        ),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: squeeze(value) for column, value in row.items()}


def _unit(row: dict[str, str]) -> UnitRow:
    return UnitRow(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        level=UnitLevel(row["level"]),
        parent=row["parent"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        began_earlier=row["began_earlier"] == "yes",
        legal_basis=row["legal_basis"],
        confidence=Confidence(row["confidence"]),
        source="Danh mục đơn vị hành chính của Tổng cục Thống kê, bản 08/4/2023",
    )


def _organisation(row: dict[str, str]) -> OrganisationRow:
    return OrganisationRow(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=OrganisationKind(row["kind"]),
        parent=row["parent"],
        unit=row["unit"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        began_earlier=row["began_earlier"] == "yes",
        legal_basis=row["legal_basis"],
        confidence=Confidence(row["confidence"]),
        source=row["source"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _commune_committees(
    units: tuple[UnitRow, ...], organisations: tuple[OrganisationRow, ...]
) -> Iterator[OrganisationRow]:
    committee_of = {row.unit: row for row in organisations if row.unit}
    for unit in units:
        if unit.level != UnitLevel.COMMUNE:
            continue
        district = committee_of[unit.parent]
        place = unit.name[0].lower() + unit.name[1:]
        yield OrganisationRow(
            code=f"ubnd-{search_key(unit.name).replace(' ', '-')}-{unit.code}",
            # names of communes repeat within a province: the full name says the district
            name=f"Ủy ban nhân dân {place}, {district.short_name.removeprefix('UBND ')}",
            short_name=f"UBND {place}",
            kind=OrganisationKind.COMMUNE_COMMITTEE,
            parent=district.code,
            unit=unit.code,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            began_earlier=unit.began_earlier,
            legal_basis=district.legal_basis,
            confidence=unit.confidence,
            source=_COMMUNE_SOURCE,
        )


def _members(folder: Path, organisations: tuple[OrganisationRow, ...]) -> Iterator[MemberRow]:
    for row in _rows(folder / "group_members.csv"):
        yield MemberRow(row["group"], row["organisation"], row["ground"], _day(row["valid_from"]))
    for group in _rows(folder / "groups.csv"):
        if group["all_of_kind"]:
            yield from (
                MemberRow(group["code"], row.code, group["note"])
                for row in organisations
                if row.kind == OrganisationKind(group["all_of_kind"])
            )
