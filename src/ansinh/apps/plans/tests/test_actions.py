from datetime import date

import pytest

from ansinh.apps.documents.models import Document
from ansinh.apps.plans.actions import amend_plan, assign_accountable, assign_as_proposed
from ansinh.apps.plans.models import Holding, TargetWording
from ansinh.apps.plans.queries import promise_rows
from ansinh.domain.holder_suggestions import HolderSuggestion
from ansinh.domain.plan_drafts import GROUND_WHOLE_PLAN, PromiseChange, PromiseDraft, Source, TargetDraft
from ansinh.domain.readings import Comparison
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied, Grant
from ansinh.kit.actions import ActionRefused, Conflict
from tests.province import Province

FROM = date(2025, 6, 1)


def coordinator(province: Province, at=None) -> Actor:
    place = at or province.own
    return Actor(None, "Cán bộ tổng hợp", place.pk, place.short_name, frozenset({Grant(Role.COORDINATOR, place.pk)}))


def draft(code: str, value: int) -> PromiseDraft:
    content = TargetDraft("Tỷ lệ tham gia bảo hiểm y tế", Comparison.AT_LEAST, value=value, unit="%", due_year=2025)
    return PromiseDraft(code, "II", content, Source("đạt ít nhất 97%", 0, 5))


def amend(province: Province, *changes: PromiseChange, day: date = FROM):
    return amend_plan(
        actor=coordinator(province),
        plan=province.plan,
        document=province.draft,
        effective_from=day,
        changes=changes,
    )


def test_an_amendment_changes_the_wording_from_its_day_and_keeps_the_one_before(province):
    amend(province, PromiseChange("change", province.target.pk, draft("II.1", 97)))
    before, after = TargetWording.objects.order_by("valid_from")
    assert (before.value, before.valid_to) == (95, FROM)
    assert (after.value, after.valid_from, after.document) == (97, FROM, province.draft)


def test_the_plan_reads_differently_before_and_after_the_day(province):
    amend(province, PromiseChange("change", province.target.pk, draft("II.1", 97)))
    row_before = promise_rows(province.plan, date(2025, 5, 31))[0]
    row_after = promise_rows(province.plan, FROM)[0]
    assert (row_before.quantity.value, row_after.quantity.value) == (95, 97)


def test_a_dropped_promise_ends_with_its_holders_and_stays_readable_before(province):
    amend(province, PromiseChange("drop", province.task.pk, None))
    assert province.task.pk not in {row.pk for row in promise_rows(province.plan, FROM)}
    assert province.task.pk in {row.pk for row in promise_rows(province.plan, date(2025, 5, 31))}
    assert not Holding.objects.filter(promise=province.task, valid_to__isnull=True).exists()


def test_an_amendment_adds_a_promise_from_its_day(province):
    amend(province, PromiseChange("add", None, draft("II.4", 60)))
    assert "II.4" in {row.code for row in promise_rows(province.plan, FROM)}
    assert "II.4" not in {row.code for row in promise_rows(province.plan, date(2025, 5, 31))}


def test_an_amendment_may_not_reach_back_before_the_plan_or_before_an_earlier_change(province):
    with pytest.raises(ActionRefused, match="không sau ngày ban hành"):
        amend(province, day=date(2024, 3, 20))
    amend(province, PromiseChange("change", province.target.pk, draft("II.1", 97)))
    again = Document.objects.get(pk=province.document.pk)
    with pytest.raises(ActionRefused, match="đã có nội dung hiệu lực"):
        amend_plan(
            actor=coordinator(province),
            plan=province.plan,
            document=again,
            effective_from=date(2025, 1, 1),
            changes=(PromiseChange("change", province.target.pk, draft("II.1", 98)),),
        )
    assert TargetWording.objects.count() == 2, "a refused amendment changes nothing"


def test_a_new_accountable_agency_holds_from_its_day_and_the_old_one_until_then(province):
    day = date(2024, 6, 1)
    assign_accountable(
        actor=coordinator(province),
        promise=province.target,
        organisation=province.other,
        from_day=day,
        ground="theo chức năng",
        version=1,
    )
    holders = Holding.objects.filter(promise=province.target, role="accountable").order_by("valid_from")
    assert [(h.organisation, h.valid_to) for h in holders] == [(province.own, day), (province.other, None)]


def test_the_second_assignment_at_once_is_told_of_the_first(province):
    arguments = {"organisation": province.other, "from_day": date(2024, 6, 1), "ground": "x", "version": 1}
    assign_accountable(actor=coordinator(province), promise=province.target, **arguments)
    province.target.refresh_from_db()
    with pytest.raises(Conflict):
        assign_accountable(
            actor=coordinator(province), promise=province.target, **arguments | {"organisation": province.committee}
        )


def test_an_agency_that_does_not_exist_yet_cannot_hold_a_promise(province):
    with pytest.raises(ActionRefused, match="không tồn tại vào ngày"):
        assign_accountable(
            actor=coordinator(province),
            promise=province.target,
            organisation=province.other,
            from_day=date(2019, 1, 1),
            ground="x",
            version=1,
        )


def test_a_coordinator_of_another_department_may_not_assign(province):
    with pytest.raises(Denied):
        assign_accountable(
            actor=coordinator(province, province.other),
            promise=province.target,
            organisation=province.other,
            from_day=date(2024, 6, 1),
            ground="x",
            version=1,
        )


def proposal(province: Province) -> HolderSuggestion:
    return HolderSuggestion(province.other.pk, province.other.short_name, "bảo hiểm y tế", ("bảo hiểm y tế",))


def test_proposals_are_taken_together_with_their_field_as_ground(province):
    count = assign_as_proposed(
        actor=coordinator(province),
        plan=province.plan,
        choices=[(province.target, proposal(province))],
        from_day=province.plan.issued_on,
    )
    held = Holding.objects.get(promise=province.target, role="accountable")
    assert (count, held.organisation, held.legal_basis) == (1, province.other, "theo lĩnh vực bảo hiểm y tế")


def test_of_several_proposals_with_one_wrong_none_is_taken(province):
    province.task.version = 99
    with pytest.raises(Conflict):
        assign_as_proposed(
            actor=coordinator(province),
            plan=province.plan,
            choices=[(province.target, proposal(province)), (province.task, proposal(province))],
            from_day=province.plan.issued_on,
        )
    assert Holding.objects.get(promise=province.target, role="accountable").organisation == province.own


def test_a_provisional_holder_can_be_confirmed(province):
    Holding.objects.filter(promise=province.target).update(legal_basis=GROUND_WHOLE_PLAN)
    assign_accountable(
        actor=coordinator(province),
        promise=province.target,
        organisation=province.own,
        from_day=province.plan.issued_on,
        ground="theo chức năng",
        version=1,
    )
    assert Holding.objects.get(promise=province.target, role="accountable").legal_basis == "theo chức năng"
