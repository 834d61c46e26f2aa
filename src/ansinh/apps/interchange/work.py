"""What exchange gives people to do: files that wait to be recorded, tokens that soon run out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from ansinh.apps.indicators.access import RECORD
from ansinh.apps.interchange.access import HOLD_TOKENS
from ansinh.apps.interchange.models import ApiToken, ExchangeFile
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor
from ansinh.kit.clock import day_of, now

#: A program needs a new token before the old one ends: so many days ahead its owner is told.
_AHEAD = timedelta(days=14)


def work_source(actor: Actor, day: date) -> Iterable[WorkItem]:
    """The actor's own: two queries, none for who neither records nor holds tokens."""
    if actor.can(RECORD):
        waiting = ExchangeFile.objects.filter(sent_by_id=actor.user_id, state=ExchangeFile.State.CHECKED)
        yield from (_of_file(kept) for kept in waiting.defer("content"))
    if actor.can(HOLD_TOKENS):
        moment = now()
        ending = ApiToken.objects.usable_at(moment).filter(owner_id=actor.user_id, expires_at__lt=moment + _AHEAD)
        yield from (_of_token(token) for token in ending)


def _of_file(kept: ExchangeFile) -> WorkItem:
    return WorkItem(
        key=f"interchange.file:{kept.pk}",
        group=WorkGroup.DUE,
        title=f"Tệp {kept.file_name} đã kiểm tra, chờ ghi nhận",
        url=reverse("interchange:file", args=[kept.pk]),
        act="Xem",
        detail=kept.get_file_format_display(),
        since=day_of(kept.sent_at),
    )


def _of_token(token: ApiToken) -> WorkItem:
    return WorkItem(
        key=f"interchange.token:{token.pk}",
        group=WorkGroup.DUE,
        title=f"Mã truy cập «{token}» sắp hết hạn",
        url=reverse("interchange:tokens"),
        act="Tạo mã mới",
        due_on=day_of(token.expires_at),
    )
