"""The number of SQL queries of each main page is recorded; it does not grow unnoticed, and a gain is kept."""

from __future__ import annotations

import json

from django.core.management import call_command

from tests.house.main_pages import MAIN_PAGES, coordinating_officer, count_queries
from tests.house.places import ROOT, text_of

RECORD = ROOT / "tests" / "house" / "query_counts.json"


def test_main_pages_keep_to_their_recorded_number_of_queries(db: None) -> None:
    call_command("prepare")
    client = coordinating_officer()
    counted = {str(page): count_queries(client, page.url) for page in MAIN_PAGES}
    assert counted
    recorded = json.loads(text_of(RECORD))
    assert counted == recorded, f"if the change is meant, {RECORD.name} becomes:\n{json.dumps(counted, indent=2)}"
