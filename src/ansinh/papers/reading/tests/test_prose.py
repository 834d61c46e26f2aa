"""Agency blocks and numbered prose."""

from ansinh.domain.readings import PlanReading
from ansinh.papers.reading import read_paper
from ansinh.papers.reading.tests.papers import Line, paper_of


def _read(*lines: Line) -> PlanReading:
    return read_paper(paper_of("IV. TỔ CHỨC THỰC HIỆN", *lines, "Nơi nhận:", "- Như trên;", "- Lưu: VT."))


def _who(reading: PlanReading) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(task.code, task.lead_agencies, task.supporting_agencies) for task in reading.tasks]


def test_each_bullet_of_an_agency_block_is_a_task_of_that_agency() -> None:
    reading = _read(
        "1. Sở Tài chính",
        "- Bố trí kinh phí thực hiện chính sách trợ giúp xã hội.",
        "- Chủ trì, phối hợp với Sở Nội vụ, Kho bạc Nhà nước hướng dẫn thủ tục thanh toán.",
        "2. Công an tỉnh: Cập nhật dữ liệu dân cư phục vụ chi trả trợ cấp qua tài khoản.",
    )
    assert _who(reading) == [
        ("IV.1#1", ("Sở Tài chính",), ()),
        ("IV.1#2", ("Sở Tài chính",), ("Sở Nội vụ", "Kho bạc Nhà nước")),
        ("IV.2", ("Công an tỉnh",), ()),
    ]


def test_lettered_items_of_an_article_on_an_agency_are_its_tasks() -> None:
    reading = read_paper(
        paper_of(
            "Điều 4. Trách nhiệm của Sở Y tế",
            "1. Hướng dẫn các cơ sở khám bệnh, chữa bệnh thực hiện quyết định.",
            "2. Phối hợp với Bảo hiểm xã hội tỉnh giám định chi phí khám bệnh.",
        )
    )
    assert _who(reading) == [
        ("Điều 4.1", ("Sở Y tế",), ()),
        ("Điều 4.2", ("Sở Y tế",), ("Bảo hiểm xã hội tỉnh",)),
    ]


def test_block_without_number_is_a_block_all_the_same() -> None:
    reading = _read(
        "Sở Nội vụ:",
        "- Rà soát đội ngũ làm công tác xã hội tại cơ sở.",
        "Sở Y tế:",
        "- Quản lý hồ sơ sức khỏe điện tử.",
    )
    assert [task.lead_agencies for task in reading.tasks] == [("Sở Nội vụ",), ("Sở Y tế",)]


def test_paragraphs_below_an_agency_are_its_tasks() -> None:
    reading = _read(
        "5. Bộ Tài chính:", "Chủ trì, phối hợp với các bộ nghiên cứu chính sách thuế; báo cáo trong quý III năm 2026."
    )
    (task,) = reading.tasks
    assert (task.code, task.lead_agencies, task.supporting_agencies) == ("IV.5", ("Bộ Tài chính",), ("các bộ",))
    assert task.timeframe.due_on is not None
    assert task.timeframe.due_on.isoformat() == "2026-09-30"


def test_order_that_ends_in_a_colon_hands_its_agencies_down() -> None:
    reading = _read(
        "1. Giao Sở Xây dựng chủ trì, phối hợp với Sở Tài chính, UBND các xã:",
        "- Lập danh sách nhà tạm, nhà dột nát cần xóa.",
        "- Nghiệm thu nhà đã xây mới, sửa chữa.",
    )
    assert _who(reading) == [
        ("IV.1#1", ("Sở Xây dựng",), ("Sở Tài chính", "UBND các xã")),
        ("IV.1#2", ("Sở Xây dựng",), ("Sở Tài chính", "UBND các xã")),
    ]


def test_item_that_begins_with_another_agency_belongs_to_that_one() -> None:
    reading = _read(
        "1. UBND các xã, phường", "- Chủ tịch UBND các xã, phường chịu trách nhiệm trước Chủ tịch UBND tỉnh về chi trả."
    )
    assert reading.tasks[0].lead_agencies == ("Chủ tịch UBND các xã, phường",)


def test_order_to_others_inside_a_block_remains_work_of_the_agency() -> None:
    reading = _read("1. Sở Y tế", "- Yêu cầu các cơ sở khám bệnh, chữa bệnh niêm yết công khai giá dịch vụ.")
    assert reading.tasks[0].lead_agencies == ("Sở Y tế",)


