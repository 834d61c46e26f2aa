"""Every way in which a workbook comes back wrong: each is named with its cell, why, and what to do; nothing is applied.

The workbooks are made here from the one that goes out, as an officer (or a program) would spoil it.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from ansinh.apps.indicators.actions import NewColumn
from ansinh.apps.indicators.models import EntryCell
from ansinh.apps.workbooks.exports import checked_copy, form_workbook
from ansinh.apps.workbooks.models import UploadState
from ansinh.apps.workbooks.tests.desk import (
    SHEET_1,
    edited,
    errors_of,
    hidden_column,
    hidden_row,
    indicator,
    make_sheet,
    merged,
    notes_of,
    open_year,
    packed,
    person,
    sent,
    share,
    unit,
    values,
    without_row,
)
from ansinh.domain.roles import Role
from ansinh.papers.sheets.reading import read_book

CHANGED_ON = date(2025, 7, 1)


@pytest.fixture
def sheet(province):
    unit("535", "Ba Tơ")
    unit("534", "Đức Phổ", "Thị xã")
    unit("21001", "Ba Vì", "Xã", "commune", valid_to=CHANGED_ON)
    unit("21001", "Đặng Thùy Trâm", "Xã", "commune", valid_from=CHANGED_ON)
    unit("536", "Lý Sơn", valid_to=CHANGED_ON)
    return make_sheet(
        province,
        NewColumn(indicator("ho-ngheo-x", "Số hộ nghèo")),
        NewColumn(share("bhyt-x", "Tỷ lệ bảo hiểm y tế")),
        NewColumn(indicator("nuoc-sach-x", "Tỷ lệ nước sạch", unit="%", places=1, ceiling=100)),
    )


@pytest.fixture
def officer(province):
    return person(province, Role.FOCAL, province.other)


#: What is put into cells of the workbook, and words that must be said, the place first.
CELLS = {
    "text in a number cell": ({"C6": "khoảng 100"}, ["«Biểu»!C6", "không phải là số"]),
    "two ways of writing numbers": ({"C6": "1,234.5"}, ["«Biểu»!C6", "kiểu tiếng Anh", "1.234,5"]),
    "a number of two readings": ({"C6": "1,234"}, ["«Biểu»!C6", "có thể là 1.234 hoặc 1,234"]),
    "a decimal point": ({"I6": "45.5"}, ["«Biểu»!I6", "hai cách", "45,5"]),
    "a fraction of households": ({"C6": 12.5}, ["«Biểu»!C6", "số nguyên"]),
    "more than all": ({"E6": 70, "F6": 60}, ["«Biểu»!E6", "lớn hơn mẫu số"]),
    "half a ratio": ({"E6": 70}, ["«Biểu»!E6", "Thiếu mẫu số"]),
    "out of range": ({"I6": 145}, ["«Biểu»!I6", "lớn hơn mức lớn nhất"]),
    "a formula that failed": (
        {"C6": ("<f>Z99/0</f><v>#DIV/0!</v>", {"t": "e"})}, ["«Biểu»!C6", "#DIV/0!", "chia cho 0"],
    ),
    "a formula whose cells are gone": (
        {"C7": ("<f>#REF!+1</f><v>#REF!</v>", {"t": "e"})}, ["«Biểu»!C7", "#REF!", "đã bị xóa"],
    ),
    "a formula nobody computed": ({"C6": ("<f>1+1</f>", {})}, ["«Biểu»!C6", "chưa có kết quả", "lưu lại"]),
    "true or false": ({"C6": ("<v>1</v>", {"t": "b"})}, ["«Biểu»!C6", "đúng/sai"]),
    "an unknown code": ({"A6": "999"}, ["«Biểu»!A6", "Không có đơn vị nào mang mã «999»"]),
    "a code of another unit": ({"A6": "534"}, ["«Biểu»!A6", "nhưng tên ghi «Ba Tơ»"]),
    "the same unit twice": ({"A7": "535", "B7": "Ba Tơ"}, ["«Biểu»!A7", "có hai dòng", "Giữ một dòng"]),
    "a unit of another level": ({"A9": "21001", "B9": "Ba Vì", "C9": 5}, ["«Biểu»!A9", "Xã Ba Vì", "không thuộc biểu"]),
    "a renamed heading": ({"C5": "A. Tổng số hộ nghèo (hộ)"}, ["«Biểu»!C5", "trong biểu gốc là «A. Số hộ nghèo (hộ)»"]),
    "a heading that is gone": ({"C5": "Ngày họp"}, ["Thiếu cột «A. Số hộ nghèo (hộ)»"]),
    "a heading twice": ({"L5": "A. Số hộ nghèo (hộ)"}, ["«Biểu»!L5", "có hai lần", "Giữ một cột"]),
    "another period in the title": (
        {"A2": "Mã biểu bieu-01 · phiên bản 00000000 · kỳ 2023 · cơ quan nhập so-y-te"},
        ["«Biểu»!A2", "đã bị sửa", "kỳ 2023"],
    ),
    "more digits than the register keeps": ({"C6": "123456789012345678"}, ["«Biểu»!C6", "hơn 14 chữ số"]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "words"), CELLS.values(), ids=CELLS)
def test_wrong_cell_is_named_with_its_place_and_remedy(sheet, officer, cells, words):
    upload = sent(officer, sheet, edited(form_workbook(sheet), cells))
    assert upload.state == UploadState.REFUSED
    assert any(all(word in error for word in words) for error in errors_of(upload)), errors_of(upload)
    assert not EntryCell.objects.exists()


SHAPES = {
    "merged figures": (merged("C6:C7"), ["«Biểu»!C6", "C6 đến C7", "Bỏ gộp"]),
    "merged units": (merged("A6:A7"), ["«Biểu»!A6", "bị gộp"]),
    "a hidden row": (hidden_row(7), ["«Biểu»!A7", "đang bị ẩn", "Bỏ ẩn"]),
    "a hidden column": (hidden_column(3), ["«Biểu»!C5", "«A. Số hộ nghèo (hộ)» đang bị ẩn"]),
}


@pytest.mark.parametrize(("shape", "words"), SHAPES.values(), ids=SHAPES)
def test_wrong_shape_is_named_with_its_place_and_remedy(sheet, officer, shape, words):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 1, "C7": 2}, shape))
    assert any(all(word in error for word in words) for error in errors_of(upload)), errors_of(upload)


def test_everything_wrong_is_said_at_once(sheet, officer):
    cells = {"C6": "abc", "C7": "1,5.2", "E6": 5, "I8": 200, "A8": "777"}
    upload = sent(officer, sheet, edited(form_workbook(sheet), cells, merged("E7:F7")))
    said = " ".join(errors_of(upload))
    assert all(place in said for place in ("C6", "C7", "E6", "E7", "A8"))
    assert upload.errors >= 5


def test_number_kept_as_text_is_read_where_it_can_mean_one_thing(sheet, officer):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": "1.234", "I6": "45,5", "A6": 535, "C7": " 12 "}))
    assert errors_of(upload) == []
    assert {c.place: c.raw for c in upload.cells.exclude(raw="")} == {"C6": "1.234", "I6": "45,5", "C7": "12"}


def test_a_date_in_a_number_cell_is_named(sheet, officer):
    data = with_format(form_workbook(sheet), "C6", 45356, "dd/mm/yyyy")
    upload = sent(officer, sheet, data)
    assert any("«Biểu»!C6" in e and "thành ngày giờ (05/03/2024)" in e for e in errors_of(upload))


def test_per_cent_cells_mean_what_they_show(sheet, officer):
    upload = sent(officer, sheet, with_format(form_workbook(sheet), "I6", 0.45, "0%"))
    assert errors_of(upload) == []
    assert upload.cells.get(place="I6").raw == "45"
    plain = sent(officer, sheet, edited(form_workbook(sheet), {"I6": 45}))
    assert plain.cells.get(place="I6").raw == "45"
    count = sent(officer, sheet, with_format(form_workbook(sheet), "C6", 0.45, "0.0%"))
    assert any("«Biểu»!C6" in e and "không tính bằng %" in e for e in errors_of(count))


def with_format(data, place, number, code):
    """The workbook with a number in a cell of that number format."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    styles = parts["xl/styles.xml"].decode()
    styles = styles.replace("</numFmts>", f'<numFmt numFmtId="399" formatCode="{code}"/></numFmts>', 1)
    styles = styles.replace(
        "</cellXfs>",
        '<xf numFmtId="399" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>',
        1,
    )
    index = styles.split("<cellXfs", 1)[1].split("</cellXfs>")[0].count("<xf ") - 1
    parts["xl/styles.xml"] = styles.encode()
    return edited(packed(parts), {place: (f"<v>{number}</v>", {"s": str(index)})})


