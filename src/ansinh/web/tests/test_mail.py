"""The mail server from its URL."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from ansinh.web.mail import mail_from_url


def test_without_a_url_mail_goes_to_the_screen() -> None:
    backend, values = mail_from_url("")
    assert backend.endswith("console.EmailBackend")
    assert values == {}


def test_url_names_server_person_and_sender() -> None:
    backend, values = mail_from_url("smtp://an%40sinh:m%3At@thu.tinh.example?from=An Sinh <ansinh@tinh.example>")
    assert backend.endswith("smtp.EmailBackend")
    assert values == {
        "host": "thu.tinh.example",
        "port": 587,
        "user": "an@sinh",
        "password": "m:t",
        "starttls": True,
        "ssl": False,
        "sender": "An Sinh <ansinh@tinh.example>",
    }


@pytest.mark.parametrize(
    ("url", "port", "starttls", "ssl"),
    [
        ("smtps://h?from=a@b.vn", 465, False, True),
        ("smtp+plain://localhost?from=a@b.vn", 25, False, False),
        ("smtp://h:2525?from=a@b.vn", 2525, True, False),
    ],
)
def test_scheme_says_how_the_line_is_protected(url: str, port: int, starttls: bool, ssl: bool) -> None:
    _, values = mail_from_url(url)
    assert (values["port"], values["starttls"], values["ssl"]) == (port, starttls, ssl)


@pytest.mark.parametrize("url", ["http://h?from=a@b.vn", "smtp://?from=a@b.vn", "smtp://h"])
def test_unusable_url_says_how_to_write_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="from="):
        mail_from_url(url)
