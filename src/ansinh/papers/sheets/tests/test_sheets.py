import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from ansinh.papers.sheets import (
    Column,
    Group,
    Kind,
    Sheet,
    Workbook,
    WorkbookRefused,
    render_xlsx,
)
from ansinh.papers.sheets.validation import LISTS_SHEET
from ansinh.papers.sheets.xlsx import number_format

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MADE_AT = datetime(2024, 3, 20, 1, 2, 3, tzinfo=UTC)
COLUMNS = (Column("TT", 6, Kind.INTEGER), Column("Đơn vị", 20), Column("Tỷ lệ (%)", 12, Kind.DECIMAL))
SHEET = Sheet("Biểu 1", COLUMNS, ((1, "Huyện A", Decimal("12.5")), (2, "Huyện B", None)))


def book(*sheets):
    return Workbook(sheets or (SHEET,), "Biểu mẫu", "Sở Y tế", MADE_AT)


def rendered(*sheets):
    return render_xlsx(book(*sheets))


def values(data, name="Biểu 1"):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python(skip_empty_area=False)


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def sheet_xml(data, number=1):
    return part(data, f"xl/worksheets/sheet{number}.xml")


def formats_of(data, cell, number=1):
    """The format of a cell: its element in the workbook's list of formats."""
    (found,) = [c for c in sheet_xml(data, number).iter(f"{S}c") if c.get("r") == cell]
    return part(data, "xl/styles.xml").find(f"{S}cellXfs")[int(found.get("s"))]


def number_code(data, cell):
    wanted = formats_of(data, cell).get("numFmtId")
    codes = {f.get("numFmtId"): f.get("formatCode") for f in part(data, "xl/styles.xml").iter(f"{S}numFmt")}
    return codes[wanted]


def test_values_come_back_as_they_went_in():
    data = rendered(replace(SHEET, titles=("Kết quả", "(năm 2024)"), source="Sở Y tế"))
    rows = values(data)
    assert rows[0][0] == "KẾT QUẢ"
    assert rows[3] == ["TT", "Đơn vị", "Tỷ lệ (%)"]
    assert rows[4] == [1.0, "Huyện A", 12.5]
    assert rows[5] == [2.0, "Huyện B", ""]
    assert rows[7][0] == "Nguồn: Sở Y tế"


def test_missing_is_never_zero():
    data = rendered(replace(SHEET, missing="chưa có số liệu"))
    assert values(data)[2][2] == "chưa có số liệu"
    assert values(rendered())[2][2] == ""


def test_identifiers_keep_their_leading_zeros():
    data = rendered(Sheet("Biểu 1", (Column("Mã"),), (("001203001234",),)))
    assert values(data)[1] == ["001203001234"]
    assert "numberStoredAsText" in etree.tostring(sheet_xml(data)).decode()


