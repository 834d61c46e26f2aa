"""Every commitment and every duty has exactly one holder on each day, whatever the succession of holdings was."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansinh.apps.commitments.models import Commitment, Duty
from ansinh.apps.commitments.pages import timeliness_page
from ansinh.apps.commitments.queries import holders_on
from ansinh.apps.commitments.tests.scene import Scene, duties_of
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Holding, HoldingRole
from tests.province import ISSUED

LAST = date(2027, 12, 31)
DAYS = st.dates(ISSUED, LAST)
SUCCESSIONS = st.lists(st.tuples(DAYS, st.integers(0, 2)), max_size=5)


def _hand_on(scene: Scene, succession: list[tuple[date, int]]) -> None:
    """The promises go from holder to holder on the given days; the first holds them from the start."""
    bodies = [scene.province.own, scene.province.other, scene.province.committee]
    turns = [(ISSUED, 1), *sorted(dict(succession).items()), (LAST + timedelta(days=1), 0)]
    for promise in (scene.province.task, scene.province.obligation):
        promise.holdings.filter(role=HoldingRole.ACCOUNTABLE).delete()
        for (start, who), (end, _) in pairwise(turns):
            if start < end:
                Holding.objects.create(
                    promise=promise, role=HoldingRole.ACCOUNTABLE, organisation=bodies[who], valid_from=start,
                    valid_to=end,
                )  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(succession=SUCCESSIONS, day=DAYS, ended=st.none() | DAYS)
def test_there_is_exactly_one_holder_on_each_day_and_counts_by_agency_add_up(
    scene: Scene, succession: list[tuple[date, int]], day: date, ended: date | None
) -> None:
    with transaction.atomic():
        if not Duty.objects.exists():
            duties_of(scene)
        if ended is not None and ended > ISSUED:
            Organisation.objects.filter(pk=scene.province.other.pk).update(valid_to=ended)
        _hand_on(scene, succession)
        one, duties = Commitment.objects.get(), list(Duty.objects.select_related("organisation"))
        holders = holders_on(day, [one.promise_id, scene.province.obligation.pk])
        accountable = Holding.objects.in_force_on(day).get(promise=one.promise_id, role=HoldingRole.ACCOUNTABLE)
        assert holders.of_commitment(one) == accountable.organisation_id, "the main commitment goes with the promise"
        for duty in duties:
            holder = holders.of_duty(duty)
            assert holder in {duty.organisation_id, accountable.organisation_id}
            assert holder == duty.organisation_id or not duty.organisation.exists_on(day)
        for table, things in zip(timeliness_page(2024, day).tables, ([one], duties), strict=True):
            assert sum(row.total for row in table.rows) == len(things)
            assert table.total is not None
            for place, tile in enumerate(table.total.counts):
                assert sum(row.counts[place].count for row in table.rows) == tile.count
        transaction.set_rollback(True)
