"""What is typed about acts: adding, accepting, and one form for each verb."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from ansinh.apps.documents.access import visible_documents
from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.orgs.queries import match_agencies
from ansinh.apps.plans.models import Plan, Promise
from ansinh.apps.policies.models import PolicyPipeline
from ansinh.apps.policies.queries import accountable_for, current_stage, dates_of, promise_choices, usual_holder
from ansinh.domain.policy_stages import (
    ACT_LABELS,
    STAGE_LABELS,
    STAGES,
    ActKind,
    PolicyStep,
    earlier_stages,
    next_stage,
)
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.forms import DateField, Form

_KINDS = [(kind.value, ACT_LABELS[kind]) for kind in ActKind]


class AgencyField(forms.CharField):
    """The name of an agency of the register; gives the `Organisation`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Gõ vài chữ rồi chọn trong danh mục.")
        super().__init__(widget=forms.TextInput(attrs={"list": "danh-muc-co-quan", "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Organisation | None:
        name = squeeze(super().clean(value) or "")
        if not name:
            return None
        match = match_agencies({name}, today()).get(name)
        if match is None or match.organisation_id is None:
            near = ", ".join(s.entry.name for s in match.suggestions[:3]) if match else ""
            hint = f" Gần nhất: {near}." if near else ""
            raise forms.ValidationError(
                f"Không có cơ quan «{name}» trong danh mục.{hint} Chọn một tên trong danh sách."
            )
        return Organisation.objects.get(pk=match.organisation_id)


class DescribeForm(Form):
    """What an act is called, who issues it, who prepares it, by when."""

    name = forms.CharField(label="Tên chính sách", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label="Hình thức văn bản", choices=_KINDS)
    lead = AgencyField(label="Cơ quan chủ trì xây dựng")
    due_on = DateField(label="Dự kiến ban hành", required=False)

    def given(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in ("name", "lead", "due_on")}
        return values | {"kind": ActKind(self.cleaned_data["kind"])}


class AddForm(DescribeForm):
    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["promise"] = forms.ChoiceField(
            label="Nhiệm vụ của kế hoạch", choices=[("", "chọn nhiệm vụ"), *promise_choices(plan, today())]
        )
        self.order_fields(("promise", "name", "kind", "lead", "due_on"))
        self.name_what_is_missing()

    def promise(self) -> Promise:
        return self.plan.promises.get(pk=self.cleaned_data["promise"])


class AcceptForm(DescribeForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="Lý do", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class AdvanceForm(Form):
    """The real day, and whoever has the next stage; of the last one the number of the act."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = DateField(label="Xong ngày")
    text = forms.CharField(label="Ghi chú", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, policy: PolicyPipeline, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage = current_stage(policy) or PolicyStep.PROPOSE
        following = next_stage(ActKind(policy.kind), stage)
        self.fields["done_on"].label = f"Bước «{STAGE_LABELS[stage]}» xong ngày"
        if following is None:
            self.fields["reference"] = forms.CharField(
                label="Số, ký hiệu văn bản", max_length=200, help_text="Ví dụ 12/2024/NQ-HĐND."
            )
        else:
            usual = usual_holder(policy, following)
            self.fields["holder"] = AgencyField(
                label=f"Cơ quan làm bước «{STAGE_LABELS[following]}»", initial=usual.name if usual else ""
            )
        self.order_fields(("version", "done_on", "holder", "reference", "text"))
        self.name_what_is_missing()


class GoBackForm(ReasonForm):
    holder = AgencyField(label="Cơ quan làm lại")
    field_order = ("version", "stage", "holder", "text")

    def __init__(self, policy: PolicyPipeline, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = earlier_stages(ActKind(policy.kind), current_stage(policy) or PolicyStep.PROPOSE)
        self.fields["stage"] = forms.ChoiceField(
            label="Trả về bước", choices=[(stage.value, STAGE_LABELS[stage]) for stage in reversed(earlier)]
        )
        self.fields["holder"].initial = policy.lead.name if policy.lead else ""
        self.order_fields(self.field_order)
        self.name_what_is_missing()


class HandOverForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    holder = AgencyField(label="Chuyển sang cơ quan")
    text = forms.CharField(label="Ghi chú", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class PaperForm(Form):
    stage = forms.ChoiceField(label="Của bước")
    label = forms.CharField(label="Tên hồ sơ", required=False, max_length=300, help_text="Để trống thì lấy số văn bản.")
    document = forms.ModelChoiceField(
        label="Văn bản trong hệ thống", queryset=Document.objects.none(), required=False, empty_label="không chọn"
    )
    url = forms.URLField(label="Hoặc liên kết", required=False, max_length=500, assume_scheme="https")

    def __init__(self, actor: Actor, policy: PolicyPipeline, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = STAGES[ActKind(policy.kind)]
        self.fields["stage"].choices = [(stage.value, STAGE_LABELS[stage]) for stage in stages]  # type: ignore[attr-defined]
        self.fields["stage"].initial = current_stage(policy) or stages[-1]
        self.fields["document"].queryset = visible_documents(actor).defer("text", "blocks", "notes")  # type: ignore[attr-defined]


class ScheduleForm(Form):
    """One planned day for each stage that is not done."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, policy: PolicyPipeline, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_stages = [row for row in dates_of(policy) if row.done_on is None]
        for row in self.open_stages:
            self.fields[f"ngay_{row.stage.value}"] = DateField(
                label=f"{STAGE_LABELS[row.stage]} xong", required=False, initial=row.planned_on, help_text=""
            )
        self.fields["text"] = forms.CharField(
            label="Lý do đổi ngày đã đặt", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
        )

    def planned(self) -> dict[PolicyStep, date | None]:
        return {row.stage: self.cleaned_data[f"ngay_{row.stage.value}"] for row in self.open_stages}


def form_for(actor: Actor, policy: PolicyPipeline, verb: str, data: QueryDict | None) -> Form:
    """The form of a verb, filled in with what is known."""
    initial: dict[str, Any] = {"version": policy.version}
    match verb:
        case "xac-nhan":
            lead = accountable_for(policy.promise, today())
            known = {"name": policy.name, "kind": policy.kind, "lead": lead.name if lead else ""}
            return AcceptForm(data, initial=initial | known)
        case "xong-buoc":
            return AdvanceForm(policy, data, initial=initial | {"done_on": today()})
        case "tra-ve":
            return GoBackForm(policy, data, initial=initial)
        case "chuyen-giao":
            return HandOverForm(data, initial=initial)
        case "ho-so":
            return PaperForm(actor, policy, data)
        case "lich":
            return ScheduleForm(policy, data, initial=initial)
        case _:
            return ReasonForm(data, initial=initial)
