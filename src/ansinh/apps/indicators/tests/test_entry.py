"""Entry sheets: two editors, who may do what, sending with errors, approval into the record, correction."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.access import get_sheet
from ansinh.apps.indicators.actions import (
    CellsTaken,
    NewColumn,
    approve_sheet,
    define_form,
    open_sheets,
    reopen_sheet,
    return_sheet,
    save_cells,
    submit_sheet,
)
from ansinh.apps.indicators.entry import sheet_page, sheets_page
from ansinh.apps.indicators.entry_grid import CellChange, read_grid
from ansinh.apps.indicators.entry_html import GridCell, cells_to_read, cells_to_type
from ansinh.apps.indicators.models import Category, Dimension, EntrySheet, Indicator, Observation, SheetState
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import Denied, NotThere, system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today

SYSTEM = system_actor("Thử")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def indicator(code, name, **more):
    given = {
        "definition": "x", "direction": "higher", "floor": 0, "frequency": "year", "over_time": "last",
        "over_place": "sum", "places": 0, "unit": "hộ",
    } | more  # fmt: skip
    return Indicator.objects.create(code=code, name=name, search_key=search_key(name), **given)


def units(names, level=UnitLevel.DISTRICT):
    return [
        AdministrativeUnit.objects.create(
            code=f"{level[:1]}{number}", name=name, kind="Huyện", level=level, valid_from=date(2020, 1, 1),
            search_key=search_key(name), sort_key=sort_key(name),
        )
        for number, name in enumerate(names)
    ]  # fmt: skip


@pytest.fixture
def poor(db):
    return indicator("ho-ngheo-thu", "Số hộ nghèo")


@pytest.fixture
def insured(db):
    return indicator(
        "bhyt-thu", "Tỷ lệ bảo hiểm y tế", unit="%", is_ratio=True, scale=100, ceiling=100, places=1,
        numerator="Số người có thẻ", denominator="Dân số", over_place="ratio_of_sums",
    )  # fmt: skip


@pytest.fixture
def form(province, poor, insured):
    """Filled in by Sở Y tế, approved by Sở LĐ-TB&XH: column A counts, column B is a rate."""
    return define_form(
        actor=SYSTEM, code="thu", columns=[NewColumn(poor, jump_limit=Decimal("0.2")), NewColumn(insured)],
        fields={"name": "Biểu thử", "frequency": "year", "level": "district", "approver": province.own},
        reporters=[province.other],
    )  # fmt: skip


@pytest.fixture
def districts(province):
    return units(["Ba Tơ", "Đức Phổ"])


def open_year(form, year):
    (sheet,) = open_sheets(actor=SYSTEM, form=form, period=Period.parse(str(year)), vintage=Vintage.FINAL)
    return sheet


@pytest.fixture
def sheet(form, districts):
    return open_year(form, 2024)


def person(province, role, place):
    return actor_for(province.person(role, place), today())


@pytest.fixture
def officer(province):
    return person(province, Role.FOCAL, province.other)


@pytest.fixture
def approver(province):
    return person(province, Role.APPROVER, province.own)


def column(sheet, number):
    return sheet.form.columns.order_by("order")[number].pk


def change(sheet, unit, number, text, denominator=None, version=0, **more):
    return CellChange(unit.pk, column(sheet, number), version, text, denominator, **more)


def fill(sheet, officer, districts, poor=("100", "200")):
    changes = []
    for unit, count in zip(districts, poor, strict=True):
        changes += [change(sheet, unit, 0, count), change(sheet, unit, 1, "95", "100")]
    save_cells(actor=officer, sheet=sheet, changes=changes)


def problems_of(refused):
    return [problem.message for problem in refused.value.problems]


# Opening ---------------------------------------------------------------------------------------------------------


def test_opening_a_period_gives_each_reporter_one_sheet_and_a_second_time_is_refused(sheet, province):
    assert (sheet.organisation, sheet.state) == (province.other, SheetState.DRAFT)
    with pytest.raises(ActionRefused, match="đã mở"):
        open_year(sheet.form, 2024)


def test_a_form_by_the_year_is_not_opened_for_a_quarter(form):
    with pytest.raises(ActionRefused, match="quý III/2024"):
        open_sheets(actor=SYSTEM, form=form, period=Period.parse("2024Q3"), vintage=Vintage.FINAL)


def test_only_a_coordinator_opens_sheets(form, officer):
    with pytest.raises(Denied):
        open_sheets(actor=officer, form=form, period=Period.parse("2024"), vintage=Vintage.FINAL)


# Entering --------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_even_when_it_is_wrong(sheet, officer, districts):
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "1,234.5")])
    cell = sheet.cells.get()
    assert (cell.raw, cell.value, cell.changed_by_name) == ("1,234.5", None, officer.name)
    page = sheet_page(officer, sheet)
    assert page.rows[0].cells[0].css == "bad"
    assert "theo kiểu tiếng Anh" in page.rows[0].messages[0].text


def test_two_people_in_one_grid_do_not_overwrite_each_other(sheet, province, officer, districts):
    colleague = person(province, Role.COORDINATOR, province.other)
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    with pytest.raises(CellsTaken) as refused:
        save_cells(actor=colleague, sheet=sheet, changes=[change(sheet, districts[0], 0, "999")])
    assert refused.value.taken[0].raw == "100"
    assert sheet.cells.get().raw == "100"


def test_cells_nobody_else_touched_are_saved_beside_one_that_was(sheet, province, officer, districts):
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    both = [change(sheet, districts[0], 0, "999"), change(sheet, districts[1], 0, "200")]
    saved = save_cells(actor=officer, sheet=sheet, changes=both)
    assert (saved.count, [cell.raw for cell in saved.taken]) == (1, ["100"])
    assert sorted(sheet.cells.values_list("raw", flat=True)) == ["100", "200"]


def test_the_same_text_from_two_people_is_no_conflict(sheet, officer, districts):
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    assert save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")]).taken == ()


def test_an_officer_of_another_agency_enters_nothing_and_sees_nothing(sheet, province, districts):
    stranger = person(province, Role.FOCAL, province.own)
    with pytest.raises(Denied):
        save_cells(actor=stranger, sheet=sheet, changes=[change(sheet, districts[0], 0, "1")])
    assert sheets_page(stranger).others == ()


def test_a_cell_of_another_form_is_refused(sheet, officer, province):
    with pytest.raises(ActionRefused, match="không thuộc phiếu"):
        save_cells(actor=officer, sheet=sheet, changes=[change(sheet, province.unit, 0, "1")])


def test_a_sent_sheet_takes_no_more_figures(sheet, officer, districts):
    fill(sheet, officer, districts)
    submit_sheet(actor=officer, sheet=sheet)
    with pytest.raises(Conflict, match="đã gửi duyệt"):
        save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "1", version=1)])


# Sending ---------------------------------------------------------------------------------------------------------


def test_everything_that_keeps_a_sheet_from_being_sent_is_said_at_once(sheet, officer, districts):
    wrong = [change(sheet, districts[0], 0, "abc"), change(sheet, districts[1], 1, "120", "100")]
    save_cells(actor=officer, sheet=sheet, changes=wrong)
    with pytest.raises(ActionRefused) as refused:
        submit_sheet(actor=officer, sheet=sheet)
    said = problems_of(refused)
    assert said[0].startswith("Còn 2 ô trống")
    assert said[1].startswith("Dòng 1, cột A (Ba Tơ): «abc» không phải là số")
    assert said[2].startswith("Dòng 2, cột B (Đức Phổ): Tử số 120 lớn hơn mẫu số 100")
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT


def test_empty_cells_are_sent_as_missing_once_that_is_confirmed(sheet, officer, approver, districts):
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    submit_sheet(actor=officer, sheet=sheet, accept_blanks=True)
    approve_sheet(actor=approver, sheet=sheet)
    assert Observation.objects.count() == 1


def test_before_the_cut_off_a_final_figure_is_not_sent(sheet, officer, districts):
    fill(sheet, officer, districts)
    EntrySheet.objects.update(data_until=date(2999, 12, 31))
    sheet.refresh_from_db()
    with pytest.raises(ActionRefused, match="chốt đến hết ngày 31/12/2999"):
        submit_sheet(actor=officer, sheet=sheet)


def test_a_jump_is_sent_only_with_an_explanation(form, sheet, officer, approver, districts):
    fill(sheet, officer, districts)
    submit_sheet(actor=officer, sheet=sheet)
    approve_sheet(actor=approver, sheet=sheet)
    later = open_year(form, 2025)
    fill(later, officer, districts, poor=("100", "300"))
    with pytest.raises(ActionRefused, match="tăng 50% so với kỳ trước"):
        submit_sheet(actor=officer, sheet=later)
    why = change(later, districts[1], 0, None, version=1, comment="Rà soát theo chuẩn mới")
    save_cells(actor=officer, sheet=later, changes=[why])
    submit_sheet(actor=officer, sheet=later)
    assert later.state == SheetState.SUBMITTED


def test_a_total_is_compared_with_its_groups(province, poor, officer, districts):
    sex = Dimension.objects.create(code="gioi-tinh", name="Giới tính")
    poor.dimensions.add(sex)
    groups = [Category.objects.create(dimension=sex, code=code, name=code, order=n) for n, code in enumerate("ab")]
    form = define_form(
        actor=SYSTEM, code="nhom", columns=[NewColumn(poor), *(NewColumn(poor, group) for group in groups)],
        fields={"name": "Nhóm", "frequency": "year", "level": "district", "approver": province.own},
        reporters=[province.other],
    )  # fmt: skip
    sheet = open_year(form, 2024)
    typed = [change(sheet, districts[0], number, text) for number, text in enumerate(("10", "4", "5"))]
    save_cells(actor=officer, sheet=sheet, changes=typed)
    grid = read_grid(sheet)
    assert "cột B + C = 9" in grid.checked[districts[0].pk, column(sheet, 0)].findings[0].message


# Deciding --------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(sheet, officer, districts):
    fill(sheet, officer, districts, poor=("100", "-"))
    return submit_sheet(actor=officer, sheet=sheet)


def test_approval_records_the_cells_as_figures_with_their_source(sent, approver, province, poor, insured, districts):
    approve_sheet(actor=approver, sheet=sent)
    assert (sent.state, sent.batch.count, sent.decided_by_id) == (SheetState.APPROVED, 4, approver.user_id)
    nothing = Observation.objects.get(indicator=poor, unit=districts[1])
    assert (nothing.is_nil, nothing.value) == (True, 0)
    rate = Observation.objects.get(indicator=insured, unit=districts[0])
    assert (rate.value, rate.numerator, rate.denominator) == (95, 95, 100)
    assert rate.source.name == "Báo cáo của Sở Y tế"
    assert AuditEntry.objects.filter(action="indicators.approve_sheet").exists()


def test_the_one_who_sent_does_not_approve(sent, province):
    submitter = EntrySheet.objects.get(pk=sent.pk)
    submitter.submitted_by = province.person(Role.APPROVER, province.own)
    submitter.save()
    with pytest.raises(ActionRefused, match="không tự duyệt"):
        approve_sheet(actor=person(province, Role.APPROVER, province.own), sheet=submitter)
    assert not Observation.objects.exists()


def test_the_reporting_agency_does_not_approve_its_own_figures(sent, province):
    with pytest.raises(Denied):
        approve_sheet(actor=person(province, Role.APPROVER, province.other), sheet=sent)


def test_sending_back_needs_a_reason_and_opens_the_cells_again(sent, approver, officer, districts):
    with pytest.raises(ActionRefused, match="lý do"):
        return_sheet(actor=approver, sheet=sent, reason=" ")
    return_sheet(actor=approver, sheet=sent, reason="Thiếu Ba Tơ")
    assert (sent.state, sent.reason) == (SheetState.RETURNED, "Thiếu Ba Tơ")
    save_cells(actor=officer, sheet=sent, changes=[change(sent, districts[0], 0, "120", version=1)])
    assert [line.sheet for line in sheets_page(officer).to_fill] == [sent]


def test_a_sheet_is_not_approved_twice(sent, approver):
    approve_sheet(actor=approver, sheet=sent)
    with pytest.raises(Conflict):
        approve_sheet(actor=approver, sheet=EntrySheet.objects.get(pk=sent.pk))


def test_corrected_figures_supersede_the_approved_ones_and_both_stay_on_record(
    sent, approver, officer, poor, districts
):
    approve_sheet(actor=approver, sheet=sent)
    reopen_sheet(actor=approver, sheet=sent, reason="Ba Tơ gõ nhầm")
    in_force = Observation.objects.filter(indicator=poor, is_current=True)
    assert in_force.get(unit=districts[0]).value == 100, "in force until the correction is approved"
    save_cells(
        actor=officer, sheet=sent,
        changes=[change(sent, districts[0], 0, "110", version=1), change(sent, districts[1], 0, "", version=1)],
    )  # fmt: skip
    submit_sheet(actor=officer, sheet=sent, accept_blanks=True)
    approve_sheet(actor=approver, sheet=sent)
    assert [(row.unit, row.value) for row in in_force] == [(districts[0], 110)]
    assert Observation.objects.filter(indicator=poor).count() == 3
    assert AuditEntry.objects.filter(action="indicators.reopen_sheet", summary__contains="gõ nhầm").exists()


# Pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(client, province):
    client.force_login(province.person(Role.FOCAL, province.other), BACKEND)
    return client


def url(sheet):
    return reverse("indicators:sheet", args=[sheet.pk])


def test_the_grid_names_each_field_by_its_row_and_its_column(browser, sheet, districts):
    text = browser.get(url(sheet)).content.decode()
    name = f"o-{districts[0].pk}-{column(sheet, 1)}"
    assert f'id="{name}"' in text
    assert 'aria-labelledby="d1 cB cB-t"' in text
    assert 'aria-labelledby="d1 cB cB-m"' in text


def test_a_plain_form_post_saves_what_was_changed(browser, sheet, districts):
    name = f"o-{districts[0].pk}-{column(sheet, 1)}"
    answer = browser.post(url(sheet), {name: "95", f"{name}-m": "100", "seen": "{}", "do": "save"})
    assert answer.status_code == 302
    assert (sheet.cells.get().raw, sheet.cells.get().raw_denominator) == ("95", "100")


def test_a_plain_form_shows_the_other_value_and_keeps_what_was_typed(browser, sheet, province, districts):
    colleague = person(province, Role.COORDINATOR, province.other)
    save_cells(actor=colleague, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    name = f"o-{districts[0].pk}-{column(sheet, 0)}"
    answer = browser.post(url(sheet), {name: "999", "seen": "{}", "do": "save"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="999"' in text
    assert f"{colleague.name} vừa nhập «100»" in text
    assert sheet.cells.get().raw == "100"
    seen = next(cell.version for row in answer.context["page"].rows for cell in row.cells if cell.name == name)
    again = browser.post(url(sheet), {name: "999", "seen": json.dumps({name: [seen, "100", ""]}), "do": "save"})
    assert again.status_code == 302
    assert sheet.cells.get().raw == "999", "the second time is a choice"


def test_cells_that_were_not_touched_do_not_overwrite_what_others_changed_meanwhile(browser, sheet, officer, districts):
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    name = f"o-{districts[0].pk}-{column(sheet, 0)}"
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "150", version=1)])
    answer = browser.post(url(sheet), {name: "100", "seen": json.dumps({name: [1, "100", ""]}), "do": "save"})
    assert answer.status_code == 302
    assert sheet.cells.get().raw == "150"


def test_sending_from_the_form_saves_first_and_lists_the_errors_with_links_to_cells(browser, sheet, districts):
    name = f"o-{districts[0].pk}-{column(sheet, 0)}"
    answer = browser.post(url(sheet), {name: "1.5", "seen": "{}", "do": "send", "blanks": "yes"})
    assert answer.status_code == 400
    assert f'href="#{name}"' in answer.content.decode()
    assert sheet.cells.get().raw == "1.5"


def autosave(browser, sheet, *cells):
    return browser.post(reverse("indicators:save_cells", args=[sheet.pk]), {"cells": json.dumps(cells)})


def test_autosave_answers_with_the_row_as_it_stands(browser, sheet, districts):
    name = f"o-{districts[0].pk}-{column(sheet, 1)}"
    said = autosave(browser, sheet, {"cell": name, "version": 0, "text": "1", "denominator": "3"}).json()
    assert (said["cells"][name]["version"], said["cells"][name]["computed"], said["taken"]) == (1, "33,3", [])
    assert "Đã lưu lúc" in said["bar"]


def test_autosave_of_a_cell_somebody_else_changed_says_who_and_what(browser, sheet, province, districts):
    colleague = person(province, Role.COORDINATOR, province.other)
    save_cells(actor=colleague, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    name = f"o-{districts[0].pk}-{column(sheet, 0)}"
    said = autosave(browser, sheet, {"cell": name, "version": 0, "text": "999"}).json()
    assert said["taken"] == [name]
    assert f"Lấy số của {colleague.name}" in said["messages"][f"m-{districts[0].pk}"]


@pytest.mark.parametrize("cells", ["", "{}", "[1]", '[{"cell": "x", "version": 0}]', '[{"cell": "o-1-1"}]'])
def test_an_autosave_that_is_not_one_is_refused_in_words(browser, sheet, cells):
    answer = browser.post(reverse("indicators:save_cells", args=[sheet.pk]), {"cells": cells})
    assert answer.status_code in (200, 400)
    assert cells == "{}" or "Tải lại trang" in answer.json()["problem"]


def test_a_form_that_autosave_was_faster_than_leaves_no_trace(browser, sheet, officer, districts):
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    before = AuditEntry.objects.count()
    name = f"o-{districts[0].pk}-{column(sheet, 0)}"
    assert browser.post(url(sheet), {name: "100", "seen": "{}", "do": "save"}).status_code == 302
    assert AuditEntry.objects.count() == before


def test_a_comment_can_be_put_on_any_cell(browser, sheet, districts):
    browser.post(
        url(sheet),
        {"seen": "{}", "do": "note", "note-unit": districts[1].pk, "note-column": column(sheet, 0), "note-text": "Chờ"},
    )
    assert sheet.cells.get().comment == "Chờ"


def test_a_sheet_of_another_agency_is_not_there(client, province, sheet):
    client.force_login(province.person(Role.LEADER, province.own), BACKEND)
    assert client.get(url(sheet)).status_code == 404


def test_a_reader_sees_figures_and_no_fields(client, province, sent):
    client.force_login(province.person(Role.AUDITOR, province.own), BACKEND)
    text = client.get(url(sent)).content.decode()
    assert "<td" in text
    assert 'inputmode="decimal"' not in text


def test_totals_of_the_province_say_how_many_units_are_in_them(sheet, officer, districts):
    save_cells(actor=officer, sheet=sheet, changes=[change(sheet, districts[0], 0, "100")])
    assert sheet_page(officer, sheet).totals[0].texts == ("100 (1/2)",)


def test_a_sheet_of_173_communes_takes_few_queries(client, province, poor, insured, django_assert_max_num_queries):
    units([f"Xã {number}" for number in range(173)], UnitLevel.COMMUNE)
    more = [indicator(f"dem-{number}", f"Số đếm {number}") for number in range(10)]
    form = define_form(
        actor=SYSTEM, code="xa", columns=list(map(NewColumn, [poor, insured, *more])),
        fields={"name": "Biểu xã", "frequency": "year", "level": "commune", "approver": province.own},
        reporters=[province.other],
    )  # fmt: skip
    sheet = open_year(form, 2024)
    actor = person(province, Role.FOCAL, province.other)
    with django_assert_max_num_queries(8):
        page = sheet_page(actor, sheet)
    assert (len(page.rows), len(page.rows[0].cells)) == (173, 12)


def test_not_there_for_who_has_no_part_in_it(province, sheet):
    with pytest.raises(NotThere):
        get_sheet(person(province, Role.FINANCE, province.own), sheet.pk)


# What is typed is shown as text, never as markup ------------------------------------------------------------------

HOSTILE = '"><script>alert(1)</script>'


def test_whatever_was_typed_stands_in_the_page_as_text(client, province, sheet, officer, districts):
    save_cells(
        actor=officer, sheet=sheet,
        changes=[change(sheet, districts[0], 0, HOSTILE), change(sheet, districts[0], 1, HOSTILE, HOSTILE)],
    )  # fmt: skip
    for role, place in ((Role.FOCAL, province.other), (Role.APPROVER, province.own)):
        client.force_login(province.person(role, place), BACKEND)
        html = client.get(reverse("indicators:sheet", args=[sheet.pk])).content.decode()
        assert "<script>alert" not in html
        assert html.count("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_of_a_cell_can_leave_its_attribute_or_element(text, denominator):
    shown = GridCell("o-1-2", "d1 cA", "A", True, text=text, denominator=denominator, previous=text)
    for html in (cells_to_type([shown]), cells_to_read([shown])):
        tags = re.findall(r"<[^>]*>", html)
        assert {re.match(r"</?(\w+)", tag)[1] for tag in tags} <= {"td", "input", "output", "div", "small"}
        assert all(tag.count('"') % 2 == 0 for tag in tags)


# What a unit cannot have ------------------------------------------------------------------------------------------


def test_a_unit_that_cannot_have_the_figure_is_recorded_without_one_and_is_no_gap(
    sheet, officer, approver, districts, poor, insured
):
    first, second = districts
    save_cells(
        actor=officer, sheet=sheet,
        changes=[change(sheet, first, 0, "100"), change(sheet, second, 0, "x"), change(sheet, first, 1, "x", "")],
    )  # fmt: skip
    page = sheet_page(officer, sheet)
    assert page.rows[1].cells[0].css == "na"
    assert page.totals[0].texts == ("100 (1/1, 1 không áp dụng)",)
    assert page.blanks == 1
    submit_sheet(actor=officer, sheet=sheet, accept_blanks=True)
    approve_sheet(actor=approver, sheet=sheet)
    recorded = Observation.objects.get(indicator=poor, unit=second)
    assert (recorded.value, recorded.is_not_applicable, recorded.is_nil) == (None, True, False)
    assert Observation.objects.get(indicator=insured).unit == first
