"""Reminders: a digest a person and day, each occasion and stage once, whoever is killed when; the letter at most once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators.models import SheetState
from ansinh.apps.jobs.models import Job
from ansinh.apps.jobs.worker import run_jobs_once
from ansinh.apps.oversight import jobs, reminding
from ansinh.apps.oversight.actions.personal import see_digests, set_reminders
from ansinh.apps.oversight.models import Digest, MailState, Reminder, ReminderSettings
from ansinh.apps.oversight.reminding import mail_digest, people_to_remind, queue_reminders, remind
from ansinh.domain.roles import Role
from ansinh.kit.access import system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from tests.province import Province

MONDAY = date(2024, 11, 4)


@pytest.fixture(autouse=True)
def _a_mail_server() -> Iterator[None]:
    with override_settings(MAIL_WORKS=True, SITE_URL="https://ansinh.example"):
        yield


@pytest.fixture
def focal(province: Province) -> User:
    """Has a sheet that is due on Monday 4 November 2024, and an open desk without a day."""
    province.sheet.due_on = MONDAY
    province.sheet.save()
    return province.person(Role.FOCAL)


def _stages(person: User) -> list[str]:
    return list(Reminder.objects.filter(user=person).order_by("id").values_list("stage", flat=True))


def test_every_stage_is_told_once_however_often_the_routine_runs(focal: User) -> None:
    day = MONDAY - timedelta(days=20)
    while day <= MONDAY + timedelta(days=22):
        for _ in range(3):
            if not reminding.is_quiet(day):
                remind(focal, day)
        day += timedelta(days=1)
    assert _stages(focal) == ["before-7", "before-1", "day", "after-1", "after-7", "after-14", "after-21"]
    assert Digest.objects.filter(user=focal).count() == 7


def test_days_without_a_worker_are_made_up_for_by_the_latest_stage_only(focal: User) -> None:
    remind(focal, MONDAY + timedelta(days=9))
    assert _stages(focal) == ["after-7"]
    assert Reminder.objects.get().said == "quá hạn 9 ngày"


def test_what_is_done_is_not_reminded_of(focal: User, province: Province) -> None:
    province.sheet.state = SheetState.APPROVED
    province.sheet.save()
    assert remind(focal, MONDAY) is None


def test_a_sheet_that_comes_back_is_told_anew(focal: User, province: Province) -> None:
    remind(focal, MONDAY)
    sheet = province.sheet
    sheet.state, sheet.reason, sheet.version = SheetState.RETURNED, "Lệch số.", sheet.version + 2
    sheet.save()
    remind(focal, MONDAY + timedelta(days=1))
    assert Reminder.objects.filter(user=focal).count() == 2


def test_everybody_with_a_role_is_reminded_of_their_own_by_one_letter(province: Province, focal: User) -> None:
    queue_reminders(MONDAY, 7)
    queue_reminders(MONDAY, 8)
    run_jobs_once()
    assert Job.objects.filter(kind=reminding.REMIND).count() == 1
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {focal.email, province.person(Role.COORDINATOR).email}
    body = letters[focal.email].body
    assert "Biểu của tỉnh thử, năm 2024: đến hạn hôm nay (hạn 04/11/2024)" in body
    assert f"https://ansinh.example/nhap-so-lieu/{province.sheet.pk}/" in body
    assert {digest.mail_state for digest in Digest.objects.all()} == {MailState.SENT}


def test_nobody_is_reminded_on_weekends_holidays_or_before_the_first_hour(focal: User) -> None:
    for day, hour in ((date(2024, 11, 3), 9), (date(2024, 9, 2), 9), (MONDAY, 6)):
        queue_reminders(day, hour)
    assert not Job.objects.filter(kind=reminding.REMIND).exists()


def test_the_afternoon_comes_for_those_who_chose_it(focal: User) -> None:
    ReminderSettings.objects.create(user=focal, hour=13)
    assert focal not in people_to_remind(MONDAY, 7)
    assert focal in people_to_remind(MONDAY, 13)


def test_deactivated_people_and_people_without_a_role_are_not_reminded(focal: User) -> None:
    focal.is_active = False
    focal.save()
    assert focal not in people_to_remind(MONDAY, 7)
    focal.is_active = True
    focal.save()
    focal.role_assignments.update(valid_to=MONDAY)
    assert focal not in people_to_remind(MONDAY, 7)


def test_wishes_are_followed(focal: User) -> None:
    ReminderSettings.objects.create(user=focal, by_mail=False, on_day=False)
    focal.refresh_from_db()
    assert remind(focal, MONDAY) is None
    digest = remind(focal, MONDAY + timedelta(days=1))
    assert digest is not None
    assert digest.mail_state == MailState.NOT_WANTED
    assert not Job.objects.filter(kind=reminding.SEND_DIGEST).exists()


def test_the_database_itself_refuses_a_second_reminder_of_the_same_occasion_and_stage(focal: User) -> None:
    digest = remind(focal, MONDAY)
    assert digest is not None
    again = digest.reminders.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_two_workers_at_the_same_moment_make_one_digest(focal: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has looked before the first wrote."""
    real = reminding._not_given_yet

    def slow(person: User, nudges: object) -> object:
        new = real(person, nudges)  # type: ignore[arg-type]
        monkeypatch.setattr(reminding, "_not_given_yet", real)
        remind(person, MONDAY)
        return new

    monkeypatch.setattr(reminding, "_not_given_yet", slow)
    assert remind(focal, MONDAY) is None
    assert Digest.objects.filter(user=focal).count() == 1
    assert Job.objects.filter(kind=reminding.SEND_DIGEST).count() == 1


