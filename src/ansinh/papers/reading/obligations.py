"""Duties that the part "Tổ chức thực hiện" lays down: own plans, budget, monitoring, reports, obstacles.

An unnumbered closing paragraph ("Trong quá trình thực hiện, nếu có vướng mắc …") has no code in the document;
it is cited as the end of its part, ``IV.end``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ansinh.domain.readings import DueRule, Frequency, ObligationKind, ObligationReading
from ansinh.domain.vietnamese import squeeze
from ansinh.papers.paper import Paper

from .agencies import looks_like_agency, take_agencies
from .items import Item, agency_heading
from .labels import LabelKind
from .sections import carries_out, is_background
from .sentences import closes_paper, read_assignment
from .wording import quote

_PAPER_NOUN = r"(?:kế hoạch|chỉ thị|nghị quyết|quyết định|chương trình|đề án|chiến lược|dự án|phương án|công điện)"
_TROUBLE = re.compile(
    r"(?:vướng mắc|khó khăn|phát sinh|bất cập|vấn đề mới|điều chỉnh|sửa đổi, bổ sung)[^.]{0,260}?(?:báo cáo|phản ánh|kiến nghị|gửi|đề xuất|trao đổi|thông tin|có văn bản|tổng hợp)"
)
_TROUBLE_WHEN = re.compile(
    r"(?:nếu|trường hợp|quá trình (?:tổ chức )?(?:triển khai )?(?:tổ chức )?(?:thực hiện|triển khai)|khi có|kịp thời (?:báo cáo|phản ánh))"
)
_CYCLE = r"(?:định kỳ|hằng năm|hàng năm|hằng quý|hàng quý|hằng tháng|hàng tháng|6 tháng|06 tháng|đột xuất|trước ngày \d{1,2}(?:/\d{1,2}|(?: tháng \d{1,2})?)(?!/\d{4}| năm))"
_REPORT = (
    re.compile(rf"{_CYCLE}[^.;]{{0,160}}báo cáo"),
    re.compile(rf"báo cáo[^.;]{{0,200}}{_CYCLE}"),
    re.compile(
        rf"báo cáo[^.;]{{0,80}}(?:kết quả|tình hình)[^.;]{{0,60}}(?:thực hiện|triển khai)[^.;]{{0,80}}{_PAPER_NOUN}"
    ),
    re.compile(r"(?:gửi|chế độ|thực hiện) (?:thông tin, )?báo cáo"),
)
_BUDGET = re.compile(
    r"(?:lập|xây dựng|tổng hợp|đề xuất|bố trí trong|cân đối)[^.;]{0,60}dự toán|dự toán[^.;]{0,60}(?:gửi|trình)"
)
_PLAN = re.compile(
    rf"(?:xây dựng|ban hành|cụ thể hóa|cụ thể hoá|có)[^.;]{{0,80}}(?:kế hoạch|chương trình)[^.;]{{0,140}}(?:triển khai|thực hiện|phù hợp|cụ thể|chi tiết|{_PAPER_NOUN} này)"
)
_PLAN_BASIS = re.compile(
    rf"căn cứ|trên cơ sở|phù hợp với|{_PAPER_NOUN} này|của (?:cơ quan|đơn vị|ngành|địa phương)|ngành, địa phương|lồng ghép"
)
_MONITOR_VERBS = re.compile(r"theo dõi|đôn đốc|kiểm tra|giám sát|đầu mối|thường trực")
_MONITOR = re.compile(
    rf"(?:theo dõi|đôn đốc|kiểm tra|giám sát|đánh giá|hướng dẫn)[^.;]{{0,160}}(?:thực hiện|triển khai)[^.;]{{0,100}}{_PAPER_NOUN}"
)
_OWN_PAPER = re.compile(
    rf"{_PAPER_NOUN}(?: hành động)? này|(?:thực hiện|triển khai) (?:các nội dung (?:của )?)?{_PAPER_NOUN}\b|(?:của|tại) {_PAPER_NOUN}(?: này)?"
)
_DUE = re.compile(
    r"(?P<sign>trước|chậm nhất(?: là)?(?: vào| trước| đến)?|vào|muộn nhất|đến)\s+(?:ngày\s+)?(?P<d>\d{1,2})"
    r"(?:\s*(?:/|-|\s+tháng\s+)\s*(?P<m>\d{1,2})(?:\s*(?:/|-|,?\s+năm\s+)\s*(?P<y>20\d{2}))?|\s+(?:hằng|hàng|của)\s+(?:tháng|quý|tháng cuối))",
    re.IGNORECASE,
)
_FREQUENCIES: tuple[tuple[Frequency, re.Pattern[str]], ...] = (
    (Frequency.MONTHLY, re.compile(r"(?:hằng|hàng|mỗi) tháng|định kỳ tháng|(?:01|1) tháng/lần")),
    (Frequency.QUARTERLY, re.compile(r"(?:hằng|hàng|mỗi|từng) quý|định kỳ quý|(?:03|3) tháng")),
    (Frequency.HALF_YEARLY, re.compile(r"(?<!ngày )\b0?6 tháng(?! \d)|sáu tháng")),
    (Frequency.YEARLY, re.compile(r"(?:hằng|hàng|mỗi) năm|định kỳ năm|(?:01|1) năm/lần|báo cáo năm")),
    (Frequency.CONTINUOUS, re.compile(r"thường xuyên")),
    (
        Frequency.ON_EVENT,
        re.compile(r"đột xuất|nếu có|nếu gặp|khi có|kịp thời (?:báo cáo|phản ánh)|có vấn đề|trường hợp"),
    ),
)
_TO = re.compile(
    r"(?:\bvề(?: cho)?|\bgửi(?: báo cáo| kết quả)?(?: về| cho| đến| tới)?|báo cáo(?: về| cho| với| lên)?|phản ánh(?: về| đến| với)?|trình|kiến nghị(?: với)?|đề xuất(?: với)?) (?=\S)",
    re.IGNORECASE,
)
_VIA = re.compile(r"\(?\s*(?:thông )?qua\s+(?=\S)")
_TITLE = re.compile(r"[^:.;]{3,60}:\s+")
_SHORT, _EARLY = 420, 160  # characters
#: Capitals that abbreviate a subject (PCCC, VLNCN), not an agency.
_ABBREVIATION = re.compile(r"(?!UB|HĐND|BHXH|VP|NHNN|KBNN|BCĐ|BCH|BQL|MTTQ|BTV)[A-ZĐ]{3,}\b")
_HEADS = re.compile(r"(?:Giám đốc|Thủ trưởng|Chủ tịch|Bộ trưởng|Người đứng đầu)", re.IGNORECASE)
#: Own plans and budget estimates are duties of many; of one named agency they are its work.
_OF_MANY = frozenset({ObligationKind.PLAN, ObligationKind.BUDGET})
_GROUP = re.compile(
    r"(?:các|những|mỗi|từng|toàn thể|giám đốc|thủ trưởng|chủ tịch|bộ trưởng|người đứng đầu|ubnd|ủy ban nhân dân|uỷ ban nhân dân|cơ quan|đơn vị|sở, |bộ, )",
    re.IGNORECASE,
)
_BEHIND_CLAUSE = re.compile(r"[,;] (?:(?:đề nghị|yêu cầu) )?(?=các |sở |thủ trưởng |[A-ZĐỦ])")


@dataclass(slots=True)
class Obligations:
    """The duties, and the blocks that they account for."""

    readings: list[ObligationReading] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)


def read_obligations(paper: Paper, items: Iterable[Item], taken: set[int]) -> Obligations:
    """The duties among the items, without those whose blocks are ``taken`` by other readers."""
    reader = _Reader(paper, taken)
    for item in items:
        if item.parent is None and item.kind is not LabelKind.ANNEX:
            reader.visit(item, (), None)
    return reader.found


class _Reader:
    def __init__(self, paper: Paper, taken: set[int]) -> None:
        self.paper = paper
        self.taken = taken
        self.found = Obligations()

    def visit(self, item: Item, charged: tuple[str, ...], section: str | None) -> None:
        words = item.words(self.paper)
        if is_background(item, words) and section is None:
            return
        if carries_out(words):
            section = words
        named = agency_heading(words)
        if named is not None and item.children:
            charged = named.names
        elif item.block not in self.taken and not closes_paper(words):
            self._read(item, words, charged, section)
        for child in item.children:
            self.visit(child, charged, section)

    def _read(self, item: Item, words: str, charged: tuple[str, ...], section: str | None) -> None:
        lowered = words.lower()
        kind = _kind(lowered, bool(charged), any(_HEADS.match(name) for name in charged), section)
        if kind is None or (
            section is None and kind not in (ObligationKind.ESCALATE, ObligationKind.REPORT, ObligationKind.MONITOR)
        ):
            return
        who = self._who(item, charged)
        if not who or (kind in _OF_MANY and not any(_GROUP.match(name) for name in who)):
            return
        due = read_due(words)
        self.found.claimed.add(item.block)
        self.found.readings.append(
            ObligationReading(
                code=_code(item),
                kind=kind,
                who=who,
                what=squeeze(words).strip(" ;"),
                to=self._to(item, who),
                via=self._via(item),
                due=due,
                frequency=_frequency(lowered, kind, due),
                quote=quote(self.paper, item.start, item.end),
            )
        )

    def _who(self, item: Item, charged: tuple[str, ...]) -> tuple[str, ...]:
        text = self.paper.text
        start = item.words_start
        title = _TITLE.match(text, start, item.end)
        if title is not None and not looks_like_agency(text[start : start + 60]):
            start = title.end()
        found = read_assignment(text, start, item.end, charged=bool(charged))
        if found.leads:
            return found.leads
        if charged:
            return charged
        return self._who_inside(start, item.end)

    def _who_inside(self, start: int, end: int) -> tuple[str, ...]:
        """The subject behind a clause: "Trong quá trình thực hiện, nếu có vướng mắc; các sở, ban, ngành …"."""
        text = self.paper.text
        for match in _BEHIND_CLAUSE.finditer(text, start, end):
            taken = take_agencies(text, match.end(), end)
            if taken is not None:
                return taken.names
        return ()

    def _to(self, item: Item, who: tuple[str, ...]) -> str | None:
        """The addressee: of several, the one behind "về" or "gửi"."""
        text = self.paper.text
        found: list[tuple[int, str]] = []
        for match in _TO.finditer(text, item.words_start, item.end):
            name = self._agency(match.end(), item.end)
            if name is not None and name not in who:
                found.append((0 if match[0].lower().startswith(("về", "gửi")) else 1, name))
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _via(self, item: Item) -> str | None:
        for match in _VIA.finditer(self.paper.text, item.words_start, item.end):
            name = self._agency(match.end(), item.end)
            if name is not None:
                return name
        return None

    def _agency(self, start: int, end: int) -> str | None:
        text = self.paper.text
        if not looks_like_agency(text[start : start + 60]) or _ABBREVIATION.match(text, start):
            return None
        close = text.find(")", start, min(end, start + 120))
        opening = text.find("(", start, min(end, start + 120))
        limit = min([at for at in (close, opening) if at > start] or [end])
        taken = take_agencies(text, start, limit)
        return taken.names[0] if taken is not None else None


def _kind(words: str, charged: bool, heads: bool, section: str | None) -> ObligationKind | None:
    """The kind of duty; work of the agency itself is none. ``heads``: the charge is to heads of many agencies."""
    head = words[:420]
    if _tells_of_trouble(words) and not any(pattern.search(head) for pattern in _REPORT[:2]):
        return ObligationKind.ESCALATE
    if _reports_regularly(words, charged):
        return ObligationKind.REPORT
    if _BUDGET.search(words) and not (charged and head.startswith("chủ trì")):
        return ObligationKind.BUDGET
    if (not charged or heads) and _PLAN.search(head) and _PLAN_BASIS.search(head):
        return ObligationKind.PLAN
    if (
        len(set(_MONITOR_VERBS.findall(head))) >= 2
        and _MONITOR.search(head)
        and _OWN_PAPER.search(head)
        and not (charged and head.startswith("chủ trì"))
    ):
        return ObligationKind.MONITOR
    if any(pattern.search(words) for pattern in _REPORT[2:]) and (
        (section is not None and "bao cao" in section) or len(words) < 500
    ):
        return ObligationKind.REPORT
    return None


def _reports_regularly(words: str, charged: bool) -> bool:
    """Whether a periodic report is asked for; in an agency's list of work, not merely at the end of an item."""
    if "báo cáo" not in words or words.startswith("chủ trì, phối hợp"):
        return False
    found = [match.start() for pattern in _REPORT[:2] if (match := pattern.search(words))]
    return bool(found) and (not charged or len(words) < _SHORT or min(found) < _EARLY)


