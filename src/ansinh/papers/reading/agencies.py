"""Names of agencies: splitting lists of them, cleaning them, finding them in prose.

A list is split at semicolons and at new lines, and at a comma or "và" only where the words after it begin an
agency of their own, so that "Sở Văn hóa, Thể thao và Du lịch" and "UBND các huyện, thị xã, thành phố" stay
whole. Names with commas or head words inside are in ``agencies.txt``; all else follows from head words.
Printed wording is kept; only an elided head is given back ("các Bộ: Y tế, Tài chính").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ansinh.domain.vietnamese import search_key, squeeze

from .wording import UPPER

#: How far an agency list may reach in prose, in characters.
_LIST_REACH = 700

_CAPITAL_HEADS = (
    r"Sở|Bộ(?!\s+(?:tiêu\s+chí|chỉ\s+(?:tiêu|số)|máy|quy|dữ\s+liệu|công\s+cụ|nhận|phận|luật|tài\s+liệu|thủ\s+tục|mã|câu))|"
    r"Ban(?!\s+(?:hành|bố|đầu|công))|Ủy\s+ban|Uỷ\s+ban|UB\b|UBND|UBMTTQ|HĐND|Hội\s+đồng|Công\s+an|Quân\s+khu|Chi\s+cục|Cục|Tổng\s+cục|"
    r"Vụ(?!\s+việc)|Viện(?!\s+(?:trợ|phí|dẫn))|Trường(?!\s+(?:hợp|lớp))|Học\s+viện|Đại\s+học|Trung\s+tâm|TTPVHCC|"
    r"Hội(?!\s+(?:nghị|thảo|nhập|họp|thi))|Hiệp\s+hội|Liên\s+đoàn|Liên\s+minh|Liên\s+hiệp|Đoàn(?!\s+(?:kết|viên))|Tỉnh\s+đoàn|"
    r"Thành\s+đoàn|Huyện\s+đoàn|Báo(?!\s+(?:cáo|chí))|Đài(?!\s+tưởng)|Kho\s+bạc|KBNN|Ngân\s+hàng|NHNN|NHCSXH|Bảo\s+hiểm\s+xã\s+hội|BHXH|"
    r"Văn\s+phòng|Thanh\s+tra(?!\s*,|\s+(?:và|việc|kiểm))|Tòa\s+án|Toà\s+án|TAND|Viện\s+kiểm\s+sát|VKSND|Mặt\s+trận|MTTQ|"
    r"Thuế\s+(?:tỉnh|thành|cơ|nhà|các|TP)|Cục\s+[Tt]huế|Hải\s+quan(?!\s+hóa)|Thi\s+hành\s+án|Thống\s+kê\s+(?:tỉnh|thành|cơ)|Tập\s+đoàn|"
    r"Tổng\s+công\s+ty|Tổng\s+Công\s+ty|Công\s+ty|Điện\s+lực|Bưu\s+điện|VNPT|Viettel|Chính\s+phủ(?!\s+số|\s+điện)|Thủ\s+tướng|"
    r"Quỹ(?!\s+(?:đất|nhà))|Phòng(?!\s*,|\s+(?:ngừa|chống|cháy|bệnh|tránh))|Thường\s+trực|Tỉnh\s+ủy|Tỉnh\s+uỷ|Thành\s+ủy|Đảng\s+ủy|"
    r"Đảng\s+uỷ|Huyện\s+ủy|Thông\s+tấn\s+xã|Kiểm\s+toán\s+[Nn]hà|Chủ\s+tịch|Phó\s+Chủ\s+tịch|Giám\s+đốc|Thủ\s+trưởng|Bộ\s+trưởng|"
    r"Chánh\s+Văn\s+phòng|Chánh\s+Thanh\s+tra|Chánh\s+án|Viện\s+trưởng|Cục\s+trưởng|Vụ\s+trưởng|Chi\s+cục\s+trưởng|Hiệu\s+trưởng|Tổng\s+Giám\s+đốc|Thống\s+đốc|Tổng\s+Thanh\s+tra|Đảng\s+đoàn|Tổ\s+đại\s+biểu|Trưởng\s+(?:ban|phòng|Ban|Phòng)|Người\s+đứng\s+đầu|Cơ\s+quan|Đơn\s+vị|Bệnh\s+viện|LĐLĐ|"
    r"Cảng\s+vụ|Lực\s+lượng|Địa\s+phương|Doanh\s+nghiệp|Tổ\s+công\s+tác|Tổ\s+giúp\s+việc|Chính\s+quyền|Nhà\s+xuất\s+bản|Nhà\s+đầu\s+tư|"
    r"Chủ\s+đầu\s+tư|BCH|BQL|BCĐ|Hợp\s+tác\s+xã|Cấp\s+ủy|Cấp\s+uỷ|Kiểm\s+lâm|Quốc\s+hội|Tổng\s+Liên\s+đoàn|Phân\s+viện|"
    r"Vườn\s+quốc\s+gia|Bảo\s+tàng|Thư\s+viện|Đảng\s+bộ|Cổng\s+[Tt]hông\s+tin|Tổ\s+chức\s+(?:chính\s+trị|tín\s+dụng|công\s+đoàn|đoàn)|"
    r"Các\s+cấp|Các\s+khu|Cơ\s+sở\s+(?:giáo\s+dục|đào\s+tạo|khám|trợ\s+giúp|y\s+tế)|Ngành\s+(?=[A-ZĐ]|y\s+tế|giáo)|Tòa\s+soạn"
)
#: What "các", "mỗi" and the like must be followed by for the words to name agencies.
_AGENCY_NOUN = (
    r"(?:sở|bộ|ban|ngành|cơ\s+quan|đơn\s+vị|địa\s+phương|tổ\s+chức|hội|hiệp\s+hội|đoàn|đoàn\s+thể|UBND|ủy\s+ban|uỷ\s+ban|cấp|cấp\s+ủy|doanh\s+nghiệp|"
    r"trường|trung\s+tâm|huyện|xã(?!\s+hội)|tỉnh|thành\s+phố|thị\s+xã|phường|tập\s+đoàn|tổng\s+công\s+ty|công\s+ty|chủ\s+đầu\s+tư|nhà\s+đầu\s+tư|cơ\s+sở|"
    r"viện|phòng|cục|chi\s+cục|vụ|ngân\s+hàng|bệnh\s+viện|lực\s+lượng|quỹ|báo|đài|khu\s+(?:công|kinh)|cá\s+nhân|hợp\s+tác\s+xã|chính\s+quyền|"
    r"thành\s+viên|đồng\s+chí|học\s+viện|đại\s+học|hội\s+đồng|mặt\s+trận|liên|thủ\s+trưởng|nhà\s+máy|chủ\s+rừng|ban\s+quản\s+lý|tòa\s+án|thuế)(?!\w)"
)
_GROUP_START = re.compile(
    rf"(?:các|những|một\s+số|toàn\s+thể|mỗi|từng|mọi|tất\s+cả\s+các|các\s+cơ\s+quan)\s+{_AGENCY_NOUN}", re.IGNORECASE
)
_CAPITAL_HEAD = re.compile(rf"(?:{_CAPITAL_HEADS})(?!\w)")
_CAPITAL_GROUP = re.compile(r"(?:Các|Những|Một\s+số|Toàn\s+thể|Cộng\s+đồng)(?!\w)")
_ACRONYM = re.compile(
    r"[A-ZĐ][A-ZĐ&.]{2,}[A-ZĐ\d](?!\w)(?! [" + UPPER + r"]{2})|VTV|VOV|TTXVN|EVN|PVN|TKV|VNA|VCCI|VASS|VAST"
)
_LOWER_HEAD = re.compile(
    r"(?:địa\s+phương|cơ\s+quan|đơn\s+vị|doanh\s+nghiệp|tổ\s+chức\s+(?:chính|tín|có|liên|quốc)|hiệp\s+hội|đoàn\s+thể|chính\s+quyền|"
    r"cá\s+nhân|tập\s+đoàn|tổng\s+công\s+ty|công\s+ty|chủ\s+đầu\s+tư|nhà\s+đầu\s+tư|thủ\s+trưởng|người\s+đứng\s+đầu|chủ\s+tịch|giám\s+đốc|"
    r"ủy\s+ban|uỷ\s+ban|sở|bộ|ban|ngành|cấp\s+ủy|lực\s+lượng|hợp\s+tác\s+xã|trường|bệnh\s+viện|ngân\s+hàng|"
    r"huyện|thị\s+xã|thành\s+phố|phường|xã|tỉnh)(?!\w)"
    r"|(?:phòng|chi\s+cục|cục|vụ|viện|trung\s+tâm|hội|đài|báo|văn\s+phòng|quỹ|công\s+an)\s+[" + UPPER + r"]"
)
#: Of the lower-case heads, those that begin a new member of a list after a comma or "và".
_LOWER_START = re.compile(
    r"(?:các|những|mọi|một\s+số|toàn\s+thể|chính\s+quyền|chủ\s+đầu\s+tư|thủ\s+trưởng|chủ\s+tịch|giám\s+đốc|người\s+đứng\s+đầu|"
    r"hiệp\s+hội|cộng\s+đồng|tập\s+đoàn|người\s+dân|hộ\s+gia\s+đình|(?:bộ|sở|ban)\s*,?\s+(?:ban\s*,?\s+)?ngành)(?!\w)"
)
_AFTER_AND = re.compile(
    r"(?:địa\s+phương|cơ\s+quan|đơn\s+vị|doanh\s+nghiệp|tổ\s+chức|cá\s+nhân|đoàn\s+thể|công\s+ty|nhà\s+đầu\s+tư|cơ\s+sở|"
    r"ủy\s+ban|uỷ\s+ban|trường|bệnh\s+viện)(?!\w)"
)
#: "các cơ quan, đơn vị và địa phương": nouns of one kind, which "và" does not part.
_PLAIN_CHAIN = re.compile(
    r"(?:(?:các|những|mọi)\s+)?(?:cơ\s+quan|đơn\s+vị|tổ\s+chức|doanh\s+nghiệp|cá\s+nhân|hiệp\s+hội|hội|địa\s+phương)(?!\w)",
    re.IGNORECASE,
)
_PLACE_WORD = re.compile(r"(?:thị\s+xã|thành\s+phố|thị\s+trấn|phường|xã|đặc\s+khu|huyện|quận|tỉnh)(?!\w)")
_SOFT = re.compile(
    r"\s*,\s*(?:và\s+|cùng\s+)?|\s+[vV]à\s+|\s+cùng\s+(?:với\s+)?|\s*\n\s*(?:và\s+)?|\s+&\s+|\s*/\s*(?=[A-ZĐỦ])"
)
_HARD = re.compile(r"\s*;\s*(?:và\s+)?|\s*\n\s*[-–+•*]\s*|(?<=\s)[-–+•]\s+(?=(?:" + _CAPITAL_HEADS + r")(?!\w))")
_ELIDED_HEAD = re.compile(r"(?:(?:các|những|liên)\s+)?(?P<head>bộ|sở)\s*:?\s+(?=(?-i:[" + UPPER + r"]))", re.IGNORECASE)
_PLURAL_HEAD = re.compile(
    r"(?:các|những|liên)\s+(?P<head>bộ|sở|vụ|cục)\s*:?\s+(?=(?-i:[" + UPPER + r"]))", re.IGNORECASE
)

#: Signs around a printed name, stripped before and between the words below.
_SIGNS_AROUND = " \t\n\u00a0-–+•*:;,.…/"
_WORDS_BEFORE = re.compile(
    r"(?:(?:và|cùng|với|do|gồm|cho|giao|bởi)\s+(?=\S)|(?:cơ\s+quan\s+)?(?:chủ\s+trì|phối\s+hợp)\s*:\s*)", re.IGNORECASE
)
_WORDS_AFTER = re.compile(
    r"(?:\s+và|\s*\(\s*(?:chủ\s+trì|phối\s+hợp|cơ\s+quan\s+chủ\s+trì)\s*\)|"
    r"\s+(?:làm\s+|là\s+)?(?:cơ\s+quan\s+|đơn\s+vị\s+)?chủ\s+trì(?:\s+tham\s+mưu|\s+thực\s+hiện|,?\s*phối\s+hợp(?:\s+với)?)?|"
    r"\s+(?:cùng\s+)?phối\s+hợp(?:\s+thực\s+hiện|\s+với)?|\s+gồm)$",
    re.IGNORECASE,
)
#: How far from the end of a name the words after it may begin.
_AFTER_REACH = 60

#: "(gọi tắt là cấp tỉnh)" is no part of a name.
_ABBREVIATED = re.compile(r"\s*\((?:sau đây )?(?:được )?(?:gọi|viết) (?:chung|tắt)[^()]*\)", re.IGNORECASE)

_SIGNS = {", ": r"\s*,\s*", " - ": r"\s*[-–]\s*", " – ": r"\s*[-–]\s*", "&": r"\s?&\s?"}


@dataclass(frozen=True, slots=True)
class _Lexicon:
    fields: re.Pattern[str]  # what follows Bộ or Sở
    whole: re.Pattern[str]  # names in which separators are part of the name
    canonical: dict[str, str]


def _pattern_of(name: str) -> str:
    """A pattern for one name that forgives spacing, the place of the tone mark, and hyphen or dash."""
    out = re.escape(name).replace("\\ ", " ").replace("\\-", "-").replace("\\&", "&").replace("\\,", ",")
    for sign, pattern in _SIGNS.items():
        out = out.replace(sign, pattern)
    out = out.replace("óa", "(?:óa|oá)").replace("Ủy", "(?:Ủy|Uỷ)").replace("Tòa", "(?:Tòa|Toà)")
    return re.sub(r" +", lambda _: r"\s+", out)


@cache
def _lexicon() -> _Lexicon:
    fields: list[str] = []
    names: list[str] = []
    for line in files(__package__).joinpath("agencies.txt").read_text(encoding="utf-8").splitlines():
        kind, _, name = line.partition(" ")
        if kind == "field":
            fields.append(name)
        elif kind == "name":
            names.append(name)
    by_length = sorted(fields, key=len, reverse=True)
    inside = [name for name in by_length if "," in name or " và " in name or " - " in name]
    whole = sorted([*names, *inside], key=len, reverse=True)
    edge = r"(?!\w)"
    return _Lexicon(
        re.compile(rf"(?:{'|'.join(map(_pattern_of, by_length))}){edge}", re.IGNORECASE),
        re.compile(rf"(?:{'|'.join(map(_pattern_of, whole))}){edge}", re.IGNORECASE),
        {search_key(name): name for name in (*fields, *names)},
    )


def canonical_name(name: str) -> str | None:
    """The usual spelling of a ministry's or department's field, whatever its capitals; ``None`` if unknown."""
    return _lexicon().canonical.get(search_key(name))


def looks_like_agency(words: str) -> bool:
    """Whether the words begin as the name of an agency, a group of agencies, or a head of one does."""
    stripped = words.lstrip(' \u00a0-–+•*"“')
    if not stripped:
        return False
    if _GROUP_START.match(stripped):
        return True
    if stripped[0].isupper():
        return bool(_CAPITAL_HEAD.match(stripped) or _ACRONYM.match(stripped))
    return bool(_LOWER_HEAD.match(stripped))


def clean_agency(words: str) -> str:
    """The printed name without the punctuation and the words around it ("và", "chủ trì")."""
    name = _ABBREVIATED.sub("", squeeze(words))
    name = _without_after(_without_before(name))
    if name.count("(") > name.count(")"):
        name = name + ")" if name.rfind("(") > 0 and len(name) - name.rfind("(") > 4 else name[: name.rfind("(")]
    elif name.count(")") > name.count("("):
        name = name.rstrip(")")
    return name.strip(" ,;:")


def _without_before(name: str) -> str:
    while True:
        name = name.lstrip(_SIGNS_AROUND)
        found = _WORDS_BEFORE.match(name)
        if found is None:
            return name
        name = name[found.end() :]


def _without_after(name: str) -> str:
    while True:
        name = name.rstrip(_SIGNS_AROUND)
        found = _WORDS_AFTER.search(name, max(0, len(name) - _AFTER_REACH))
        if found is None:
            return name
        name = name[: found.start()]


def split_agencies(words: str) -> tuple[str, ...]:
    """The agencies of a printed list, cleaned, in order, each once."""
    found: dict[str, str] = {}
    for segment in _hard_segments(words):
        for member in _members(segment):
            name = clean_agency(member)
            if any(c.isalpha() for c in name):
                found.setdefault(search_key(name), name)
    return tuple(found.values())


def _hard_segments(words: str) -> Iterator[str]:
    """Parts between semicolons (and bullets), except inside brackets."""
    start = 0
    for match in _HARD.finditer(words):
        if _depth(words, start, match.start()) == 0:
            yield words[start : match.start()]
            start = match.end()
    yield words[start:]


def _depth(words: str, start: int, end: int) -> int:
    return max(0, words.count("(", start, end) - words.count(")", start, end))


def _members(segment: str) -> Iterator[str]:
    """Agencies of a segment without semicolons."""
    protected = _protected(segment)
    start = 0
    head: str | None = None
    for cut, resume in _cuts(segment, protected):
        head, member = _with_head(head, segment[start:cut])
        yield member
        start = resume
    _, member = _with_head(head, segment[start:])
    yield member


def _with_head(head: str | None, member: str) -> tuple[str | None, str]:
    """Give an elided head back: the head in force, and the member with its own head."""
    stripped = member.strip()
    plural = _PLURAL_HEAD.match(stripped)
    if plural is not None and _lexicon().fields.match(stripped, plural.end()):
        name = plural["head"].capitalize()
        return name, f"{name} {stripped[plural.end() :]}"
    single = _ELIDED_HEAD.match(stripped)
    if single is not None:
        return single["head"].capitalize(), member
    if head is not None and _is_elided(stripped) and not (head == "Sở" and _MINISTRIES_ONLY.match(stripped)):
        return head, f"{head} {stripped}"
    return None, member


#: Fields that have a ministry but no provincial department.
_MINISTRIES_ONLY = re.compile(r"(?:Công an|Quốc phòng|Ngoại giao)\b")


def _is_elided(member: str) -> bool:
    """Whether the member is a field of work whose head stood before: "Tài chính", "NN&PTNT", but not "Công an tỉnh"."""
    field = _lexicon().fields.match(member)
    if field is None or not member[0].isupper():
        return False
    whole = field.end() == len(member.rstrip(" .,;"))
    return whole or not looks_like_agency(member)


def _protected(segment: str) -> list[tuple[int, int]]:
    spans = [match.span() for match in _lexicon().whole.finditer(segment)]
    depth_start = -1
    for index, char in enumerate(segment):
        if char == "(" and depth_start < 0:
            depth_start = index
        elif char == ")" and depth_start >= 0:
            spans.append((depth_start, index + 1))
            depth_start = -1
    return sorted(spans)


def _cuts(segment: str, protected: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where one member ends and the next begins, in order."""
    marks = [(m.start(), m.end(), m[0]) for m in _SOFT.finditer(segment)]
    marks += [(end, end, "") for end in _ends_of_complete_names(segment)]
    marks.sort()
    start = 0
    at = 0
    for cut, resume, sign in marks:
        while at < len(protected) and protected[at][1] <= cut:
            at += 1
        if at < len(protected) and protected[at][0] < cut < protected[at][1]:
            continue
        if cut > start and _parts(segment[start:cut], sign, segment[resume:]):
            yield cut, resume
            start = resume


