"""`ansinh start`: prepare a try-out and serve it. `make run` and `make demo` call this."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from ansinh.web.management.commands.serve import address, refuse_busy_port


class Command(BaseCommand):
    help = "Chuẩn bị rồi chạy bản dùng thử (make run, make demo)."

    requires_system_checks = ()  # `make check` makes them; here they cost a second

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_busy_port(*address())  # before the work, not after it
        call_command("prepare", stdout=self.stdout, stderr=self.stderr)
        connections.close_all()
        call_command("serve", stdout=self.stdout, stderr=self.stderr)
