"""What every template may use: who is signed in, the frame to extend, the demonstration's strip."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import ansinh
from ansinh.kit.clock import now, today
from ansinh.kit.pages import actor_of
from ansinh.web.place import place_name


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template variables of the frame. Functions are called only by templates that use them."""
    return {
        "actor": actor_of(request),
        "is_demo": settings.DEMO,
        "is_trial": not settings.PRODUCTION and not settings.DEMO,
        "layout": lambda: "web/base.html" if actor_of(request).is_signed_in else "web/base_plain.html",
        "now": now(),
        "place_name": place_name,
        "sign_in_url": settings.LOGIN_URL,
        "today": today(),
        "version": ansinh.__version__,
    }
