"""`ansinh verify_audit`: is the audit log whole? Exit code 0 if it is, 1 if not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ansinh.apps.audit.actions import accept_restored, restore_lock
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.audit.queries import Verification, last_stamp, verify
from ansinh.domain.chain import Fault, Stamp
from ansinh.domain.figures import write_datetime, write_number
from ansinh.kit.access import system_actor
from ansinh.kit.actions import ActionRefused

_NO_LOCK = (
    "Khóa chống sửa, xóa trên bảng nhật ký không còn đủ. Có người đã gỡ, hoặc bảng được tạo lại khi nâng cấp; "
    "chạy «ansinh verify_audit --restore-lock» để đặt lại, rồi tìm xem ai đã gỡ."
)


class Command(BaseCommand):
    help = "Kiểm tra nhật ký còn nguyên vẹn không: mục bị sửa, xóa, chèn, đổi thứ tự, cắt phần cuối."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stamp", action="append", default=[], metavar="DẤU", help="dấu niêm chép trong sổ giấy, để đối chiếu"
        )
        parser.add_argument(
            "--accept-restored",
            metavar="LÝ DO",
            help="ghi nhận nhật ký vừa được khôi phục từ bản sao lưu; cất tệp dấu niêm cũ, bắt đầu tệp mới",
        )
        parser.add_argument("--restore-lock", action="store_true", help="đặt lại khóa chống sửa, xóa trên bảng")

    def handle(self, *args: Any, **options: Any) -> None:
        stamps = _parsed(options["stamp"])
        if options["restore_lock"]:
            restore_lock(actor=system_actor("Dòng lệnh verify_audit"))
            self.stdout.write("Đã đặt lại khóa chống sửa, xóa trên bảng nhật ký.")
        found = verify(stamps)
        if options["accept_restored"] is not None:
            self._accept(found, options["accept_restored"])
            return
        self._report(found)
        if not found.is_whole or not found.is_guarded:
            sys.exit(1)

    def _report(self, found: Verification) -> None:
        if found.is_whole:
            self.stdout.write(_summary(found))
        else:
            self.stderr.write(_account_of(found))
        for remark in (*found.remarks, *(() if found.is_guarded else (_NO_LOCK,))):
            self.stderr.write(f"Lưu ý: {remark}")
        if found.chain.head and found.is_whole:
            self.stdout.write(
                f"Dấu niêm: {found.chain.head}\n"
                f"Chép dòng này vào sổ giấy, kèm giờ, ngày ({write_datetime(timezone.localtime())}) và chữ ký. Lần sau "
                f'đối chiếu bằng: ansinh verify_audit --stamp "{found.chain.head}"'
            )

    def _accept(self, found: Verification, reason: str) -> None:
        if not found.chain.is_whole:
            raise CommandError(
                "Không ghi nhận được: nhật ký sai ngay trong chuỗi, không phải do khôi phục từ bản sao lưu.\n"
                + _account_of(found)
            )
        if not found.stamp_faults:
            raise CommandError("Không có gì phải ghi nhận: nhật ký khớp với mọi dấu niêm còn giữ.")
        try:
            accept_restored(actor=system_actor("Dòng lệnh verify_audit"), reason=reason, faults=found.stamp_faults)
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Đã ghi nhận. Tệp dấu niêm cũ được cất lại; dấu niêm mới: {last_stamp()}")


def _parsed(texts: list[str]) -> list[Stamp]:
    try:
        return [Stamp.parse(text) for text in texts]
    except ValueError as error:
        raise CommandError(str(error)) from error


def _summary(found: Verification) -> str:
    if not found.chain.count:
        return "Nhật ký chưa có mục nào."
    compared = (
        f"; {write_number(found.stamps_compared)} dấu niêm giữ ngoài bảng đều khớp" if found.stamps_compared else ""
    )
    return f"Nhật ký nguyên vẹn: {write_number(found.chain.count)} mục liền mạch{compared}."


def _account_of(found: Verification) -> str:
    """All faults that are named, the first one with what the entry says, and what to do."""
    first, *others = found.faults
    lines = ["NHẬT KÝ KHÔNG NGUYÊN VẸN. Chỗ sai đầu tiên:", f"  {first.message}{_what_stands_there(first)}"]
    if others:
        lines += ["Các chỗ sai tiếp theo:", *(f"  {fault.message}" for fault in others)]
    unnamed = found.chain.fault_count - len(found.chain.faults)
    if unnamed:
        lines.append(f"  … và {write_number(unnamed)} chỗ khác.")
    lines.append(
        "Việc cần làm: giữ nguyên hiện trạng (sao lưu cơ sở dữ liệu và thư mục dữ liệu), báo người phụ trách an toàn "
        "thông tin, đối chiếu với bản sao lưu gần nhất trước mục sai. Nếu mọi mục đều sai từ mục 1: xem lại "
        'ANSINH_AUDIT_KEY. Nếu vừa khôi phục từ bản sao lưu: ansinh verify_audit --accept-restored "lý do"'
    )
    return "\n".join(lines)


def _what_stands_there(fault: Fault) -> str:
    entry = AuditEntry.objects.filter(sequence=fault.sequence).first()
    if entry is None:
        return ""
    at = write_datetime(timezone.localtime(entry.at))
    return f"\n  Mục này đang ghi: {at}, {entry.actor_name} ({entry.organisation_name}): {entry.summary}"
