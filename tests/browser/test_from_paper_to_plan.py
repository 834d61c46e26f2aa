"""The main job: a signed paper goes in, officers confirm what was read, a running plan comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn, at_rest

PAPER = """ỦY BAN NHÂN DÂN
TỈNH QUẢNG NGÃI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 88/KH-UBND

Quảng Ngãi, ngày 15 tháng 4 năm 2024

KẾ HOẠCH
Phát triển y tế cơ sở đến năm 2025

I. MỤC TIÊU

- Tỷ lệ dân số tham gia bảo hiểm y tế đạt trên 95%.

- Đến năm 2025, 100% trạm y tế xã có bác sĩ làm việc.

II. NHIỆM VỤ

1. Đào tạo bác sĩ cho trạm y tế xã

Cơ quan chủ trì: Sở Y tế.

Cơ quan phối hợp: Sở Nội vụ.

Thời gian thực hiện: Năm 2024 và các năm tiếp theo.

Nơi nhận:
- Sở Y tế;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Võ Phiên
"""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "ke-hoach-88.txt"
    file.write_text(PAPER, encoding="utf-8")
    return file


def test_a_signed_paper_becomes_a_running_plan(page: Page, sign_in: SignIn, paper: Path) -> None:
    sign_in("tonghop")
    page.goto("/ban-doc/dua-vao/")
    page.get_by_label("Tệp văn bản đã ký").set_input_files(paper)
    page.get_by_role("button", name="Đưa vào và đọc").click()

    # The job's page goes on to the desk by itself when the worker has read the paper.
    page.wait_for_url(re.compile(r"/ban-doc/\d+/$"), timeout=60_000)
    expect(page.locator(".doc")).to_contain_text("100% trạm y tế xã có bác sĩ làm việc")

    progress = page.locator(".prog-line b").first
    decided, total = (int(number) for number in progress.inner_text().split("/"))
    assert (decided, total) == (0, 3)
    for number in range(1, total + 1):
        page.get_by_role("button", name=re.compile(r"^Chấp nhận Enter")).click()
        expect(progress).to_have_text(f"{number}/{total}")
        at_rest(page)
    page.get_by_role("button", name="Công bố kế hoạch").click()

    page.wait_for_url(re.compile(r"/ke-hoach/[^/]+/$"))
    expect(page.get_by_text("88/KH-UBND").first).to_be_visible()
    page.goto("/tim-kiem/?q=tram y te")
    expect(page.get_by_role("main")).to_contain_text("trạm y tế")


def test_the_same_paper_twice_is_the_same_document(page: Page, sign_in: SignIn, tmp_path: Path) -> None:
    file = tmp_path / "hai-lan.txt"
    file.write_text(PAPER.replace("88/KH-UBND", "89/KH-UBND"), encoding="utf-8")
    sign_in("tonghop")
    for _ in range(2):
        page.goto("/ban-doc/dua-vao/")
        page.get_by_label("Tệp văn bản đã ký").set_input_files(file)
        page.get_by_role("button", name="Đưa vào và đọc").click()
        page.wait_for_url(re.compile(r"/ban-doc/\d+/$"), timeout=60_000)
    expect(page.get_by_text("Tệp này đã có trong hệ thống")).to_be_visible()


def test_a_file_that_cannot_be_read_says_why(page: Page, sign_in: SignIn, tmp_path: Path) -> None:
    file = tmp_path / "anh.docx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    sign_in("tonghop")
    page.goto("/ban-doc/dua-vao/")
    page.get_by_label("Tệp văn bản đã ký").set_input_files(file)
    page.get_by_role("button", name="Đưa vào và đọc").click()
    expect(page.get_by_text("Không làm được").first).to_be_visible(timeout=60_000)
    expect(page.locator(".alert--late")).to_contain_text("anh.docx")


def test_the_signed_sentence_of_a_task_is_one_click_away(page: Page, sign_in: SignIn) -> None:
    sign_in("lanhdao")
    page.goto("/ke-hoach/")
    page.get_by_role("link", name="65/KH-UBND").first.click()
    page.goto(f"{page.url}nhiem-vu/III.4.d/")
    sentence = page.locator("blockquote p").first.inner_text()
    page.get_by_role("link", name="Đọc trong văn bản").first.click()
    page.wait_for_url(re.compile(r"/van-ban/#III\.4\.d$"))
    place = page.locator("[id='III.4.d']").first
    expect(place).to_be_in_viewport()
    expect(page.get_by_role("main")).to_contain_text(sentence)
