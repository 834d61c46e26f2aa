"""Lines back to paragraphs: what the page or the typesetter broke is put together again.

The rule everywhere: two pieces are one paragraph only where the words say so. A wrong join hides an item of
the outline, a missing join only leaves a sentence in two blocks; so in doubt the pieces stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ansinh.papers.intake.draft import Draft
from ansinh.papers.intake.words import NOTE_CLOSE, UPPER, is_wordless, split_notes
from ansinh.papers.paper import BlockKind

_BULLET = r"[-+–—•▪◦●○■□➢❖✓*]\s*[^\s\d]|[-–•▪◦●+]\s+\S"
_NUMBER = (
    r"\d{1,3}[.)/](?:\s|$)|\d{1,3}$|\d{1,3}(?:\.\d{1,2}){1,4}[.)]\s"
    rf"|\d{{1,3}}(?:\.\d{{1,2}}){{1,4}}\s+[{UPPER}]"
)
_LETTER = r"[a-zđ]{1,2}\d?[.)](?:\s*[^\s.]|\s*$)"
_ROMAN = r"[IVXLC]{1,7}[.)/](?:\s*\S|$)|[IVX]{1,5}$|[A-ZĐ][.)/]\s+\S"
_BRACKET = r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,5})\)(?:\s*\S|$)"
_NAMED = (
    r"(?:điều|khoản|điểm|mục|tiểu mục|chương|phần|phụ lục|phụ biểu|biểu|biểu mẫu|mẫu)"
    r"(?:\s+(?:số\s+)?(?:\d+|[ivxlc]+|[a-zđ]|thứ\s+\w+))?\s*(?:[.:]|$)"
)
_ITEM = re.compile(rf"\s*(?:{_BULLET}|{_NUMBER}|{_LETTER}|{_ROMAN}|{_BRACKET}|(?i:{_NAMED}))")
_SENTENCE_END = re.compile(r"[.;:!?…][\s\"”’»)\]*]*(?:/\.)?\s*$|\./\.?\s*$")

#: The line under a title: "(Kèm theo Quyết định số ...)".
_ATTACHED = re.compile(r"\s*\((?:ban hành |được ban hành |đính )?kèm\b", re.IGNORECASE)

#: A sentence cannot end with one of these, so the next piece belongs to it whatever its first letter.
_OPEN_WORDS = frozenset(
    [
        "và",
        "của",
        "các",
        "những",
        "cho",
        "với",
        "về",
        "tại",
        "theo",
        "trong",
        "trên",
        "dưới",
        "từ",
        "đến",
        "là",
        "bằng",
        "hoặc",
        "để",
        "do",
        "bởi",
        "khi",
        "nếu",
        "mà",
        "như",
        "cùng",
        "gồm",
        "số",
        "năm",
        "tháng",
        "ngày",
        "khoảng",
        "đạt",
        "tỷ",
        "khóa",
        "giữa",
        "đối",
        "qua",
        "vào",
        "ra",
        "nhất",
        "mỗi",
        "một",
        "hai",
        "ba",
        "bốn",
        "thứ",
        "cấp",
        "ở",
        "có",
        "không",
        "được",
        "sẽ",
        "đã",
        "đang",
        "phải",
        "cần",
        "nhằm",
        "hay",
        "tối",
        "ít",
        "thuộc",
    ]
)
_LAST_WORD = re.compile(r"(\w+)\s*$")

#: Shorter pieces are titles and names more often than broken sentences.
_OPEN_WORD_LENGTH = 30
_COMMA_LENGTH = 60
_RUNNING_LENGTH = 250
_BRACKET_LENGTH = 400
_HEADING_LENGTH = 300


def begins_item(words: str) -> bool:
    """True if the words begin with a label of the outline: "1.", "a)", "-", "II.", "Điều 5."."""
    return _ITEM.match(words) is not None


def ends_sentence(words: str) -> bool:
    """True if the words close a sentence or announce a list."""
    return _SENTENCE_END.search(split_notes(words)[0]) is not None


def is_capitals(words: str) -> bool:
    """True for titles: letters, and none of them small."""
    return words.upper() == words and any(char.isalpha() for char in words)


def is_heading_like(words: str) -> bool:
    """False for bullets and whole sentences, which some files style as headings."""
    plain = words.strip()
    return len(plain) <= _HEADING_LENGTH and not plain.startswith(("-", "+", "–", "•")) and plain[-1:] not in ".;"


def begins_small(words: str) -> bool:
    """True if the first letter is a small one; an opening bracket or quotation mark before it is passed."""
    stripped = words.lstrip(" \t(“\"‘'[")
    return bool(stripped) and stripped[0].islower()


def continues(before: str, after: str) -> bool:
    """True if ``after`` is certainly the rest of the paragraph that ``before`` began.

    >>> continues("Tăng cường vai trò giám sát của Nhân", "dân; tăng cường công tác thanh tra")
    True
    >>> continues("a) Mục tiêu đến năm 2025", "- Tỷ lệ tham gia bảo hiểm y tế trên 95%")
    False
    """
    if not before or not after or begins_item(after) or _ATTACHED.match(after):
        return False
    if ends_sentence(before):
        return False
    if is_capitals(before):
        return not begins_small(after) and _ends_open(before)
    if begins_small(after):
        return True
    return _ends_open(before) or (
        not is_capitals(after) and (_closes_bracket(before, after) or len(before) >= _RUNNING_LENGTH)
    )


def _ends_open(before: str) -> bool:
    """True if the words end in the middle of a phrase: after a comma, or after "và", "của", "năm" ..."""
    if before.rstrip().endswith(","):
        return len(before) >= _COMMA_LENGTH or is_capitals(before)
    last = _LAST_WORD.search(before)
    if last is None or last.group(1).casefold() not in _OPEN_WORDS:
        return False
    return len(before) >= _OPEN_WORD_LENGTH or is_capitals(before)


def _closes_bracket(before: str, after: str) -> bool:
    """True if a bracket or quotation opened before is closed after, with none opened in between."""
    tail, head = before[-_BRACKET_LENGTH:], after[:_BRACKET_LENGTH]
    for left, right in ("()", "“”"):
        closing = head.find(right)
        if tail.rfind(left) > tail.rfind(right) and closing >= 0 and left not in head[:closing]:
            return True
    return False


_CODE_HYPHEN = re.compile(r"[\w.]-$")
_SLASH = re.compile(r"[^\s/]/$")


def glue(before: str, after: str) -> str:
    """Both pieces as running words. A hyphen or stroke at the break stays, and stays tight where it must.

    Vietnamese words are not hyphenated, so a hyphen at the end of a line is a written one: "NĐ-" + "CP" is
    "NĐ-CP", "các-" + "bon" is "các-bon"; but "Lao động-" + "Thương binh" keeps its space.
    """
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before or after
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if before.endswith("-") and after.startswith("-") and after[1:2].isalnum():
        return before + after[1:]
    if _SLASH.search(before) or (_CODE_HYPHEN.search(before) and _is_tight(before, after)):
        return before + after
    return f"{before} {after}"


def _is_tight(before: str, after: str) -> bool:
    token = before.rsplit(None, 1)[-1]
    if is_capitals(token) or token[:-1].isdigit() or "/" in token:
        return after[0].isupper() or after[0].isdigit()
    return after[0].islower() and token[-2].islower()


def join_lines(lines: Sequence[str], *, width: int | None = None) -> list[str]:
    """Paragraphs of consecutive lines (no blank line between them).

    ``width`` is the line length, in characters, at which the file was wrapped; ``None`` if its lines are
    whole paragraphs, in which case only certain continuations are joined.
    """
    paragraphs: list[str] = []
    last_line = ""
    for line in lines:
        if paragraphs and _same_paragraph(paragraphs[-1], last_line, line, width):
            paragraphs[-1] = glue(paragraphs[-1], line)
        else:
            paragraphs.append(line.strip())
        last_line = line
    return paragraphs


def _same_paragraph(paragraph: str, last_line: str, line: str, width: int | None) -> bool:
    if continues(paragraph, line):
        return True
    if width is None or is_capitals(paragraph):
        return False
    full = len(last_line.rstrip()) + len(line.split(None, 1)[0]) >= width
    if not full:
        return False
    if begins_item(line):
        return line.lstrip().startswith(("- ", "– ")) and _splits_name(paragraph)
    return not ends_sentence(paragraph)


#: Names that are written with a dash inside: "Lao động - Thương binh", "kinh tế - xã hội".
_DASHED_BEFORE = re.compile(
    r"(?:Lao động|Thể thao|Kế hoạch|Tài chính|Khoa học|Văn hóa|Văn hoá|kinh tế|Kinh tế|chính trị|Phát thanh|Thương binh"
    r"|giai đoạn \d{4}|\d{4}|quốc phòng|giáo dục|Giáo dục|khoa học|văn hóa|Thương mại|Công nghiệp|Tổng hợp)$"
)


def _splits_name(paragraph: str) -> bool:
    return _DASHED_BEFORE.search(paragraph.rstrip()) is not None


def rejoin(drafts: Iterable[Draft]) -> list[Draft]:
    """Drafts in order, with paragraphs that a page break cut in two made one again. Rows are left alone."""
    joined: list[Draft] = []
    for draft in drafts:
        if draft.kind is not BlockKind.ROW and is_wordless(split_notes(draft.words)[0]) and not _has_note(draft):
            continue
        if joined and _is_rest_of(joined[-1], draft):
            merge(joined[-1], draft)
        else:
            joined.append(draft)
    return joined


def merge(first: Draft, rest: Draft) -> None:
    """Put the words of ``rest`` at the end of ``first``; what was bold or italic is so only if both were."""
    first.words = glue(first.words, rest.words)
    first.bold = first.bold and rest.bold
    first.italic = first.italic and rest.italic


def _is_rest_of(first: Draft, rest: Draft) -> bool:
    if BlockKind.ROW in (first.kind, rest.kind) or rest.list_label is not None:
        return False
    if BlockKind.HEADING in (first.kind, rest.kind) and not _same_heading(first, rest):
        return False
    if first.centred != rest.centred:
        return False
    return continues(first.words, rest.words)


def _same_heading(first: Draft, rest: Draft) -> bool:
    if rest.kind is BlockKind.HEADING:
        return first.kind is BlockKind.HEADING and first.level == rest.level and begins_small(rest.words)
    return first.bold and rest.bold and begins_small(rest.words)


def _has_note(draft: Draft) -> bool:
    return NOTE_CLOSE in draft.words
