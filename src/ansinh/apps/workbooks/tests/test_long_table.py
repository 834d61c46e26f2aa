"""The long table: read row by row with all its faults, staged in chunks, recorded as one batch, taken back whole."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from ansinh.apps.indicators.actions import record_figures, reverse_batch
from ansinh.apps.indicators.models import Batch, Category, DataSource, Dimension, Observation
from ansinh.apps.workbooks import jobs
from ansinh.apps.workbooks.actions import check_again, receive_table, reverse_table, start_table
from ansinh.apps.workbooks.exports import checked_copy, table_workbook
from ansinh.apps.workbooks.jobs import run_apply_table, run_check_table
from ansinh.apps.workbooks.models import Change, Upload, UploadState
from ansinh.apps.workbooks.pages import upload_page
from ansinh.apps.workbooks.tests.desk import SYSTEM, errors_of, indicator, person, share, unit, values
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.indicators import Vintage
from ansinh.domain.long_tables import HEADINGS
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.kit.actions import Conflict
from ansinh.kit.jobs import DirectContext, JobStopped
from ansinh.kit.pages import Paging

CHANGED_ON = date(2025, 7, 1)


@pytest.fixture
def officer(province):
    return person(province, Role.COORDINATOR, province.own)


@pytest.fixture
def source(db):
    return DataSource.objects.create(code="nien-giam", name="Niên giám", rank=10)


@pytest.fixture
def register(province):
    """Two districts; a commune's code that another commune took over on 1 July 2025; two indicators."""
    sexes = Dimension.objects.create(code="gioi-tinh", name="Giới tính")
    Category.objects.create(dimension=sexes, code="nam", name="Nam", order=1)
    Category.objects.create(dimension=sexes, code="nu", name="Nữ", order=2)
    unit("535", "Ba Tơ")
    unit("534", "Đức Phổ", "Thị xã")
    unit("21001", "Ba Vì", "Xã", "commune", valid_to=CHANGED_ON)
    unit("21001", "Đặng Thùy Trâm", "Xã", "commune", valid_from=CHANGED_ON)
    poor = indicator("ho-ngheo-x", "Số hộ nghèo")
    poor.dimensions.add(sexes)
    return {"poor": poor, "insured": share("bhyt-x", "Tỷ lệ bảo hiểm y tế")}