#: A line that a cell's width ended, not a member: "các\nBộ, ngành liên quan".
_DANGLING = re.compile(r"(?:^|\s)(?:các|những|của|thuộc|tại|với|cho|về|do)$", re.IGNORECASE)
_LOST_BREAK = re.compile(
    r"(?:ngành|liên quan|địa phương|đơn vị|cơ quan) (?=(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Bộ|Sở)\s)"
)


def _ends_of_complete_names(segment: str) -> Iterator[int]:
    """Ends of names in "Bộ Y tế Bộ Tài chính": cells of a table whose line break was lost."""
    for lost in _LOST_BREAK.finditer(segment):
        yield lost.end() - 1
    for match in _lexicon().fields.finditer(segment):
        rest = segment[match.end() :]
        if rest[:1].isspace() and rest[1:2].isupper() and _CAPITAL_HEAD.match(rest.lstrip()):
            yield match.end()


def _parts(left: str, sign: str, right: str) -> bool:
    """Whether the sign between the two parts members of the list, rather than words of one name."""
    if not right.strip():
        return False
    left, right = left.strip(), right.lstrip()
    if _DEPARTMENTS.search(left) and right.startswith("địa phương"):
        return True
    if _chain_goes_on(left, sign, right) or ("\n" in sign and _DANGLING.search(left)):
        return False
    if right[0].isupper() and (_CAPITAL_HEAD.match(right) or _CAPITAL_GROUP.match(right) or _ACRONYM.match(right)):
        return True
    if _LOWER_START.match(right):
        return True
    if _AFTER_AND.match(right):
        if "," in sign:  # "Bộ Tài chính, cơ quan, đơn vị liên quan", but not "các bộ, ngành, cơ quan"
            return not (_PLAIN_CHAIN.match(left) or _GROUP_START.match(left))
        return not _PLAIN_CHAIN.match(left)
    elided = _ELIDED_HEAD.match(left) or _PLURAL_HEAD.match(left) or _lexicon().fields.match(left)
    return bool(elided and right[0].isupper() and _lexicon().fields.match(right))


