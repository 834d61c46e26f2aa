"""The permission matrix of units' own plans."""

from __future__ import annotations

from ansinh.domain.roles import Role
from tests.house.matrix import SEE_DRAFTS, Row, at_own, post
from tests.province import Province


def rows(p: Province) -> list[Row]:
    officers = at_own(Role.COORDINATOR, Role.FOCAL)
    return [
        post(
            "readings:carries_out",
            {"pk": p.reading.pk},
            {"parent": p.plan.slug, "seen": ""},
            allowed=officers,
            denied=SEE_DRAFTS - officers,
        ),
    ]
