"""`ansinh invite E-MAIL "HỌ VÀ TÊN"`: the first administrator, and the way back in when none is left."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from ansinh.apps.accounts.actions import invite
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.kit.access import system_actor
from ansinh.kit.actions import ActionRefused


class Command(BaseCommand):
    help = "Mời một người vào hệ thống và in liên kết dùng một lần. Mặc định: quản trị hệ thống của UBND tỉnh."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email", metavar="THƯ-ĐIỆN-TỬ")
        parser.add_argument("full_name", metavar="HỌ-VÀ-TÊN")
        parser.add_argument("--role", default=Role.ADMINISTRATOR.value, choices=[role.value for role in Role])
        parser.add_argument("--organisation", default="ubnd-tinh", metavar="MÃ", help="mã cơ quan, mặc định ubnd-tinh")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(code=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"Không có cơ quan mã «{options['organisation']}». Đã chạy «ansinh load_orgs» chưa?")
        try:
            validate_email(options["email"])
            new = invite(
                actor=system_actor("Lệnh ansinh invite"),
                email=options["email"],
                full_name=options["full_name"],
                role=Role(options["role"]),
                organisation=organisation,
            )
        except ValidationError as refusal:
            raise CommandError(f"«{options['email']}» không phải địa chỉ thư điện tử.") from refusal
        except ActionRefused as refusal:
            raise CommandError("\n".join(problem.message for problem in refusal.problems)) from refusal
        path = reverse("accounts:invitation", kwargs={"token": new.token})
        self.stdout.write(
            f"Đã mời {new.invitation.full_name} làm «{ROLE_LABELS[Role(options['role'])]}» ở {organisation}.\n"
            f"Liên kết dùng một lần, trong 14 ngày (thêm địa chỉ của hệ thống vào trước): {path}"
        )
