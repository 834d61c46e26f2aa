"""What kind of section a passage stands in, and by what year its headings say things are due.

Promises live under headings that speak of objectives, targets or criteria; tasks and annexes hold some more.
Under headings about results so far, numbers are history; under funding, they are money.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from ansinh.domain.readings import OutlineEntry
from ansinh.domain.vietnamese import search_key
from ansinh.papers.paper import Block, BlockKind, Paper

from ..labels import LabelKind, read_label
from ..outline import Outline
from .years import due_year, issue_year


class SectionKind(StrEnum):
    TARGETS = "targets"
    GENERAL = "general"  # mục tiêu tổng quát, tầm nhìn
    TASKS = "tasks"
    HISTORY = "history"
    FUNDING = "funding"
    PREAMBLE = "preamble"  # purpose, viewpoints, scope
    RULES = "rules"  # how to score, definitions, procedures
    PLAIN = "plain"  # says nothing


#: The first row whose words occur in the heading's key decides, except that tasks must come before objectives.
_KINDS: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    (
        SectionKind.HISTORY,
        re.compile(
            r"\b(ket qua (nam|thuc hien|dat duoc|da dat|noi bat|chu yeu|trien khai|5 nam)|thuc trang|hien trang|tinh hinh|danh gia (ket qua|chung|tinh hinh|viec)|han che|"
            r"ton tai|boi canh|su can thiet|nguyen nhan|bai hoc|uu diem|thuan loi|kho khan|tong quan|co so (phap ly|thuc tien))\b"
        ),
    ),
    (
        SectionKind.RULES,
        re.compile(
            r"\b(cach (tinh|cham|xep)|thang diem|xep loai|xep hang|khen thuong|giai thich tu ngu|thanh phan ho so|trinh tu( va)? thu tuc|thu tuc|quy trinh|"
            r"nguyen tac|doi tuong ap dung|pham vi dieu chinh|hieu luc|muc (chi|ho tro|thu|dong|phat)|dinh muc|tieu chuan danh gia)\b"
        ),
    ),
    (
        SectionKind.FUNDING,
        re.compile(
            r"\b(kinh phi|nguon von|nguon luc (thuc hien|va viec)|von dau tu|du toan|tong muc dau tu|co che tai chinh|nhu cau von|khai toan)\b"
        ),
    ),
    (
        SectionKind.GENERAL,
        re.compile(r"\b(muc tieu (tong quat|chung|tong quan)|tam nhin|dinh huong den|dinh huong phat trien)\b"),
    ),
    (
        SectionKind.TARGETS,
        re.compile(r"\b(muc tieu|chi tieu|tieu chi|ket qua can dat|yeu cau can dat|ket qua du kien|kpi)\b"),
    ),
    (
        SectionKind.TASKS,
        re.compile(
            r"\b(nhiem vu|giai phap|noi dung (thuc hien|trien khai|chu yeu)|to chuc thuc hien|trach nhiem|phan cong|hoat dong|"
            r"cac du an|noi dung)\b"
        ),
    ),
    (SectionKind.PREAMBLE, re.compile(r"\b(muc dich|quan diem|pham vi|doi tuong|yeu cau|can cu)\b")),
)
_TASK_WORDS = re.compile(r"\b(nhiem vu|giai phap|to chuc thuc hien|trach nhiem|phan cong)\b")
_TARGET_WORDS = re.compile(r"\b(muc tieu|chi tieu|tieu chi)\b")
#: "Chương trình mục tiêu quốc gia" is a name; "mục tiêu, nhiệm vụ và giải pháp" of a heading is not about targets.
_NATIONAL_PROGRAMME = re.compile(r"\b((chuong trinh )?(muc tieu quoc gia|mtqg)|hoan thanh (tot )?nhiem vu)\b")
_THIS_DOCUMENT = re.compile(
    r"\b(quyet dinh|nghi quyet|ke hoach|chi thi|thong tu|nghi dinh|quy dinh|chuong trinh) nay\b"
)
#: A heading has few words; a lettered item that is a whole sentence is content.
_HEADING_WORDS = 28
_LEAD_WORDS = 60
_SPECIFIC = re.compile(r"\b(muc tieu|chi tieu) (cu the|chu yeu|den nam|cua tinh)\b")


#: "mức tiêu hao", "mức tiêu thụ": without its marks "mức" would be read as "mục".
_LEVEL = re.compile(r"mức(?=\s+tiêu(?![^\W_]))", re.IGNORECASE)


def _key(words: str) -> str:
    return search_key(_LEVEL.sub("mức độ", words))


def kind_of_heading(heading: str) -> SectionKind:
    """The kind of section that a heading opens; PLAIN where it says nothing or is a sentence of content."""
    head = heading.split(":")[0] if ":" in heading else heading
    if len(head.split()) > _HEADING_WORDS:
        return SectionKind.PLAIN
    if head is heading and head.rstrip().endswith((".", ";")) and len(head.split()) > 12:
        return SectionKind.PLAIN
    key = _NATIONAL_PROGRAMME.sub(" ", _key(head))
    if _THIS_DOCUMENT.search(key):
        return SectionKind.PLAIN
    task, target = _TASK_WORDS.search(key), _TARGET_WORDS.search(key)
    if task is not None and (target is None or task.start() < target.start()):
        return SectionKind.TASKS
    if _SPECIFIC.search(key) and not re.search(r"\btong quat\b", key):
        return SectionKind.TARGETS
    for kind, pattern in _KINDS:
        if pattern.search(key):
            return kind
    return SectionKind.PLAIN


def kind_of_lead(words: str) -> SectionKind:
    """The kind that a paragraph opens for the list below it: "… đạt các chỉ tiêu cụ thể sau:"."""
    tail = _key(" ".join(words.split()[-_LEAD_WORDS:]))
    tail = _NATIONAL_PROGRAMME.sub(" ", tail)
    if re.search(r"\b(chi tieu|muc tieu)( \w+){0,14}$", tail) and not re.search(
        r"\b(nhiem vu|giai phap)( \w+){0,12}$", tail
    ):
        return SectionKind.TARGETS
    return SectionKind.PLAIN


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a document or of a plan attached to it, and where its text begins."""

    start: int
    words: str
    kind: SectionKind
    year: int | None
    normative: bool
    annex: bool = False
    end: int = 0  # where its last block ends
    ruling: bool = False  # by its kind the whole document makes rules


