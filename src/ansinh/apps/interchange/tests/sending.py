"""A program in a process of its own: sends one figure at a given moment and prints what it was answered.

``python -m ansinh.apps.interchange.tests.sending SECRET MOMENT [KEY]``; without a key it sends none.
"""

from __future__ import annotations

import json
import sys
import time

import django


def main(secret: str, moment: str, key: str = "") -> None:
    django.setup()
    from django.test import Client  # needs the settings

    body = {
        "title": "Hai lần",
        "source": "bhxh",
        "figures": [{"indicator": "bhyt", "unit": "51", "period": "2024", "value": "93"}],
    }
    headers = {"Authorization": f"Bearer {secret}", "Host": "localhost"}
    headers |= {"Idempotency-Key": key} if key else {}
    time.sleep(max(0.0, float(moment) - time.time()))
    answer = Client().post("/api/v1/observations", json.dumps(body), content_type="application/json", headers=headers)
    said = {"status": answer.status_code, "again": answer.headers.get("Idempotent-Replayed", ""), **answer.json()}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
