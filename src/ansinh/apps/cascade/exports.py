"""What the cascade hands out: a unit's draft plan as a Word file by Decree 30/2020, the matrix as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from ansinh.apps.cascade.queries import STATE_WORDS, Asked, Cascade, DraftMatter, Unit
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.plans.models import ObligationWording, Plan, TargetWording, TaskWording
from ansinh.domain.cascade import CellState, write_mark
from ansinh.domain.figures import NBSP, write_date, write_quantity, write_short_date
from ansinh.domain.readings import Comparison
from ansinh.papers.official import (
    Block,
    Heading,
    Letterhead,
    Marking,
    OfficialPaper,
    Paragraph,
    Rank,
    Signature,
    Span,
    bases,
    render_docx,
)
from ansinh.papers.sheets import Column, Group, Line, Sheet, Workbook, render_xlsx

#: Where the unit writes its own number or name.
BLANK = "……"


# A unit's draft ----------------------------------------------------------------------------------------------------


def draft_docx(matter: DraftMatter, made_at: datetime) -> bytes:
    return render_docx(draft_paper(matter), made_at=made_at)


def draft_paper(matter: DraftMatter) -> OfficialPaper:
    """A plan that carries out the one above, in its order; each item names the promise it carries out."""
    unit, plan = matter.unit, matter.plan
    is_committee = unit.kind in (OrganisationKind.DISTRICT_COMMITTEE, OrganisationKind.COMMUNE_COMMITTEE)
    return OfficialPaper(
        head=Letterhead(
            issuer=_full(unit.name),
            superior=None if is_committee else _full(plan.issuer.name),
            symbol="KH-UBND" if is_committee else None,
            place=_place(unit, plan),
            year=matter.day.year,
        ),
        kind="Kế hoạch",
        title=f"Thực hiện {plan_called(plan)}" + (f" trên địa bàn {_area(unit)}" if is_committee else ""),
        body=tuple(_body(matter)),
        signature=Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH") if is_committee else Signature((), "THỦ TRƯỞNG"),
        recipients=(
            f"{plan.issuer.short_name} (để báo cáo)",
            f"{plan.coordinating_agency.name} (để tổng hợp)",
            BLANK,
            "Lưu: VT",
        ),
        marking=Marking.DRAFT,
    )


def plan_called(plan: Plan) -> str:
    """ "Kế hoạch số 65/KH-UBND ngày 20/3/2024 của UBND tỉnh Quảng Ngãi"."""
    return (
        f"{plan.get_kind_display()} số {plan.number} ngày {write_short_date(plan.issued_on)} "
        f"của {plan.issuer.short_name}"
    )


def _full(name: str) -> str:
    return name.replace("UBND", "Ủy ban nhân dân")


def _area(unit: Organisation) -> str:
    return unit.unit.name[:1].lower() + unit.unit.name[1:] if unit.unit else BLANK


def _place(unit: Organisation, plan: Plan) -> str:
    if unit.unit is not None:
        return unit.unit.name.removeprefix(unit.unit.kind).strip()
    return plan.document.place or BLANK


def _body(matter: DraftMatter) -> Iterator[Block]:
    plan, name = matter.plan, _full(matter.unit.name)
    yield from bases(f"Căn cứ {plan_called(plan)} {_about(plan)}", *(f"Căn cứ {cited}" for cited in matter.cited))
    yield Paragraph(f"{name} ban hành Kế hoạch thực hiện như sau:")
    yield from _purpose(matter)
    yield from _targets(matter)
    yield from _tasks(matter)
    yield from _organising(matter)


def _about(plan: Plan) -> str:
    title = plan.title.strip().rstrip(".;")
    if title.casefold().startswith(("về việc", "thực hiện")):
        return title[:1].lower() + title[1:]
    return f"về việc {title[:1].lower()}{title[1:]}"


def _purpose(matter: DraftMatter) -> Iterator[Block]:
    yield Heading(Rank.DIVISION, "I.", "MỤC ĐÍCH, YÊU CẦU")
    yield Heading(Rank.CLAUSE, "1.", "Mục đích")
    yield Paragraph(
        f"Cụ thể hóa và tổ chức thực hiện kịp thời, hiệu quả các mục tiêu, nhiệm vụ và giải pháp của "
        f"{plan_called(matter.plan)}, phù hợp với chức năng, nhiệm vụ và điều kiện của {_full(matter.unit.name)}."
    )
    yield Heading(Rank.CLAUSE, "2.", "Yêu cầu")
    yield Paragraph(
        "Xác định rõ nội dung, kết quả phải đạt, thời hạn, cơ quan chủ trì, cơ quan phối hợp; phân công trách nhiệm cụ thể; "
        "thường xuyên kiểm tra, đôn đốc, kịp thời báo cáo vướng mắc."
    )


def _targets(matter: DraftMatter) -> Iterator[Block]:
    """By the year they are due, each with a blank for the unit's own number."""
    yield Heading(Rank.DIVISION, "II.", "MỤC TIÊU")
    if not matter.targets:
        yield Paragraph(f"{BLANK} (kế hoạch của tỉnh không giao chỉ tiêu riêng; đơn vị tự xác định).")
    years = dict.fromkeys(_due_year(row) for row in matter.targets)
    for number, year in enumerate(years, 1):
        yield Heading(Rank.CLAUSE, f"{number}.", f"Đến năm {year}" if year else "Mục tiêu khác")
        for row in matter.targets:
            if _due_year(row) == year:
                yield Paragraph(("- ", *_target_words(matter.plan, row)))


