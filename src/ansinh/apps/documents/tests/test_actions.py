from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ansinh.apps.documents.actions import correct_header, receive_document, storage_path
from ansinh.apps.documents.models import Document
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied, Grant
from ansinh.kit.actions import ActionRefused

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
        correct_header(actor=at(province.own), document=province.document, header={"number": "66/KH-UBND"})
