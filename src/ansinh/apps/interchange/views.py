"""Pages of exchange: files out and in, tokens, the API's own page; and the two plain addresses of the API."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from ansinh.apps.indicators.access import RECORD
from ansinh.apps.indicators.access import SEE as SEE_FIGURES
from ansinh.apps.interchange import actions, pages, queries
from ansinh.apps.interchange.access import HOLD_TOKENS, OVERSEE_TOKENS, get_file, get_token
from ansinh.apps.interchange.api.problems import Kind, problem
from ansinh.apps.interchange.exports import outgoing
from ansinh.apps.interchange.forms import SendForm, TakeForm, TokenForm
from ansinh.apps.interchange.imports import check_kept
from ansinh.apps.interchange.models import ExchangeFile
from ansinh.domain.figures import write_number
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.forms import Form, whole_number
from ansinh.kit.pages import Paging, actor_of, public, show, signed_in

# Files ----------------------------------------------------------------------------------------------------------


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return _home(request, TakeForm(), SendForm())


@signed_in
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    actor_of(request).must(SEE_FIGURES)
    form = TakeForm(request.GET)
    if not form.is_valid():
        return _home(request, form, SendForm(), 400)
    try:
        file = outgoing(form.file_format(), form.wanted())
    except ActionRefused as refusal:
        form.refuse(refusal)
        return _home(request, form, SendForm(), 400)
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Figures"] = str(file.count)
    answer.headers["X-Figures-Left-Out"] = str(file.left_out)
    return answer


@signed_in
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(RECORD)
    form = SendForm(request.POST, request.FILES)
    if not form.is_valid():
        return _home(request, TakeForm(), form, 400)
    kept = actions.send_file(actor=actor, incoming=form.incoming())
    return redirect("interchange:file", kept.pk)


def _home(request: HttpRequest, take: Form, send: Form, status: int = 200) -> HttpResponse:
    page = queries.home_page(actor_of(request))
    return show(request, "interchange/home.html", page, status=status, take_form=take, send_form=send)


@signed_in
def sent_file(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(request, get_file(actor_of(request), pk))


@signed_in
@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    kept = get_file(actor, pk)
    try:
        batch = actions.record_file(
            actor=actor,
            kept=kept,
            checked=check_kept(kept),
            version=_version(request),
            seen=request.POST.get("seen", ""),
        )
    except ActionRefused as refusal:
        return _file(request, kept, refusal)
    messages.success(request, f"Đã ghi nhận {write_number(batch.count)} số liệu. Ghi sai thì đảo lại cả đợt ở đây.")
    return redirect("indicators:batch", batch.pk)


@signed_in
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    kept = get_file(actor, pk)
    try:
        actions.drop_file(actor=actor, kept=kept, version=_version(request))
    except ActionRefused as refusal:
        return _file(request, kept, refusal)
    messages.success(request, f"Đã bỏ tệp {kept}.")
    return redirect("interchange:home")


def _version(request: HttpRequest) -> int:
    """The version that was seen; anything that is no number is none that exists."""
    given = request.POST.get("version", "")
    return whole_number(given, otherwise=-1)


def _file(request: HttpRequest, kept: ExchangeFile, refusal: ActionRefused | None = None) -> HttpResponse:
    kept.refresh_from_db()
    checked = check_kept(kept) if kept.state == ExchangeFile.State.CHECKED else None
    page = pages.file_page(kept, checked, Paging.asked_by(request.GET))
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 400
    return show(request, "interchange/file.html", page, status=status, refusal=refusal)


# Tokens ---------------------------------------------------------------------------------------------------------


@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and a new token: its secret is on this answer only."""
    actor = actor_of(request)
    if not actor.can(OVERSEE_TOKENS):
        actor.must(HOLD_TOKENS)
    form, made, status = TokenForm(request.POST or None, actor=actor), None, 200
    if request.method == "POST":
        actor.must(HOLD_TOKENS)
        status = 400
        if form.is_valid():
            try:
                made = actions.make_token(actor=actor, **form.cleaned_data)
            except ActionRefused as refusal:
                form.refuse(refusal)
            else:
                form, status = TokenForm(actor=actor), 200
    page = queries.tokens_page(actor, Paging.asked_by(request.GET))
    return show(request, "interchange/tokens.html", page, status=status, form=form, made=made)


@signed_in
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    token = get_token(actor, pk)
    try:
        actions.revoke_token(actor=actor, token=token)
    except Conflict as conflict:
        messages.warning(request, str(conflict))
    else:
        messages.success(request, f"Đã thu hồi mã «{token}». Chương trình đang dùng mã này bị từ chối từ bây giờ.")
    return redirect("interchange:tokens")


# The API --------------------------------------------------------------------------------------------------------


@signed_in
def api_guide(request: HttpRequest) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    page = pages.api_guide_page(base, queries.api_examples())
    return show(request, "interchange/api.html", page)


@public
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The description tells how the API is called; it has no data."""
    return JsonResponse(pages.openapi(), json_dumps_params={"ensure_ascii": False})


@public
@csrf_exempt
def api_unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """A program gets no page of ours for an address that is not there."""
    return problem(request, Kind.NOT_THERE, f"API không có địa chỉ «{rest}».")
