"""Reminding people: what is new for whom, kept once; and the letter, sent at most once.

The rows made here are the machine's, not acts of people: the tables are their own record, as the queue of jobs is.
What is promised when a worker is killed at any moment: docs/algorithms/reminders.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.models import Job
from ansinh.apps.oversight.models import Digest, MailState, Reminder, ReminderSettings
from ansinh.domain.figures import write_date
from ansinh.domain.reminders import EVERYTHING, Nudge, nudge
from ansinh.kit.access import system_actor
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import now
from ansinh.kit.work import work_of
from ansinh.kit.working_days import is_working_day

REMIND = "oversight.remind"
SEND_DIGEST = "oversight.send_digest"
_MACHINE = system_actor("Nhắc việc hằng ngày")


def is_quiet(day: date) -> bool:
    """Whether nobody is reminded: weekends and public holidays."""
    return not is_working_day(day)


# Queueing --------------------------------------------------------------------------------------------------------


def queue_reminders(day: date, hour: int) -> None:
    """One job for each day and hour at which people want to be reminded, and letters that still wait for a server.

    ``hour`` is the present one; on a quiet day, and before the first hour that can be chosen, nothing is queued.
    """
    come = [int(choice) for choice in ReminderSettings.Hour if choice <= hour]
    if is_quiet(day) or not come:
        return
    title = f"Nhắc việc ngày {write_date(day)}, từ {max(come)} giờ"
    if not Job.objects.filter(kind=REMIND, title=title).exists():
        arguments = {"day": day.isoformat(), "hour": max(come)}
        enqueue(actor=_MACHINE, kind=REMIND, title=title, arguments=arguments, once=True)
    for pk in Digest.objects.filter(day=day, mail_state=MailState.WAITING).values_list("pk", flat=True):
        _queue_letter(pk)


def _queue_letter(digest_id: int) -> None:
    enqueue(actor=_MACHINE, kind=SEND_DIGEST, title="Gửi thư nhắc việc", arguments={"digest": digest_id}, once=True)


# Reminding -------------------------------------------------------------------------------------------------------


def people_to_remind(day: date, hour: int) -> list[User]:
    """Who holds a role on ``day``, wants to be reminded by ``hour``, and was not reminded on it yet. One query."""
    held = RoleAssignment.objects.in_force_on(day).filter(user=OuterRef("pk"))
    done = Digest.objects.filter(user=OuterRef("pk"), day=day)
    wants_now = Q(reminder_settings__isnull=True) | Q(reminder_settings__hour__lte=hour)
    people = User.objects.filter(Exists(held), ~Exists(done), wants_now, is_active=True)
    return list(people.select_related("reminder_settings").order_by("pk"))


def remind(person: User, day: date) -> Digest | None:
    """Keep what is new for the person on ``day``, and queue the letter, in one transaction; ``None`` if nothing is.

    Whoever does the same at the same moment loses against the constraints and changes nothing.
    """
    wishes = getattr(person, "reminder_settings", None)
    new = _not_given_yet(person, _nudges(person, day, wishes))
    if not new:
        return None
    by_mail = settings.MAIL_WORKS and (wishes is None or wishes.by_mail)
    try:
        with transaction.atomic():
            digest = Digest.objects.create(
                user=person,
                day=day,
                made_at=now(),
                mail_state=MailState.WAITING if by_mail else MailState.NOT_WANTED,
            )
            Reminder.objects.bulk_create(_reminder(person, digest, found) for found in new)
            if by_mail:
                _queue_letter(digest.pk)
    except IntegrityError:
        return None
    return digest


def _nudges(person: User, day: date, wishes: ReminderSettings | None) -> list[Nudge]:
    wanted = wishes.wanted if wishes else EVERYTHING
    work = work_of(actor_for(person, day), day)
    found = (nudge(item, day, is_quiet, wanted) for item in work)
    return [one for one in found if one is not None]


def _not_given_yet(person: User, nudges: Iterable[Nudge]) -> list[Nudge]:
    by_key = {(one.occasion, one.stage): one for one in nudges}
    given = Reminder.objects.filter(user=person, occasion__in={occasion for occasion, _ in by_key})
    for key in given.values_list("occasion", "stage"):
        by_key.pop(key, None)
    return list(by_key.values())


def _reminder(person: User, digest: Digest, found: Nudge) -> Reminder:
    item = found.item
    return Reminder(
        user=person,
        digest=digest,
        occasion=found.occasion,
        stage=found.stage,
        title=item.title[:500],
        url=item.url,
        code=item.code,
        due_on=item.due_on,
        said=found.said[:120],
    )


# The letter ------------------------------------------------------------------------------------------------------


def mail_digest(digest: Digest) -> MailState:
    """Send the letter of a digest unless it went, or may have gone, before. What is done meanwhile is left out.

    A mail server that does not answer leaves it waiting (`ActionRefused`): the next routine tries again. One that fails
    after it answered may have taken the letter: it is not sent again.
    """
    if digest.mail_state == MailState.SENDING:  # an attempt before this one was cut off in the middle
        _turn(digest, MailState.SENDING, MailState.UNSURE)
        return MailState.UNSURE
    left = _still_to_do(digest)
    if not left:
        _turn(digest, MailState.WAITING, MailState.EMPTY)
        return MailState.EMPTY
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise ActionRefused("Máy chủ thư chưa trả lời. Thư còn chờ; hệ thống thử lại trong ngày.") from error
    if not _turn(digest, MailState.WAITING, MailState.SENDING):
        return MailState(digest.mail_state)
    try:
        EmailMessage(_subject(left), _letter(digest, left), None, [digest.user.email], connection=connection).send()
    except (OSError, SMTPException):
        _turn(digest, MailState.SENDING, MailState.REFUSED)
        return MailState.REFUSED
    finally:
        connection.close()
    Digest.objects.filter(pk=digest.pk).update(mail_state=MailState.SENT, mailed_at=now())
    return MailState.SENT


def _still_to_do(digest: Digest) -> list[Reminder]:
    """What the person was reminded of and has not done since; nothing for somebody who may no longer sign in."""
    work = work_of(actor_for(digest.user, digest.day), digest.day)
    open_keys = {item.key for item in work} | {f"{item.key}@{item.due_on}" for item in work}
    return [reminder for reminder in digest.reminders.all() if reminder.occasion in open_keys]


def _turn(digest: Digest, before: MailState, after: MailState) -> bool:
    """Change the state if it still is ``before``; whoever comes second is told so."""
    turned = Digest.objects.filter(pk=digest.pk, mail_state=before).update(mail_state=after)
    digest.refresh_from_db(fields=["mail_state"])
    return bool(turned)


def _subject(left: list[Reminder]) -> str:
    return f"An Sinh: {len(left)} việc cần anh/chị"


def _letter(digest: Digest, left: list[Reminder]) -> str:
    return render_to_string(
        "oversight/mail/digest.txt", {"digest": digest, "reminders": left, "site": settings.SITE_URL}
    )