def _due_year(row: Asked) -> int | None:
    return row.wording.due_year if isinstance(row.wording, TargetWording) else None


def _target_words(plan: Plan, row: Asked) -> Iterator[str | Span]:
    wording = row.wording
    assert isinstance(wording, TargetWording)
    mark = write_mark(row.code, plan.number).removesuffix(")")
    if not wording.comparison:
        yield f"{row.name} {mark})."
        return
    unit = wording.unit
    # "Số bác sĩ trên 10.000 dân đạt …… bác sĩ/10.000 dân" would say it twice.
    name = row.name.removesuffix(f" trên {unit.partition('/')[2]}")
    yield f"{name} đạt {BLANK}{'' if unit.startswith('%') else ' '}{unit} "
    yield Span(f"{mark}; của tỉnh: {_in_words(wording)}).", italic=True)


_COMPARED = {
    Comparison.AT_LEAST: "ít nhất",
    Comparison.MORE_THAN: "trên",
    Comparison.AT_MOST: "không quá",
    Comparison.LESS_THAN: "dưới",
    Comparison.ABOUT: "khoảng",
    Comparison.MAINTAIN: "duy trì",
}


def _in_words(wording: TargetWording) -> str:
    """ "trên 95%", "khoảng 1.000 căn": as a document writes it, without signs."""
    figure = write_quantity(wording).lstrip(f"≥>≤<≈{NBSP}")
    word = _COMPARED.get(Comparison(wording.comparison))
    return f"{word} {figure}" if word else figure


def _tasks(matter: DraftMatter) -> Iterator[Block]:
    """Under the headings of the plan above, in its words, for the unit to cut down to what it does."""
    yield Heading(Rank.DIVISION, "III.", "NỘI DUNG, NHIỆM VỤ VÀ GIẢI PHÁP")
    names = {section.code: section.heading for section in matter.sections}
    sections = dict.fromkeys(_heading_code(row) for row in matter.tasks)
    for number, section in enumerate(sections, 1):
        yield Heading(Rank.CLAUSE, f"{number}.", names.get(section, section))
        inside = [row for row in matter.tasks if _heading_code(row) == section]
        for letter, row in zip(_LETTERS, inside, strict=False):
            yield from _task(matter, letter if len(inside) > 1 else "", row)


_LETTERS = "abcdđeghiklmnopqrstuvxy"


def _heading_code(row: Asked) -> str:
    return row.section or row.code.rpartition(".")[0]


def _task(matter: DraftMatter, letter: str, row: Asked) -> Iterator[Block]:
    wording = row.wording
    assert isinstance(wording, TaskWording)
    mark = write_mark(row.code, matter.plan.number)
    text = wording.text.strip().rstrip(".")
    yield Paragraph((f"{letter}) {text} " if letter else f"{text} ", Span(f"{mark}.", italic=True)))
    unit = matter.unit.short_name
    yield Paragraph(f"- Cơ quan chủ trì: {unit} (giao {BLANK} tham mưu).")
    if row.pk not in matter.leads and row.pk in matter.lead_names:
        yield Paragraph(f"- Cơ quan phối hợp: {matter.lead_names[row.pk]}; {BLANK}")
    else:
        yield Paragraph(f"- Cơ quan phối hợp: {BLANK}")
    yield Paragraph(f"- Thời gian thực hiện: {wording.timeframe_raw or BLANK}.")


