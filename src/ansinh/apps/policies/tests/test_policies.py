from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import TaskWording
from ansinh.apps.policies import actions
from ansinh.apps.policies.models import PolicyPipeline
from ansinh.apps.policies.queries import current_stage, dates_of, panels, policy_list_page, policy_page
from ansinh.apps.policies.work import overdue_source, work_source
from ansinh.domain.policy_stages import STAGES, ActKind, PipelineState, PolicyStep
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from tests.province import Province

DAY = date(2024, 11, 4)
PROMISED = "Trình HĐND tỉnh ban hành chính sách hỗ trợ cho Bà mẹ Việt Nam anh hùng trên địa bàn tỉnh; ban hành quy chế phối hợp giữa các sở."


@pytest.fixture(autouse=True)
def _on_4_november() -> object:
    with override_settings(TODAY=DAY):
        yield


def actor(p: Province, role: Role, place: Organisation | None = None) -> Actor:
    return actor_for(p.person(role, place), today())


def browser(p: Province, role: Role, place: Organisation | None = None) -> Client:
    client = Client()
    client.force_login(p.person(role, place), "django.contrib.auth.backends.ModelBackend")
    return client


def added(
    p: Province,
    name: str = "Chính sách hỗ trợ giá nước sạch",
    due_on: date | None = None,
    kind: ActKind = ActKind.DECISION,
) -> PolicyPipeline:
    return actions.add_policy(
        actor=actor(p, Role.COORDINATOR), plan=p.plan, promise=p.task, name=name, kind=kind, lead=p.own, due_on=due_on
    )


def advanced(
    p: Province, policy: PolicyPipeline, holder: Organisation | None, day: date = DAY, reference: str = ""
) -> PolicyPipeline:
    return actions.advance(
        actor=actor(p, Role.COORDINATOR), policy=policy, version=policy.version, done_on=day, holder=holder, reference=reference,
    )  # fmt: skip


def test_found_acts_wait_for_an_officer_who_accepts_or_rejects_each(province: Province) -> None:
    TaskWording.objects.filter(task=province.task).update(text=PROMISED)
    coordinator = actor(province, Role.COORDINATOR)
    mothers, rules = actions.find_policies(actor=coordinator, plan=province.plan)
    assert (mothers.kind, rules.kind) == (ActKind.RESOLUTION, ActKind.DECISION)
    assert mothers.quote in PROMISED
    actions.accept_policy(
        actor=coordinator, policy=mothers, version=1, name="Chính sách đối với Bà mẹ Việt Nam anh hùng",
        kind=ActKind.RESOLUTION, lead=province.own,
    )  # fmt: skip
    assert (mothers.state, mothers.holder, mothers.stages.count()) == (PipelineState.ACTIVE, province.own, 7)
    with pytest.raises(ActionRefused, match="Chưa có lý do loại"):
        actions.reject_policy(actor=coordinator, policy=rules, version=1, text="")
    actions.reject_policy(actor=coordinator, policy=rules, version=1, text="Quy chế nội bộ.")
    with pytest.raises(ActionRefused, match="Không tìm thêm được"):
        actions.find_policies(actor=coordinator, plan=province.plan)


def test_act_goes_through_its_stages_and_is_issued_under_a_number(province: Province) -> None:
    policy = added(province)
    for stage in STAGES[ActKind.DECISION][:-1]:
        assert current_stage(policy) == stage
        advanced(province, policy, province.other)
    with pytest.raises(ActionRefused, match="số, ký hiệu văn bản"):
        advanced(province, policy, None)
    advanced(province, policy, None, reference="30/2024/QĐ-UBND")
    assert (policy.state, policy.issued_on, policy.reference, policy.holder) == ("issued", DAY, "30/2024/QĐ-UBND", None)
    assert current_stage(policy) is None


@pytest.mark.parametrize(
    ("day", "words"), [(DAY + timedelta(days=1), "ở sau hôm nay"), (DAY - timedelta(days=30), "không thể xong trước")]
)
def test_real_days_lie_neither_ahead_nor_before_the_stage_before(province: Province, day: date, words: str) -> None:
    policy = advanced(province, added(province), province.own)
    with pytest.raises(ActionRefused, match=words):
        advanced(province, policy, province.own, day)


