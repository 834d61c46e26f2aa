"""The verbs of obstacles. Each looks whether it is allowed, moves the state, stores the due day, writes a step.

What is done to one obstacle of a group by its coordinator or holder is done to all that are in the same hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.db.models import F, Q

from ansinh.apps.documents.actions import keep_file
from ansinh.apps.documents.models import Document
from ansinh.apps.obstacles.access import ANSWER, RAISE, ROUTE, must_stand_for
from ansinh.apps.obstacles.models import (
    JOIN,
    LEAVE,
    Obstacle,
    ObstacleAnswer,
    ObstacleEvidence,
    ObstacleGroup,
    ObstacleStep,
)
from ansinh.apps.obstacles.models import (
    RAISE as RAISED_STEP,
)
from ansinh.apps.obstacles.queries import going_along, superior_of
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, PlanAmendment, Promise
from ansinh.domain.figures import write_date
from ansinh.domain.obstacles import (
    ANSWER_LABELS,
    LEVEL_LABELS,
    AnswerKind,
    HandlingLevel,
    ObstacleKind,
    ObstacleState,
    Verb,
    days_of,
    levels_above,
    outcome,
    transition,
)
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now, today
from ansinh.kit.locking import update_if_unchanged
from ansinh.kit.working_days import after_working_days

_CHANGED = "Vướng mắc vừa được người khác xử lý. Tải lại trang để xem rồi làm tiếp."


@dataclass(frozen=True, slots=True)
class Described:
    """What a unit says of an obstacle."""

    kind: ObstacleKind
    title: str
    since: date
    consequence: str
    recommendation: str

    def columns(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "title": squeeze(nfc(self.title)),
            "since": self.since,
            "consequence": nfc(self.consequence).strip(),
            "recommendation": nfc(self.recommendation).strip(),
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """Evidence: a link, or an uploaded file with its name and media type."""

    label: str
    url: str = ""
    upload: IO[bytes] | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is given. ``amount`` in million đồng."""

    kind: AnswerKind
    text: str
    document: Document | None = None
    reference: str = ""
    amount: Decimal | None = None
    amendment: PlanAmendment | None = None
    changed: str = ""
    changed_url: str = ""


# Raising --------------------------------------------------------------------------------------------------------


@action("obstacles.raise", "Nêu vướng mắc", needs=RAISE)
def raise_obstacle(
    *,
    actor: Actor,
    plan: Plan,
    organisation: Organisation,
    promises: Sequence[Promise],
    described: Described,
    evidence: Sequence[Shown] = (),
) -> Done[Obstacle]:
    """A new obstacle of an agency against promises of a plan; the coordinating agency has the next move."""
    actor.must(RAISE, organisation.pk)
    _refuse(*_problems_of(described, promises, plan))
    obstacle = Obstacle.objects.create(
        plan=plan,
        organisation=organisation,
        raised_by_id=actor.user_id,
        raised_by_name=actor.name,
        raised_on=today(),
        due_on=_due(ObstacleState.RAISED, None),
        **described.columns(),
    )
    obstacle.promises.set(promises)
    _keep_evidence(obstacle, evidence)
    _write_steps(actor, (obstacle,), RAISED_STEP, obstacle.recommendation)
    codes = ", ".join(promise.code for promise in promises)
    return Done(obstacle, subject_of(obstacle), f"{organisation} nêu vướng mắc ở {codes}: {obstacle.title}.")


@action("obstacles.resubmit", "Bổ sung, gửi lại vướng mắc", needs=RAISE)
def resubmit(
    *, actor: Actor, obstacle: Obstacle, version: int, described: Described, evidence: Sequence[Shown] = (), text: str
) -> Done[Obstacle]:
    """Say it better, as the coordinating agency asked."""
    _refuse(*_problems_of(described, tuple(obstacle.promises.all()), obstacle.plan))
    before = {name: str(getattr(obstacle, name)) for name in described.columns()}
    _move(actor, obstacle, version, Verb.RESUBMIT, text, **described.columns())
    _keep_evidence(obstacle, evidence)
    after = {name: str(value) for name, value in described.columns().items()}
    changed = [name for name in after if after[name] != before[name]]
    return Done(
        obstacle,
        subject_of(obstacle),
        f"Bổ sung, gửi lại vướng mắc «{obstacle}».",
        {name: before[name] for name in changed},
        {name: after[name] for name in changed},
    )


