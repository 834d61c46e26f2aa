"""A throw-away PostgreSQL: a cluster of its own in a temporary folder, reached by a socket that only we can open."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.steps import fail
from tools.system import postgres_programs

# Nothing here has to survive a power cut.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "20",
    "shared_buffers": "64MB",
}
# initdb and the server refuse to run as root; Debian's package brings this user.
_UNPRIVILEGED = "postgres"


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Its URL for ANSINH_DATABASE_URL. It is stopped and removed however the block ends."""
    programs = postgres_programs()
    if programs is None:
        fail("PostgreSQL is not installed: apt-get install postgresql")
        return
    folder = Path(tempfile.mkdtemp(prefix="ansinh-pg-"))
    who = _not_root(folder)
    try:
        _run(who, programs / "initdb", "--pgdata", folder / "data", "--username", "ansinh", *_INITDB)
        options = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())
        options += f" -c unix_socket_directories='{folder}'"
        log = folder / "log"
        try:
            _run(who, programs / "pg_ctl", "start", "-w", "-D", folder / "data", "-l", log, "-o", options)
            yield f"postgresql://ansinh@/ansinh?host={quote(str(folder), safe='')}"
        finally:
            stop = [programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", folder / "data"]
            subprocess.run(stop, capture_output=True, check=False, cwd=folder, **who)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INITDB = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")


def _not_root(folder: Path) -> dict[str, Any]:
    """Arguments for subprocess that make it run as somebody whom PostgreSQL accepts; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(_UNPRIVILEGED)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(who: dict[str, Any], *command: str | Path) -> None:
    # pg_ctl leaves the server behind with the streams it was given, so they must not be pipes that we wait on.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            cwd=tempfile.gettempdir(),
            **who,
        )
        if done.returncode:
            output.seek(0)
            fail(f"{command[0]} failed ({done.returncode}):\n{output.read()}")
