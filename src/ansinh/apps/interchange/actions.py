"""Verbs of this room: make and revoke a token, keep a file until it is recorded or dropped, answer a write once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F

from ansinh.apps.indicators.access import RECORD
from ansinh.apps.indicators.actions import record_batch
from ansinh.apps.indicators.models import Batch, DataSource
from ansinh.apps.interchange.access import HOLD_TOKENS, OVERSEE_TOKENS, scopes_open_to
from ansinh.apps.interchange.checking import Checked
from ansinh.apps.interchange.models import ApiToken, ExchangeFile, FileFormat, Scope, StoredAnswer
from ansinh.domain.figures import write_date, write_number
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import day_of, now
from ansinh.kit.locking import update_if_unchanged

#: So that a token found in a log or in a chat is known for what it is.
_PREFIX = "ansinh_"
_HINT = len(_PREFIX) + 4
MOST_DAYS = 366
#: How long a file may wait to be recorded.
_FILES_WAIT = timedelta(days=30)
#: How long the same key gets the same answer.
_ANSWERS_KEPT = timedelta(days=7)


# Tokens ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewToken:
    """``secret`` is known at this moment only: the table keeps its digest."""

    token: ApiToken
    secret: str


def digest_of(secret: str) -> str:
    """A token is long and random, so a plain digest of it tells nothing."""
    return sha256(secret.encode()).hexdigest()


@action("interchange.make_token", "Tạo mã truy cập API", needs=HOLD_TOKENS)
def make_token(*, actor: Actor, name: str, scopes: list[str], days: int) -> Done[NewToken]:
    """A token of the actor's own, for scopes that he can use himself, until ``days`` from now."""
    if actor.user_id is None:
        raise ActionRefused("Mã truy cập phải có chủ là một người.")
    name = squeeze(name)
    problems = []
    if not name:
        problems.append(Problem("Chưa ghi mã dùng cho việc gì, ở hệ thống nào.", "name"))
    if not scopes or not set(scopes) <= {scope.value for scope in scopes_open_to(actor)}:
        problems.append(Problem("Chọn ít nhất một phạm vi trong các phạm vi anh/chị có quyền.", "scopes"))
    if not 1 <= days <= MOST_DAYS:
        problems.append(Problem(f"Thời hạn từ 1 đến {MOST_DAYS} ngày.", "days"))
    if problems:
        raise ActionRefused(*problems)
    secret = _PREFIX + secrets.token_urlsafe(32)
    moment = now()
    token = ApiToken.objects.create(
        owner_id=actor.user_id,
        name=name[:120],
        digest=digest_of(secret),
        hint=secret[:_HINT],
        scopes=sorted(scopes),
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    labels = ", ".join(Scope(scope).label for scope in token.scopes)
    summary = f"Tạo mã truy cập «{token}», dùng đến {write_date(day_of(token.expires_at))}: {labels}."
    return Done(NewToken(token, secret), subject_of(token), summary, after={"scopes": token.scopes})


@action("interchange.revoke_token", "Thu hồi mã truy cập API", needs=None)
def revoke_token(*, actor: Actor, token: ApiToken) -> Done[ApiToken]:
    """Revoking needs no permission of its own: everybody may shut his own door, whatever roles he has left."""
    if token.owner_id != actor.user_id:
        actor.must(OVERSEE_TOKENS)
    if not ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now()):
        raise Conflict(f"Mã «{token}» đã được thu hồi rồi.")
    token.refresh_from_db()
    return Done(token, subject_of(token), f"Thu hồi mã truy cập «{token}» của {token.owner}.")


def note_use(token: ApiToken) -> None:
    """Remember that the token was used: at most one write a minute, and no entry of the log for it."""
    moment = now()
    if token.last_used_at is None or moment - token.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)


# Files ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it was sent, and the source of its figures when it does not say."""

    file_format: FileFormat
    name: str
    content: bytes
    source: DataSource | None


@action("interchange.send_file", "Gửi tệp số liệu để kiểm tra", needs=RECORD)
def send_file(*, actor: Actor, incoming: Incoming) -> Done[ExchangeFile]:
    """Keep the file until it is recorded or dropped. Nothing is recorded yet; files that waited too long go."""
    waiting = ExchangeFile.objects.filter(state=ExchangeFile.State.CHECKED, sent_at__lt=now() - _FILES_WAIT)
    waiting.update(state=ExchangeFile.State.DROPPED, content=b"", version=F("version") + 1)
    kept = ExchangeFile.objects.create(
        file_format=incoming.file_format.value,
        file_name=incoming.name[:200],
        sha256=sha256(incoming.content).hexdigest(),
        content=incoming.content,
        source=incoming.source,
        organisation_id=actor.organisation_id,
        sent_by_id=actor.user_id,
        sent_at=now(),
    )
    return Done(kept, subject_of(kept), f"Gửi tệp {kept} ({incoming.file_format.label}) để kiểm tra.")


