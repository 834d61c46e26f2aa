"""`ansinh run_jobs`: the worker. Start as many as the machine has cores to spare."""

from __future__ import annotations

import signal
from datetime import timedelta
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ansinh.apps.jobs.worker import LEASE, Worker
from ansinh.kit.daily import run_routines


class Command(BaseCommand):
    help = "Chạy các việc nền (đọc văn bản, nhập số liệu …) cho tới khi được dừng bằng Ctrl+C hoặc SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--poll", type=float, default=1.0, metavar="GIÂY", help="nghỉ bao lâu khi không có việc")
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            metavar="GIÂY",
            help="bộ chạy không còn tín hiệu bao lâu thì bộ chạy khác làm tiếp việc của nó",
        )
        parser.add_argument("--daily", action="store_true", help="kiêm luôn các việc hằng ngày (thay cho hẹn giờ)")
        parser.add_argument("--until-empty", action="store_true", help="làm hết việc đang chờ rồi kết thúc")

    def handle(self, *args: Any, **options: Any) -> None:
        routine = run_routines if options["daily"] else None
        worker = Worker(lease=timedelta(seconds=options["lease"]), routine=routine)
        _stop_in_order(worker)
        if options["until_empty"]:
            self.stdout.write(f"Đã chạy {worker.run_waiting()} việc.")
        else:
            worker.run_until_stopped(poll=options["poll"])


def _stop_in_order(worker: Worker) -> None:
    """The first signal lets the present job go back to the queue at its next unit; the second ends at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        worker.stop.set()
        signal.signal(number, signal.SIG_DFL)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
