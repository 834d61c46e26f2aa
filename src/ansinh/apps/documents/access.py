"""Who may see and bring in signed papers.

A published document is open to everyone signed in; until then only its organisation's officers and those who
follow the whole province see it.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ansinh.apps.documents.models import Document
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

SEE_DRAFTS = permission(
    "documents.see_drafts",
    "Xem văn bản chưa công bố",
    at_own=[Role.COORDINATOR, Role.FOCAL, Role.APPROVER, Role.LEADER],
    province_wide=[Role.AUDITOR, Role.ADMINISTRATOR],
)
BRING_IN = permission(
    "documents.bring_in",
    "Đưa văn bản vào hệ thống",
    at_own=[Role.COORDINATOR, Role.FOCAL],
)


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """Documents the actor may read."""
    documents = Document.objects.all()
    if actor.can_everywhere(SEE_DRAFTS):
        return documents
    return documents.filter(Q(is_published=True) | Q(organisation_id__in=actor.organisations_where(SEE_DRAFTS)))


def get_document(actor: Actor, pk: int) -> Document:
    """The document, or `NotThere`."""
    document = visible_documents(actor).select_related("file", "organisation").filter(pk=pk).first()
    if document is None:
        raise NotThere("Không có văn bản này, hoặc văn bản chưa công bố và không thuộc cơ quan của anh/chị.")
    return document
