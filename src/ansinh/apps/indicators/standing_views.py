"""An officer's judgement of a target, beside the computed status."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ansinh.apps.indicators import actions
from ansinh.apps.indicators.access import JUDGE
from ansinh.apps.indicators.forms import JudgementForm
from ansinh.apps.indicators.standing import judge_page
from ansinh.apps.plans.access import get_plan, get_promise
from ansinh.apps.plans.models import PromiseKind, Target
from ansinh.apps.plans.queries import promise_url
from ansinh.kit.actions import ActionRefused
from ansinh.kit.pages import actor_of, show, signed_in


@signed_in
def judge(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    actor = actor_of(request)
    plan = get_plan(actor, slug)
    promise = get_promise(actor, plan, PromiseKind.TARGET, code)
    actor.must(JUDGE, plan.coordinating_agency_id)
    page = judge_page(actor, plan, promise)
    form = JudgementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        target = Target.objects.select_related("plan").get(pk=promise.pk)
        try:
            actions.judge_target(actor=actor, target=target, period=page.panel.period, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi đánh giá; kết quả tính vẫn đứng bên cạnh.")
            return redirect(promise_url(plan, PromiseKind.TARGET, code) + "#tinh-trang")
    return show(request, "indicators/judge.html", page, form=form, status=400 if form.errors else 200)