def test_row_that_is_gone_leaves_the_sheet_as_it_is_and_is_told(sheet, officer):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 1}, without_row(7)))
    assert errors_of(upload) == []
    assert any("không có dòng của Đức Phổ" in note for note in notes_of(upload))


def test_total_row_is_not_taken_for_a_unit(sheet, officer):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"B9": "Tổng số", "C9": 300, "C6": 1}))
    assert errors_of(upload) == []
    assert any("Dòng tổng" in note for note in notes_of(upload))


def test_unit_that_ended_before_the_period_is_named_with_its_dates(sheet, officer):
    later = open_year(sheet.form, 2026)
    data = form_workbook(later)
    assert [row[0] for row in values(data)[5:]] == ["535", "534"]
    upload = sent(officer, later, edited(data, {"A8": "536", "B8": "Lý Sơn", "C8": 5}))
    assert any("«Biểu»!A8" in e and "không dùng trong năm 2026" in e and "1/7/2025" in e for e in errors_of(upload))


# Another workbook --------------------------------------------------------------------------------------------------


def test_workbook_of_another_period_is_named(sheet, officer):
    other = open_year(sheet.form, 2023)
    upload = sent(officer, sheet, form_workbook(other))
    assert errors_of(upload) == [
        "Tệp lập cho kỳ năm 2023, phiếu này là năm 2024. Gửi tệp ở phiếu của kỳ ấy, hoặc tải biểu của năm 2024 về điền."
    ]


