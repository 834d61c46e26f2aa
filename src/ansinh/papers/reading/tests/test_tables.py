"""Tables of assignments in the shapes that offices print."""

from ansinh.domain.readings import PlanReading, TimeframeKind
from ansinh.papers.reading import read_paper
from ansinh.papers.reading.tests.papers import Line, paper_of

_HEADER = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm")


def _read(*lines: Line) -> PlanReading:
    return read_paper(paper_of("I. NHIỆM VỤ", "PHỤ LỤC", "DANH MỤC NHIỆM VỤ", *lines))


def test_columns_are_known_by_their_names_in_any_order() -> None:
    reading = _read(
        ("STT", "Thời hạn hoàn thành", "Đơn vị phối hợp", "Nội dung công việc", "Đơn vị chủ trì"),
        ("1", "Quý II/2026", "Sở Tài chính", "Rà soát hộ nghèo trên địa bàn tỉnh", "Sở Nội vụ"),
        ("2", "Thường xuyên", "Các sở, ngành", "Tuyên truyền chính sách bảo hiểm xã hội", "Báo Quảng Ngãi"),
    )
    first, second = reading.tasks
    assert (first.code, first.lead_agencies, first.supporting_agencies) == ("PL.1", ("Sở Nội vụ",), ("Sở Tài chính",))
    assert first.text == "Rà soát hộ nghèo trên địa bàn tỉnh"
    assert second.timeframe.kind is TimeframeKind.RECURRING


def test_header_over_two_rows_is_put_together() -> None:
    reading = _read(
        ("TT", "Nội dung", "Cơ quan thực hiện", "", "Thời gian"),
        ("", "", "Chủ trì", "Phối hợp", ""),
        ("1", "Xây dựng nhà ở xã hội cho công nhân", "Sở Xây dựng", "Sở Tài chính", "Năm 2026"),
    )
    (task,) = reading.tasks
    assert (task.lead_agencies, task.supporting_agencies) == (("Sở Xây dựng",), ("Sở Tài chính",))


def test_row_of_column_numbers_and_repeated_header_are_no_tasks() -> None:
    reading = _read(
        _HEADER,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("1", "Xây dựng đề án việc làm", "Sở Nội vụ", "", "6/2026", "Đề án"),
        _HEADER,
        ("2", "Xây dựng đề án nhà ở", "Sở Xây dựng", "", "9/2026", "Đề án"),
    )
    assert [task.code for task in reading.tasks] == ["PL.1", "PL.2"]


def test_groups_give_headings_and_codes_only_where_numbers_start_anew() -> None:
    through = _read(
        _HEADER,
        ("I", "Về việc làm", "", "", "", ""),
        ("1", "Mở sàn giao dịch việc làm", "Sở Nội vụ", "", "", ""),
        ("II", "Về nhà ở", "", "", "", ""),
        ("2", "Xóa nhà tạm, nhà dột nát", "Sở Xây dựng", "", "", ""),
    )
    assert [(t.code, t.heading) for t in through.tasks] == [("PL.1", "Về việc làm"), ("PL.2", "Về nhà ở")]
    anew = _read(
        _HEADER,
        ("I", "Về việc làm", "", "", "", ""),
        ("1", "Mở sàn giao dịch việc làm", "Sở Nội vụ", "", "", ""),
        ("II", "Về nhà ở", "", "", "", ""),
        ("1", "Xóa nhà tạm, nhà dột nát", "Sở Xây dựng", "", "", ""),
    )
    assert [task.code for task in anew.tasks] == ["PL.I.1", "PL.II.1"]


def test_title_that_is_an_agency_leads_the_rows_below_it() -> None:
    reading = _read(
        ("TT", "Nhiệm vụ", "Cơ quan phối hợp", "Thời gian"),
        ("I", "Sở Y tế", "", ""),
        ("1", "Khám sức khỏe định kỳ cho người cao tuổi", "Các bệnh viện", "Hằng năm"),
        ("II", "Sở Xây dựng", "", ""),
        ("1", "Lập chương trình phát triển nhà ở", "Sở Tài chính", "2026"),
    )
    assert [task.lead_agencies for task in reading.tasks] == [("Sở Y tế",), ("Sở Xây dựng",)]


