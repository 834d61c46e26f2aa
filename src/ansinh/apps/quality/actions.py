"""Surveying the store, and deciding about what it doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from time import monotonic

from django.db.models import F, Q

from ansinh.apps.indicators.models import EntrySheet
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.models import Job
from ansinh.apps.quality.access import REVIEW, may_review
from ansinh.apps.quality.gathering import read_sheets, read_store, stamp
from ansinh.apps.quality.models import Decision, FlagState, QualityFlag, QualityReview, QualitySurvey
from ansinh.apps.quality.survey import Doubt, Found, run_checks
from ansinh.domain.figures import write_number
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now, today

#: The kind of job that surveys.
SURVEY = "quality.survey"
_BATCH = 500
#: Most doubts named in an audit entry, and decided at once: a page of the list.
_NAMED = 50
#: What a survey writes of a doubt; its state follows from the decisions that stand (`_settle`).
_FIELDS = (
    "fingerprint", "indicator_id", "category_id", "unit_id", "period", "sheet_id", "organisation_id",
    "approver_id", "sentence", "weight", "found_on",
)  # fmt: skip


# The survey -----------------------------------------------------------------------------------------------------


@action("quality.ask_survey", "Yêu cầu soát số liệu", needs=REVIEW)
def ask_survey(*, actor: Actor) -> Done[Job]:
    """Queue a survey; one that is waiting or running is given back."""
    job = enqueue(actor=actor, kind=SURVEY, title="Soát chất lượng số liệu", arguments={}, once=True)
    return Done(job, subject_of(job, job.title), "Yêu cầu soát chất lượng số liệu.")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a survey found: before which figures (``stamp``), how many, and how long looking took."""

    stamp: str
    figures: int
    found: Found
    seconds: float


def survey(*, actor: Actor) -> QualitySurvey:
    """Run every check, then keep what it doubts. Looking takes seconds and holds no lock; a figure that changes
    meanwhile makes the stamp an old one, and the next page asks for a new survey."""
    actor.must(REVIEW)
    begun = monotonic()
    day = today()
    seen = stamp(day)
    store = read_store()
    found = run_checks(store, read_sheets(EntrySheet.objects.all()), day)
    return keep_survey(actor=actor, surveyed=Surveyed(seen, len(store.current), found, monotonic() - begun))


@action("quality.survey", "Soát chất lượng số liệu", needs=REVIEW)
def keep_survey(*, actor: Actor, surveyed: Surveyed) -> Done[QualitySurvey]:
    """Put what was doubted in place of what the last survey doubted. Decisions about the same figures stand."""
    found = surveyed.found
    _put(found.doubts)
    done = QualitySurvey.objects.create(
        stamp=surveyed.stamp,
        ran_at=now(),
        figures=surveyed.figures,
        looked=_looked(found),
        seconds=round(surveyed.seconds, 3),
    )
    QualitySurvey.objects.exclude(pk=done.pk).delete()
    summary = f"Soát {write_number(done.figures)} số liệu: {write_number(len(found.doubts))} điểm cần xem."
    return Done(done, subject_of(done, "Lần soát số liệu"), summary, after={"seconds": done.seconds})


def _looked(found: Found) -> list[list[object]]:
    return [[check.value, organisation, approver, n] for (check, organisation, approver), n in found.looked.items()]


def _put(doubts: Sequence[Doubt]) -> None:
    known = {flag.key: flag for flag in QualityFlag.objects.all()}
    decided = _standing()
    new, changed, renewed = [], [], []
    for doubt in doubts:
        flag = known.pop(doubt.full_key, None)
        if flag is None:
            flag = QualityFlag(kind=doubt.check.value, key=doubt.full_key, found_on=today())
            new.append(_filled(flag, doubt, decided))
        elif _differs(flag, doubt):
            if flag.fingerprint != doubt.fingerprint:
                renewed.append(flag.pk)
            changed.append(_filled(flag, doubt, decided))
    QualityFlag.objects.filter(pk__in=[flag.pk for flag in known.values()]).delete()
    QualityFlag.objects.bulk_create(new, batch_size=_BATCH)
    QualityFlag.objects.bulk_update(changed, _FIELDS, batch_size=_BATCH)
    QualityFlag.objects.filter(pk__in=renewed).update(version=F("version") + 1)
    _settle(changed)


def _settle(changed: Sequence[QualityFlag]) -> None:
    """States by the decisions that stand now: an officer may have decided while the survey was written."""
    decided = _standing()
    by_state: dict[str, list[int]] = defaultdict(list)
    for flag in changed:
        by_state[decided.get((flag.key, flag.fingerprint), FlagState.OPEN)].append(flag.pk)
    for state, keys in by_state.items():
        QualityFlag.objects.filter(pk__in=keys).update(state=state)