def _problems_of(described: Described, promises: Sequence[Promise], plan: Plan) -> Iterable[Problem]:
    if not promises:
        yield Problem("Chưa chọn mục nào của kế hoạch. Chọn ít nhất một mục bị vướng.", "promises")
    if any(promise.plan_id != plan.pk for promise in promises):
        yield Problem("Có mục không thuộc kế hoạch này. Chọn lại mục trong danh sách.", "promises")
    if described.since > today():
        yield Problem(
            f"Ngày bắt đầu vướng ({write_date(described.since)}) ở sau hôm nay. Ghi ngày đã bắt đầu vướng.", "since"
        )
    for name, label in (("title", "Vướng mắc"), ("consequence", "Hệ quả"), ("recommendation", "Kiến nghị")):
        if not squeeze(getattr(described, name)):
            yield Problem(f"Chưa nhập «{label}».", name)


def _keep_evidence(obstacle: Obstacle, evidence: Sequence[Shown]) -> None:
    ObstacleEvidence.objects.bulk_create(
        ObstacleEvidence(
            obstacle=obstacle,
            label=nfc(shown.label)[-255:],
            url=shown.url,
            file=keep_file(shown.upload, shown.media_type) if shown.upload else None,
        )
        for shown in evidence
    )


# Groups ---------------------------------------------------------------------------------------------------------


@action("obstacles.group", "Gộp vướng mắc thành nhóm", needs=ROUTE)
def group_obstacles(*, actor: Actor, plan: Plan, obstacles: Sequence[Obstacle], title: str) -> Done[ObstacleGroup]:
    """Put obstacles that say the same into one group; one group among them already there takes the others in.

    Those who join a group that is under way go where it is, with its due day.
    """
    actor.must(ROUTE, plan.coordinating_agency_id)
    group, route = _group_among(obstacles)
    title = squeeze(nfc(title)) or (group.title if group else "")
    _refuse(*_grouping_problems(plan, obstacles, title))
    if group is None:
        group = ObstacleGroup.objects.create(plan=plan, title=title, made_at=now())
    joining = [obstacle for obstacle in obstacles if obstacle.group_id != group.pk]
    _store_all(joining, {"group": group, **route})
    _write_steps(actor, joining, JOIN, group.title)
    names = ", ".join(dict.fromkeys(str(obstacle.organisation) for obstacle in joining))
    return Done(group, subject_of(group), f"Gộp vào nhóm «{group}» vướng mắc của {names}.")


def _group_among(obstacles: Sequence[Obstacle]) -> tuple[ObstacleGroup | None, dict[str, Any]]:
    """The group that one of them is in, and where its open members are."""
    groups = {obstacle.group_id: obstacle.group for obstacle in obstacles if obstacle.group_id}
    if len(groups) > 1:
        raise ActionRefused("Các vướng mắc đã chọn đang ở hai nhóm khác nhau. Tách bớt rồi gộp lại.")
    group = next(iter(groups.values()), None)
    under_way = group and group.obstacles.filter(state=ObstacleState.ROUTED).order_by("pk").first()
    if not under_way:
        return group, {}
    names = ("state", "level", "holder_id", "addressee", "due_on")
    return group, {name: getattr(under_way, name) for name in names}


def _grouping_problems(plan: Plan, obstacles: Sequence[Obstacle], title: str) -> Iterable[Problem]:
    if len(obstacles) < 2:
        yield Problem("Chọn từ hai vướng mắc trở lên để gộp.", "obstacles")
    if any(obstacle.plan_id != plan.pk for obstacle in obstacles):
        yield Problem("Có vướng mắc thuộc kế hoạch khác. Chỉ gộp vướng mắc của cùng một kế hoạch.", "obstacles")
    for obstacle in obstacles:
        if obstacle.group_id is None and obstacle.state != ObstacleState.RAISED:
            yield Problem(
                f"«{obstacle}» đang ở bước «{obstacle.get_state_display()}». Chỉ gộp vướng mắc còn chờ điều phối.",
                "obstacles",
            )
    if not title:
        yield Problem("Chưa đặt tên nhóm. Ghi một câu nói chung điều các đơn vị cùng nêu.", "title")