def test_giving_back_takes_real_days_away_and_needs_a_reason(province: Province) -> None:
    policy = advanced(province, advanced(province, added(province), province.own), province.other)
    common = {"actor": actor(province, Role.COORDINATOR), "policy": policy, "version": policy.version}
    with pytest.raises(ActionRefused) as refused:
        actions.go_back(**common, stage=PolicyStep.APPRAISE, holder=province.own, text=" ")  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == ["stage", "text"]
    actions.go_back(**common, stage=PolicyStep.PROPOSE, holder=province.own, text="Phạm vi chưa rõ.")  # type: ignore[arg-type]
    assert current_stage(policy) == PolicyStep.PROPOSE
    assert not any(row.done_on for row in dates_of(policy))
    assert [move.verb for move in policy.moves.all()] == ["add", "advance", "advance", "go_back"]


def test_planned_days_go_forward_and_a_change_needs_a_reason(province: Province) -> None:
    policy = added(province, due_on=date(2025, 6, 30))
    who = actor(province, Role.COORDINATOR)
    wrong = {PolicyStep.PROPOSE: date(2025, 2, 1), PolicyStep.DRAFT: date(2025, 1, 1)}
    with pytest.raises(ActionRefused, match="dự kiến xong trước bước"):
        actions.reschedule(actor=who, policy=policy, version=policy.version, planned=wrong, text="")
    later = {PolicyStep.ISSUE: date(2025, 9, 30)}
    with pytest.raises(ActionRefused, match="ghi lý do"):
        actions.reschedule(actor=who, policy=policy, version=policy.version, planned=later, text="")
    right = {PolicyStep.PROPOSE: date(2024, 12, 1), PolicyStep.DRAFT: date(2025, 1, 1)}
    actions.reschedule(actor=who, policy=policy, version=policy.version, planned=right, text="")
    assert [row.planned_on for row in dates_of(policy)][:2] == list(right.values())


def test_same_act_is_not_listed_twice_at_a_task(province: Province) -> None:
    added(province)
    with pytest.raises(ActionRefused, match="đã có chính sách tên này"):
        added(province)


def test_only_holder_lead_and_coordinating_agency_move_an_act(province: Province) -> None:
    policy = added(province)
    with pytest.raises(Denied):
        actions.hand_over(
            actor=actor(province, Role.FOCAL, province.other), policy=policy, version=1, holder=province.other
        )
    actions.hand_over(actor=actor(province, Role.FOCAL), policy=policy, version=policy.version, holder=province.other)
    actions.add_paper(
        actor=actor(province, Role.FOCAL, province.other), policy=policy, stage=PolicyStep.PROPOSE, label="Tờ trình", url="https://quangngai.gov.vn"
    )  # fmt: skip
    with pytest.raises(ActionRefused, match="Chọn một văn bản"):
        actions.add_paper(
            actor=actor(province, Role.FOCAL, province.other), policy=policy, stage=PolicyStep.PROPOSE, label="Tờ trình"
        )


def test_second_officer_is_told_that_somebody_was_faster(province: Province) -> None:
    policy = added(province)
    advanced(province, policy, province.own)
    with pytest.raises(Conflict, match="Tải lại trang"):
        actions.advance(
            actor=actor(province, Role.COORDINATOR), policy=policy, version=1, done_on=DAY, holder=province.own
        )


def test_dropped_act_cannot_be_moved(province: Province) -> None:
    policy = added(province)
    actions.drop_policy(
        actor=actor(province, Role.COORDINATOR), policy=policy, version=policy.version, text="Trung ương đã quy định."
    )
    with pytest.raises(Conflict, match="Không ban hành nữa"):
        advanced(province, policy, province.own)


def test_late_and_idle_acts_head_the_list(province: Province) -> None:
    with override_settings(TODAY=date(2024, 5, 6)):
        added(province, "Đứng yên lâu")
        late = added(province, "Chậm")
        planned = {PolicyStep.PROPOSE: date(2024, 10, 1)}
        actions.reschedule(
            actor=actor(province, Role.COORDINATOR), policy=late, version=late.version, planned=planned, text=""
        )
    added(province, "Mới")
    page = policy_list_page(actor(province, Role.LEADER), province.plan)
    assert [(row.name, row.word) for row in page.active] == [
        ("Chậm", "Chậm 34 ngày"), ("Đứng yên lâu", "Đứng yên 182 ngày"), ("Mới", "Bước 1/6"),
    ]  # fmt: skip
    assert page.title == "3 chính sách đang xây dựng, 2 chậm hoặc đứng yên"
    assert [item.organisation_id for item in overdue_source(DAY)] == [province.own.pk]


def test_holder_has_the_act_among_his_work(province: Province) -> None:
    policy = added(province)
    assert [item.act for item in work_source(actor(province, Role.FOCAL), DAY)] == ["Cập nhật"]
    advanced(province, policy, province.other)
    assert not list(work_source(actor(province, Role.FOCAL), DAY))
    assert len(list(work_source(actor(province, Role.APPROVER, province.other), DAY))) == 1


