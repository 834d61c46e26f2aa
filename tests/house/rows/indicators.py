"""Coordinating officers define indicators, bind targets to them and make the forms that officers fill in."""

from __future__ import annotations

from typing import Any

from ansinh.domain.roles import Role
from tests.house.matrix import EVERYONE, Row, anywhere, post
from tests.province import Province


def rows(p: Province) -> list[Row]:
    coordinators = anywhere(Role.COORDINATOR)
    define: dict[str, Any] = {"allowed": coordinators, "denied": EVERYONE - coordinators}
    target = {"slug": p.plan.slug, "code": p.target.code}
    binding = {"indicator": p.indicator.pk, "shape": "level", "version": 1}
    form = {"code": p.sheet.form.code}
    return [
        Row("indicators:new_indicator", **define),
        post("indicators:new_indicator", {}, {"name": ""}, **define, ok=400),
        Row("indicators:bind", target, **define),
        post("indicators:bind", target, binding, **define, ok=200),
        post("indicators:end_binding", target, {"reason": "", "version": 1}, **define, ok=400),
        Row("indicators:forms"),
        Row("indicators:form", form),
        Row("indicators:new_form", **define),
        post("indicators:new_form", {}, {"name": ""}, **define, ok=400),
        Row("indicators:change_form", form, **define),
        post("indicators:change_form", form, {"name": ""}, **define, ok=400),
    ]