def test_two_sentences_with_leads_of_their_own_are_two_tasks() -> None:
    reading = _read(
        "1. Sở Nội vụ chủ trì xây dựng đề án vị trí việc làm. Sở Tài chính chủ trì bố trí kinh phí thực hiện đề án."
    )
    assert [task.lead_agencies for task in reading.tasks] == [("Sở Nội vụ",), ("Sở Tài chính",)]


def test_closing_article_and_force_are_no_tasks() -> None:
    reading = read_paper(
        paper_of(
            "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
            "Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc các sở, Chủ tịch UBND các xã chịu trách nhiệm thi hành Quyết định này./.",
        )
    )
    assert reading.tasks == ()


def test_parts_on_aims_and_views_assign_nothing() -> None:
    reading = read_paper(
        paper_of(
            "I. QUAN ĐIỂM",
            "1. Các bộ, ngành, địa phương chủ động thực hiện tốt công tác an sinh xã hội.",
            "II. MỤC TIÊU",
            "1. Các sở, ngành phấn đấu hoàn thành chỉ tiêu được giao hằng năm.",
        )
    )
    assert reading.tasks == ()


def test_what_agencies_have_done_is_no_task() -> None:
    reading = _read("1. Các sở, ban, ngành đã tích cực triển khai chính sách trợ giúp xã hội trong năm 2025.")
    assert reading.tasks == ()


def test_regulation_assigns_only_in_its_part_on_carrying_out() -> None:
    reading = read_paper(
        paper_of(
            "NGHỊ ĐỊNH",
            "Quy định chính sách trợ giúp xã hội",
            "Điều 5. Hồ sơ đề nghị",
            "1. Ủy ban nhân dân cấp xã tiếp nhận hồ sơ và cấp giấy hẹn cho người nộp.",
            "Điều 20. Trách nhiệm của Bộ Y tế",
            "1. Hướng dẫn, kiểm tra việc chi trả trợ cấp trên phạm vi cả nước.",
        )
    )
    assert [task.code for task in reading.tasks] == ["Điều 20.1"]


def test_articles_of_a_resolution_give_work_and_supervision() -> None:
    reading = read_paper(
        paper_of(
            "Điều 1. Thông qua Đề án giảm nghèo.",
            "Điều 2. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết.",
            "Điều 3. Giao Thường trực Hội đồng nhân dân tỉnh, các Ban Hội đồng nhân dân giám sát việc thực hiện Nghị quyết này.",
        )
    )
    assert _who(reading) == [("Điều 2", ("Ủy ban nhân dân tỉnh",), ())]
    assert reading.obligations[0].who == ("Thường trực Hội đồng nhân dân tỉnh", "các Ban Hội đồng nhân dân")


def test_letter_without_numbers_is_read_all_the_same() -> None:
    reading = read_paper(
        paper_of(
            "Kính gửi: Các sở, ban, ngành",
            "Thực hiện Công văn số 12/BNV, Chủ tịch UBND tỉnh có ý kiến như sau:",
            "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính tham mưu UBND tỉnh trước ngày 15/4/2026.",
            "Nơi nhận:",
            "- Như trên;",
        )
    )
    assert _who(reading) == [("#1", ("Sở Nội vụ",), ("Sở Tài chính",))]


def test_subject_may_follow_the_title_of_the_item_or_stand_in_brackets() -> None:
    reading = _read(
        "1. Về tuyên truyền: Sở Nội vụ chủ trì, phối hợp với Báo Quảng Ngãi tuyên truyền Kế hoạch.",
        "2. Xây dựng trạm y tế đạt chuẩn (Sở Y tế chủ trì, hoàn thành trong Quý II/2026).",
    )
    assert _who(reading) == [
        ("IV.1", ("Sở Nội vụ",), ("Báo Quảng Ngãi",)),
        ("IV.2", ("Sở Y tế",), ()),
    ]
    assert reading.tasks[1].timeframe.due_on is not None


def test_items_of_a_part_on_tasks_count_where_the_plan_names_nobody() -> None:
    reading = read_paper(
        paper_of(
            "III. NHIỆM VỤ VÀ GIẢI PHÁP",
            "1. Truyền thông",
            "a) Đẩy mạnh tuyên truyền chính sách xã hội.",
            "b) Đổi mới hình thức tuyên truyền.",
        )
    )
    assert [(task.code, task.lead_agencies) for task in reading.tasks] == [("III.1.a", ()), ("III.1.b", ())]
    assert len([p for p in reading.problems if "cơ quan chủ trì" in p.message]) == 2
