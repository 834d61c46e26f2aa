"""The database itself refuses to change or delete entries."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from ansinh.apps.audit import guard
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.audit.tests.acts import act


@pytest.fixture
def entry(db: None) -> AuditEntry:
    act("Việc một")
    return AuditEntry.objects.get()


def test_guard_stands_after_all_migrations(db: None) -> None:
    assert guard.is_installed(connection)


def test_entry_is_not_changed(entry: AuditEntry) -> None:
    with pytest.raises(IntegrityError, match="không sửa, không xóa"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(summary="Việc khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()
    entry.refresh_from_db()
    assert entry.summary == "Việc một"


def test_entry_is_not_deleted(entry: AuditEntry) -> None:
    with pytest.raises(IntegrityError, match="không sửa, không xóa"), transaction.atomic():
        entry.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry")
    assert AuditEntry.objects.count() == 1


def test_entry_is_not_replaced_by_inserting_over_it(entry: AuditEntry) -> None:
    is_sqlite = connection.vendor == "sqlite"
    columns = "at, actor_name, organisation_name, action, subject_type, subject_id, subject_label, before, after"
    columns += ", actor_key, search_key, previous_seal"
    statement = (
        f"INSERT {'OR REPLACE' if is_sqlite else ''} INTO audit_auditentry (id, sequence, seal, summary, {columns}) "
        f"SELECT id, sequence, seal, 'Việc khác', {columns} FROM audit_auditentry WHERE true "
        f"{'' if is_sqlite else 'ON CONFLICT (id) DO UPDATE SET summary = EXCLUDED.summary'}"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.summary == "Việc một"


def test_missing_guard_is_noticed_and_can_be_put_back(db: None) -> None:
    guard.remove(connection)
    assert not guard.is_installed(connection)
    guard.install(connection)
    guard.install(connection)  # twice is once
    assert guard.is_installed(connection)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_tests_that_commit_still_empty_the_log(time: str) -> None:
    assert AuditEntry.objects.count() == 0
    act("Việc một")
    assert AuditEntry.objects.count() == 1
