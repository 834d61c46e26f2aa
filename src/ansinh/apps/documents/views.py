"""Pages of signed papers."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse

from ansinh.apps.documents.access import BRING_IN, get_document
from ansinh.apps.documents.actions import storage_path
from ansinh.apps.documents.queries import document_list_page, document_page
from ansinh.kit.pages import actor_of, show, signed_in


@signed_in
def document_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return show(request, "documents/list.html", document_list_page(actor, actor.can(BRING_IN)))


@signed_in
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, "documents/detail.html", document_page(get_document(actor_of(request), pk)))


@signed_in
def original_file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes as they came in; always a download, never run in the browser."""
    document = get_document(actor_of(request), pk)
    return FileResponse(
        default_storage.open(storage_path(document.file.sha256)),
        as_attachment=True,
        filename=document.file_name,
        content_type="application/octet-stream",
    )
