import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ansinh.apps.documents.actions import storage_path
from ansinh.apps.documents.models import Document, DocumentState, StoredFile
from ansinh.domain.roles import Role
from tests.province import Province


@pytest.fixture
def officer(province: Province) -> Client:
    client = Client()
    client.force_login(province.person(Role.COORDINATOR), "django.contrib.auth.backends.ModelBackend")
    return client


def test_long_list_of_documents_is_cut_into_pages(province: Province, officer: Client) -> None:
    files = StoredFile.objects.bulk_create(
        StoredFile(sha256=f"{number:064x}", size=1, media_type="text/plain", stored_at=timezone.now())
        for number in range(60)
    )
    Document.objects.bulk_create(
        Document(
            file=files[number],
            file_name=f"ban-{number}.txt",
            organisation=province.other,
            state=DocumentState.READ,
            is_published=True,
            uploaded_at=timezone.now(),
        )
        for number in range(60)
    )
    first = officer.get(reverse("documents:list"))
    second = officer.get(reverse("documents:list"), {"trang": 2})
    assert len(first.context["page"].documents) == 50
    assert len(second.context["page"].documents) == Document.objects.count() - 50
    assert 'href="?trang=2"' in first.content.decode()


def test_original_that_is_gone_from_the_store_is_said_with_its_hash(province: Province, officer: Client) -> None:
    digest = province.document.file.sha256
    default_storage.delete(storage_path(digest))
    answer = officer.get(reverse("documents:original", args=[province.document.pk]))
    assert answer.status_code == 404
    assert digest in answer.content.decode()
    assert "khôi phục từ bản sao lưu" in answer.content.decode()
