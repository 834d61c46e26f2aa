"""Secrets of a try-out: made at random at the first start, kept in a file only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from tempfile import mkstemp


def local_secret(data_dir: Path, name: str) -> str:
    """The secret ``name`` kept under ``data_dir``; made on first use. Never used in production."""
    folder = data_dir / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Written whole beside its place, then linked there: of processes that start together one makes the secret, and
    none can read it half written."""
    descriptor, draft = mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its secret is the one
    finally:
        os.unlink(draft)
