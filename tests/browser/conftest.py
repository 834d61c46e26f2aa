"""The product as `make run` starts it, and a real browser in front of it.

Everything goes through the browser: these tests do not touch the database.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright

from tests.house.places import ROOT
from tools.system import chromium

_STARTED = "An Sinh đang chạy tại"
_SECONDS_TO_START = 180
_MILLISECONDS_TO_WAIT = 20_000  # for what a page is expected to show; CI machines are slow
_LAUNCH = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass
class House:
    """The running product and what it said on its terminal."""

    url: str
    data: Path
    said: list[str] = field(default_factory=list)

    @property
    def passwords(self) -> dict[str, str]:
        """Of the sample people, by e-mail address."""
        return dict(re.findall(r"(\S+@mau\.example) +(\S+)", (self.data / "sign-ins.txt").read_text("utf-8")))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`ansinh start` on an empty folder and a free port; stopped as Ctrl+C stops it."""
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    data = tmp_path_factory.mktemp("house")
    environment = {**kept, "ANSINH_DATA": str(data), "ANSINH_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "ansinh", "start"],
        cwd=ROOT,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = House(f"http://127.0.0.1:{port}", data)
    started = threading.Event()
    listener = threading.Thread(target=_listen, args=(process, running, started), daemon=True)
    listener.start()
    try:
        started.wait(_SECONDS_TO_START)
        assert process.poll() is None, "the product did not start:\n" + "".join(running.said)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(30)
        listener.join(5)
        assert code == 0, "the product did not stop cleanly:\n" + "".join(running.said)


def _listen(process: subprocess.Popen[str], running: House, started: threading.Event) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        running.said.append(line)
        if _STARTED in line:
            started.set()
    started.set()  # it ended: nothing more to wait for


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; nothing is downloaded."""
    program = chromium()
    assert program, "Chromium is not installed: apt-get install chromium"
    expect.set_options(timeout=_MILLISECONDS_TO_WAIT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=_LAUNCH)
        yield launched
        launched.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about. It must be empty at the end; a journey that expects one takes it out."""
    return []


@pytest.fixture
def page(house: House, browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A fresh window of an office screen. Errors of scripts, of the server and of the content policy fail the test."""
    context = browser.new_context(
        base_url=house.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(_MILLISECONDS_TO_WAIT)
    opened = context.new_page()
    opened.on("console", lambda message: _note_console(message, complaints))
    opened.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    opened.on("response", lambda response: _note_response(response, complaints))
    yield opened
    context.close()
    assert complaints == [], "the product said:\n" + "".join(house.said[-40:])


def _note_console(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error":  # a breach of the content security policy arrives here too
        complaints.append(f"console: {message.text}")


def _note_response(response: Response, complaints: list[str]) -> None:
    if response.status >= 500:
        complaints.append(f"server: {response.status} {response.url}")


SignIn = Callable[[str], None]


@pytest.fixture
def sign_in(page: Page, house: House) -> SignIn:
    """Sign in as the sample person whose address begins so: ``sign_in("tonghop")``."""

    def come_in(name: str) -> None:
        email = f"{name}@mau.example"
        page.goto("/dang-nhap/")
        page.get_by_label("Thư điện tử").fill(email)
        page.get_by_label("Mật khẩu").fill(house.passwords[email])
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    return come_in


def at_rest(page: Page) -> None:
    """Wait until a swapped section stands still: a click while it is put in place hits what was there before."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)
