"""The notices of a person: a line a day, what was reminded of, whether the letter went."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from ansinh.apps.oversight.models import Digest, ReminderSettings
from ansinh.apps.oversight.queries.my_work import MODULE
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging

_MY_WORK = "Việc của tôi"
_SIZE = 20


@dataclass(frozen=True, kw_only=True)
class NoticesPage(Page):
    digests: tuple[Digest, ...]
    pager: Pager
    unseen: int


@dataclass(frozen=True, kw_only=True)
class ReminderSettingsPage(Page):
    wishes: ReminderSettings
    mail_works: bool


def unseen_count(actor: Actor) -> int:
    return Digest.objects.filter(user_id=actor.user_id or 0, seen_at__isnull=True).count()


def notices_page(actor: Actor, paging: Paging) -> NoticesPage:
    """Newest day first. Four queries."""
    mine = Digest.objects.filter(user_id=actor.user_id or 0)
    pager = Pager.over(mine.count(), paging, unit="ngày", size=_SIZE)
    unseen = unseen_count(actor)
    return NoticesPage(
        title=f"Thông báo: {unseen} ngày chưa xem" if unseen else "Thông báo",
        crumbs=(Crumb(_MY_WORK, reverse("oversight:my_work")), Crumb("Thông báo")),
        module=MODULE,
        digests=tuple(mine.prefetch_related("reminders")[pager.slice]),
        pager=pager,
        unseen=unseen,
    )


def reminder_settings_page(actor: Actor, mail_works: bool) -> ReminderSettingsPage:
    wishes = ReminderSettings.objects.filter(user_id=actor.user_id or 0).first()
    return ReminderSettingsPage(
        title="Cách nhắc việc",
        crumbs=(Crumb(_MY_WORK, reverse("oversight:my_work")), Crumb("Cách nhắc việc")),
        module=MODULE,
        wishes=wishes or ReminderSettings(user_id=actor.user_id or 0),
        mail_works=mail_works,
    )
