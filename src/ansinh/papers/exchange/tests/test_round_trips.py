"""What is written is read back the same, in every format; missing, zero and "nothing occurred" stay apart."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.indicators import Vintage
from ansinh.domain.vietnamese import nfc
from ansinh.papers.exchange import dhis2, open_sdg, sdmx_csv
from ansinh.papers.exchange.rows import FigureRow, FileRead

PROVINCE = "51"
MEASURES = {"bhyt": "%", "nha-o-xa-hoi": "căn", "ho_ngheo": "hộ, nhà"}
DEFINITIONS = [open_sdg.Definition(code, f"Chỉ số {code}", unit) for code, unit in MEASURES.items()]

numbers = st.decimals(min_value=-(10**12), max_value=10**13, places=6, allow_nan=False, allow_infinity=False)
counts = st.decimals(min_value=0, max_value=10**12, places=2)
periods = st.builds(
    lambda year, rest: f"{year}{rest}", st.integers(1990, 2100), st.sampled_from(["", "S1", "Q4", "07"])
)
comments = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from(',;"\n='), max_size=40
)
places = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(sorted(MEASURES)),
        "unit": st.sampled_from([PROVINCE, "522", "21001"]),
        "period": periods,
        "category": st.sampled_from(["", "gioi-tinh.nu", "gioi-tinh.nam", "nhom_tuoi.6-14"]),
        "vintage": st.sampled_from(list(Vintage)),
        "source": st.sampled_from(["", "nien-giam", "bhxh"]),
        "comment": comments.map(lambda text: nfc(text).strip()),
    }
)
said = st.one_of(
    st.fixed_dictionaries({"value": numbers}),
    st.fixed_dictionaries({"numerator": counts, "denominator": counts}),
    st.fixed_dictionaries({"value": numbers, "numerator": counts, "denominator": counts}),
    st.just({"is_nil": True}),
    st.just({"is_not_applicable": True, "vintage": Vintage.FINAL}),
    st.just({"value": Decimal(0)}),
)


def _row(place: dict, what: dict) -> FigureRow:
    row = FigureRow(**(place | what))
    # Without a source DHIS2 has only the default combination: final.
    return row if row.source else replace(row, vintage=Vintage.FINAL)


def _cell(row: FigureRow) -> tuple:
    return (row.indicator, row.unit, row.period, row.category, row.source, row.vintage)


files = st.lists(st.builds(_row, places, said), unique_by=_cell, max_size=12)


def same(found: FileRead, rows: list[FigureRow]) -> None:
    assert found.objections == ()
    assert sorted(found.rows, key=_cell) == sorted(rows, key=_cell)


@given(files)
def test_dhis2_json_comes_back_as_it_went(rows: list[FigureRow]) -> None:
    same(dhis2.read_json(dhis2.write_json(rows)), rows)


@given(files)
def test_dhis2_csv_comes_back_as_it_went(rows: list[FigureRow]) -> None:
    same(dhis2.read_csv(dhis2.write_csv(rows)), rows)


@pytest.mark.parametrize("version", [1, 2])
@given(rows=files)
def test_sdmx_csv_comes_back_as_it_went(version: int, rows: list[FigureRow]) -> None:
    same(sdmx_csv.read(sdmx_csv.write(rows, MEASURES, version)), rows)


@given(files)
def test_open_sdg_comes_back_as_it_went(rows: list[FigureRow]) -> None:
    archive = open_sdg.write(rows, DEFINITIONS, {"522": "Bình Sơn, huyện"}, PROVINCE)
    same(open_sdg.read(archive, "open-sdg.zip", MEASURES, PROVINCE), rows)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
codes = st.text("abcxyz-019", min_size=1, max_size=12)


@given(
    st.builds(
        open_sdg.Definition, codes, texts.filter(bool), texts.filter(bool), texts, texts, texts, texts, texts, texts,
        texts, st.lists(codes, max_size=3).map(tuple), st.lists(codes, max_size=3).map(tuple),
    )
)  # fmt: skip
def test_open_sdg_metadata_come_back_as_they_went(definition: open_sdg.Definition) -> None:
    assert open_sdg.read_metadata(open_sdg.write_metadata(definition)) == definition


def test_nil_zero_missing_and_not_applicable_are_four_things_in_every_format() -> None:
    outside = FigureRow("bhyt", "522", "2023", is_not_applicable=True, source="bhxh")
    nil = FigureRow("bhyt", "522", "2024", is_nil=True, source="bhxh")
    zero = FigureRow("bhyt", "522", "2025", value=Decimal(0), source="bhxh")
    for data, read in (
        (dhis2.write_json([outside, nil, zero]), dhis2.read_json),
        (dhis2.write_csv([outside, nil, zero]), dhis2.read_csv),
        (sdmx_csv.write([outside, nil, zero], MEASURES), sdmx_csv.read),
    ):
        assert [(row.is_not_applicable, row.is_nil, row.value) for row in read(data).rows] == [
            (True, False, None),
            (False, True, None),
            (False, False, 0),
        ]
    missing = json.dumps({"dataValues": [{"dataElement": "bhyt", "period": "2026", "orgUnit": "522", "value": ""}]})
    assert (dhis2.read_json(missing.encode()).rows, dhis2.read_json(missing.encode()).blank) == ((), 1)
    blank = b"Year,Units,GeoCode,Value\r\n2026,%,522,\r\n"
    assert open_sdg.read(blank, "indicator_bhyt.csv", MEASURES, PROVINCE) == FileRead(blank=1)
    held = (
        "STRUCTURE,STRUCTURE_ID,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\n"
        f"dataflow,{sdmx_csv.STRUCTURE_ID},bhyt,522,2026,,O\r\n"
    )
    assert sdmx_csv.read(held.encode()) == FileRead(blank=1)


def test_a_ratio_is_three_data_values_and_the_set_may_name_period_and_unit_once() -> None:
    row = FigureRow("bhyt", "522", "2024", "", Decimal("93.9"), Decimal(939), Decimal(1000), source="bhxh")
    values = json.loads(dhis2.write_json([row]))["dataValues"]
    assert [(v["dataElement"], v["value"], v["attributeOptionCombo"]) for v in values] == [
        ("bhyt", "93.9", "bhxh.final"), ("bhyt.tu-so", "939", "bhxh.final"), ("bhyt.mau-so", "1000", "bhxh.final"),
    ]  # fmt: skip
    message = {
        "dataSet": "bieu-1", "period": "2024", "orgUnit": "522", "completeDate": "2025-01-10",
        "dataValues": [{"dataElement": "bhyt.tu-so", "value": 939}, {"dataElement": "bhyt.mau-so", "value": 1e3}],
    }  # fmt: skip
    found = dhis2.read_json(json.dumps(message).encode())
    assert found.rows == (replace(row, value=None, source=""),)
    assert found.rows[0].pieces == 2


def test_semicolons_are_read_where_the_heading_has_them() -> None:
    written = sdmx_csv.write([FigureRow("bhyt", "522", "2024Q3", value=Decimal("1.5"))], MEASURES)
    found = sdmx_csv.read(written.replace(b",", b";"))
    assert [(row.period, row.value) for row in found.rows] == [("2024Q3", Decimal("1.5"))]
