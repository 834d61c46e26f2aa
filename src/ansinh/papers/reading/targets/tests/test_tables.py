from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.targets import read_targets

from .papers import HEAD, paper_of, read


def test_columns_of_years_give_one_target_a_year_and_history_gives_none() -> None:
    paper = paper_of(
        *HEAD,
        ("TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2023", "Năm 2025", "Năm 2030"),
        ("1", "Tỷ lệ tham gia bảo hiểm y tế", "%", "93,6", "95", "> 95"),
        ("2", "Số bác sĩ trên vạn dân", "Bác sĩ", "8", "9,5", "11"),
    )
    assert read(paper) == [
        "= 95 · % · 2025 · Tỷ lệ tham gia bảo hiểm y tế",
        "> 95 · % · 2030 · Tỷ lệ tham gia bảo hiểm y tế",
        "= 9.5 · Bác sĩ · 2025 · Số bác sĩ trên vạn dân",
        "= 11 · Bác sĩ · 2030 · Số bác sĩ trên vạn dân",
    ]


def test_columns_of_groups_give_one_target_a_group() -> None:
    paper = paper_of(
        *HEAD,
        ("TT", "Nội dung tiêu chí", "Chỉ tiêu chung", "Xã nhóm 1"),
        ("1", "Tỷ lệ nghèo đa chiều", "≤5%", "≤2%"),
        ("2", "Có quy hoạch chung xã được phê duyệt", "Đạt", "Đạt"),
    )
    targets, goals, _ = read_targets(paper, read_outline(paper))
    assert [(t.operator.value, t.value, t.population) for t in targets] == [
        ("<=", 5, "Chỉ tiêu chung"),
        ("<=", 2, "Xã nhóm 1"),
    ]
    assert [goal.text for goal in goals] == ["Có quy hoạch chung xã được phê duyệt"]


def test_the_unit_may_stand_in_the_name_or_follow_from_it() -> None:
    paper = paper_of(
        *HEAD,
        ("TT", "Chỉ tiêu", "Mục tiêu 2026 - 2030"),
        ("1", "Tăng trưởng xuất khẩu hàng hóa (%)", "15 - 16"),
        ("", "Trong đó: Nhóm nông sản", "10 - 12"),
        ("2", "Số đặc khu kinh tế", "3"),
        ("3", "Tỷ trọng thu nội địa", "87-88"),
        ("4", "Chỉ số năng lực cạnh tranh", "Thuộc nhóm 3 nước dẫn đầu ASEAN"),
    )
    assert read(paper) == [
        "15..16 · % · 2030 · Tăng trưởng xuất khẩu hàng hóa",
        "10..12 · % · 2030 · Tăng trưởng xuất khẩu hàng hóa – Nhóm nông sản",
        "= 3 · đặc khu · 2030 · Số đặc khu kinh tế",
        "87..88 · % · 2030 · Tỷ trọng thu nội địa",
        "<= 3 · nước · 2030 · Chỉ số năng lực cạnh tranh",
    ]


def test_a_table_of_scores_promises_nothing() -> None:
    paper = paper_of(
        *HEAD,
        ("TT", "Nội dung", "Điểm"),
        ("1", "Đơn vị có tỷ lệ người hưởng nhận qua tài khoản đạt từ 88% trở lên", "2"),
    )
    assert read(paper) == []


def test_a_task_in_a_table_gives_its_target() -> None:
    paper = paper_of(
        *HEAD,
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"),
        ("1", "Bố trí ít nhất 15% ngân sách chi cho an sinh xã hội của tỉnh", "Sở Tài chính", "Hằng năm"),
        ("2", "Tổ chức hội nghị triển khai Kế hoạch số 65/KH-UBND ngày 20/3/2024", "Sở LĐ-TB&XH", "2024"),
    )
    assert read(paper) == [">= 15 · % · · Bố trí ngân sách chi cho an sinh xã hội của tỉnh"]


_CRITERIA = (
    "BỘ TIÊU CHÍ VỀ THÔN HẠNH PHÚC GIAI ĐOẠN 2026 - 2030",
    ("TT", "Tên tiêu chí", "Nội dung tiêu chí", ("Chỉ tiêu theo đối tượng", 2)),
    ("^", "^", "^", "Nhóm 1", "Nhóm 2"),
)


def test_one_head_over_several_groups_is_a_head_of_values() -> None:
    paper = paper_of(
        *HEAD,
        *_CRITERIA,
        ("1", "Nếp sống", "1.1. Tỷ lệ hộ phân loại rác", "≥ 60%", "≥ 80%"),
        ("^", "^", "1.2. Tỷ lệ hộ được nghe phổ biến quy ước", "100%", "100%"),
        ("^", "^", "1.3. Tỷ lệ hộ có tủ sách[2]", (">=85% (UBND cấp tỉnh quy định cụ thể cho từng nhóm thôn)", 2)),
        ("^", "^", "1.4. Có nơi vui chơi cho trẻ em", ("Đạt (UBND cấp tỉnh quy định)", 2)),
        ("^", "^", "1.5. Có tối thiểu 02 câu lạc bộ văn nghệ", "Đạt", "Đạt"),
    )
    targets, goals, _ = read_targets(paper, read_outline(paper))
    assert [(t.section, t.operator.value, t.value, t.population, t.name) for t in targets] == [
        ("II.1.1", ">=", 60, "Nhóm 1", "Tỷ lệ hộ phân loại rác"),
        ("II.1.1", ">=", 80, "Nhóm 2", "Tỷ lệ hộ phân loại rác"),
        ("II.1.2", "=", 100, None, "Tỷ lệ hộ được nghe phổ biến quy ước"),
        ("II.1.3", ">=", 85, None, "Tỷ lệ hộ có tủ sách"),
        ("II.1.5", ">=", 2, None, "Số câu lạc bộ văn nghệ"),
    ]
    assert [(goal.section, goal.text) for goal in goals] == [("II.1.4", "Có nơi vui chơi cho trẻ em")]


def test_a_criterion_below_another_is_named_with_it() -> None:
    paper = paper_of(
        *HEAD,
        *_CRITERIA,
        ("2", "Di tích", "2.1. Tỷ lệ di tích được tu bổ:", "", ""),
        ("^", "^", "2.1.1. Di tích quốc gia đặc biệt", "95%", "95%"),
    )
    assert read(paper) == ["= 95 · % · 2030 · Tỷ lệ di tích được tu bổ – Di tích quốc gia đặc biệt"]
