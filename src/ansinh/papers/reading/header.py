"""The head and the foot of an official document: number, kind, issuer, place, date, title, bases, signer.

Layout by Decree 30/2020/NĐ-CP, Annex I. What the document does not print is ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ansinh.domain.readings import DocumentHeader, LegalBasis, Signer
from ansinh.domain.vietnamese import search_key, squeeze
from ansinh.papers.paper import BlockKind, Paper

from .agencies import canonical_name, looks_like_agency
from .outline import Outline, recipients_begin
from .timeframes import safe_date
from .wording import UPPER, is_capitals, quote

_KINDS = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn",
    "Chương trình hành động", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình",
    "Công điện", "Kết luận", "Chiến lược", "Nghị định", "Thông tư liên tịch", "Thông tư", "Luật", "Pháp lệnh", "Công văn",
)  # fmt: skip
_KIND = re.compile(
    rf"(?P<kind>{'|'.join(sorted(map(re.escape, _KINDS), key=len, reverse=True))})(?=\s*:?\s*$|\s)", re.IGNORECASE
)
_SYMBOL = r"[A-ZĐƯ][A-ZĐƯa-z0-9đư]*(?:\s?[-–/.&]\s?[A-ZĐƯ][\wĐƯ]*)*"
_NUMBER = re.compile(
    rf"Số\s*:?\s*(?P<number>\d[\d.]*[a-zA-Z]?)\s*(?P<slash>[-/])\s*(?P<symbol>(?:\d{{4}}\s*/\s*)?{_SYMBOL})",
    re.IGNORECASE,
)
_BLANK_NUMBER = re.compile(r"Số\s*:?\s*[.…_\s]*/\s*[A-ZĐ]", re.IGNORECASE)
_PLACE_DATE = re.compile(
    rf"(?P<place>[{UPPER}][^,\d|]{{1,40}}?),\s*ngày\s*(?P<d>\d{{0,2}})[.…_\s]*tháng\s*(?P<m>\d{{0,2}})[.…_\s]*năm\s*(?P<y>\d{{4}})?",
    re.IGNORECASE,
)
_NATIONAL = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap tu do hanh phuc|dang cong san viet nam")
_BASIS_LINE = re.compile(
    r"[-–+*\s]*(?:căn cứ|thực hiện|triển khai|thi hành|theo|xét|trên cơ sở|thực hiện theo)\b", re.IGNORECASE
)
_CITED = re.compile(
    rf"(?P<kind>(?:Nghị quyết|Quyết định|Chỉ thị|Nghị định|Thông tư(?: liên tịch)?|Luật|Bộ luật|Pháp lệnh|Kế hoạch|Chương trình(?: hành động)?|Kết luận|Quy định|"
    rf"Thông báo|Công văn|Công điện|Đề án|Hướng dẫn|Văn bản hợp nhất|Hiến pháp|Tờ trình|Văn bản|Báo cáo))"
    rf"(?:\s+số\s*:?\s*|\s+)(?P<number>\d[\d.]*(?:[-/]\d{{4}})?\s?[-/]\s?{_SYMBOL})"
    rf"(?:,?\s*(?:ban hành\s+)?ngày\s+(?P<d>\d{{1,2}})\s*(?:[/.\-]|\s*tháng\s*)\s*(?P<m>\d{{1,2}})\s*(?:[/.\-]|\s*năm\s*)\s*(?P<y>\d{{4}}))?",
)
_CITED_LAW = re.compile(
    r"(?P<name>(?:Bộ luật|Luật|Pháp lệnh|Hiến pháp)\s[^;,.]{2,160}?)\s+(?:số\s+\S+\s+)?(?:được Quốc hội thông qua\s+)?ngày\s+(?P<d>\d{1,2})\s*(?:[/.\-]|\s*tháng\s*)\s*(?P<m>\d{1,2})\s*(?:[/.\-]|\s*năm\s*)\s*(?P<y>\d{4})"
)
#: "… trong giai đoạn mới Thực hiện Nghị quyết số …": a title to which the preamble was joined.
_JOINED_PREAMBLE = re.compile(
    r"(?<=\w) (?=(?:Căn cứ|Thực hiện|Triển khai(?: thực hiện)?) (?:Luật|Nghị|Chỉ thị|Quyết định|Kế hoạch|Chương trình|Kết luận|Công văn|Thông tư|Văn bản))"
)
_PROPOSALS = frozenset({"to trinh", "cong van", "van ban", "bao cao"})
_ISSUED_BY = re.compile(
    r"(?P<issuer>(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Bộ|Sở|Chính phủ|Thủ tướng Chính phủ|Tỉnh ủy|Hội đồng nhân dân)(?: [^,;.]{0,50}?)?) (?:xây dựng và )?(?:ban hành|xây dựng) (?:Kế hoạch|Chương trình|Đề án|Chỉ thị|Quyết định)"
)
_AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ|TUN|Q)\s?\.\s?\S.*")
_POSITION = re.compile(
    r"(?:Phó\s+|Quyền\s+|Q\.\s*)?(?:Chủ tịch|Giám đốc|Bộ trưởng|Thủ tướng(?: Chính phủ)?|Chánh Văn phòng|Cục trưởng|Tổng Giám đốc|Chủ nhiệm|"
    r"Thứ trưởng|Bí thư|Trưởng ban|Trưởng phòng|Vụ trưởng|Tổng Cục trưởng|Viện trưởng|Hiệu trưởng|Tổng Thanh tra|Thống đốc|Ủy viên.*|Thường trực.*)(?:\s.*)?",
    re.IGNORECASE,
)
#: What a stamp or a seal leaves behind a position when a page is recognised.
_BLOT = re.compile(rf"[^{UPPER}]+$")
_NAME = re.compile(rf"(?:(?:PGS|GS|TS|ThS|BS|KS)\.?\s?)*(?P<name>[{UPPER}][\w]*(?:\s[{UPPER}][\w]*){{1,5}})")
#: How far the head reaches, in blocks, where no entry of the outline ends it.
_HEAD_REACH = 60
#: How many lines may stand between the recipients and the signer's name.
_FOOT_REACH = 40


def read_header(paper: Paper, outline: Outline) -> DocumentHeader:
    """The header of the paper's first document (of a decision with an attached plan: the decision's)."""
    head = _Head.of(paper, outline)
    number = _number(head)
    kind_at, kind = _kind(head)
    place, issued_on = _place_and_date(head)
    return DocumentHeader(
        number=number,
        kind=kind,
        issuer=_issuer(head, kind_at) or _issuer_in_text(paper),
        place=place,
        issued_on=issued_on,
        title=_title(head, kind_at, kind),
        signer=_signer(paper),
        legal_bases=tuple(_legal_bases(paper, head, kind_at)),
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """The blocks before the first entry of the outline."""

    paper: Paper
    last: int

    @classmethod
    def of(cls, paper: Paper, outline: Outline) -> _Head:
        first = outline.entries[0].start if outline.entries else len(paper.text)
        last = sum(1 for block in paper.blocks if block.start < first)
        return cls(paper, min(last, _HEAD_REACH) if last else 0)

    def lines(self, start: int = 0) -> Iterator[tuple[int, str]]:
        for index in range(start, self.last):
            yield index, self.paper.words(self.paper.blocks[index])


def _number(head: _Head) -> str | None:
    for _, words in head.lines():
        if _BASIS_LINE.match(words):
            return None
        match = _NUMBER.search(words)
        if match is not None and match.start() <= 60 and match["number"].strip("0."):
            symbol = re.sub(r"\s+", "", match["symbol"])
            return f"{match['number']}{match['slash']}{symbol}"
        if _BLANK_NUMBER.match(words):
            return None
    return None


def _kind(head: _Head) -> tuple[int | None, str | None]:
    """The block that prints the kind of document as its title, and the kind as usually written."""
    for index, words in head.lines():
        match = _KIND.match(words)
        if match is None or not words[0].isupper():
            continue
        alone = match.end() >= len(words.rstrip(" :"))
        if alone or (is_capitals(match["kind"]) and len(words) < 400):
            return index, _usual(match["kind"])
    return None, None


def _usual(words: str) -> str:
    return next(kind for kind in _KINDS if search_key(kind) == search_key(words))


def _place_and_date(head: _Head) -> tuple[str | None, date | None]:
    for _, words in head.lines():
        match = _PLACE_DATE.search(words)
        if match is None or match.start() > 80 or _BASIS_LINE.match(words):
            continue
        day = None
        if match["d"] and match["m"] and match["y"]:
            day = safe_date(int(match["y"]), int(match["m"]), int(match["d"]))
        place = squeeze(match["place"]).strip(" -*|")
        return place.title() if place.isupper() else place, day
    return None, None


def _issuer(head: _Head, kind_at: int | None) -> str | None:
    """The issuer in the corner of the page, above the number; one name may take two lines."""
    lines: list[str] = []
    for _, words in head.lines():
        if _NUMBER.match(words) or _BLANK_NUMBER.match(words) or _PLACE_DATE.match(words):
            break
        key = search_key(words)
        if _NATIONAL.search(key):
            if lines:
                break
            continue
        if len(words) > 120 or _KIND.fullmatch(words.strip(" :")) or not is_capitals(words):
            break
        lines.append(words.strip(" -*_"))
    if not lines:
        return _issuer_above_decision(head, kind_at)
    # "UBND TỈNH LÀO CAI" over "SỞ CÔNG THƯƠNG": the second issues, the first is above it.
    own = len(lines) > 1 and looks_like_agency(lines[-1].capitalize())
    return usual_case(lines[-1] if own else " ".join(lines))


def _issuer_above_decision(head: _Head, kind_at: int | None) -> str | None:
    """Who decides, in capitals above "QUYẾT ĐỊNH:", where the corner of the page is missing."""
    if kind_at is None:
        return None
    for _, words in head.lines(kind_at + 1):
        if is_capitals(words) and len(words) < 120 and looks_like_agency(words.title()) and not _KIND.match(words):
            return usual_case(words)
    return None


def _issuer_in_text(paper: Paper) -> str | None:
    """ "…, UBND tỉnh ban hành Kế hoạch thực hiện": the words in which the paper names its issuer."""
    match = _ISSUED_BY.search(paper.text, 0, min(len(paper.text), 6000))
    return squeeze(match["issuer"]) if match is not None else None


_TERRITORY = re.compile(r"\b(tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)\s+(.+)$")
_PROPER = {
    "chính phủ": "Chính phủ",
    "thủ tướng chính phủ": "Thủ tướng Chính phủ",
    "quốc hội": "Quốc hội",
    "ban chấp hành trung ương": "Ban Chấp hành Trung ương",
    "trung ương": "Trung ương",
    "việt nam": "Việt Nam",
}


def usual_case(words: str) -> str:
    """A name printed in capitals, in the usual letters: ỦY BAN NHÂN DÂN TỈNH LÀO CAI → Ủy ban nhân dân tỉnh Lào Cai."""
    text = squeeze(words)
    if not is_capitals(text):
        return text
    lowered = text.lower()
    for plain, proper in _PROPER.items():
        lowered = lowered.replace(plain, proper)
    head, _, field = lowered.partition(" ")
    name = canonical_name(field)
    if head in ("bộ", "sở") and name is not None:
        return f"{head.capitalize()} {name}"
    if lowered.startswith("ubnd"):
        lowered = "UBND" + lowered[4:]
    lowered = _TERRITORY.sub(lambda m: f"{m[1]} {m[2].title()}", lowered)
    return lowered[0].upper() + lowered[1:]


def _title(head: _Head, kind_at: int | None, kind: str | None) -> str | None:
    if kind_at is None:
        return None
    first = head.paper.words(head.paper.blocks[kind_at])
    match = _KIND.match(first)
    parts = [first[match.end() :].strip(" :")] if match else []
    for index, words in head.lines(kind_at + 1):
        joined = _JOINED_PREAMBLE.search(words)
        only_title = words[: joined.start()] if joined is not None else words
        if head.paper.blocks[index].kind is BlockKind.ROW or _ends_title(only_title, bool("".join(parts))):
            break
        parts.append(only_title.strip(" *_-–"))
        if joined is not None:
            break
    title = squeeze(" ".join(part for part in parts if part))
    return title or None


def _ends_title(words: str, begun: bool) -> bool:
    if not any(c.isalpha() for c in words):
        return False
    if (
        re.match(r"[-–+*\s]*(?:căn cứ|xét|theo đề nghị|trên cơ sở)\b", words, re.IGNORECASE)
        or words.startswith("(")
        or words.rstrip().endswith(":")
    ):
        return True
    if not begun:
        return False
    if _BASIS_LINE.match(words) or len(words) > 600 or words.rstrip().endswith((".", ";")):
        return True
    return (is_capitals(words) and looks_like_agency(words.capitalize()) and len(words) < 90) or looks_like_office(
        words
    )


def looks_like_office(words: str) -> bool:
    """Who decides, printed under the title in capitals: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", "THỦ TƯỚNG CHÍNH PHỦ"."""
    return is_capitals(words) and bool(
        re.match(
            r"(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|GIÁM ĐỐC|ỦY BAN|UỶ BAN|HỘI ĐỒNG|CHÍNH PHỦ|BỘ CHÍNH TRỊ|BAN |UBND|QUỐC HỘI|TỔNG)",
            words,
        )
    )


