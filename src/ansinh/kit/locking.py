"""Two officers at once: the second is told, nothing is overwritten.

``select_for_update`` does nothing on SQLite, so correctness rests on a version number and a conditional update.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Model, QuerySet


def update_if_unchanged(rows: QuerySet[Any], pk: int, version: int, **changes: Any) -> bool:
    """Apply ``changes`` and count the version up, only if it is still ``version``. False: somebody was faster."""
    updated = rows.filter(pk=pk, version=version).update(version=F("version") + 1, **changes)
    return updated == 1


def reread(thing: Model) -> None:
    """Bring the row in memory up to the database after a conditional update."""
    thing.refresh_from_db()
