"""`ansinh serve`: the web server and the job worker of a try-out, side by side.

A real installation starts the two by its service manager instead; see docs/cai-dat.md.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.accounts.management.commands.create_trial_users import sign_ins_file
from ansinh.web.management.supervisor import Child, Supervisor


class Command(BaseCommand):
    help = "Chạy máy chủ web và bộ chạy việc nền cho bản dùng thử; Ctrl+C để dừng cả hai."

    requires_system_checks = ()  # `make check` makes them; here they cost a second

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = address()
        refuse_busy_port(host, port)
        ready = _Ready(self, host, port)
        code = Supervisor([web_server(host, port), job_worker()], self.stderr.write, ready.look).run()
        if code:
            sys.exit(code)
        self.stdout.write("Đã dừng.")


class _Ready:
    """Says the address, and the sign-ins of a try-out, once, when the server answers."""

    def __init__(self, command: BaseCommand, host: str, port: int) -> None:
        self.command, self.host, self.port, self.said = command, host, port, False

    def look(self) -> None:
        if not self.said and _answers(self.host, self.port):
            self.said = True
            self.command.stdout.write(f"An Sinh đang chạy tại http://{self.host}:{self.port}/ (Ctrl+C để dừng)")
            if sign_ins_file().exists():
                self.command.stdout.write(sign_ins_file().read_text(encoding="utf-8"))
            self.command.stdout.flush()


def address() -> tuple[str, int]:
    """Host and port from ANSINH_HOST and ANSINH_PORT."""
    given = os.environ.get("ANSINH_PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise CommandError(f"ANSINH_PORT=«{given}» không phải số cổng. Đặt một số từ 1 đến 65535, ví dụ 8080.")
    return os.environ.get("ANSINH_HOST") or "127.0.0.1", int(given)


def refuse_busy_port(host: str, port: int) -> None:
    """The server shares its port with others silently, so a taken port has to be noticed here."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left by ourselves is free
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} đang có chương trình khác dùng (có thể An Sinh đã chạy sẵn: mở thử http://{host}:{port}/). "
            f"Muốn chạy ở cổng khác thì đặt biến ANSINH_PORT, ví dụ: ANSINH_PORT={port + 80} make run"
        )
    if error.errno == errno.EACCES:
        return f"Không được phép mở cổng {port}. Chọn cổng từ 1024 trở lên, ví dụ: ANSINH_PORT=8080 make run"
    return f"Không mở được địa chỉ {host}:{port} ({error.strerror}). Xem lại ANSINH_HOST và ANSINH_PORT."


def web_server(host: str, port: int) -> Child:
    # Two threads: a page that waits for the database's write lock does not keep readers waiting.
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "2"]
    command += ["--log-level", "warning", "ansinh.web.wsgi:application"]
    return Child("Máy chủ web", command, essential=True)


def job_worker() -> Child:
    return Child("Bộ chạy việc nền", [sys.executable, "-m", "ansinh", "run_jobs", "--daily"], essential=False)


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
