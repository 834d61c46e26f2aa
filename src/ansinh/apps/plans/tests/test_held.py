from datetime import date

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.plans.held import held_panels
from ansinh.apps.plans.models import Holding, HoldingRole, Promise
from ansinh.domain.roles import Role
from tests.province import Province

DAY = date(2026, 6, 1)


def _counts(province: Province, day: date = DAY) -> dict[str, tuple[int, ...]]:
    panels = held_panels(actor_for(province.person(Role.FOCAL), day), province.own, day)
    return {line.kind: line.counts for panel in panels for line in panel.data}


def test_organisation_page_counts_what_it_holds_by_role(province: Province) -> None:
    held = Holding.objects.in_force_on(DAY).filter(organisation=province.own, promise__plan=province.plan)
    accountable = held.filter(role=HoldingRole.ACCOUNTABLE)
    assert accountable
    assert sum(counts[0] for counts in _counts(province).values()) == accountable.count()


def test_what_was_dropped_or_handed_on_is_not_counted(province: Province) -> None:
    Promise.objects.filter(plan=province.plan).update(ended_on=date(2026, 1, 1))
    assert _counts(province) == {}