def table(*rows, headings=None):
    """A workbook of rows: (indicator, unit, name, period, category, value, numerator, denominator, vintage, comment)."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as file:
        sheet = file.add_worksheet("Số liệu")
        sheet.write_row(0, 0, headings or [heading.text for heading in HEADINGS])
        for number, row in enumerate(rows, 1):
            for column, value in zip((0, 2, 3, 4, 5, 6, 7, 8, 9, 10), row, strict=False):
                if value is not None:
                    sheet.write(number, column, value)
    return made.getvalue()


def sent(officer, source, data):
    upload, _ = receive_table(
        actor=officer, source=source, upload=io.BytesIO(data), file_name="bang.xlsx", media_type=""
    )  # fmt: skip
    run_check_table(DirectContext(requested_by_id=officer.user_id), {"upload": upload.pk})
    upload.refresh_from_db()
    return upload


def applied(officer, upload):
    start_table(actor=officer, upload=upload)
    run_apply_table(DirectContext(requested_by_id=officer.user_id), {"upload": upload.pk})
    upload.refresh_from_db()
    return upload


def current():
    return {
        (row.indicator.code, row.unit.name, row.period, row.category and row.category.code): row.value
        for row in Observation.objects.filter(is_current=True).select_related("indicator", "unit", "category")
    }


GOOD = (
    ("ho-ngheo-x", "535", None, 2023, None, 100, None, None, "chính thức"),
    ("ho-ngheo-x", "534", None, "2023", "gioi-tinh/nu", "1.250", None, None, "số sơ bộ", "rà soát"),
    ("bhyt-x", "535", None, "2023", None, None, 45, 60, "ước"),
    ("bhyt-x", "534", None, "2023", None, "-", None, None, "ước"),
)


def test_table_is_recorded_as_one_batch_and_taken_back_whole(officer, source, register):
    upload = sent(officer, source, table(*GOOD))
    assert errors_of(upload) == []
    assert upload.state == UploadState.READY
    assert not Observation.objects.exists()
    applied(officer, upload)
    assert current() == {
        ("ho-ngheo-x", "Ba Tơ", "2023", None): 100, ("ho-ngheo-x", "Đức Phổ", "2023", "nu"): 1250,
        ("bhyt-x", "Ba Tơ", "2023", None): 75, ("bhyt-x", "Đức Phổ", "2023", None): 0,
    }  # fmt: skip
    assert (upload.batch.kind, upload.batch.count, upload.batch.file_sha256) == (
        Batch.Kind.IMPORT, 4, upload.file.sha256,
    )  # fmt: skip
    reverse_table(actor=officer, upload=upload, reason="nhầm nguồn")
    assert current() == {}
    assert upload.state == UploadState.REVERSED


def test_what_goes_out_comes_back_without_a_difference(officer, source, register):
    applied(officer, sent(officer, source, table(*GOOD)))
    upload = sent(officer, source, table_workbook(Period.parse("2023")))
    assert errors_of(upload) == []
    assert set(upload.figures.values_list("change", flat=True)) == {Change.SAME}


def test_difference_tells_new_changed_and_same(officer, source, register):
    applied(officer, sent(officer, source, table(*GOOD)))
    other = (
        GOOD[0],
        (*GOOD[1][:5], 1300, None, None, "số sơ bộ"),
        ("bhyt-x", "535", None, 2022, None, 70.5, None, None, "ước"),
    )
    upload = sent(officer, source, table(*other))
    assert [row.change for row in upload.figures.order_by("row")] == [Change.SAME, Change.CHANGED, Change.NEW]
    lines = upload_page(officer, upload, Paging()).changes
    assert [(line.old, line.new) for line in lines] == [("1.250 (số sơ bộ)", "1.300 (số sơ bộ)"), ("", "70,5 (số ước)")]


WRONG = {
    "unknown indicator": (("khong-co", "535", None, 2023, None, 1, None, None, "ước"), ["A2", "Không có chỉ số mã"]),
    "unknown unit": (("ho-ngheo-x", "999", None, 2023, None, 1, None, None, "ước"), ["C2", "mã «999»"]),
    "no period": (("ho-ngheo-x", "535", None, "quý 3", None, 1, None, None, "ước"), ["E2", "không phải mã kỳ"]),
    "a period to come": (("ho-ngheo-x", "535", None, 2099, None, 1, None, None, "ước"), ["E2", "chưa bắt đầu"]),
    "unknown group": (("ho-ngheo-x", "535", None, 2023, "tre", 1, None, None, "ước"), ["F2", "gioi-tinh/nam"]),
    "no vintage": (("ho-ngheo-x", "535", None, 2023, None, 1, None, None, None), ["J2", "chưa có loại số"]),
    "words": (("ho-ngheo-x", "535", None, 2023, None, "nhiều", None, None, "ước"), ["G2", "không phải là số"]),
    "two readings": (("ho-ngheo-x", "535", None, 2023, None, "1,234.5", None, None, "ước"), ["G2", "kiểu tiếng Anh"]),
    "parts of a count": (("ho-ngheo-x", "535", None, 2023, None, None, 1, 2, "ước"), ["G2", "không phải tỷ lệ"]),
    "half a ratio": (("bhyt-x", "535", None, 2023, None, None, 1, None, "ước"), ["G2", "đi đôi"]),
    "value against its parts": (("bhyt-x", "535", None, 2023, None, 80, 45, 60, "ước"), ["G2", "ra 75,0"]),
    "more than all": (("bhyt-x", "535", None, 2023, None, None, 70, 60, "ước"), ["G2", "lớn hơn mẫu số"]),
    "a name that is another unit's": (
        ("ho-ngheo-x", "21001", "Đặng Thùy Trâm", 2024, None, 1, None, None, "ước"), ["C2", "Xã Ba Vì", "1/7/2025"],
    ),
    "a code of two units in the period": (
        ("ho-ngheo-x", "21001", None, 2025, None, 1, None, None, "ước"),
        ["C2", "2 đơn vị khác nhau", "Xã Ba Vì", "Xã Đặng Thùy Trâm", "Ghi thêm tên"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "words"), WRONG.values(), ids=WRONG)
def test_wrong_row_is_named_with_its_cell_and_remedy(officer, source, register, row, words):
    upload = sent(officer, source, table(row, GOOD[1]))
    (error,) = errors_of(upload)
    assert all(word in error for word in ("«Số liệu»!", *words)), error
    assert upload.state == UploadState.REFUSED


def test_name_tells_two_units_of_one_code_apart(officer, source, register):
    row = ("ho-ngheo-x", "21001", "Xã Đặng Thùy Trâm", 2025, None, 1, None, None, "ước")
    assert errors_of(sent(officer, source, table(row))) == []


def test_same_cell_twice_is_named_with_both_rows(officer, source, register):
    (error,) = errors_of(sent(officer, source, table(GOOD[0], GOOD[1], GOOD[0])))
    assert "«Số liệu»!G4" in error
    assert "dòng 2" in error


def test_table_without_a_needed_column_is_not_read_further(officer, source, register):
    headings = [heading.text for heading in HEADINGS]
    headings[6] = "Ghi số"
    upload = sent(officer, source, table(*GOOD, headings=headings))
    assert ["Thiếu cột «Giá trị»" in error for error in errors_of(upload)] == [True]


def test_row_without_a_figure_is_missing_and_not_recorded(officer, source, register):
    upload = sent(officer, source, table(("ho-ngheo-x", "535", None, 2023, None, None, None, None, "ước"), GOOD[1]))
    assert errors_of(upload) == []
    assert upload.rows == 1


def test_errors_stand_in_a_copy_of_the_table(officer, source, register):
    upload = sent(officer, source, table(GOOD[0], WRONG["words"][0]))
    assert values(checked_copy(upload))[2][11].startswith("G3: «nhiều» không phải là số")


# Interrupted, overtaken --------------------------------------------------------------------------------------------


class Killed(Exception):
    """The power went."""


class DyingContext(DirectContext):
    """A worker that dies after so many chunks; its checkpoints are kept."""

    def progress(self, done, total):
        super().progress(done, total)
        if len(self.reports) == 2:
            raise Killed


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(jobs, "_CHUNK", 2)


def test_check_that_is_killed_goes_on_from_its_last_chunk_and_stages_every_row_once(
    officer, source, register, small_chunks
):
    rows = [("ho-ngheo-x", "535", None, year, None, year, None, None, "ước") for year in range(2020, 2027)]
    rows[6] = rows[0]  # told at its second place although the first was staged by the killed worker
    upload, _ = receive_table(
        actor=officer, source=source, upload=io.BytesIO(table(*rows)), file_name="b", media_type=""
    )
    dying = DyingContext(requested_by_id=officer.user_id)
    with pytest.raises(Killed):
        run_check_table(dying, {"upload": upload.pk})
    assert upload.figures.count() == 4
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKING
    run_check_table(DirectContext(requested_by_id=officer.user_id, saved=dying.saved), {"upload": upload.pk})
    upload.refresh_from_db()
    assert [row.row for row in upload.figures.order_by("row")] == [1, 2, 3, 4, 5, 6]
    assert ["dòng 2" in error for error in errors_of(upload)] == [True]


def test_check_that_was_stopped_is_begun_anew(officer, source, register, small_chunks):
    class Stopped(DirectContext):
        def progress(self, done, total):
            raise JobStopped

    upload, _ = receive_table(
        actor=officer, source=source, upload=io.BytesIO(table(*GOOD)), file_name="b", media_type=""
    )
    with pytest.raises(JobStopped):
        run_check_table(Stopped(requested_by_id=officer.user_id), {"upload": upload.pk})
    check_again(actor=officer, upload=Upload.objects.get(pk=upload.pk))
    run_check_table(DirectContext(requested_by_id=officer.user_id), {"upload": upload.pk})
    assert upload.figures.count() == len(GOOD)


def test_recording_that_is_killed_half_way_has_recorded_nothing_and_is_done_by_the_next(
    officer, source, register, monkeypatch
):
    from ansinh.apps.workbooks import actions

    upload = sent(officer, source, table(*GOOD))
    start_table(actor=officer, upload=upload)
    move = actions._move

    def die(*args, **more):
        assert Observation.objects.count() == len(GOOD), "killed after the figures were written"
        raise Killed

    monkeypatch.setattr(actions, "_move", die)
    with pytest.raises(Killed):
        run_apply_table(DirectContext(requested_by_id=officer.user_id), {"upload": upload.pk})
    assert not Observation.objects.exists()
    monkeypatch.setattr(actions, "_move", move)
    run_apply_table(DirectContext(requested_by_id=officer.user_id), {"upload": upload.pk})
    run_apply_table(DirectContext(requested_by_id=officer.user_id), {"upload": upload.pk})
    assert Observation.objects.count() == len(GOOD), "done once, however often the job is run"


def test_figure_recorded_meanwhile_stops_everything_and_is_named(officer, source, register):
    upload = sent(officer, source, table(*GOOD))
    figure = Figure(
        register["poor"].pk, upload.figures.get(row=1).unit_id, "2023", None, Decimal(7), source_id=source.pk
    )
    batch = record_figures(actor=SYSTEM, kind=Batch.Kind.HAND, title="Ghi tay", figures=[figure])
    start_table(actor=officer, upload=upload)
    with pytest.raises(Conflict) as refusal:
        run_apply_table(DirectContext(requested_by_id=officer.user_id), {"upload": upload.pk})
    assert "Dòng 2, Số hộ nghèo, Ba Tơ, năm 2023: Thử đã ghi nhận số khác («Ghi tay»)" in str(refusal.value)
    assert Observation.objects.count() == 1
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    reverse_batch(actor=SYSTEM, batch=batch, reason="thử")
    applied(officer, upload)
    assert Observation.objects.filter(is_current=True).count() == len(GOOD)


def test_vintage_and_comment_are_recorded(officer, source, register):
    applied(officer, sent(officer, source, table(*GOOD)))
    row = Observation.objects.get(value=1250)
    assert (row.vintage, row.comment, row.source) == (Vintage.PRELIMINARY, "rà soát", source)
