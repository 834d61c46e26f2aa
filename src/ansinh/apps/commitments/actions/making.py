"""Making a commitment: proposing, writing, submitting, accepting or sending back; shares and milestones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from ansinh.apps.commitments.access import COMMIT, DECIDE, PROPOSE
from ansinh.apps.commitments.models import Commitment, CommitmentShare, Milestone, ShareState
from ansinh.apps.commitments.queries import holders_on, missing_commitments
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, PromiseKind
from ansinh.domain.commitments import CommitmentState, Verb
from ansinh.domain.figures import write_date
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of

from .steps import begin, differences, move, reason_of, refuse_same_person

#: While it is being made and while it is carried out, parts may be added.
_LIVE = (
    CommitmentState.PROPOSED, CommitmentState.RETURNED, CommitmentState.SUBMITTED, CommitmentState.ACCEPTED,
)  # fmt: skip


@action("commitments.propose", "Đề xuất cam kết năm", needs=PROPOSE)
def propose_commitments(
    *, actor: Actor, plan: Plan, year: int, day: date, kinds: Sequence[PromiseKind] = (PromiseKind.TASK,)
) -> Done[int]:
    """One empty commitment for each lead agency of each promise that has none for the year yet."""
    actor.must(PROPOSE, plan.coordinating_agency_id)
    if not plan.issued_on.year <= year <= day.year + 1:
        raise ActionRefused(
            Problem(
                f"Năm {year} không đề xuất được: chỉ từ năm ban hành kế hoạch {plan.issued_on.year} đến năm {day.year + 1}.",
                "year",
            )
        )
    proposals = missing_commitments(plan, year, day, kinds)
    if not proposals:
        raise ActionRefused(f"Mọi mục được chọn đã có đề xuất cam kết cho năm {year}. Không có gì để thêm.")
    Commitment.objects.bulk_create(proposals)
    agencies = {proposal.organisation_id for proposal in proposals}
    return Done(
        len(proposals),
        subject_of(plan),
        f"Đề xuất {len(proposals)} cam kết năm {year} cho {len(agencies)} cơ quan.",
        after={"year": year, "count": len(proposals), "codes": sorted({p.promise.code for p in proposals})},
    )


# Writing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """What an agency commits to. ``amount`` with ``unit`` is the number that ``measure`` is measured by."""

    product: str
    measure: str
    due_on: date | None
    in_charge: str
    amount: Decimal | None = None
    unit: str = ""
    indicator_code: str = ""


@action("commitments.write", "Soạn cam kết", needs=COMMIT)
def write_commitment(
    *, actor: Actor, commitment: Commitment, version: int, words: CommitmentWords, day: date
) -> Done[Commitment]:
    """Keep what was written so far, complete or not."""
    begin(actor, commitment, Verb.WRITE, day)
    return _keep(commitment, version, words)


def _keep(commitment: Commitment, version: int, words: CommitmentWords) -> Done[Commitment]:
    changes = asdict(words)
    before, after = differences(commitment, changes)
    move(commitment, version, **changes)
    return Done(commitment, subject_of(commitment), f"Soạn cam kết {commitment}.", before, after)


@action("commitments.submit", "Gửi cam kết", needs=COMMIT)
def submit_commitment(
    *, actor: Actor, commitment: Commitment, version: int, words: CommitmentWords, day: date
) -> Done[Commitment]:
    """Write and send to the accepting agency, or say everything that is lacking."""
    target = begin(actor, commitment, Verb.SUBMIT, day)
    problems = list(_lacking(commitment, words, day))
    if problems:
        raise ActionRefused(*problems)
    changes = asdict(words)
    before, after = differences(commitment, changes)
    move(commitment, version, **changes, state=target.value, submitted_on=day, submitted_by_id=actor.user_id, reason="")
    return Done(
        commitment, subject_of(commitment), f"Gửi cam kết {commitment}, hạn {_day(commitment.due_on)}.", before, after
    )


def _lacking(commitment: Commitment, words: CommitmentWords, day: date) -> Iterable[Problem]:
    if not words.product.strip():
        yield Problem(
            "Chưa nêu sản phẩm. Ghi kết quả cụ thể sẽ có trong năm, ví dụ: 12 phiên giao dịch việc làm.", "product"
        )
    if not words.measure.strip():
        yield Problem("Chưa nêu đo bằng gì. Ghi con số hoặc văn bản nào cho thấy đã làm xong.", "measure")
    if words.amount is not None and not words.unit.strip():
        yield Problem("Có con số mà chưa có đơn vị tính. Ghi đơn vị, ví dụ: phiên, hộ, %.", "unit")
    if not words.in_charge.strip():
        yield Problem("Chưa nêu người phụ trách. Ghi họ tên, chức vụ người chịu trách nhiệm.", "in_charge")
    if words.due_on is None:
        yield Problem(f"Chưa có hạn. Ghi ngày hoàn thành trong năm {commitment.year}.", "due_on")
    elif words.due_on.year != commitment.year:
        yield Problem(f"Hạn {write_date(words.due_on)} không thuộc năm {commitment.year} của cam kết.", "due_on")
    elif words.due_on < day:
        yield Problem(f"Hạn {write_date(words.due_on)} đã qua. Chọn ngày từ {write_date(day)} trở đi.", "due_on")
    late = commitment.milestones.filter(due_on__gt=words.due_on) if words.due_on else ()
    for milestone in late:
        yield Problem(
            f"Mốc «{milestone}» có hạn {write_date(milestone.due_on)}, sau hạn của cam kết. Sửa mốc hoặc hạn.", "due_on"
        )


@action("commitments.accept", "Nhận cam kết", needs=DECIDE)
def accept_commitment(*, actor: Actor, commitment: Commitment, version: int, day: date) -> Done[Commitment]:
    """From now on its due date is in force."""
    target = begin(actor, commitment, Verb.ACCEPT, day)
    refuse_same_person(
        actor,
        commitment.submitted_by_id,
        "Người gửi không tự nhận cam kết của mình. Đề nghị người khác của cơ quan nhận.",
    )
    move(commitment, version, state=target.value, accepted_on=day, reason="")
    return Done(
        commitment,
        subject_of(commitment),
        f"Nhận cam kết {commitment}, hạn {_day(commitment.due_on)}.",
        after={"due_on": commitment.due_on and commitment.due_on.isoformat()},
    )


@action("commitments.send_back", "Trả lại cam kết", needs=DECIDE)
def return_commitment(
    *, actor: Actor, commitment: Commitment, version: int, reason: str, day: date
) -> Done[Commitment]:
    """Give it back with what must be changed."""
    target = begin(actor, commitment, Verb.SEND_BACK, day)
    why = reason_of(reason, "Chưa có lý do trả lại. Ghi rõ phải sửa điều gì.")
    move(commitment, version, state=target.value, reason=why)
    return Done(commitment, subject_of(commitment), f"Trả lại cam kết {commitment}: {why}", after={"reason": why})


# Shares --------------------------------------------------------------------------------------------------------


@action("commitments.ask_shares", "Đề nghị phối hợp", needs=COMMIT)
def ask_shares(
    *,
    actor: Actor,
    commitment: Commitment,
    version: int,
    organisations: Sequence[Organisation],
    what: str,
    day: date,
) -> Done[int]:
    """Ask supporting agencies for something definite. One that was asked before is asked again only if it declined."""
    _must_hold(actor, commitment, day)
    words = nfc(what).strip()
    problems = []
    if not organisations:
        problems.append(Problem("Chưa chọn cơ quan phối hợp nào.", "organisations"))
    if not words:
        problems.append(Problem("Chưa nêu việc đề nghị phối hợp. Ghi cơ quan phối hợp phải làm gì.", "what"))
    if problems:
        raise ActionRefused(*problems)
    move(commitment, version)
    asked = CommitmentShare.objects.filter(commitment=commitment, organisation__in=organisations)
    declined = asked.filter(state=ShareState.DECLINED)
    again = set(declined.values_list("organisation_id", flat=True))
    for share in declined:
        move(share, share.version, state=ShareState.ASKED, what=words, asked_on=day, answered_on=None, reason="")
    having = set(asked.values_list("organisation_id", flat=True))
    fresh = [body for body in organisations if body.pk not in having]
    CommitmentShare.objects.bulk_create(
        [CommitmentShare(commitment=commitment, organisation=body, what=words, asked_on=day) for body in fresh]
    )
    count = len(fresh) + len(again)
    if not count:
        raise ActionRefused("Các cơ quan được chọn đã được đề nghị rồi. Chờ trả lời hoặc chọn cơ quan khác.")
    return Done(
        count,
        subject_of(commitment),
        f"Đề nghị {count} cơ quan phối hợp {commitment}: {words}",
        after={"organisations": [str(body) for body in organisations], "what": words},
    )


@action("commitments.answer_share", "Trả lời đề nghị phối hợp", needs=COMMIT)
def answer_share(
    *, actor: Actor, share: CommitmentShare, version: int, accepts: bool, reason: str, day: date
) -> Done[CommitmentShare]:
    """A supporting agency takes its share, or declines with a reason."""
    actor.must(COMMIT, share.organisation_id)
    if share.state != ShareState.ASKED:
        raise Conflict(f"Đề nghị này đã được trả lời: {share.get_state_display().lower()}. Tải lại trang để xem.")
    why = nfc(reason).strip()
    if not accepts:
        why = reason_of(reason, "Chưa có lý do không nhận. Ghi vì sao và đề xuất cơ quan nào phù hợp hơn.")
    state = ShareState.ACCEPTED if accepts else ShareState.DECLINED
    move(share, version, state=state, reason=why, answered_on=day, answered_by_id=actor.user_id)
    return Done(
        share,
        subject_of(share.commitment),
        f"{share.organisation}: {state.label.lower()} phần việc của {share.commitment}{f': {why}' if why else ''}.",
        after={"state": state.value, "reason": why},
    )


# Milestones ----------------------------------------------------------------------------------------------------


@action("commitments.add_milestone", "Thêm mốc", needs=COMMIT)
def add_milestone(
    *, actor: Actor, commitment: Commitment, version: int, name: str, due_on: date, day: date
) -> Done[Milestone]:
    """A step on the way. Its due date moves by a decided request only, once the commitment is accepted."""
    _must_hold(actor, commitment, day)
    words = nfc(name).strip()
    problems = []
    if due_on.year != commitment.year:
        problems.append(Problem(f"Hạn {write_date(due_on)} không thuộc năm {commitment.year} của cam kết.", "due_on"))
    elif commitment.due_on and due_on > commitment.due_on:
        problems.append(
            Problem(f"Hạn của mốc sau hạn của cam kết ({write_date(commitment.due_on)}). Chọn ngày sớm hơn.", "due_on")
        )
    elif commitment.accepted_on and due_on < day:
        problems.append(Problem(f"Hạn {write_date(due_on)} đã qua. Chọn ngày từ {write_date(day)} trở đi.", "due_on"))
    if problems:
        raise ActionRefused(*problems)
    move(commitment, version)
    try:
        with transaction.atomic():
            milestone = Milestone.objects.create(commitment=commitment, name=words, due_on=due_on)
    except IntegrityError:
        raise ActionRefused(Problem(f"Cam kết này đã có mốc «{words}».", "name")) from None
    return Done(
        milestone,
        subject_of(commitment),
        f"Thêm mốc «{words}», hạn {write_date(due_on)}, vào {commitment}.",
        after={"milestone": words, "due_on": due_on.isoformat()},
    )


@action("commitments.remove_milestone", "Bỏ mốc", needs=COMMIT)
def remove_milestone(
    *, actor: Actor, commitment: Commitment, version: int, milestone: Milestone, day: date
) -> Done[Commitment]:
    """Only while the commitment is being written: an accepted milestone is part of the promise."""
    begin(actor, commitment, Verb.WRITE, day)
    name, due_on = milestone.name, milestone.due_on
    move(commitment, version)
    milestone.delete()
    return Done(
        commitment,
        subject_of(commitment),
        f"Bỏ mốc «{name}» khỏi {commitment}.",
        before={"milestone": name, "due_on": due_on.isoformat()},
    )


def _must_hold(actor: Actor, commitment: Commitment, day: date) -> None:
    actor.must(COMMIT, holders_on(day, [commitment.promise_id]).of_commitment(commitment))
    if commitment.state not in _LIVE:
        raise Conflict(
            f"Cam kết đang ở bước «{commitment.get_state_display()}» nên không thêm được nữa. Tải lại trang để xem."
        )


def _day(day: date | None) -> str:
    return write_date(day) if day else "chưa có"
