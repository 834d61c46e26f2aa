"""Items with labelled fields, in the ways that offices print them."""

import pytest

from ansinh.domain.readings import PlanReading, TaskReading, TimeframeKind
from ansinh.papers.reading import read_paper
from ansinh.papers.reading.tests.papers import Line, paper_of


def _read(*lines: Line) -> PlanReading:
    return read_paper(paper_of("II. NHIỆM VỤ, GIẢI PHÁP", *lines, "III. TỔ CHỨC THỰC HIỆN"))


def _only(*lines: Line) -> TaskReading:
    (task,) = _read(*lines).tasks
    return task


@pytest.mark.parametrize(
    "label",
    [
        "Cơ quan chủ trì",
        "Cơ quan chủ trì tham mưu",
        "Đơn vị chủ trì thực hiện",
        "Chủ trì",
        "Sở, ngành chủ trì",
        "Cơ quan, đơn vị chủ trì",
        "Cơ quan thực hiện",
        "Đơn vị chịu trách nhiệm chính",
    ],
)
def test_label_of_the_lead_may_be_worded_in_many_ways(label: str) -> None:
    task = _only("1. Xây dựng cơ sở dữ liệu về người có công trên địa bàn tỉnh.", f"- {label}: Sở Nội vụ.")
    assert (task.code, task.lead_agencies) == ("II.1", ("Sở Nội vụ",))


@pytest.mark.parametrize(
    "label", ["Thời gian thực hiện", "Thời hạn hoàn thành", "Tiến độ", "Lộ trình thực hiện", "Hoàn thành", "Thời gian"]
)
def test_label_of_the_time_may_be_worded_in_many_ways(label: str) -> None:
    task = _only("1. Xây dựng đề án trợ giúp xã hội.", "- Chủ trì: Sở Y tế;", f"- {label}: Quý II/2026.")
    assert task.timeframe.due_on is not None
    assert task.timeframe.due_on.isoformat() == "2026-06-30"


def test_fields_in_one_line_are_parted() -> None:
    task = _only(
        "a) Xây dựng nhà ở xã hội. Cơ quan chủ trì: Sở Xây dựng; cơ quan phối hợp: Sở Tài chính, UBND các xã. "
        "Thời gian hoàn thành: trước ngày 31/12/2026. Sản phẩm: Chương trình phát triển nhà ở."
    )
    assert task.text == "Xây dựng nhà ở xã hội."
    assert task.lead_agencies == ("Sở Xây dựng",)
    assert task.supporting_agencies == ("Sở Tài chính", "UBND các xã")
    assert task.timeframe.due_on is not None
    assert task.timeframe.due_on.isoformat() == "2026-12-30"
    assert task.product == "Chương trình phát triển nhà ở"


def test_fields_in_brackets_after_the_sentence_are_read() -> None:
    task = _only(
        "- Rà soát đối tượng bảo trợ xã hội (Chủ trì: Sở Y tế; phối hợp: UBND các xã; hoàn thành: tháng 6/2026)."
    )
    assert (task.code, task.lead_agencies, task.supporting_agencies) == ("II#1", ("Sở Y tế",), ("UBND các xã",))


def test_numbered_fields_belong_to_the_article_above() -> None:
    reading = read_paper(
        paper_of(
            "Điều 2. Điều chỉnh nhiệm vụ tại số thứ tự 5 như sau:",
            "1. Tên nhiệm vụ: Xây dựng mạng lưới chuyên gia pháp lý.",
            "2. Cơ quan chủ trì: Bộ Tư pháp.",
            "3. Cơ quan phối hợp: Các bộ, ngành.",
            "4. Kết quả: Quyết định của Thủ tướng Chính phủ.",
            "5. Thời gian hoàn thành: Quý IV/2026.",
        )
    )
    (task,) = reading.tasks
    assert (task.code, task.text) == ("Điều 2", "Xây dựng mạng lưới chuyên gia pháp lý")
    assert (task.lead_agencies, task.product) == (("Bộ Tư pháp",), "Quyết định của Thủ tướng Chính phủ")


