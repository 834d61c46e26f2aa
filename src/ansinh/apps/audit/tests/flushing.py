"""Tests that commit empty all tables afterwards. On SQLite that is DELETE, which the log refuses: unlock it for that.

Named in the root conftest as a plugin. On PostgreSQL tables are emptied by TRUNCATE, which row triggers let pass.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from ansinh.apps.audit import guard

_COMMITTING = {"transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback", "live_server"}


@pytest.fixture(autouse=True)
def _log_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or not _COMMITTING.isdisjoint(request.fixturenames)
    if not commits:
        yield
        return
    # Asked for here, the tables are emptied after this fixture has ended.
    request.getfixturevalue("transactional_db")
    if connection.vendor != "sqlite":
        yield
        return
    guard.install(connection)
    yield
    guard.remove(connection)
