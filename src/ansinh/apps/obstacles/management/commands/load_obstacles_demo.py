"""`ansinh load_obstacles_demo`: obstacles as they could stand in November 2024; only in a demonstration.

Everything goes through the ordinary actions, on the days on which it could have happened. Figures and words are samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.obstacles import actions
from ansinh.apps.obstacles.actions import Described, Reply
from ansinh.apps.obstacles.models import Obstacle
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, PromiseKind
from ansinh.domain.obstacles import AnswerKind, HandlingLevel, ObstacleKind
from ansinh.kit.access import Actor, system_actor


@dataclass(frozen=True, slots=True)
class Sample:
    """An obstacle that an agency raises on a day against a promise."""

    on: date
    agency: str
    code: str
    kind: ObstacleKind
    title: str
    consequence: str
    recommendation: str


#: Districts that say the same on III.4.d, in words of their own.
_NO_OFFICER = tuple(
    Sample(
        date(2024, 10, day),
        agency,
        "III.4.d",
        ObstacleKind.PEOPLE,
        title,
        "Số liệu lao động quý III của huyện chưa nhập được.",
        "UBND huyện cử đầu mối trước ngày 15/11; Sở tập huấn cho người được cử.",
    )
    for day, agency, title in (
        (7, "ubnd-huyen-son-ha", "Chưa cử đầu mối nhập cơ sở dữ liệu lao động"),
        (8, "ubnd-huyen-tra-bong", "Chưa cử được đầu mối nhập cơ sở dữ liệu về lao động của huyện"),
        (9, "ubnd-huyen-ba-to", "Huyện chưa cử đầu mối nhập cơ sở dữ liệu lao động"),
    )
)
_SESSIONS = Sample(
    date(2024, 10, 10),
    "so-ldtbxh",
    "III.4.d",
    ObstacleKind.MONEY,
    "Chưa bố trí kinh phí 5 phiên giao dịch việc làm lưu động ở miền núi (420 triệu đồng)",
    "Năm phiên ở các huyện miền núi chưa tổ chức được.",
    "Điều chỉnh trong dự toán đã giao",
)
_INSURANCE = Sample(
    date(2024, 6, 3),
    "so-y-te",
    "III.5.b",
    ObstacleKind.MECHANISM,
    "Chưa có quy định mức hỗ trợ thêm đóng bảo hiểm y tế cho người mới thoát nghèo",
    "Người mới thoát nghèo không tham gia tiếp sau khi hết thẻ.",
    "Đề nghị UBND tỉnh trình HĐND tỉnh quy định mức hỗ trợ thêm.",
)
_WATER = Sample(
    date(2024, 8, 12),
    "ubnd-huyen-ly-son",
    "III.6.e",
    ObstacleKind.MONEY,
    "Chi phí nước sạch trên đảo cao gấp ba lần giá quy định, chưa có nguồn bù giá",
    "Đơn vị cấp nước dừng mở rộng mạng lưới.",
    "Đề nghị ban hành chính sách hỗ trợ giá nước sạch cho huyện đảo.",
)
_RECORDS = Sample(
    date(2024, 9, 16),
    "ubnd-huyen-mo-duc",
    "III.3",
    ObstacleKind.FIGURES,
    "Hồ sơ gốc của 12 trường hợp tồn đọng người có công không còn ở xã",
    "Chưa xác nhận được cho 12 trường hợp.",
    "Sở hướng dẫn cách xác minh khi không còn hồ sơ gốc.",
)
_HOUSES = Sample(
    date(2024, 10, 28),
    "ubnd-huyen-son-tay",
    "III.6.đ",
    ObstacleKind.COOPERATION,
    "Chưa có quỹ đất xây nhà ở cho hộ nghèo vùng sạt lở",
    "Nhà đã có vốn nhưng chưa khởi công.",
    "Sở Tài nguyên và Môi trường phối hợp rà soát quỹ đất trong tháng 11.",
)


class Command(BaseCommand):
    help = "Nạp vướng mắc mẫu cho bản trình diễn. Làm lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Vướng mắc mẫu chỉ nạp vào bản trình diễn. Dùng «make demo».")
        plan = Plan.objects.select_related("issuer", "coordinating_agency").filter(parent=None).earliest("pk")
        if Obstacle.objects.exists():
            return
        _Story(plan).tell()
        self.stdout.write(f"Đã nạp {Obstacle.objects.count()} vướng mắc mẫu.")


class _Story:
    """What happened to the samples, day by day."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.coordinator = _officer(plan.coordinating_agency)

    def tell(self) -> None:
        for sample, act in (
            (_INSURANCE, self._up_to_the_province),
            (_WATER, self._refused),
            (_RECORDS, self._removed),
            (_SESSIONS, self._late_at_finance),
            (_HOUSES, self._just_raised),
        ):
            act(self._raise(sample))
        self._grouped([self._raise(sample) for sample in _NO_OFFICER])

    def _raise(self, sample: Sample) -> Obstacle:
        with _on(sample.on):
            return actions.raise_obstacle(
                actor=_officer(_agency(sample.agency)),
                plan=self.plan,
                organisation=_agency(sample.agency),
                promises=[self.plan.promises.get(kind=PromiseKind.TASK, code=sample.code)],
                described=Described(sample.kind, sample.title, sample.on, sample.consequence, sample.recommendation),
            )

    def _route(
        self, day: date, obstacle: Obstacle, level: HandlingLevel, holder: str, due_on: date | None = None
    ) -> None:
        with _on(day):
            actions.route(
                actor=self.coordinator,
                obstacle=obstacle,
                version=obstacle.version,
                level=level,
                holder=_agency(holder),
                due_on=due_on,
            )

    def _answer(self, day: date, obstacle: Obstacle, reply: Reply) -> None:
        with _on(day):
            actions.answer(
                actor=_officer(obstacle.holder or self.plan.coordinating_agency),
                obstacle=obstacle,
                version=obstacle.version,
                reply=reply,
            )

    def _up_to_the_province(self, obstacle: Obstacle) -> None:
        """The department could not decide; UBND tỉnh has it, and is late."""
        self._route(date(2024, 6, 5), obstacle, HandlingLevel.DEPARTMENT, "so-tai-chinh")
        with _on(date(2024, 6, 18)):
            actions.escalate(
                actor=_officer(_agency("so-tai-chinh")),
                obstacle=obstacle,
                version=obstacle.version,
                level=HandlingLevel.PROVINCE,
                holder=self.plan.issuer,
                text="Mức hỗ trợ thêm do HĐND tỉnh quy định, vượt thẩm quyền của Sở.",
            )

    def _refused(self, obstacle: Obstacle) -> None:
        """Answered by a refusal that the district has taken."""
        self._route(date(2024, 8, 14), obstacle, HandlingLevel.DEPARTMENT, "so-tai-chinh")
        text = "Ngân sách năm 2024 không cân đối được; đưa vào phương án giá nước sạch năm 2025."
        self._answer(date(2024, 8, 26), obstacle, Reply(AnswerKind.REFUSAL, text))
        with _on(date(2024, 8, 28)):
            actions.confirm(actor=_officer(obstacle.organisation), obstacle=obstacle, version=obstacle.version)

    def _removed(self, obstacle: Obstacle) -> None:
        """Guidance removed it."""
        self._route(date(2024, 9, 17), obstacle, HandlingLevel.DEPARTMENT, "so-ldtbxh")
        text = "Lấy xác nhận của hai người cùng hoạt động và biên bản họp Hội đồng xác nhận người có công cấp xã."
        self._answer(date(2024, 9, 24), obstacle, Reply(AnswerKind.GUIDANCE, text, changed="Đã tập huấn cho 13 huyện"))
        with _on(date(2024, 9, 27)):
            actions.confirm(
                actor=_officer(obstacle.organisation),
                obstacle=obstacle,
                version=obstacle.version,
                text="Đã lập hồ sơ cho 9 trường hợp.",
            )

    def _late_at_finance(self, obstacle: Obstacle) -> None:
        self._route(date(2024, 10, 14), obstacle, HandlingLevel.DEPARTMENT, "so-tai-chinh", date(2024, 10, 31))

    def _just_raised(self, obstacle: Obstacle) -> None:
        """Still waiting to be routed."""

    def _grouped(self, obstacles: Sequence[Obstacle]) -> None:
        with _on(date(2024, 10, 10)):
            actions.group_obstacles(
                actor=self.coordinator,
                plan=self.plan,
                obstacles=obstacles,
                title="Các huyện chưa cử đầu mối nhập cơ sở dữ liệu lao động",
            )
        head = Obstacle.objects.select_related("plan", "group").get(pk=obstacles[0].pk)
        self._route(date(2024, 10, 14), head, HandlingLevel.DEPARTMENT, "so-noi-vu", date(2024, 11, 15))


def _officer(organisation: Organisation) -> Actor:
    """Somebody of the agency who is visibly a sample; agencies without trial users have one too."""
    return replace(
        system_actor("Cán bộ mẫu"), organisation_id=organisation.pk, organisation_name=organisation.short_name
    )


def _agency(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


@contextmanager
def _on(day: date) -> Iterator[None]:
    """The demonstration's day is another one for a while: what follows happens on it."""
    before, settings.TODAY = settings.TODAY, day
    try:
        yield
    finally:
        settings.TODAY = before
