"""Verifying the log: which entry is the first wrong one, said in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from pytest_django import Settings

from ansinh.apps.audit import guard
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.audit.queries import last_stamp, verify
from ansinh.apps.audit.seals import keep_stamp, stamps_file
from ansinh.apps.audit.tests.acts import act
from ansinh.domain.chain import Fault, FaultKind, Stamp

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def log(db: None, settings: Settings, tmp_path: Path) -> None:
    """Ten acts and their stamps, as if each had been committed."""
    settings.DATA_DIR = tmp_path
    for number in range(1, 11):
        act(f"Việc {number}")
        stamp = last_stamp()
        assert stamp is not None
        keep_stamp(stamp)


@pytest.fixture
def tamper(log: None) -> Callable[[], None]:
    """Take the triggers and the unique keys off, as whoever owns the database can."""

    def unlock() -> None:
        guard.remove(connection)

    return unlock


def run(*arguments: str) -> int:
    try:
        call_command("verify_audit", *arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_whole_log_passes_and_gives_a_stamp_for_the_paper_log(log: None, capsys: Capture) -> None:
    assert run() == 0
    said = capsys.readouterr().out
    assert "Nhật ký nguyên vẹn: 10 mục liền mạch; 10 dấu niêm giữ ngoài bảng đều khớp." in said
    assert re.search(r"^Dấu niêm: 10 [0-9a-f]{4}(-[0-9a-f]{4}){3}$", said, re.M)


def test_empty_log_passes(db: None, settings: Settings, tmp_path: Path, capsys: Capture) -> None:
    settings.DATA_DIR = tmp_path
    assert run() == 0
    assert capsys.readouterr().out == "Nhật ký chưa có mục nào.\n"


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Việc khác"},
        {"actor_name": "Người khác"},
        {"organisation_id": 99},
        {"after": {"value": 1}},
        {"search_key": "khong tim thay"},
        {"at": "2020-01-01T00:00:00Z"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_entry_is_named_with_what_stands_there(
    tamper: Callable[[], None], change: dict[str, object], capsys: Capture
) -> None:
    tamper()
    AuditEntry.objects.filter(sequence=7).update(**change)
    guard.install(connection)
    assert verify().faults == (Fault(FaultKind.CHANGED, 7),)
    assert run() == 1
    said = capsys.readouterr().err
    assert "NHẬT KÝ KHÔNG NGUYÊN VẸN. Chỗ sai đầu tiên:\n  Mục 7: nội dung không khớp" in said
    assert "Mục này đang ghi:" in said
    assert "Việc cần làm:" in said


def test_deleted_entries_are_named(tamper: Callable[[], None], capsys: Capture) -> None:
    tamper()
    AuditEntry.objects.filter(sequence__in=[4, 5]).delete()
    assert verify().faults == (Fault(FaultKind.MISSING, 4, 5),)
    assert run() == 1
    assert "Mục 4 đến 5: không còn trong nhật ký" in capsys.readouterr().err


def test_reordered_entries_are_named(tamper: Callable[[], None]) -> None:
    tamper()
    AuditEntry.objects.filter(sequence=3).update(sequence=99)
    AuditEntry.objects.filter(sequence=8).update(sequence=3)
    AuditEntry.objects.filter(sequence=99).update(sequence=8)
    chain = verify().chain
    assert chain.faults == (Fault(FaultKind.MOVED, 3, 8), Fault(FaultKind.MOVED, 8, 3))


def test_entry_repeated_under_a_new_number_is_named(tamper: Callable[[], None]) -> None:
    tamper()
    copy = AuditEntry.objects.get(sequence=4)
    copy.pk, copy.sequence, copy.seal = None, 11, "0" * 63 + "1"
    copy.save(force_insert=True)
    assert verify().faults == (Fault(FaultKind.CHANGED, 11),)


def test_tail_that_was_cut_off_is_found_by_the_stamps_file(tamper: Callable[[], None], capsys: Capture) -> None:
    tamper()
    AuditEntry.objects.filter(sequence__gt=7).delete()
    found = verify()
    assert found.chain.is_whole
    assert found.faults == (Fault(FaultKind.CUT_OFF, 8, 10),)
    assert run() == 1
    assert "Mục 8 đến 10: đã từng có" in capsys.readouterr().err


def test_tail_that_was_cut_off_and_grew_again_is_found_by_the_stamps_file(tamper: Callable[[], None]) -> None:
    tamper()
    AuditEntry.objects.filter(sequence__gt=8).delete()
    for _ in range(5):
        act("Việc sau đó")
    found = verify()
    assert found.chain.is_whole
    assert found.faults == (Fault(FaultKind.REPLACED, 9), Fault(FaultKind.REPLACED, 10))


def test_removed_log_is_found_by_the_stamps_file(tamper: Callable[[], None]) -> None:
    tamper()
    AuditEntry.objects.all().delete()
    assert verify().faults == (Fault(FaultKind.CUT_OFF, 1, 10),)


def test_log_and_stamps_file_cut_off_together_are_found_by_the_paper_log(
    tamper: Callable[[], None], capsys: Capture
) -> None:
    paper = str(last_stamp())
    tamper()
    AuditEntry.objects.filter(sequence__gt=7).delete()
    lines = stamps_file().read_text().splitlines(keepends=True)
    stamps_file().write_text("".join(lines[:7]))
    guard.install(connection)
    assert run() == 0
    assert run("--stamp", paper) == 1
    assert "Mục 8 đến 10: đã từng có" in capsys.readouterr().err


def test_paper_stamp_that_fits_passes(log: None) -> None:
    assert run("--stamp", str(last_stamp())) == 0


def test_paper_stamp_that_is_none_is_refused_with_an_example(log: None) -> None:
    with pytest.raises(CommandError, match="ví dụ: 1204 9f3a-11bc-0d2e-77aa"):
        run("--stamp", "10 xyz")


def test_damaged_stamps_file_is_said_with_its_line(log: None, capsys: Capture) -> None:
    with stamps_file().open("a") as file:
        file.write("chữ lạ\n")
    assert run() == 0
    assert "audit-head, dòng 11: «chữ lạ" in capsys.readouterr().err


def test_missing_guard_fails_the_verification_and_can_be_put_back(log: None, capsys: Capture) -> None:
    guard.remove(connection)
    assert run() == 1
    assert "Khóa chống sửa, xóa trên bảng nhật ký không còn đủ" in capsys.readouterr().err
    assert run("--restore-lock") == 0
    assert AuditEntry.objects.order_by("sequence").last().summary == (
        "Đặt lại khóa chống sửa, xóa trên bảng nhật ký; trước đó khóa không còn đủ."
    )


def test_wrong_key_makes_every_entry_wrong_and_the_report_stays_short(
    log: None, settings: Settings, capsys: Capture
) -> None:
    for _ in range(30):
        act("Việc thêm")
    settings.AUDIT_KEY = "another key"
    assert run() == 1
    said = capsys.readouterr().err
    assert "Chỗ sai đầu tiên:\n  Mục 1:" in said
    assert "… và 20 chỗ khác." in said
    assert "xem lại ANSINH_AUDIT_KEY" in said


def test_restored_log_is_accepted_with_a_reason_and_the_old_stamps_are_kept(
    tamper: Callable[[], None], django_capture_on_commit_callbacks: Callable[..., object], capsys: Capture
) -> None:
    tamper()
    AuditEntry.objects.filter(sequence__gt=7).delete()
    guard.install(connection)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert run("--accept-restored", "Khôi phục bản sao lưu 02:00 ngày 23/11/2026 sau khi hỏng đĩa") == 0
    entry = AuditEntry.objects.order_by("sequence").last()
    assert entry is not None
    assert entry.sequence == 8
    assert entry.after["faults"] == [Fault(FaultKind.CUT_OFF, 8, 10).message]
    put_aside = list(stamps_file().parent.glob("audit-head.*"))
    assert len(put_aside) == 1
    assert len(put_aside[0].read_text().splitlines()) == 10
    assert stamps_file().read_text() == f"{Stamp.of(8, entry.seal)}\n"
    assert run() == 0


def test_log_that_is_wrong_in_itself_is_never_accepted(tamper: Callable[[], None]) -> None:
    tamper()
    AuditEntry.objects.filter(sequence=2).update(summary=F("action"))
    with pytest.raises(CommandError, match="Không ghi nhận được"):
        run("--accept-restored", "lý do")


def test_whole_log_needs_no_accepting(log: None) -> None:
    with pytest.raises(CommandError, match="Không có gì phải ghi nhận"):
        run("--accept-restored", "lý do")


def test_restored_log_is_not_accepted_without_a_reason(tamper: Callable[[], None]) -> None:
    tamper()
    AuditEntry.objects.filter(sequence__gt=7).delete()
    with pytest.raises(CommandError, match="Chưa có lý do"):
        run("--accept-restored", " ")
