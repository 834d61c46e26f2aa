"""`ansinh load_plan`: the real Plan 65/KH-UBND, through the same reader and actions that an officer uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand

from ansinh.apps import plans
from ansinh.apps.documents.actions import receive_document
from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.actions import confirm_items, publish_reading
from ansinh.apps.readings.jobs import read_document
from ansinh.apps.readings.models import ItemState, Reading
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.jobs import DirectContext

PLAN_FILE = "65-KH-UBND.md"
#: The department that follows the plan brings it in (IV.3).
COORDINATOR = "so-ldtbxh"


class Command(BaseCommand):
    help = "Nạp Kế hoạch 65/KH-UBND: đưa văn bản vào, đọc, chấp nhận các mục đọc được và công bố. Làm lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor("Nạp dữ liệu ban đầu")
        document = self._document(actor)
        if Plan.objects.filter(document=document).exists():
            return
        read_document(DirectContext(), {"document": document.pk})
        reading = Reading.objects.select_related("document").get(document=document)
        pending = reading.items.filter(state=ItemState.PENDING).values_list("pk", "version")
        confirm_items(actor=actor, reading=reading, versions=dict(pending))
        plan = publish_reading(actor=actor, reading=reading)
        self.stdout.write(f"Đã đọc và công bố kế hoạch {plan.number} với {plan.promises.count()} mục.")

    def _document(self, actor: Actor) -> Document:
        file = Path(plans.__file__).parent / "data" / PLAN_FILE
        document, _ = receive_document(
            actor=actor,
            organisation=Organisation.objects.get(code=COORDINATOR),
            upload=ContentFile(file.read_bytes()),
            file_name=PLAN_FILE,
            media_type="text/markdown",
        )
        return document