def test_cell_merged_downwards_holds_for_the_rows_it_spans() -> None:
    reading = _read(
        _HEADER,
        ("1", "Lập danh sách hộ nghèo", "Sở Nội vụ", "UBND các xã", "6/2026", "Danh sách"),
        ("2", "Thẩm định danh sách hộ nghèo", None, None, "9/2026", "Báo cáo"),
    )
    assert reading.tasks[1].lead_agencies == ("Sở Nội vụ",)
    assert reading.tasks[1].supporting_agencies == ("UBND các xã",)


def test_one_task_with_two_products_stays_one_task() -> None:
    reading = _read(
        _HEADER,
        ("1", "Sắp xếp cơ sở trợ giúp xã hội", "Sở Y tế", "Sở Nội vụ", "Quý I/2026", "Đề án"),
        (None, None, None, None, "Quý IV/2026", "Báo cáo kết quả"),
    )
    (task,) = reading.tasks
    assert task.product == "Đề án; Báo cáo kết quả"
    assert task.timeframe.due_on is not None
    assert task.timeframe.due_on.isoformat() == "2026-12-31"


def test_row_that_a_page_broke_is_joined() -> None:
    reading = _read(
        _HEADER,
        ("1", "Xây dựng cơ sở dữ liệu về lao động,", "Sở Khoa học và", "Các sở, ngành", "2026", ""),
        ("", "việc làm trên địa bàn tỉnh", "Công nghệ", "", "", ""),
        ("2", "Vận hành cơ sở dữ liệu", "Sở Nội vụ", "", "", ""),
    )
    assert reading.tasks[0].text == "Xây dựng cơ sở dữ liệu về lao động, việc làm trên địa bàn tỉnh"
    assert reading.tasks[0].lead_agencies == ("Sở Khoa học và Công nghệ",)
    assert len(reading.tasks) == 2


def test_mixed_column_is_parted_into_leads_and_supporters() -> None:
    reading = _read(
        ("TT", "Nhiệm vụ", "Đơn vị thực hiện"),
        ("1", "Tổ chức hội nghị tập huấn cán bộ", "Chủ trì: Sở Nội vụ; phối hợp: Sở Tài chính, UBND các xã"),
        ("2", "Biên soạn tài liệu tuyên truyền", "Sở Tư pháp chủ trì, phối hợp với Sở Nội vụ"),
    )
    assert [(t.lead_agencies, t.supporting_agencies) for t in reading.tasks] == [
        (("Sở Nội vụ",), ("Sở Tài chính", "UBND các xã")),
        (("Sở Tư pháp",), ("Sở Nội vụ",)),
    ]


def test_years_as_columns_with_crosses_become_years() -> None:
    reading = _read(
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian thực hiện", ""),
        ("", "", "", "2025", "2026"),
        ("1", "Nâng cấp cơ sở trợ giúp xã hội", "Sở Y tế", "x", "x"),
        ("2", "Xây mới trung tâm công tác xã hội", "Sở Y tế", "", "x"),
    )
    assert reading.tasks[1].timeframe.start_year == 2026


def test_table_without_header_is_read_by_its_contents() -> None:
    reading = _read(
        (
            "1",
            "Đánh giá kết quả giảm nghèo đa chiều hằng năm",
            "Sở Nông nghiệp và Môi trường",
            "Cục Thống kê",
            "Quý IV/2026",
        ),
        ("2", "Hỗ trợ vay vốn tạo việc làm cho hộ nghèo", "Ngân hàng Chính sách xã hội", "UBND các xã", "Thường xuyên"),
        ("3", "Đào tạo nghề cho lao động nông thôn trong tỉnh", "Sở Giáo dục và Đào tạo", "UBND các xã", "2026"),
    )
    assert [task.lead_agencies[0] for task in reading.tasks] == [
        "Sở Nông nghiệp và Môi trường", "Ngân hàng Chính sách xã hội", "Sở Giáo dục và Đào tạo",
    ]  # fmt: skip
    assert max(task.confidence for task in reading.tasks) < 0.95


