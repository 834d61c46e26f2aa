"""Triggers by which the database itself refuses to change or delete an entry, whoever asks.

They stop mistakes and other programs; whoever may alter tables can drop them, and then the seals tell. On SQLite
Django alters a table by making it anew, which drops its triggers: a migration that alters this table must install
the guard again (a test looks).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "audit_auditentry"
_WORDS = "Nhật ký chỉ được ghi thêm: mục đã ghi không sửa, không xóa."
_TRIGGERS = ("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_no_replace")

_SQLITE = (
    f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END",
    f"CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END",
    # INSERT OR REPLACE deletes the old row without asking the delete trigger.
    f"CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON {_TABLE} "  # noqa: S608 (constants)
    f"WHEN EXISTS (SELECT 1 FROM {_TABLE} WHERE sequence = NEW.sequence OR seal = NEW.seal OR id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END",
)
# Row triggers only: TRUNCATE, with which tests empty the tables, stays possible for the owner of the table.
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON {_TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
    f"CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON {_TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the table (again)."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: to unmake the migration, and to empty the tables between tests on SQLite."""
    place = f" ON {_TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is on the table, and awake."""
    if connection.vendor == "postgresql":
        wanted = len(_POSTGRESQL) - 1  # the first statement makes the function
        query = (
            "SELECT count(*) FROM pg_trigger "
            "WHERE tgrelid = %s::regclass AND tgname LIKE 'audit_entry_no_%%' AND tgenabled = 'O'"
        )
    else:
        wanted = len(_SQLITE)
        query = (
            "SELECT count(*) FROM sqlite_master "
            "WHERE type = 'trigger' AND tbl_name = %s AND name LIKE 'audit_entry_no_%%'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [_TABLE])
        return bool(cursor.fetchone()[0] == wanted)
