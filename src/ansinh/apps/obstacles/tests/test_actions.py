from __future__ import annotations

import io
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.jobs.models import Job
from ansinh.apps.obstacles import actions
from ansinh.apps.obstacles.access import verbs_for, visible_obstacles
from ansinh.apps.obstacles.actions import Reply, Shown
from ansinh.apps.obstacles.jobs import ESCALATE_OVERDUE
from ansinh.apps.obstacles.jobs import daily as queue_daily
from ansinh.apps.obstacles.jobs import escalate as escalate_job
from ansinh.apps.obstacles.models import Obstacle, ObstacleStep
from ansinh.apps.obstacles.pages import obstacle_page
from ansinh.apps.obstacles.queries import mover_of
from ansinh.apps.obstacles.work import overdue_source, work_source
from ansinh.domain.obstacles import CLOSED_STATES, AnswerKind, HandlingLevel, ObstacleState, Verb
from ansinh.domain.roles import Role
from ansinh.domain.work import WorkGroup
from ansinh.kit.access import Denied, system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.jobs import DirectContext
from tests.province import Province

from .making import actor, described, raised, routed

GUIDANCE = Reply(AnswerKind.GUIDANCE, "Cử một công chức phụ trách, gửi danh sách về Sở.")
ON_4_NOVEMBER = override_settings(TODAY=date(2024, 11, 4))


@ON_4_NOVEMBER
def test_obstacle_goes_from_raising_to_being_removed(province: Province) -> None:
    obstacle = raised(province)
    assert (obstacle.state, obstacle.due_on) == (ObstacleState.RAISED, date(2024, 11, 7))
    routed(province, obstacle)
    assert (obstacle.state, obstacle.due_on) == (ObstacleState.ROUTED, date(2024, 11, 18))
    actions.answer(
        actor=actor(province, Role.APPROVER, province.other),
        obstacle=obstacle,
        version=obstacle.version,
        reply=GUIDANCE,
    )
    assert (obstacle.state, obstacle.due_on) == (ObstacleState.ANSWERED, date(2024, 11, 11))
    actions.confirm(
        actor=actor(province, Role.FOCAL, province.other), obstacle=obstacle, version=obstacle.version, text="Đã cử."
    )
    assert (obstacle.state, obstacle.due_on, obstacle.ended_on) == ("resolved", None, date(2024, 11, 4))
    assert [step.verb for step in obstacle.steps.all()] == ["raise", "route", "answer", "confirm"]
    entry = AuditEntry.objects.latest("sequence")
    assert "đã tháo gỡ" in entry.summary


def test_refused_obstacle_is_closed_but_not_called_removed(province: Province) -> None:
    obstacle = routed(province, raised(province))
    reply = Reply(AnswerKind.REFUSAL, "Ngân sách không cân đối được.")
    actions.answer(
        actor=actor(province, Role.LEADER, province.other), obstacle=obstacle, version=obstacle.version, reply=reply
    )
    actions.confirm(
        actor=actor(province, Role.FOCAL, province.other), obstacle=obstacle, version=obstacle.version, text=""
    )
    assert obstacle.state == ObstacleState.CLOSED


def test_reopening_needs_a_reason_and_goes_back_to_the_coordinating_agency(province: Province) -> None:
    obstacle = routed(province, raised(province))
    actions.answer(
        actor=actor(province, Role.APPROVER, province.other),
        obstacle=obstacle,
        version=obstacle.version,
        reply=GUIDANCE,
    )
    focal = actor(province, Role.FOCAL, province.other)
    with pytest.raises(ActionRefused, match="Chưa có lý do mở lại"):
        actions.reopen(actor=focal, obstacle=obstacle, version=obstacle.version, text="  ")
    actions.reopen(actor=focal, obstacle=obstacle, version=obstacle.version, text="Vẫn thiếu biên chế.")
    assert (obstacle.state, obstacle.holder, obstacle.level) == (ObstacleState.RAISED, None, "")
    assert mover_of(obstacle) == province.own
    assert obstacle.steps.filter(answer__isnull=False).count() == 1, "what was answered stays in the history"


