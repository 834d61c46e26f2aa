"""Follow-up letters: drawn up from what is late, given their number, or thrown away while they are drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from ansinh.apps.accounts.queries import main_organisation
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.oversight.access import FOLLOW_UP
from ansinh.apps.oversight.models import FollowUp, FollowUpItem, FollowUpLevel
from ansinh.apps.oversight.queries.letters import LateAgency, late_agencies
from ansinh.domain.figures import write_date
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now, today
from ansinh.kit.locking import update_if_unchanged


@action("oversight.make_follow_ups", "Soạn công văn đôn đốc", needs=FOLLOW_UP)
def make_follow_ups(
    *,
    actor: Actor,
    organisation_ids: Sequence[int],
    answer_by: date,
    together: bool,
    level: int | None = None,
) -> Done[tuple[FollowUp, ...]]:
    """A draft to each organisation about everything it is late with today, or one to all of them ``together``.

    Without ``level`` it is one more than that of the letters before; together, the highest of them.
    """
    day = today()
    wanted = frozenset(organisation_ids)
    chosen = [a for a in late_agencies(actor, day) if a.organisation.pk in wanted and not a.why_not]
    problems = []
    if not chosen:
        problems.append(
            Problem("Chưa chọn cơ quan nào khác còn việc quá hạn. Đánh dấu ít nhất một cơ quan.", "agencies")
        )
    if answer_by <= day:
        problems.append(
            Problem(f"Hạn thực hiện {write_date(answer_by)} phải sau hôm nay, {write_date(day)}.", "answer_by")
        )
    if problems:
        raise ActionRefused(*problems)
    _refuse_second_drafts(chosen)
    issuer = main_organisation(actor)
    groups = [chosen] if together else [[agency] for agency in chosen]
    try:
        with transaction.atomic():
            made = tuple(_draft(actor, issuer, group, day, answer_by, level) for group in groups)
    except IntegrityError:
        raise Conflict("Người khác vừa soạn công văn về những việc này. Tải lại trang để xem dự thảo.") from None
    names = ", ".join(str(agency.organisation) for agency in chosen)
    return Done(made, subject_of(made[0]), f"Soạn {len(made)} công văn đôn đốc: {names}.", after={"count": len(made)})


@action("oversight.issue_follow_up", "Ghi số công văn đôn đốc", needs=FOLLOW_UP)
def issue_follow_up(*, actor: Actor, letter: FollowUp, version: int, number: str, issued_on: date) -> Done[FollowUp]:
    """The letter was signed and went out under a number."""
    number = squeeze(nfc(number))
    problems = []
    if not number:
        problems.append(Problem("Chưa có số, ký hiệu của công văn.", "number"))
    if not letter.as_of <= issued_on <= today():
        problems.append(
            Problem(
                f"Ngày ban hành {write_date(issued_on)} phải từ ngày lập {write_date(letter.as_of)} đến hôm nay.",
                "issued_on",
            )
        )
    if problems:
        raise ActionRefused(*problems)
    drafts = FollowUp.objects.filter(issued_on__isnull=True)
    if not update_if_unchanged(drafts, letter.pk, version, number=number, issued_on=issued_on):
        raise Conflict("Công văn vừa được người khác ghi số hoặc bỏ. Tải lại trang để xem.")
    letter.items.update(is_draft=False)
    letter.refresh_from_db()
    summary = f"Ghi số {number} ngày {write_date(issued_on)} cho công văn đôn đốc."
    return Done(letter, subject_of(letter), summary, after={"number": number, "issued_on": issued_on.isoformat()})


@action("oversight.discard_follow_up", "Bỏ dự thảo công văn đôn đốc", needs=FOLLOW_UP)
def discard_follow_up(*, actor: Actor, letter: FollowUp) -> Done[None]:
    """A draft is thrown away; an issued letter stays."""
    subject = subject_of(letter)
    deleted, _ = FollowUp.objects.filter(pk=letter.pk, issued_on__isnull=True).delete()
    if not deleted:
        raise Conflict("Công văn đã có số nên được giữ lại.")
    return Done(None, subject, f"Bỏ {subject[2][0].lower()}{subject[2][1:]}.")


def _refuse_second_drafts(chosen: Sequence[LateAgency]) -> None:
    """What is asked for in a draft is not asked for in another one: else both would go out."""
    late = {(agency.organisation.pk, line.item.key): agency.organisation for agency in chosen for line in agency.lines}
    drafted = FollowUpItem.objects.filter(is_draft=True, organisation_id__in={pk for pk, _ in late})
    found = {
        late[item.organisation_id, item.occasion].pk: Problem(
            f"{late[item.organisation_id, item.occasion]} đã có {str(item.follow_up).lower()}, lập ngày "
            f"{write_date(item.follow_up.as_of)}. Ghi số hoặc bỏ dự thảo đó rồi soạn lại.",
            "agencies",
        )
        for item in drafted.select_related("follow_up")
        if (item.organisation_id, item.occasion) in late
    }
    if found:
        raise ActionRefused(*found.values())


def _draft(
    actor: Actor, issuer: Organisation, agencies: Sequence[LateAgency], day: date, answer_by: date, level: int | None
) -> FollowUp:
    letter = FollowUp.objects.create(
        issuer=issuer,
        level=FollowUpLevel(level or max(agency.level for agency in agencies)),
        as_of=day,
        answer_by=answer_by,
        made_at=now(),
        made_by_id=actor.user_id,
        made_by_name=actor.name,
    )
    FollowUpItem.objects.bulk_create(
        FollowUpItem(
            follow_up=letter,
            organisation=agency.organisation,
            occasion=line.item.key,
            title=line.item.title[:500],
            url=line.item.url,
            code=line.item.code,
            due_on=line.item.due_on,
        )
        for agency in agencies
        for line in agency.lines
    )
    return letter