def test_row_without_lead_is_kept_and_reported() -> None:
    reading = _read(
        _HEADER,
        ("1", "Xây dựng kế hoạch truyền thông", "Sở Nội vụ", "", "2026", ""),
        ("2", "Tổ chức ngày hội việc làm", "", "Các sở, ngành", "2026", ""),
    )
    assert reading.tasks[1].lead_agencies == ()
    assert any("PL.2" in problem.message for problem in reading.problems)


def test_table_of_figures_is_no_table_of_tasks() -> None:
    reading = _read(
        ("TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Cơ quan theo dõi"),
        ("1", "Tỷ lệ hộ nghèo đa chiều", "%", "1,5", "Sở Nông nghiệp và Môi trường"),
        ("2", "Tỷ lệ tham gia bảo hiểm y tế", "%", "95", "Bảo hiểm xã hội"),
    )
    assert reading.tasks == ()


def test_table_that_lost_its_grid_is_dealt_to_its_columns() -> None:
    reading = _read(
        "TT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian",
        "1", "Tuyên truyền chính sách người có công",
        "a)", "Tổ chức hội nghị phổ biến tại cơ sở.", "Sở Nội vụ", "Vụ Pháp chế; các cơ quan liên quan", "Quý III/2026",
        "b)", "Biên soạn tài liệu phổ biến, hướng dẫn", "Viện Khoa học lao động, Cục", "Các cơ quan liên quan", "Quý IV/2026",
        "việc thực hiện chính sách.", "Người có công",
        "2", "Tổng kết việc thực hiện.", "Sở Nội vụ", "UBND các xã", "Thường xuyên",
    )  # fmt: skip
    assert [task.code for task in reading.tasks] == ["PL.1.a", "PL.1.b", "PL.2"]
    assert reading.tasks[1].text == "Biên soạn tài liệu phổ biến, hướng dẫn việc thực hiện chính sách."
    assert reading.tasks[1].lead_agencies == ("Viện Khoa học lao động", "Cục Người có công")
    assert reading.tasks[2].timeframe.kind is TimeframeKind.RECURRING


def test_rows_without_numbers_are_cited_by_their_turn() -> None:
    reading = read_paper(
        paper_of(
            "I. NHIỆM VỤ",
            "Nơi nhận:",
            "- Như trên;",
            "PHÂN CÔNG NHIỆM VỤ",
            "(Kèm theo Kế hoạch số 1/KH-SYT)",
            ("TT", "Nhiệm vụ", "Đơn vị thực hiện"),
            ("", "Khám sức khỏe cho người cao tuổi", "Trung tâm Y tế"),
            ("", "Lập hồ sơ quản lý sức khỏe", "Trạm Y tế các xã"),
        )
    )
    assert [task.code for task in reading.tasks] == ["PL.1", "PL.2"]


def test_title_without_number_closes_no_group() -> None:
    reading = _read(
        _HEADER,
        ("IV", "Về nguồn lực", "", "", "", ""),
        ("3", "Bố trí kế hoạch vốn đầu tư công", "Sở Tài chính", "", "2026", ""),
        ("", "Nhiệm vụ chung của các ngành", "", "", "", ""),
        ("4", "Mua sắm trang thiết bị cứu hộ", "Công an tỉnh", "", "2026", ""),
        ("V", "Về tuyên truyền", "", "", "", ""),
        ("3", "Tập huấn kỹ năng cho người dân", "Sở Y tế", "", "2026", ""),
    )
    assert [task.code for task in reading.tasks] == ["PL.IV.3", "PL.IV.4", "PL.V.3"]


def test_table_with_a_header_of_something_else_assigns_nothing() -> None:
    reading = _read(
        ("TT", "Tên cụm công nghiệp", "Vị trí", "Nhận xét"),
        (
            "1",
            "Cụm công nghiệp Tân Lĩnh",
            "Ủy ban nhân dân xã Tân Lĩnh",
            "Quy mô tối đa, đủ điều kiện thu hút hạ tầng đồng bộ",
        ),
        (
            "2",
            "Cụm công nghiệp Âu Lâu",
            "Ủy ban nhân dân phường Âu Lâu",
            "Quy mô trung bình, gần đô thị và trên trục cao tốc",
        ),
    )
    assert reading.tasks == ()