def test_raising_names_everything_that_is_wrong_at_once(province: Province) -> None:
    bad = actions.Described(described().kind, " ", date(2999, 1, 1), "", "")
    with pytest.raises(ActionRefused) as refused:
        actions.raise_obstacle(
            actor=actor(province, Role.FOCAL), plan=province.plan, organisation=province.own, promises=[], described=bad
        )
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"promises", "since", "title", "consequence", "recommendation"}
    assert not Obstacle.objects.exists()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(AnswerKind.DECISION, "Đã ban hành."), "ghi số, ký hiệu văn bản"),
        (Reply(AnswerKind.MONEY, "Đã bố trí."), "ghi số tiền lớn hơn 0"),
        (Reply(AnswerKind.GUIDANCE, " "), "Chưa nhập «Nội dung trả lời»"),
    ],
)
def test_answer_without_what_its_kind_needs_is_refused(province: Province, reply: Reply, words: str) -> None:
    obstacle = routed(province, raised(province))
    with pytest.raises(ActionRefused, match=words):
        actions.answer(
            actor=actor(province, Role.LEADER, province.other), obstacle=obstacle, version=obstacle.version, reply=reply
        )
    obstacle.refresh_from_db()
    assert obstacle.answer is None


def test_routing_to_the_centre_names_whom_and_a_day_ahead(province: Province) -> None:
    obstacle = raised(province)
    with pytest.raises(ActionRefused) as refused:
        actions.route(
            actor=actor(province, Role.COORDINATOR),
            obstacle=obstacle,
            version=obstacle.version,
            level=HandlingLevel.CENTRAL,
            holder=province.committee,
            due_on=date(2020, 1, 1),
        )
    assert {problem.field for problem in refused.value.problems} == {"addressee", "due_on"}


def test_others_cannot_do_what_is_not_theirs(province: Province) -> None:
    obstacle = raised(province)
    for role in (Role.FOCAL, Role.APPROVER, Role.LEADER):
        who = actor(province, role)
        with pytest.raises(Denied, match="Điều phối"):
            actions.route(actor=who, obstacle=obstacle, version=1, level=HandlingLevel.UNIT, holder=province.other)
    routed(province, obstacle)
    with pytest.raises(Denied):
        actions.answer(
            actor=actor(province, Role.APPROVER), obstacle=obstacle, version=obstacle.version, reply=GUIDANCE
        )


def test_second_officer_is_told_that_somebody_was_faster(province: Province) -> None:
    obstacle = raised(province)
    seen = obstacle.version
    routed(province, obstacle)
    late = Obstacle.objects.select_related("plan").get(pk=obstacle.pk)
    with pytest.raises(Conflict, match="Tải lại trang"):
        actions.hand_back(actor=actor(province, Role.COORDINATOR), obstacle=late, version=seen, text="Không thuộc.")


def test_evidence_is_kept_as_link_and_as_file(province: Province) -> None:
    shown = (
        Shown("https://quangngai.gov.vn/vb", url="https://quangngai.gov.vn/vb"),
        Shown("bien-ban.txt", upload=io.BytesIO(b"bien ban"), media_type="text/plain"),
    )
    obstacle = raised(province, evidence=shown)
    assert [(e.label, bool(e.file_id)) for e in obstacle.evidence.all()] == [
        ("https://quangngai.gov.vn/vb", False),
        ("bien-ban.txt", True),
    ]


# Groups ---------------------------------------------------------------------------------------------------------


def test_group_is_routed_and_answered_once_and_the_answer_reaches_all(province: Province) -> None:
    many = [raised(province), raised(province, province.own), raised(province)]
    group = _grouped(province, many)
    routed(province, _fresh(many[0]))
    assert {o.state for o in group.obstacles.all()} == {ObstacleState.ROUTED}
    head = _fresh(many[1])
    money = Reply(AnswerKind.MONEY, "Đã bố trí.", amount=Decimal("420"))
    actions.answer(actor=actor(province, Role.LEADER, province.other), obstacle=head, version=head.version, reply=money)
    answers = {o.answer_id for o in group.obstacles.all()}
    assert len(answers) == 1
    assert None not in answers
    assert ObstacleStep.objects.filter(verb="answer").count() == 3


