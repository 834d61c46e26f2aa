"""Workbooks: of the agency that enters the figures; coordinators and auditors see every one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ansinh.apps.documents.actions import keep_file
from ansinh.apps.workbooks.models import Upload, UploadProblem, UploadState
from ansinh.domain.roles import Role
from ansinh.kit.clock import now

if TYPE_CHECKING:
    from tests.house.matrix import Row
    from tests.province import Province


def rows(p: Province) -> list[Row]:
    from tests.house.matrix import EVERYONE, Row, anywhere, at_own, post

    waiting = {"pk": _upload(p, UploadState.READY).pk}
    wrong = {"pk": _upload(p, UploadState.REFUSED).pk}
    sheet = {"pk": p.sheet.pk}
    approvers = frozenset({(Role.APPROVER, "other"), (Role.COORDINATOR, "other")})
    sheet_seers = anywhere(Role.COORDINATOR, Role.AUDITOR) | at_own(Role.FOCAL, Role.APPROVER) | approvers
    fillers = at_own(Role.FOCAL, Role.COORDINATOR)
    seers = anywhere(Role.COORDINATOR, Role.AUDITOR) | at_own(Role.FOCAL)
    senders = anywhere(Role.FOCAL, Role.COORDINATOR)
    handle: dict[str, Any] = {"allowed": fillers, "denied": seers - fillers}
    sending: dict[str, Any] = {"allowed": senders, "denied": EVERYONE - senders}
    recorders = anywhere(Role.COORDINATOR)
    recording: dict[str, Any] = {"allowed": recorders, "denied": EVERYONE - recorders}
    return [
        Row("workbooks:list"),
        Row("workbooks:form_book", sheet, allowed=sheet_seers),
        Row("workbooks:send", **sending),
        post("workbooks:send", {}, lambda: {"file": SimpleUploadedFile("bieu.xlsx", b"PK")}, **sending),
        Row("workbooks:send_table", **recording),
        post("workbooks:send_table", {}, {}, **recording, ok=400),  # no file, no source
        Row("workbooks:table_book", **recording),
        Row("workbooks:upload", waiting, allowed=seers),
        Row("workbooks:upload", wrong, allowed=seers),
        Row("workbooks:original", waiting, allowed=seers),
        Row("workbooks:errors_copy", wrong, allowed=seers),
        post("workbooks:check_again", waiting, **handle, ok=409),  # it was checked
        post("workbooks:apply", waiting, **handle, ok=400),  # it changes nothing
        post("workbooks:reverse", waiting, {"reason": "thử"}, **handle, ok=409),  # nothing was applied
        post("workbooks:discard", waiting, **handle),
    ]


def _upload(p: Province, state: UploadState) -> Upload:
    """A workbook of the sheet that ``own`` fills in."""
    from ansinh.apps.workbooks.exports import form_workbook

    is_wrong = state == UploadState.REFUSED
    upload = Upload.objects.create(
        file=keep_file(BytesIO(form_workbook(p.sheet)), ""), file_name="bieu.xlsx", kind="form", sheet=p.sheet,
        organisation=p.own, uploaded_by=p.person(Role.FOCAL), uploaded_by_name="Đầu mối Thử", uploaded_at=now(),
        state=state, errors=int(is_wrong),
    )  # fmt: skip
    if is_wrong:
        UploadProblem.objects.create(upload=upload, sheet_name="Biểu", row=5, column=2, what="Không phải là số.")
    return upload
