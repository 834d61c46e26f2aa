"""Files that are wrong: everything is named at once, with place, reason and remedy."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.papers.exchange import dhis2, open_sdg, sdmx_csv
from ansinh.papers.exchange.rows import Fault, FileRead, Objection

HEAD = "dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,value,comment\r\n"
SDMX = f"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\ndataflow,{sdmx_csv.STRUCTURE_ID}"


def sdg(data: bytes) -> FileRead:
    return open_sdg.read(data, "indicator_bhyt.csv", {"bhyt": "%"}, "51")


Read = Callable[[bytes], FileRead]
BAD: list[tuple[str, Read, bytes, tuple[str, ...]]] = [
    ("decimal comma", dhis2.read_csv, f'{HEAD}bhyt,2024,522,,,"93,9",'.encode(), ("93,9", "dấu phẩy thập phân")),
    ("grouping", dhis2.read_csv, f'{HEAD}bhyt,2024,522,,,"1.234,5",'.encode(), ("1.234,5", "không ngăn nhóm")),
    ("words", dhis2.read_csv, f"{HEAD}bhyt,2024,522,,,nhiều,".encode(), ("«nhiều» không phải là số",)),
    ("not a number", dhis2.read_csv, f"{HEAD}bhyt,2024,522,,,NaN,".encode(), ("«NaN»",)),
    ("too long", dhis2.read_csv, f"{HEAD}bhyt,2024,522,,,{'9' * 15},".encode(), ("14 chữ số",)),
    ("period", dhis2.read_csv, f"{HEAD}bhyt,2024Q5,522,,,1,".encode(), ("2024Q5", "2024Q3 (quý III)")),
    ("part", dhis2.read_csv, f"{HEAD}bhyt.tuso,2024,522,,,1,".encode(), ("bhyt.tuso", "tu-so (tử số)")),
    ("vintage", dhis2.read_csv, f"{HEAD}bhyt,2024,522,,bhxh.finall,1,".encode(), ("bhxh.finall", "final (chính thức)")),
    ("delete", dhis2.read_json, b'{"dataValues":[{"dataElement":"a","period":"2024","orgUnit":"1","value":"1","deleted":true}]}', ("Không xóa", "đảo lại")),
    ("same twice", dhis2.read_csv, f"{HEAD}a,2024,5,,,1,\r\na,2024,5,,,2,".encode(), ("đã có ở vị trí 2", "Giữ một")),
    ("no unit", dhis2.read_csv, f"{HEAD}a,2024,,,,1,".encode(), ("Chưa có đơn vị",)),
    ("unknown heading", dhis2.read_csv, b"dataelement,period,orgunit,value,gia_tri\r\n", ("gia_tri", "Các cột được nhận")),
    ("heading lacks", dhis2.read_csv, b"dataelement,period,value\r\n", ("Thiếu cột «orgUnit»",)),
    ("heading twice", dhis2.read_csv, b"dataelement,period,orgunit,value,value\r\n", ("2 lần",)),
    ("empty", dhis2.read_csv, b"", ("Tệp trống",)),
    ("short line", dhis2.read_csv, f"{HEAD}a,2024,5".encode(), ("3 ô", "tiêu đề có 7")),
    ("open quote", dhis2.read_csv, f'{HEAD}a,2024,5,,,1,"chưa đóng'.encode(), ("không đúng dạng CSV", "ngoặc kép")),
    ("encoding", dhis2.read_csv, HEAD.encode() + b"a,2024,5,,,1,\xff\xfe", ("UTF-8",)),
    ("null", dhis2.read_csv, HEAD.encode() + b"a,2024,5,,,1,\x00", ("NUL",)),
    ("json syntax", dhis2.read_json, b'{"dataValues": [}', ("dòng 1", "JSON")),
    ("json is a list", dhis2.read_json, b"[]", ("đối tượng JSON",)),
    ("json lacks values", dhis2.read_json, b'{"period": "2024"}', ("Thiếu mục «dataValues»",)),
    ("json unknown key", dhis2.read_json, b'{"dataValues": [{"dataelement": "a"}]}', ("«dataelement»", "dataElement")),
    ("json value is a list", dhis2.read_json, b'{"dataValues": [[1]]}', ("đối tượng {…}",)),
    ("json deep", dhis2.read_json, b"[" * 100_000, ("quá sâu",)),
    ("sdmx first column", sdmx_csv.read, b"INDICATOR,OBS_VALUE\r\n", ("STRUCTURE", "DATAFLOW")),
    ("sdmx structure", sdmx_csv.read, SDMX.replace("ANSINH:", "OECD:").encode() + b",I,A,bhyt,5,2024,1,A", ("OECD:", "ANSINH:DF_FIGURES")),
    ("sdmx delete", sdmx_csv.read, f"{SDMX},D,A,bhyt,5,2024,1,A".encode(), ("«D»", "Không xóa")),
    ("sdmx frequency", sdmx_csv.read, f"{SDMX},I,Q,bhyt,5,2024,1,A".encode(), ("FREQ", "kỳ A")),
    ("sdmx period", sdmx_csv.read, f"{SDMX},I,Q,bhyt,5,2024-Q5,1,A".encode(), ("2024-Q5",)),
    ("sdmx status", sdmx_csv.read, f"{SDMX},I,A,bhyt,5,2024,1,Z".encode(), ("«Z»", "P (sơ bộ)")),
    ("sdg year", sdg, b"Year,Value\r\n2024-25,1\r\n", ("2024-25", "bốn chữ số")),
    ("sdg unit", sdg, "Year,Units,Value\r\n2024,người,1\r\n".encode(), ("«người»", "«%»")),
    ("sdg two breakdowns", sdg, b"Year,gioi-tinh,ho-ngheo,Value\r\n2024,nu,khac,1\r\n", ("nhiều tiêu thức",)),
    ("sdg no value", sdg, b"Year,GeoCode\r\n2024,5\r\n", ("Thiếu cột «Value»",)),
]  # fmt: skip


@pytest.mark.parametrize(("read", "data", "words"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_file_is_told_what_is_wrong(read: Read, data: bytes, words: tuple[str, ...]) -> None:
    found = read(data)
    told = " ".join(f"{o.column} {o.message}" for o in found.objections)
    assert all(word in told for word in words), told


def test_everything_wrong_is_named_at_once_with_its_line() -> None:
    data = f"{HEAD}bhyt,2024,522,,,x,\r\nbhyt,1800,522,,,1,\r\n,2024,522,,,1,\r\n".encode()
    found = dhis2.read_csv(data).objections
    assert [(o.at, o.column, o.fault) for o in found] == [
        (2, "value", Fault.VALUE), (3, "period", Fault.PERIOD), (4, "dataElement", Fault.INDICATOR),
    ]  # fmt: skip


def test_lines_are_counted_through_comments_of_several_lines() -> None:
    data = f'{HEAD}bhyt,2024,522,,,1,"hai\r\ndòng"\r\nbhyt,2025,522,,,x,\r\n'.encode()
    assert [objection.at for objection in dhis2.read_csv(data).objections] == [4]


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def test_files_of_an_archive_are_named_in_what_is_wrong() -> None:
    data = archive(**{
        "data/indicator_bhyt.csv": b"Year,Value\r\n2024,x\r\n", "meta/la.md": b"---\nindicator: la\n---\n",
        "meta/bhyt.md": b"---\nindicator: bhyt\nindicator_name: a\ncomputation_units: xe\n---\n", "doc.txt": b"",
    })  # fmt: skip
    told = [f"{o.column} {o.message}" for o in open_sdg.read(data, "a.zip", {"bhyt": "%"}, "51").objections]
    assert ["data/indicator_bhyt.csv" in told[0], "meta/la.md: indicator_name" in told[1]] == [True, True]
    assert any("«xe» khác đơn vị tính" in line for line in told)
    assert any("«doc.txt»" in line for line in told)


def test_broken_archive_is_told_so() -> None:
    whole = archive(**{"data/indicator_bhyt.csv": b"Year,Value\r\n2024,1\r\n"})
    broken = whole.replace(b"PK\x01\x02", b"PK\x09\x09")
    assert "hỏng" in open_sdg.read(broken, "a.zip", {}, "51").objections[0].message


def test_archive_that_would_fill_the_machine_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("data/indicator_bhyt.csv", b"0" * (60 * 1024 * 1024))
    (objection,) = open_sdg.read(out.getvalue(), "a.zip", {}, "51").objections
    assert "quá lớn" in objection.message


def test_import_summary_has_the_shape_that_dhis2_clients_read() -> None:
    good = dhis2.import_summary(imported=2, updated=1, ignored=0, objections=())
    assert (good["httpStatus"], good["httpStatusCode"], good["status"]) == ("OK", 200, "OK")
    assert good["response"]["responseType"] == "ImportSummary"
    assert good["response"]["status"] == "SUCCESS"
    assert good["response"]["importCount"] == {"imported": 2, "updated": 1, "ignored": 0, "deleted": 0}
    wrong = Objection(3, "orgUnit", "99999", "Không có đơn vị mã 99999.", Fault.UNIT)
    bad = dhis2.import_summary(imported=0, updated=0, ignored=3, objections=[wrong])
    assert (bad["httpStatus"], bad["httpStatusCode"], bad["response"]["status"]) == ("Conflict", 409, "ERROR")
    assert bad["response"]["conflicts"] == [
        {"object": "99999", "value": "Không có đơn vị mã 99999.", "errorCode": "E7612", "property": "orgUnit",
         "indexes": [2]}
    ]  # fmt: skip
    assert bad["response"]["rejectedIndexes"] == [2]
    assert json.loads(json.dumps(bad)) == bad


junk = st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="ignore"))
json_junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["dataValues", "2024"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["dataValues", "dataElement", "value", "period", "orgUnit", "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
).map(lambda content: json.dumps(content).encode())
table_junk = st.lists(
    st.lists(
        st.sampled_from(["", "bhyt", "bhyt.tu-so", "2024", "2024-Q3", "x", "1", "-1.5", "Y", "M", '"', "\r"]),
        max_size=9,
    ),
    max_size=4,
).map(lambda lines: "\r\n".join(",".join(cells) for cells in lines).encode())


@pytest.mark.parametrize(
    ("read", "head"),
    [
        (dhis2.read_csv, HEAD.encode()),
        (dhis2.read_json, b""),
        (sdmx_csv.read, f"{SDMX}\r\n".encode()),
        (sdg, b"Year,Period,gioi-tinh,NUMERATOR,DENOMINATOR,OBS_STATUS,NIL,GeoCode,Value\r\n"),
    ],
)
@given(data=junk | json_junk | table_junk)
def test_no_file_whatever_it_holds_is_a_fault_of_ours(read: Read, head: bytes, data: bytes) -> None:
    for given_data in (data, head + data):
        found = read(given_data)
        assert all(objection.message for objection in found.objections)
        assert all(row.says_something or row.is_broken for row in found.rows)


@given(data=junk)
def test_no_metadata_whatever_they_hold_are_a_fault_of_ours(data: bytes) -> None:
    for given_data in (data, b"---\n" + data + b"\n---\n"):
        found = open_sdg.read_metadata(given_data)
        assert isinstance(found, open_sdg.Definition) or all(objection.message for objection in found)
