"""Reminders in the background: everybody's for a day, and each letter by itself."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from ansinh.apps.oversight.models import Digest
from ansinh.apps.oversight.reminding import (
    REMIND,
    SEND_DIGEST,
    mail_digest,
    people_to_remind,
    queue_reminders,
    remind,
)
from ansinh.kit.clock import now, today
from ansinh.kit.jobs import JobContext, JobResult, job

logger = logging.getLogger(__name__)
#: The database is away: the queue takes the job over and it goes on with those not reminded yet.
_NOT_THE_PERSONS_FAULT = (OperationalError, InterfaceError)


@job(REMIND, unit="người")
def remind_everyone(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """``day`` and ``hour``. Each person is one transaction; begun anew, it goes on with those not reminded yet."""
    day = date.fromisoformat(arguments["day"])
    people = people_to_remind(day, int(arguments["hour"]))
    reminded, failed = 0, 0
    for number, person in enumerate(people, start=1):
        try:
            reminded += remind(person, day) is not None
        except _NOT_THE_PERSONS_FAULT:
            raise
        except Exception:  # a fault in one person's work must not keep the others from being reminded
            logger.exception("person %s could not be reminded", person.pk)
            failed += 1
        context.progress(number, len(people))
    told = f"Đã nhắc {reminded} người trong {len(people)} người có vai trò."
    if failed:
        told += f" {failed} người chưa nhắc được vì lỗi của hệ thống; chi tiết nằm trong nhật ký máy chủ."
    return JobResult(message=told)


@job(SEND_DIGEST)
def send_digest(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """``digest``: its key."""
    digest = Digest.objects.select_related("user").filter(pk=arguments["digest"]).first()
    if digest is None:
        return JobResult(message="Người nhận không còn tài khoản.")
    return JobResult(message=f"Thư: {mail_digest(digest).label}.")


def daily() -> None:
    """The routine of this room, for `kit.daily`."""
    queue_reminders(today(), timezone.localtime(now()).hour)
