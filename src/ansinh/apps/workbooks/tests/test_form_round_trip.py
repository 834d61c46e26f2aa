"""A form goes out as a workbook, comes back, is checked whole, applied or not, and taken back."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.actions import NewColumn, open_sheets, save_cells, submit_sheet
from ansinh.apps.indicators.entry_grid import CellChange
from ansinh.apps.indicators.models import EntryCell, SheetState
from ansinh.apps.workbooks.actions import apply_form, discard, reverse_form
from ansinh.apps.workbooks.exports import form_workbook
from ansinh.apps.workbooks.models import Change, UploadState
from ansinh.apps.workbooks.pages import upload_page
from ansinh.apps.workbooks.tests.desk import (
    SYSTEM,
    edited,
    errors_of,
    indicator,
    make_sheet,
    notes_of,
    person,
    sent,
    share,
    unit,
    values,
)
from ansinh.apps.workbooks.work import work_source
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.domain.work import WorkGroup
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.pages import Paging
from ansinh.papers.sheets.reading import read_book


@pytest.fixture
def districts(province):
    return [unit("535", "Ba Tơ"), unit("534", "Đức Phổ", "Thị xã"), unit("536", "Lý Sơn")]


@pytest.fixture
def sheet(province, districts):
    return make_sheet(
        province,
        NewColumn(indicator("ho-ngheo-x", "Số hộ nghèo"), jump_limit=Decimal("0.2")),
        NewColumn(share("bhyt-x", "Tỷ lệ bảo hiểm y tế")),
    )


@pytest.fixture
def officer(province):
    return person(province, Role.FOCAL, province.other)


def columns(sheet):
    return list(sheet.columns.order_by("order"))


def type_in(sheet, officer, unit, column, text, denominator=None, comment=None):
    stored = EntryCell.objects.filter(sheet=sheet, unit=unit, column=columns(sheet)[column]).first()
    change = CellChange(
        unit.pk, columns(sheet)[column].pk, stored.version if stored else 0, text, denominator, comment
    )  # fmt: skip
    save_cells(actor=officer, sheet=sheet, changes=[change])


def texts(sheet):
    return {
        (cell.unit.name, cell.column.order): (cell.raw, cell.raw_denominator, cell.comment)
        for cell in EntryCell.objects.filter(sheet=sheet).select_related("unit", "column")
        if cell.raw or cell.raw_denominator or cell.comment
    }


# Out ---------------------------------------------------------------------------------------------------------------


def test_workbook_says_what_it_is_in_a_hidden_sheet_and_under_its_title(sheet):
    form, guide, hidden = read_book(form_workbook(sheet), "x.xlsx")
    assert hidden.name == "__an_sinh"
    assert hidden.is_hidden
    assert ["bieu", "bieu-01"] in [list(row) for row in hidden.rows]
    assert "Mã biểu bieu-01 · phiên bản" in form.text_at(1, 0)
    assert "kỳ 2024" in form.text_at(1, 0)
    assert guide.name == "Hướng dẫn"
    said = {guide.text_at(row, 0): guide.text_at(row, 1) for row in range(len(guide.rows))}
    assert "«-»" in said["Không phát sinh"]
    assert "trống" in said["Chưa có số liệu"]
    assert "0" in said["Số 0"]


def test_workbook_holds_the_figures_of_the_sheet_and_the_last_period_beside_them(sheet, officer, districts):
    type_in(sheet, officer, districts[0], 0, "1.250")
    type_in(sheet, officer, districts[0], 1, "45", "60", "làm lại thẻ")
    type_in(sheet, officer, districts[1], 0, "-")
    rows = values(form_workbook(sheet))
    assert rows[4][:7] == [
        "Mã đơn vị", "Tên đơn vị", "A. Số hộ nghèo (hộ)", "A. Kỳ trước (hộ)", "B. Tỷ lệ bảo hiểm y tế: tử số",
        "B. Tỷ lệ bảo hiểm y tế: mẫu số", "B. Tỷ lệ, tự tính (%)",
    ]  # fmt: skip
    assert rows[5] == ["535", "Ba Tơ", 1250.0, "", 45.0, 60.0, 75.0, "", "B: làm lại thẻ"]
    assert rows[6][:3] == ["534", "Đức Phổ", "-"]
    assert rows[7][:3] == ["536", "Lý Sơn", ""]


def test_cells_to_fill_in_are_open_and_headings_are_protected(sheet):
    with zipfile.ZipFile(io.BytesIO(form_workbook(sheet))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<sheetProtection" in xml
    assert "dataValidation" in xml
    assert 'locked="0"' in styles
    assert "[$-42A]" in styles


# Back --------------------------------------------------------------------------------------------------------------


def test_workbook_that_comes_back_unchanged_changes_nothing(sheet, officer, districts):
    type_in(sheet, officer, districts[0], 0, "1.250")
    type_in(sheet, officer, districts[0], 1, "45", "60", "làm lại thẻ")
    upload = sent(officer, None, form_workbook(sheet))
    assert upload.state == UploadState.READY
    assert upload.sheet == sheet
    assert not upload.cells.exclude(change=Change.SAME).exists()
    assert not upload.problems.exists()
    with pytest.raises(ActionRefused, match="không thay đổi ô nào"):
        apply_form(actor=officer, upload=upload)


def test_changes_are_shown_before_they_are_applied_and_applied_in_one_go(sheet, officer, districts):
    type_in(sheet, officer, districts[0], 0, "100")
    type_in(sheet, officer, districts[1], 0, "200")
    data = edited(form_workbook(sheet), {"C6": 110, "C7": None, "C8": "-", "E6": 45, "F6": 60, "I6": "B: cấp thẻ mới"})
    upload = sent(officer, sheet, data)
    assert errors_of(upload) == []
    page = upload_page(officer, upload, Paging())
    assert [(line.place, line.unit, line.change, line.old, line.new) for line in page.changes] == [
        ("C6", "Ba Tơ", "Thay đổi", "100", "110"),
        ("E6", "Ba Tơ", "Mới", "", "45 / 60"),
        ("C7", "Đức Phổ", "Tệp để trống", "200", ""),
        ("C8", "Lý Sơn", "Mới", "", "-"),
    ]
    assert texts(sheet) == {("Ba Tơ", 1): ("100", "", ""), ("Đức Phổ", 1): ("200", "", "")}
    apply_form(actor=officer, upload=upload)
    assert texts(sheet) == {
        ("Ba Tơ", 1): ("110", "", ""), ("Đức Phổ", 1): ("200", "", ""), ("Lý Sơn", 1): ("-", "", ""),
        ("Ba Tơ", 2): ("45", "60", "cấp thẻ mới"),
    }  # fmt: skip
    entry = AuditEntry.objects.filter(action="workbooks.apply_form").get()
    assert "3 ô" in entry.summary


def test_figures_that_the_file_leaves_empty_go_only_when_the_officer_says_so(sheet, officer, districts):
    type_in(sheet, officer, districts[0], 0, "100")
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": None}))
    assert upload_page(officer, upload, Paging()).removed == 1
    apply_form(actor=officer, upload=upload, clear=True)
    assert texts(sheet) == {}


def test_jump_without_explanation_is_a_warning_and_a_note_of_the_row_explains_it(
    province, sheet, officer, districts, settings
):
    _approve(province, sheet, officer, districts)
    (later,) = open_sheets(actor=SYSTEM, form=sheet.form, period=Period.parse("2025"), vintage=Vintage.ESTIMATE)
    plain = sent(officer, later, edited(form_workbook(later), {"C6": 900}))
    assert "tăng 800%" in plain.cells.get(place="C6").warning
    explained = sent(officer, later, edited(form_workbook(later), {"C6": 900, "I6": "rà soát theo chuẩn mới"}))
    cell = explained.cells.get(place="C6")
    assert (cell.warning, cell.comment) == ("", "rà soát theo chuẩn mới")
    plain.refresh_from_db()
    assert plain.state == UploadState.DISCARDED, "the workbook sent again takes its place"


def _approve(province, sheet, officer, districts):
    from ansinh.apps.indicators.actions import approve_sheet

    for district in districts:
        type_in(sheet, officer, district, 0, "100")
        type_in(sheet, officer, district, 1, "45", "60")
    submit_sheet(actor=officer, sheet=sheet)
    approve_sheet(actor=person(province, Role.APPROVER, province.own), sheet=sheet)


def test_cell_changed_meanwhile_stops_everything_and_is_named_with_who_changed_it(province, sheet, officer, districts):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 110, "C7": 210}))
    colleague = person(province, Role.COORDINATOR, province.other)
    type_in(sheet, colleague, districts[1], 0, "999")
    with pytest.raises(Conflict) as refusal:
        apply_form(actor=officer, upload=upload)
    assert f"{colleague.name} đã sửa thành «999»" in str(refusal.value)
    assert "C7" in str(refusal.value)
    assert texts(sheet) == {("Đức Phổ", 1): ("999", "", "")}


def test_applied_workbook_is_taken_back_whole(sheet, officer, districts):
    type_in(sheet, officer, districts[0], 1, "45", "60", "cũ")
    before = texts(sheet)
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 1, "C7": 2, "E6": 50, "I6": "B: mới"}))
    apply_form(actor=officer, upload=upload)
    assert texts(sheet) != before
    with pytest.raises(ActionRefused, match="Chưa có lý do"):
        reverse_form(actor=officer, upload=upload, reason=" ")
    reverse_form(actor=officer, upload=upload, reason="gửi nhầm tệp")
    assert texts(sheet) == before
    assert upload.state == UploadState.REVERSED


def test_workbook_is_not_taken_back_over_a_later_change(sheet, officer, districts):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 1, "C7": 2}))
    apply_form(actor=officer, upload=upload)
    type_in(sheet, officer, districts[0], 0, "3")
    with pytest.raises(Conflict, match="đã sửa thành «3»"):
        reverse_form(actor=officer, upload=upload, reason="gửi nhầm")
    assert texts(sheet)[("Đức Phổ", 1)] == ("2", "", "")


def test_workbook_cannot_be_applied_twice_nor_after_it_was_put_aside(sheet, officer):
    upload = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 1}))
    apply_form(actor=officer, upload=upload)
    with pytest.raises(Conflict, match="Đã áp dụng"):
        apply_form(actor=officer, upload=upload)
    other = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 5}))
    discard(actor=officer, upload=other)
    with pytest.raises(Conflict, match="Đã bỏ"):
        apply_form(actor=officer, upload=other)


def test_workbook_for_a_sheet_that_was_sent_meanwhile_is_refused(sheet, officer, districts):
    data = form_workbook(sheet)
    sheet.state = SheetState.SUBMITTED
    sheet.save()
    upload = sent(officer, sheet, data)
    assert any("Đã gửi duyệt" in error for error in errors_of(upload))


def test_moved_columns_are_read_by_their_headings_and_said_so(sheet, officer):
    rows = values(form_workbook(sheet))
    order = [0, 1, 5, 4, 2, 3, 6, 7, 8]
    cells = {f"{'ABCDEFGHI'[to]}5": rows[4][source] for to, source in enumerate(order)}
    upload = sent(officer, sheet, edited(form_workbook(sheet), cells | {"C6": 60, "D6": 45, "E6": 110}))
    assert errors_of(upload) == []
    assert any("Thứ tự các cột" in note for note in notes_of(upload))
    apply_form(actor=officer, upload=upload)
    assert texts(sheet) == {("Ba Tơ", 1): ("110", "", ""), ("Ba Tơ", 2): ("45", "60", "")}


def test_waiting_and_refused_workbooks_are_work_of_who_sent_them(sheet, officer, province):
    waiting = sent(officer, sheet, edited(form_workbook(sheet), {"C6": 1}))
    (item,) = work_source(officer, today())
    assert item.group == WorkGroup.DUE
    assert str(waiting.pk) in item.url
    sent(officer, sheet, edited(form_workbook(sheet), {"C6": "abc"}))
    (item,) = work_source(officer, today())
    assert item.group == WorkGroup.RETURNED
    assert "1 lỗi" in item.detail
    assert list(work_source(person(province, Role.COORDINATOR, province.own), today())) == []


# Laws --------------------------------------------------------------------------------------------------------------

_counts = st.one_of(st.none(), st.just("-"), st.just("x"), st.integers(0, 10**9))
_parts = st.one_of(st.none(), st.just("-"), st.tuples(st.integers(0, 500), st.integers(501, 10**6)))


@given(
    st.lists(st.tuples(_counts, _parts), min_size=3, max_size=3),
    st.lists(st.tuples(_counts, _parts), min_size=3, max_size=3),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_out_and_back_is_the_sheet_and_edits_in_the_file_are_the_edits_in_the_sheet(
    sheet, officer, districts, first, second
):
    EntryCell.objects.filter(sheet=sheet).delete()
    _fill(sheet, officer, districts, first)
    data = form_workbook(sheet)
    same = sent(officer, sheet, data)
    assert not same.cells.exclude(change=Change.SAME).exists()
    assert errors_of(same) == []
    cells = {}
    for row, (count, parts) in enumerate(second, 6):
        upper, lower = parts if isinstance(parts, tuple) else (parts, None)
        cells |= {f"C{row}": count, f"E{row}": upper, f"F{row}": lower}
    upload = sent(officer, sheet, edited(data, cells))
    assert errors_of(upload) == []
    if upload.cells.exclude(change=Change.SAME).exists():
        apply_form(actor=officer, upload=upload, clear=True)
    assert _stored(sheet, districts) == second


def _fill(sheet, officer, districts, figures):
    for district, (count, parts) in zip(districts, figures, strict=True):
        if count is not None:
            type_in(sheet, officer, district, 0, f"{count}")
        if parts is not None:
            upper, lower = parts if isinstance(parts, tuple) else (parts, "")
            type_in(sheet, officer, district, 1, f"{upper}", f"{lower}")


def _stored(sheet, districts):
    def figure(text):
        return None if not text else text if text in ("-", "x") else int(text.replace(".", ""))

    found = {(c.unit_id, c.column.order): c for c in EntryCell.objects.filter(sheet=sheet).select_related("column")}
    made = []
    for district in districts:
        count, parts = found.get((district.pk, 1)), found.get((district.pk, 2))
        pair = (figure(parts.raw), figure(parts.raw_denominator)) if parts else (None, None)
        made.append((figure(count.raw) if count else None, pair if pair[1] is not None else pair[0]))
    return made


def test_units_are_those_of_the_last_day_of_the_period(province, sheet, districts):
    districts[0].valid_to = date(2024, 7, 1)
    districts[0].save()
    assert [row[0] for row in values(form_workbook(sheet))[5:]] == ["534", "536"]
