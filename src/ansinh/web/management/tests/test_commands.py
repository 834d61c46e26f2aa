from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from ansinh.web.management.commands.serve import address, refuse_busy_port


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_busy_port_is_refused_with_the_way_to_choose_another(taken_port: int) -> None:
    with pytest.raises(CommandError, match=rf"Cổng {taken_port} đang có chương trình khác dùng.*ANSINH_PORT"):
        refuse_busy_port("127.0.0.1", taken_port)


def test_port_of_a_server_that_just_ended_is_free(taken_port: int) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        left = server.getsockname()[1]
    refuse_busy_port("127.0.0.1", left)


def test_address_that_is_not_of_this_machine_is_named() -> None:
    with pytest.raises(CommandError, match=r"192\.0\.2\.1:8000.*ANSINH_HOST"):
        refuse_busy_port("192.0.2.1", 8000)


@pytest.mark.parametrize("given", ["tám nghìn", "0", "70000", "-1"])
def test_port_that_is_no_port_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSINH_PORT", given)
    with pytest.raises(CommandError, match="không phải số cổng"):
        address()


def test_a_real_installation_is_not_prepared_as_a_try_out(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match=r"docs/cai-dat\.md"):
        call_command("prepare")
