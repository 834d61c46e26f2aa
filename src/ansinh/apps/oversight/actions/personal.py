"""What people settle for themselves: the address of their calendar, what they are reminded of, what they have seen."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ansinh.apps.oversight.models import CalendarFeed, Digest, ReminderSettings
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged


def feed_digest(token: str) -> str:
    """What is kept of the secret in the address of a calendar."""
    return sha256(f"oversight.feed|{token}".encode()).hexdigest()


@action("oversight.make_feed", "Tạo địa chỉ lịch riêng", needs=None)
def make_feed(*, actor: Actor) -> Done[str]:
    """A new secret for the own calendar; the address before it is dead from now on. Needs no permission: it is one's own.

    Gives the token, which is kept nowhere.
    """
    token = secrets.token_urlsafe(32)
    feed, is_new = CalendarFeed.objects.update_or_create(
        user_id=_person(actor), defaults={"token_digest": feed_digest(token), "made_at": now()}
    )
    summary = "Tạo địa chỉ lịch riêng." if is_new else "Tạo lại địa chỉ lịch riêng; địa chỉ cũ hết dùng được."
    return Done(token, subject_of(feed), summary)


@action("oversight.revoke_feed", "Thu hồi địa chỉ lịch riêng", needs=None)
def revoke_feed(*, actor: Actor) -> Done[None]:
    """The own calendar is no longer read by anybody. Needs no permission: it is one's own."""
    feed = CalendarFeed.objects.filter(user_id=_person(actor)).first()
    if feed is None:
        raise ActionRefused("Chưa có địa chỉ lịch nào để thu hồi.")
    subject = subject_of(feed)
    feed.delete()
    return Done(None, subject, "Thu hồi địa chỉ lịch riêng.")


@action("oversight.set_reminders", "Chọn cách nhắc việc", needs=None)
def set_reminders(*, actor: Actor, version: int, choices: Mapping[str, Any]) -> Done[ReminderSettings]:
    """What the person wants to be reminded of, and how. Needs no permission: it is one's own."""
    wanted, _ = ReminderSettings.objects.get_or_create(user_id=_person(actor))
    before = {name: getattr(wanted, name) for name in choices}
    if not update_if_unchanged(ReminderSettings.objects.all(), wanted.pk, version, **choices):
        raise Conflict("Cách nhắc vừa được đổi ở cửa sổ khác. Tải lại trang để xem rồi chọn lại.")
    wanted.refresh_from_db()
    changed = {name: value for name, value in choices.items() if before[name] != value}
    return Done(
        wanted,
        subject_of(wanted),
        "Đổi cách nhắc việc của mình." if changed else "Giữ nguyên cách nhắc việc.",
        before={name: before[name] for name in changed},
        after=changed,
    )


@action("oversight.see_digests", "Đánh dấu đã xem thông báo", needs=None)
def see_digests(*, actor: Actor) -> Done[int]:
    """The own notices count as seen. Needs no permission: they are one's own."""
    unseen = Digest.objects.filter(user_id=_person(actor), seen_at__isnull=True)
    count = unseen.update(seen_at=now())
    return Done(count, ("oversight.Digest", str(actor.user_id), "Thông báo"), f"Đã xem thông báo của {count} ngày.")


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise ActionRefused("Việc này chỉ người đã đăng nhập làm được.")
    return actor.user_id