@action("obstacles.ungroup", "Tách vướng mắc khỏi nhóm", needs=ROUTE)
def ungroup(*, actor: Actor, obstacle: Obstacle, version: int) -> Done[Obstacle]:
    """Take one out of its group; it stays where it is, and its steps stay."""
    actor.must(ROUTE, obstacle.plan.coordinating_agency_id)
    group = obstacle.group
    if group is None:
        raise Conflict("Vướng mắc này không ở trong nhóm nào. Tải lại trang để xem.")
    _store(obstacle, version, group=None)
    _write_steps(actor, (obstacle,), LEAVE, group.title)
    return Done(obstacle, subject_of(obstacle), f"Tách «{obstacle}» khỏi nhóm «{group}».")


# Coordinating ---------------------------------------------------------------------------------------------------


@action("obstacles.send_back", "Trả lại vướng mắc để bổ sung", needs=ROUTE)
def send_back(*, actor: Actor, obstacle: Obstacle, version: int, text: str) -> Done[Obstacle]:
    """Ask the unit to say it better."""
    text = _said(text, "Chưa ghi cần bổ sung điều gì. Ghi rõ để đơn vị làm được ngay.")
    _move(actor, obstacle, version, Verb.SEND_BACK, text)
    return Done(obstacle, subject_of(obstacle), f"Trả lại «{obstacle}» để {obstacle.organisation} bổ sung: {text}")


@action("obstacles.route", "Chuyển xử lý vướng mắc", needs=ROUTE)
def route(
    *,
    actor: Actor,
    obstacle: Obstacle,
    version: int,
    level: HandlingLevel,
    holder: Organisation,
    addressee: str = "",
    due_on: date | None = None,
    text: str = "",
) -> Done[Obstacle]:
    """Give it to whoever can decide. ``due_on`` empty: by the clock of the level."""
    _refuse(*_routing_problems(level, addressee, due_on))
    changes = _hands(level, holder, addressee, due_on)
    count = _move(actor, obstacle, version, Verb.ROUTE, text, **changes)
    summary = f"Chuyển {_label(obstacle, count)} đến {holder}, trả lời chậm nhất {write_date(changes['due_on'])}."
    return Done(obstacle, subject_of(obstacle), summary, after={"level": level.value, "holder": holder.pk})


# Handling -------------------------------------------------------------------------------------------------------


@action("obstacles.hand_back", "Trả lại cơ quan điều phối", needs=ANSWER)
def hand_back(*, actor: Actor, obstacle: Obstacle, version: int, text: str) -> Done[Obstacle]:
    """Not ours to decide, with the reason; the coordinating agency has the next move."""
    text = _said(text, "Chưa có lý do trả lại. Ghi rõ vì sao không thuộc thẩm quyền và cơ quan nào xử lý được.")
    count = _move(actor, obstacle, version, Verb.HAND_BACK, text, holder=None, level="", addressee="")
    return Done(obstacle, subject_of(obstacle), f"Trả lại {_label(obstacle, count)}: {text}", after={"reason": text})


@action("obstacles.escalate", "Chuyển vướng mắc lên cấp trên", needs=ANSWER)
def escalate(
    *,
    actor: Actor,
    obstacle: Obstacle,
    version: int,
    level: HandlingLevel,
    holder: Organisation,
    addressee: str = "",
    due_on: date | None = None,
    text: str,
) -> Done[Obstacle]:
    """Give it to a level above, with the reason."""
    text = _said(text, "Chưa có lý do chuyển cấp trên. Ghi rõ vì sao cấp hiện nay không quyết định được.")
    problems = list(_routing_problems(level, addressee, due_on))
    if obstacle.level and level not in levels_above(HandlingLevel(obstacle.level)):
        problems.append(
            Problem(
                f"Vướng mắc đang ở cấp «{obstacle.get_level_display()}»; chỉ chuyển lên cấp cao hơn. Chọn lại cấp.",
                "level",
            )
        )
    _refuse(*problems)
    changes = _hands(level, holder, addressee, due_on)
    count = _move(actor, obstacle, version, Verb.ESCALATE, text, **changes)
    summary = f"Chuyển {_label(obstacle, count)} lên {LEVEL_LABELS[level]} ({holder}): {text}"
    return Done(obstacle, subject_of(obstacle), summary, after={"level": level.value, "holder": holder.pk})


