"""Addresses of commitments. Every verb is a plain form post; a refusal shows the page again with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.commitments import actions, pages
from ansinh.apps.commitments.access import COMMIT, get_commitment, get_evidence
from ansinh.apps.commitments.commitment_page import commitment_page
from ansinh.apps.commitments.forms import (
    AnswerForm,
    DueChangeForm,
    MilestoneForm,
    ProgressForm,
    ProposeForm,
    ReasonForm,
    SharesForm,
    VersionForm,
    WordsForm,
    wanted_from,
)
from ansinh.apps.commitments.models import Commitment
from ansinh.apps.documents.actions import storage_path
from ansinh.apps.plans.models import Plan, PromiseKind
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.pages import Paging, actor_of, show, signed_in

# Lists ---------------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def commitment_list(request: HttpRequest) -> HttpResponse:
    page = pages.commitment_list_page(
        actor_of(request), wanted_from(request.GET), Paging.asked_by(request.GET), today()
    )
    return show(request, "commitments/list.html", page)


@signed_in
@require_GET
def agency(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, "commitments/agency.html", pages.agency_page(code, wanted_from(request.GET).year, today()))


@signed_in
@require_GET
def timeliness(request: HttpRequest) -> HttpResponse:
    """The official two by two by agency, for printing."""
    return show(request, "commitments/timeliness.html", pages.timeliness_page(wanted_from(request.GET).year, today()))


@signed_in
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The coordinating officer proposes the commitments of a year, or has its dated duties made."""
    actor, day = actor_of(request), today()
    page = pages.propose_page(actor, day)
    plans = Plan.objects.filter(pk__in=[plan.pk for plan in page.plans])
    form = ProposeForm(request.POST or None, plans=plans, years=page.years)
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        try:
            said = _proposed(actor, form, request.POST.get("do", ""), year)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, said)
            where = "commitments:duties" if request.POST.get("do") == "duties" else "commitments:list"
            response = redirect(where)
            response["Location"] += f"?nam={year}"
            return response
    return show(request, "commitments/propose.html", page, form=form, status=400 if form.errors else 200)


def _proposed(actor: Actor, form: ProposeForm, what: str, year: int) -> str:
    plan, day = form.cleaned_data["plan"], today()
    if what == "duties":
        count = actions.make_duties(actor=actor, plan=plan, year=year, day=day)
        return f"Đã lập {count} nghĩa vụ đến hạn năm {year}."
    kinds = [PromiseKind.TASK] + ([PromiseKind.TARGET] if form.cleaned_data["with_targets"] else [])
    count = actions.propose_commitments(actor=actor, plan=plan, year=year, day=day, kinds=kinds)
    return f"Đã đề xuất {count} cam kết năm {year}. Các cơ quan chủ trì thấy việc phải cam kết trong «Việc của tôi»."


