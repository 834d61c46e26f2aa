"""Files out and in by the pages: what goes out comes back the same, what comes in is previewed, recorded whole or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators.actions import reverse_batch
from ansinh.apps.indicators.models import Batch, DataSource, Dimension, EntryCell, FormColumn, Observation
from ansinh.apps.interchange.checking import Fate
from ansinh.apps.interchange.exports import outgoing
from ansinh.apps.interchange.imports import check_file
from ansinh.apps.interchange.models import ExchangeFile, FileFormat
from ansinh.apps.interchange.queries import Wanted, take
from ansinh.apps.interchange.work import work_source
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.roles import Role
from ansinh.kit.access import system_actor
from ansinh.kit.clock import now, today
from tests.province import Province

Record = Callable[..., Batch]
HEAD = "dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,value,comment\r\n"


def page(browser: Client, name: str, *args: Any, status: int = 200, **data: Any) -> str:
    answer = browser.get(reverse(f"interchange:{name}", args=args), data)
    assert answer.status_code == status
    return answer.content.decode()


def send(browser: Client, text: str, file_format: str = "dhis2-csv", source: DataSource | None = None) -> ExchangeFile:
    data = {
        "loai_tep": file_format,
        "tep": ContentFile(text.encode(), "quy-3.csv"),
        "nguon": source.pk if source else "",
    }
    answer = browser.post(reverse("interchange:send"), data)
    assert answer.status_code == 302, answer.content.decode()
    return ExchangeFile.objects.latest("pk")


def confirm(browser: Client, kept: ExchangeFile, seen: str, version: int = 1) -> int:
    data = {"version": version, "seen": seen}
    return browser.post(reverse("interchange:record", args=[kept.pk]), data).status_code


@pytest.mark.parametrize("file_format", FileFormat)
def test_what_goes_out_comes_back_and_changes_nothing(
    file_format: FileFormat, province: Province, district: AdministrativeUnit, sexes: Dimension, record: Record
) -> None:
    record(province.unit, "2023")
    record(district, "2023", comment="Theo rà soát, đợt 1", numerator=1, denominator=3)
    record(district, "2024", is_nil=True)
    record(province.unit, "2024Q3", value=Decimal("0"))
    record(province.unit, "2024", value=91, category_id=sexes.categories.get(code="nu").pk)
    record(district, "2022", is_not_applicable=True)
    file = outgoing(file_format, Wanted())
    assert (file.count, file.left_out) == (6, 0)
    checked = check_file(file_format, file.name, file.content, None)
    assert checked.objections == ()
    assert [row.fate for row in checked.rows] == [Fate.UNCHANGED] * 6
    assert {row.row for row in checked.rows} == set(take(Wanted()).rows)


def test_a_file_has_approved_figures_in_use_only(browser: Client, province: Province, record: Record) -> None:
    column = FormColumn.objects.create(form=province.sheet.form, indicator=province.indicator, order=1)
    EntryCell.objects.create(sheet=province.sheet, column=column, unit=province.unit, raw="12,3", value="12.3")
    record(province.unit, "2024", value=90)
    record(province.unit, "2024", value=91)
    record(province.unit, "2019", value=80)
    found = json.loads(page(browser, "download", dinh_dang="dhis2-json", tu_nam="2020"))
    assert [(one["period"], one["value"]) for one in found["dataValues"]] == [("2024", "91")]


def test_download_is_a_file_with_a_name_and_wrong_years_are_told(
    browser: Client, province: Province, record: Record
) -> None:
    record(province.unit)
    answer = browser.get(reverse("interchange:download"), {"dinh_dang": "sdmx-csv", "tu_nam": 2024, "den_nam": 2025})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="so-lieu-2024-2025-sdmx-2.0.csv"'
    assert answer.content.decode().startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,REF_AREA")
    told = page(browser, "download", dinh_dang="sdmx-csv", tu_nam="2025", den_nam="2024", status=400)
    assert "trước năm đầu (2025)" in told


def test_a_figure_whose_code_is_now_another_units_is_left_out(
    province: Province, district: AdministrativeUnit, record: Record
) -> None:
    record(district, "2025")
    AdministrativeUnit.objects.filter(pk=district.pk).update(valid_to=date(2025, 7, 1))
    AdministrativeUnit.objects.create(
        code="522", name="Xã Mới", kind="Xã", level="commune", valid_from=date(2025, 7, 1), search_key="", sort_key=""
    )
    file = outgoing(FileFormat.DHIS2_JSON, Wanted())
    assert (file.count, file.left_out) == (0, 1)


def test_a_code_names_the_unit_that_bears_it_on_the_last_day_of_the_period(
    province: Province, district: AdministrativeUnit, source: DataSource
) -> None:
    AdministrativeUnit.objects.filter(pk=district.pk).update(valid_to=date(2025, 7, 1))
    new = AdministrativeUnit.objects.create(
        code="522", name="Xã Mới", kind="Xã", level="commune", valid_from=date(2025, 7, 1), search_key="", sort_key=""
    )
    data = f"{HEAD}bhyt,2025S1,522,,,1,\r\nbhyt,2025,522,,,2,\r\nbhyt,2019,522,,,3,\r\n".encode()
    checked = check_file(FileFormat.DHIS2_CSV, "a.csv", data, source)
    (objection,) = checked.objections
    assert (objection.at, objection.column) == (4, "orgUnit")
    assert "Bình Sơn (từ 01/01/2020 đến trước 01/07/2025); Xã Mới (từ 01/07/2025)" in objection.message
    right = check_file(FileFormat.DHIS2_CSV, "a.csv", data.rpartition(b"bhyt,2019")[0], source)
    assert [row.unit for row in right.rows] == [district, new]


def test_a_unit_known_to_be_older_than_the_register_counts_before_it(
    province: Province, district: AdministrativeUnit, source: DataSource
) -> None:
    AdministrativeUnit.objects.filter(pk=district.pk).update(began_earlier=True)
    checked = check_file(FileFormat.DHIS2_CSV, "a.csv", f"{HEAD}bhyt,2010,522,,,3,\r\n".encode(), source)
    assert [row.unit for row in checked.rows] == [district]


def test_a_file_is_previewed_and_recorded_as_one_batch_that_can_be_reversed(
    browser: Client, province: Province, source: DataSource, record: Record
) -> None:
    record(province.unit, "2023", value=90)
    text = f"{HEAD}bhyt,2023,51,,,91,\r\nbhyt,2024,51,,,93,\r\nbhyt,2022,51,,,,\r\n"
    kept = send(browser, text, source=source)
    shown = page(browser, "file", kept.pk)
    assert "Tệp đúng, sẽ ghi nhận 2 số liệu" in shown
    assert ["90" in shown, "Thay số đang có" in shown, 'value="1-1-1-0"' in shown] == [True, True, True]
    assert Observation.objects.count() == 1
    assert confirm(browser, kept, "1-1-1-0") == 302
    batch = Batch.objects.latest("pk")
    assert (batch.kind, batch.count, batch.title) == ("import", 2, "DHIS2 dataValueSets (CSV): quy-3.csv")
    assert sorted(row.value for row in take(Wanted()).rows if row.value) == [91, 93]
    kept.refresh_from_db()
    assert (kept.state, kept.batch, bytes(kept.content)) == ("recorded", batch, b"")
    assert "Đã ghi nhận" in page(browser, "file", kept.pk)
    reverse_batch(actor=system_actor("Thử"), batch=batch, reason="nhầm tệp")
    assert [row.value for row in take(Wanted()).rows] == [90]


def test_a_file_with_anything_wrong_is_not_recorded(browser: Client, province: Province, source: DataSource) -> None:
    kept = send(browser, f"{HEAD}bhyt,2023,51,,,91,\r\nbhyt,2024,99,,,x,\r\nbhit,2024,51,,,1,\r\n", source=source)
    shown = page(browser, "file", kept.pk)
    assert "3 chỗ sai" in shown
    for words in ("Dòng 3, cột orgUnit", "Dòng 3, cột value", "Dòng 4, cột dataElement", "Có phải «bhyt» không?"):
        assert words in shown
    assert "Ghi nhận cả tệp" not in shown
    assert confirm(browser, kept, "0-0-3-0") == 400
    assert not Observation.objects.exists()


def test_what_changed_since_the_preview_is_shown_again(
    browser: Client, province: Province, source: DataSource, record: Record
) -> None:
    kept = send(browser, f"{HEAD}bhyt,2024,51,,,93,\r\n", source=source)
    record(province.unit, "2024", value=90)
    assert confirm(browser, kept, "1-0-0-0") == 409
    assert confirm(browser, kept, "0-1-0-0") == 302


def test_a_file_is_recorded_or_dropped_once(browser: Client, province: Province, source: DataSource) -> None:
    kept = send(browser, f"{HEAD}bhyt,2024,51,,,93,\r\n", source=source)
    assert browser.post(reverse("interchange:drop", args=[kept.pk]), {"version": 1}).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content)) == ("dropped", b"")
    assert browser.post(reverse("interchange:drop", args=[kept.pk]), {"version": 2}).status_code == 409


def test_nobody_sees_anothers_file(browser: Client, province: Province, source: DataSource) -> None:
    kept = send(browser, HEAD, source=source)
    other = Client()
    other.force_login(province.person(Role.COORDINATOR, province.other), "django.contrib.auth.backends.ModelBackend")
    assert other.get(reverse("interchange:file", args=[kept.pk])).status_code == 404
    assert "Mọi số trong tệp đã có trong hệ thống" in page(browser, "file", kept.pk)


def test_more_figures_than_a_request_can_check_are_refused_at_once(
    province: Province, source: DataSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ansinh.apps.interchange.checking.MOST_ROWS", 1)
    data = f"{HEAD}bhyt,2023,51,,,91,\r\nbhyt,2024,51,,,92,\r\n".encode()
    checked = check_file(FileFormat.DHIS2_CSV, "a.csv", data, source)
    assert [objection.message for objection in checked.objections] == [
        "Có 2 số liệu; mỗi lần nhận nhiều nhất 1. Chia theo năm hoặc theo chỉ số."
    ]
    assert (checked.imported, checked.ignored) == (0, 2)


def test_too_large_a_file_is_refused_with_a_remedy(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExchangeFile, "MOST_BYTES", 10)
    data = {"loai_tep": "dhis2-csv", "tep": ContentFile(HEAD.encode(), "to.csv")}
    answer = browser.post(reverse("interchange:send"), data)
    assert (answer.status_code, "Chia theo năm" in answer.content.decode()) == (400, True)


def test_more_than_a_file_holds_is_refused_whole(
    browser: Client, province: Province, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ansinh.apps.interchange.queries.MOST_FIGURES", 1)
    record(province.unit, "2023")
    assert page(browser, "download", dinh_dang="dhis2-csv").count("bhyt") > 1
    record(province.unit, "2024")
    assert "Chọn ít chỉ số hoặc ít năm hơn" in page(browser, "download", dinh_dang="dhis2-csv", status=400)


def test_what_no_file_carries_is_told(browser: Client, district: AdministrativeUnit, record: Record) -> None:
    record(district, "2025")
    assert "không nằm trong tệp nào" not in page(browser, "home")
    AdministrativeUnit.objects.filter(pk=district.pk).update(valid_to=date(2025, 7, 1))
    assert "1 số không nằm trong tệp nào" in page(browser, "home")


def test_a_file_that_waits_is_work_and_is_let_go_after_a_month(
    browser: Client, coordinator: User, source: DataSource
) -> None:
    kept = send(browser, f"{HEAD}bhyt,2024,51,,,93,\r\n", source=source)
    (item,) = work_source(actor_for(coordinator, today()), today())
    assert (item.title, item.act) == ("Tệp quy-3.csv đã kiểm tra, chờ ghi nhận", "Xem")
    ExchangeFile.objects.update(sent_at=now() - timedelta(days=31))
    send(browser, HEAD, source=source)
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content)) == ("dropped", b"")