def _organising(matter: DraftMatter) -> Iterator[Block]:
    plan = matter.plan
    yield Heading(Rank.DIVISION, "IV.", "TỔ CHỨC THỰC HIỆN")
    clauses = [
        f"Giao {BLANK} theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này; tổng hợp, tham mưu báo cáo theo quy định.",
        f"Kinh phí thực hiện: {BLANK}",
        *(f"{_duty(wording)} {write_mark(wording.obligation.code, plan.number)}." for wording in matter.duties),
        f"Trong quá trình thực hiện nếu có vướng mắc, kịp thời báo cáo {plan.issuer.short_name} "
        f"(qua {plan.coordinating_agency.name}) để xem xét, chỉ đạo./.",
    ]
    for number, words in enumerate(clauses, 1):
        yield Paragraph(f"{number}. {words}")


def _duty(wording: ObligationWording) -> str:
    """A duty that the plan above lays on the unit, short: what to report, to whom, by when."""
    due = f" ({wording.due_raw})" if wording.due_raw else ""
    to = f" gửi {wording.to}" if wording.to else ""
    via = f" (qua {wording.via})" if wording.via else ""
    return f"Định kỳ{due} báo cáo kết quả thực hiện{to}{via}"


# The matrix ----------------------------------------------------------------------------------------------------------

_SAID = {CellState.CARRIED: "có", CellState.MISSING: "thiếu", CellState.NOT_EXPECTED: "–"}


def matrix_workbook(
    cascade: Cascade, units: Sequence[Unit], rows: Sequence[Asked], headings: dict[str, str], made_at: datetime
) -> bytes:
    """The matrix as it is filtered on the page, and the units with their state, a sheet each."""
    plan = cascade.plan
    titles = (
        f"CỤ THỂ HÓA {plan.get_kind_display().upper()} SỐ {plan.number}",
        f"Tính đến ngày {write_date(cascade.day)}. «có»: đã cụ thể hóa kèm mã mục của đơn vị; «thiếu»: được giao mà chưa có; "
        "«–»: không được giao",
    )
    source = f"Nguồn: {plan.get_kind_display()} số {plan.number} và kế hoạch thực hiện của các đơn vị"
    return render_xlsx(
        Workbook(
            (_matrix_sheet(units, rows, headings, titles, source), _units_sheet(units, titles, source)),
            title=f"Cụ thể hóa {plan.number}",
            author=plan.coordinating_agency.name,
            made_at=made_at,
        )
    )


def _matrix_sheet(
    units: Sequence[Unit], rows: Sequence[Asked], headings: dict[str, str], titles: tuple[str, ...], source: str
) -> Sheet:
    columns = (
        Column("Mã", 10),
        Column("Chỉ tiêu, nhiệm vụ", 48),
        Column("Đã cụ thể hóa / được giao", 14, centred=True),
        *(Column(unit.column, 9, centred=True) for unit in units),
    )
    return Sheet("Ma trận", columns, tuple(_matrix_lines(units, rows, headings)), titles, source, frozen_columns=2)


def _matrix_lines(units: Sequence[Unit], rows: Iterable[Asked], headings: dict[str, str]) -> Iterator[Line]:
    section = None
    for row in rows:
        if row.section != section:
            section = row.section
            yield Group(headings.get(section, section))
        states = [row.state_of(unit.pk) for unit in units]
        asked = sum(state is not CellState.NOT_EXPECTED for state in states)
        yield (
            row.code,
            row.name,
            f"{states.count(CellState.CARRIED)}/{asked}",
            *(_cell(row, unit, state) for unit, state in zip(units, states, strict=True)),
        )


def _cell(row: Asked, unit: Unit, state: CellState) -> str:
    codes = ", ".join(link.child_code for link in row.links.get(unit.pk, ()))
    return f"{_SAID[state]} ({codes})" if codes else _SAID[state]


def _units_sheet(units: Sequence[Unit], titles: tuple[str, ...], source: str) -> Sheet:
    columns = (Column("Đơn vị", 40), Column("Kế hoạch thực hiện", 30), Column("Số, ký hiệu", 24), Column("Từ ngày", 14))
    lines = tuple(
        (
            unit.name,
            STATE_WORDS[unit.state],
            ", ".join(plan.number for plan in unit.plans) or None,
            write_date(unit.since) if unit.since else None,
        )
        for unit in units
    )
    return Sheet("Đơn vị", columns, lines, titles, source)
