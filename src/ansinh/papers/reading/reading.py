"""One paper, one reading: header, outline, targets, tasks, duties, recipients, and what was unclear."""

from __future__ import annotations

import re

from ansinh.domain.readings import DocumentHeader, PlanReading, ReadingProblem
from ansinh.domain.vietnamese import search_key
from ansinh.papers.paper import Paper

from .header import read_header
from .items import read_items
from .outline import read_outline
from .recipients import read_recipients
from .targets import read_targets
from .tasks.reading import read_assignments

#: Kinds of documents that lay down rules or tell what was; they assign work only in their part on who carries it out.
_NOT_ASSIGNING = frozenset(
    {
        "luật",
        "pháp lệnh",
        "nghị định",
        "thông tư",
        "thông tư liên tịch",
        "quy chế",
        "quy định",
        "báo cáo",
        "biên bản",
        "tờ trình",
    }
)
_PLANS = frozenset(
    {
        "kế hoạch",
        "chương trình",
        "chương trình hành động",
        "đề án",
        "chiến lược",
        "phương án",
        "chỉ thị",
        "quyết định",
        "nghị quyết",
    }
)
_VIETNAMESE_LETTERS = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
#: Vietnamese running text has its own letters at well over this share.
_LEAST_SHARE = 0.02


def read_paper(paper: Paper) -> PlanReading:
    """Everything that the paper promises, with the place and the words of each promise. Never raises on its words."""
    outline = read_outline(paper)
    header = read_header(paper, outline)
    flattened = frozenset(i for region in outline.regions for i in range(region.header, region.last))
    items = read_items(paper, outline, flattened)
    strict = _is_rule_or_report(header)
    assignments = read_assignments(paper, outline, items, strict=strict, plan=_is_plan(header))
    targets, goals, target_problems = read_targets(paper, outline)
    return PlanReading(
        document=header,
        targets=targets,
        goals=goals,
        tasks=assignments.tasks,
        obligations=tuple(assignments.obligations.readings),
        recipients=read_recipients(paper),
        problems=(
            *_problems_of_paper(paper, header),
            *(ReadingProblem(problem.message) for problem in paper.problems),
            *assignments.problems,
            *target_problems,
            *_nothing_found(bool(assignments.tasks or targets)),
        ),
        outline=outline.entries,
    )


def _is_rule_or_report(header: DocumentHeader) -> bool:
    """Whether the paper makes rules or reports: by its kind, by the year that numbers of legal acts carry
    (28/2021/QĐ-TTg), or by a title that begins with "Quy định", "Quy chế"."""
    title = (header.title or "").lower()
    return (
        (header.kind or "").lower() in _NOT_ASSIGNING
        or re.match(r"[\d.]+/(?:19|20)\d\d/", header.number or "") is not None
        or re.match(r"(?:về việc )?(?:ban hành )?(?:quy định|quy chế)\b", title) is not None
    )


def _is_plan(header: DocumentHeader) -> bool:
    """Whether the paper lists work, so that items without agencies are work too: by its kind, or because it is
    but an excerpt without a head. A letter has a number and no kind; it is no plan."""
    if header.kind is None:
        return header.number is None and header.issuer is None
    return header.kind.lower() in _PLANS


def _problems_of_paper(paper: Paper, header: DocumentHeader) -> tuple[ReadingProblem, ...]:
    problems: list[ReadingProblem] = []
    if not _is_vietnamese(paper.text):
        problems.append(
            ReadingProblem(
                "Văn bản không phải tiếng Việt có dấu, kết quả đọc không dùng được. Kiểm tra lại tệp đã chọn."
            )
        )
    missing = [
        name
        for name, value in (
            ("số và ký hiệu", header.number),
            ("tên loại văn bản", header.kind),
            ("ngày ban hành", header.issued_on),
        )
        if value is None
    ]
    if missing:
        problems.append(
            ReadingProblem(f"Phần đầu văn bản không ghi rõ {', '.join(missing)}. Nhập bổ sung tại bàn đọc.")
        )
    return tuple(problems)


def _is_vietnamese(text: str) -> bool:
    letters = [c for c in text[:20000].lower() if c.isalpha()]
    if len(letters) < 20:
        return bool(search_key(text))
    return sum(c in _VIETNAMESE_LETTERS for c in letters) >= _LEAST_SHARE * len(letters)


def _nothing_found(found: bool) -> tuple[ReadingProblem, ...]:
    if found:
        return ()
    return (
        ReadingProblem(
            "Không tìm thấy chỉ tiêu hay nhiệm vụ nào trong văn bản. Kiểm tra văn bản có phải là kế hoạch giao việc "
            "hay không, hoặc bổ sung bằng cách chọn đoạn văn tại bàn đọc."
        ),
    )
