"""Proposing, writing, submitting, accepting, sending back; shares and milestones."""

from __future__ import annotations

from datetime import date

import pytest

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.commitments import actions
from ansinh.apps.commitments.actions import CommitmentWords
from ansinh.apps.commitments.models import Commitment, CommitmentRole, ShareState
from ansinh.apps.commitments.tests.scene import DAY, WORDS, Scene
from ansinh.apps.plans.models import Holding, HoldingRole, PromiseKind
from ansinh.domain.commitments import CommitmentState
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused, Conflict
from tests.province import ISSUED


def test_one_commitment_is_proposed_for_each_lead_and_for_who_is_accountable(scene: Scene) -> None:
    only = scene.commitment
    assert (only.organisation, only.role, only.state) == (
        scene.province.other, CommitmentRole.MAIN, CommitmentState.PROPOSED,
    )  # fmt: skip
    assert only.due_on is None


def test_a_second_lead_is_asked_too_and_nobody_twice(scene: Scene) -> None:
    plan = scene.province.plan
    Holding.objects.create(
        promise=scene.province.task, role=HoldingRole.LEAD, organisation=scene.province.own, valid_from=ISSUED, order=2
    )
    assert actions.propose_commitments(actor=scene.coordinator, plan=plan, year=2024, day=DAY) == 1
    assert set(Commitment.objects.values_list("organisation__code", "role")) == {
        ("so-y-te", "main"), ("so-ldtbxh", "lead"),
    }  # fmt: skip
    with pytest.raises(ActionRefused, match="Không có gì để thêm"):
        actions.propose_commitments(actor=scene.coordinator, plan=plan, year=2024, day=DAY)


def test_who_takes_a_promise_over_takes_its_commitment_and_is_asked_for_no_second_one(scene: Scene) -> None:
    accountable = Holding.objects.get(promise=scene.province.task, role=HoldingRole.ACCOUNTABLE)
    accountable.valid_to = DAY
    accountable.save()
    Holding.objects.create(
        promise=scene.province.task, role=HoldingRole.ACCOUNTABLE, organisation=scene.province.own, valid_from=DAY
    )
    with pytest.raises(ActionRefused, match="Không có gì để thêm"):
        actions.propose_commitments(actor=scene.coordinator, plan=scene.province.plan, year=2024, day=DAY)
    one = scene.fresh()
    with pytest.raises(Denied):
        actions.submit_commitment(actor=scene.lead, commitment=one, version=one.version, words=WORDS, day=DAY)
    kept = actions.submit_commitment(actor=scene.coordinator, commitment=one, version=one.version, words=WORDS, day=DAY)
    assert kept.organisation == scene.province.other, "history stays under the name it was asked of"


def test_targets_with_a_number_are_proposed_when_asked_for(scene: Scene) -> None:
    kinds = (PromiseKind.TASK, PromiseKind.TARGET)
    plan = scene.province.plan
    assert actions.propose_commitments(actor=scene.coordinator, plan=plan, year=2024, day=DAY, kinds=kinds) == 1
    target = Commitment.objects.get(promise__kind=PromiseKind.TARGET)
    assert (target.measure, target.unit) == ("Tỷ lệ tham gia bảo hiểm y tế", "%")
    # the target is of 2025; after its year there is nothing to commit to
    assert actions.propose_commitments(
        actor=scene.coordinator, plan=plan, year=2026, day=date(2026, 2, 1), kinds=kinds
    ) == 1  # fmt: skip


def test_a_year_before_the_plan_or_far_ahead_is_refused(scene: Scene) -> None:
    for year in (2023, 2026):
        with pytest.raises(ActionRefused, match=f"Năm {year} không đề xuất được"):
            actions.propose_commitments(actor=scene.coordinator, plan=scene.province.plan, year=year, day=DAY)


def test_only_the_agency_that_follows_the_plan_proposes(scene: Scene) -> None:
    with pytest.raises(Denied):
        actions.propose_commitments(actor=scene.lead, plan=scene.province.plan, year=2024, day=DAY)


def test_submitting_names_everything_that_is_lacking_at_once(scene: Scene) -> None:
    empty = CommitmentWords(product=" ", measure="", due_on=None, in_charge="")
    with pytest.raises(ActionRefused) as refused:
        scene.submit(empty)
    assert [problem.field for problem in refused.value.problems] == ["product", "measure", "in_charge", "due_on"]
    assert scene.fresh().state == CommitmentState.PROPOSED


@pytest.mark.parametrize(("due_on", "said"), [(date(2025, 1, 1), "không thuộc năm 2024"), (date(2024, 5, 5), "đã qua")])
def test_a_due_date_outside_the_year_or_in_the_past_is_refused(scene: Scene, due_on: date, said: str) -> None:
    with pytest.raises(ActionRefused, match=said):
        scene.submit(CommitmentWords("Sản phẩm", "đo", due_on, "ai"))


def test_an_unfinished_draft_can_be_kept(scene: Scene) -> None:
    one = actions.write_commitment(
        actor=scene.lead, commitment=scene.commitment, version=1, words=CommitmentWords("Nháp", "", None, ""), day=DAY
    )
    assert (one.product, one.state, one.version) == ("Nháp", CommitmentState.PROPOSED, 2)


def test_the_due_date_is_in_force_from_acceptance_on(scene: Scene) -> None:
    assert scene.submit().time_facts.due_on is None
    one = scene.fresh()
    accepted = actions.accept_commitment(actor=scene.coordinator, commitment=one, version=one.version, day=DAY)
    assert accepted.time_facts.due_on == WORDS.due_on
    assert AuditEntry.objects.filter(action="commitments.accept").get().summary.startswith("Nhận cam kết II.2 năm 2024")


