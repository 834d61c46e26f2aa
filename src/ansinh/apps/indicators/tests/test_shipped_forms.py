"""`ansinh load_forms`: the forms that ship with the product."""

import pytest
from django.core.management import CommandError, call_command

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.actions import open_sheets
from ansinh.apps.indicators.entry_grid import read_grid, units_of
from ansinh.apps.indicators.management.commands import load_forms
from ansinh.apps.indicators.models import EntryForm, FormColumn, Indicator
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period, PeriodKind
from ansinh.kit.access import system_actor
from ansinh.kit.strict_yaml import load_yaml_file

CODES = set(load_yaml_file(load_forms.DATA / "forms.yaml"))


@pytest.fixture
def prepared(db):
    """Everything but the forms."""
    for command in ("load_orgs", "load_plan", "load_indicators"):
        call_command(command)


def test_shipped_forms_are_loaded_once_with_their_columns_reporters_and_approver(prepared, capsys):
    call_command("load_forms")
    assert f"Đã lập {len(CODES)} biểu" in capsys.readouterr().out
    assert set(EntryForm.objects.values_list("code", flat=True)) == CODES
    for form in EntryForm.objects.all():
        assert form.reporters.exists()
        assert form.columns_now.exists()
        assert form.legal_basis
        assert {column.indicator.frequency for column in form.columns_now} <= {kind.value for kind in PeriodKind}
    health = EntryForm.objects.get(code="bieu-01-y-te")
    assert [reporter.code for reporter in health.reporters.all()] == ["so-y-te"]
    assert health.approver.code == "so-ldtbxh"
    first = health.columns_now.first()
    assert (first.indicator.code, first.jump_limit * 100) == ("bao-phu-bao-hiem-y-te", 5)
    before = (FormColumn.objects.count(), AuditEntry.objects.count())
    call_command("load_forms")
    assert (FormColumn.objects.count(), AuditEntry.objects.count()) == before
    assert capsys.readouterr().out == ""


def test_a_form_that_officers_changed_is_left_as_it_is(prepared):
    call_command("load_forms")
    EntryForm.objects.filter(code="bieu-01-y-te").update(name="Biểu đã sửa")
    call_command("load_forms")
    assert EntryForm.objects.get(code="bieu-01-y-te").name == "Biểu đã sửa"


def test_every_shipped_form_opens_a_sheet_with_every_district(prepared):
    call_command("load_forms")
    for form in EntryForm.objects.all():
        period = Period(PeriodKind(form.frequency), 2024)
        sheets = open_sheets(actor=system_actor("Thử"), form=form, period=period, vintage=Vintage.FINAL)
        assert len(units_of(sheets[0])) == 13
        assert len(read_grid(sheets[0]).columns) == form.columns_now.count()


def test_what_a_form_names_and_is_not_there_is_all_said_at_once_and_nothing_is_made(prepared):
    Organisation.objects.filter(code="so-y-te").update(code="so-y-te-cu")
    Indicator.objects.filter(code="bao-phu-bao-hiem-y-te").update(code="cu-bhyt")
    with pytest.raises(CommandError) as refused:
        call_command("load_forms")
    said = str(refused.value)
    assert "bieu-01-y-te: chưa có cơ quan «so-y-te». Chạy «ansinh load_orgs» trước." in said
    assert "bieu-01-y-te: chưa có chỉ số «bao-phu-bao-hiem-y-te». Chạy «ansinh load_indicators» trước." in said
    assert not EntryForm.objects.exists()


def test_a_damaged_file_is_refused_in_words(db, tmp_path, monkeypatch):
    (tmp_path / "forms.yaml").write_text("bieu: {name: a\n", encoding="utf-8")
    monkeypatch.setattr(load_forms, "DATA", tmp_path)
    with pytest.raises(CommandError, match=r"forms\.yaml"):
        call_command("load_forms")
