"""Follow-up: who may open what. One's own work is everybody's."""

from __future__ import annotations

from tests.house.matrix import Row, post
from tests.province import Province


def rows(p: Province) -> list[Row]:
    wishes = {"version": "1", "by_mail": "on", "hour": "7"}
    return [
        Row("oversight:my_work"),
        Row("oversight:count"),
        Row("oversight:calendar"),
        post("oversight:make_feed", {}, ok=200),
        post("oversight:revoke_feed", {}),
        Row("oversight:feed", {"token": "khong-co"}, ok=404, stranger=404),
        Row("oversight:notices"),
        post("oversight:notices", {}),
        Row("oversight:reminder_settings"),
        post("oversight:reminder_settings", {}, wishes),
    ]
