"""What tables of promises ask about their rows."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from ansinh.apps.plans.queries import PromiseRow

register = template.Library()


@register.filter
def have_figures(rows: Iterable[PromiseRow]) -> bool:
    """Whether any row has a figure to show; otherwise the columns of figures would all be empty."""
    return any(row.standing.now for row in rows)
