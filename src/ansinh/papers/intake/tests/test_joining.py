"""What makes two pieces one paragraph, and what never does."""

import pytest

from ansinh.papers.intake.joining import begins_item, continues, glue, join_lines


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Tăng cường vai trò giám sát của Nhân", "dân; tăng cường công tác thanh tra, kiểm tra"),
        ("Thực hiện đầy đủ các chế độ theo Nghị quyết số", "42-NQ/TW ngày 24/11/2023 của Trung ương"),
        ("Bộ trưởng các bộ, Chủ tịch Ủy ban nhân dân các tỉnh, thành phố,", "Thủ trưởng cơ quan liên quan"),
        ("(Kèm theo Quyết định số 2200/QĐ-BNNMT của Bộ trưởng", "Bộ Nông nghiệp và Môi trường)"),
        ("BỘ NÔNG NGHIỆP VÀ", "MÔI TRƯỜNG"),
    ],
)
def test_a_sentence_that_is_not_over_goes_on(before: str, after: str) -> None:
    assert continues(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1. Mục đích", "- Việc triển khai thực hiện phải bám sát các quan điểm"),
        ("c) Tầm nhìn đến năm 2045", "Quảng Ngãi là tỉnh thực hiện hiệu quả hệ thống chính sách xã hội"),
        ("KẾ HOẠCH", "về việc triển khai Chương trình hành động số 43-CTr/TU"),
        ("Hoàn thành trong năm 2025.", "trừ trường hợp bất khả kháng"),
        ("gồm các nội dung sau:", "đẩy mạnh tuyên truyền"),
        ("Thực hiện tốt các biện pháp", "a) Công khai, minh bạch"),
        ("Thực hiện tốt các biện pháp", "đ) Công khai, minh bạch"),
        ("Phê duyệt Đề án đến năm 2030", "(kèm theo Quyết định số 892/QĐ-TTg)"),
        ("Sở Tài chính", "Sở Y tế"),
    ],
)
def test_an_item_a_title_and_a_finished_sentence_do_not_go_on(before: str, after: str) -> None:
    assert not continues(before, after)


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("Nghị định số 180/2026/NĐ-", "CP ngày 21", "Nghị định số 180/2026/NĐ-CP ngày 21"),
        ("theo Chương trình số 12-", "CTr/BCĐ", "theo Chương trình số 12-CTr/BCĐ"),
        ("hấp thụ các-", "bon của rừng", "hấp thụ các-bon của rừng"),
        ("Sở Lao động-", "Thương binh và Xã hội", "Sở Lao động- Thương binh và Xã hội"),
        ("Văn bản số 3374/", "BKHCN", "Văn bản số 3374/BKHCN"),
        ("Kế hoạch -", "Tài chính", "Kế hoạch - Tài chính"),
        ("Chỉ thị số 11/CT-", "-TTg", "Chỉ thị số 11/CT-TTg"),
        ("bảo\u00ad", "đảm", "bảođảm"),
    ],
)
def test_a_hyphen_at_a_break_stays_and_is_tight_only_inside_numbers_and_words(
    before: str, after: str, whole: str
) -> None:
    assert glue(before, after) == whole


@pytest.mark.parametrize(
    "words", ["1.", "a)", "đ) x", "II. MỤC TIÊU", "Điều 5. Tổ chức", "1.1 Nội dung", "(i) thứ nhất", "- x", "Phụ lục"]
)
def test_labels_of_the_outline_are_known(words: str) -> None:
    assert begins_item(words)


@pytest.mark.parametrize(
    "words", ["1.000 căn nhà", "3.5 triệu đồng", "Điều 5 của Nghị định", "và) x", "-5 độ", "Phần lớn các xã"]
)
def test_numbers_and_references_are_not_labels(words: str) -> None:
    assert not begins_item(words)


def test_wrapped_lines_become_paragraphs_and_items_stay_apart() -> None:
    lines = [
        "Thực hiện Nghị quyết số 42-NQ/TW ngày 24/11/2023 của Hội nghị lần",
        "thứ tám, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:",
        "1. Sở Lao động - Thương binh và Xã hội chủ trì, phối hợp với các",
        "Sở, ban ngành tổ chức thực hiện.",
    ]
    assert join_lines(lines, width=66) == [
        "Thực hiện Nghị quyết số 42-NQ/TW ngày 24/11/2023 của Hội nghị lần thứ tám, Ủy ban nhân dân tỉnh ban hành "
        "Kế hoạch như sau:",
        "1. Sở Lao động - Thương binh và Xã hội chủ trì, phối hợp với các Sở, ban ngành tổ chức thực hiện.",
    ]


def test_the_dash_inside_a_name_does_not_begin_an_item_where_lines_are_wrapped() -> None:
    lines = ["Cơ quan chủ trì thực hiện nhiệm vụ này là Sở Lao động", "- Thương binh và Xã hội tỉnh."]
    assert join_lines(lines, width=53) == [
        "Cơ quan chủ trì thực hiện nhiệm vụ này là Sở Lao động - Thương binh và Xã hội tỉnh."
    ]
