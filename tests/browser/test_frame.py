"""What the frame promises on every page: keys, a telephone, paper, a session that ends while one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn

#: Past the time after which a form asks whether the session still lives.
_LATER = "(() => { const now = Date.now; Date.now = () => now() + 6 * 60 * 1000; })()"
_UPLOAD = "/ban-doc/dua-vao/"
_PAPER = {"name": "ghi-chu.txt", "mimeType": "text/plain", "buffer": "Một dòng.".encode()}


@pytest.fixture
def officer(page: Page, sign_in: SignIn) -> Page:
    sign_in("tonghop")
    return page


def _send(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def test_skip_link_is_first_and_leads_past_the_rail(officer: Page) -> None:
    officer.goto("/")
    officer.keyboard.press("Tab")
    expect(officer.locator(".skip")).to_be_focused()
    officer.keyboard.press("Enter")
    expect(officer.locator("#noi-dung")).to_be_focused()


def test_ctrl_k_goes_to_the_search_field(officer: Page) -> None:
    officer.goto("/huong-dan/")
    officer.keyboard.press("Control+k")
    expect(officer.locator("#tim")).to_be_focused()
    officer.keyboard.type("bao hiem")
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/tim-kiem/?q=bao+hiem")


def test_escape_closes_the_account_menu_and_gives_the_focus_back(officer: Page) -> None:
    summary = officer.locator(".menu summary")
    summary.click()
    expect(officer.get_by_role("button", name="Đăng xuất", exact=True)).to_be_visible()
    officer.keyboard.press("Escape")
    expect(officer.get_by_role("button", name="Đăng xuất", exact=True)).to_be_hidden()
    expect(summary).to_be_focused()


def test_rail_is_a_full_screen_list_on_a_telephone(officer: Page) -> None:
    officer.set_viewport_size({"width": 390, "height": 844})
    officer.goto("/")
    rail = officer.locator("#muc-luc")
    expect(rail).to_be_hidden()
    officer.get_by_role("link", name="Mục lục", exact=True).click()
    expect(rail).to_be_visible()
    officer.get_by_role("link", name="Đóng mục lục").click()
    expect(rail).to_be_hidden()


@pytest.mark.parametrize("width", [1366, 390])
def test_main_pages_do_not_scroll_sideways(officer: Page, width: int) -> None:
    officer.set_viewport_size({"width": width, "height": 844})
    wide = []
    for path in (
        "/",
        "/ke-hoach/",
        "/ban-doc/",
        _UPLOAD,
        "/van-ban/",
        "/co-quan/",
        "/viec-nen/",
        "/huong-dan/dang-nhap/",
    ):
        officer.goto(path)
        if officer.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    assert wide == []


def test_paper_shows_the_page_without_bar_and_rail(officer: Page) -> None:
    officer.goto("/")
    officer.emulate_media(media="print")
    expect(officer.locator(".topbar")).to_be_hidden()
    expect(officer.locator(".rail")).to_be_hidden()
    expect(officer.locator(".print-head")).to_contain_text("In từ hệ thống An Sinh")


def test_nothing_is_lost_when_the_session_ends_while_one_types(officer: Page) -> None:
    officer.goto(_UPLOAD)
    officer.set_input_files("main input[type=file]", _PAPER)
    kept = [cookie for cookie in officer.context.cookies() if cookie["name"] == "sessionid"]
    officer.context.clear_cookies(name="sessionid")
    officer.evaluate(_LATER)
    _send(officer)
    alert = officer.locator("#canh-bao")
    expect(alert).to_contain_text("Phiên làm việc đã hết hạn")
    expect(alert.get_by_role("link")).to_have_attribute("target", "_blank")
    assert officer.evaluate("document.querySelector('main input[type=file]').files.length") == 1

    officer.context.add_cookies(kept)  # type: ignore[arg-type]  # signed in again in another tab
    officer.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(alert).to_be_hidden()
    expect(officer.locator("#trang-thai")).to_contain_text("Đã đăng nhập lại")
    _send(officer)
    officer.wait_for_url(lambda url: _UPLOAD not in url)


def test_nothing_is_sent_while_the_network_is_gone(officer: Page, complaints: list[str]) -> None:
    officer.goto(_UPLOAD)
    officer.set_input_files("main input[type=file]", _PAPER)
    officer.evaluate(_LATER)
    officer.context.set_offline(True)
    _send(officer)
    expect(officer.locator("#canh-bao")).to_contain_text("Không liên lạc được với máy chủ")
    officer.context.set_offline(False)
    assert [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line] == []
    complaints.clear()


def test_signing_in_again_elsewhere_does_not_spoil_an_open_form(officer: Page) -> None:
    """Signing in changes the CSRF token; the form takes the present one from the cookie when it is sent."""
    officer.goto(_UPLOAD)
    officer.set_input_files("main input[type=file]", _PAPER)
    [token] = [cookie for cookie in officer.context.cookies() if cookie["name"] == "csrftoken"]
    officer.context.add_cookies([{**token, "value": "a" * 32}])  # type: ignore[list-item]
    _send(officer)
    officer.wait_for_url(lambda url: _UPLOAD not in url)


def test_pressing_three_times_sends_once(officer: Page) -> None:
    officer.goto(_UPLOAD)
    officer.set_input_files("main input[type=file]", _PAPER)
    sent: list[str] = []
    officer.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    officer.evaluate(
        "() => { const button = document.querySelector('main form button[type=submit]');"
        " button.click(); button.click(); button.click(); }"
    )
    officer.wait_for_url(lambda url: _UPLOAD not in url)
    assert len(sent) == 1