def _standing() -> Mapping[tuple[str, str], str]:
    rows = QualityReview.objects.filter(withdrawn_at__isnull=True)
    return {(key, print_): decision for key, print_, decision in rows.values_list("key", "fingerprint", "decision")}


def _differs(flag: QualityFlag, doubt: Doubt) -> bool:
    return (flag.fingerprint, flag.sentence, flag.organisation_id, flag.approver_id, flag.sheet_id) != (
        doubt.fingerprint, doubt.sentence, doubt.holder.organisation, doubt.holder.approver, doubt.holder.sheet,
    )  # fmt: skip


def _filled(flag: QualityFlag, doubt: Doubt, decided: Mapping[tuple[str, str], str]) -> QualityFlag:
    if flag.fingerprint != doubt.fingerprint:
        flag.found_on = today()
    flag.fingerprint = doubt.fingerprint
    flag.state = decided.get((flag.key, flag.fingerprint), FlagState.OPEN)
    flag.indicator_id, flag.unit_id, flag.category_id = doubt.indicator, doubt.unit, doubt.category
    flag.period, flag.sentence, flag.weight = doubt.period, doubt.sentence, doubt.weight
    flag.organisation_id, flag.approver_id, flag.sheet_id = doubt.holder
    return flag


# Decisions ------------------------------------------------------------------------------------------------------


@action("quality.review", "Kết luận về số liệu cần xem lại", needs=REVIEW)
def review_flags(
    *, actor: Actor, flags: Sequence[QualityFlag], seen: Mapping[int, int], decision: Decision, reason: str
) -> Done[int]:
    """Decide about doubts as they were ``seen`` (version by key); all of them or none.

    The decision belongs to the figures as they stand now: a changed figure is doubted anew.
    """
    reason = squeeze(nfc(reason))
    problems = [] if reason else [Problem(_LACKING[decision], "reason")]
    if not flags:
        problems.append(Problem("Chưa chọn dòng nào. Đánh dấu các dòng cần kết luận."))
    if any(not may_review(actor, flag) for flag in flags):
        problems.append(Problem("Có số liệu không thuộc cơ quan của anh/chị. Bỏ đánh dấu dòng đó."))
    if problems:
        raise ActionRefused(*problems)
    _move(flags, seen, FlagState(decision.value))
    _withdraw(flags)
    QualityReview.objects.bulk_create(
        QualityReview(
            kind=flag.kind,
            key=flag.key,
            fingerprint=flag.fingerprint,
            decision=decision,
            reason=reason,
            sentence=flag.sentence,
            decided_at=now(),
            decided_by_id=actor.user_id,
            decided_by_name=actor.name,
            organisation_name=actor.organisation_name,
        )
        for flag in flags
    )
    return _done(flags, f"{decision.label}: {reason}", {"reason": reason})


_LACKING = {
    Decision.RIGHT: "Chưa có lý do. Ghi đã kiểm tra ở đâu, vì sao số vẫn đúng.",
    Decision.ASKED: "Chưa ghi nội dung. Nêu cần sửa gì, để cơ quan nhập biết.",
}


@action("quality.withdraw_review", "Rút kết luận về số liệu", needs=REVIEW)
def withdraw_review(*, actor: Actor, flag: QualityFlag, version: int) -> Done[int]:
    """Take a decision back; the doubt is open again and the decision stays in its history."""
    if not may_review(actor, flag):
        raise ActionRefused("Số liệu này không thuộc cơ quan của anh/chị.")
    _move([flag], {flag.pk: version}, FlagState.OPEN)
    _withdraw([flag])
    return _done([flag], "Rút kết luận, xem lại từ đầu.", {})


def _move(flags: Sequence[QualityFlag], seen: Mapping[int, int], state: FlagState) -> None:
    unchanged = reduce(or_, (Q(pk=flag.pk, version=seen.get(flag.pk, 0)) for flag in flags))
    moved = QualityFlag.objects.filter(unchanged).update(state=state, version=F("version") + 1)
    if moved < len(flags):
        raise Conflict(
            f"{len(flags) - moved} dòng vừa được người khác kết luận, hoặc số liệu vừa thay đổi. "
            "Chưa ghi dòng nào; tải lại trang để xem rồi kết luận tiếp."
        )


def _withdraw(flags: Sequence[QualityFlag]) -> None:
    standing = QualityReview.objects.filter(withdrawn_at__isnull=True)
    same = reduce(or_, (Q(key=flag.key, fingerprint=flag.fingerprint) for flag in flags))
    standing.filter(same).update(withdrawn_at=now())


def _done(flags: Sequence[QualityFlag], said: str, after: Mapping[str, object]) -> Done[int]:
    first = flags[0]
    label = str(first) if len(flags) == 1 else f"{len(flags)} dòng: {first.get_kind_display()}"
    named = [str(flag) for flag in flags[:_NAMED]]
    return Done(len(flags), subject_of(first, label), f"{label}. {said}", after={**after, "flags": named})
