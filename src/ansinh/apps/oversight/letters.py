"""What a follow-up letter says, in the words of `papers.official`. Pure: everything it needs is handed in.

One organisation: the things stand in a table of the letter. Several: the letter is a frame and the things stand in an
annex. At the last level the letter reports to the leader of the province and asks for direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.oversight.models import FollowUp, FollowUpItem, FollowUpLevel
from ansinh.apps.plans.models import Plan
from ansinh.domain.figures import write_short_date
from ansinh.papers.official import (
    Align,
    Annex,
    Block,
    Column,
    Letterhead,
    Marking,
    OfficialPaper,
    Paragraph,
    Row,
    Signature,
    Table,
    TableCell,
)

_COMMITTEES = (
    OrganisationKind.PROVINCIAL_COMMITTEE, OrganisationKind.DISTRICT_COMMITTEE, OrganisationKind.COMMUNE_COMMITTEE,
)  # fmt: skip
_ANNEX_TITLE = "Danh mục việc quá hạn, chưa thực hiện"


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter with everything it mentions. ``before`` are issued letters about some of the same things."""

    letter: FollowUp
    items: Sequence[FollowUpItem]
    plan: Plan | None
    before: Sequence[FollowUp]
    place: str | None
    leader_of: Organisation | None  # the provincial committee

    @property
    def agencies(self) -> tuple[Organisation, ...]:
        return tuple({item.organisation_id: item.organisation for item in self.items}.values())

    @property
    def is_to_leader(self) -> bool:
        return self.letter.level == FollowUpLevel.LEADER and self.leader_of is not None


def letter_paper(facts: LetterFacts) -> OfficialPaper:
    """The letter as an official paper; a draft until it has its number."""
    letter = facts.letter
    number, _, symbol = letter.number.partition("/")
    return OfficialPaper(
        head=Letterhead(
            issuer=letter.issuer.name,
            superior=letter.issuer.parent.name if letter.issuer.parent else None,
            number=number or None,
            symbol=symbol or None,
            place=facts.place,
            issued_on=letter.issued_on,
            year=letter.as_of.year,
        ),
        kind=None,
        title=_title(facts),
        body=_body(facts),
        signature=_signature(letter.issuer),
        recipients=_recipients(facts),
        addressees=_addressees(facts),
        annexes=(_annex(facts),) if len(facts.agencies) > 1 else (),
        marking=None if letter.issued_on else Marking.DRAFT,
    )


# Words -----------------------------------------------------------------------------------------------------------


def _title(facts: LetterFacts) -> str:
    what = f"Kế hoạch số {facts.plan.number}" if facts.plan else "nhiệm vụ được giao"
    if facts.is_to_leader:
        return f"báo cáo việc chậm thực hiện {what}"
    times = f" (lần {facts.letter.level})" if facts.letter.level > FollowUpLevel.FIRST else ""
    return f"đôn đốc thực hiện {what}{times}"


def _addressees(facts: LetterFacts) -> tuple[str, ...]:
    if facts.is_to_leader and facts.leader_of:
        return (f"Chủ tịch {facts.leader_of.name}",)
    return tuple(agency.name for agency in facts.agencies)


def _body(facts: LetterFacts) -> tuple[Block, ...]:
    one = len(facts.agencies) == 1
    table: tuple[Block, ...] = (_table(facts.items, facts.letter.as_of),) if one else ()
    return (Paragraph(_opening(facts)), *_reminder_of_letters(facts), *table, *_requests(facts))


def _opening(facts: LetterFacts) -> str:
    agencies, count = facts.agencies, len(facts.items)
    who = agencies[0].name if len(agencies) == 1 else f"{len(agencies)} cơ quan, đơn vị"
    where = "như sau:" if len(agencies) == 1 else "nêu tại Phụ lục kèm theo."
    return (
        f"{_ground(facts.plan)}Qua theo dõi, tính đến ngày {write_short_date(facts.letter.as_of)}, {who} còn {count} việc "
        f"đã quá hạn hoặc chưa thực hiện, {where}"
    )


