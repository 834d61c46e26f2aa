"""`make check`: what can be said of the code without running it. Every check runs, also after one has failed."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile

from tools.steps import Outcome, close, python, run_quiet, tool

CHECKS = [
    ("format (make format mends it)", [tool("ruff"), "format", "--check", "--quiet"]),
    ("lint", [tool("ruff"), "check", "--quiet"]),
    ("types", [tool("mypy")]),
    ("contracts between floors, rooms and files", [tool("lint-imports"), "--no-cache"]),
    ("no missing migration", python("manage.py", "makemigrations", "--check", "--dry-run")),
    ("django's own checks, as in production", python("manage.py", "check", "--deploy", "--fail-level", "WARNING")),
]
PRODUCTION = {
    "ANSINH_ENV": "production",
    "ANSINH_HOSTS": "ansinh.example",
    "ANSINH_SECRET_KEY": secrets.token_urlsafe(50),
    "ANSINH_AUDIT_KEY": secrets.token_urlsafe(50),
}


def check() -> list[Outcome]:
    with tempfile.TemporaryDirectory(prefix="ansinh-check-") as data_dir:
        environment = {**os.environ, "ANSINH_DATA": data_dir, **PRODUCTION}
        return [run_quiet(title, command, environment) for title, command in CHECKS]


if __name__ == "__main__":
    sys.exit(close(check()))
