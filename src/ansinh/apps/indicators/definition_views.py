"""Addresses where indicators are made and targets are bound to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ansinh.apps.indicators import actions
from ansinh.apps.indicators.access import DEFINE
from ansinh.apps.indicators.binding import binding_page, bound_of, change_in_words, status_now
from ansinh.apps.indicators.forms import (
    NEW_DEFINITION,
    BindingForm,
    EndBindingForm,
    NewIndicatorForm,
    binding_initial,
)
from ansinh.apps.indicators.models import TargetMeasurement
from ansinh.apps.plans.access import get_plan, get_promise
from ansinh.apps.plans.models import Plan, Promise, PromiseKind, Target
from ansinh.domain.indicators import Shape
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.forms import Form
from ansinh.kit.pages import Crumb, Page, actor_of, show, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def new_indicator(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(DEFINE)
    form = NewIndicatorForm(request.POST or None, initial=NEW_DEFINITION)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.define_indicator(
                actor=actor, code=given["code"], fields=form.values(), version=0, dimensions=given["dimensions"]
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, "Đã định nghĩa chỉ số. Gắn chỉ số với chỉ tiêu ở trang của chỉ tiêu, mục «Cách đo»."
            )
            return redirect("indicators:indicator", made.code)
    crumbs = (Crumb("Chỉ số", reverse("indicators:list")), Crumb("Chỉ số mới"))
    page = Page(title="Định nghĩa chỉ số mới", crumbs=crumbs, module="chi-so")
    status = 400 if form.errors else 200
    return show(request, "indicators/record.html", page, form=form, verb="Ghi định nghĩa", status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Posted with ``do=save`` it binds; otherwise it shows what that would do to the status."""
    actor = actor_of(request)
    plan, promise = _target(actor, slug, code)
    form = BindingForm(request.POST or None, initial=binding_initial(bound_of(promise)))
    wanted, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            wanted = _wanted(promise, form)
            if wanted is not None and request.POST.get("do") != "save":
                status = 200
            elif wanted is not None:
                done = _bind(request, actor, plan, promise, form)
                if done is not None:
                    return done
                status = 409
    page = binding_page(plan, promise, wanted)
    return show(request, "indicators/binding.html", page, form=form, ending=_ending(promise), status=status)


def _target(actor: Actor, slug: str, code: str) -> tuple[Plan, Promise]:
    plan = get_plan(actor, slug)
    promise = get_promise(actor, plan, PromiseKind.TARGET, code)
    actor.must(DEFINE)
    return plan, promise


def _wanted(promise: Promise, form: BindingForm) -> TargetMeasurement | None:
    """The binding as it would be, not saved; None when it does not fit together (the form then says why)."""
    given = form.cleaned_data
    shape = Shape(given["shape"])
    problems = list(actions.binding_problems(given["indicator"], shape, form.values()))
    if problems:
        form.refuse(ActionRefused(*problems))
        return None
    return TargetMeasurement(target_id=promise.pk, indicator=given["indicator"], shape=shape, **form.values())


def _bind(request: HttpRequest, actor: Actor, plan: Plan, promise: Promise, form: BindingForm) -> HttpResponse | None:
    """None when it was refused; the form then says why."""
    before, given = status_now(plan, promise), form.cleaned_data
    try:
        actions.bind_target(
            actor=actor,
            target=Target.objects.get(pk=promise.pk),
            indicator=given["indicator"],
            shape=Shape(given["shape"]),
            fields=form.values(),
            version=given["version"],
        )
    except ActionRefused as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, f"Đã ghi cách đo. {change_in_words(before, status_now(plan, promise))}")
    return redirect("plans:target", plan.slug, promise.code)


def _ending(promise: Promise) -> EndBindingForm:
    bound = bound_of(promise)
    return EndBindingForm(initial={"version": bound.version if bound else 0})


@signed_in
@require_POST
def end_binding(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    actor = actor_of(request)
    plan, promise = _target(actor, slug, code)
    ending, status = EndBindingForm(request.POST), 400
    if ending.is_valid():
        try:
            actions.end_binding(actor=actor, target=Target.objects.get(pk=promise.pk), **ending.cleaned_data)
        except ActionRefused as refusal:
            status = _refuse(ending, refusal)
        else:
            messages.success(request, "Đã bỏ cách đo. Chỉ tiêu trở lại «chưa đo»; số liệu của chỉ số vẫn giữ.")
            return redirect("plans:target", plan.slug, promise.code)
    form = BindingForm(initial=binding_initial(bound_of(promise)))
    return show(
        request, "indicators/binding.html", binding_page(plan, promise), form=form, ending=ending, status=status
    )


def _refuse(form: Form, refusal: ActionRefused) -> int:
    form.refuse(refusal)
    return 409 if isinstance(refusal, Conflict) else 400
