"""Root URLs: each room hangs its own under a Vietnamese name without marks."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