def test_one_that_joins_later_goes_where_its_group_is(province: Province) -> None:
    many = [raised(province), raised(province, province.own)]
    group = _grouped(province, many)
    routed(province, _fresh(many[0]))
    late = raised(province)
    _grouped(province, [_fresh(many[0]), late])
    late.refresh_from_db()
    first = _fresh(many[0])
    assert (late.group, late.state, late.holder, late.due_on) == (group, "routed", first.holder, first.due_on)


def test_leaving_a_group_keeps_the_history_and_the_place(province: Province) -> None:
    many = [raised(province), raised(province, province.own)]
    _grouped(province, many)
    routed(province, _fresh(many[0]))
    leaving = _fresh(many[1])
    actions.ungroup(actor=actor(province, Role.COORDINATOR), obstacle=leaving, version=leaving.version)
    assert (leaving.group, leaving.state) == (None, ObstacleState.ROUTED)
    assert [step.verb for step in leaving.steps.all()] == ["raise", "join", "route", "leave"]


def test_what_is_under_way_alone_is_not_grouped(province: Province) -> None:
    one, other = routed(province, raised(province)), raised(province)
    with pytest.raises(ActionRefused, match="Chỉ gộp vướng mắc còn chờ điều phối"):
        _grouped(province, [one, other])


def _grouped(province: Province, many: list[Obstacle]) -> actions.ObstacleGroup:
    return actions.group_obstacles(
        actor=actor(province, Role.COORDINATOR), plan=province.plan, obstacles=many, title="Chưa cử đầu mối"
    )


def _fresh(obstacle: Obstacle) -> Obstacle:
    return Obstacle.objects.select_related("plan", "group", "holder").get(pk=obstacle.pk)


# Clocks ---------------------------------------------------------------------------------------------------------


def test_overdue_goes_one_level_up_once_and_stays_with_the_province(province: Province) -> None:
    with override_settings(TODAY=date(2024, 11, 4)):
        obstacle = routed(province, raised(province, province.own), HandlingLevel.UNIT)
        assert obstacle.due_on == date(2024, 11, 11)
    with override_settings(TODAY=date(2024, 11, 16)):
        assert _run_daily() == 0, "five days are left to the coordinating agency to follow up"
        queue_daily()
        assert not Job.objects.filter(kind=ESCALATE_OVERDUE).exists(), "nothing to do, no job"
    with override_settings(TODAY=date(2024, 11, 17)):
        queue_daily()
        queue_daily()
        assert Job.objects.filter(kind=ESCALATE_OVERDUE).count() == 1
        assert _run_daily() == 1
        assert _run_daily() == 0, "a second run on the same day does nothing"
    obstacle.refresh_from_db()
    assert (obstacle.level, obstacle.holder) == (HandlingLevel.PROVINCE, province.committee)
    with override_settings(TODAY=date(2025, 6, 2)):
        assert _run_daily() == 0, "the province decides itself whether to write to the centre"


def test_group_goes_up_together(province: Province) -> None:
    with override_settings(TODAY=date(2024, 11, 4)):
        many = [raised(province), raised(province, province.own)]
        group = _grouped(province, many)
        routed(province, _fresh(many[0]))
    with override_settings(TODAY=date(2024, 12, 2)):
        assert _run_daily() == 1
    assert {o.level for o in group.obstacles.all()} == {HandlingLevel.PROVINCE}


def _run_daily() -> int:
    context = DirectContext()
    escalate_job(context, {"day": today().isoformat()})
    return context.reports[-1][0]


