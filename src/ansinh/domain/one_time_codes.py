"""Codes that change every 30 seconds and are known to two sides: TOTP, RFC 6238 with SHA-1 and six digits.

That is what every authenticator app understands. The moment is an argument, in seconds since 1970.
"""

from __future__ import annotations

import base64
import hmac
import struct
from urllib.parse import quote, urlencode

#: Seconds for which a code stands.
PERIOD = 30
DIGITS = 6
#: A telephone's clock may be this many periods behind or ahead.
TOLERANCE = 1


def period_at(moment: float) -> int:
    """Number of the period that holds the moment."""
    return int(moment) // PERIOD


def code_of(secret: bytes, period: int) -> str:
    """The six digits of one period (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, struct.pack(">Q", period), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def accepted_period(secret: bytes, typed: str, moment: float, last_used: int) -> int | None:
    """The period whose code was typed, if it is about now and later than the last one that counted; else None."""
    code = "".join(typed.split())
    now = period_at(moment)
    candidates = range(max(now - TOLERANCE, last_used + 1), now + TOLERANCE + 1)
    return next((p for p in candidates if hmac.compare_digest(code_of(secret, p).encode(), code.encode())), None)


def secret_as_text(secret: bytes) -> str:
    """As it is typed into an app: base 32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def app_address(secret: bytes, account: str, issuer: str) -> str:
    """What the square code on the screen says to the app."""
    values = urlencode({"secret": secret_as_text(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{values}"