_CHAIN_END = re.compile(
    r"(?:^|[\s,])(?:sở|bộ|ban|ngành|đoàn\s+thể|hội|đơn\s+vị|cơ\s+quan|tổ\s+chức|huyện|thị\s+xã|thị\s+trấn|tỉnh|xã|quận|phường|sở\s+ngành)$",
    re.IGNORECASE,
)
_CHAIN_NEXT = re.compile(
    r"(?:sở|bộ|ban,?\s*ngành|ban|ngành|đoàn\s+thể|hội|đơn\s+vị|cơ\s+quan\s+ngang\s+bộ|cơ\s+quan\s+thuộc\s+chính\s+phủ|cơ\s+quan|tổ\s+chức|"
    r"địa\s+phương)(?!\w)(?!\s+(?-i:[" + UPPER + r"]))",
    re.IGNORECASE,
)


#: The departments of a province, a term of its own, to which "địa phương" does not belong.
_DEPARTMENTS = re.compile(r"sở\s*,\s*ban\s*,?\s*ngành(?:\s+(?:cấp\s+)?tỉnh)?$", re.IGNORECASE)


def _chain_goes_on(left: str, sign: str, right: str) -> bool:
    """ "sở, ban, ngành" and "huyện, thị xã, thành phố Huế" are one group each, whatever their capitals."""
    if _PLACE_WORD.match(right) and _PLACE_CHAIN.search(left):
        return True
    return "," in sign and bool(_CHAIN_END.search(left) and _CHAIN_NEXT.match(right) and "các" not in right[:4].lower())