def _legal_bases(paper: Paper, head: _Head, kind_at: int | None) -> Iterator[LegalBasis]:
    seen: set[str] = set()
    for index, words in head.lines((kind_at or 0) + 1 if kind_at is not None else 0):
        block = paper.blocks[index]
        joined = _JOINED_PREAMBLE.search(words)
        if not _BASIS_LINE.match(words) and joined is None:
            continue
        start = block.start + (joined.end() if joined and not _BASIS_LINE.match(words) else 0)
        found = [*_numbered(paper, start, block.end), *_laws(paper, start, block.end)]
        for basis in sorted(found, key=lambda b: b.quote.start if b.quote else 0):
            key = basis.number or (basis.quote.text if basis.quote else "")
            if key not in seen:
                seen.add(key)
                yield basis


def _numbered(paper: Paper, start: int, end: int) -> Iterator[LegalBasis]:
    for match in _CITED.finditer(paper.text, start, end):
        if search_key(match["kind"]) in _PROPOSALS:
            continue
        number = re.sub(r"\s+", "", match["number"]).rstrip(".")
        yield LegalBasis(number, _day(match), quote(paper, match.start(), match.end()))


def _laws(paper: Paper, start: int, end: int) -> Iterator[LegalBasis]:
    """Laws cited by name and day, without a number."""
    for match in _CITED_LAW.finditer(paper.text, start, end):
        if re.search(r"\d+/\d{4}/QH\d+", match[0]) is None:
            yield LegalBasis(None, _day(match), quote(paper, match.start(), match.end()))


