"""The pages of doubts: the overview, a list a check, one doubt; what sheets lack and when they came."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from ansinh.apps.indicators.access import visible_sheets
from ansinh.apps.indicators.models import EntrySheet
from ansinh.apps.indicators.pages import FigureLine, figure_line
from ansinh.apps.jobs.models import Job
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.apps.quality.access import REVIEW, SEE_DOUBTS, may_review, sees_counts_of, visible_flags
from ansinh.apps.quality.gathering import SheetFacts, read_sheets, stamp
from ansinh.apps.quality.models import FlagState, QualityFlag, QualityReview, QualitySurvey
from ansinh.domain.figures import write_number
from ansinh.domain.periods import Period
from ansinh.domain.quality.checks import CHECK_LABELS, Check
from ansinh.domain.quality.reporting import Arrival, Rate, arrival
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page, Pager, Paging

MODULE = "chat-luong"
#: In addresses.
SLUGS = {
    Check.COMPLETENESS: "phieu-thieu-so",
    Check.TIMELINESS: "phieu-gui-tre",
    Check.OWN_SERIES: "khac-chuoi",
    Check.AMONG_UNITS: "khac-don-vi",
    Check.FLAT: "lap-lai",
    Check.HEAPING: "so-tron",
    Check.CONTRADICTION: "mau-thuan",
    Check.CHANGED: "sua-sau-duyet",
}
_BY_SLUG = {slug: check for check, slug in SLUGS.items()}
#: What a check looks at and when it speaks; the whole of it is in docs/algorithms/data-quality.md.
_MEANINGS = {
    Check.COMPLETENESS: "Phiếu đã gửi, hoặc đã quá hạn, mà còn ô trống.",
    Check.TIMELINESS: "Phiếu gửi lần đầu sau hạn, hoặc quá hạn chưa gửi.",
    Check.OWN_SERIES: "Số lệch hẳn đường đi của chính đơn vị qua các kỳ; cần ít nhất 6 kỳ.",
    Check.AMONG_UNITS: "Tỷ lệ lệch hẳn mức giữa của các đơn vị cùng cấp trong kỳ; cần ít nhất 8 đơn vị.",
    Check.FLAT: "Cùng một số 4 kỳ liền (theo tháng: 6 kỳ), trừ 0, mức trần, số đếm nhỏ.",
    Check.HEAPING: "Số đếm của một cơ quan dồn về chữ số cuối 0 và 5; cần ít nhất 50 số.",
    Check.CONTRADICTION: "Hai nguồn, tổng và các đơn vị, tổng và các nhóm nói khác nhau quá mức làm tròn.",
    Check.CHANGED: "Số đã duyệt rồi bị thay bằng số khác cùng nguồn, cùng loại số.",
}
_UNITS_OF_LOOKED = {
    Check.COMPLETENESS: "ô",
    Check.TIMELINESS: "phiếu",
    Check.HEAPING: "số đếm",
}
#: Checks that are about a sheet, and about a reporter, not about one figure.
_OF_SHEETS = (Check.COMPLETENESS, Check.TIMELINESS)
STATE_MARKS = {FlagState.OPEN: "warn", FlagState.RIGHT: "done", FlagState.ASKED: "sent"}
#: Figures of a series shown beside a doubt: as many as the check of a series looks at, and the replaced ones.
_SERIES_SHOWN = 30
_HOME = Crumb("Chất lượng số liệu", "/chat-luong-so-lieu/")


def check_of(slug: str) -> Check:
    if slug not in _BY_SLUG:
        raise NotThere("Không có phép kiểm tra này.")
    return _BY_SLUG[slug]


def check_url(check: Check) -> str:
    return reverse("quality:flags", args=[SLUGS[check]])


# Freshness ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Freshness:
    """``is_stale``: figures have changed since the last survey, or there was none."""

    ran_at: datetime | None
    figures: int
    is_stale: bool
    is_running: bool


def freshness(survey: QualitySurvey | None, kind: str) -> Freshness:
    """Six queries when a survey has been made."""
    is_stale = survey is None or survey.stamp != stamp(today())
    is_running = is_stale and Job.objects.unfinished().filter(kind=kind).exists()
    return Freshness(survey.ran_at if survey else None, survey.figures if survey else 0, is_stale, is_running)


# The overview ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckLine:
    label: str
    meaning: str
    url: str
    open: int
    right: int
    asked: int
    looked: str
    mark: str
    word: str


@dataclass(frozen=True, kw_only=True)
class OverviewPage(Page):
    lines: tuple[CheckLine, ...]
    fresh: Freshness
    may_ask: bool
    sees_all: bool


def overview_page(actor: Actor, kind: str) -> OverviewPage:
    """Eight queries besides the frame's. ``kind`` is that of the surveying job."""
    actor.must(SEE_DOUBTS)
    survey = QualitySurvey.objects.order_by("-pk").first()
    counts = _state_counts(actor)
    looked = _looked(actor, survey)
    lines = tuple(_check_line(check, counts[check], looked[check]) for check in Check) if survey else ()
    waiting = sum(line.open for line in lines)
    sees_all = actor.can_everywhere(SEE_DOUBTS)
    return OverviewPage(
        title=_overview_title(survey, waiting, sees_all),
        crumbs=(Crumb("Chất lượng số liệu"),),
        module=MODULE,
        note="" if sees_all else "Gồm số liệu do cơ quan anh/chị báo cáo hoặc duyệt.",
        lines=lines,
        fresh=freshness(survey, kind),
        may_ask=actor.can(REVIEW),
        sees_all=sees_all,
    )


