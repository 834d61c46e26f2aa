"""Markdown as people and converters write it."""

from ansinh.papers.intake import open_paper
from ansinh.papers.intake.tests.builders import rows, words
from ansinh.papers.paper import BlockKind, Paper


def _read(text: str, name: str = "ke-hoach.md") -> Paper:
    return open_paper(text.encode(), name)


def test_a_sentence_broken_by_a_page_is_one_paragraph() -> None:
    paper = _read(
        "Tăng cường vai trò giám sát của Nhân\n\ndân; tăng cường công tác thanh tra.\n\n- Cơ quan chủ trì: Sở Y tế."
    )
    assert words(paper) == [
        "Tăng cường vai trò giám sát của Nhân dân; tăng cường công tác thanh tra.",
        "- Cơ quan chủ trì: Sở Y tế.",
    ]


def test_a_page_number_inside_a_sentence_does_not_split_it() -> None:
    paper = _read(
        "Hỗ trợ, tạo điều kiện cho người có công và gia đình người\n\n4\n\ncó công có mức sống khá.\n\n5 chỉ tiêu."
    )
    assert words(paper)[0] == "Hỗ trợ, tạo điều kiện cho người có công và gia đình người có công có mức sống khá."


def test_marks_are_gone_and_kept_as_hints() -> None:
    paper = _read("## **II. MỤC TIÊU**\n\n- *Cơ quan chủ trì:* Sở Nội vụ.\n\n**Nơi nhận:**\n\n*(Kèm theo Kế hoạch)*")
    assert words(paper) == ["II. MỤC TIÊU", "- Cơ quan chủ trì: Sở Nội vụ.", "Nơi nhận:", "(Kèm theo Kế hoạch)"]
    heading, task, recipients, attached = paper.blocks
    assert (heading.kind, heading.level, heading.bold) == (BlockKind.HEADING, 2, True)
    assert (task.bold, task.italic) == (False, False)
    assert recipients.bold
    assert attached.italic


def test_escaped_signs_entities_and_raised_digits() -> None:
    paper = _read(
        "1986\\. Diện tích 33 m<sup>2</sup> sàn/người, tăng 5\\*2 &amp; giảm CO<sub>2</sub>.\n\nSố_hiệu_văn_bản giữ nguyên."
    )
    assert words(paper) == ["1986. Diện tích 33 m² sàn/người, tăng 5*2 & giảm CO₂.", "Số_hiệu_văn_bản giữ nguyên."]


def test_a_bullet_that_a_converter_put_before_a_label_is_dropped() -> None:
    paper = _read("- *Thời gian thực hiện:* Thường xuyên.\n- b) Kịp thời khen thưởng.\n* Sở Y tế chủ trì.")
    assert words(paper) == ["- Thời gian thực hiện: Thường xuyên.", "b) Kịp thời khen thưởng.", "- Sở Y tế chủ trì."]


def test_a_table_gives_rows_with_columns_and_breaks() -> None:
    paper = _read(
        "| TT | Nhiệm vụ | Chủ trì |\n|---|:--|---|\n| 1 | Xây dựng \\| ban hành | Bộ A<br>Bộ B |\n| 2 | Khác |"
    )
    assert rows(paper) == [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Xây dựng | ban hành", "Bộ A Bộ B"], ["2", "Khác", ""]]
    assert [block.table for block in paper.blocks] == [0, 0, 0]
    assert len(paper.blocks[1].cells[2].breaks) == 1


def test_a_row_cut_by_a_page_is_one_row_and_a_repeated_end_is_not_doubled() -> None:
    paper = _read(
        "| TT | Nhiệm vụ | Chủ trì | Hạn |\n|--|--|--|--|\n"
        "| 1 | Hoàn thành: (1) kết nối dữ liệu; | Bộ Công an, Bộ Nông nghiệp và Môi trường | 2025 |\n"
        "|  | (2) mô hình điểm tại các tỉnh. | Nông nghiệp và Môi trường | |\n"
        "| 2 | Xây dựng đề án | Bộ Y tế | 2026 |\n|  | Trong đó: | | |"
    )
    assert rows(paper)[1:3] == [
        [
            "1",
            "Hoàn thành: (1) kết nối dữ liệu; (2) mô hình điểm tại các tỉnh.",
            "Bộ Công an, Bộ Nông nghiệp và Môi trường",
            "2025",
        ],
        ["2", "Xây dựng đề án", "Bộ Y tế", "2026"],
    ]
    assert len(rows(paper)) == 4


def test_a_row_of_its_own_without_a_number_stays() -> None:
    paper = _read(
        "| TT | Ngành | Đạt |\n|--|--|--|\n| 1 | Công nghiệp | 12,3 |\n|  | - Chế biến | 12,4 |\n|  | Xây dựng | 14,5 |"
    )
    assert len(rows(paper)) == 4


def test_html_tables_inside_markdown_are_tables() -> None:
    paper = _read(
        "Mở đầu.\n\n<table><tr><td>TT</td><td>Việc</td></tr><tr><td>1</td><td>Rà soát</td></tr></table>\n\nKết thúc."
    )
    assert words(paper) == ["Mở đầu.", "TT | Việc", "1 | Rà soát", "Kết thúc."]


def test_footnotes_are_apart() -> None:
    paper = _read("Đạt 95%[^1] dân số.\n\n[^1]: Theo Quyết định 51.")
    assert words(paper) == ["Đạt 95% dân số."]
    assert paper.notes[0].text == "Theo Quyết định 51."


def test_links_pictures_comments_and_rules_are_gone() -> None:
    paper = _read(
        "<!-- trang 3 -->\n![](anh.png)\n\nXem [Nghị quyết](https://vbpl.vn/(a)) này.\n\n---\n\n```\nHết.\n```"
    )
    assert words(paper) == ["Xem Nghị quyết này.", "Hết."]


def test_the_head_and_foot_in_tables_become_paragraphs_left_column_first() -> None:
    paper = _read(
        "| BỘ NÔNG NGHIỆP VÀ  MÔI TRƯỜNG ------- | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ------ |\n"
        "| --- | --- |\n| Số: 2200/QĐ-BNNMT | *Hà Nội, ngày 10 tháng 6 năm 2026* |\n\nQUYẾT ĐỊNH\n\n"
        "| *Nơi nhận:* - Như Điều 3; - Lưu: VT, LNKL. | KT. BỘ TRƯỞNG  THỨ TRƯỞNG     Nguyễn Quốc Trị |\n| --- | --- |\n",
        "ke-hoach.txt",
    )
    assert words(paper) == [
        "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
        "Số: 2200/QĐ-BNNMT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 10 tháng 6 năm 2026",
        "QUYẾT ĐỊNH",
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Lưu: VT, LNKL.",
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "Nguyễn Quốc Trị",
    ]


def test_front_matter_is_left_out_and_a_rule_at_the_top_is_not_taken_for_it() -> None:
    assert words(_read('---\ntitle: "Kế hoạch"\ntags:\n  - x\n---\nNội dung của kế hoạch.\n')) == [
        "Nội dung của kế hoạch."
    ]
    assert words(_read("---\n\nKẾ HOẠCH\n\n1. Mục đích\n\n---\nHết.\n")) == ["KẾ HOẠCH", "1. Mục đích", "Hết."]
