"""`ansinh make_duties`: dated duties that a year lacks, of every plan. For a daily timer; doing it again adds nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ansinh.apps.commitments.jobs import make_due_duties
from ansinh.kit.jobs import DirectContext


class Command(BaseCommand):
    help = "Lập nghĩa vụ đến hạn còn thiếu của một năm cho mọi kế hoạch. Chạy lại không thêm gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nam", type=int, default=None, help="năm; bỏ trống là năm nay")

    def handle(self, *args: Any, **options: Any) -> None:
        result = make_due_duties(DirectContext(), {"year": options["nam"]})
        self.stdout.write(result.message)
