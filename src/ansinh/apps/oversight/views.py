"""Addresses of this room."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.oversight.access import (
    FOLLOW_UP,
    SEE_OVERDUE,
    SEE_SCORECARDS,
    get_follow_up,
    get_organisation,
    get_whole_follow_up,
)
from ansinh.apps.oversight.actions import letters, personal
from ansinh.apps.oversight.exports import calendar_file, letter_docx
from ansinh.apps.oversight.forms import FollowUpForm, IssueForm, ReminderSettingsForm
from ansinh.apps.oversight.queries.letters import follow_up_page, overdue_page
from ansinh.apps.oversight.queries.my_work import (
    Month,
    calendar_page,
    count_of,
    feed_of_digest,
    my_work_page,
)
from ansinh.apps.oversight.queries.notices import notices_page, reminder_settings_page
from ansinh.apps.oversight.queries.scorecards import period_asked, scorecard_page, scorecards_page
from ansinh.kit.access import NotThere
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import now, today
from ansinh.kit.pages import Paging, actor_of, public, show, show_part, signed_in
from ansinh.kit.work import work_of

# One's own work --------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    return show(request, "oversight/my_work.html", my_work_page(actor_of(request), today()))


@signed_in
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number beside "Việc của tôi", asked for by pages that do not know it."""
    return show_part(request, "oversight/count.html", count=count_of(actor_of(request), today()))


@signed_in
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    month = Month.asked_by(request.GET.get("thang", ""), today())
    return show(request, "oversight/calendar.html", calendar_page(actor_of(request), month, today()))


@signed_in
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """The address is shown once, on this answer."""
    actor = actor_of(request)
    token = personal.make_feed(actor=actor)
    url = request.build_absolute_uri(reverse("oversight:feed", args=[token]))
    page = calendar_page(actor, Month.asked_by("", today()), today(), feed_url=url)
    return show(request, "oversight/calendar.html", page)


@signed_in
@require_POST
def revoke_feed(request: HttpRequest) -> HttpResponse:
    try:
        personal.revoke_feed(actor=actor_of(request))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã thu hồi. Chương trình lịch đang đọc địa chỉ cũ sẽ không nhận thêm gì.")
    return redirect("oversight:calendar")


@public
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Who holds the address reads the due dates of one person; nobody without a role has any."""
    found = feed_of_digest(personal.feed_digest(token))
    actor = actor_for(found.user, today()) if found else None
    if found is None or actor is None or not actor.grants:
        raise NotThere("Địa chỉ lịch này không còn dùng được.")
    origin = request.build_absolute_uri("/").rstrip("/")
    content = calendar_file(work_of(actor, today()), origin=origin, made_at=now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'inline; filename="an-sinh.ics"'
    return answer


# Notices ---------------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """The list; posted, everything on it counts as seen."""
    actor = actor_of(request)
    if request.method == "POST":
        personal.see_digests(actor=actor)
        messages.success(request, "Đã đánh dấu là đã xem.")
        return redirect("oversight:notices")
    return show(request, "oversight/notices.html", notices_page(actor, Paging.asked_by(request.GET)))


@signed_in
@require_http_methods(["GET", "POST"])
def reminder_settings(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = reminder_settings_page(actor, settings.MAIL_WORKS)
    form = ReminderSettingsForm(request.POST or None, initial=vars(page.wishes))
    if request.method == "POST" and form.is_valid():
        choices = dict(form.cleaned_data)
        try:
            personal.set_reminders(actor=actor, version=choices.pop("version"), choices=choices)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lưu cách nhắc việc.")
            return redirect("oversight:reminder_settings")
    return show(request, "oversight/reminder_settings.html", page, form=form, status=400 if form.errors else 200)


# Letters ---------------------------------------------------------------------------------------------------------

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
@require_http_methods(["GET", "POST"])
def overdue(request: HttpRequest) -> HttpResponse:
    """What agencies are late with; posted, letters to those ticked."""
    actor = actor_of(request)
    actor.must(SEE_OVERDUE)
    page = overdue_page(actor, today(), Paging.asked_by(request.GET))
    ticked = frozenset(int(key) for key in request.POST.getlist("agencies") if key.isdecimal() and len(key) < 19)
    form = FollowUpForm(request.POST or None, initial={"answer_by": page.answer_by})
    if request.method == "POST":
        actor.must(FOLLOW_UP)
        if form.is_valid():
            try:
                made = letters.make_follow_ups(actor=actor, organisation_ids=sorted(ticked), **form.cleaned_data)
            except ActionRefused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, f"Đã soạn {len(made)} dự thảo công văn. Tải về, trình ký rồi ghi số ở đây.")
                return redirect("oversight:follow_up", made[0].pk) if len(made) == 1 else redirect("oversight:overdue")
    return show(request, "oversight/overdue.html", page, form=form, ticked=ticked, status=400 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter; posted, its number and day."""
    actor = actor_of(request)
    letter = get_follow_up(actor, pk)
    form = IssueForm(request.POST or None, initial={"version": letter.version, "issued_on": today()})
    if request.method == "POST":
        actor.must(FOLLOW_UP)
        if form.is_valid():
            try:
                letters.issue_follow_up(actor=actor, letter=letter, **form.cleaned_data)
            except ActionRefused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, "Đã ghi số. Cơ quan nhận thấy công văn trong Việc của tôi.")
                return redirect("oversight:follow_up", letter.pk)
    page = follow_up_page(actor, letter, today())
    return show(request, "oversight/follow_up.html", page, form=form, status=400 if form.errors else 200)


@signed_in
@require_POST
def discard_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    try:
        letters.discard_follow_up(actor=actor, letter=get_follow_up(actor, pk))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("oversight:follow_up", pk)
    messages.success(request, "Đã bỏ dự thảo.")
    return redirect("oversight:overdue")


@signed_in
@require_GET
def follow_up_docx(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_whole_follow_up(actor_of(request), pk)
    answer = HttpResponse(letter_docx(letter), content_type=_WORD)
    answer["Content-Disposition"] = f'attachment; filename="cong-van-don-doc-{letter.pk}.docx"'
    return answer


# Scorecards ------------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def scorecards(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(SEE_SCORECARDS)
    period = period_asked(request.GET.get("ky", ""), today())
    return show(request, "oversight/scorecards.html", scorecards_page(actor, period, today()))


@signed_in
@require_GET
def scorecard(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    page = scorecard_page(actor, get_organisation(actor, code), today())
    return show(request, "oversight/scorecard.html", page)