def test_workbook_of_another_form_is_named(province, sheet):
    upload = sent(person(province, Role.FOCAL, province.own), province.sheet, form_workbook(sheet))
    assert ["Tệp là của biểu khác" in error for error in errors_of(upload)] == [True]


def test_workbook_of_an_agency_that_is_not_ones_own_finds_no_sheet(province, sheet):
    stranger = person(province, Role.FOCAL, province.own)
    upload = sent(stranger, None, form_workbook(sheet))
    assert upload.sheet is None
    assert "Không có phiếu nào của cơ quan anh/chị" in errors_of(upload)[0]


def test_workbook_that_lost_its_hidden_sheet_is_known_by_the_line_under_its_title(sheet, officer):
    with zipfile.ZipFile(io.BytesIO(form_workbook(sheet))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"__an_sinh", b"Sheet9")
    assert errors_of(sent(officer, None, edited(packed(parts), {"C6": 5}))) == []
    unknown = sent(officer, sheet, edited(packed(parts), {"A2": "Biểu của tôi", "C6": 5}))
    assert "không phải biểu do hệ thống lập" in errors_of(unknown)[0]


# No workbook -------------------------------------------------------------------------------------------------------


def zipped(**parts):
    return packed({name.replace("_", "."): content for name, content in parts.items()})


def bomb(sheet):
    with zipfile.ZipFile(io.BytesIO(form_workbook(sheet))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(parts | {"xl/media/x.bin": b"\0" * 20_000_000})


FILES = {
    "empty": (lambda sheet: b"", "rỗng"),
    "old Excel": (lambda sheet: OLE + "Workbook".encode("utf-16-le"), ".xls"),
    "encrypted": (lambda sheet: OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "OpenDocument": (lambda sheet: zipped(mimetype=b"x", content_xml=b"x"), ".ods"),
    "Word": (lambda sheet: packed({"word/document.xml": b"x"}), "Word"),
    "a web page": (lambda sheet: b"<html><table></table></html>", "trang web"),
    "plain text": (lambda sheet: "Mã đơn vị;Số".encode(), "không phải tệp Excel"),
    "half a file": (lambda sheet: form_workbook(sheet)[:3000], "hỏng"),
    "a bomb": (bomb, "phình ra quá mức"),
    "a cell far away": (lambda sheet: edited(form_workbook(sheet), {"XFD1048576": 1}), "quá mức một lần nhập"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(("make", "word"), FILES.values(), ids=FILES)
def test_file_that_is_no_workbook_is_named_with_what_to_do(sheet, officer, make, word):
    upload = sent(officer, sheet, make(sheet))
    (error,) = errors_of(upload)
    assert word in error
    assert upload.state == UploadState.REFUSED


# The copy with a column "Lỗi" --------------------------------------------------------------------------------------


def test_copy_has_every_error_beside_its_row_and_nothing_else_changed(sheet, officer):
    data = edited(form_workbook(sheet), {"C6": "abc", "C7": 5, "A8": "777", "K7": "lý do"})
    upload = sent(officer, sheet, data)
    before, after = values(data), values(checked_copy(upload))
    width = max(len(row) for row in before)
    assert [row[:width] + [""] * (width - len(row)) for row in before] == [row[:width] for row in after]
    assert after[4][width] == "Lỗi"
    assert after[5][width].startswith("C6: «abc» không phải là số")
    assert "777" in after[7][width]
    assert after[6][width] == ""


def test_copy_that_is_mended_and_sent_again_is_read_like_the_first(sheet, officer):
    first = sent(officer, sheet, edited(form_workbook(sheet), {"C6": "abc", "C7": 5}))
    again = sent(officer, sheet, edited(checked_copy(first), {"C6": 7}))
    assert errors_of(again) == []
    assert notes_of(again) == []
    assert {c.place: c.raw for c in again.cells.exclude(raw="")} == {"C6": "7", "C7": "5"}
    worse = sent(officer, sheet, edited(checked_copy(first), {"C6": 7, "C8": "x y"}))
    copied = values(checked_copy(worse))
    assert [sum(value == "Lỗi" for value in row) for row in copied] == [0, 0, 0, 0, 1, 0, 0, 0]
    assert copied[5][-1] == "", "what was mended is said no more"


def test_wrong_cell_is_marked_in_the_copy(sheet, officer):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": "abc"}))
    with zipfile.ZipFile(io.BytesIO(checked_copy(upload))) as archive:
        assert b"FFFFD7D7" in archive.read("xl/styles.xml")
        assert b'r="C6"' in archive.read(SHEET_1)
    assert read_book(checked_copy(upload), "x.xlsx")[0].text_at(5, 2) == "abc"