_PLACE_CHAIN = re.compile(
    r"(?:thị\s+xã|thành\s+phố|thị\s+trấn|phường|xã|đặc\s+khu|huyện|quận|tỉnh)(?:\s+[" + UPPER + r"]\w*){0,4}$"
)


# --- agencies in prose ------------------------------------------------------------------------------------

_STOP_VERBS = (
    r"tham mưu|xây dựng|tổ chức|triển khai|thực hiện|hướng dẫn|rà soát|đề xuất|nghiên cứu|ban hành|trình|báo cáo|tổng hợp|"
    r"theo dõi|kiểm tra|giám sát|đôn đốc|đẩy mạnh|tăng cường|tiếp tục|chỉ đạo|chủ động|chủ trì|phối hợp|bố trí|cân đối|"
    r"thẩm định|phê duyệt|lập(?=\s+(?:dự|kế|danh|hồ|quy|phương|báo|thủ|đề|bản|sổ|biểu|chương|các|Quy|Kế))|căn cứ|có trách nhiệm|có nhiệm vụ|chịu trách nhiệm|theo|trong phạm vi|trên cơ sở|phát huy|nâng cao|"
    r"đảm bảo|bảo đảm|tuyên truyền|phổ biến|quán triệt|thường xuyên|kịp thời|định kỳ|hằng năm|hàng năm|xem xét|quyết định|"
    r"sửa đổi|bổ sung|hoàn thiện|hoàn thành|đánh giá|cung cấp|cập nhật|công bố|công khai|quản lý|vận hành|đầu tư|huy động|"
    r"ưu tiên|lồng ghép|khảo sát|thống kê|xác định|xử lý|giải quyết|tháo gỡ|hỗ trợ|khuyến khích|vận động|tạo|mở|tập trung|"
    r"đa dạng|củng cố|kiện toàn|phân công|phân bổ|giao|cử|gửi|đăng ký|tiếp nhận|thu hút|phát triển|đào tạo|bồi dưỡng|"
    r"tập huấn|truyền thông|thông tin|đưa|làm|tiến hành|sơ kết|tổng kết|khen thưởng|biểu dương|thanh tra|đấu tranh|"
    r"ngăn chặn|phòng ngừa|phát hiện|bảo vệ|duy trì|khai thác|ứng dụng|áp dụng|nhân rộng|thành lập|thiết lập|xúc tiến|"
    r"quảng bá|kết nối|cắt giảm|đơn giản|lựa chọn|tham gia|thống nhất|điều chỉnh|cụ thể hóa|cụ thể hoá|quy định|đề nghị|yêu cầu|kiến nghị|"
    r"để|nhằm|trong việc|trong quá trình|trong công tác|về việc|về|đối với|khi|nếu|sớm|khẩn trương|quan tâm|chuẩn bị|ký kết|đàm phán|"
    r"thúc đẩy|đổi mới|thí điểm|hình thành|lấy|chăm lo|chi trả|thu|nộp|phát động|bám sát|nắm|giữ|mời|tư vấn|giúp|thay mặt|"
    r"được|phải|cần|sẽ|tự|dự thảo|soạn thảo|điều phối|khắc phục|đồng thời|chấp hành|ủy quyền|quy hoạch|giới thiệu|"
    r"biên soạn|xuất bản|phát hành|số hóa|tích hợp|chia sẻ|góp ý|thể chế|tính toán|đàm phán|phân tích|dự báo|đo lường|nghiêm túc|"
    r"tích cực|khai trương|đấu nối|thẩm tra|xác minh|xác nhận|thanh toán|quyết toán|bảo trì|thông qua|từng bước|tận dụng|"
    r"có kế hoạch|có giải pháp|có biện pháp|có phương án|có văn bản|gắn|tác động|cảnh báo|điều tra|xét|tuyển|lưu|tái|kêu gọi|tuân thủ|nêu cao|rèn luyện|gương mẫu|lãnh đạo|định hướng|kết thúc|tiếp thu|tình hình|kết quả|những vấn đề|những nội dung|những khó khăn|vấn đề|bằng|trước|các vấn đề|các nội dung|các nhiệm vụ|các giải pháp|các biện pháp|nhiệm vụ|nội dung|công tác|việc|đặc biệt|nhất là|"
    r"sử dụng|thu thập|bàn giao|vào cuộc|chuyển|xem|nhanh chóng|là|tìm|mua|bán|đón|đo|kiểm|đối thoại|tham dự|truy|chú trọng|trực tiếp|phản ánh|"
    r"công nhận|đàm|rút|hợp tác|hỏi|đáp ứng|phòng, chống|phòng chống|học tập|cải thiện|cải cách|phân cấp|siết|ban bố|thiết kế|vinh danh|tôn vinh|"
    r"tổng rà soát|chấn chỉnh|giảm|tăng|đặt|chọn|cho|trong|tại|khẳng định|bổ nhiệm|kiểm soát|luân chuyển|xóa|xoá|đồng chủ trì|đồng hành|quyết liệt|hoặc|"
    r"đã|đang|chưa|vẫn|giám định|niêm yết|chứng nhận|gia hạn|thực thi|thi hành|mua sắm|lắp đặt|sửa chữa|nâng cấp|cải tạo|vận chuyển|chăm sóc|nuôi dưỡng|điều trị|khám|thăm|tặng|trao|thu hồi|bồi thường|giải phóng|di dời|cứu trợ|phân loại|sàng lọc|tuyển chọn|hạn chế|loại bỏ|chấm dứt|tạm dừng|bãi bỏ|thay thế|trả lời|tiếp công dân|hòa giải|liên hệ|tài trợ|ủng hộ|đóng góp|vận dụng|nghiệm thu|bảo dưỡng|duy tu|kê khai|đối chiếu|làm rõ|làm tốt|chứng thực|đăng tải|phát sóng|đưa tin|biên tập|thảo luận|thỏa thuận|cam kết|bảo lãnh|cho vay|giải ngân|kiểm nghiệm|thử nghiệm|kiểm định|đo đạc|quan trắc|thăm dò|quy tập|tìm kiếm|tri ân|phục vụ|ứng trực|ứng cứu|sơ tán|lưu ý|phấn đấu|cố gắng|quyết tâm|coi trọng|xúc tiến|trang bị|đầu mối|thường trực|trả|thu thập|xác thực|số hoá|đẩy nhanh|rút ngắn|phân tích|khơi thông|tiết kiệm|cắt|chi|nhận|lấy ý kiến|xin ý kiến|góp phần|khai báo|báo động|đôn thúc|đốc thúc|mở rộng|xây mới|khởi công|vinh danh|hợp đồng|tạm ứng|dự toán|lựa chọn|thanh lý|cập nhập|rà|tổ chức"
)
_STOP = re.compile(rf"(?<=[\s,])(?:{_STOP_VERBS})(?!\w)|[.:](?=\s|$)|;(?=\s+[a-zđ])|\n")
#: Words before which a verb's word is part of a name ("Ban quản lý", "cơ sở đào tạo", "chủ đầu tư").
_NAME_BEFORE = re.compile(
    r"(?:Ban|Sở|Bộ|Cục|Quỹ|Trung tâm|Văn phòng|Viện|Ngân hàng|Hội|Công ty|Phòng|Vụ|Tổ|Đài|cơ sở|chủ|nhà|quỹ|ban|trung tâm|"
    r"lực lượng|viện|sở|ngân hàng|dự án|đầu tư)\s+$"
)
_ORGANISATION = re.compile(
    r"tổ chức\s+(?:chính trị|xã hội|đoàn thể|có liên quan|liên quan|quốc tế|tín dụng|hội|khoa học|phi|đảng|công đoàn|tôn giáo|kinh tế|"
    r"cá nhân|thành viên|đại diện|nghề nghiệp|trong|khác|hành nghề|hoạt động|đào tạo|sự nghiệp)|tổ chức\s*(?:[,;.)]|và\b)"
)
_AGENCY_OF = re.compile(
    r"(?:cơ quan|đơn vị|doanh nghiệp|tổ chức|cơ sở)\s+(?:thông tin|truyền thông|quản lý|chủ trì|thanh tra|kiểm tra|giám sát|cung cấp|"
    r"được giao|được phân công|phối hợp|truyền|báo|vận hành|thực hiện|đầu tư|xuất bản|đào tạo|kiểm soát|cấp)$"
)
#: A phrase that restricts the agencies before it rather than ends their list.
_RESTRICTION = re.compile(r"(?:trong|tại|theo|trên)\s+(?:tỉnh|cả nước|địa bàn|phạm vi cả nước|vùng|khu vực)(?!\w)")


