"""What workbooks give people to do. For `kit.work`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from ansinh.apps.workbooks.models import Upload, UploadState
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor
from ansinh.kit.clock import day_of


def work_source(actor: Actor, day: date) -> Iterator[WorkItem]:
    """Own workbooks that came back with errors or wait to be applied. One query."""
    waiting = Upload.objects.filter(
        uploaded_by_id=actor.user_id, uploaded_by__isnull=False, state__in=(UploadState.REFUSED, UploadState.READY)
    )
    for upload in waiting:
        is_refused = upload.state == UploadState.REFUSED
        yield WorkItem(
            key=f"workbooks.upload:{upload.pk}:{upload.state}",
            group=WorkGroup.RETURNED if is_refused else WorkGroup.DUE,
            title=f"Tệp Excel «{upload}»",
            url=reverse("workbooks:upload", args=[upload.pk]),
            act="Sửa và gửi lại" if is_refused else "Xem thay đổi, áp dụng",
            detail=f"{upload.errors} lỗi" if is_refused else "đã kiểm tra, chưa áp dụng",
            since=day_of(upload.uploaded_at),
        )