def test_task_shows_its_acts_and_others_show_nothing(province: Province) -> None:
    added(province)
    who = actor(province, Role.AUDITOR)
    assert len(panels(who, province.plan, province.task, DAY)) == 1
    assert not panels(who, province.plan, province.target, DAY)
    page = browser(province, Role.AUDITOR).get(reverse("plans:task", args=[province.plan.slug, province.task.code]))
    assert "hỗ trợ giá nước sạch" in page.content.decode()


def test_officer_finds_accepts_and_advances_in_the_browser(province: Province) -> None:
    TaskWording.objects.filter(task=province.task).update(text=PROMISED)
    client = browser(province, Role.COORDINATOR)
    assert "Tìm trong văn bản" in client.get("/chinh-sach/").content.decode()
    assert client.post("/chinh-sach/tim/").status_code == 302
    policy = PolicyPipeline.objects.earliest("pk")
    accept = reverse("policies:act", args=[policy.pk, "xac-nhan"])
    assert escape(province.own.name) in client.get(accept).content.decode()
    sent = {"version": "1", "name": policy.name, "kind": "resolution", "lead": "Sở không có", "due_on": "31/12/2025"}
    refused = client.post(accept, sent)
    assert refused.status_code == 400
    assert "Không có cơ quan «Sở không có»" in refused.content.decode()
    assert client.post(accept, sent | {"lead": province.own.name}).status_code == 302
    policy.refresh_from_db()
    step = reverse("policies:act", args=[policy.pk, "xong-buoc"])
    done = {"version": str(policy.version), "done_on": "01/11/2024", "holder": province.other.name}
    assert client.post(step, done).status_code == 302
    text = client.get(reverse("policies:policy", args=[policy.pk])).content.decode()
    assert 'aria-current="step"' in text
    assert "Dự thảo" in text
    for verb in ("tra-ve", "chuyen-giao", "ho-so", "lich", "thoi"):
        assert client.get(reverse("policies:act", args=[policy.pk, verb])).status_code == 200
    assert client.get(accept).status_code == 302, "it was accepted already"
    assert client.get(reverse("policies:act", args=[policy.pk, "khac"])).status_code == 404


def test_adding_by_hand_names_what_is_lacking(province: Province) -> None:
    client = browser(province, Role.COORDINATOR)
    answer = client.post(reverse("policies:add"), {"name": "Chính sách thử", "due_on": "1/1"})
    text = answer.content.decode()
    assert answer.status_code == 400
    for words in ("Chưa chọn «Nhiệm vụ của kế hoạch»", "Chưa nhập «Cơ quan chủ trì xây dựng»", "«1/1» không đúng dạng"):
        assert words in text
    assert "Chính sách thử" in text


def test_number_of_queries_does_not_grow_with_the_list(province: Province) -> None:
    client = browser(province, Role.LEADER)
    added(province)
    client.get("/chinh-sach/")
    few = _queries(client)
    for number in range(6):
        added(province, f"Chính sách {number}")
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/chinh-sach/")
    return len(queries)


@pytest.mark.parametrize("seed", range(8))
def test_wherever_allowed_actions_lead_the_act_has_a_page_and_one_holder(province: Province, seed: int) -> None:
    """Random walks: done stages come first, their days do not go backwards."""
    chance = random.Random(seed)
    kind = chance.choice(list(ActKind))
    policy = added(province, kind=kind)
    who = actor(province, Role.COORDINATOR)
    for _ in range(20):
        policy = PolicyPipeline.objects.select_related("plan__coordinating_agency", "promise", "lead", "holder").get(
            pk=policy.pk
        )
        rows = dates_of(policy)
        real = [row.done_on for row in rows if row.done_on]
        assert [row.done_on is not None for row in rows] == [True] * len(real) + [False] * (len(rows) - len(real))
        assert real == sorted(real)
        assert (policy.holder is not None) == (policy.state == PipelineState.ACTIVE)
        assert policy_page(who, policy).row.word
        stage = current_stage(policy)
        if policy.state != PipelineState.ACTIVE or stage is None:
            break
        holder = chance.choice([province.own, province.other])
        if chance.random() < 0.7 or stage == PolicyStep.PROPOSE:
            advanced(province, policy, holder, reference="1/2024/NQ-HĐND")
        else:
            back = chance.choice(STAGES[kind][: STAGES[kind].index(stage)])
            actions.go_back(
                actor=who, policy=policy, version=policy.version, stage=back, holder=holder, text="Làm lại."
            )
