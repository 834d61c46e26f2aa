"""`ansinh create_trial_users`: one visibly sample person in each role, for a try-out only.

Passwords are random for each installation and stay over restarts. They stand in ``sign-ins.txt`` of the data folder, readable by
its owner only; `sign_ins` gives the text to whoever starts the try-out.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.accounts.actions import TrialPerson, create_trial_people
from ansinh.apps.accounts.exports import sign_ins_text
from ansinh.apps.accounts.models import User
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.kit.access import system_actor

#: Code of the organisation, role, sample name, name before the @.
PEOPLE = (
    ("so-ldtbxh", Role.COORDINATOR, "Chuyên viên mẫu 01", "tonghop"),
    ("so-y-te", Role.FOCAL, "Chuyên viên mẫu 02", "daumoi.soyte"),
    ("ubnd-huyen-son-ha", Role.FOCAL, "Chuyên viên mẫu 03", "daumoi.sonha"),
    ("so-y-te", Role.APPROVER, "Lãnh đạo sở mẫu 01", "nguoiduyet.soyte"),
    ("ubnd-tinh", Role.LEADER, "Lãnh đạo tỉnh mẫu 01", "lanhdao"),
    ("so-tai-chinh", Role.FINANCE, "Chuyên viên mẫu 04", "taichinh"),
    ("thanh-tra-tinh", Role.AUDITOR, "Thanh tra viên mẫu 01", "kiemtra"),
    ("ubnd-tinh", Role.ADMINISTRATOR, "Quản trị viên mẫu 01", "quantri"),
)
_DOMAIN = "mau.example"


class Command(BaseCommand):
    help = "Tạo tài khoản mẫu cho bản dùng thử. Làm lại không đổi gì; mất tệp sign-ins.txt thì đặt mật khẩu mới."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Tài khoản mẫu chỉ dành cho bản dùng thử. Khi cài thật, dùng «ansinh invite».")
        file = sign_ins_file()
        if file.exists() and User.objects.filter(email__endswith=f"@{_DOMAIN}").count() >= len(PEOPLE):
            return
        people = [
            TrialPerson(code, role, name, f"{local}@{_DOMAIN}", _password()) for code, role, name, local in PEOPLE
        ]
        places = create_trial_people(actor=system_actor("Nạp dữ liệu ban đầu"), people=people)
        rows = [
            (f"{ROLE_LABELS[person.role]}, {place}", person.email, person.password)
            for person, place in zip(people, places, strict=True)
        ]
        _write(file, sign_ins_text(rows, str(file)))


def sign_ins_file() -> Path:
    """Where the sign-ins of the try-out stand."""
    folder: Path = settings.DATA_DIR
    return folder / "sign-ins.txt"


def _password() -> str:
    """Easy to type: four groups of letters that are not mistaken for one another."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _write(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