def _overview_title(survey: QualitySurvey | None, waiting: int, sees_all: bool) -> str:
    if survey is None:
        return "Số liệu chưa được soát lần nào"
    of_whom = "" if sees_all else " của cơ quan"
    return f"{write_number(waiting)} chỗ cần xem lại{of_whom}" if waiting else f"Số liệu{of_whom} không còn chỗ cần xem"


def _state_counts(actor: Actor) -> Mapping[Check, Counter[str]]:
    found: dict[Check, Counter[str]] = defaultdict(Counter)
    rows = visible_flags(actor).order_by().values_list("kind", "state").annotate(Count("pk"))
    for check, state, count in rows:
        found[Check(check)][state] = count
    return found


def _looked(actor: Actor, survey: QualitySurvey | None) -> Counter[Check]:
    found: Counter[Check] = Counter()
    for check, organisation, approver, count in survey.looked if survey else ():
        if sees_counts_of(actor, organisation, approver):
            found[Check(check)] += count
    return found


def _check_line(check: Check, counts: Counter[str], looked: int) -> CheckLine:
    waiting = counts[FlagState.OPEN]
    mark = "warn" if waiting else "done" if looked else "none"
    word = f"{write_number(waiting)} chưa xem" if waiting else "không có" if looked else "chưa đủ số liệu"
    return CheckLine(
        label=CHECK_LABELS[check],
        meaning=_MEANINGS[check],
        url=check_url(check),
        open=waiting,
        right=counts[FlagState.RIGHT],
        asked=counts[FlagState.ASKED],
        looked=f"{write_number(looked)} {_UNITS_OF_LOOKED.get(check, 'số')}",
        mark=mark,
        word=word,
    )


# A list ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """Empty means all; ``state`` is "" for those not looked at yet, "all" for every one."""

    state: str = ""
    indicator: str = ""
    unit: int | None = None
    organisation: int | None = None
    period: str = ""

    @property
    def is_narrow(self) -> bool:
        return self != FlagFilter()


@dataclass(frozen=True, slots=True)
class FlagLine:
    flag: QualityFlag
    name: str
    where: str
    source: str
    source_url: str
    source_label: str
    url: str
    mark: str
    decided: str
    may_review: bool


@dataclass(frozen=True, kw_only=True)
class FlagListPage(Page):
    check: Check
    meaning: str
    lines: tuple[FlagLine, ...]
    pager: Pager
    is_filtered: bool
    may_review: bool
    action_url: str
    survey_exists: bool


