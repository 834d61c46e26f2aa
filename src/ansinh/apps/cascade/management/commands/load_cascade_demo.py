"""`ansinh load_cascade_demo`: sample plans of a few units under the province's, through the ordinary actions.

Every one of them says in its title that it is a sample. Numbers are made up; the same run gives the same plans.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.cascade.access import get_unit_plan
from ansinh.apps.cascade.actions import link_many, note_draft
from ansinh.apps.cascade.linking import children_of
from ansinh.apps.cascade.queries import cascade_of
from ansinh.apps.documents.actions import receive_document
from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, Promise, TaskWording
from ansinh.apps.plans.queries import Wording, wording_name, wordings_on
from ansinh.apps.readings.actions import confirm_items, publish_reading
from ansinh.apps.readings.jobs import read_document
from ansinh.apps.readings.models import ItemState, Reading
from ansinh.domain.cascade import write_mark
from ansinh.domain.figures import write_short_date
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import DirectContext


@dataclass(frozen=True)
class SampleUnit:
    """A unit with the number and day of its sample plan, its own numbers by code, and the tasks it takes up."""

    code: str
    number: int
    issued_on: date
    figures: Mapping[str, str]
    tasks: tuple[str, ...]
    symbol: str = "KH-UBND"
    is_linked: bool = True


_DISTRICT_TASKS = ("III.1.a", "III.2.b", "III.4.a", "III.4.d", "III.5.c", "III.5.d", "III.6.a", "III.6.b", "III.6.đ")
UNITS = (
    SampleUnit(
        "ubnd-huyen-binh-son", 101, date(2024, 4, 26),
        {"II.2.a.3": "96%", "II.2.a.4": "260 căn", "II.2.a.5": "310 hộ", "II.2.a.6": "62 nhà ở", "II.2.a.9": "76%",
         "II.2.b.30": "1.250 căn"},
        _DISTRICT_TASKS,
    ),
    SampleUnit(
        "ubnd-thanh-pho-quang-ngai", 112, date(2024, 5, 6),
        {"II.2.a.3": "97%", "II.2.a.4": "420 căn", "II.2.a.5": "265 hộ", "II.2.a.6": "18 nhà ở", "II.2.b.30": "2.100 căn"},
        (*_DISTRICT_TASKS, "III.6.e", "III.7"),
    ),
    SampleUnit(
        "ubnd-thi-xa-duc-pho", 88, date(2024, 5, 14),
        {"II.2.a.3": "95,5%", "II.2.a.4": "150 căn", "II.2.a.5": "240 hộ", "II.2.a.6": "45 nhà ở", "II.2.a.9": "75%"},
        ("III.1.a", "III.1.b", "III.4.d", "III.5.c", "III.6.a", "III.6.b"),
    ),
    SampleUnit(
        "ubnd-huyen-mo-duc", 64, date(2024, 5, 20),
        {"II.2.a.3": "95,2%", "II.2.a.5": "280 hộ", "II.2.a.6": "51 nhà ở"},
        ("III.1.a", "III.4.d", "III.5.d"),
        is_linked=False,
    ),
    SampleUnit(
        "so-y-te", 930, date(2024, 4, 22),
        {"II.2.a.3": "95,5%", "II.2.b.27": "95%"},
        ("III.1.a", "III.4.a", "III.5.b", "III.6.b"),
        symbol="KH-SYT",
    ),
    SampleUnit("so-xay-dung", 415, date(2024, 5, 10), {"II.2.a.4": "1.000 căn", "II.2.b.30": "5.000 căn"}, ("III.6.đ",),
        symbol="KH-SXD",
    ),
)  # fmt: skip
#: Units that only had a draft made.
DRAFTED = ("ubnd-huyen-tu-nghia", "so-gddt")


class Command(BaseCommand):
    help = "Nạp kế hoạch thực hiện mẫu của vài đơn vị dưới kế hoạch của tỉnh, chỉ cho bản trình diễn."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Hoạt động mẫu chỉ nạp vào bản trình diễn. Dùng «make demo».")
        actor = system_actor("Nạp hoạt động mẫu")
        above = (
            Plan.objects.select_related("document", "issuer", "coordinating_agency").filter(parent=None).earliest("pk")
        )
        published = [unit for unit in UNITS if self._publish(actor, above, unit)]
        for organisation in Organisation.objects.filter(code__in=DRAFTED, unit_drafts=None):
            note_draft(actor=actor, plan=above, organisation=organisation)
        self.stdout.write(f"Đã nạp {len(published)} kế hoạch thực hiện mẫu của đơn vị.")

    def _publish(self, actor: Actor, above: Plan, unit: SampleUnit) -> bool:
        """False when it was there already."""
        file_name = f"mau-ke-hoach-{unit.code}.md"
        if Document.objects.filter(file_name=file_name).exists():
            return False
        organisation = Organisation.objects.select_related("unit").get(code=unit.code)
        document, _ = receive_document(
            actor=actor,
            organisation=organisation,
            upload=ContentFile(sample_text(above, organisation, unit).encode()),
            file_name=file_name,
            media_type="text/markdown",
        )
        read_document(DirectContext(), {"document": document.pk})
        reading = Reading.objects.select_related("document").get(document=document)
        pending = reading.items.filter(state=ItemState.PENDING).values_list("pk", "version")
        confirm_items(actor=actor, reading=reading, versions=dict(pending))
        plan = publish_reading(actor=actor, reading=reading)
        if unit.is_linked:
            self._link(actor, plan.slug)
        return True

    def _link(self, actor: Actor, slug: str) -> None:
        """Every sure proposal, as an officer would accept them."""
        plan = get_unit_plan(actor, slug)
        assert plan.parent is not None
        facts = children_of(plan, cascade_of(actor, plan.parent, today()).asked, today())
        sure = [(fact.promise, fact.proposal) for fact in facts if fact.proposal is not None and fact.proposal.is_sure]
        parents = Promise.objects.in_bulk([proposal.parent for _, proposal in sure])
        link_many(
            actor=actor,
            plan=plan,
            pairs=[(child, parents[proposal.parent], proposal.ground) for child, proposal in sure],
        )


def sample_text(above: Plan, organisation: Organisation, unit: SampleUnit) -> str:
    """The sample plan of a unit in Markdown, as its generated draft would look once filled in."""
    wordings = {promise.code: wording for promise, wording in _worded(above)}
    name = organisation.name.replace("Ủy ban nhân dân", "UBND")
    place = organisation.unit.name.removeprefix(organisation.unit.kind).strip() if organisation.unit else "Quảng Ngãi"
    called = f"Kế hoạch số {above.number} ngày {write_short_date(above.issued_on)} của {above.issuer.short_name}"
    day = unit.issued_on
    targets = [
        f"- {wording_name(wordings[code])} đạt {figure} {write_mark(code, above.number)}."
        for code, figure in unit.figures.items()
    ]
    tasks = [
        f"{at}. {_task_words(wordings[code])} {write_mark(code, above.number)}.\n\n"
        f"- Cơ quan chủ trì: {organisation.short_name}.\n\n- Thời gian thực hiện: Năm 2024 và các năm tiếp theo."
        for at, code in enumerate(unit.tasks, 1)
    ]
    blocks = [
        name.upper(),
        f"Số: {unit.number}/{unit.symbol}",
        f"{place}, ngày {day:%d} tháng {day.month} năm {day.year}",
        "# KẾ HOẠCH",
        f"Thực hiện {called} (VĂN BẢN MẪU, không phải văn bản thật)",
        f"Căn cứ {called};",
        f"{name} ban hành Kế hoạch thực hiện như sau:",
        "## I. MỤC TIÊU",
        *_by_year(targets, list(unit.figures)),
        "## II. NHIỆM VỤ",
        *tasks,
        "## III. TỔ CHỨC THỰC HIỆN",
        f"1. Giao {organisation.short_name} theo dõi, đôn đốc việc thực hiện Kế hoạch này.",
        "**Nơi nhận:**",
        f"- {above.issuer.short_name} (b/cáo);\n- Lưu: VT.",
        "**Người Ký Mẫu**",
    ]
    return "\n\n".join(blocks) + "\n"


def _task_words(wording: Wording) -> str:
    """The first sentence of a task."""
    assert isinstance(wording, TaskWording)
    return wording.text.partition(". ")[0].rstrip(".")


def _worded(above: Plan) -> list[tuple[Promise, Wording]]:
    wordings = wordings_on(above, today())
    return [(promise, wordings[promise.pk]) for promise in above.promises.all() if promise.pk in wordings]


def _by_year(targets: list[str], codes: list[str]) -> list[str]:
    """Targets of II.2.a are due in 2025, those of II.2.b in 2030."""
    found = []
    for number, (prefix, year) in enumerate((("II.2.a", 2025), ("II.2.b", 2030)), 1):
        inside = [line for code, line in zip(codes, targets, strict=True) if code.startswith(prefix)]
        if inside:
            found += [f"### {number}. Đến năm {year}", *inside]
    return found
