"""The survey: what it doubts in a store, whose the doubts are, what a changed figure does to a decision."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.actions import (
    NewColumn,
    approve_sheet,
    define_form,
    open_sheets,
    record_figures,
    reopen_sheet,
    save_cells,
    submit_sheet,
)
from ansinh.apps.indicators.entry_grid import CellChange, units_of
from ansinh.apps.indicators.models import Batch, Category, DataSource, Dimension, EntrySheet, Indicator
from ansinh.apps.orgs.models import AdministrativeUnit, Organisation, OrganisationKind, UnitLevel, UnitMembership
from ansinh.apps.quality import actions
from ansinh.apps.quality.actions import review_flags, survey
from ansinh.apps.quality.gathering import read_sheets, stamp
from ansinh.apps.quality.models import Decision, FlagState, QualityFlag, QualityReview, QualitySurvey
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.quality.checks import Check
from ansinh.domain.roles import Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today

SYSTEM = system_actor("Thử")
BEGAN = date(2015, 1, 1)


def unit(code, name, level=UnitLevel.DISTRICT, parent=None):
    made = AdministrativeUnit.objects.create(
        code=code, name=name, kind="Huyện", level=level, valid_from=BEGAN, search_key=search_key(name),
        sort_key=sort_key(name),
    )  # fmt: skip
    if parent is not None:
        UnitMembership.objects.create(unit=made, parent=parent, valid_from=BEGAN)
    return made


def indicator(code, **more):
    given = {
        "name": code, "definition": "x", "direction": "higher", "floor": 0, "frequency": "year", "over_time": "last",
        "over_place": "sum", "places": 0, "unit": "hộ", "search_key": code,
    } | more  # fmt: skip
    return Indicator.objects.create(code=code, **given)


@dataclass
class Store:
    """Counts of poor households and a share, ten districts, recorded by hand of Sở Y tế."""

    province: object
    districts: list
    poor: Indicator
    share: Indicator
    source: DataSource

    def record(self, indicator, figures, *, organisation=None, source=None, vintage=Vintage.FINAL, category=None):
        """``figures``: by (unit, year)."""
        return record_figures(
            actor=SYSTEM, kind=Batch.Kind.IMPORT, title="Thử", organisation=organisation,
            figures=[
                Figure(indicator.pk, unit.pk, str(year), category, value=Decimal(value), vintage=vintage,
                       source_id=(source or self.source).pk)
                for (unit, year), value in figures.items()
            ],
        )  # fmt: skip

    def series(self, indicator, unit, values, first=2018, **more):
        return self.record(indicator, {(unit, first + n): value for n, value in enumerate(values)}, **more)


@pytest.fixture
def store(province):
    return Store(
        province,
        [unit(f"q{n}", f"Huyện {n}", parent=province.unit) for n in range(10)],
        indicator("so-ho-ngheo"),
        indicator("ty-le", unit="%", is_ratio=True, scale=100, places=1, ceiling=100, over_place="ratio_of_sums"),
        DataSource.objects.create(code="nguon-thu", name="Niên giám"),
    )


def doubts(check):
    return list(QualityFlag.objects.filter(kind=check.value).select_related("indicator", "unit", "organisation"))


# What is doubted ---------------------------------------------------------------------------------------------------


def test_a_lost_digit_is_doubted_with_its_numbers_and_its_agency(store):
    store.series(store.poor, store.districts[0], [1000, 1040, 1080, 1120, 1160, 116, 1240],
                 organisation=store.province.other)  # fmt: skip
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.OWN_SERIES)
    assert (doubt.unit, doubt.period, doubt.organisation) == (store.districts[0], "2023", store.province.other)
    for part in ("116\u00a0hộ", "1.200\u00a0hộ", "7 kỳ"):
        assert part in doubt.sentence


def test_a_published_figure_is_doubted_without_an_agency_when_nobody_reports_the_indicator(store):
    store.series(store.poor, store.districts[0], [1000, 1040, 1080, 1120, 1160, 116, 1240])
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.OWN_SERIES)
    assert doubt.organisation is None


def test_few_figures_are_not_doubted_and_not_counted_as_looked_at(store):
    store.series(store.poor, store.districts[0], [1000, 1040, 10])
    done = survey(actor=SYSTEM)
    assert QualityFlag.objects.count() == 0
    assert {row[0]: row[3] for row in done.looked} == {"flat": 3, "changed": 3}


def test_a_denominator_that_doubles_is_doubted_though_the_share_looks_well(store):
    figures = [
        Figure(store.share.pk, store.districts[0].pk, str(2018 + n), numerator=people * 9 / 10, denominator=people,
               source_id=store.source.pk)
        for n, people in enumerate(map(Decimal, (1000, 1010, 1020, 1030, 2080, 1050, 1060)))
    ]  # fmt: skip
    record_figures(actor=SYSTEM, kind=Batch.Kind.IMPORT, title="Thử", figures=figures)
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.OWN_SERIES)
    assert doubt.sentence.startswith("Mẫu số ghi 2.080")


def test_a_share_far_from_the_other_districts_is_doubted_in_its_first_year_only(store):
    for year in (2022, 2023):
        store.record(store.share, {(one, year): 90 + n for n, one in enumerate(store.districts[:9])})
        store.record(store.share, {(store.districts[9], year): Decimal("9.5")})
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.AMONG_UNITS)
    assert (doubt.unit, doubt.period) == (store.districts[9], "2022")


def test_the_same_figure_four_years_running_is_doubted_and_nil_is_not(store):
    store.series(store.poor, store.districts[0], [412, 412, 412, 412])
    nil = [Figure(store.poor.pk, store.districts[1].pk, str(2018 + n), is_nil=True, source_id=store.source.pk)
           for n in range(5)]  # fmt: skip
    record_figures(actor=SYSTEM, kind=Batch.Kind.IMPORT, title="Thử", figures=nil)
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.FLAT)
    assert doubt.unit == store.districts[0]
    assert "4 kỳ liền, từ năm 2018 đến năm 2021" in doubt.sentence


def test_heaping_is_of_the_agency_that_counted_and_never_of_published_statistics(store):
    for number, district in enumerate(store.districts):
        values = [100 + 5 * number + 50 * year for year in range(6)]
        store.series(store.poor, district, values, organisation=store.province.other)
        store.series(indicator(f"khac-{number}"), district, values)
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.HEAPING)
    assert doubt.organisation == store.province.other
    assert "60 trên 60 số đếm" in doubt.sentence


def test_two_sources_of_one_figure_are_held_against_each_other_within_a_vintage(store):
    other = DataSource.objects.create(code="khac", name="Báo cáo khác", rank=90)
    one, two = store.districts[:2]
    store.record(store.poor, {(one, 2023): 1000, (two, 2023): 1000})
    store.record(store.poor, {(one, 2023): 1100}, source=other)
    store.record(store.poor, {(two, 2023): 1100}, source=other, vintage=Vintage.ESTIMATE)
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.CONTRADICTION)
    assert doubt.unit == one
    for part in ("Niên giám (số đang dùng) 1.000", "Báo cáo khác 1.100", "Chênh 100"):
        assert part in doubt.sentence


def test_a_withdrawn_source_contradicts_nothing(store):
    other = DataSource.objects.create(code="khac", name="Báo cáo khác", rank=90)
    store.record(store.poor, {(store.districts[0], 2023): 1000})
    batch = store.record(store.poor, {(store.districts[0], 2023): 1100}, source=other)
    Batch.objects.filter(pk=batch.pk).update(reversed_at=timezone.now())
    survey(actor=SYSTEM)
    assert doubts(Check.CONTRADICTION) == []


def test_the_published_total_is_held_against_the_sum_of_its_districts(store):
    store.record(store.poor, {(one, 2023): 100 for one in store.districts})
    store.record(store.poor, {(store.province.unit, 2023): 1200})
    store.record(store.poor, {(one, 2022): 100 for one in store.districts[:9]})
    store.record(store.poor, {(store.province.unit, 2022): 1200})
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.CONTRADICTION)
    assert doubt.period == "2023", "of 2022 a district is missing, so that nothing can be said"
    for part in ("1.200", "10 đơn vị bên dưới cộng lại được 1.000", "Chênh 200"):
        assert part in doubt.sentence


def test_groups_that_do_not_make_the_total_are_doubted(store):
    sex = Dimension.objects.create(code="gioi", name="Giới tính")
    groups = [Category.objects.create(dimension=sex, code=code, name=code) for code in ("nam", "nu")]
    store.record(store.poor, {(store.districts[0], 2023): 100})
    for group, value in zip(groups, (60, 50), strict=True):
        store.record(store.poor, {(store.districts[0], 2023): value}, category=group.pk)
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.CONTRADICTION)
    assert "các nhóm giới tính cộng lại được 110" in doubt.sentence


def test_a_final_figure_after_an_estimate_is_no_change(store):
    store.record(store.poor, {(store.districts[0], 2023): 1000}, vintage=Vintage.ESTIMATE)
    store.record(store.poor, {(store.districts[0], 2023): 1100})
    survey(actor=SYSTEM)
    assert doubts(Check.CHANGED) == []


def test_changes_that_all_look_better_are_a_doubt_about_the_reporter(store):
    figures = {(one, 2023): 100 for one in store.districts}
    store.record(store.poor, figures, organisation=store.province.other)
    store.record(store.poor, dict.fromkeys(figures, 120), organisation=store.province.other)
    survey(actor=SYSTEM)
    found = doubts(Check.CHANGED)
    assert len(found) == 11
    assert "10 trên 10 lần sửa sau duyệt làm số tốt lên" in found[0].sentence


# Sheets ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(store, province):
    form = define_form(
        actor=SYSTEM, code="thu", columns=[NewColumn(store.poor)], reporters=[province.other],
        fields={"name": "Biểu thử", "frequency": "year", "level": "district", "approver": province.own},
    )  # fmt: skip
    (opened,) = open_sheets(
        actor=SYSTEM, form=form, period=Period.parse("2023"), vintage=Vintage.FINAL, due_on=date(2024, 1, 15)
    )
    return opened


def person(province, role, place):
    return actor_for(province.person(role, place), today())


def enter(sheet, values, version=0):
    column = sheet.columns.get().pk
    changes = [
        CellChange(row.pk, column, version, str(value), None)
        for row, value in zip(units_of(sheet), values, strict=False)
        if value is not None
    ]
    save_cells(actor=SYSTEM, sheet=sheet, changes=changes)


def test_a_reopened_sheet_tells_what_was_approved_by_whom_and_what_became_of_it(store, sheet, province):
    officer, approver = person(province, Role.FOCAL, province.other), person(province, Role.APPROVER, province.own)
    enter(sheet, range(201, 211))
    submit_sheet(actor=officer, sheet=sheet)
    approve_sheet(actor=approver, sheet=sheet)
    reopen_sheet(actor=SYSTEM, sheet=sheet, reason="Nhập nhầm")
    enter(sheet, [251], version=1)
    submit_sheet(actor=officer, sheet=sheet)
    approve_sheet(actor=approver, sheet=sheet)
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.CHANGED)
    assert (doubt.sheet, doubt.organisation, doubt.approver) == (sheet, store.province.other, store.province.own)
    for part in ("Đã duyệt 201\u00a0hộ", "đổi thành 251\u00a0hộ", "+50\u00a0hộ", "+24,9%", approver.name):
        assert part in doubt.sentence


def test_a_sheet_never_sent_is_late_and_lacks_every_cell(sheet):
    survey(actor=SYSTEM)
    (late,), (lacking,) = doubts(Check.TIMELINESS), doubts(Check.COMPLETENESS)
    days = (today() - date(2024, 1, 15)).days
    assert f"quá {days} ngày" in late.sentence
    assert "còn 10 ô trống; có số 0% (0/10)" in lacking.sentence


def test_a_sheet_that_is_not_due_yet_lacks_nothing(sheet):
    EntrySheet.objects.update(due_on=today())
    survey(actor=SYSTEM)
    assert QualityFlag.objects.count() == 0


def test_a_sheet_came_when_it_was_first_sent_and_empty_cells_are_told(sheet):
    enter(sheet, [5, None, 7])
    submit_sheet(actor=SYSTEM, sheet=sheet, accept_blanks=True)
    first = AuditEntry.objects.get(action="indicators.submit_sheet").at
    EntrySheet.objects.update(due_on=timezone.localtime(first).date(), submitted_at=timezone.now())
    survey(actor=SYSTEM)
    assert doubts(Check.TIMELINESS) == []
    (lacking,) = doubts(Check.COMPLETENESS)
    assert "có số 20% (2/10)" in lacking.sentence


def test_a_cell_that_does_not_apply_is_not_expected(sheet):
    enter(sheet, ["x", 5])
    (facts,) = read_sheets(EntrySheet.objects.filter(pk=sheet.pk))
    assert (facts.facts.filled, facts.facts.expected) == (1, 9)


def test_rows_of_all_sheets_at_once_are_those_of_each_sheet(store, sheet, province):
    """The survey reads in a fixed number of queries what the grid asks sheet by sheet."""
    local = Organisation.objects.create(
        code="ubnd-q0", name="UBND huyện 0", short_name="UBND huyện 0", kind=OrganisationKind.DISTRICT_COMMITTEE,
        unit=store.districts[0], valid_from=BEGAN,
    )  # fmt: skip
    for number in range(3):
        unit(f"x{number}", f"Xã {number}", UnitLevel.COMMUNE, store.districts[0])
    unit("x9", "Xã 9", UnitLevel.COMMUNE, store.districts[1])
    AdministrativeUnit.objects.filter(code="x1").update(valid_to=date(2023, 6, 1))
    form = define_form(
        actor=SYSTEM, code="thu-xa", columns=[NewColumn(store.poor)], reporters=[local, province.other],
        fields={"name": "Biểu xã", "frequency": "year", "level": "commune", "approver": province.own},
    )  # fmt: skip
    open_sheets(actor=SYSTEM, form=form, period=Period.parse("2023"), vintage=Vintage.FINAL)
    read = read_sheets(EntrySheet.objects.all())
    assert len(read) == 4
    for facts in read:
        assert sorted(facts.cells) == sorted(row.pk for row in units_of(facts.row))


# Decisions and surveys ---------------------------------------------------------------------------------------------


def decide(flag, decision=Decision.RIGHT, reason="Đối chiếu sổ gốc"):
    return review_flags(actor=SYSTEM, flags=[flag], seen={flag.pk: flag.version}, decision=decision, reason=reason)


def test_a_decision_stands_while_the_figure_stays_and_falls_when_it_changes(store):
    place = store.districts[0]
    store.series(store.poor, place, [1000, 1040, 1080, 1120, 1160, 116, 1240])
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.OWN_SERIES)
    decide(doubt)
    store.record(store.poor, {(place, 2025): 1280})  # another year: the same figure is not asked about twice
    survey(actor=SYSTEM)
    (same,) = doubts(Check.OWN_SERIES)
    assert (same.pk, same.state) == (doubt.pk, FlagState.RIGHT)
    store.record(store.poor, {(place, 2023): 117})
    survey(actor=SYSTEM)
    (anew,) = doubts(Check.OWN_SERIES)
    assert (anew.pk, anew.state) == (doubt.pk, FlagState.OPEN)
    store.record(store.poor, {(place, 2023): 116})  # back again: the decision about it is still known
    survey(actor=SYSTEM)
    assert doubts(Check.OWN_SERIES)[0].state == FlagState.RIGHT
    assert QualityReview.objects.count() == 1


def test_a_corrected_figure_is_doubted_no_more(store):
    store.series(store.poor, store.districts[0], [1000, 1040, 1080, 1120, 1160, 116, 1240])
    survey(actor=SYSTEM)
    store.record(store.poor, {(store.districts[0], 2023): 1200})
    survey(actor=SYSTEM)
    assert doubts(Check.OWN_SERIES) == []


def test_surveying_twice_changes_nothing_and_keeps_one_survey(store):
    store.series(store.poor, store.districts[0], [1000, 1040, 1080, 1120, 1160, 116, 1240])
    survey(actor=SYSTEM)
    before = list(QualityFlag.objects.values())
    survey(actor=SYSTEM)
    assert list(QualityFlag.objects.values()) == before
    assert QualitySurvey.objects.count() == 1


def test_the_stamp_follows_figures_sheets_definitions_and_the_day(store, sheet):
    stamps = [stamp(today()), stamp(date(2030, 1, 1))]
    store.record(store.poor, {(store.districts[0], 2023): 1})
    stamps.append(stamp(today()))
    EntrySheet.objects.update(version=9)
    stamps.append(stamp(today()))
    Indicator.objects.update(version=9)
    stamps.append(stamp(today()))
    assert len(set(stamps)) == 5
    assert stamp(today()) == stamps[-1]


def test_the_number_of_queries_does_not_grow_with_the_figures(store):
    def queries_of_a_survey():
        with CaptureQueriesContext(connection) as queries:
            survey(actor=SYSTEM)
        return len(queries)

    store.series(store.poor, store.districts[0], [1000, 1040, 1080, 1120, 1160, 116, 1240])
    survey(actor=SYSTEM)
    one = queries_of_a_survey()
    for district in store.districts[1:]:
        store.series(store.poor, district, [1000, 1040, 1080, 1120, 1160, 1200, 1240])
    assert queries_of_a_survey() == one


def test_the_command_says_what_it_looked_at_and_found(store, capsys):
    store.series(store.poor, store.districts[0], [1000, 1040, 1080, 1120, 1160, 116, 1240])
    call_command("survey_quality")
    said = capsys.readouterr().out
    assert "Đã soát 7 số liệu" in said
    assert "1 chỗ cần xem" in said


def test_what_an_officer_decides_while_a_survey_is_written_stands(store, monkeypatch):
    """The decision is made after the survey read the doubts and before it writes them (possible on PostgreSQL)."""
    store.series(store.poor, store.districts[0], [412, 412, 412, 412])
    survey(actor=SYSTEM)
    (doubt,) = doubts(Check.FLAT)
    QualityFlag.objects.filter(pk=doubt.pk).update(sentence="Lời cũ")  # so that the next survey writes it anew
    fill = actions._filled

    def decided_meanwhile(flag, *more):
        filled = fill(flag, *more)
        review_flags(
            actor=SYSTEM, flags=[doubt], seen={doubt.pk: doubt.version}, decision=Decision.RIGHT, reason="Đã đối chiếu."
        )
        return filled

    monkeypatch.setattr(actions, "_filled", decided_meanwhile)
    survey(actor=SYSTEM)
    (after,) = doubts(Check.FLAT)
    assert (after.state, after.sentence != "Lời cũ") == (Decision.RIGHT, True)
    assert after.version == doubt.version + 1