def flag_list_page(actor: Actor, check: Check, wanted: FlagFilter, paging: Paging) -> FlagListPage:
    """Six queries besides the frame's and the filter's."""
    actor.must(SEE_DOUBTS)
    flags = wanted_flags(visible_flags(actor).filter(kind=check.value), wanted)
    pager = Pager.over(flags.count(), paging, unit="chỗ")
    rows = list(_joined(flags).order_by("-weight", "key")[pager.slice])
    lines = flag_lines(actor, rows)
    return FlagListPage(
        title=f"{CHECK_LABELS[check]}: {write_number(pager.count)} {_STATE_WORDS.get(wanted.state, 'chưa xem')}",
        crumbs=(_HOME, Crumb(CHECK_LABELS[check])),
        module=MODULE,
        check=check,
        meaning=_MEANINGS[check],
        lines=lines,
        pager=pager,
        is_filtered=wanted.is_narrow,
        may_review=any(line.may_review for line in lines),
        action_url=reverse("quality:review", args=[SLUGS[check]]),
        survey_exists=QualitySurvey.objects.exists(),
    )


_STATE_WORDS = {"all": "chỗ", FlagState.RIGHT.value: "đã kiểm tra, đúng", FlagState.ASKED.value: "đã đề nghị sửa"}


def wanted_flags(flags: QuerySet[QualityFlag], wanted: FlagFilter) -> QuerySet[QualityFlag]:
    if wanted.state != "all":
        flags = flags.filter(state=wanted.state or FlagState.OPEN)
    if wanted.indicator:
        flags = flags.filter(indicator__code=wanted.indicator)
    if wanted.unit:
        flags = flags.filter(unit_id=wanted.unit)
    if wanted.organisation:
        flags = flags.filter(organisation_id=wanted.organisation)
    if wanted.period:
        flags = flags.filter(period=wanted.period)
    return flags


def _joined(flags: QuerySet[QualityFlag]) -> QuerySet[QualityFlag]:
    return flags.select_related("indicator", "category", "unit", "organisation", "approver", "sheet__form")


def flag_lines(actor: Actor, rows: Sequence[QualityFlag]) -> tuple[FlagLine, ...]:
    """Two queries: the decisions that stand, and which sheets the actor may open."""
    decided = _standing_reviews(rows)
    sheets = {row.sheet_id for row in rows if row.sheet_id}
    open_sheets = set(visible_sheets(actor).filter(pk__in=sheets).values_list("pk", flat=True)) if sheets else set()
    return tuple(_flag_line(actor, row, decided.get((row.key, row.fingerprint)), open_sheets) for row in rows)


def _standing_reviews(rows: Iterable[QualityFlag]) -> dict[tuple[str, str], QualityReview]:
    keys = [row.key for row in rows if row.state != FlagState.OPEN]
    found = QualityReview.objects.filter(key__in=keys, withdrawn_at__isnull=True) if keys else ()
    return {(review.key, review.fingerprint): review for review in found}


def _flag_line(actor: Actor, flag: QualityFlag, review: QualityReview | None, open_sheets: set[int]) -> FlagLine:
    url, label = _source_of(flag, open_sheets)
    return FlagLine(
        flag=flag,
        name=flag_name(flag),
        where=flag_where(flag),
        source=str(flag.organisation or "Số liệu đã công bố"),
        source_url=url,
        source_label=label,
        url=reverse("quality:flag", args=[flag.pk]),
        mark=STATE_MARKS[FlagState(flag.state)],
        decided=f"{review.reason} ({review.decided_by_name})" if review else "",
        may_review=may_review(actor, flag),
    )


def flag_name(flag: QualityFlag) -> str:
    if flag.indicator is not None:
        return f"{flag.indicator.name}: {flag.category.name.lower()}" if flag.category else flag.indicator.name
    if flag.sheet is not None:
        return flag.sheet.form.name
    return str(flag.organisation)


def flag_where(flag: QualityFlag) -> str:
    parts = [str(flag.unit) if flag.unit else "", Period.parse(flag.period).label if flag.period else ""]
    return ", ".join(part for part in parts if part)


def _source_of(flag: QualityFlag, open_sheets: set[int]) -> tuple[str, str]:
    if flag.sheet_id in open_sheets:
        return reverse("indicators:sheet", args=[flag.sheet_id]), "Mở phiếu"
    if flag.indicator is not None:
        return f"{reverse('indicators:indicator', args=[flag.indicator.code])}?ky={flag.period}", "Xem chỉ số"
    return "", ""