@pytest.mark.parametrize("text", ["=1+1", "+84 123", "-Huyện A", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_text_that_could_run_as_a_formula_is_text_and_stays_text_when_edited(text):
    data = rendered(Sheet("Biểu 1", (Column("Đơn vị"),), ((text,), Group("x"))))
    assert not list(sheet_xml(data).iter(f"{S}f"))
    assert values(data)[1] == [text]
    assert formats_of(data, "A2").get("quotePrefix") == "1"


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_no_text_ever_becomes_a_formula_or_a_number(text):
    data = rendered(Sheet("Biểu 1", (Column(text),), ((text,), Group(text)), titles=(text,), source=text))
    assert not list(sheet_xml(data).iter(f"{S}f"))
    for cell in sheet_xml(data).iter(f"{S}c"):
        assert cell.get("t") in ("s", None)
        assert cell.get("t") == "s" or cell.find(f"{S}v") is None


def test_figures_and_days_have_vietnamese_formats():
    columns = (Column("a", kind=Kind.INTEGER), Column("b", kind=Kind.DECIMAL, places=2), Column("c", kind=Kind.DATE))
    data = rendered(Sheet("Biểu 1", columns, ((1234567, 5, date(2024, 2, 5)),)))
    assert number_code(data, "A2") == number_format(Kind.INTEGER) == "[$-42A]#,##0"
    assert number_code(data, "B2") == "[$-42A]#,##0.00"
    assert number_code(data, "C2") == r"[$-42A]dd\/mm\/yyyy"
    assert values(data)[1][2] == date(2024, 2, 5)


def test_a_fraction_among_whole_numbers_does_not_look_rounder_than_it_is():
    data = rendered(Sheet("Biểu 1", (Column("a", kind=Kind.INTEGER),), ((12.5,),)))
    assert number_code(data, "A2") == number_format(Kind.DECIMAL)


def test_a_day_before_excels_calendar_is_written_in_words():
    data = rendered(Sheet("Biểu 1", (Column("Ngày sinh", kind=Kind.DATE),), ((date(1899, 12, 31),),)))
    assert values(data)[1] == ["31/12/1899"]


def test_a_moment_is_written_as_its_day():
    data = rendered(Sheet("Biểu 1", (Column("Ngày", kind=Kind.DATE),), ((MADE_AT,),)))
    assert values(data)[1] == [date(2024, 3, 20)]


def test_the_head_is_frozen_filtered_and_repeated_on_every_printed_page():
    data = rendered(replace(SHEET, titles=("Kết quả",), frozen_columns=2))
    xml = sheet_xml(data)
    pane = next(xml.iter(f"{S}pane"))
    assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", "C4")
    assert next(xml.iter(f"{S}autoFilter")).get("ref") == "A3:C5"
    names = {n.get("name"): n.text for n in part(data, "xl/workbook.xml").iter(f"{S}definedName")}
    assert names["_xlnm.Print_Titles"] == "'Biểu 1'!$3:$3"


def test_it_prints_on_a4_across_fitted_to_the_width_with_page_numbers():
    xml = sheet_xml(rendered())
    setup = next(xml.iter(f"{S}pageSetup"))
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")
    assert setup.get("fitToHeight") == "0"
    assert "Trang &P/&N" in next(xml.iter(f"{S}oddFooter")).text


def test_groups_are_merged_across_and_leave_no_filter_to_tear_them_apart():
    data = rendered(replace(SHEET, lines=(Group("I. Miền núi"), (1, "a", 1.5))))
    assert [m.get("ref") for m in sheet_xml(data).iter(f"{S}mergeCell")] == ["A2:C2"]
    assert not list(sheet_xml(data).iter(f"{S}autoFilter"))


def test_a_group_across_one_column_is_no_merge():
    data = rendered(Sheet("Biểu 1", (Column("a"),), (Group("I."), ("x",))))
    assert not list(sheet_xml(data).iter(f"{S}mergeCell"))
    assert values(data)[1:] == [["I."], ["x"]]


def test_a_row_is_as_high_as_its_longest_text_and_short_rows_are_left_alone():
    data = rendered(replace(SHEET, lines=((1, "một hai ba bốn năm sáu bảy tám " * 4, 1.0), (2, "ngắn", 1.0))))
    heights = {row.get("r"): row.get("ht") for row in sheet_xml(data).iter(f"{S}row")}
    assert float(heights["2"]) >= 4 * 15
    assert heights["3"] is None


def test_a_form_is_open_only_where_it_is_filled_in():
    columns = (Column("Đơn vị"), Column("Số hộ", kind=Kind.INTEGER, editable=True, least=0))
    data = rendered(Sheet("Biểu 1", columns, (("A", 5),), blank_lines=2, protected=True))
    assert next(sheet_xml(data).iter(f"{S}sheetProtection")).get("sheet") == "1"
    locks = {cell: formats_of(data, cell).find(f"{S}protection") is None for cell in ("A2", "B2", "A3", "B3", "B4")}
    assert locks == {"A2": True, "B2": False, "A3": True, "B3": False, "B4": False}


def test_what_may_be_entered_is_said_in_vietnamese():
    columns = (
        Column("Số hộ", kind=Kind.INTEGER, editable=True, least=0, most=100000),
        Column("Tỷ lệ", kind=Kind.DECIMAL, editable=True),
        Column("Ngày", kind=Kind.DATE, editable=True, least=date(2024, 1, 1)),
        Column("Tình trạng", editable=True, choices=("Đúng tiến độ", "Chậm")),
        Column("Ghi chú", editable=True),
    )
    rules = list(sheet_xml(rendered(Sheet("Biểu 1", columns, (), blank_lines=3))).iter(f"{S}dataValidation"))
    assert [(r.get("type"), r.get("sqref")) for r in rules] == [
        ("whole", "A2:A4"),
        ("decimal", "B2:B4"),
        ("date", "C2:C4"),
        ("list", "D2:D4"),
    ]
    assert rules[0].get("error") == "Ô này nhận số nguyên từ 0 đến 100.000. Không có số liệu thì để trống."
    assert "từ 01/01/2024" in rules[2].get("error")
    assert rules[3].find(f"{S}formula1").text == '"Đúng tiến độ,Chậm"'


def test_a_long_list_and_one_with_commas_stand_in_a_hidden_sheet():
    long = tuple(f"Xã số {number}" for number in range(100))
    commas = ("Chậm, cần chú ý", "Đúng tiến độ")
    columns = (Column("a", editable=True, choices=long), Column("b", editable=True, choices=commas))
    data = rendered(Sheet("Biểu 1", columns, (), blank_lines=1))
    rules = [r.find(f"{S}formula1").text for r in sheet_xml(data).iter(f"{S}dataValidation")]
    assert rules == [f"'{LISTS_SHEET}'!$A$1:$A$100", f"'{LISTS_SHEET}'!$B$1:$B$2"]
    states = {s.get("name"): s.get("state") for s in part(data, "xl/workbook.xml").iter(f"{S}sheet")}
    assert states == {"Biểu 1": None, LISTS_SHEET: "veryHidden"}
    assert [row[0] for row in values(data, LISTS_SHEET)] == list(long)


def test_what_is_typed_into_a_text_column_stays_text():
    data = rendered(Sheet("Biểu 1", (Column("Mã", editable=True),), (), blank_lines=1))
    assert number_code(data, "A2") == "@"


def test_the_same_workbook_gives_the_same_bytes():
    assert rendered() == rendered()


def test_the_file_says_what_it_is_and_when_it_was_made():
    properties = etree.tostring(part(rendered(), "docProps/core.xml"), encoding="unicode")
    for words in ("Biểu mẫu", "Sở Y tế", "2024-03-20T01:02:03Z"):
        assert words in properties


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_xlsx(replace(book(), made_at=datetime(2024, 3, 20)))  # noqa: DTZ001


def test_everything_that_would_be_cut_off_or_rounded_is_named_at_once():
    sheet = Sheet(
        "Biểu/1",
        (Column("a"), Column("b")),
        (
            ("x" * 40_000, 10**16 + 1),
            (float("nan"), Decimal("1234567890.123456789")),
            ("một ô",),
        ),
    )
    with pytest.raises(WorkbookRefused) as refused:
        rendered(sheet, replace(SHEET, name="biểu/1"), replace(SHEET, name="x" * 40))
    places = [(problem.sheet, problem.cell) for problem in refused.value.problems]
    assert [cell for name, cell in places if name == "Biểu/1"] == [None, "A2", "B2", "A3", "B3", "A4"]
    assert [name for name, cell in places if cell is None] == ["Biểu/1", "biểu/1", "biểu/1", "x" * 40]
    assert "Trang tính “Biểu/1”, ô A2: văn bản dài 40000 ký tự" in str(refused.value)


def test_round_numbers_with_many_zeros_are_not_too_long():
    data = rendered(Sheet("Biểu 1", (Column("a", kind=Kind.INTEGER),), ((25 * 10**15,),)))
    assert values(data)[1] == [25e15]


def test_a_truth_value_is_a_mistake_of_the_program():
    with pytest.raises(TypeError, match="truth value"):
        rendered(Sheet("Biểu 1", (Column("a"),), ((True,),)))


def test_a_long_sheet_is_written_row_by_row_with_nothing_lost():
    lines = [(number, f"Đơn vị {number}", Decimal("1.5")) for number in range(20_500)]
    data = rendered(replace(SHEET, lines=lines, source="Sở Y tế"))
    rows = values(data)
    assert rows[20_500] == [20_499.0, "Đơn vị 20499", 1.5]
    assert rows[20_502][0] == "Nguồn: Sở Y tế"