@signed_in
@require_GET
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file of evidence; always a download, never run in the browser."""
    found = get_evidence(actor_of(request), pk)
    assert found.file is not None  # get_evidence gives files only
    try:
        file = default_storage.open(storage_path(found.file.sha256))
    except FileNotFoundError:
        raise NotThere(
            f"Tệp minh chứng «{found.file_name}» không còn ở nơi lưu trữ. Báo quản trị hệ thống khôi phục từ bản sao lưu "
            f"tệp có mã SHA-256 {found.file.sha256}."
        ) from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
    )


# One commitment ------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_commitment(actor_of(request), pk))


def _forms(one: Commitment) -> dict[str, Any]:
    """Empty forms of every verb, by its name."""
    blank = {"initial": {"version": one.version}}
    return {
        "write": WordsForm.of(one, "write"),
        "accept": VersionForm(verb="accept", **blank),
        "send_back": ReasonForm(verb="send_back", **blank),
        "answer_share": AnswerForm(verb="answer_share"),
        "add_milestone": MilestoneForm(verb="add_milestone", **blank),
        "report": ProgressForm(verb="report", commitment=one, **blank),
        "claim": ProgressForm(verb="claim", commitment=one, **blank),
        "ask_due": DueChangeForm(verb="ask_due", commitment=one, **blank),
        "decide_due": AnswerForm(verb="decide_due", **blank),
        "confirm": VersionForm(verb="confirm", **blank),
        "refuse": ReasonForm(verb="refuse", **blank),
        "cancel": ReasonForm(verb="cancel", **blank),
        "reopen": ReasonForm(verb="reopen", **blank),
    }


def _show(
    request: HttpRequest, one: Commitment, bound: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    page = commitment_page(actor_of(request), one, today())
    forms = _forms(page.commitment)
    if page.may_add:  # asks who may be asked, which others need not know
        initial = {"version": one.version}
        forms["ask_shares"] = SharesForm(verb="ask_shares", commitment=page.commitment, initial=initial)
    forms |= bound or {}
    verb, form = next(iter((bound or {}).items()), ("", None))
    return show(
        request, "commitments/commitment.html", page, status=status, forms=forms, refused=verb, refused_form=form
    )


@dataclass(frozen=True, slots=True)
class _Post:
    """How a verb is done: its form, the action, and what is said when it is done."""

    form: Callable[..., VersionForm]
    act: Callable[[Actor, Commitment, Any, str], object]
    said: str
    needs_commitment: bool = False


def _do(request: HttpRequest, pk: int, verb: str, post: _Post) -> HttpResponse:
    actor = actor_of(request)
    one = get_commitment(actor, pk)
    more: dict[str, Any] = {"commitment": one} if post.needs_commitment else {}
    form = post.form(request.POST, request.FILES, verb=verb, **more)
    status = 400
    if form.is_valid():
        try:
            post.act(actor, one, form, request.POST.get("do", ""))
        except ActionRefused as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 400
        else:
            messages.success(request, post.said)
            return redirect("commitments:commitment", pk)
    one.refresh_from_db()
    return _show(request, one, {verb: form}, status)


@signed_in
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep, or with ``do=submit`` send."""
    sends = request.POST.get("do") == "submit"
    act = actions.submit_commitment if sends else actions.write_commitment
    said = "Đã gửi cam kết. Cơ quan nhận sẽ nhận hoặc trả lại kèm lý do." if sends else "Đã lưu, chưa gửi."
    return _do(
        request,
        pk,
        "write",
        _Post(
            WordsForm,
            lambda actor, one, form, do: act(
                actor=actor, commitment=one, version=form.seen, words=form.words(), day=today()
            ),
            said,
        ),
    )


def _plain(act: Callable[..., object], said: str) -> _Post:
    return _Post(
        VersionForm,
        lambda actor, one, form, do: act(actor=actor, commitment=one, version=form.seen, day=today()),
        said,
    )


def _with_reason(act: Callable[..., object], said: str) -> _Post:
    return _Post(
        ReasonForm,
        lambda actor, one, form, do: act(
            actor=actor, commitment=one, version=form.seen, reason=form.cleaned_data["reason"], day=today()
        ),
        said,
    )


def _with_progress(act: Callable[..., object], said: str) -> _Post:
    return _Post(
        ProgressForm,
        lambda actor, one, form, do: act(
            actor=actor, commitment=one, version=form.seen, progress=form.progress(), day=today()
        ),
        said,
        needs_commitment=True,
    )


@signed_in
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "accept", _plain(actions.accept_commitment, "Đã nhận cam kết. Hạn có hiệu lực từ nay."))


@signed_in
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "send_back", _with_reason(actions.return_commitment, "Đã trả lại."))


@signed_in
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "report", _with_progress(actions.report_progress, "Đã ghi tiến độ."))


@signed_in
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "claim", _with_progress(actions.claim_done, "Đã báo hoàn thành, chờ nghiệm thu."))


