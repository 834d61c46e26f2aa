"""Single sign-on by OpenID Connect, from the environment; off unless it is named there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

#: The one provider's key in addresses.
PROVIDER_ID = "tinh"
_NEEDED = ("ANSINH_OIDC_ISSUER", "ANSINH_OIDC_CLIENT_ID", "ANSINH_OIDC_CLIENT_SECRET")


def single_sign_on(environment: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """allauth's providers, and what the button says; ({}, "") when single sign-on is not set up.

    ``ANSINH_OIDC_ISSUER`` is the provider's address (its ``/.well-known/openid-configuration`` is read from there),
    ``ANSINH_OIDC_NAME`` what officials call it. A provider that vouches for every address without saying so in each
    token (``email_verified``) is believed with ``ANSINH_OIDC_TRUST_EMAIL=1``.
    """
    given = {name: environment.get(name, "") for name in _NEEDED}
    if not any(given.values()):
        return {}, ""
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            f"Đăng nhập một lần thiếu biến {', '.join(missing)}. Đặt đủ cả ba biến, hoặc bỏ cả ba để tắt; "
            "xem docs/cai-dat.md."
        )
    name = environment.get("ANSINH_OIDC_NAME", "") or "tài khoản của tỉnh"
    app = {
        "provider_id": PROVIDER_ID,
        "name": name,
        "client_id": given["ANSINH_OIDC_CLIENT_ID"],
        "secret": given["ANSINH_OIDC_CLIENT_SECRET"],
        "settings": {
            "server_url": given["ANSINH_OIDC_ISSUER"],
            "oauth_pkce_enabled": True,
            "verified_email": environment.get("ANSINH_OIDC_TRUST_EMAIL") == "1",
        },
    }
    return {"openid_connect": {"APPS": [app]}}, name
