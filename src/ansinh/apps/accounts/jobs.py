"""Work after the answer: the letter to somebody who forgot the password.

The answer to "I forgot my password" is the same, and takes as long, whether or not the address is somebody's: looking it up
happens here.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ansinh.apps.accounts.exports import send_reset_link
from ansinh.apps.accounts.models import User
from ansinh.kit.jobs import JobContext, JobResult, job

SEND_RESET_LINK = "accounts.send_reset_link"


@job(SEND_RESET_LINK)
def send_link(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """``email`` and ``origin`` ("https://ansinh.tinh.example"). The link is made only now and kept nowhere."""
    person = User.objects.filter(email=arguments["email"], is_active=True).first()
    if person is not None:
        send_reset_link(person, arguments["origin"] + reset_path(person, default_token_generator.make_token(person)))
    return JobResult(message="Đã xử lý.")


def reset_path(person: User, token: str) -> str:
    """Where the holder of the token sets a new password."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("accounts:reset_password", kwargs={"uid": uid, "token": token})
