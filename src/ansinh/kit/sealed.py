"""Secrets that the database must hold and may not show: sealed with a key made from the installation's secret.

Whoever has only the database cannot read them. After ``ANSINH_SECRET_KEY`` changed, the old key has to stand in
``SECRET_KEY_FALLBACKS`` until all were sealed anew; otherwise they are lost.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """The text was sealed with another key, or changed."""


def seal(text: str) -> str:
    """The text as only this installation can read it."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; `SealBroken` if the key is another one."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as broken:
        raise SealBroken from broken


def _fernet() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret: str | bytes) -> bytes:
    material = secret.encode() if isinstance(secret, str) else secret
    return base64.urlsafe_b64encode(hashlib.sha256(b"ansinh.kit.sealed|" + material).digest())