# One doubt ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A decision. ``standing`` says whether it holds: for these figures, for earlier ones, or taken back."""

    review: QualityReview
    standing: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A figure of the series that the doubt is about; ``is_doubted``: of the very period."""

    period: str
    figure: FigureLine
    is_doubted: bool


@dataclass(frozen=True, kw_only=True)
class FlagPage(Page):
    line: FlagLine
    check_label: str
    meaning: str
    state: str
    facts: tuple[tuple[str, str], ...]
    series: tuple[SeriesLine, ...]
    history: tuple[ReviewLine, ...]
    may_review: bool
    is_decided: bool
    next_url: str
    list_url: str


def flag_page(actor: Actor, flag: QualityFlag) -> FlagPage:
    check = Check(flag.kind)
    (line,) = flag_lines(actor, [flag])
    history = tuple(_review_line(flag, review) for review in QualityReview.objects.filter(key=flag.key))
    return FlagPage(
        title=f"{line.name}, {line.where}" if line.where else line.name,
        crumbs=(_HOME, Crumb(CHECK_LABELS[check], check_url(check)), Crumb(line.where or line.name)),
        module=MODULE,
        line=line,
        check_label=CHECK_LABELS[check],
        meaning=_MEANINGS[check],
        state=FlagState(flag.state).label,
        facts=_facts(flag),
        series=_series(flag),
        history=history,
        may_review=line.may_review,
        is_decided=flag.state != FlagState.OPEN,
        next_url=next_url(actor, flag),
        list_url=check_url(check),
    )


def next_url(actor: Actor, flag: QualityFlag) -> str:
    """The next open doubt of the same check, as the list has them; empty at the end."""
    waiting = visible_flags(actor).filter(kind=flag.kind, state=FlagState.OPEN).exclude(pk=flag.pk)
    after = waiting.filter(Q(weight__lt=flag.weight) | Q(weight=flag.weight, key__gt=flag.key))
    found = after.order_by("-weight", "key").values_list("pk", flat=True).first()
    return reverse("quality:flag", args=[found]) if found else ""


def _facts(flag: QualityFlag) -> tuple[tuple[str, str], ...]:
    given = (
        ("Cơ quan báo cáo", str(flag.organisation or "")),
        ("Cơ quan duyệt", str(flag.approver or "")),
        ("Đơn vị", str(flag.unit or "")),
        ("Kỳ", Period.parse(flag.period).label if flag.period else ""),
        ("Đơn vị tính", flag.indicator.unit if flag.indicator else ""),
    )
    return tuple((label, text) for label, text in given if text)


def _series(flag: QualityFlag) -> tuple[SeriesLine, ...]:
    """The unit's figures of the latest periods, and of the period in doubt also those that are not in force."""
    if flag.indicator is None or flag.unit_id is None:
        return ()
    of_category = Q(category=flag.category) if flag.category else Q(category__isnull=True)
    wanted = of_category & (Q(is_current=True) | Q(period=flag.period))
    rows = flag.indicator.observations.filter(wanted, unit_id=flag.unit_id).select_related("source", "batch")
    lines = sorted(rows, key=lambda row: (Period.parse(row.period), row.is_current, row.pk))[-_SERIES_SHOWN:]
    return tuple(
        SeriesLine(Period.parse(row.period).label, figure_line(flag.indicator, row), row.period == flag.period)
        for row in lines
    )


def _review_line(flag: QualityFlag, review: QualityReview) -> ReviewLine:
    if review.fingerprint != flag.fingerprint:
        return ReviewLine(review, "kết luận về số liệu trước khi thay đổi, không còn hiệu lực", review.sentence)
    return ReviewLine(review, "đã rút" if review.withdrawn_at else "đang có hiệu lực", "")


# Sheets: what came, when, how much ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tally:
    sheets: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    filled: Rate = field(default_factory=lambda: Rate(0, 0))
    approved: Rate = field(default_factory=lambda: Rate(0, 0))

    def add(self, sheet: SheetFacts, day: date) -> None:
        came = arrival(sheet.facts, day)
        self.sheets += 1
        self.on_time += came is Arrival.ON_TIME
        self.late += came is Arrival.LATE
        self.missing += came is Arrival.MISSING
        expected = sheet.facts.expected
        self.filled += Rate(sheet.facts.filled, expected)
        self.approved += Rate(sheet.facts.filled if sheet.facts.is_approved else 0, expected)


