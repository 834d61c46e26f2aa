"""A whole installation for tests with several processes: a data folder and a database that all of them share.

What the test has put into its database is there for the processes. On SQLite their database is a file, copied from the
test database when the first process starts; on PostgreSQL it is the test database itself.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection


@dataclass
class Installation:
    data_dir: Path
    _url: str = ""
    _started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        """A process of ours that runs ``python -m module``; its output is a pipe. It is killed when the test ends."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=self._environment(self._shared()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def run(self, module: str, *arguments: str) -> str:
        """Run to the end; what it printed. Fails with its error stream if it did not end well."""
        return finished(self.start(module, *arguments))

    def manage(self, *arguments: str) -> subprocess.Popen[str]:
        return self.start("django", *arguments)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the processes' database holds now."""
        self._shared()
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self._file)) as opened:
                return opened.execute(query).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def close(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()

    @property
    def _file(self) -> Path:
        return self.data_dir / "ansinh.sqlite3"

    def _shared(self) -> str:
        """URL of the database that the processes share."""
        if not self._url and connection.vendor == "sqlite":
            _copy_test_database(self._file)
            self._url = f"sqlite:///{self._file}"
        elif not self._url:
            self._url = _url_of_test_database()
        return self._url

    def _environment(self, url: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
        return {
            **clean,
            "ANSINH_DATA": str(self.data_dir),
            "ANSINH_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "ansinh.web.settings",
            "PYTHONUNBUFFERED": "1",
        }


def finished(process: subprocess.Popen[str], timeout: float = 120) -> str:
    output, errors = process.communicate(timeout=timeout)
    assert process.returncode == 0, errors
    return output


@pytest.fixture
def installation(transactional_db: None, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    yield made
    made.close()


def _copy_test_database(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)


def _url_of_test_database() -> str:
    wanted = connection.settings_dict
    options = {key: value for key, value in wanted["OPTIONS"].items() if isinstance(value, str)}
    password = f":{quote(wanted['PASSWORD'], safe='')}" if wanted["PASSWORD"] else ""
    place = wanted["HOST"] + (f":{wanted['PORT']}" if wanted["PORT"] else "")
    return f"postgresql://{quote(wanted['USER'])}{password}@{place}/{wanted['NAME']}?{urlencode(options)}"