def _ground(plan: Plan | None) -> str:
    if plan is None:
        return ""
    return (
        f"Thực hiện nhiệm vụ theo dõi, đôn đốc {plan.get_kind_display()} số {plan.number} ngày "
        f"{write_short_date(plan.issued_on)} của {plan.issuer.name}. "
    )


def _reminder_of_letters(facts: LetterFacts) -> tuple[Paragraph, ...]:
    if not facts.before:
        return ()
    named = "; ".join(
        f"Công văn số {letter.number} ngày {write_short_date(letter.issued_on)}"
        for letter in facts.before
        if letter.issued_on
    )
    return (Paragraph(f"Về các việc này, {facts.letter.issuer.name} đã có {named}."),)


def _requests(facts: LetterFacts) -> tuple[Paragraph, ...]:
    """What is asked for; the last words of the letter end with ./."""
    by = write_short_date(facts.letter.answer_by)
    issuer = facts.letter.issuer.name
    if facts.is_to_leader and facts.leader_of:
        return (
            Paragraph(
                f"{issuer} kính báo cáo và đề nghị Chủ tịch {facts.leader_of.name} xem xét, chỉ đạo các cơ quan, đơn vị "
                f"nêu trên thực hiện, báo cáo kết quả chậm nhất ngày {by}./."
            ),
        )
    whom = facts.agencies[0].name if len(facts.agencies) == 1 else "các cơ quan, đơn vị"
    return (
        Paragraph(f"Để bảo đảm tiến độ, đề nghị {whom}:"),
        Paragraph(f"1. Thực hiện các việc nêu trên, cập nhật kết quả kèm minh chứng chậm nhất ngày {by}."),
        Paragraph(
            "2. Việc chưa thực hiện được thì nêu rõ nguyên nhân, trách nhiệm, vướng mắc cần tháo gỡ và thời hạn hoàn "
            f"thành, gửi {issuer} trước thời hạn trên."
        ),
        Paragraph(f"{issuer} đề nghị {whom} quan tâm, thực hiện./."),
    )


def _signature(issuer: Organisation) -> Signature:
    """Who signs by the kind of the issuer; the name is filled in by who signs."""
    if issuer.kind in _COMMITTEES:
        return Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH")
    return Signature((), "GIÁM ĐỐC" if issuer.kind == OrganisationKind.DEPARTMENT else "THỦ TRƯỞNG CƠ QUAN")


def _recipients(facts: LetterFacts) -> tuple[str, ...]:
    if facts.is_to_leader:
        return ("Như trên", *(agency.name for agency in facts.agencies), "Lưu: VT")
    report_to = facts.leader_of
    is_below = report_to is not None and report_to.pk != facts.letter.issuer_id
    return ("Như trên", *((f"{report_to.short_name} (để báo cáo)",) if is_below and report_to else ()), "Lưu: VT")


# Tables ----------------------------------------------------------------------------------------------------------


def _columns() -> tuple[Column, ...]:
    return (
        Column("TT", 7, Align.CENTRED),
        Column("Việc phải thực hiện", 48),
        Column("Mục trong kế hoạch", 15, Align.CENTRED),
        Column("Thời hạn", 15, Align.CENTRED),
        Column("Quá hạn (ngày)", 15, Align.CENTRED),
    )


def _table(items: Sequence[FollowUpItem], as_of: date) -> Table:
    return Table(_columns(), _rows(items, as_of))


def _rows(items: Sequence[FollowUpItem], as_of: date) -> tuple[Row, ...]:
    return tuple(_row(number, item, as_of) for number, item in enumerate(items, start=1))


def _row(number: int, item: FollowUpItem, as_of: date) -> Row:
    late = str((as_of - item.due_on).days) if item.due_on else "–"
    due = write_short_date(item.due_on) if item.due_on else "chưa có"
    return (str(number), item.title, item.code or "–", due, late)


def _annex(facts: LetterFacts) -> Annex:
    columns = _columns()
    rows: list[Row] = []
    for _, group in groupby(facts.items, key=lambda item: item.organisation_id):
        items = list(group)
        rows.append((TableCell(items[0].organisation.name, span=len(columns), bold=True),))
        rows += _rows(items, facts.letter.as_of)
    return Annex(_ANNEX_TITLE, (Table(columns, tuple(rows)),))
