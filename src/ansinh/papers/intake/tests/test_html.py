"""HTML of law portals and of "save as web page"."""

from ansinh.papers.intake import open_paper
from ansinh.papers.intake.tests.builders import rows, words
from ansinh.papers.paper import BlockKind, Paper


def _read(markup: str) -> Paper:
    return open_paper(markup.encode(), "van-ban.html")


def test_blocks_in_order_with_their_look() -> None:
    paper = _read(
        "<p align=center><b>KẾ HOẠCH</b><br><i>(Kèm theo Quyết định)</i></p><h2>I. MỤC TIÊU</h2><div>Một&nbsp;đoạn <b>đậm</b>\n dài.</div>"
    )
    assert words(paper) == ["KẾ HOẠCH", "(Kèm theo Quyết định)", "I. MỤC TIÊU", "Một đoạn đậm dài."]
    assert [(b.bold, b.italic, b.centred) for b in paper.blocks[:2]] == [(True, False, True), (False, True, True)]
    assert (paper.blocks[2].kind, paper.blocks[2].level) == (BlockKind.HEADING, 2)


def test_merged_cells_both_ways_have_column_span_and_continuation() -> None:
    paper = _read(
        "<table><tr><td rowspan=2>TT</td><td rowspan=2>Nội dung</td><td colspan=2>Nhóm xã</td></tr>"
        "<tr><td>Nhóm 1</td><td>Nhóm 2</td></tr><tr><td>1</td><td>Quy hoạch</td><td colspan=2>Đạt</td></tr></table>"
    )
    assert rows(paper) == [["TT", "Nội dung", "Nhóm xã"], ["", "", "Nhóm 1", "Nhóm 2"], ["1", "Quy hoạch", "Đạt"]]
    second = paper.blocks[1].cells
    assert [(cell.column, cell.span, cell.continued) for cell in second] == [
        (0, 1, True),
        (1, 1, True),
        (2, 1, False),
        (3, 1, False),
    ]
    assert paper.blocks[2].cells[2].span == 2


def test_a_table_inside_a_cell_gives_its_words_to_the_cell() -> None:
    paper = _read(
        "<table><tr><td>1</td><td>Gồm:<table><tr><td>a</td><td>10</td></tr><tr><td>b</td><td>20</td></tr></table></td></tr></table>"
    )
    assert rows(paper) == [["1", "Gồm: a; 10 b; 20"]]


def test_a_table_of_one_column_is_a_frame_and_its_inner_table_a_table() -> None:
    paper = _read("<table><tr><td><p>Mở đầu.</p><table><tr><td>TT</td><td>Việc</td></tr></table></td></tr></table>")
    assert words(paper) == ["Mở đầu.", "TT | Việc"]


def test_footnotes_by_link_and_by_plain_number_are_apart() -> None:
    paper = _read(
        '<p>Đạt chuẩn<a href="#_ftn1"><sup>[1]</sup></a>, an toàn[2] và 5 km<sup>2</sup>.</p>'
        '<div id="_ftn1"><p>[1] Theo quy hoạch.</p></div><div id="ftn2">[2] Ba an. [3] Cả cơ sở khác.</div>'
    )
    assert words(paper) == ["Đạt chuẩn, an toàn và 5 km²."]
    assert {note.mark: note.text for note in paper.notes} == {
        "1": "Theo quy hoạch.",
        "2": "Ba an.",
        "3": "Cả cơ sở khác.",
    }


def test_notes_that_are_ordinary_last_paragraphs_are_apart_only_if_referred_to() -> None:
    paper = _read("<p>Quy hoạch[1] chung.</p><p>[1] Theo Luật.</p><p>[9] Không ai nhắc.</p>")
    assert words(paper) == ["Quy hoạch chung.", "[9] Không ai nhắc."]
    assert [note.text for note in paper.notes] == ["Theo Luật."]


def test_lists_show_the_numbers_a_browser_draws() -> None:
    paper = _read(
        "<ol start=3><li>Ba</li><li>Bốn</li></ol><ol type=a><li>Chữ</li></ol><ul><li>Gạch</li><li>+ Cộng</li></ul>"
    )
    assert words(paper) == ["3. Ba", "4. Bốn", "a) Chữ", "- Gạch", "+ Cộng"]
    assert paper.blocks[0].list_label == "3."


def test_scripts_hidden_parts_and_the_portal_s_frame_are_left_out() -> None:
    body = "".join(f"<p>{n}. Nội dung của văn bản này dài hơn khung trang rất nhiều lần.</p>" for n in range(1, 9))
    paper = _read(
        f"<html><head><title>T</title><style>p{{}}</style></head><body><div>Trang chủ | Đăng nhập</div><script>x()</script>"
        f"<div><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>{body}<p style='display:none'>ẩn</p></div><footer>Bản quyền</footer></body></html>"
    )
    assert words(paper)[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert len(paper.blocks) == 9