def _tells_of_trouble(words: str) -> bool:
    if len(words) >= 900 or words.startswith(("chủ trì", "tháo gỡ", "rà soát")):
        return False
    return _TROUBLE.search(words) is not None and _TROUBLE_WHEN.search(words) is not None


def read_due(words: str) -> DueRule | None:
    """The day by which something is due each time: "trước ngày 30/10"."""
    match = _DUE.search(words)
    if match is None:
        return None
    month = int(match["m"]) if match["m"] else None
    day = int(match["d"])
    if not 1 <= day <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    return DueRule(
        raw=match[0],
        day=day,
        month=month,
        year=int(match["y"]) if match["y"] else None,
        before=match["sign"].lower().startswith("trước"),
    )


def _frequency(words: str, kind: ObligationKind, due: DueRule | None) -> Frequency | None:
    if kind is ObligationKind.ESCALATE:
        return Frequency.ON_EVENT
    found = next((frequency for frequency, pattern in _FREQUENCIES if pattern.search(words)), None)
    if found is None and due is not None and due.year is not None:
        return Frequency.ONCE
    if found is Frequency.CONTINUOUS and kind in (ObligationKind.PLAN, ObligationKind.BUDGET):
        return None
    if found is Frequency.ON_EVENT and kind is not ObligationKind.REPORT:
        return None
    return found


def _code(item: Item) -> str:
    if item.kind is not None or item.parent is None:
        return item.code
    chain = list(item.ancestors())
    last = chain[0].children[-1] is item
    if not last or chain[0].kind is LabelKind.BULLET:
        return item.code
    if all(ancestor.parent is None or ancestor.parent.children[-1] is ancestor for ancestor in chain):
        return f"{chain[-1].code}.end" if chain[-1].kind not in (LabelKind.NUMBER, LabelKind.PAREN) else "end"
    return item.code
