from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.documents.actions import (
    correct_header,
    keep_reading,
    mark_published,
    receive_document,
    refuse_document,
    storage_path,
)
from ansinh.apps.documents.models import Document, DocumentState
from ansinh.domain.readings import DocumentHeader, PlanReading
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied, Grant
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.papers.paper import Paper

BYTES = "Kế hoạch số 1/KH-UBND".encode()


def at(organisation, role=Role.COORDINATOR):
    return Actor(None, "Cán bộ", organisation.pk, str(organisation), frozenset({Grant(role, organisation.pk)}))


def receive(organisation, actor=None, data=BYTES):
    return receive_document(
        actor=actor or at(organisation),
        organisation=organisation,
        upload=ContentFile(data),
        file_name="ke-hoach.txt",
        media_type="text/plain",
    )


def test_a_file_is_kept_under_its_hash(province):
    document, is_new = receive(province.own)
    digest = sha256(BYTES).hexdigest()
    assert (is_new, document.file.sha256, document.file.size) == (True, digest, len(BYTES))
    assert default_storage.open(storage_path(digest)).read() == BYTES


def test_the_same_file_twice_is_the_same_document(province):
    first, _ = receive(province.own)
    second, is_new = receive(province.own)
    assert (second.pk, is_new) == (first.pk, False)


def test_an_officer_brings_papers_in_for_his_own_organisation_only(province):
    with pytest.raises(Denied):
        receive(province.own, actor=at(province.other))
    assert not Document.objects.filter(file__sha256=sha256(BYTES).hexdigest()).exists()


def test_the_head_of_a_published_paper_is_not_corrected_any_more(province):
    with pytest.raises(ActionRefused, match="đã công bố"):
        correct_header(actor=at(province.own), document=province.document, header={"number": "66/KH-UBND"}, version=1)


# What a long reading and a second officer must not undo ----------------------------------------------------------


def read(document, actor, number="7/KH-UBND"):
    paper = Paper("Kế hoạch", (), "txt")
    return keep_reading(
        actor=actor, document=document, paper=paper, reading=PlanReading(DocumentHeader(number=number, kind="Kế hoạch"))
    )


def test_a_reading_that_ends_after_publication_neither_hides_nor_replaces_the_text(province):
    document, _ = receive(province.own)
    read(document, at(province.own))
    stale = Document.objects.get(pk=document.pk)
    mark_published(document)
    with pytest.raises(Conflict, match="đã công bố"):
        read(stale, at(province.own), number="8/KH-UBND")
    after = Document.objects.get(pk=document.pk)
    assert (after.is_published, after.number) == (True, "7/KH-UBND")


def test_a_reading_is_kept_by_the_organisation_of_the_document_only(province):
    document, _ = receive(province.own)
    with pytest.raises(Denied):
        read(document, at(province.other))


def test_a_garbled_head_is_cut_to_what_a_head_can_hold(province):
    document, _ = receive(province.own)
    read(document, at(province.own), number="x" * 500)
    document.refresh_from_db()
    assert len(document.number) == 120


def test_a_late_refusal_does_not_undo_a_reading(province):
    document, _ = receive(province.own)
    read(document, at(province.own))
    with pytest.raises(Conflict):
        refuse_document(actor=at(province.own), document=document, code="x", message="không đọc được")
    assert Document.objects.get(pk=document.pk).state == DocumentState.READ


def test_half_a_file_under_a_hash_is_replaced_by_the_whole_one(province):
    receive(province.own)
    path = Path(default_storage.path(storage_path(sha256(BYTES).hexdigest())))
    path.write_bytes(BYTES[:3])
    receive(province.own)
    assert path.read_bytes() == BYTES
    assert [found.name for found in path.parent.iterdir()] == [path.name], "no draft is left beside it"


def test_another_agencys_draft_is_not_told_by_uploading_the_same_file(province):
    first, _ = receive(province.own)
    read(first, at(province.own))
    entries = AuditEntry.objects.count()
    with pytest.raises(ActionRefused) as refused:
        receive(province.other)
    assert "7/KH-UBND" not in str(refused.value)
    assert province.own.name not in str(refused.value)
    assert AuditEntry.objects.count() == entries


def test_the_second_correction_of_a_head_is_told_of_the_first(province):
    document, _ = receive(province.own)
    arguments = {"actor": at(province.own), "document": document, "version": document.version}
    correct_header(header={"number": "1/KH-UBND"}, **arguments)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        correct_header(header={"number": "2/KH-UBND"}, **arguments)
    assert Document.objects.get(pk=document.pk).number == "1/KH-UBND"
