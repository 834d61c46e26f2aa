"""Making and changing the forms that officers fill in; sheets keep the columns they were opened with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.actions import NewColumn, change_form, define_form, open_sheets
from ansinh.apps.indicators.entry_grid import read_grid
from ansinh.apps.indicators.models import Dimension, EntryForm, Indicator
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.kit.access import system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from tests.province import Province

SYSTEM = system_actor("Thử")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def another(province: Province) -> Indicator:
    return Indicator.objects.create(
        code="so-ho", name="Số hộ", definition="x", unit="hộ", direction="lower", frequency="year", over_place="sum",
        over_time="last", search_key="so ho",
    )  # fmt: skip


@pytest.fixture
def form(province: Province) -> EntryForm:
    return define_form(
        actor=SYSTEM, code="bieu-hai", columns=[NewColumn(province.indicator)], reporters=[province.other],
        fields={"name": "Biểu thử", "frequency": "year", "level": "district", "approver": province.own},
    )  # fmt: skip


@pytest.fixture
def coordinator(client: Client, province: Province) -> Client:
    client.force_login(province.person(Role.COORDINATOR), BACKEND)
    return client


def fields(province: Province, **changes: Any) -> dict[str, Any]:
    return {"name": "Biểu thử", "frequency": "year", "level": "district", "approver": province.own} | changes


def opened(form: EntryForm, year: int = 2024) -> Any:
    (sheet,) = open_sheets(actor=SYSTEM, form=form, period=Period.parse(str(year)), vintage=Vintage.FINAL)
    return sheet


def titles(sheet: Any) -> list[str]:
    return [column.title for column in read_grid(sheet).columns]


def posted(province: Province, *columns: tuple[object, ...], **changes: Any) -> dict[str, Any]:
    """As the page sends it: order, indicator, category, jump limit of each line."""
    lines = {
        f"form-{number}-{name}": value
        for number, column in enumerate(columns)
        for name, value in zip(("order", "indicator", "category", "jump_limit"), column, strict=False)
    }
    given = fields(province, approver=province.own.pk, reporters=[province.other.pk], do="save")
    return given | {"form-TOTAL_FORMS": len(columns), "form-INITIAL_FORMS": 0} | lines | changes


def test_sheets_keep_the_columns_they_were_opened_with(province: Province, form: EntryForm, another: Indicator) -> None:
    old = opened(form, 2023)
    change_form(
        actor=SYSTEM, form=form, version=form.version, fields=fields(province), reporters=[province.other],
        columns=[NewColumn(another), NewColumn(province.indicator)],
    )  # fmt: skip
    new = opened(EntryForm.objects.get(pk=form.pk), 2024)
    assert titles(old) == [province.indicator.name]
    assert titles(new) == ["Số hộ", province.indicator.name]
    assert "Phiếu đã mở giữ các cột cũ" in AuditEntry.objects.filter(action="indicators.change_form").get().summary


def test_without_sheets_columns_change_in_place(province: Province, form: EntryForm, another: Indicator) -> None:
    change_form(
        actor=SYSTEM, form=form, version=1, fields=fields(province), reporters=[province.other],
        columns=[NewColumn(another, jump_limit=Decimal("0.2"))],
    )  # fmt: skip
    assert (form.edition, [row.indicator for row in form.columns.all()]) == (1, [another])


def test_renaming_a_form_with_sheets_makes_no_new_edition(province: Province, form: EntryForm) -> None:
    opened(form)
    change_form(
        actor=SYSTEM, form=form, version=1, fields=fields(province, name="Tên mới"), reporters=[province.other],
        columns=[NewColumn(province.indicator)],
    )  # fmt: skip
    assert (form.name, form.edition) == ("Tên mới", 1)


def test_level_and_period_of_a_form_with_sheets_are_fixed(province: Province, form: EntryForm) -> None:
    opened(form)
    with pytest.raises(ActionRefused) as refused:
        change_form(
            actor=SYSTEM, form=form, version=1, columns=[NewColumn(province.indicator)], reporters=[province.other],
            fields=fields(province, frequency="quarter", level="commune"),
        )  # fmt: skip
    assert [problem.field for problem in refused.value.problems] == ["frequency", "level"]


def test_two_who_change_a_form_do_not_overwrite_each_other(province: Province, form: EntryForm) -> None:
    given = {"columns": [NewColumn(province.indicator)], "reporters": [province.other]}
    change_form(actor=SYSTEM, form=form, version=1, fields=fields(province, name="Một"), **given)
    with pytest.raises(Conflict):
        change_form(actor=SYSTEM, form=form, version=1, fields=fields(province, name="Hai"), **given)


def test_everything_wrong_with_the_columns_is_said_at_once(
    province: Province, coordinator: Client, another: Indicator
) -> None:
    sex = Dimension.objects.create(code="gioi", name="Giới tính")
    men = sex.categories.create(code="nam", name="Nam")
    given = posted(province, (1, another.pk), (2, another.pk), (3, another.pk, men.pk), code="bieu-moi", reporters=[])
    answer = coordinator.post(reverse("indicators:new_form"), given)
    said = answer.content.decode()
    assert answer.status_code == 400
    for words in ("«Số hộ» có hai lần", "Cột 3: chỉ số «Số hộ» không phân tổ", "Chưa chọn cơ quan nhập", "Biểu thử"):
        assert words in said


def test_a_form_made_on_the_page_has_its_columns_by_their_numbers(
    province: Province, coordinator: Client, another: Indicator
) -> None:
    given = posted(province, (2, another.pk, "", "20"), (1, province.indicator.pk), ("", ""), code="Bieu-Moi")
    answer = coordinator.post(reverse("indicators:new_form"), given)
    made = EntryForm.objects.get(code="bieu-moi")
    assert answer["Location"] == reverse("indicators:form", args=["bieu-moi"])
    assert [(row.indicator, row.jump_limit) for row in made.columns_now.order_by("order")] == [
        (province.indicator, None),
        (another, Decimal("0.20")),
    ]


def test_more_lines_keep_what_was_typed_and_change_nothing(
    province: Province, coordinator: Client, form: EntryForm
) -> None:
    given = posted(province, (1, province.indicator.pk, "", "15"), name="Đang gõ", do="more", version=1)
    answer = coordinator.post(reverse("indicators:change_form", args=[form.code]), given)
    assert answer.context["table"].total_form_count() == 5
    assert "Đang gõ" in answer.content.decode()
    assert EntryForm.objects.get(pk=form.pk).name == "Biểu thử"


def test_the_page_warns_that_open_sheets_keep_their_columns(
    province: Province, coordinator: Client, form: EntryForm
) -> None:
    opened(form)
    said = coordinator.get(reverse("indicators:change_form", args=[form.code])).content.decode()
    assert "Biểu đã có 1 phiếu" in said
    assert "phiếu đã mở giữ các cột cũ" in said


def test_a_taken_code_is_refused(province: Province, form: EntryForm) -> None:
    with pytest.raises(ActionRefused, match="đã dùng"):
        define_form(
            actor=SYSTEM, code="bieu-hai", columns=[NewColumn(province.indicator)], reporters=[province.other],
            fields=fields(province),
        )  # fmt: skip
