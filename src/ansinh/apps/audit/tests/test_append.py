"""What an act leaves in the log."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.audit.queries import verify
from ansinh.apps.audit.seals import kept_stamps, stamps_file
from ansinh.apps.audit.tests.acts import act
from ansinh.domain.chain import GENESIS, Stamp
from ansinh.kit.access import Actor

OFFICER = Actor(user_id=7, name="Nguyễn Thị Đào", organisation_id=3, organisation_name="Sở Y tế")


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def numbers() -> list[int]:
    return list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True))


def test_entry_keeps_the_names_of_the_day_and_links_to_the_one_before(db: None) -> None:
    act("Việc một", OFFICER)
    act("Việc hai", OFFICER, before={"value": 93}, after={"value": 95})
    first, second = AuditEntry.objects.order_by("sequence")
    assert (first.sequence, first.previous_seal) == (1, GENESIS)
    assert (second.sequence, second.previous_seal) == (2, first.seal)
    assert (second.actor_id, second.actor_name, second.organisation_name) == (7, "Nguyễn Thị Đào", "Sở Y tế")
    assert (second.before, second.after) == ({"value": 93}, {"value": 95})


def test_values_that_no_database_keeps_are_settled_and_their_seal_fits(db: None) -> None:
    odd = {"day": date(2026, 11, 23), "sum": Decimal("1.50"), "big": 1e20, "zero": -0.0, "nan": float("nan")}
    act("Có ký tự \x00 lạ", after={**odd, "text": "a\x00b\ud800", "half": 0.1})
    entry = AuditEntry.objects.get()
    assert entry.after == {
        "day": "2026-11-23",
        "sum": "1.50",
        "big": 10**20,
        "zero": 0,
        "nan": "nan",
        "text": "a\ufffdb\ufffd",
        "half": 0.1,
    }
    assert verify().is_whole


def test_names_too_long_for_a_column_are_cut_and_the_act_is_kept(db: None) -> None:
    act("Việc", Actor(user_id=1, name="Ă" * 500, organisation_id=1, organisation_name="Sở " * 300))
    assert len(AuditEntry.objects.get().actor_name) == 200
    assert verify().is_whole


def test_act_that_is_rolled_back_leaves_neither_entry_nor_gap(db: None) -> None:
    act("Việc một")
    with transaction.atomic():
        act("Việc bị bỏ")
        transaction.set_rollback(True)
    act("Việc hai")
    assert numbers() == [1, 2]
    assert verify().is_whole


def test_failed_inner_transaction_does_not_spoil_the_outer_one(db: None) -> None:
    with transaction.atomic():
        act("Việc ngoài một")
        with pytest.raises(IntegrityError):
            _act_and_fail()
        act("Việc ngoài hai")
    assert [e.summary for e in AuditEntry.objects.order_by("sequence")] == ["Việc ngoài một", "Việc ngoài hai"]
    assert verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_stamp_is_kept_outside_only_when_the_act_is_committed() -> None:
    with transaction.atomic():
        act("Việc một")
        assert not stamps_file().exists()
    with transaction.atomic():
        act("Việc bị bỏ")
        transaction.set_rollback(True)
    act("Việc hai")
    assert list(kept_stamps()) == [Stamp.of(e.sequence, e.seal) for e in AuditEntry.objects.order_by("sequence")]
    assert stamps_file().stat().st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True)
def test_stamp_that_cannot_be_written_does_not_fail_the_act(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "gone"
    act("Việc một")
    assert numbers() == [1]
    assert verify().remarks == (f"Không có tệp dấu niêm {stamps_file()}: chưa đối chiếu được phần cuối của nhật ký.",)


@transaction.atomic
def _act_and_fail() -> None:
    act("Việc trong")
    AuditEntry.objects.create(sequence=1, at="2026-11-23T00:00:00Z", seal="x", previous_seal="y")
