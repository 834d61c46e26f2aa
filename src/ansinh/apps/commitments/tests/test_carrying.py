"""Progress, evidence, changed due dates, completion and its acceptance, cancelling, reopening."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.commitments import actions
from ansinh.apps.commitments.actions import NewEvidence, Progress
from ansinh.apps.commitments.actions.evidence import EVIDENCE_LIMIT, NewFile
from ansinh.apps.commitments.models import Commitment, DueChange, DueChangeState, Evidence, Milestone
from ansinh.apps.commitments.tests.scene import DAY, PDF, WORDS, Scene, pdf, with_file
from ansinh.domain.commitments import CommitmentState
from ansinh.domain.timeliness import Timeliness, timeliness
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused, Conflict

LATER = date(2024, 10, 4)


def test_a_line_of_progress_keeps_figure_milestone_and_every_kind_of_evidence(scene: Scene) -> None:
    one = scene.accept()
    milestone = Milestone.objects.create(commitment=one, name="Đủ 5 phiên", due_on=date(2024, 6, 30))
    evidence = NewEvidence((pdf(), pdf("lan-hai.pdf")), "https://tinh.example/bao-cao", "112/BC-SYT")
    entry = actions.report_progress(
        actor=scene.lead, commitment=one, version=one.version,
        progress=Progress("Đã tổ chức 5 phiên.", None, milestone, evidence), day=DAY,
    )  # fmt: skip
    milestone.refresh_from_db()
    assert milestone.reached_on == DAY
    assert [str(row) for row in entry.evidence.all()] == [
        "bao-cao.pdf", "lan-hai.pdf", "https://tinh.example/bao-cao", "112/BC-SYT",
    ]  # fmt: skip
    assert len({row.file_id for row in entry.evidence.all() if row.file_id}) == 1, "the same bytes are kept once"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (NewFile(BytesIO(b"MZ"), "chay.exe", 2), "không thuộc loại được nhận"),
        (NewFile(BytesIO(b"MZ"), "gia.pdf", 2), "không đúng là tệp .pdf"),
        (NewFile(BytesIO(b""), "rong.docx", 0), "không đúng là tệp .docx, hoặc là tệp rỗng"),
        (NewFile(BytesIO(PDF), "lon.pdf", EVIDENCE_LIMIT + 1), "quá giới hạn 20 MB"),
    ],
)
def test_files_that_are_not_what_they_should_be_are_refused(scene: Scene, file: NewFile, said: str) -> None:
    one = scene.accept()
    with pytest.raises(ActionRefused, match=said):
        actions.report_progress(
            actor=scene.lead, commitment=one, version=one.version,
            progress=Progress("Xong", evidence=NewEvidence((file,))), day=DAY,
        )  # fmt: skip
    assert not Evidence.objects.exists()


def test_a_link_that_is_no_web_address_is_refused_whoever_hands_it_in(scene: Scene) -> None:
    one = scene.accept()
    with pytest.raises(ActionRefused, match="không bắt đầu bằng https"):
        actions.report_progress(
            actor=scene.lead, commitment=one, version=one.version,
            progress=Progress("Xong", evidence=NewEvidence(link="javascript:alert(1)")), day=DAY,
        )  # fmt: skip


def test_every_problem_of_a_line_is_named_at_once(scene: Scene) -> None:
    one = scene.accept()
    files = (*(pdf() for _ in range(5)), NewFile(BytesIO(b"MZ"), "chay.exe", 2))
    with pytest.raises(ActionRefused) as refused:
        actions.report_progress(
            actor=scene.lead, commitment=one, version=one.version,
            progress=Progress(" ", evidence=NewEvidence(files)), day=DAY,
        )  # fmt: skip
    assert [problem.field for problem in refused.value.problems] == ["text", "proof", "proof"]


def test_done_needs_evidence(scene: Scene) -> None:
    one = scene.accept()
    with pytest.raises(ActionRefused, match="ít nhất một minh chứng"):
        actions.claim_done(actor=scene.lead, commitment=one, version=one.version, progress=Progress("Xong."), day=DAY)
    actions.report_progress(actor=scene.lead, commitment=one, version=one.version, progress=with_file(), day=DAY)
    one = scene.fresh()
    claimed = actions.claim_done(
        actor=scene.lead, commitment=one, version=one.version, progress=Progress("Xong."), day=DAY
    )
    assert claimed.state == CommitmentState.CLAIMED, "evidence of an earlier line counts"


def test_done_needs_somebody_else_of_the_accepting_agency(scene: Scene) -> None:
    one = scene.claim()
    with pytest.raises(Denied):
        actions.confirm_done(actor=scene.lead_approver, commitment=one, version=one.version, day=DAY)
    Commitment.objects.update(claimed_by_id=scene.coordinator.user_id)  # who holds a role at both agencies
    one = scene.fresh()
    with pytest.raises(ActionRefused, match="Người báo hoàn thành không tự nghiệm thu"):
        actions.confirm_done(actor=scene.coordinator, commitment=one, version=one.version, day=DAY)
    done = actions.confirm_done(actor=scene.approver, commitment=one, version=one.version, day=DAY)
    assert done.state == CommitmentState.DONE


def test_the_clock_stands_still_while_others_look_and_goes_on_when_it_is_sent_back(scene: Scene) -> None:
    on_time = WORDS.due_on
    assert on_time is not None
    one = scene.claim(on_time)
    assert timeliness(one.time_facts, LATER) == Timeliness.OPEN_IN_TIME
    refused = actions.refuse_done(
        actor=scene.coordinator, commitment=one, version=one.version, reason="Thiếu danh sách.", day=LATER
    )
    assert (refused.state, refused.claimed_on) == (CommitmentState.ACCEPTED, None)
    assert timeliness(refused.time_facts, LATER) == Timeliness.OPEN_LATE
    again = actions.claim_done(
        actor=scene.lead, commitment=refused, version=refused.version, progress=with_file(), day=LATER
    )
    done = actions.confirm_done(actor=scene.coordinator, commitment=again, version=again.version, day=LATER)
    assert timeliness(done.time_facts, LATER) == Timeliness.DONE_LATE


# Due dates -------------------------------------------------------------------------------------------------------


def _ask(
    scene: Scene, one: Commitment, new: date, milestone: Milestone | None = None, reason: str = "Mưa lũ"
) -> DueChange:
    return actions.ask_due_change(
        actor=scene.lead, commitment=one, version=one.version, milestone=milestone, new_due_on=new, reason=reason, day=DAY
    )  # fmt: skip


def _decide(scene: Scene, change: DueChange, agrees: bool, answer: str = "") -> DueChange:
    one = scene.fresh()
    return actions.decide_due_change(
        actor=scene.coordinator, commitment=one, version=one.version, change=change, agrees=agrees, answer=answer, day=DAY
    )  # fmt: skip


def test_a_due_date_moves_only_when_the_request_is_agreed_and_the_change_is_counted(scene: Scene) -> None:
    one = scene.accept()
    change = _ask(scene, one, date(2024, 10, 31))
    assert scene.fresh().due_on == WORDS.due_on
    with pytest.raises(Conflict, match="chờ quyết định"):
        _ask(scene, scene.fresh(), date(2024, 11, 30))
    with pytest.raises(ActionRefused, match="Chưa có lý do không đồng ý"):
        _decide(scene, change, agrees=False)
    _decide(scene, change, agrees=True)
    assert scene.fresh().due_on == date(2024, 10, 31)
    assert one.due_changes.filter(state=DueChangeState.AGREED).count() == 1
    with pytest.raises(Conflict, match="đã có quyết định: đồng ý"):
        _decide(scene, change, agrees=True)


def test_a_milestone_has_its_own_due_date_that_moves_by_itself(scene: Scene) -> None:
    one = scene.accept()
    milestone = Milestone.objects.create(commitment=one, name="Đủ 5 phiên", due_on=date(2024, 6, 30))
    with pytest.raises(ActionRefused, match="sau hạn của cam kết"):
        _ask(scene, one, date(2024, 12, 31), milestone)
    _decide(scene, _ask(scene, one, date(2024, 7, 31), milestone), agrees=True)
    milestone.refresh_from_db()
    assert (milestone.due_on, scene.fresh().due_on) == (date(2024, 7, 31), WORDS.due_on)


def test_what_is_wrong_with_a_request_is_said_at_once(scene: Scene) -> None:
    one = scene.accept()
    assert WORDS.due_on is not None
    with pytest.raises(ActionRefused) as refused:
        _ask(scene, one, WORDS.due_on, reason=" ")
    assert [problem.field for problem in refused.value.problems] == ["new_due_on", "reason"]
    with pytest.raises(ActionRefused, match="đã qua"):
        _ask(scene, one, date(2024, 5, 1))


def test_a_commitment_is_not_due_before_its_own_milestones(scene: Scene) -> None:
    one = scene.accept()
    Milestone.objects.create(commitment=one, name="Đủ 5 phiên", due_on=date(2024, 8, 30))
    with pytest.raises(ActionRefused, match="Mốc «Đủ 5 phiên» có hạn 30/08/2024, sau hạn mới"):
        _ask(scene, one, date(2024, 7, 31))


def test_whoever_asked_does_not_decide(scene: Scene) -> None:
    change = _ask(scene, scene.accept(), date(2024, 10, 31))
    change.asked_by_id = scene.coordinator.user_id
    with pytest.raises(ActionRefused, match="không tự quyết định"):
        _decide(scene, change, agrees=True)


# Cancelling and reopening ----------------------------------------------------------------------------------------


def test_cancelling_closes_an_open_request_and_leaves_its_reason(scene: Scene) -> None:
    change = _ask(scene, scene.accept(), date(2024, 10, 31))
    one = scene.fresh()
    with pytest.raises(ActionRefused, match="Chưa có lý do hủy"):
        actions.cancel_commitment(actor=scene.coordinator, commitment=one, version=one.version, reason="", day=DAY)
    actions.cancel_commitment(actor=scene.coordinator, commitment=one, version=one.version, reason="Đã gộp.", day=DAY)
    change.refresh_from_db()
    assert (change.state, timeliness(scene.fresh().time_facts, LATER)) == (DueChangeState.CLOSED, Timeliness.CANCELLED)


def test_reopening_leaves_a_trace_and_is_counted(scene: Scene) -> None:
    one = scene.done()
    reopened = actions.reopen_commitment(
        actor=scene.coordinator, commitment=one, version=one.version, reason="Thanh tra phát hiện thiếu.", day=LATER
    )
    assert (reopened.state, reopened.times_reopened, reopened.confirmed_on) == (CommitmentState.ACCEPTED, 1, None)
    entry = AuditEntry.objects.get(action="commitments.reopen")
    assert entry.before["claimed_on"] == DAY.isoformat()


def test_a_cancelled_proposal_comes_back_as_a_proposal(scene: Scene) -> None:
    one = scene.fresh()
    one = actions.cancel_commitment(
        actor=scene.coordinator, commitment=one, version=one.version, reason="Nhầm.", day=DAY
    )
    one = actions.reopen_commitment(
        actor=scene.coordinator, commitment=one, version=one.version, reason="Không nhầm.", day=DAY
    )
    assert one.state == CommitmentState.PROPOSED


def test_what_is_not_allowed_in_a_state_says_in_which_it_is(scene: Scene) -> None:
    one = scene.fresh()
    with pytest.raises(Conflict, match="đang ở bước «Chưa cam kết»"):
        actions.claim_done(actor=scene.lead, commitment=one, version=one.version, progress=with_file(), day=DAY)
