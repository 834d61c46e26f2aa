"""The name of the province this installation works for, as the top bar shows it."""

from __future__ import annotations

from django.core.cache import cache

from ansinh.apps.orgs.models import AdministrativeUnit, Organisation, OrganisationKind
from ansinh.kit.clock import today

_KEPT_SECONDS = 600


def place_name() -> str:
    """``Tỉnh Quảng Ngãi``: the unit of the provincial committee in force today; empty before the first load."""
    key = f"place:{today()}"
    name: str | None = cache.get(key)
    if name is None:
        name = _read_name()
        if name:
            cache.set(key, name, timeout=_KEPT_SECONDS)
    return name


def _read_name() -> str:
    committee = (
        Organisation.objects.in_force_on(today())
        .filter(kind=OrganisationKind.PROVINCIAL_COMMITTEE)
        .select_related("unit")
        .order_by("pk")
        .first()
    )
    if committee is None:
        return ""
    return _named(committee.unit) if committee.unit else committee.short_name


def _named(unit: AdministrativeUnit) -> str:
    return unit.name if unit.name.startswith(unit.kind) else f"{unit.kind} {unit.name}"
