"""`ansinh daily`: what has to be done every day. For a timer; running it more often changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ansinh.kit.daily import run_routines


class Command(BaseCommand):
    help = "Đưa các việc hằng ngày (nhắc việc …) vào hàng đợi. Đặt hẹn giờ chạy mỗi giờ một lần; chạy thừa không sao."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Đã chạy {len(run_routines())} việc hằng ngày.")
