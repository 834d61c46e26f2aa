"""The database from one URL: SQLite by default, PostgreSQL in production; the same code on both."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# WAL lets readers go on while one writes. IMMEDIATE takes the write lock at BEGIN: a deferred transaction that
# read first and then writes fails with "database is locked" however long the timeout is.
_SQLITE_OPTIONS = {
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-32000;PRAGMA mmap_size=134217728;"
    ),
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}


def database_from_url(url: str) -> dict[str, Any]:
    """Django's settings for ``sqlite:///path`` or ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # sqlite:///var/x is relative, sqlite:////srv/x is absolute
            "NAME": unquote(parts.path.removeprefix("/")),
            "OPTIONS": dict(_SQLITE_OPTIONS),
            "CONN_MAX_AGE": 60,
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"ANSINH_DATABASE_URL không hợp lệ: «{parts.scheme}». Dùng sqlite:///đường-dẫn hoặc postgresql://…"
    )
