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
