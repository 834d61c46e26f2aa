"""What the frame around every page needs: who is signed in, the rail, the sample strip."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ansinh.kit.clock import today
from ansinh.kit.pages import actor_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template variables of the frame."""
    return {"actor": actor_of(request), "is_demo": settings.DEMO, "today": today()}
