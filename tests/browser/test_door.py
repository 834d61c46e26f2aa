"""Coming in, finding everything, going out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ansinh.apps.accounts.management.commands.create_trial_users import PEOPLE
from tests.browser.conftest import SignIn

NAMES = [name for _, _, _, name in PEOPLE]


def test_stranger_is_led_to_the_sign_in_page(page: Page) -> None:
    page.goto("/ke-hoach/")
    expect(page).to_have_url("/dang-nhap/?next=/ke-hoach/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_wrong_password_is_told_and_the_address_stays(page: Page, complaints: list[str]) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Thư điện tử").fill("khong.co@mau.example")
    page.get_by_label("Mật khẩu").fill("không đúng")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Thư điện tử hoặc mật khẩu không đúng")
    expect(page.get_by_label("Thư điện tử")).to_have_value("khong.co@mau.example")
    # The browser notes the status 400 of the answer, which is meant.
    assert [complaint for complaint in complaints if "400" not in complaint] == []
    complaints.clear()


@pytest.mark.parametrize("name", NAMES)
def test_every_module_of_the_rail_opens_for_everyone_who_sees_it(page: Page, sign_in: SignIn, name: str) -> None:
    sign_in(name)
    _open_all(page, "nav.rail .rail__modules a")


def test_every_line_of_the_outline_opens(page: Page, sign_in: SignIn) -> None:
    sign_in("lanhdao")
    _open_all(page, "nav.rail a")


def _open_all(page: Page, links: str) -> None:
    places = {str(link.get_attribute("href")).partition("#")[0] for link in page.locator(links).all()} - {""}
    assert places
    for place in sorted(places):
        answer = page.goto(place)
        assert answer is not None
        assert answer.status == 200, place
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_after_signing_out_the_pages_are_closed(page: Page, sign_in: SignIn) -> None:
    sign_in("tonghop")
    page.locator(".who summary").click()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_text("Đã đăng xuất.")).to_be_visible()
    page.goto("/")
    expect(page).to_have_url("/dang-nhap/?next=/")