def test_due_day_is_a_stored_fact_that_no_new_holiday_moves(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(TODAY=date(2024, 11, 4)):
        obstacle = routed(province, raised(province))
    monkeypatch.setattr("ansinh.kit.working_days._days_off", lambda year: frozenset({date(2024, 11, 15)}))
    for zone in ("Asia/Ho_Chi_Minh", "UTC", "Pacific/Kiritimati"):
        with override_settings(TODAY=date(2024, 11, 18), TIME_ZONE=zone):
            assert not Obstacle.objects.overdue_on(date(2024, 11, 18)).exists()
    assert next(iter(overdue_source(date(2024, 11, 19)))).due_on == obstacle.due_on == date(2024, 11, 18)


# Who sees, who has work -------------------------------------------------------------------------------------------


def test_obstacle_is_seen_by_those_concerned_only(province: Province) -> None:
    mine = raised(province, province.own)
    for role in Role:
        sees = visible_obstacles(actor(province, role, province.other)).filter(pk=mine.pk).exists()
        assert sees == (role in (Role.COORDINATOR, Role.LEADER, Role.AUDITOR)), role
    routed(province, mine)
    assert visible_obstacles(actor(province, Role.FOCAL, province.other)).filter(pk=mine.pk).exists()
    actions.hand_back(actor=actor(province, Role.COORDINATOR), obstacle=mine, version=mine.version, text="Chuyển nhầm.")
    still = visible_obstacles(actor(province, Role.FOCAL, province.other)).filter(pk=mine.pk)
    assert still.count() == 1, "who once had it keeps seeing what came of it"


def test_whoever_must_move_has_it_among_his_work_and_the_raiser_waits(province: Province) -> None:
    day = date(2024, 11, 4)
    coordinator, focal = actor(province, Role.COORDINATOR), actor(province, Role.FOCAL, province.other)
    leader = actor(province, Role.LEADER, province.other)
    obstacle = raised(province)
    assert _groups(coordinator, day) == [WorkGroup.WAITED_FOR]
    assert _groups(focal, day) == [WorkGroup.WAITING]
    routed(province, obstacle)
    assert _groups(coordinator, day) == []
    assert _groups(leader, day) == [WorkGroup.WAITED_FOR]
    actions.answer(actor=leader, obstacle=obstacle, version=obstacle.version, reply=GUIDANCE)
    assert _groups(focal, day) == [WorkGroup.DUE]
    assert _groups(leader, day) == []


def test_group_is_one_thing_to_do(province: Province) -> None:
    _grouped(province, [raised(province), raised(province, province.own)])
    assert _groups(actor(province, Role.COORDINATOR), date(2024, 11, 4)) == [WorkGroup.WAITED_FOR]


def _groups(who: actions.Actor, day: date) -> list[WorkGroup]:
    return [item.group for item in work_source(who, day)]


@pytest.mark.parametrize("seed", range(12))
def test_wherever_allowed_actions_lead_there_is_a_page_and_one_mover(province: Province, seed: int) -> None:
    """Random walks over the real actions."""
    chance = random.Random(seed)
    system = system_actor("Thử")
    obstacle = raised(province)
    day = date(2024, 11, 4)
    for _ in range(14):
        obstacle = _fresh(obstacle)
        page = obstacle_page(system, obstacle)
        assert page.row.word
        mover = mover_of(obstacle)
        assert (mover is None) == (obstacle.state in CLOSED_STATES)
        assert (obstacle.due_on is None) == (mover is None)
        verbs = verbs_for(system, obstacle)
        assert {act.label for act in page.acts} or obstacle.state in CLOSED_STATES
        if not verbs:
            break
        day += timedelta(days=chance.randint(0, 9))
        with override_settings(TODAY=day):
            _do(chance.choice(verbs), system, obstacle, province, chance)


def _do(verb: Verb, who: actions.Actor, obstacle: Obstacle, province: Province, chance: random.Random) -> None:
    common = {"actor": who, "obstacle": obstacle, "version": obstacle.version}
    match verb:
        case Verb.ROUTE:
            actions.route(**common, level=HandlingLevel.UNIT, holder=province.other)  # type: ignore[arg-type]
        case Verb.ESCALATE:
            if obstacle.level != HandlingLevel.PROVINCE:
                actions.escalate(**common, level=HandlingLevel.PROVINCE, holder=province.committee, text="Vượt thẩm quyền.")  # type: ignore[arg-type]  # fmt: skip
        case Verb.ANSWER:
            kind = chance.choice([AnswerKind.GUIDANCE, AnswerKind.REFUSAL])
            actions.answer(**common, reply=Reply(kind, "Trả lời."))  # type: ignore[arg-type]
        case Verb.RESUBMIT:
            actions.resubmit(**common, described=described(), text="")  # type: ignore[arg-type]
        case _:
            getattr(actions, verb.value)(**common, text="Lý do.")