def _day(match: re.Match[str]) -> date | None:
    return safe_date(int(match["y"]), int(match["m"]), int(match["d"])) if match["y"] else None


def _signer(paper: Paper) -> Signer | None:
    """The signer's lines: beside or below the recipients, or at the end of the paper."""
    at = next((i for i, b in enumerate(paper.blocks) if recipients_begin(paper.words(b))), None)
    if at is None:
        at = next(
            (i for i, b in enumerate(paper.blocks) if _AUTHORITY.match(paper.words(b)) and len(paper.words(b)) < 120),
            None,
        )
        if at is None:
            return None
    before = [paper.words(block) for block in paper.blocks[max(0, at - 8) : at]]
    after = [paper.words(block) for block in paper.blocks[at : at + _FOOT_REACH]]
    return _signer_among(after) or _signer_among(_tail(before))


def _tail(lines: list[str]) -> list[str]:
    """Of the lines above the recipients, those that could be the signer's: short ones at the very end."""
    kept: list[str] = []
    for words in reversed(lines):
        if len(words) > 90 or words.rstrip().endswith((";", "./.", ".")):
            break
        kept.insert(0, words)
    return kept


def _signer_among(lines: list[str]) -> Signer | None:
    authority: list[str] = []
    position: str | None = None
    for words in lines:
        bare = words.strip(" *_")
        if _AUTHORITY.fullmatch(bare) and len(bare) < 120:
            authority.append(bare)
        elif is_capitals(bare) and _POSITION.fullmatch(bare):
            position = _BLOT.sub("", bare)
        elif _is_name(bare):
            return Signer(squeeze(bare), _position(authority, position), " ".join(authority) or None)
    if authority or position:
        return Signer(None, _position(authority, position), " ".join(authority) or None)
    return None


def _is_name(words: str) -> bool:
    match = _NAME.fullmatch(words)
    if match is None or is_capitals(words) or looks_like_agency(words):
        return False
    return 2 <= len(match["name"].split()) <= 6 and len(words) <= 60


def _position(authority: list[str], position: str | None) -> str | None:
    """The signer's own position: the line below "KT." or "TM."; "TUQ. CHỦ TỊCH" alone names another's."""
    if position is not None or len(authority) < 2:
        return position
    last = re.sub(r"^(?:TM|KT|TL|TUQ|Q)\s?\.\s?", "", authority[-1])
    return last if _POSITION.fullmatch(last) and not authority[-1].startswith("KT") else None