def test_the_agency_that_commits_does_not_accept(scene: Scene) -> None:
    one = scene.submit()
    with pytest.raises(Denied):
        actions.accept_commitment(actor=scene.lead_approver, commitment=one, version=one.version, day=DAY)


def test_what_the_accepting_agency_holds_itself_is_accepted_above_it(scene: Scene) -> None:
    scene.province.task.holdings.exclude(role=HoldingRole.SUPPORTING).update(organisation=scene.province.own)
    Commitment.objects.update(organisation=scene.province.own)
    one = scene.fresh()
    one = actions.submit_commitment(actor=scene.coordinator, commitment=one, version=one.version, words=WORDS, day=DAY)
    with pytest.raises(Denied):
        actions.accept_commitment(actor=scene.approver, commitment=one, version=one.version, day=DAY)


def test_sending_back_needs_a_reason_and_the_agency_sees_it(scene: Scene) -> None:
    one = scene.submit()
    with pytest.raises(ActionRefused, match="Chưa có lý do trả lại"):
        actions.return_commitment(actor=scene.coordinator, commitment=one, version=one.version, reason=" ", day=DAY)
    returned = actions.return_commitment(
        actor=scene.coordinator, commitment=one, version=one.version, reason="Chưa rõ số phiên ở miền núi.", day=DAY
    )
    assert (returned.state, returned.reason) == (CommitmentState.RETURNED, "Chưa rõ số phiên ở miền núi.")
    assert scene.submit().reason == ""


def test_two_people_at_once_the_second_is_told_and_nothing_is_overwritten(scene: Scene) -> None:
    seen = scene.fresh()
    scene.submit()
    late = CommitmentWords("Của người thứ hai", "đo", date(2024, 10, 1), "ai")
    seen.state = CommitmentState.PROPOSED  # as the second person's page still says
    with pytest.raises(Conflict, match="vừa được người khác xử lý"):
        actions.write_commitment(actor=scene.lead, commitment=seen, version=seen.version, words=late, day=DAY)
    assert scene.fresh().product == WORDS.product


# Shares ----------------------------------------------------------------------------------------------------------


def test_a_supporting_agency_declines_with_a_reason_and_may_be_asked_again(scene: Scene) -> None:
    one = scene.fresh()
    asked = {"actor": scene.lead, "organisations": [scene.province.own], "what": "Cử đầu mối.", "day": DAY}
    assert actions.ask_shares(commitment=one, version=one.version, **asked) == 1
    with pytest.raises(ActionRefused, match="đã được đề nghị rồi"):
        actions.ask_shares(commitment=one, version=one.version, **asked)
    share = one.shares.get()
    with pytest.raises(ActionRefused, match="Chưa có lý do không nhận"):
        actions.answer_share(
            actor=scene.coordinator, share=share, version=share.version, accepts=False, reason="", day=DAY
        )
    actions.answer_share(
        actor=scene.coordinator, share=share, version=share.version, accepts=False, reason="Không thuộc chức năng.",
        day=DAY,
    )  # fmt: skip
    one = scene.fresh()
    assert actions.ask_shares(commitment=one, version=one.version, **asked) == 1
    share.refresh_from_db()
    assert share.state == ShareState.ASKED
    with pytest.raises(Denied):
        actions.answer_share(actor=scene.lead, share=share, version=share.version, accepts=True, reason="", day=DAY)


def test_asking_nobody_for_nothing_says_both(scene: Scene) -> None:
    one = scene.fresh()
    with pytest.raises(ActionRefused) as refused:
        actions.ask_shares(actor=scene.lead, commitment=one, version=one.version, organisations=[], what="", day=DAY)
    assert [problem.field for problem in refused.value.problems] == ["organisations", "what"]


# Milestones ------------------------------------------------------------------------------------------------------


def test_milestones_lie_within_the_commitment_and_go_only_while_it_is_written(scene: Scene) -> None:
    one = scene.fresh()
    milestone = actions.add_milestone(
        actor=scene.lead, commitment=one, version=one.version, name="Đủ 5 phiên", due_on=date(2024, 12, 1), day=DAY
    )
    with pytest.raises(ActionRefused, match="Mốc «Đủ 5 phiên» có hạn 01/12/2024, sau hạn của cam kết"):
        scene.submit()
    one = scene.fresh()
    actions.remove_milestone(actor=scene.lead, commitment=one, version=one.version, milestone=milestone, day=DAY)
    one = scene.accept()
    for due_on, said in ((date(2024, 10, 1), "sau hạn của cam kết"), (date(2024, 5, 1), "đã qua")):
        with pytest.raises(ActionRefused, match=said):
            actions.add_milestone(
                actor=scene.lead, commitment=one, version=one.version, name="Khác", due_on=due_on, day=DAY
            )
    kept = actions.add_milestone(
        actor=scene.lead, commitment=one, version=one.version, name="Đủ 5 phiên", due_on=date(2024, 6, 1), day=DAY
    )
    with pytest.raises(ActionRefused, match="đã có mốc"):
        actions.add_milestone(
            actor=scene.lead, commitment=one, version=scene.fresh().version, name="Đủ 5 phiên",
            due_on=date(2024, 6, 1), day=DAY,
        )  # fmt: skip
    with pytest.raises(Conflict, match="Đang thực hiện"):
        actions.remove_milestone(
            actor=scene.lead, commitment=one, version=scene.fresh().version, milestone=kept, day=DAY
        )