@dataclass(frozen=True, slots=True)
class RateLine:
    """``due`` sheets are those whose day has come or that were sent; the three that follow make it."""

    name: str
    sheets: int
    due: int
    on_time: str
    late: int
    missing: int
    filled: str
    approved: str
    is_full: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    name: str
    filled: str
    is_full: bool


@dataclass(frozen=True, slots=True)
class YearLink:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class ReportingPage(Page):
    years: tuple[YearLink, ...]
    whole: RateLine | None
    forms: tuple[RateLine, ...]
    agencies: tuple[RateLine, ...]
    units: tuple[UnitLine, ...]
    pager: Pager


def reporting_page(actor: Actor, year: str, paging: Paging) -> ReportingPage:
    """Completeness and timeliness of the sheets that the actor sees, of one year. Eight queries besides the frame's."""
    actor.must(SEE_DOUBTS)
    years = sorted({code[:4] for code in reportable(actor).values_list("period", flat=True).distinct()}, reverse=True)
    chosen = year if year in years else (years[0] if years else "")
    sheets = read_sheets(reportable(actor).filter(period__startswith=chosen)) if chosen else ()
    day = today()
    whole = _tallied([("Tất cả", sheet) for sheet in sheets], day)
    units = _unit_lines(sheets)
    pager = Pager.over(len(units), paging, unit="đơn vị", size=60)
    return ReportingPage(
        title=_reporting_title(whole[0] if whole else None, chosen),
        crumbs=(_HOME, Crumb("Đầy đủ và đúng hạn")),
        module=MODULE,
        years=tuple(YearLink(code, f"?nam={code}", code == chosen) for code in years),
        whole=whole[0] if whole else None,
        forms=_tallied([(sheet.row.form.name, sheet) for sheet in sheets], day),
        agencies=_tallied([(str(sheet.row.organisation), sheet) for sheet in sheets], day),
        units=units[pager.slice],
        pager=pager,
    )


def reportable(actor: Actor) -> QuerySet[EntrySheet]:
    """Sheets of the agencies whose doubts the actor sees."""
    sheets = EntrySheet.objects.all()
    if actor.can_everywhere(SEE_DOUBTS):
        return sheets
    own = actor.organisations_where(SEE_DOUBTS)
    return sheets.filter(Q(organisation_id__in=own) | Q(form__approver_id__in=own))


def _reporting_title(whole: RateLine | None, year: str) -> str:
    if whole is None:
        return "Chưa mở phiếu nhập nào"
    sent = f"{whole.on_time} phiếu đến hạn gửi đúng hạn" if whole.due else "chưa phiếu nào đến hạn gửi"
    return f"Năm {year}: {whole.filled} ô có số; {sent}"


def _tallied(named: Iterable[tuple[str, SheetFacts]], day: date) -> tuple[RateLine, ...]:
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for name, sheet in named:
        tallies[name].add(sheet, day)
    return tuple(_rate_line(name, tallies[name]) for name in sorted(tallies))


def _rate_line(name: str, tally: _Tally) -> RateLine:
    due = tally.on_time + tally.late + tally.missing
    return RateLine(
        name=name,
        sheets=tally.sheets,
        due=due,
        on_time=Rate(tally.on_time, due).written,
        late=tally.late,
        missing=tally.missing,
        filled=tally.filled.written,
        approved=tally.approved.written,
        is_full=tally.filled.count == tally.filled.of,
    )


def _unit_lines(sheets: Sequence[SheetFacts]) -> tuple[UnitLine, ...]:
    """Cells of each unit over all sheets, the emptiest first."""
    rates: dict[int, Rate] = defaultdict(lambda: Rate(0, 0))
    for sheet in sheets:
        for unit, cells in sheet.cells.items():
            rates[unit] += Rate(*cells)
    units = AdministrativeUnit.objects.in_bulk(rates)
    order = sorted(rates, key=lambda unit: (rates[unit].percent or 0, units[unit].sort_key))
    return tuple(UnitLine(units[u].name, rates[u].written, rates[u].count == rates[u].of) for u in order)
