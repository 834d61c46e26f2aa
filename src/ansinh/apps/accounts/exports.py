"""What leaves the house: letters with a link, and the square code for an authenticator app."""

from __future__ import annotations

import base64
from io import BytesIO

import qrcode  # type: ignore[import-untyped]
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

from ansinh.apps.accounts.models import Invitation, User


def send_invitation(invitation: Invitation, link: str) -> None:
    """The letter to an invited person. Raises OSError or SMTPException when the mail server does not take it."""
    _send(invitation.email, "Lời mời vào An Sinh", "invitation", {"invitation": invitation, "link": link})


def send_reset_link(person: User, link: str) -> None:
    """The letter to a person who forgot the password. Raises as `send_invitation`."""
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    _send(person.email, "Đặt lại mật khẩu An Sinh", "reset", {"person": person, "link": link, "hours": hours})


def _send(to: str, subject: str, name: str, values: dict[str, object]) -> None:
    send_mail(subject, render_to_string(f"accounts/mail/{name}.txt", values), None, [to])


def sign_ins_text(rows: list[tuple[str, str, str]], at: str) -> str:
    """The sign-ins of a try-out as they are printed and kept: (what the person does, e-mail, password)."""
    width = max(len(row[0]) for row in rows)
    mail_width = max(len(row[1]) for row in rows)
    lines = [f"  {what:<{width}}  {email:<{mail_width}}  {password}" for what, email, password in rows]
    return "\n".join(
        ["Tài khoản dùng thử (mọi người trong danh sách là mẫu):", *lines, f"Danh sách này ở tệp {at}", ""]
    )


def square_code(address: str) -> str:
    """A QR code as a data address for ``<img src>``: black on white, scaled by the page."""
    image = qrcode.make(address, image_factory=SvgPathImage, border=2)
    file = BytesIO()
    image.save(file)
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode()
