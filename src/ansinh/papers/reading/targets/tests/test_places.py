from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.targets import read_targets
from ansinh.papers.reading.targets.sections import SectionKind, kind_of_heading
from ansinh.papers.reading.targets.years import due_year

from .papers import HEAD, paper_of, read


def test_headings_say_what_kind_of_section_they_open() -> None:
    assert kind_of_heading("MỤC TIÊU") is SectionKind.TARGETS
    assert kind_of_heading("Một số chỉ tiêu chủ yếu cần đạt được đến năm 2025") is SectionKind.TARGETS
    assert kind_of_heading("Mục tiêu tổng quát đến năm 2030") is SectionKind.GENERAL
    assert kind_of_heading("NỘI DUNG, NHIỆM VỤ VÀ GIẢI PHÁP THỰC HIỆN") is SectionKind.TASKS
    assert kind_of_heading("Nhiệm vụ thực hiện Chương trình mục tiêu quốc gia") is SectionKind.TASKS
    assert kind_of_heading("Kết quả thực hiện các mục tiêu giai đoạn 2016-2020") is SectionKind.HISTORY
    assert kind_of_heading("Kinh phí thực hiện") is SectionKind.FUNDING


def test_headings_and_titles_set_the_year() -> None:
    assert due_year("Mục tiêu cụ thể đến năm 2025, tầm nhìn đến năm 2030") == 2025
    assert due_year("Tầm nhìn đến năm 2045") == 2045
    assert due_year("Kế hoạch giai đoạn 2026 - 2030", names_count=True) == 2030
    assert (
        due_year("Triển khai Chỉ thị số 11-CT/TU ngày 04/01/2026 của Ban Thường vụ Tỉnh ủy", names_count=True) is None
    )


def test_a_lead_in_rules_the_list_below_it() -> None:
    paper = paper_of(
        *HEAD,
        "1. Nhiệm vụ",
        "Phấn đấu đến năm 2027 đạt các chỉ tiêu sau:",
        "- 12 xã có chợ;",
        "- Đào tạo 1.500 lao động.",
        "Các sở tổ chức thực hiện với 5 xã điểm.",
    )
    assert read(paper) == ["= 12 · xã · 2027 · Số xã có chợ", "= 1500 · lao động · 2027 · Đào tạo lao động"]


def test_a_subject_above_a_list_names_its_items() -> None:
    paper = paper_of(*HEAD, "1. Mục tiêu", "- Tỷ lệ hộ dùng nước sạch:", "+ Đô thị đạt 95%;", "+ Nông thôn đạt 80%.")
    assert read(paper) == [
        "= 95 · % · · Tỷ lệ hộ dùng nước sạch – đô thị",
        "= 80 · % · · Tỷ lệ hộ dùng nước sạch – nông thôn",
    ]


def test_what_is_said_again_under_tasks_is_kept_once() -> None:
    paper = paper_of(
        *HEAD,
        "1. Mục tiêu",
        "- Tỷ lệ bao phủ bảo hiểm y tế đạt trên 95%.",
        "2. Nhiệm vụ",
        "- Vận động người dân để đạt mục tiêu tỷ lệ bao phủ bảo hiểm y tế trên 95%.",
    )
    assert read(paper) == ["> 95 · % · · Tỷ lệ bao phủ bảo hiểm y tế"]


def test_a_title_promises_nothing() -> None:
    paper = paper_of("NGHỊ QUYẾT", "Về kế hoạch với mục tiêu tăng trưởng đạt 8% trở lên", "Căn cứ Hiến pháp;")
    assert read(paper) == []


def test_a_measured_number_without_a_unit_is_a_problem_not_a_guess() -> None:
    paper = paper_of(*HEAD, "2. Mục tiêu cụ thể đến năm 2030", "- Mô hình trợ giúp tại cộng đồng đạt ít nhất 12.")
    targets, _, problems = read_targets(paper, read_outline(paper))
    assert targets == ()
    assert [problem.quote.text for problem in problems if problem.quote] == [
        "Mô hình trợ giúp tại cộng đồng đạt ít nhất 12"
    ]


def test_regulations_have_rates_not_targets() -> None:
    paper = paper_of(
        "NGHỊ QUYẾT",
        "QUY ĐỊNH MỨC CHI HỖ TRỢ NGƯỜI CAO TUỔI",
        "Điều 3. Mức chi",
        "1. Hỗ trợ tối đa 100% chi phí khám sức khỏe định kỳ.",
        "2. Mức hỗ trợ tối thiểu 500.000 đồng/người/tháng.",
    )
    assert read(paper) == []


def test_criteria_of_a_decree_are_rules() -> None:
    paper = paper_of(
        "NGHỊ ĐỊNH",
        "Quy định chi tiết một số điều của Luật Giám sát",
        "Điều 4. Tiêu chí lựa chọn dự án",
        "1. Mức tiêu hao năng lượng không vượt quá 15% so với thiết kế.",
        "2. Có báo cáo đánh giá tác động môi trường được phê duyệt.",
    )
    assert read(paper) == []


def test_capitals_below_a_chapter_are_no_title() -> None:
    paper = paper_of(
        "NGHỊ ĐỊNH",
        "Quy định chi tiết một số điều của Luật Giám sát",
        "Chương II",
        "CHƯƠNG TRÌNH GIÁM SÁT HẰNG NĂM",
        "Điều 9. Chỉ tiêu giám sát",
        "1. Tỷ lệ kiến nghị được trả lời đạt 90%.",
    )
    assert read(paper) == []


def test_a_line_with_only_a_period_dates_the_list_below_it() -> None:
    paper = paper_of(
        *HEAD,
        "2. Mục tiêu cụ thể đến năm 2030",
        "- Giai đoạn 2025 - 2027",
        "+ 100% sở, ngành có kho dữ liệu.",
        "- Giai đoạn 2028 - 2030",
        "+ 50% dịch vụ công do máy tự làm.",
    )
    assert read(paper) == [
        "= 100 · % · 2027 · Sở, ngành có kho dữ liệu",
        "= 50 · % · 2030 · Dịch vụ công do máy tự làm",
    ]


def test_a_floor_by_negation_is_left_to_the_officer() -> None:
    paper = paper_of(*HEAD, "2. Mục tiêu cụ thể đến năm 2030", "- Không có xã nào đạt dưới 60%.")
    targets, goals, problems = read_targets(paper, read_outline(paper))
    assert (targets, goals) == ((), ())
    assert [problem.quote.text for problem in problems if problem.quote] == ["Không có xã nào đạt dưới 60%"]


def test_a_translation_is_not_read() -> None:
    paper = paper_of("DECISION", "II. Objectives to 2030", "- 70% of supplied breeds are disease-free by 2030.")
    assert read(paper) == []
