"""Who does something with whom, in a sentence of prose: "Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính …"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .agencies import looks_like_agency, take_agencies
from .wording import UPPER, sentences

_GIVING = r"(?:giao(?: cho| nhiệm vụ cho)?|yêu cầu|đề nghị|phân công|ủy quyền(?: cho)?|uỷ quyền(?: cho)?|kính đề nghị|trân trọng đề nghị)"
#: What may stand before the subject of an assignment.
_OPENING = re.compile(
    rf"(?:{_GIVING}:? |(?:hằng năm|hàng năm|định kỳ|thường xuyên|ngoài ra|đồng thời|trước mắt|trong năm \d{{4}}|hằng quý|hàng quý)[^,:;.]{{0,40}}, "
    r"|(?:trên cơ sở|căn cứ|đối với|theo|để|sau khi|trong quá trình|từ|bên cạnh|cùng với|với|trong trường hợp)\b[^:;.]{3,220}?, (?=(?:yêu cầu |đề nghị |giao )?(?:các|những|sở|bộ|ubnd|ủy ban|ban|công an|thủ trưởng|chủ tịch|giám đốc|cục|vụ|văn phòng)\b))",
    re.IGNORECASE,
)
_GIVES = re.compile(rf"\s*(?:{_GIVING}) (?=\S)")
_LEADING = re.compile(
    r"[\s,(:]*(?:(?:là|làm) )?(?:cơ quan |đơn vị |đầu mối )?(?:có trách nhiệm |chịu trách nhiệm |có nhiệm vụ )?(?:đồng )?(?:chủ trì|làm đầu mối|đầu mối|chịu trách nhiệm chính)",
)
_WITH = re.compile(
    r"phối hợp(?: chặt chẽ| thường xuyên| hiệu quả| đồng bộ)?(?:,? (?:với|cùng(?: với)?))? (?=\S)|(?<=chủ trì) cùng (?:với )?(?=\S)"
    r"|đồng chủ trì với (?=\S)",
    re.IGNORECASE,
)
_NOT_AN_ORDER = re.compile(
    r"\s*,?\s*(?:thống nhất (?:đánh giá|nhận định)|ghi nhận|đánh giá cao|biểu dương|đã|còn|chưa|vẫn|hiện|đang|cũng|bị|là (?!cơ quan|đơn vị|đầu mối)|có (?!trách nhiệm|nhiệm vụ|kế hoạch|giải pháp|biện pháp|phương án)|được (?!giao|phân)|như|gồm|phải là|không được)"
)
_FORCE = re.compile(
    r"chịu trách nhiệm thi hành|có hiệu lực|thi hành (?:quyết định|nghị quyết|chỉ thị|nghị định|thông tư) này|chịu trách nhiệm thực hiện (?:quyết định|nghị quyết|chỉ thị) này|chịu trách nhiệm triển khai thi hành",
    re.IGNORECASE,
)
#: Where an assignment may begin inside a sentence: "(Sở Y tế chủ trì …)", "do Sở Y tế chủ trì", "; Sở Y tế chủ trì".
_INSIDE = re.compile(rf"(?:\bgiao(?: cho)? |\bdo |[(;.:–-] ?)(?=[{UPPER}]|các |ủy ban)", re.IGNORECASE)
#: How far from the start of a sentence its supporters may be named.
_WITH_REACH = 420


@dataclass(frozen=True, slots=True)
class Assignment:
    """``leads`` are empty where the sentence names nobody; ``rest`` is where the work begins after the names."""

    leads: tuple[str, ...]
    supporters: tuple[str, ...]
    rest: int
    at_start: bool  # the sentence begins with its subject
    leading: bool  # "chủ trì" is said of the leads


def read_assignment(text: str, start: int, end: int, *, charged: bool = False) -> Assignment:
    """Who leads and who supports, from the first sentence between the offsets that says so.

    Where an agency is ``charged`` already by a heading above, only a sentence that begins with another one
    takes the work from it: "Yêu cầu các đơn vị …" is then what the agency does.
    """
    subject = _plain_subject(text, start, end) if charged else _subject(text, start, end)
    first_end = next((span.end for span in sentences(text, start, end)), end)
    if subject is not None:
        names, rest = subject
        supporters = _supporters(text, rest, min(first_end, rest + _WITH_REACH))
        return Assignment(names, supporters, rest, True, _LEADING.match(text, rest, end) is not None)
    inside = None if charged else _inside(text, start, end)
    if inside is not None:
        return inside
    return Assignment((), _supporters(text, start, min(first_end, start + _WITH_REACH)), start, False, False)


def is_order(text: str, assignment: Assignment, end: int) -> bool:
    """Whether the words after the subject tell it to do something, rather than describe it or close the paper."""
    if end - assignment.rest < 12 or _FORCE.search(text, assignment.rest, end):
        return False
    return _NOT_AN_ORDER.match(text, assignment.rest, end) is None


def closes_paper(words: str) -> bool:
    """Whether the words are the closing article: force, and who is bound."""
    return _FORCE.search(words) is not None and len(words) < 900


def _plain_subject(text: str, start: int, end: int) -> tuple[tuple[str, ...], int] | None:
    taken = take_agencies(text, start, end)
    return None if taken is None else (taken.names, taken.end)


def _subject(text: str, start: int, end: int) -> tuple[tuple[str, ...], int] | None:
    at = start
    for _ in range(3):
        opening = _OPENING.match(text, at, end)
        if opening is None:
            break
        at = opening.end()
    taken = take_agencies(text, at, end)
    if taken is None:
        return None
    gives = _GIVES.match(text, taken.end, end)
    if gives is not None and looks_like_agency(text[gives.end() : gives.end() + 60]):
        charged = take_agencies(text, gives.end(), end)
        if charged is not None:
            return charged.names, charged.end
    return taken.names, taken.end


def _supporters(text: str, start: int, end: int) -> tuple[str, ...]:
    for match in _WITH.finditer(text, start, end):
        taken = take_agencies(text, match.end(), end)
        if taken is not None:
            return taken.names
    return ()


def _inside(text: str, start: int, end: int) -> Assignment | None:
    for match in _INSIDE.finditer(text, start, end):
        if not looks_like_agency(text[match.end() : match.end() + 60]):
            continue
        taken = take_agencies(text, match.end(), end)
        if taken is None or _LEADING.match(text, taken.end, end) is None:
            continue
        limit = next((span.end for span in sentences(text, taken.end, end)), end)
        return Assignment(
            taken.names, _supporters(text, taken.end, min(limit, taken.end + _WITH_REACH)), taken.end, False, True
        )
    return None
