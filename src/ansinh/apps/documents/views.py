"""Pages of signed papers."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse

from ansinh.apps.documents.access import BRING_IN, get_document
from ansinh.apps.documents.actions import storage_path
from ansinh.apps.documents.queries import document_list_page, document_page
from ansinh.kit.access import NotThere
from ansinh.kit.pages import Paging, actor_of, show, signed_in


@signed_in
def document_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return show(
        request, "documents/list.html", document_list_page(actor, actor.can(BRING_IN), Paging.asked_by(request.GET))
    )


@signed_in
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, "documents/detail.html", document_page(get_document(actor_of(request), pk)))


@signed_in
def original_file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes as they came in; always a download, never run in the browser."""
    document = get_document(actor_of(request), pk)
    try:
        file = default_storage.open(storage_path(document.file.sha256))
    except FileNotFoundError:
        raise NotThere(
            f"Tệp gốc «{document.file_name}» không còn ở nơi lưu trữ; nội dung đã đọc vẫn còn. Báo quản trị hệ thống "
            f"khôi phục từ bản sao lưu tệp có mã SHA-256 {document.file.sha256}."
        ) from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=document.file_name,
        content_type="application/octet-stream",
    )
