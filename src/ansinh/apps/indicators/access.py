"""Who may see figures, define indicators, and record what.

Approved figures are open to everyone signed in; what is being entered belongs to the organisation that enters it and
to the one that approves it.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ansinh.apps.indicators.models import Batch, EntryForm, EntrySheet, Indicator
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

SEE = permission("indicators.see", "Xem số liệu đã duyệt", at_own=tuple(Role), province_wide=tuple(Role))
DEFINE = permission("indicators.define", "Định nghĩa chỉ số", province_wide=[Role.COORDINATOR])
RECORD = permission("indicators.record", "Ghi nhận số liệu từ tệp", province_wide=[Role.COORDINATOR])
ENTER = permission("indicators.enter", "Nhập số liệu của cơ quan mình", at_own=[Role.FOCAL, Role.COORDINATOR])
APPROVE = permission("indicators.approve", "Duyệt số liệu", at_own=[Role.APPROVER, Role.COORDINATOR], province_wide=[])
OPEN_SHEETS = permission("indicators.open_sheets", "Mở phiếu nhập cho một kỳ", province_wide=[Role.COORDINATOR])
JUDGE = permission("indicators.judge", "Đánh giá tình trạng chỉ tiêu", at_own=[Role.COORDINATOR, Role.APPROVER])
SEE_ENTRIES = permission(
    "indicators.see_entries", "Xem phiếu nhập của mọi cơ quan", province_wide=[Role.AUDITOR, Role.COORDINATOR]
)


def get_indicator(actor: Actor, code: str) -> Indicator:
    indicator = Indicator.objects.filter(code=code).first() if actor.can(SEE) else None
    if indicator is None:
        raise NotThere("Không có chỉ số này.")
    return indicator


def get_form(actor: Actor, code: str) -> EntryForm:
    """A form as such is open to everyone signed in; its sheets are not."""
    form = EntryForm.objects.select_related("approver").filter(code=code).first() if actor.can(SEE) else None
    if form is None:
        raise NotThere("Không có biểu nhập này.")
    return form


def visible_sheets(actor: Actor) -> QuerySet[EntrySheet]:
    """Sheets of the actor's own organisations, and those he approves; auditors and coordinators see all."""
    sheets = EntrySheet.objects.select_related("form", "organisation")
    if actor.can_everywhere(SEE_ENTRIES):
        return sheets
    own = actor.organisations_where(ENTER)
    approving = actor.organisations_where(APPROVE)
    return sheets.filter(Q(organisation_id__in=own | approving) | Q(form__approver_id__in=approving))


def get_sheet(actor: Actor, pk: int) -> EntrySheet:
    sheet = visible_sheets(actor).filter(pk=pk).first()
    if sheet is None:
        raise NotThere("Không có phiếu nhập này, hoặc phiếu không thuộc cơ quan của anh/chị.")
    return sheet


def may_fill(actor: Actor, sheet: EntrySheet) -> bool:
    """Whether the actor enters figures of this sheet's organisation."""
    return actor.can(ENTER, sheet.organisation_id)


def may_decide(actor: Actor, sheet: EntrySheet) -> bool:
    """Whether the actor approves this form's sheets and did not send this one himself."""
    return actor.can(APPROVE, sheet.form.approver_id) and actor.user_id != sheet.submitted_by_id


def must_see_batches(actor: Actor) -> None:
    """Batches are seen by who records and who audits."""
    if not actor.can(RECORD):
        actor.must(SEE_ENTRIES)


def get_batch(actor: Actor, pk: int) -> Batch:
    batch = Batch.objects.filter(pk=pk).first() if actor.can(RECORD) or actor.can(SEE_ENTRIES) else None
    if batch is None:
        raise NotThere("Không có đợt ghi nhận này.")
    return batch
