"""Who may bring workbooks in and see them: those who enter figures, for their own organisation.

A form is brought in by who may fill in its sheet, a long table by who may record figures from files; the permissions
are those of the indicators room. Coordinators and auditors see every workbook.
"""

from __future__ import annotations

from django.db.models import QuerySet

from ansinh.apps.indicators.access import ENTER, RECORD, SEE_ENTRIES
from ansinh.apps.workbooks.models import Upload, UploadKind
from ansinh.kit.access import Actor, NotThere


def visible_uploads(actor: Actor) -> QuerySet[Upload]:
    """Workbooks of the organisations for which the actor enters figures; auditors and coordinators see all."""
    uploads = Upload.objects.select_related("sheet__form", "sheet__organisation", "organisation", "file", "source")
    if actor.can_everywhere(SEE_ENTRIES):
        return uploads
    return uploads.filter(organisation_id__in=actor.organisations_where(ENTER))


def get_upload(actor: Actor, pk: int) -> Upload:
    upload = visible_uploads(actor).filter(pk=pk).first()
    if upload is None:
        raise NotThere("Không có tệp này, hoặc tệp không thuộc cơ quan của anh/chị.")
    return upload


def may_handle(actor: Actor, upload: Upload) -> bool:
    """Whether the actor may apply, reverse or discard this workbook."""
    if upload.kind == UploadKind.TABLE:
        return actor.can(RECORD)
    return actor.can(ENTER, upload.organisation_id)


def must_handle(actor: Actor, upload: Upload) -> None:
    if upload.kind == UploadKind.TABLE:
        actor.must(RECORD)
    else:
        actor.must(ENTER, upload.organisation_id)