@action("obstacles.answer", "Trả lời vướng mắc", needs=ANSWER)
def answer(*, actor: Actor, obstacle: Obstacle, version: int, reply: Reply) -> Done[Obstacle]:
    """Answer it, and with it all of its group that are in the same hands."""
    _refuse(*_reply_problems(reply))
    by = obstacle.holder if obstacle.state == ObstacleState.ROUTED and obstacle.holder else None
    given = ObstacleAnswer.objects.create(
        kind=reply.kind.value,
        text=nfc(reply.text).strip(),
        document=reply.document,
        reference=squeeze(nfc(reply.reference)),
        amount=reply.amount,
        amendment=reply.amendment,
        changed=squeeze(nfc(reply.changed)),
        changed_url=reply.changed_url,
        organisation=by or obstacle.plan.coordinating_agency,
        answered_on=today(),
        answered_by_name=actor.name,
    )
    count = _move(actor, obstacle, version, Verb.ANSWER, given.text, answer=given)
    summary = f"Trả lời {_label(obstacle, count)}: {ANSWER_LABELS[reply.kind].lower()}. {given.text}"
    return Done(obstacle, subject_of(obstacle), summary[:1000], after={"answer": given.pk, "kind": given.kind})


def _reply_problems(reply: Reply) -> Iterable[Problem]:
    if not squeeze(reply.text):
        yield Problem("Chưa nhập «Nội dung trả lời». Ghi cơ quan nêu vướng mắc phải làm gì tiếp theo.", "text")
    if reply.kind == AnswerKind.DECISION and reply.document is None and not squeeze(reply.reference):
        yield Problem("Trả lời bằng quyết định, văn bản thì chọn văn bản hoặc ghi số, ký hiệu văn bản.", "reference")
    if reply.kind == AnswerKind.MONEY and not reply.amount:
        yield Problem("Trả lời bằng bố trí kinh phí thì ghi số tiền lớn hơn 0, đơn vị triệu đồng.", "amount")


# The raiser's end -----------------------------------------------------------------------------------------------


@action("obstacles.confirm", "Xác nhận kết quả tháo gỡ", needs=RAISE)
def confirm(*, actor: Actor, obstacle: Obstacle, version: int, text: str = "") -> Done[Obstacle]:
    """The raiser takes the answer: removed, or closed when it was refused."""
    must_stand_for(actor, obstacle, Verb.CONFIRM)
    if obstacle.answer is None:
        raise Conflict("Vướng mắc chưa có trả lời để xác nhận. Tải lại trang để xem.")
    end = outcome(AnswerKind(obstacle.answer.kind))
    _move(actor, obstacle, version, Verb.CONFIRM, text, to=end, ended_on=today())
    return Done(obstacle, subject_of(obstacle), f"Xác nhận «{obstacle}»: {obstacle.get_state_display().lower()}.")


@action("obstacles.reopen", "Mở lại vướng mắc", needs=RAISE)
def reopen(*, actor: Actor, obstacle: Obstacle, version: int, text: str) -> Done[Obstacle]:
    """The answer did not remove it, with the reason; the coordinating agency has the next move."""
    text = _said(text, "Chưa có lý do mở lại. Ghi rõ còn vướng điều gì sau khi đã được trả lời.")
    _move(actor, obstacle, version, Verb.REOPEN, text, holder=None, level="", addressee="")
    return Done(obstacle, subject_of(obstacle), f"Mở lại «{obstacle}»: {text}", after={"reason": text})


@action("obstacles.withdraw", "Rút vướng mắc", needs=RAISE)
def withdraw(*, actor: Actor, obstacle: Obstacle, version: int, text: str) -> Done[Obstacle]:
    """It was none, or it went away by itself."""
    text = _said(text, "Chưa có lý do rút. Ghi ngắn gọn vì sao không còn vướng.")
    _move(actor, obstacle, version, Verb.WITHDRAW, text, ended_on=today())
    return Done(obstacle, subject_of(obstacle), f"Rút vướng mắc «{obstacle}»: {text}", after={"reason": text})


# By itself ------------------------------------------------------------------------------------------------------


def escalate_overdue(*, actor: Actor, day: date) -> int:
    """Send what is long overdue at a unit or a department one level up; called by the daily job. Gives how many.

    Doing it again on the same day does nothing: what was sent up has a new due day. What is overdue at UBND tỉnh
    stays there and heads the lists.
    """
    count = 0
    late = (
        Obstacle.objects.rising_on(day)
        .select_related("plan__issuer", "plan__coordinating_agency", "organisation", "holder", "group")
        .order_by("pk")
    )
    for pk in list(late.values_list("pk", flat=True)):
        obstacle = late.filter(pk=pk).first()
        if obstacle is None:  # went up with its group, or somebody was faster
            continue
        level, holder = superior_of(obstacle)
        text = f"Quá hạn {write_date(obstacle.due_on or day)} chưa trả lời; hệ thống tự chuyển cấp trên."
        try:
            escalate(actor=actor, obstacle=obstacle, version=obstacle.version, level=level, holder=holder, text=text)
        except Conflict:
            continue  # somebody moved it meanwhile: then it is not late any more
        count += 1
    return count