@action("interchange.record_file", "Ghi nhận số liệu từ tệp của hệ thống khác", needs=RECORD)
def record_file(*, actor: Actor, kept: ExchangeFile, checked: Checked, version: int, seen: str) -> Done[Batch]:
    """Record a checked file whole, as it was previewed (``seen``), as one batch that can be reversed."""
    _must_be_right(checked)
    if checked.seal != seen:
        raise Conflict("Số liệu trong hệ thống đã thay đổi từ khi anh/chị xem tệp. Xem lại các thay đổi rồi ghi nhận.")
    batch = record_batch(
        actor=actor,
        kind=Batch.Kind.IMPORT,
        title=f"{kept.get_file_format_display()}: {kept.file_name}",
        figures=checked.figures,
        organisation=kept.organisation,
        file_sha256=kept.sha256,
    )
    _close(kept, version, state=ExchangeFile.State.RECORDED, batch=batch)
    return Done(
        batch,
        subject_of(batch),
        f"Ghi nhận {write_number(batch.count)} số liệu từ tệp {kept}.",
        after={"imported": checked.imported, "updated": checked.updated, "ignored": checked.ignored},
    )


@action("interchange.drop_file", "Bỏ tệp số liệu đã gửi", needs=RECORD)
def drop_file(*, actor: Actor, kept: ExchangeFile, version: int) -> Done[ExchangeFile]:
    """Let a file go that was not recorded; its bytes go with it."""
    _close(kept, version, state=ExchangeFile.State.DROPPED)
    return Done(kept, subject_of(kept), f"Bỏ tệp {kept}, không ghi nhận.")


def _close(kept: ExchangeFile, version: int, **changes: object) -> None:
    waiting = ExchangeFile.objects.filter(state=ExchangeFile.State.CHECKED)
    if not update_if_unchanged(waiting, kept.pk, version, content=b"", **changes):
        raise Conflict(f"Tệp {kept} đã được ghi nhận hoặc bỏ ở một cửa sổ khác. Mở lại trang Trao đổi số liệu.")
    kept.refresh_from_db()


def _must_be_right(checked: Checked) -> None:
    if checked.objections:
        raise ActionRefused(f"Có {write_number(len(checked.objections))} chỗ sai nên không ghi nhận số nào.")
    if not checked.figures:
        raise ActionRefused("Mọi số trong tệp đã có trong hệ thống; không có gì để ghi nhận.")


@action("interchange.record_sent", "Ghi nhận số liệu qua API", needs=RECORD)
def record_sent(*, actor: Actor, checked: Checked, title: str, body_sha256: str) -> Done[Batch]:
    """Record what a program sent, whole, as one batch that can be reversed."""
    _must_be_right(checked)
    batch = record_batch(
        actor=actor,
        kind=Batch.Kind.API,
        title=title,
        figures=checked.figures,
        organisation=None,
        file_sha256=body_sha256,
    )
    return Done(
        batch,
        subject_of(batch),
        f"Ghi nhận {write_number(batch.count)} số liệu qua API: {batch.title}.",
        after={"imported": checked.imported, "updated": checked.updated, "ignored": checked.ignored},
    )


# Answers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write was answered. ``is_again``: the same was asked before and is not done twice."""

    status: int
    content_type: str
    body: str
    is_again: bool = False


class KeyUsedForAnother(Exception):
    """The key was used with another body."""


def answer_once(token: ApiToken, key: str, request_sha256: str, work: Callable[[], Answer]) -> Answer:
    """Do ``work`` and keep its answer under the key, or give the answer that was kept.

    Of two requests at the same time the second waits for the first at the unique key (on SQLite at the one lock of the
    database) and gets its answer. What fails for a fault of ours keeps nothing: it may be tried again. Raises
    `KeyUsedForAnother` when the key came with another body.
    """
    with transaction.atomic():
        StoredAnswer.objects.filter(token=token, created_at__lt=now() - _ANSWERS_KEPT).delete()
        try:
            with transaction.atomic():
                kept = StoredAnswer.objects.create(
                    token=token, key=key, request_sha256=request_sha256, created_at=now()
                )
        except IntegrityError:
            return _kept_answer(StoredAnswer.objects.get(token=token, key=key), request_sha256)
        answer = alone(token, work)
        kept.status, kept.content_type, kept.body = answer.status, answer.content_type, answer.body
        kept.save(update_fields=["status", "content_type", "body"])
        return answer


def alone(token: ApiToken, work: Callable[[], Answer]) -> Answer:
    """Do ``work`` in one transaction, while no other work of the token is done: it holds the token's row."""
    with transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now())
        return work()


def _kept_answer(kept: StoredAnswer, request_sha256: str) -> Answer:
    if kept.request_sha256 != request_sha256:
        raise KeyUsedForAnother
    return Answer(kept.status, kept.content_type, kept.body, is_again=True)