_KIND_LINE = re.compile(
    r"\W*(kế hoạch|quyết định|nghị quyết|chương trình(?: hành động)?|chỉ thị|đề án|thông báo|công văn|báo cáo|tờ trình|kết luận|"
    r"chiến lược|hướng dẫn|quy định|quy chế|thông tư|nghị định|luật|bộ tiêu chí|công điện|phương án|phụ lục(?:\s+[ivx\d]+)?)\W*$",
    re.IGNORECASE,
)
_KIND_START = re.compile(
    r"\W*(kế hoạch|quyết định|nghị quyết|chương trình|chỉ thị|đề án|bộ tiêu chí|thông tư|nghị định|luật|quy định|quy chế|phụ lục|"
    r"bộ chỉ tiêu|chỉ tiêu|các chỉ tiêu|danh mục|hệ thống chỉ tiêu|kế hoạch chỉ tiêu|biểu|chiến lược)(?![^\W_])",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\W*(căn cứ|thực hiện|triển khai|theo đề nghị|để|nhằm|trên cơ sở|xét|ngày|điều \d|[ivx]+\.|\d+\.)", re.IGNORECASE
)
_GROUNDS = re.compile(r"\W*(căn cứ|theo đề nghị|xét đề nghị|chính phủ$|quốc hội$)", re.IGNORECASE)
_NORMATIVE_KIND = re.compile(r"\W*(luật|nghị định|thông tư|quy chế|quy định|pháp lệnh)(?![^\W_])", re.IGNORECASE)
#: Resolutions and decisions that make rules say so at once: "NGHỊ QUYẾT Quy định chi tiết …".
_RULING = re.compile(
    r"(nghi quyet|quyet dinh) (ve (viec )?)?(ban hanh )?(sua doi|bo sung mot so|phan loai|tieu chi (trinh tu|phan loai|xac dinh|lua chon|moi truong|danh gia|xep loai)|bai bo|quy dinh|quy che|dinh muc|bang gia|don gia|he thong nganh|danh muc)"
)
_NORMATIVE = re.compile(
    r"\b(quy dinh (ve|muc|noi dung|chi tiet|co che|chinh sach|mot so|viec|tieu chuan|dinh muc|khung|cac)|quy che|dinh muc|muc chi|muc thu|"
    r"muc ho tro|thu tuc hanh chinh|phi tham quan|le phi|xu phat|tieu chi danh gia xep loai|bang gia|don gia)\b"
)
#: What sets out criteria or indicators promises all the same; in a circular or a decree only a whole set of them does.
_KEPT_KINDS = re.compile(r"\b(bo tieu chi|chi tieu|tieu chi quoc gia)\b")
_KEPT_IN_RULES = re.compile(r"\b(bo tieu chi|bo chi tieu|tieu chi quoc gia)\b")
#: A title is at most so many blocks and characters long.
_TITLE_BLOCKS, _TITLE_CHARACTERS = 4, 700