# The letter ------------------------------------------------------------------------------------------------------


def test_what_was_done_since_is_left_out_of_the_letter(focal: User, province: Province) -> None:
    digest = remind(focal, MONDAY)
    assert digest is not None
    province.sheet.state = SheetState.SUBMITTED
    province.sheet.save()
    assert mail_digest(digest) == MailState.EMPTY
    assert mail.outbox == []


def test_a_letter_that_may_have_gone_is_not_sent_again(focal: User) -> None:
    digest = remind(focal, MONDAY)
    assert digest is not None
    digest.mail_state = MailState.SENDING
    digest.save()
    assert mail_digest(digest) == MailState.UNSURE
    assert mail_digest(digest) != MailState.SENT
    assert mail.outbox == []


def test_a_mail_server_that_is_away_leaves_the_letter_waiting_and_the_routine_tries_again(
    focal: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = remind(focal, MONDAY)
    assert digest is not None
    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "open", _refuse)
        run_jobs_once()
        digest.refresh_from_db()
        assert digest.mail_state == MailState.WAITING
    queue_reminders(MONDAY, 8)
    run_jobs_once()
    digest.refresh_from_db()
    assert digest.mail_state == MailState.SENT


def test_a_server_that_fails_after_it_answered_is_not_asked_again(focal: User, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = remind(focal, MONDAY)
    assert digest is not None
    monkeypatch.setattr(EmailBackend, "send_messages", _disconnect)
    assert mail_digest(digest) == MailState.REFUSED
    queue_reminders(MONDAY, 9)
    assert (
        not Job.objects.unfinished()
        .filter(kind=reminding.SEND_DIGEST)
        .exclude(arguments={"digest": digest.pk})
        .exists()
    )


def _refuse(*_: object) -> None:
    raise ConnectionRefusedError


def _disconnect(*_: object) -> None:
    raise SMTPServerDisconnected


# Killed at any moment --------------------------------------------------------------------------------------------

#: Runs everybody's reminders in a process of its own, and dies at the given call of `Digest.objects.create`.
_DIES = """
import os, sys, django
django.setup()
from datetime import date
from ansinh.apps.oversight import reminding
from ansinh.apps.oversight.models import Digest, Reminder
from ansinh.kit.jobs import DirectContext
from ansinh.apps.oversight.jobs import remind_everyone
die_at, where = int(sys.argv[1]), sys.argv[2]
calls = 0
def die(original):
    def wrapped(*args, **kwargs):
        global calls
        calls += 1
        if calls == die_at:
            os._exit(9)
        return original(*args, **kwargs)
    return wrapped
if where == "before":
    Digest.objects.create = die(Digest.objects.create)
else:
    reminding._queue_letter = die(reminding._queue_letter)
remind_everyone(DirectContext(), {"day": "2024-11-04", "hour": 7})
"""


@pytest.mark.parametrize("where", ["before", "inside"])
def test_a_worker_killed_between_people_or_inside_a_transaction_reminds_nobody_twice_and_forgets_nobody(
    where: str, tmp_path: Path
) -> None:
    environment = _environment(tmp_path)
    assert _run(environment, _PREPARE) == 0
    ended = [_run(environment, _DIES, str(die_at), where) for die_at in (1, 2, 3)]
    assert ended == [9, 9, 0], "killed at the first person, then at the second; then nobody is left"
    assert _run(environment, _DIES, "0", where) == 0
    assert _run(environment, _COUNT) == 0


_PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from tests.province import make_province
from ansinh.apps.indicators.models import EntrySheet
make_province()
EntrySheet.objects.update(due_on="2024-11-04")
"""
#: Exits with 0 if each of the two people was reminded once, and has one letter in the queue.
_COUNT = """
import sys, django
django.setup()
from ansinh.apps.jobs.models import Job
from ansinh.apps.oversight.models import Digest, Reminder
digests, reminders, letters = Digest.objects.count(), Reminder.objects.count(), Job.objects.filter(kind="oversight.send_digest").count()
sys.exit(0 if (digests, reminders, letters) == (2, 2, 2) else 1)
"""


def _environment(folder: Path) -> dict[str, str]:
    """A database of its own: the processes that die must not see the one of the tests."""
    root = Path(__file__).resolve().parents[5]
    return os.environ | {
        "ANSINH_DATA": str(folder),
        "ANSINH_DATABASE_URL": f"sqlite:///{folder / 'killed.sqlite3'}",
        "ANSINH_EMAIL_URL": "smtp+plain://127.0.0.1:1?from=ansinh@tinh.example",
        "DJANGO_SETTINGS_MODULE": "ansinh.web.settings",
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
    }


def _run(environment: dict[str, str], program: str, *arguments: str) -> int:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, check=False, timeout=120).returncode


# Wishes and notices ----------------------------------------------------------------------------------------------


def test_notices_are_listed_by_day_until_seen(focal: User) -> None:
    browser = Client()
    browser.force_login(focal, "django.contrib.auth.backends.ModelBackend")
    remind(focal, MONDAY)
    page = browser.get(reverse("oversight:notices")).content.decode()
    assert "Thông báo: 1 ngày chưa xem" in page
    assert "đến hạn hôm nay" in page
    assert browser.post(reverse("oversight:notices")).status_code == 302
    assert "chưa xem" not in browser.get(reverse("oversight:notices")).content.decode()


def test_wishes_changed_in_two_windows_at_once_are_not_overwritten(focal: User) -> None:
    actor = actor_for(focal, today())
    choices = {"by_mail": False, "hour": 13}
    set_reminders(actor=actor, version=1, choices=choices)
    with pytest.raises(Conflict, match="cửa sổ khác"):
        set_reminders(actor=actor, version=1, choices=choices)
    assert see_digests(actor=actor) == 0


@pytest.mark.django_db
def test_nobody_in_particular_has_no_wishes() -> None:
    with pytest.raises(ActionRefused, match="đã đăng nhập"):
        see_digests(actor=system_actor("thử"))


def test_a_fault_in_one_persons_work_keeps_nobody_else_from_being_reminded(
    province: Province, focal: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = province.person(Role.COORDINATOR)
    whole = jobs.remind

    def failing(person: User, day: date) -> Digest | None:
        if person == broken:
            raise ValueError("a work source is wrong")
        return whole(person, day)

    monkeypatch.setattr(jobs, "remind", failing)
    queue_reminders(MONDAY, 7)
    run_jobs_once()
    job = Job.objects.get(kind=reminding.REMIND)
    assert (job.state, "1 người chưa nhắc được" in job.message) == ("done", True)
    assert Digest.objects.filter(user=focal).exists()
    assert not Digest.objects.filter(user=broken).exists()
