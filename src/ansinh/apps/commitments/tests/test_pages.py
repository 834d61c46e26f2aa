"""What pages say, what they cost, and that they can show whatever allowed actions lead to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansinh.apps.accounts.models import RoleAssignment
from ansinh.apps.commitments import actions
from ansinh.apps.commitments.actions import NewEvidence, Progress
from ansinh.apps.commitments.lines import CLASSES, Wanted
from ansinh.apps.commitments.models import Commitment, Duty, Evidence, Milestone
from ansinh.apps.commitments.pages import commitment_list_page, timeliness_page
from ansinh.apps.commitments.tests.scene import DAY, WORDS, Scene, duties_of, pdf, with_file
from ansinh.apps.commitments.work import work_source
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.plans.models import Holding, HoldingRole, PromiseKind
from ansinh.apps.plans.queries import panels_of, standings_of
from ansinh.domain.commitments import CommitmentState, DutyVerb, Verb
from ansinh.domain.roles import Role
from ansinh.domain.timeliness import DUE_SOON, Timeliness
from ansinh.domain.work import WorkGroup
from ansinh.kit.access import Actor, Denied
from ansinh.kit.actions import ActionRefused
from ansinh.kit.pages import Paging
from ansinh.kit.work import overdue_on, work_of
from tests.province import BEGAN, Province

User = get_user_model()


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = DAY


def _client(user: Any) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _lead(scene: Scene) -> Client:
    return _client(scene.province.person(Role.FOCAL, scene.province.other))


def _coordinator(scene: Scene) -> Client:
    return _client(scene.province.person(Role.COORDINATOR))


def _text(response: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


# Lists -----------------------------------------------------------------------------------------------------------


def test_agencies_that_committed_to_nothing_head_the_list(scene: Scene) -> None:
    said = _text(_coordinator(scene).get(reverse("commitments:list")))
    assert "Năm 2024: 0 trên 1 cam kết đã nhận, 1 cơ quan chưa cam kết gì" in said
    assert said.index("1 cơ quan đã được đề nghị, chưa gửi cam kết nào") < said.index("Bấm một con số")
    scene.submit()
    assert "mọi cơ quan đã cam kết" in _text(_coordinator(scene).get(reverse("commitments:list")))


def test_before_anything_is_proposed_the_list_says_what_to_do(province: Province) -> None:
    said = _text(_client(province.person(Role.COORDINATOR)).get(reverse("commitments:list")))
    assert "Chưa đề xuất cam kết cho năm 2024" in said


def test_every_count_opens_a_list_of_that_many(scene: Scene) -> None:
    """On the list, and on the table by agency: the number and the list behind its link are the same."""
    scene.accept()
    duties_of(scene)
    client = _coordinator(scene)
    for address in ("commitments:list", "commitments:duties", "commitments:timeliness"):
        html = client.get(reverse(address)).content.decode()
        links = re.findall(r'href="([^"]*han=[^"]*)"[^>]*>(?:<[^>]+>|[^<])*?(?:<b>|</span>)(\d+)<', html)
        assert links
        for url, count in links:
            found = client.get(unescape(url) if url.startswith("/") else reverse(address) + unescape(url))
            assert len(re.findall(r'<th scope="row" class="name">', found.content.decode())) == int(count), url


def test_duties_are_ticked_and_received_together(scene: Scene) -> None:
    duty = next(duty for duty in duties_of(scene) if duty.organisation == scene.province.other)
    actions.hand_in_duty(actor=scene.lead, duty=duty, version=duty.version, progress=_MORE, day=DAY)
    client = _coordinator(scene)
    ticks = re.findall(r'name="nghia-vu" value="([^"]+)"', client.get(reverse("commitments:duties")).content.decode())
    assert ticks == [f"{duty.pk}:{duty.version}"]
    url = reverse("commitments:receive_many")
    assert "Chưa đánh dấu nghĩa vụ nào" in _text(client.post(url))
    stale = client.post(url, {"nghia-vu": f"{duty.pk}:1"})
    assert (stale.status_code, "vừa được người khác xử lý" in _text(stale)) == (409, True)
    assert "Đã nhận 1 nghĩa vụ" in _text(client.post(url, {"nghia-vu": ticks}, follow=True))


def test_a_holder_who_took_over_is_shown_with_the_name_under_which_it_was_made(scene: Scene) -> None:
    scene.accept()
    accountable = Holding.objects.get(promise=scene.province.task, role=HoldingRole.ACCOUNTABLE)
    accountable.valid_to = date(2024, 5, 1)
    accountable.save()
    Holding.objects.create(
        promise=scene.province.task, role=HoldingRole.ACCOUNTABLE, organisation=scene.province.own,
        valid_from=date(2024, 5, 1),
    )  # fmt: skip
    page = commitment_list_page(scene.coordinator, Wanted(2024), Paging(), DAY)
    (line,) = page.lines
    assert (str(line.holder), line.made_by) == ("Sở LĐ-TB&XH", "Sở Y tế")


# One commitment --------------------------------------------------------------------------------------------------


def test_a_commitment_is_made_and_carried_out_through_the_pages_alone(scene: Scene) -> None:
    lead, coordinator, pk = _lead(scene), _coordinator(scene), scene.commitment.pk

    def post(client: Client, verb: str, **data: Any) -> Any:
        return client.post(
            reverse(f"commitments:{verb}", args=[pk]), {"version": scene.fresh().version, **data}, follow=True
        )

    words = {
        "product": "12 phiên", "measure": "số phiên", "due_on": "30/09/2024", "in_charge": "Ông A", "do": "submit",
    }  # fmt: skip
    assert "Đã gửi cam kết" in _text(post(lead, "write", **words))
    assert "Đã nhận cam kết" in _text(post(coordinator, "accept"))
    said = _text(post(lead, "claim", text="Xong 12 phiên", proof=ContentFile(b"%PDF-1.4 xong", "bc.pdf")))
    assert "Đã báo hoàn thành" in said
    assert "Đã nghiệm thu" in _text(post(coordinator, "confirm"))
    assert scene.fresh().state == CommitmentState.DONE


def test_a_refusal_keeps_what_was_typed_and_links_to_the_fields(scene: Scene) -> None:
    answer = _lead(scene).post(
        reverse("commitments:write", args=[scene.commitment.pk]),
        {"version": 1, "do": "submit", "product": "Mười hai phiên", "due_on": "31/02/2024"},
    )
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Mười hai phiên" in html
    assert 'value="31/02/2024"' in html
    assert 'href="#write_due_on"' in html


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", "9" * 20, "lớn hơn mức cao nhất"),
        ("amount", "−1", "nhỏ hơn mức thấp nhất"),
        ("amount", "1.5", "có thể hiểu theo hai cách"),
        ("link", "javascript:alert(1)", "Liên kết không đúng dạng"),
        ("proof", None, "không thuộc loại được nhận"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(scene: Scene, field: str, typed: str | None, said: str) -> None:
    one = scene.accept()
    value = ContentFile(b"MZ", "chay.exe") if typed is None else typed
    answer = _lead(scene).post(
        reverse("commitments:report", args=[one.pk]), {"version": one.version, "text": "Xong", field: value}
    )
    assert answer.status_code == 400
    assert said in _text(answer)
    assert not one.entries.exists()


def test_the_second_of_two_is_told_and_keeps_what_was_typed(scene: Scene) -> None:
    client = _lead(scene)
    url = reverse("commitments:write", args=[scene.commitment.pk])
    client.post(url, {"version": 1, "do": "save", "product": "Của người thứ nhất"})
    answer = client.post(url, {"version": 1, "do": "save", "product": "Của người thứ hai"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "vừa được người khác xử lý" in said
    assert "Của người thứ hai" in said
    assert scene.fresh().product == "Của người thứ nhất"


def test_evidence_is_handed_out_as_a_download_and_only_to_the_agencies_concerned(scene: Scene) -> None:
    scene.claim()
    url = reverse("commitments:evidence", args=[Evidence.objects.get().pk])
    answer = _coordinator(scene).get(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    stranger = User.objects.create_user(email="la@cho.example", full_name="Người Lạ", password="mat-khau")
    assert _client(stranger).get(url).status_code == 404


def test_an_agency_not_concerned_reads_that_there_is_evidence_and_no_more(scene: Scene) -> None:
    one = scene.accept()
    link = NewEvidence((pdf(),), "https://tinh.example/ho-so-rieng", "112/BC-SYT")
    actions.report_progress(
        actor=scene.lead, commitment=one, version=one.version, progress=Progress("Đã làm.", evidence=link), day=DAY
    )
    url = reverse("commitments:commitment", args=[one.pk])
    assert "ho-so-rieng" in _coordinator(scene).get(url).content.decode()
    third = Organisation.objects.create(
        code="so-thu-ba", name="Sở Thứ Ba", short_name="Sở Thứ Ba", kind=OrganisationKind.DEPARTMENT,
        valid_from=BEGAN, search_key="so thu ba", sort_key="so thu ba",
    )  # fmt: skip
    officer = User.objects.create_user(email="ba@so.example", full_name="Đầu Mối", password="mat-khau")
    RoleAssignment.objects.create(user=officer, role=Role.FOCAL.value, organisation=third, valid_from=BEGAN)
    stranger = _client(officer).get(url)
    assert stranger.status_code == 200
    assert "3 minh chứng (chỉ cơ quan liên quan xem được)" in _text(stranger)
    for hidden in ("ho-so-rieng", "112/BC-SYT", pdf().name):
        assert hidden not in stranger.content.decode()


def test_a_changed_due_date_is_counted_where_it_is_shown(scene: Scene) -> None:
    one = scene.accept()
    change = actions.ask_due_change(
        actor=scene.lead, commitment=one, version=one.version, milestone=None, new_due_on=date(2024, 10, 31),
        reason="Mưa lũ", day=DAY,
    )  # fmt: skip
    one = scene.fresh()
    actions.decide_due_change(
        actor=scene.coordinator, commitment=one, version=one.version, change=change, agrees=True, answer="", day=DAY
    )
    said = _text(_lead(scene).get(reverse("commitments:commitment", args=[one.pk])))
    assert "đã đổi hạn 1 lần" in said
    assert "Mưa lũ" in said


@pytest.mark.parametrize(("unit", "said", "percent"), [("phiên", "7/12\u00a0phiên", 58), ("%", "7/12%", None)])
def test_what_is_reached_stands_beside_what_was_committed(
    scene: Scene, unit: str, said: str, percent: int | None
) -> None:
    """A share is shown of a count, never of a rate."""
    one = scene.accept()
    Commitment.objects.update(amount=12, unit=unit)
    for figure in (3, 7):
        one = scene.fresh()
        progress = Progress("Đã tổ chức.", Decimal(figure))
        actions.report_progress(actor=scene.lead, commitment=one, version=one.version, progress=progress, day=DAY)
    (line,) = commitment_list_page(scene.coordinator, Wanted(2024), Paging(), DAY).lines
    assert (line.reached, line.percent) == (said, percent)
    assert said in unescape(_lead(scene).get(reverse("commitments:commitment", args=[one.pk])).content.decode())


# Seams -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2024, 5, 7), "ok"),
        (date(2024, 9, 30), "ok"),
        (date(2024, 10, 1), "warn"),
        (date(2024, 10, 30), "warn"),
        (date(2024, 10, 31), "late"),
    ],
)
def test_a_task_stands_by_how_long_it_is_overdue(scene: Scene, day: date, status: str) -> None:
    scene.accept()
    assert standings_of(scene.province.plan, day, PromiseKind.TASK)[scene.province.task.pk].status == status


def test_a_task_for_which_nothing_is_committed_has_no_status_and_an_earlier_day_can_be_looked_at(scene: Scene) -> None:
    task = scene.province.task.pk
    assert standings_of(scene.province.plan, DAY, PromiseKind.TASK)[task].status == "none"
    scene.done(date(2024, 6, 3))
    plan = scene.province.plan
    assert standings_of(plan, date(2024, 6, 3), PromiseKind.TASK)[task].status == "done"
    assert standings_of(plan, date(2024, 6, 2), PromiseKind.TASK)[task].status == "ok"


def test_an_obligation_stands_by_its_duties(scene: Scene) -> None:
    duties_of(scene)
    plan, key = scene.province.plan, scene.province.obligation.pk
    standing = standings_of(plan, DAY, PromiseKind.OBLIGATION)[key]
    assert (standing.status, standing.now) == ("ok", "0/2 đã nộp")
    assert standings_of(plan, date(2024, 10, 30), PromiseKind.OBLIGATION)[key].status == "warn"
    assert standings_of(plan, date(2024, 12, 1), PromiseKind.OBLIGATION)[key].status == "late"


def test_the_page_of_a_task_shows_milestones_commitments_and_the_log(scene: Scene) -> None:
    one = scene.accept()
    Milestone.objects.create(commitment=one, name="Đủ 5 phiên", due_on=date(2024, 4, 30))
    actions.report_progress(actor=scene.lead, commitment=one, version=one.version, progress=with_file(), day=DAY)
    panels = panels_of(scene.coordinator, scene.province.plan, scene.province.task, DAY)
    assert [panel.heading for panel in panels if panel.template.startswith("commitments/")] == [
        "Mốc thực hiện năm 2024", "Cam kết năm 2024", "Nhật ký tiến độ",
    ]  # fmt: skip
    said = _text(_coordinator(scene).get(reverse("plans:task", args=[scene.province.plan.slug, "II.2"])))
    assert "quá 6 ngày" in said
    assert "12 phiên giao dịch việc làm" in said
    assert "Đã tổ chức 12 phiên." in said


def test_the_page_of_an_obligation_shows_who_owes_it(scene: Scene) -> None:
    duties_of(scene)
    said = _text(_coordinator(scene).get(reverse("plans:obligation", args=[scene.province.plan.slug, "II.3"])))
    assert "Ai phải nộp, năm 2024" in said
    assert "0 trên 2 đã nộp" in said


def _work(actor: Actor, day: date = DAY) -> list[tuple[WorkGroup, str]]:
    return [(item.group, item.act) for item in work_of(actor, day) if item.key.startswith("commitments.")]


def test_work_goes_from_hand_to_hand(scene: Scene) -> None:
    assert _work(scene.lead) == [(WorkGroup.DUE, "Cam kết")]
    assert _work(scene.coordinator) == []
    scene.submit()
    assert (_work(scene.lead), _work(scene.coordinator)) == (
        [(WorkGroup.WAITING, "Xem")], [(WorkGroup.WAITED_FOR, "Nhận")],
    )  # fmt: skip
    one = scene.fresh()
    actions.accept_commitment(actor=scene.coordinator, commitment=one, version=one.version, day=DAY)
    (item,) = [item for item in work_of(scene.lead, DAY) if item.key.startswith("commitments.")]
    assert (item.act, item.due_on, item.code) == ("Cập nhật", WORDS.due_on, "II.2")
    duties_of(scene)
    assert (WorkGroup.DUE, "Nộp") in _work(scene.lead)
    assert sum(act == "Nộp" for _, act in _work(scene.coordinator)) == 1


def test_work_costs_a_few_queries_however_much_there_is(scene: Scene, django_assert_max_num_queries: Any) -> None:
    one = scene.accept()
    Milestone.objects.create(commitment=one, name="Đủ 5 phiên", due_on=date(2024, 6, 30))
    duties_of(scene)
    for actor in (scene.lead, scene.coordinator):
        with django_assert_max_num_queries(9):
            assert list(work_source(actor, DAY))


def test_work_follows_the_promise_to_another_agency(scene: Scene) -> None:
    scene.province.task.holdings.filter(role=HoldingRole.ACCOUNTABLE).update(organisation=scene.province.own)
    assert _work(scene.lead) == []
    assert _work(scene.coordinator) == [(WorkGroup.DUE, "Cam kết")]


def test_what_an_agency_is_late_with_is_told_with_its_holder(scene: Scene) -> None:
    other = scene.province.other.pk
    assert [(i.organisation_id, i.due_on) for i in overdue_on(DAY) if i.key.startswith("commitments.")] == [
        (other, None)
    ]
    scene.accept()
    duties_of(scene)
    late = [i for i in overdue_on(date(2024, 11, 4)) if i.key.startswith("commitments.")]
    assert {(i.organisation_id, i.due_on) for i in late} == {
        (other, WORDS.due_on), (other, date(2024, 10, 29)), (scene.province.own.pk, date(2024, 10, 29)),
    }  # fmt: skip


def test_pages_cost_the_same_however_much_there_is(scene: Scene, django_assert_max_num_queries: Any) -> None:
    duties_of(scene)
    with django_assert_max_num_queries(9):
        commitment_list_page(scene.coordinator, Wanted(2024), Paging(), DAY)
    with django_assert_max_num_queries(9):
        timeliness_page(2024, DAY)


# Whatever allowed actions lead to --------------------------------------------------------------------------------

_MORE = Progress("Thêm.", evidence=NewEvidence(paper="5/BC"))


def _try(act: Callable[..., object], **arguments: Any) -> None:
    """An action that is refused changes nothing."""
    try:
        with transaction.atomic():
            act(day=DAY, **arguments)
    except (ActionRefused, Denied):
        return


def _commitment_act(scene: Scene, verb: Verb, actor: Actor) -> None:
    one = scene.fresh()
    on = {"actor": actor, "commitment": one, "version": one.version}
    change = one.due_changes.first()
    match verb:
        case Verb.WRITE:
            _try(actions.write_commitment, words=WORDS, **on)
        case Verb.SUBMIT:
            _try(actions.submit_commitment, words=WORDS, **on)
        case Verb.REPORT:
            _try(actions.report_progress, progress=_MORE, **on)
        case Verb.CLAIM:
            _try(actions.claim_done, progress=_MORE, **on)
        case Verb.ASK_DUE:
            _try(actions.ask_due_change, milestone=None, new_due_on=date(2024, 12, 1), reason="Mưa", **on)
        case Verb.DECIDE_DUE if change is not None:
            _try(actions.decide_due_change, change=change, agrees=one.version % 2 == 0, answer="Vì", **on)
        case Verb.ACCEPT | Verb.CONFIRM:
            _try({Verb.ACCEPT: actions.accept_commitment, Verb.CONFIRM: actions.confirm_done}[verb], **on)
        case Verb.SEND_BACK | Verb.REFUSE | Verb.CANCEL | Verb.REOPEN:
            act = {
                Verb.SEND_BACK: actions.return_commitment, Verb.REFUSE: actions.refuse_done,
                Verb.CANCEL: actions.cancel_commitment, Verb.REOPEN: actions.reopen_commitment,
            }[verb]  # fmt: skip
            _try(act, reason="Vì.", **on)


def _duty_act(duty_pk: int, verb: DutyVerb, actor: Actor) -> None:
    duty = Duty.objects.get(pk=duty_pk)
    on = {"actor": actor, "duty": duty, "version": duty.version}
    match verb:
        case DutyVerb.HAND_IN:
            _try(actions.hand_in_duty, progress=_MORE, **on)
        case DutyVerb.RECEIVE:
            _try(actions.receive_duty, **on)
        case _:
            act = {
                DutyVerb.SEND_BACK: actions.return_duty, DutyVerb.CANCEL: actions.cancel_duty,
                DutyVerb.REOPEN: actions.reopen_duty,
            }[verb]  # fmt: skip
            _try(act, reason="Vì.", **on)


_STEPS = st.lists(st.tuples(st.sampled_from([*Verb, *DutyVerb]), st.booleans()), max_size=14)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_no_sequence_of_allowed_actions_reaches_what_the_pages_cannot_show(
    scene_in_hand: Scene, steps: list[tuple[Verb | DutyVerb, bool]]
) -> None:
    scene = scene_in_hand
    with transaction.atomic():
        duty = next(d for d in Duty.objects.select_related("organisation") if d.organisation == scene.province.other)
        for verb, by_holder in steps:
            actor = scene.lead if by_holder else scene.coordinator
            if isinstance(verb, Verb):
                _commitment_act(scene, verb, actor)
            else:
                _duty_act(duty.pk, verb, actor)
        _every_page_shows(scene, duty.pk)
        transaction.set_rollback(True)


@pytest.fixture
def scene_in_hand(scene: Scene) -> Scene:
    duties_of(scene)
    return scene


def _every_page_shows(scene: Scene, duty_pk: int) -> None:
    one, duty = scene.fresh(), Duty.objects.get(pk=duty_pk)
    client = _coordinator(scene)
    shown = {
        reverse("commitments:commitment", args=[one.pk]): one.get_state_display(),
        reverse("commitments:duty", args=[duty.pk]): duty.get_state_display(),
        reverse("commitments:list"): one.get_state_display(),
    }
    for url, word in shown.items():
        answer = client.get(url)
        assert answer.status_code == 200
        assert word in _text(answer)
    for things in (Commitment.objects.all(), Duty.objects.all()):
        assert all(thing.time_facts == thing.time_facts_on(DAY) or not thing.time_facts.due_on for thing in things)
    assert standings_of(scene.province.plan, DAY)
    for actor in (scene.lead, scene.coordinator):
        work_of(actor, DAY)
    total = sum(tile.count for tile in commitment_list_page(scene.coordinator, Wanted(2024), Paging(), DAY).tiles
                if tile.key != DUE_SOON)  # fmt: skip
    assert total == Commitment.objects.count()
    assert set(CLASSES) == {*Timeliness, DUE_SOON}


def test_duty_numbers_that_no_database_can_hold_are_not_there(scene: Scene, client: Client) -> None:
    client.force_login(scene.province.person(Role.COORDINATOR), "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("commitments:set_due_dates", args=[2**63, "2024"])).status_code == 404