def find_titles(paper: Paper) -> list[Title]:
    """Titles in the order of the text; the first one also stands for what comes before it."""
    titles: list[Title] = []
    blocks = paper.blocks
    not_before = issue_year(paper.text)
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.ROW:
            continue
        words = paper.words(block)
        if not _opens_title(words) or _names_a_part(paper, blocks, index):
            continue
        words, end = _title_words(paper, blocks, index)
        titles.append(_title(words, block.start, end, not_before))
    return titles


def _names_a_part(paper: Paper, blocks: tuple[Block, ...], index: int) -> bool:
    """Capitals below "Chương II" or "Mục 1" name the chapter, not a document."""
    label = read_label(paper.words(blocks[index - 1])) if index > 0 else None
    return label is not None and label.kind in (LabelKind.PART, LabelKind.CHAPTER, LabelKind.SECTION)


def _opens_title(words: str) -> bool:
    if _KIND_LINE.match(words) and words[:1].isupper():
        return True
    letters = [c for c in words if c.isalpha()]
    capitals = bool(letters) and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    return (
        bool(_KIND_START.match(words)) and capitals and len(words) < _TITLE_CHARACTERS and read_label(words) is None
    ) or (capitals and _is_annex(words))


def _is_annex(words: str) -> bool:
    label = read_label(words)
    return label is not None and label.kind is LabelKind.ANNEX


def _title_words(paper: Paper, blocks: tuple[Block, ...], index: int) -> tuple[str, int]:
    parts, end = [paper.words(blocks[index])], blocks[index].end
    for block in blocks[index + 1 : index + _TITLE_BLOCKS]:
        words = paper.words(block)
        if block.kind is BlockKind.ROW or _KIND_LINE.match(words) or read_label(words) is not None:
            break
        if _BODY.match(words) and not words.isupper() and (len(parts) > 1 or not _KIND_LINE.match(parts[0])):
            break
        if _GROUNDS.match(words):
            break
        if (
            words.startswith(("(", "["))
            or words.rstrip().endswith((".", ";", ":"))
            or len(" ".join(parts)) + len(words) > _TITLE_CHARACTERS
        ):
            break
        parts.append(words)
        end = block.end
    return " ".join(parts), end


def _title(words: str, start: int, end: int, not_before: int | None) -> Title:
    key = _key(words)
    by_kind = _NORMATIVE_KIND.match(words) is not None or _RULING.match(key) is not None
    kept = (_KEPT_IN_RULES if by_kind else _KEPT_KINDS).search(key) is not None
    normative = (by_kind or _NORMATIVE.search(key) is not None) and not kept
    kind = SectionKind.TARGETS if kept and len(key.split()) < 40 else SectionKind.PLAIN
    year = due_year(words, names_count=True, not_before=not_before)
    return Title(start, words, kind, year, normative, _is_annex(words), end, ruling=by_kind and normative)