@signed_in
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "confirm", _plain(actions.confirm_done, "Đã nghiệm thu."))


@signed_in
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "refuse", _with_reason(actions.refuse_done, "Đã trả lại để làm tiếp."))


@signed_in
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "cancel", _with_reason(actions.cancel_commitment, "Đã hủy cam kết."))


@signed_in
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, "reopen", _with_reason(actions.reopen_commitment, "Đã mở lại."))


@signed_in
@require_POST
def ask_due(request: HttpRequest, pk: int) -> HttpResponse:
    def act(actor: Actor, one: Commitment, form: DueChangeForm, do: str) -> object:
        given = {name: form.cleaned_data[name] for name in ("milestone", "new_due_on", "reason")}
        return actions.ask_due_change(actor=actor, commitment=one, version=form.seen, day=today(), **given)

    return _do(request, pk, "ask_due", _Post(DueChangeForm, act, "Đã gửi đề nghị đổi hạn.", needs_commitment=True))


@signed_in
@require_POST
def decide_due(request: HttpRequest, pk: int) -> HttpResponse:
    """``do=agree``, anything else refuses."""

    def act(actor: Actor, one: Commitment, form: AnswerForm, do: str) -> object:
        change = one.due_changes.select_related("milestone").first()
        if change is None:
            raise NotThere("Cam kết này không có đề nghị đổi hạn nào.")
        return actions.decide_due_change(
            actor=actor,
            commitment=one,
            version=form.seen,
            change=change,
            agrees=do == "agree",
            answer=form.cleaned_data["reason"],
            day=today(),
        )

    return _do(request, pk, "decide_due", _Post(AnswerForm, act, "Đã ghi quyết định về hạn."))


@signed_in
@require_POST
def ask_shares(request: HttpRequest, pk: int) -> HttpResponse:
    def act(actor: Actor, one: Commitment, form: SharesForm, do: str) -> object:
        given = form.cleaned_data
        return actions.ask_shares(
            actor=actor,
            commitment=one,
            version=form.seen,
            organisations=list(given["organisations"]),
            what=given["what"],
            day=today(),
        )

    return _do(request, pk, "ask_shares", _Post(SharesForm, act, "Đã gửi đề nghị phối hợp.", needs_commitment=True))


@signed_in
@require_POST
def answer_share(request: HttpRequest, pk: int, share_pk: int) -> HttpResponse:
    """``do=accept``, anything else declines."""

    def act(actor: Actor, one: Commitment, form: AnswerForm, do: str) -> object:
        share = get_object_or_404(one.shares.select_related("organisation"), pk=share_pk)
        actor.must(COMMIT, share.organisation_id)
        return actions.answer_share(
            actor=actor,
            share=share,
            version=form.seen,
            accepts=do == "accept",
            reason=form.cleaned_data["reason"],
            day=today(),
        )

    return _do(request, pk, "answer_share", _Post(AnswerForm, act, "Đã trả lời đề nghị phối hợp."))


@signed_in
@require_POST
def add_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    def act(actor: Actor, one: Commitment, form: MilestoneForm, do: str) -> object:
        given = form.cleaned_data
        return actions.add_milestone(
            actor=actor, commitment=one, version=form.seen, name=given["name"], due_on=given["due_on"], day=today()
        )

    return _do(request, pk, "add_milestone", _Post(MilestoneForm, act, "Đã thêm mốc."))


@signed_in
@require_POST
def remove_milestone(request: HttpRequest, pk: int, milestone_pk: int) -> HttpResponse:
    def act(actor: Actor, one: Commitment, form: VersionForm, do: str) -> object:
        milestone = get_object_or_404(one.milestones.all(), pk=milestone_pk)
        return actions.remove_milestone(
            actor=actor, commitment=one, version=form.seen, milestone=milestone, day=today()
        )

    return _do(request, pk, "remove_milestone", _Post(VersionForm, act, "Đã bỏ mốc."))
