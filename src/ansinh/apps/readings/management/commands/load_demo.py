"""`ansinh load_demo`: what officers could have done with the plan by November 2024; only in a demonstration.

Everything here is visibly a sample: people are "mẫu", the district's plan says so in its title.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps import readings
from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for, main_organisation
from ansinh.apps.documents.actions import receive_document
from ansinh.apps.documents.models import Document
from ansinh.apps.plans.actions import assign_as_proposed
from ansinh.apps.plans.models import Plan, PromiseKind
from ansinh.apps.plans.pages import assign_list_page, proposals_ticked
from ansinh.apps.readings.actions import confirm_items
from ansinh.apps.readings.jobs import read_document
from ansinh.apps.readings.models import Reading
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import DirectContext

DISTRICT_PLAN = "mau-ke-hoach-son-ha.md"
#: A fortnight after the plan the coordinating officer had shared it out.
SHARED_OUT_ON = date(2024, 4, 3)


class Command(BaseCommand):
    help = "Nạp hoạt động mẫu cho bản trình diễn: giao cơ quan theo dõi, một kế hoạch cấp huyện đang xác nhận."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Hoạt động mẫu chỉ nạp vào bản trình diễn. Dùng «make demo».")
        coordinator = self._person("tonghop@mau.example")
        plan = Plan.objects.select_related("document").earliest("pk")
        if Document.objects.filter(file_name=DISTRICT_PLAN).exists():
            return
        shared = self._share_out(coordinator, plan)
        confirmed = self._half_confirmed_district_plan(self._person("daumoi.sonha@mau.example"))
        self.stdout.write(f"Đã nạp hoạt động mẫu: giao {shared} mục, xác nhận {confirmed} mục của kế hoạch huyện mẫu.")

    def _person(self, email: str) -> Actor:
        return actor_for(User.objects.get(email=email), today())

    def _share_out(self, coordinator: Actor, plan: Plan) -> int:
        """Targets go to the agencies that their fields of work propose."""
        page = assign_list_page(coordinator, plan, PromiseKind.TARGET, SHARED_OUT_ON)
        choices = proposals_ticked(plan, page, [str(line.row.pk) for line in page.lines])
        return assign_as_proposed(actor=coordinator, plan=plan, choices=choices, from_day=SHARED_OUT_ON)

    def _half_confirmed_district_plan(self, officer: Actor) -> int:
        """A district's own plan on the desk, its certain items confirmed, the rest waiting."""
        file = Path(readings.__file__).parent / "data" / DISTRICT_PLAN
        document, _ = receive_document(
            actor=officer,
            organisation=main_organisation(officer),
            upload=ContentFile(file.read_bytes()),
            file_name=DISTRICT_PLAN,
            media_type="text/markdown",
        )
        read_document(DirectContext(requested_by_id=officer.user_id), {"document": document.pk})
        reading = Reading.objects.select_related("document").get(document=document)
        some = reading.items.order_by("order").values_list("pk", "version")[:3]
        count, _ = confirm_items(actor=officer, reading=reading, versions=dict(some))
        return count