@dataclass(frozen=True, slots=True)
class AgencyList:
    """Agencies named in prose and the offset where the words after them begin."""

    names: tuple[str, ...]
    end: int


def take_agencies(text: str, start: int, end: int) -> AgencyList | None:
    """The agencies with which the words from ``start`` begin; ``None`` if they begin with something else.

    The list ends at the verb that says what the agencies do, at a full stop or a colon.
    """
    if not looks_like_agency(text[start : start + 60]):
        return None
    limit = min(end, start + _LIST_REACH)
    stop = _stop(text, start, limit)
    names = [name for name in split_agencies(text[start:stop]) if len(name) <= 220]
    while names and not looks_like_agency(names[-1]) and canonical_name(names[-1].split(" ", 1)[-1]) is None:
        names.pop()
    return AgencyList(tuple(names), stop) if names else None


def _stop(text: str, start: int, limit: int) -> int:
    window = text[start:limit]
    protected = [match.span() for match in _lexicon().whole.finditer(window)]
    protected += [match.span() for match in _lexicon().fields.finditer(window) if match[0][0].isupper()]
    for match in _STOP.finditer(window):
        at = match.start()
        if any(s <= at < e for s, e in protected):
            continue
        word = match[0]
        if word != "\n" and _depth(window, 0, at) > 0:
            continue
        if word == ":" and _PLURAL.search(window[max(0, at - 12) : at]):  # "các Bộ: Y tế, Tài chính"
            continue
        if word[0].isalpha() and _is_name_word(window, at, match.end()):
            continue
        return start + at
    return limit


_PLURAL = re.compile(r"(?:các|những)\s+(?:bộ|sở|ban|ngành|cục|vụ)$", re.IGNORECASE)


def _is_name_word(window: str, at: int, end: int) -> bool:
    """Whether a word that can be a verb is here part of a name."""
    before = window[max(0, at - 24) : at]
    if window.startswith("tổ chức", at):
        return bool(_ORGANISATION.match(window, at)) or (
            bool(re.search(r"(?:các|cơ quan,|và|hội,|đoàn thể,)\s+$", before))
            and not re.match(
                r"tổ chức\s+(?:thực hiện|triển khai|kiểm tra|tuyên truyền|tập huấn|thi|hội|các|đánh giá|quán triệt|xây dựng|lễ|lớp|rà|điều|khảo)",
                window[at : at + 40],
            )
        )
    if _RESTRICTION.match(window, at) or re.match(r"tập trung(?:\s+và\b|\s*[,;.]|$)", window[at : at + 14]):
        return True
    return bool(_NAME_BEFORE.search(before) or _AGENCY_OF.search(window[max(0, at - 24) : end]))
