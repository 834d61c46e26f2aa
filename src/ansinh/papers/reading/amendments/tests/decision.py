"""An amending decision of the tests' own making for Plan 65/KH-UBND, and the plan as a reader of amendments needs it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from ansinh.papers.intake import open_paper
from ansinh.papers.paper import Paper
from ansinh.papers.reading.amendments import PlanText
from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.tests.papers import paper_of, plan_65

DECISION = """\
ỦY BAN NHÂN DÂN
TỈNH QUẢNG NGÃI

Số: 210/QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Quảng Ngãi, ngày 15 tháng 5 năm 2025

QUYẾT ĐỊNH

Sửa đổi, bổ sung một số nội dung Kế hoạch số 65/KH-UBND ngày 20/3/2024 của Ủy ban nhân dân tỉnh

ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 02 năm 2025;

Căn cứ Kế hoạch số 65/KH-UBND ngày 20/3/2024 của Ủy ban nhân dân tỉnh;

Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 88/TTr-SNV ngày 10/5/2025.

QUYẾT ĐỊNH:

Điều 1. Sửa đổi, bổ sung một số nội dung của Kế hoạch số 65/KH-UBND ngày 20/3/2024 của Ủy ban nhân dân tỉnh như sau:

1. Sửa đổi gạch đầu dòng thứ hai điểm a khoản 2 Mục II như sau:

“- Tỷ lệ tham gia bảo hiểm y tế trên 97% dân số toàn tỉnh.”

2. Điều chỉnh chỉ tiêu tỷ lệ thất nghiệp chung tại điểm b khoản 2 Mục II: từ dưới 2% xuống dưới 1,8%.

3. Bổ sung gạch đầu dòng vào sau gạch đầu dòng thứ năm điểm a khoản 2 Mục II như sau:

“- Có ít nhất 60% xã, phường, thị trấn có điểm vui chơi, giải trí cho trẻ em.”

4. Sửa đổi, bổ sung khoản 8 Mục III như sau:

a) Bãi bỏ điểm c.

b) Điểm b được sửa đổi như sau:

“b) Triển khai Chương trình khoa học và công nghệ hỗ trợ chuyển giao, ứng dụng tiến bộ khoa học và công nghệ trong thực hiện chính sách xã hội và chuyển đổi số.

- Cơ quan chủ trì tham mưu: Sở Khoa học và Công nghệ.

- Cơ quan phối hợp thực hiện: Các Sở, ban ngành tỉnh.

- Thời gian thực hiện: Năm 2025 và các năm tiếp theo.”

5. Thay thế cụm từ “Sở Thông tin và Truyền thông” bằng cụm từ “Sở Khoa học và Công nghệ” tại khoản 1, khoản 2 Mục III.

Điều 2. Quyết định này có hiệu lực kể từ ngày 01 tháng 6 năm 2025. Các nội dung khác của Kế hoạch số 65/KH-UBND giữ nguyên.

Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc các sở, ban, ngành và các cơ quan, đơn vị liên quan chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:
- Như Điều 3;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn A
"""


def decision(text: str = DECISION) -> Paper:
    return open_paper(text.encode(), "210-QD-UBND.txt")


@cache
def plan() -> PlanText:
    paper = plan_65()
    title = "Về việc triển khai thực hiện Chương trình hành động số 43-CTr/TU"
    return PlanText("Kế hoạch", title, date(2024, 3, 20), read_outline(paper).entries)


def order_paper(sentence: str, *below: str) -> Paper:
    """A paper with one order in its first article."""
    return paper_of("Điều 1. Sửa đổi, bổ sung Kế hoạch như sau:", f"1. {sentence}", *below)


def documented_rows(header: str) -> list[list[str]]:
    """The rows of the table in docs/algorithms/amendments.md whose header line is the given one."""
    page = Path(__file__).parents[6] / "docs" / "algorithms" / "amendments.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    rows: list[list[str]] = []
    for line in lines[lines.index(header) + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")])
    return rows