# Parts ----------------------------------------------------------------------------------------------------------


def _routing_problems(level: HandlingLevel, addressee: str, due_on: date | None) -> Iterable[Problem]:
    if level == HandlingLevel.CENTRAL and not squeeze(addressee):
        yield Problem("Chuyển trung ương thì ghi rõ bộ, cơ quan trung ương nhận kiến nghị.", "addressee")
    if due_on is not None and due_on < today():
        yield Problem(f"Hạn trả lời {write_date(due_on)} đã qua. Đặt hạn từ hôm nay trở đi.", "due_on")


def _hands(level: HandlingLevel, holder: Organisation, addressee: str, due_on: date | None) -> dict[str, Any]:
    return {
        "level": level.value,
        "holder": holder,
        "addressee": squeeze(nfc(addressee))[:200],
        "due_on": due_on or _due(ObstacleState.ROUTED, level),
    }


def _due(state: ObstacleState, level: HandlingLevel | None) -> date | None:
    """Last day on time of whoever has to move from today; None at the end. Stored, never computed again."""
    days = days_of(state, level)
    return after_working_days(today(), days) if days else None


def _move(
    actor: Actor,
    obstacle: Obstacle,
    version: int,
    verb: Verb,
    text: str,
    *,
    to: ObstacleState | None = None,
    **changes: Any,
) -> int:
    """Do ``verb`` to the obstacle, and to its fellows in the group where that is meant. Gives how many moved."""
    must_stand_for(actor, obstacle, verb)
    state = ObstacleState(obstacle.state)
    move = transition(state, verb)
    if move is None:
        raise Conflict(f"Vướng mắc đang ở bước «{obstacle.get_state_display()}», không làm việc này được. {_CHANGED}")
    end = to or move.to
    if end is None:
        raise ValueError(f"{verb} needs the state to come to")
    given = {"state": end.value} | changes
    if "due_on" not in given:
        given["due_on"] = _due(end, None)
    fellows = tuple(going_along(obstacle, verb))
    _store(obstacle, version, **given)
    _store_all(fellows, given)
    _write_steps(actor, (obstacle, *fellows), verb.value, text)
    return 1 + len(fellows)


def _store(obstacle: Obstacle, version: int, **changes: Any) -> None:
    if not update_if_unchanged(Obstacle.objects.all(), obstacle.pk, version, **changes):
        raise Conflict(_CHANGED)
    obstacle.refresh_from_db()


def _store_all(fellows: Sequence[Obstacle], changes: Mapping[str, Any]) -> None:
    """The same change to all, or a conflict: one statement, which counts only those that are as they were read."""
    as_read = Q()
    for fellow in fellows:
        as_read |= Q(pk=fellow.pk, version=fellow.version)
    if fellows and Obstacle.objects.filter(as_read).update(version=F("version") + 1, **changes) != len(fellows):
        raise Conflict(_CHANGED)
    for fellow in fellows:
        for name, value in changes.items():
            setattr(fellow, name, value)


def _write_steps(actor: Actor, obstacles: Sequence[Obstacle], verb: str, text: str) -> None:
    """How each now stands, in its history."""
    ObstacleStep.objects.bulk_create(
        ObstacleStep(
            obstacle=obstacle,
            verb=verb,
            at=now(),
            on=today(),
            by_name=actor.name,
            by_organisation=actor.organisation_name,
            state=obstacle.state,
            level=obstacle.level,
            holder_id=obstacle.holder_id,
            due_on=obstacle.due_on,
            text=nfc(text).strip(),
            answer_id=obstacle.answer_id if verb == Verb.ANSWER else None,
        )
        for obstacle in obstacles
    )


def _said(text: str, lacking: str) -> str:
    text = squeeze(nfc(text))
    if not text:
        raise ActionRefused(Problem(lacking, "text"))
    return text


def _refuse(*problems: Problem) -> None:
    if problems:
        raise ActionRefused(*problems)


def _label(obstacle: Obstacle, count: int) -> str:
    return f"«{obstacle}»" if count == 1 else f"nhóm «{obstacle.group}» ({count} vướng mắc)"
