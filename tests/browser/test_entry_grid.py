"""A form opened, filled in by keyboard and by a block from Excel, corrected, sent, approved."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn

_PASTE = """([id, text]) => {
  const carried = new DataTransfer();
  carried.setData('text/plain', text);
  document.getElementById(id).dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: carried, bubbles: true, cancelable: true}));
}"""
_FIRST = "#luoi tbody tr:not(.msg) >> nth={row} >> input >> nth={column}"


def _cell(page: Page, row: int, column: int):  # type: ignore[no-untyped-def]
    return page.locator(_FIRST.format(row=row, column=column))


def _follow(page: Page, what: Locator) -> None:
    """Click what leads to another page, and wait until its scripts run."""
    with page.expect_navigation(wait_until="load"):
        what.click()


def _open_form(page: Page, sign_in: SignIn) -> None:
    sign_in("tonghop")
    page.goto("/nhap-so-lieu/mo-phieu/")
    page.get_by_label("Biểu").select_option(label="Biểu 01/CSXH: y tế, bảo hiểm y tế theo huyện")
    page.get_by_label("Kỳ số liệu").fill("2024")
    page.get_by_role("button", name="Mở phiếu").click()
    page.wait_for_url("**/nhap-so-lieu/")


def _leave(page: Page) -> None:
    page.context.clear_cookies()


def _paste(page: Page, row: int, column: int, text: str) -> None:
    field = _cell(page, row, column)
    field.focus()
    page.evaluate(_PASTE, [field.get_attribute("id"), text])


def test_a_sheet_is_typed_pasted_corrected_and_sent(page: Page, sign_in: SignIn) -> None:
    _open_form(page, sign_in)
    _leave(page)
    sign_in("daumoi.soyte")
    page.goto("/nhap-so-lieu/")
    _follow(page, page.get_by_role("link", name="Biểu 01/CSXH"))

    _cell(page, 0, 0).focus()
    page.keyboard.type("1.234,5.6")
    page.keyboard.press("ArrowRight")
    expect(_cell(page, 0, 1)).to_be_focused()
    page.keyboard.type("2.000")
    page.keyboard.press("Enter")
    expect(_cell(page, 1, 1)).to_be_focused()
    expect(page.locator("#luoi .msg").first).to_contain_text("không phải là số")
    expect(_cell(page, 0, 0)).to_have_attribute("aria-invalid", "true")

    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(_cell(page, 0, 0)).to_be_focused()
    page.keyboard.type("1.900")  # arriving selects the text, so typing replaces it
    page.keyboard.press("Tab")
    expect(page.locator("#luoi .msg")).to_have_count(0)
    expect(page.locator("#luoi output").first).to_have_text("95,00")

    _paste(page, 1, 0, "94\t100\n96\t100\n")
    expect(_cell(page, 2, 0)).to_have_value("96")
    expect(page.locator("#luoi tbody tr:not(.msg) >> nth=2 >> output >> nth=0")).to_have_text("96,00")
    expect(page.locator("#luoi tfoot tr").first).to_contain_text("Cộng")  # the sums came with each saving, as a foot
    expect(page.get_by_text("Không liên lạc được với máy chủ")).to_have_count(0)
    _cell(page, 1, 0).focus()
    page.keyboard.press("Control+z")
    expect(_cell(page, 2, 0)).to_have_value("")
    expect(page.locator("#luoi tbody tr:not(.msg) >> nth=2 >> output >> nth=0")).to_have_text("")

    page.reload()
    expect(_cell(page, 0, 0)).to_have_value("1.900")
    expect(_cell(page, 1, 0)).to_have_value("")


def test_a_block_copied_with_its_computed_column_does_not_shift(page: Page, sign_in: SignIn) -> None:
    sign_in("daumoi.soyte")
    page.goto("/nhap-so-lieu/")
    _follow(page, page.get_by_role("link", name="Biểu 01/CSXH"))
    _paste(page, 8, 0, "94\t100\t94,00\t30\t9.000\n96\t100\t96,00\t31\t9.100\n")
    expect(_cell(page, 8, 2)).to_have_value("30")
    expect(_cell(page, 9, 3)).to_have_value("9.100")
    expect(page.locator("[role=status]").filter(has_text="Bỏ qua 2 ô của cột tính sẵn")).to_have_count(1)
    _paste(page, 10, 0, "94\t100\t30\t9.000\n96\t100\t31\t9.100\n")
    expect(_cell(page, 10, 2)).to_have_value("30")
    expect(_cell(page, 11, 3)).to_have_value("9.100")


def test_the_second_of_two_people_sees_the_other_value_and_chooses(page: Page, sign_in: SignIn) -> None:
    sign_in("daumoi.soyte")
    page.goto("/nhap-so-lieu/")
    _follow(page, page.get_by_role("link", name="Biểu 01/CSXH"))
    second = page.context.new_page()
    second.goto(page.url)

    _cell(page, 3, 0).fill("50")
    _cell(page, 3, 1).fill("100")
    _cell(page, 4, 0).focus()
    expect(page.locator("#luoi tbody tr:not(.msg) >> nth=3 >> output >> nth=0")).to_have_text("50,00")

    _cell(second, 3, 0).fill("70")
    _cell(second, 4, 0).focus()
    said = second.locator("#luoi .msg").filter(has_text="vừa nhập")
    expect(said).to_contain_text("«50 / 100»")
    expect(_cell(second, 3, 0)).to_have_value("70")
    said.get_by_role("button", name="Lấy số của").click()
    expect(_cell(second, 3, 0)).to_have_value("50")
    expect(second.locator("#luoi .msg").filter(has_text="vừa nhập")).to_have_count(0)
    second.close()


def test_sending_lists_every_problem_and_a_link_leads_to_the_cell(
    page: Page, sign_in: SignIn, complaints: list[str]
) -> None:
    sign_in("daumoi.soyte")
    page.goto("/nhap-so-lieu/")
    _follow(page, page.get_by_role("link", name="Biểu 01/CSXH"))
    _cell(page, 5, 0).fill("120")
    _cell(page, 5, 1).fill("100")
    _follow(page, page.get_by_role("button", name="Gửi duyệt"))
    problem = page.locator("#tom-tat").get_by_role("link", name="Tử số 120 lớn hơn mẫu số 100")
    problem.click()
    complaints[:] = [said for said in complaints if "400 (Bad Request)" not in said]  # refused, as it should be
    expect(_cell(page, 5, 0)).to_be_focused()
    _cell(page, 5, 0).fill("90")
    _cell(page, 6, 0).focus()
    expect(page.locator("#luoi .msg")).to_have_count(0)
    page.get_by_label("Ô trống là").check()
    _follow(page, page.get_by_role("button", name="Gửi duyệt"))
    expect(page.get_by_text("Đã gửi duyệt", exact=False).first).to_be_visible()
    _leave(page)
    sign_in("tonghop")
    page.goto("/nhap-so-lieu/")
    _follow(page, page.get_by_role("link", name="Biểu 01/CSXH"))
    page.get_by_role("button", name="Duyệt phiếu").click()
    expect(page.get_by_text("Duyệt lúc")).to_be_visible()