def test_agencies_below_an_empty_field_are_gathered() -> None:
    task = _only(
        "1. Nâng cao chất lượng nguồn nhân lực y tế cơ sở.",
        "- Cơ quan chủ trì:",
        "+ Sở Y tế;",
        "+ Sở Nội vụ.",
        "- Cơ quan phối hợp: UBND các xã.",
    )
    assert task.lead_agencies == ("Sở Y tế", "Sở Nội vụ")
    assert task.supporting_agencies == ("UBND các xã",)


def test_bare_deadline_below_the_fields_is_their_time() -> None:
    task = _only("1. Ban hành quy chế chi trả.", "- Chủ trì: Sở Tài chính.", "- Hoàn thành trước ngày 15/3/2026.")
    assert task.timeframe.kind is TimeframeKind.DATE


def test_bullets_with_fields_of_their_own_are_tasks_of_their_own() -> None:
    reading = _read(
        "1. Về việc làm",
        "- Tổ chức sàn giao dịch việc làm lưu động.",
        "+ Chủ trì: Sở Nội vụ.",
        "- Cho vay giải quyết việc làm tại các xã nghèo.",
        "- Chủ trì: Ngân hàng Chính sách xã hội.",
    )
    assert [(t.code, t.text) for t in reading.tasks] == [
        ("II.1#1", "Tổ chức sàn giao dịch việc làm lưu động."),
        ("II.1#2", "Cho vay giải quyết việc làm tại các xã nghèo."),
    ]


def test_heading_with_text_below_keeps_both() -> None:
    task = _only(
        "3. Thực hiện chính sách ưu đãi người có công",
        "Quan tâm chăm lo đời sống người có công.",
        "Tu bổ nghĩa trang liệt sĩ.",
        "- Cơ quan chủ trì: Sở Nội vụ.",
    )
    assert task.heading == "Thực hiện chính sách ưu đãi người có công"
    assert task.text == "Quan tâm chăm lo đời sống người có công.\nTu bổ nghĩa trang liệt sĩ."


def test_item_beside_items_with_fields_is_a_task_without_lead_and_is_reported() -> None:
    reading = _read(
        "a) Khám sức khỏe định kỳ cho người cao tuổi.",
        "- Cơ quan chủ trì: Sở Y tế.",
        "b) Chi trả trợ cấp không dùng tiền mặt cho đối tượng.",
        "c) Cấp thẻ bảo hiểm y tế cho hộ cận nghèo.",
        "- Cơ quan chủ trì: Bảo hiểm xã hội tỉnh.",
    )
    assert [(t.code, t.lead_agencies) for t in reading.tasks] == [
        ("II.a", ("Sở Y tế",)),
        ("II.b", ()),
        ("II.c", ("Bảo hiểm xã hội tỉnh",)),
    ]
    assert [p.message for p in reading.problems if "II.b" in p.message] != []


def test_word_chu_tri_inside_a_sentence_is_no_field() -> None:
    reading = _read("1. Phát huy vai trò chủ trì của cơ quan chuyên môn: coi trọng phối hợp giữa các ngành trong tỉnh.")
    assert all(task.lead_agencies == () for task in reading.tasks)


def test_fields_as_headings_hold_for_the_whole_section() -> None:
    reading = read_paper(
        paper_of(
            "III. ĐẨY MẠNH TUYÊN TRUYỀN",
            "1. Nội dung, biện pháp",
            "a) Chỉ đạo, định hướng kế hoạch tuyên truyền;",
            "b) Tổ chức các diễn đàn, trao đổi;",
            "2. Cơ quan chủ trì, phối hợp",
            "a) Cơ quan chủ trì",
            "- Ban Chỉ đạo quốc gia.",
            "- Bộ Thông tin và Truyền thông; Bộ Ngoại giao.",
            "b) Cơ quan phối hợp",
            "Hội Cựu chiến binh các cấp; các tổ chức chính trị - xã hội.",
            "3. Thời gian thực hiện: 6 tháng, hằng năm và định kỳ.",
        )
    )
    (task,) = reading.tasks
    assert (task.code, task.heading) == ("III", "ĐẨY MẠNH TUYÊN TRUYỀN")
    assert task.lead_agencies == ("Ban Chỉ đạo quốc gia", "Bộ Thông tin và Truyền thông", "Bộ Ngoại giao")
    assert task.supporting_agencies == ("Hội Cựu chiến binh các cấp", "các tổ chức chính trị - xã hội")
    assert task.timeframe.kind is TimeframeKind.RECURRING
