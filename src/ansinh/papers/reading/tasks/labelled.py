"""The labels of fields ("Cơ quan chủ trì: …") and lists that mix leads and supporters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from ..agencies import looks_like_agency, split_agencies


class FieldRole(StrEnum):
    LEAD = "lead"
    SUPPORT = "support"
    TIME = "time"
    PRODUCT = "product"
    NAME = "name"  # "Tên nhiệm vụ: …"
    OTHER = "other"


_UNIT = "(?:cơ quan|đơn vị|sở|bộ|ban|ngành|tổ chức|địa phương|cấp)"
_UNITS = rf"(?:(?:các )?{_UNIT}(?:(?: ?[,/-] ?| và ){_UNIT})* )?"
_LEAD = (
    rf"{_UNITS}(?:được (?:giao|phân công) )?(?:chủ trì|chịu trách nhiệm chính|đầu mối)"
    r"(?: (?:tham mưu|thực hiện|chính|triển khai|tổ chức|soạn thảo|xây dựng|theo dõi|và))*"
    r"|(?:cơ quan|đơn vị|bộ phận) (?:chịu trách nhiệm|thực hiện|tham mưu|triển khai)(?: chính| thực hiện)?"
    r"|(?:phân công|trách nhiệm) (?:thực hiện|chủ trì)"
)
_SUPPORT = rf"{_UNITS}(?:cùng )?phối hợp(?: (?:thực hiện|triển khai|tham mưu|chính))*"
_TIME = (
    r"(?:thời (?:gian|hạn|điểm)|tiến độ|lộ trình|hạn|mốc thời gian)"
    r"(?: (?:thực hiện|hoàn thành|triển khai|tổ chức|trình|dự kiến|ban hành|và|tiến độ))*|hoàn thành"
)
_PRODUCT = (
    r"(?:dự kiến )?(?:sản phẩm|kết quả|đầu ra)(?: ?[/,] ?(?:sản phẩm|kết quả))?"
    r"(?: (?:đầu ra|đạt được|dự kiến|thực hiện|hoàn thành|cần đạt|chính|sản phẩm|đạt))*"
)
_OTHER = (
    r"cơ quan chủ trì,? (?:và )?(?:cơ quan )?phối hợp(?: thực hiện)?|kinh phí(?: thực hiện)?|nguồn (?:kinh phí|lực)(?: thực hiện)?|ghi chú|căn cứ|đối tượng|địa điểm(?: thực hiện)?"
    r"|(?:cơ quan|cấp) (?:trình|phê duyệt|ban hành|giám sát)|lãnh đạo (?:chỉ đạo|phụ trách)"
)
#: A label stands at the start of a line, after a sign that ends what was before, or behind a number or bullet.
_FIELD = re.compile(
    r"(?:^|(?<=[.;,(\n–+•*-]))\s*(?:\(?\d{1,2}\)?[.)]\s*)?"
    rf"(?:(?P<lead>{_LEAD})|(?P<support>{_SUPPORT})|(?P<time>{_TIME})|(?P<product>{_PRODUCT})"
    rf"|(?P<name>tên nhiệm vụ|nội dung (?:nhiệm vụ|công việc))|(?P<other>{_OTHER}))"
    r"\s?(?:\([^()]{0,60}\)\s?)?(?::| là(?= )|(?P<alone>\.?\s*\Z))",
    re.IGNORECASE,
)
_MIXED = re.compile(
    r"[,;.]?\s*(?:\(?\s*chủ trì\s*\)?)?\s*[,;]?\s*(?:và )?(?:cùng )?phối hợp(?: chặt chẽ| thực hiện)?(?: với| cùng(?: với)?)?\s*:?\s+",
    re.IGNORECASE,
)
DEADLINE_LINE = re.compile(r"(?:hoàn thành|xong|thực hiện) (?:xong )?(?:trước|trong|vào|chậm nhất|đến)", re.IGNORECASE)
CLAIMING = frozenset({FieldRole.LEAD, FieldRole.SUPPORT})


@dataclass(slots=True)
class Field:
    """One labelled field; ``extra`` are the spans of bullets below an empty one."""

    role: FieldRole
    start: int
    value_start: int
    value_end: int
    extra: list[tuple[int, int]] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.extra[-1][1] if self.extra else self.value_end

    def value(self, text: str) -> str:
        parts = [text[self.value_start : self.value_end], *(text[s:e] for s, e in self.extra)]
        return "; ".join(bare for part in parts if (bare := part.strip(" .;,:\n-+•*")))


def find_fields(text: str, start: int, end: int) -> list[Field]:
    """The labelled fields between the offsets, each value reaching to the next label."""
    found: list[Field] = []
    for match in _FIELD.finditer(text[start:end]):
        if match["alone"] is not None and match.start() > 0:
            continue  # the last words of a sentence, not a heading of their own
        if found:
            found[-1].value_end = start + match.start()
        role = next(role for role in FieldRole if match[role.value] is not None)
        found.append(Field(role, start + match.start(), start + match.end(), end))
    return found


def split_assignment(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leads and supporters of words that mix both: "Sở A chủ trì, phối hợp với Sở B", or a plain list of leads."""
    fields = find_fields(words, 0, len(words))
    if any(f.role in CLAIMING for f in fields):
        leads = [name for f in fields if f.role is FieldRole.LEAD for name in split_agencies(f.value(words))]
        supporters = [name for f in fields if f.role is FieldRole.SUPPORT for name in split_agencies(f.value(words))]
        before = words[: fields[0].start]
        if not leads and looks_like_agency(before):
            leads = list(split_agencies(before))
        return tuple(leads), tuple(supporters)
    mixed = _MIXED.search(words)
    if mixed is None:
        return split_agencies(words), ()
    return split_agencies(words[: mixed.start()]), split_agencies(words[mixed.end() :])


def is_field(words: str) -> bool:
    """Whether a line is nothing but fields: it begins with the label of one."""
    return _FIELD.match(words) is not None
