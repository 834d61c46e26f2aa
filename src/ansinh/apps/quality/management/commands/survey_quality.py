"""`ansinh survey_quality`: look over every recorded figure now, without waiting for somebody to open the page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ansinh.apps.quality.actions import survey
from ansinh.apps.quality.models import QualityFlag
from ansinh.domain.figures import write_number
from ansinh.kit.access import system_actor


class Command(BaseCommand):
    help = "Soát chất lượng mọi số liệu đang dùng. Làm lại không đổi gì; kết luận đã có được giữ."

    def handle(self, *args: Any, **options: Any) -> None:
        done = survey(actor=system_actor("Soát số liệu tự động"))
        doubts = write_number(QualityFlag.objects.count())
        self.stdout.write(
            f"Đã soát {write_number(done.figures)} số liệu trong {write_number(done.seconds, 1)} giây: {doubts} chỗ cần xem."
        )
