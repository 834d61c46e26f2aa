"""The API as a program sees it: reading, recording, and what it says when it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.models import Batch, DataSource, Dimension, EntryCell, FormColumn, Observation
from ansinh.apps.interchange.api.door import CALLS_A_MINUTE
from ansinh.apps.interchange.models import ApiToken, Scope, StoredAnswer
from ansinh.apps.interchange.tests.conftest import Program
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.roles import Role
from ansinh.kit.clock import now
from tests.province import Province

Record = Callable[..., Batch]
RATIO = {"indicator": "bhyt", "unit": "51", "period": "2024", "numerator": "939", "denominator": "1000"}


def sent(*figures: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Số quý", "source": "bhxh", "figures": list(figures)}


# Reading --------------------------------------------------------------------------------------------------------


def test_approved_figures_are_read_with_their_parts_and_source(
    program: Program, province: Province, record: Record
) -> None:
    record(province.unit)
    _, found = program.get("/observations")
    (one,) = found["items"]
    assert found["next"] is None
    assert (one["indicator"], one["unit"], one["unit_name"], one["period"]) == ("bhyt", "51", "Quảng Ngãi", "2024")
    assert (one["value"], one["numerator"], one["denominator"], one["nil"]) == ("93.9", "939", "1000", False)
    assert (one["vintage"], one["source"], one["category"]) == ("final", "bhxh", "")


def test_nothing_occurred_is_neither_zero_nor_missing_nor_impossible(
    program: Program, province: Province, record: Record
) -> None:
    record(province.unit, "2022", is_not_applicable=True)
    record(province.unit, "2023", is_nil=True)
    record(province.unit, "2024", value=0)
    _, found = program.get("/observations")
    assert [(one["period"], one["not_applicable"], one["nil"], one["value"]) for one in found["items"]] == [
        ("2022", True, False, None), ("2023", False, True, None), ("2024", False, False, "0"),
    ]  # fmt: skip


def test_what_is_being_entered_is_never_shown(program: Program, province: Province) -> None:
    column = FormColumn.objects.create(form=province.sheet.form, indicator=province.indicator, order=1)
    EntryCell.objects.create(sheet=province.sheet, column=column, unit=province.unit, raw="12,3", value="12.3")
    assert program.get("/observations")[1]["items"] == []
    (target,) = program.get(f"/plans/{province.plan.slug}/targets")[1]
    assert target["status"] == "none"


def test_superseded_and_reversed_figures_are_not_shown(program: Program, province: Province, record: Record) -> None:
    record(province.unit, numerator=900, denominator=1000)
    record(province.unit, numerator=950, denominator=1000)
    assert [one["value"] for one in program.get("/observations")[1]["items"]] == ["95"]


def test_observations_are_narrowed(
    program: Program, province: Province, district: AdministrativeUnit, sexes: Dimension, record: Record
) -> None:
    record(province.unit, "2023")
    record(district, "2024Q3")
    women = sexes.categories.get(code="nu")
    record(province.unit, "2024", value=90, category_id=women.pk)

    def periods(**query: Any) -> list[str]:
        return [one["period"] for one in program.get("/observations", **query)[1]["items"]]

    assert periods(unit="522") == ["2024Q3"]
    assert periods(since=2024) == ["2024Q3", "2024"]
    assert periods(until=2023, indicator="bhyt") == ["2023"]
    assert periods(category="gioi-tinh.nu") == ["2024"]
    assert periods(category="") == ["2023", "2024Q3"]
    assert periods(vintage="estimate") == []


def test_pages_lose_nothing_while_figures_come_in(program: Program, province: Province, record: Record) -> None:
    for year in range(2015, 2020):
        record(province.unit, str(year))
    _, first = program.get("/observations", limit=2)
    record(province.unit, "2014")
    seen = [one["period"] for one in first["items"]]
    following = first["next"]
    while following:
        page = Client().get(following, headers={"Authorization": f"Bearer {program.secret}"}).json()
        seen += [one["period"] for one in page["items"]]
        following = page["next"]
    assert seen == ["2015", "2016", "2017", "2018", "2019", "2014"]
    assert first["next"].startswith("http://testserver/api/v1/observations?limit=2&after=")


def test_number_of_queries_does_not_grow_with_what_is_read(
    program: Program, province: Province, district: AdministrativeUnit, record: Record
) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert program.get(path)[0].status_code == 200
        return len(captured)

    record(province.unit, "2010")
    slug = province.plan.slug
    paths = ("/observations", "/indicators", "/indicators/bhyt", "/units", "/dimensions", "/sources", "/plans",
             f"/plans/{slug}/promises", f"/plans/{slug}/targets")  # fmt: skip
    before = {path: queries(path) for path in paths}
    program.get("/observations")
    before["/observations"] = queries("/observations")
    for year in range(2011, 2016):
        record(province.unit, str(year))
        record(district, str(year))
    cache.clear()
    after = {path: queries(path) for path in paths}
    door = 3  # token, whether it is usable, roles of its owner
    assert after["/observations"] == before["/observations"] == door + 1
    assert {path: count for path, count in after.items() if count > 20} == {}
    assert [after[path] - door for path in ("/indicators", "/units", "/dimensions", "/sources", "/plans")] == [
        1,
        2,
        1,
        1,
        1,
    ]


def test_figures_are_fetched_as_files_of_other_systems(program: Program, province: Province, record: Record) -> None:
    record(province.unit, "2023")
    record(province.unit, "2024")
    answer, found = program.get("/files/dhis2-json", since=2024, indicator=["bhyt", "khong-co"])
    assert {(one["dataElement"], one["period"]) for one in found["dataValues"]} == {
        ("bhyt", "2024"), ("bhyt.tu-so", "2024"), ("bhyt.mau-so", "2024"),
    }  # fmt: skip
    assert (answer.headers["X-Figures"], answer.headers["Content-Disposition"]) == (
        "1", 'attachment; filename="so-lieu-2024-dhis2.json"',
    )  # fmt: skip
    _, again = program.post("/dataValueSets", answer.content)
    assert again["response"]["importCount"]["ignored"] == 3
    assert "open-sdg" in program.get("/files/excel")[1]["problems"][0]["message"]


def test_a_definition_is_given_whole(program: Program, sexes: Dimension, province: Province) -> None:
    _, found = program.get("/indicators/bhyt")
    assert (found["unit"], found["scale"], found["over_place"]) == ("%", "100", "ratio_of_sums")
    assert [one["code"] for one in found["dimensions"][0]["categories"]] == ["gioi-tinh.nam", "gioi-tinh.nu"]
    assert found["targets"] == [{"plan": province.plan.slug, "code": province.target.code}]
    assert program.get("/indicators", q="bao hiem")[1]["items"][0]["code"] == "bhyt"


def test_units_are_those_of_the_day(program: Program, district: AdministrativeUnit) -> None:
    AdministrativeUnit.objects.filter(pk=district.pk).update(valid_to=date(2025, 7, 1))
    AdministrativeUnit.objects.create(
        code="522", name="Xã Mới", kind="Xã", level="commune", valid_from=date(2025, 7, 1), search_key="", sort_key=""
    )

    def names(on: str) -> list[str]:
        found = program.get("/units", on=on)[1]["items"]
        return [one["name"] for one in found if one["code"] == "522"]

    assert (names("2025-06-30"), names("2025-07-01")) == (["Bình Sơn"], ["Xã Mới"])
    assert [one["code"] for one in program.get("/units", on="2025-06-30", parent="51")[1]["items"]] == ["522"]


def test_plans_and_targets_are_read_with_their_status(program: Program, province: Province, record: Record) -> None:
    record(province.unit, "2024", numerator=97, denominator=100)
    (plan,) = program.get("/plans")[1]
    assert plan["number"] == "65/KH-UBND"
    promises = program.get(f"/plans/{plan['slug']}/promises", kind="task")[1]
    assert [one["code"] for one in promises] == [province.task.code]
    (target,) = program.get(f"/plans/{plan['slug']}/targets")[1]
    assert (target["indicator"], target["comparison"]) == ("bhyt", ">")
    assert target["status"] != "none"
    assert target["why"]


# Recording ------------------------------------------------------------------------------------------------------


def test_figures_are_recorded_as_one_batch_in_the_owners_name(
    program: Program, province: Province, district: AdministrativeUnit, source: DataSource
) -> None:
    answer, said = program.post("/observations", sent(RATIO, RATIO | {"unit": "522"}))
    assert answer.status_code == 201, said
    assert said == {"batch": Batch.objects.latest("pk").pk, "imported": 2, "updated": 0, "ignored": 0, "aside": 0,
                    "dry_run": False}  # fmt: skip
    batch = Batch.objects.latest("pk")
    assert (batch.kind, batch.title, batch.count) == ("api", "Số quý", 2)
    entry = AuditEntry.objects.latest("sequence")
    assert "mã truy cập «DHIS2 thử»" in entry.actor_name
    assert entry.actor_id == province.person(Role.COORDINATOR).pk


def test_the_same_figures_again_change_nothing(program: Program, province: Province, source: DataSource) -> None:
    program.post("/observations", sent(RATIO))
    answer, said = program.post("/observations", sent(RATIO))
    assert (answer.status_code, said["batch"], said["ignored"]) == (200, None, 1)
    _, changed = program.post("/observations", sent(RATIO | {"numerator": "940"}))
    assert (changed["imported"], changed["updated"]) == (0, 1)
    assert Observation.objects.count() == 2


def test_a_worse_source_is_kept_aside(program: Program, province: Province, record: Record) -> None:
    record(province.unit)
    DataSource.objects.create(code="bao-cao", name="Báo cáo nhanh", rank=90)
    _, said = program.post("/observations", sent(RATIO | {"numerator": "1", "source": "bao-cao"}))
    assert (said["updated"], said["aside"]) == (1, 1)
    assert program.get("/observations")[1]["items"][0]["value"] == "93.9"


def test_a_dry_run_records_nothing(program: Program, province: Province, source: DataSource) -> None:
    answer, said = program.post("/observations?dryRun=true", sent(RATIO))
    assert (answer.status_code, said["imported"], said["dry_run"], said["batch"]) == (200, 1, True, None)
    assert not Observation.objects.exists()


def test_everything_that_is_wrong_is_told_and_nothing_is_recorded(
    program: Program, province: Province, sexes: Dimension, source: DataSource
) -> None:
    figures = [
        RATIO,
        RATIO | {"indicator": "bhytt"},
        RATIO | {"unit": "99999"},
        RATIO | {"period": "2024Q5"},
        RATIO | {"period": "2099"},
        RATIO | {"category": "dan-toc.kinh"},
        RATIO | {"source": "khong-co"},
        RATIO | {"period": "2023", "denominator": None},
        RATIO | {"period": "2022", "numerator": "1001"},
        RATIO | {"period": "2021", "value": "50"},
        {"indicator": "bhyt", "unit": "51", "period": "2020"},
        RATIO,
        RATIO | {"period": "2019", "numerator": "0.1234567"},
        RATIO | {"period": "2018", "numerator": 1e300},
    ]
    answer, said = program.post("/observations", sent(*figures))
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = {one["pointer"]: one["message"] for one in said["problems"]}
    for pointer, words in {
        "/figures/1/indicator": "Có phải «bhyt» không",
        "/figures/2/unit": "Không có đơn vị hành chính mã «99999»",
        "/figures/3/period": "2024Q3",
        "/figures/4/period": "chưa bắt đầu",
        "/figures/5/category": "Không có nhóm «dan-toc.kinh»",
        "/figures/6/source": "Các mã đang có: bhxh",
        "/figures/7/value": "Thiếu mẫu số",
        "/figures/8/value": "lớn hơn mẫu số",
        "/figures/9/value": "khác tử số chia mẫu số (93,9)",
        "/figures/10/value": "Không có số",
        "/figures/11/indicator": "đã có ở vị trí 1",
        "/figures/12/numerator": "6 chữ số sau",
        "/figures/13/numerator": "14 chữ số trước",
    }.items():
        assert words in told[pointer], (pointer, told)
    assert not Observation.objects.exists()


BAD_BODIES: list[tuple[Any, int, str]] = [
    (b"{", 400, "JSON"),
    (b'{"title": NaN}', 400, "JSON"),
    ({}, 422, "Thiếu mục này"),
    (sent(), 422, "ít nhất 1"),
    (sent(RATIO | {"gia_tri": 1}), 422, "Không có mục nào tên này"),
    (sent(RATIO | {"numerator": "1,5"}), 422, "1234.5"),
    (sent(RATIO | {"vintage": "cuoi"}), 422, "'estimate', 'preliminary'"),
    (sent(RATIO) | {"source": "khong-co"}, 422, "/api/v1/sources"),
    ([], 422, "đối tượng"),
]


@pytest.mark.parametrize(("body", "status", "words"), BAD_BODIES)
def test_bad_body_is_told_what_is_wrong(
    program: Program, source: DataSource, body: Any, status: int, words: str
) -> None:
    answer, said = program.post("/observations", body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert words in answer.content.decode(), said
    assert said["status"] == status
    assert said["type"].startswith("/trao-doi-so-lieu/api/#")


def test_too_large_a_body_is_told_so(program: Program, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer, said = program.post("/observations", sent(RATIO))
    assert (answer.status_code, "Chia thành nhiều lần gửi" in said["detail"]) == (413, True)


def test_unknown_parameter_is_not_passed_over(program: Program) -> None:
    answer, said = program.get("/observations", indikator="bhyt")
    assert (answer.status_code, said["problems"][0]["pointer"]) == (422, "indikator")
    assert program.get("/observations", limit=0)[1]["problems"] == [
        {"pointer": "limit", "message": "Nhỏ nhất là 1.", "code": "greater_than_equal"}
    ]
    assert "2024Q3" in program.get("/observations", period="2024-Q3")[1]["detail"]


def test_what_is_not_there_is_a_problem_too(program: Program) -> None:
    assert program.get("/indicators/khong-co")[0].status_code == 404
    assert program.get("/plans/khong-co/targets")[0].status_code == 404
    assert program.get("/khong-co")[0].status_code == 404
    answer, said = program.post("/indicators", {})
    assert (answer.status_code, answer.headers["Allow"], said["title"]) == (405, "GET", "Sai phương thức")


# DHIS2 ----------------------------------------------------------------------------------------------------------

SET = {
    "period": "2024", "orgUnit": "51",
    "dataValues": [{"dataElement": "bhyt.tu-so", "value": "939"}, {"dataElement": "bhyt.mau-so", "value": 1000}],
}  # fmt: skip


def test_data_value_set_is_answered_by_an_import_summary(
    program: Program, province: Province, source: DataSource
) -> None:
    answer, said = program.post("/dataValueSets?source=bhxh&dataElementIdScheme=code", SET)
    assert (answer.status_code, said["status"], said["response"]["status"]) == (200, "OK", "SUCCESS")
    assert said["response"]["importCount"] == {"imported": 2, "updated": 0, "ignored": 0, "deleted": 0}
    assert Observation.objects.get().value == Decimal("93.9")
    again = program.post("/dataValueSets?source=bhxh", SET)[1]["response"]["importCount"]
    assert again == {"imported": 0, "updated": 0, "ignored": 2, "deleted": 0}


def test_data_value_set_with_anything_wrong_is_not_taken(
    program: Program, province: Province, source: DataSource
) -> None:
    wrong = {**SET, "dataValues": [*SET["dataValues"], {"dataElement": "bhyt", "orgUnit": "99", "value": "1"}]}
    answer, said = program.post("/dataValueSets?source=bhxh", wrong)
    assert (answer.status_code, said["httpStatus"], said["response"]["status"]) == (409, "Conflict", "ERROR")
    assert said["response"]["importCount"] == {"imported": 0, "updated": 0, "ignored": 3, "deleted": 0}
    (conflict,) = said["response"]["conflicts"]
    assert (conflict["object"], conflict["errorCode"], conflict["property"]) == ("99", "E7612", "orgUnit")
    assert said["response"]["rejectedIndexes"] == [2]
    assert not Observation.objects.exists()


def test_data_value_set_may_be_a_table_and_may_be_tried_first(
    program: Program, province: Province, source: DataSource
) -> None:
    table = (
        b"dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,value\nbhyt,2024,51,,bhxh.estimate,93\n"
    )
    _, said = program.post("/dataValueSets?dryRun=true", table, content_type="text/csv")
    assert (said["response"]["importCount"]["imported"], said["response"]["importOptions"]["dryRun"]) == (1, True)
    assert not Observation.objects.exists()
    program.post("/dataValueSets", table, content_type="application/csv")
    assert Observation.objects.get().vintage == "estimate"


def test_identifiers_other_than_codes_are_refused(program: Program) -> None:
    answer, said = program.post("/dataValueSets?idScheme=uid&importStrategy=DELETE", SET)
    assert answer.status_code == 422
    assert [one["pointer"] for one in said["problems"]] == ["idScheme", "importStrategy"]


# Once only ------------------------------------------------------------------------------------------------------


def test_the_same_key_is_done_once_and_answered_alike(program: Program, province: Province, source: DataSource) -> None:
    first, said = program.post("/observations", sent(RATIO), **{"Idempotency-Key": "q3"})
    again, said_again = program.post("/observations", sent(RATIO), **{"Idempotency-Key": "q3"})
    assert (first.status_code, again.status_code, said) == (201, 201, said_again)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Batch.objects.filter(kind="api").count() == 1


def test_the_same_key_with_another_body_is_refused(program: Program, province: Province, source: DataSource) -> None:
    program.post("/observations", sent(RATIO), **{"Idempotency-Key": "q3"})
    answer, said = program.post("/observations", sent(RATIO | {"numerator": "1"}), **{"Idempotency-Key": "q3"})
    assert (answer.status_code, said["title"]) == (422, "Khóa đã dùng")
    assert Observation.objects.count() == 1


def test_a_refusal_is_kept_under_its_key_and_a_trial_is_not(program: Program, source: DataSource) -> None:
    program.post("/observations?dryRun=true", sent(RATIO), **{"Idempotency-Key": "q3"})
    assert not StoredAnswer.objects.exists()
    bad = sent(RATIO | {"unit": "99"})
    first = program.post("/observations", bad, **{"Idempotency-Key": "q4"})[1]
    assert program.post("/observations", bad, **{"Idempotency-Key": "q4"})[1] == first
    assert StoredAnswer.objects.get().status == 422


def test_keys_are_forgotten_after_a_week(program: Program, province: Province, source: DataSource) -> None:
    program.post("/observations", sent(RATIO), **{"Idempotency-Key": "q3"})
    StoredAnswer.objects.update(created_at=now() - timedelta(days=8))
    _, said = program.post("/observations", sent(RATIO), **{"Idempotency-Key": "q3"})
    assert (said["batch"], said["ignored"]) == (None, 1)


# The door -------------------------------------------------------------------------------------------------------


def test_a_call_without_a_token_is_told_how(db: None) -> None:
    answer = Client().get("/api/v1/plans")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="An Sinh"')
    assert "Authorization: Bearer" in answer.json()["detail"]
    assert Program("ansinh_bịa").get("/plans")[0].status_code == 401


def test_a_cookie_opens_nothing(browser: Client) -> None:
    assert browser.get("/api/v1/plans").status_code == 401


def test_a_revoked_token_is_dead(program: Program) -> None:
    ApiToken.objects.update(revoked_at=now())
    answer, said = program.get("/plans")
    assert (answer.status_code, "thu hồi" in said["detail"]) == (401, True)


def test_a_token_runs_out(program: Program) -> None:
    ApiToken.objects.update(created_at=now() - timedelta(days=2), expires_at=now() - timedelta(days=1))
    answer, said = program.get("/plans")
    assert (answer.status_code, "hết hạn" in said["detail"]) == (401, True)


def test_the_token_of_a_deactivated_owner_is_dead(program: Program, coordinator: User) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    answer, said = program.get("/plans")
    assert (answer.status_code, "ngừng dùng" in said["detail"]) == (401, True)


def test_a_token_can_no_more_than_its_scopes(
    program_of: Callable[..., Program], coordinator: User, source: DataSource
) -> None:
    reader = program_of(coordinator, Scope.READ_FIGURES)
    assert reader.get("/observations")[0].status_code == 200
    assert reader.get("/plans")[0].status_code == 403
    answer, said = reader.post("/observations", sent(RATIO))
    assert (answer.status_code, "write:figures" in said["detail"]) == (403, True)


def test_a_token_can_no_more_than_its_owner_today(
    program: Program, coordinator: User, province: Province, source: DataSource
) -> None:
    RoleAssignment.objects.filter(user=coordinator).update(role=Role.FOCAL.value)
    answer, said = program.post("/observations", sent(RATIO))
    assert (answer.status_code, "Ghi nhận số liệu" in said["detail"]) == (403, True)
    assert not Observation.objects.exists()
    RoleAssignment.objects.filter(user=coordinator).update(valid_to=date(2024, 1, 1))
    assert program.get("/observations")[0].status_code == 401


def test_use_is_remembered_at_most_once_a_minute(program: Program) -> None:
    program.get("/plans")
    first = ApiToken.objects.get().last_used_at
    program.get("/plans")
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


def test_a_runaway_program_is_slowed_down(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansinh.apps.interchange.api.door.CALLS_A_MINUTE", 2)
    moment = now()
    monkeypatch.setattr("ansinh.apps.interchange.api.door.now", lambda: moment)
    statuses = [program.get("/plans")[0].status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert CALLS_A_MINUTE > 60
    assert int(program.get("/plans")[0].headers["Retry-After"]) <= 60


def test_our_own_fault_tells_nothing_of_itself(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("bí mật của máy")

    monkeypatch.setattr("ansinh.apps.interchange.api.reads.plan_out", fail)
    answer, said = program.get("/plans")
    assert (answer.status_code, said["title"]) == (500, "Lỗi của hệ thống")
    assert "bí mật" not in answer.content.decode()
