"""The mail server from one URL; without one, mail goes to the screen and links are handed over by hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_SCREEN = "django.core.mail.backends.console.EmailBackend"


def mail_from_url(url: str) -> tuple[str, dict[str, Any]]:
    """Django's mail backend and the server's values (empty without a server).

    ``smtp://user:password@host:587?from=An Sinh <ansinh@tinh.example>`` speaks STARTTLS, ``smtps://…:465`` TLS from the
    start, ``smtp+plain://`` neither (a relay on the same machine).
    """
    if not url:
        return _SCREEN, {}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ImproperlyConfigured(
            "ANSINH_EMAIL_URL không hợp lệ. Viết smtp://người-dùng:mật-khẩu@máy-chủ:587?from=địa-chỉ-gửi "
            "(STARTTLS), smtps://… (TLS) hoặc smtp+plain://… (không mã hóa, chỉ dùng trong cùng máy)."
        )
    sender = parse_qs(parts.query).get("from", [""])[0]
    if not sender:
        raise ImproperlyConfigured("ANSINH_EMAIL_URL thiếu địa chỉ gửi: thêm ?from=ansinh@tinh.example vào cuối.")
    usual_port = {"smtp": 587, "smtps": 465, "smtp+plain": 25}[parts.scheme]
    return _SMTP, {
        "host": parts.hostname,
        "port": parts.port or usual_port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "starttls": parts.scheme == "smtp",
        "ssl": parts.scheme == "smtps",
        "sender": sender,
    }