def _words_allowed(entry: OutlineEntry, outer: SectionKind) -> int:
    """How long the text of an entry may be to count as a heading: inside objectives, items are mostly content."""
    if outer in (SectionKind.TARGETS, SectionKind.GENERAL) and not entry.label[:1].isupper():
        return _HEADING_WORDS if entry.label[:1].isdigit() and kind_of_heading(entry.heading) is outer else 10
    return _HEADING_WORDS if entry.label[:1].isupper() or entry.label[:1].isdigit() else 12


def _is_about_objectives(entry: OutlineEntry) -> bool:
    """Whether the heading itself speaks of objectives, as those of a law or a decree seldom do."""
    head = _NATIONAL_PROGRAMME.sub(" ", _key(entry.heading.split(":")[0]))
    return re.search(r"\bmuc tieu\b", head) is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands."""

    code: str
    kind: SectionKind
    year: int | None
    normative: bool
    general: bool = False
    goals: bool = True  # whether promises without a number are looked for here


class Places:
    """Answers where an offset stands; headings are classified once each."""

    def __init__(self, paper: Paper, outline: Outline) -> None:
        self._outline = outline
        self._titles = find_titles(paper)
        self._title_starts = [title.start for title in self._titles]
        self.issued = issue_year(paper.text)
        self._cache: dict[tuple[str, int], Place] = {}

    def at(self, offset: int) -> Place:
        code = self._outline.place_at(offset)
        title_index = self._title_index(offset)
        key = (code, title_index)
        if key not in self._cache:
            self._cache[key] = self._classify(code, title_index)
        return self._cache[key]

    def in_title(self, offset: int) -> bool:
        """Titles name the targets of other documents ("… với mục tiêu tăng trưởng đạt 8%"); they promise nothing."""
        index = self._title_index(offset)
        return index >= 0 and offset < self._titles[index].end

    def _title_index(self, offset: int) -> int:
        return bisect_right(self._title_starts, offset) - 1

    def _classify(self, code: str, title_index: int) -> Place:
        entry = self._outline.entry(code)
        chain = [*self._outline.ancestors(code), *([entry] if entry else [])]
        kind, general = self._kind_of_chain(chain)
        year = next((y for y in map(self._year_of, reversed(chain)) if y is not None), None)
        titles = self._titles[: title_index + 1]
        criteria = any(title.kind is SectionKind.TARGETS for title in titles)
        annex = bool(titles) and titles[-1].annex
        by_title = kind is SectionKind.PLAIN and criteria and (annex or titles[-1].kind is SectionKind.TARGETS)
        if by_title:
            kind = SectionKind.TARGETS
        if year is None:
            year = next((t.year for t in reversed(titles) if t.year is not None), None)
        rules = bool(titles) and (
            titles[0].ruling or titles[-1].normative or (annex and any(t.normative for t in titles))
        )
        normative = rules and not criteria
        if normative and kind is SectionKind.TARGETS and (annex or not any(map(_is_about_objectives, chain))):
            kind = SectionKind.PLAIN  # "Điều 4. Tiêu chí lựa chọn …", a form's "Mục tiêu của dự án"
        return Place(code, kind, year, normative, general, goals=not normative and (annex or not by_title))

    def _kind_of_chain(self, chain: list[OutlineEntry]) -> tuple[SectionKind, bool]:
        found = SectionKind.PLAIN
        for entry in chain:  # from the outside in: an inner heading may change the kind
            kind = kind_of_heading(entry.heading)
            if kind is not SectionKind.PLAIN and len(entry.heading.split(":")[0].split()) <= _words_allowed(
                entry, found
            ):
                found = kind
        return (SectionKind.TARGETS, True) if found is SectionKind.GENERAL else (found, False)

    def _year_of(self, entry: OutlineEntry) -> int | None:
        head = entry.heading.split(":")[0]
        if len(head.split()) > _HEADING_WORDS:
            return None
        return due_year(head, names_count=True, not_before=self.issued)
