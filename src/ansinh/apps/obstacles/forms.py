"""What is typed about obstacles: filters of the list, raising, and one form for each verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from ansinh.apps.documents.access import visible_documents
from ansinh.apps.documents.models import Document
from ansinh.apps.obstacles.actions import Described, Reply, Shown
from ansinh.apps.obstacles.models import Obstacle
from ansinh.apps.obstacles.queries import (
    ObstacleFilter,
    age_choices,
    kind_choices,
    organisation_choices,
    place_choices,
    promises_with_names,
    state_choices,
    superior_of,
)
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.orgs.queries import match_agencies
from ansinh.apps.plans.models import Plan, PlanAmendment, Promise
from ansinh.domain.obstacles import (
    ANSWER_LABELS,
    KIND_LABELS,
    LEVEL_DAYS,
    LEVEL_LABELS,
    AnswerKind,
    HandlingLevel,
    ObstacleKind,
    Verb,
    levels_above,
)
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.forms import DateField, DecimalField, Form

#: Bytes of one file of evidence.
_LARGEST_FILE = 20 * 1024 * 1024
_SHOWN_LETTERS = 110


# The list --------------------------------------------------------------------------------------------------------


def filter_from(parameters: QueryDict) -> ObstacleFilter:
    """What the address asks for; anything that makes no sense narrows to nothing that exists, or not at all."""
    group = parameters.get("nhom", "")
    return ObstacleFilter(
        state=parameters.get("tinh-trang", "")[:12],
        kind=parameters.get("loai", "")[:12],
        place=parameters.get("cap", "")[:12],
        age=parameters.get("tuoi", "")[:12],
        organisation=parameters.get("co-quan", "")[:60],
        promise=parameters.get("muc", "")[:60],
        group=int(group) if group.isdecimal() and len(group) < 10 else None,
        words=squeeze(parameters.get("q", ""))[:200],
    )


class FilterForm(Form):
    """Its fields carry the names of the address."""

    def __init__(self, actor: Actor, wanted: ObstacleFilter) -> None:
        super().__init__()
        self.fields["q"] = forms.CharField(label="Có chữ", required=False, initial=wanted.words)
        choices = {
            "tinh-trang": ("Tình trạng", state_choices(), wanted.state),
            "loai": ("Loại", kind_choices(), wanted.kind),
            "cap": ("Đang ở", place_choices(), wanted.place),
            "tuoi": ("Đã chờ", age_choices(), wanted.age),
            "co-quan": ("Cơ quan", organisation_choices(actor), wanted.organisation),
        }
        for name, (label, options, initial) in choices.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=options, required=False, initial=initial)
        self.fields["muc"] = forms.CharField(
            label="Mục", required=False, initial=wanted.promise, widget=forms.TextInput(attrs={"size": 8})
        )


# Raising ---------------------------------------------------------------------------------------------------------


class DescribeForm(Form):
    """What is the matter, since when, what follows, what is proposed, what shows it."""

    title = forms.CharField(
        label="Vướng mắc",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Một câu: thiếu gì, ở đâu, bao nhiêu. Ví dụ: chưa bố trí 420 triệu đồng cho 5 phiên giao dịch việc làm.",
    )
    kind = forms.ChoiceField(
        label="Loại", choices=[("", "chọn loại"), *((kind.value, KIND_LABELS[kind]) for kind in ObstacleKind)]
    )
    since = DateField(label="Vướng từ ngày")
    consequence = forms.CharField(
        label="Hệ quả",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Việc nào chậm, ai bị ảnh hưởng.",
    )
    recommendation = forms.CharField(
        label="Kiến nghị",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đề nghị cơ quan nào làm gì, trước ngày nào.",
    )
    link = forms.URLField(
        label="Liên kết minh chứng",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Địa chỉ http hoặc https.",
    )
    file = forms.FileField(
        label="Tệp minh chứng", required=False, help_text="Nhiều nhất 20 MB. Không đưa dữ liệu cá nhân lên đây."
    )

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is not None and (upload.size or 0) > _LARGEST_FILE:
            raise forms.ValidationError(f"Tệp «{upload.name}» lớn hơn 20 MB. Nén lại hoặc gửi liên kết.")
        return upload

    def described(self) -> Described:
        given = self.cleaned_data
        return Described(
            ObstacleKind(given["kind"]), given["title"], given["since"], given["consequence"], given["recommendation"]
        )

    def evidence(self) -> list[Shown]:
        link, upload = self.cleaned_data["link"], self.cleaned_data["file"]
        shown = [Shown(link[:255], url=link)] if link else []
        if upload is not None:
            shown.append(Shown(upload.name or "tệp", upload=upload.file, media_type=upload.content_type or ""))
        return shown


class RaiseForm(DescribeForm):
    """The same, with the promises that are held up."""

    field_order = ("promises", "title", "kind")

    def __init__(
        self, plan: Plan, data: QueryDict | None, files: MultiValueDict[str, UploadedFile] | None, **more: Any
    ):
        super().__init__(data, files, **more)
        named = promises_with_names(plan, today())
        self.found = {str(promise.pk): promise for promise, _ in named}
        asked = set((more.get("initial") or {}).get("promises", ()))
        in_sight = sorted(named, key=lambda pair: str(pair[0].pk) not in asked)  # what was asked for comes first
        self.fields["promises"] = forms.MultipleChoiceField(
            label="Mục của kế hoạch bị vướng",
            choices=[(str(promise.pk), _named(promise, name)) for promise, name in in_sight],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Chưa chọn mục nào của kế hoạch. Chọn ít nhất một mục bị vướng."},
        )
        self.order_fields(self.field_order)

    def promises(self) -> list[Promise]:
        return [self.found[key] for key in self.cleaned_data["promises"]]


def _named(promise: Promise, name: str) -> str:
    short = name if len(name) <= _SHOWN_LETTERS else name[:_SHOWN_LETTERS].rsplit(" ", 1)[0] + "…"
    return f"{promise.code} {short}"


class GroupForm(Form):
    title = forms.CharField(label="Tên nhóm", max_length=300)


# Verbs -----------------------------------------------------------------------------------------------------------


class ActForm(Form):
    """The version that was seen, and words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="Lý do", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class SendBackForm(ActForm):
    text = forms.CharField(label="Cần bổ sung điều gì", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class ConfirmForm(ActForm):
    text = forms.CharField(
        label="Kết quả sau tháo gỡ", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class HandsForm(ActForm):
    """To whom it goes, at which level, by when."""

    holder = forms.CharField(
        label="Cơ quan xử lý",
        widget=forms.TextInput(attrs={"list": "danh-muc-co-quan", "autocomplete": "off"}),
        help_text="Gõ vài chữ rồi chọn trong danh mục. Chuyển trung ương thì chọn cơ quan của tỉnh gửi kiến nghị đi.",
    )
    level = forms.ChoiceField(label="Cấp xử lý")
    addressee = forms.CharField(
        label="Cơ quan trung ương nhận", required=False, max_length=200, help_text="Chỉ ghi khi chuyển trung ương."
    )
    due_on = DateField(
        label="Hạn trả lời",
        required=False,
        help_text="ngày/tháng/năm; để trống thì tính theo số ngày làm việc của cấp xử lý.",
    )
    text = forms.CharField(label="Ghi chú", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("version", "holder", "level", "addressee", "due_on", "text")

    def __init__(self, obstacle: Obstacle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (level.value, f"{LEVEL_LABELS[level]} ({LEVEL_DAYS[level]} ngày làm việc)")
            for level in self.levels(obstacle)
        ]

    def levels(self, obstacle: Obstacle) -> tuple[HandlingLevel, ...]:
        return tuple(HandlingLevel)

    def clean_holder(self) -> Organisation:
        name = squeeze(self.cleaned_data["holder"])
        match = match_agencies({name}, today()).get(name)
        if match is None or match.organisation_id is None:
            near = ", ".join(s.entry.name for s in match.suggestions[:3]) if match else ""
            hint = f" Gần nhất: {near}." if near else ""
            raise forms.ValidationError(
                f"Không có cơ quan «{name}» trong danh mục.{hint} Chọn một tên trong danh sách."
            )
        return Organisation.objects.get(pk=match.organisation_id)

    def clean_level(self) -> HandlingLevel:
        return HandlingLevel(self.cleaned_data["level"])

    def hands(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("holder", "level", "addressee", "due_on", "text")}


class RouteForm(HandsForm):
    pass


class EscalateForm(HandsForm):
    text = forms.CharField(label="Lý do chuyển cấp trên", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def levels(self, obstacle: Obstacle) -> tuple[HandlingLevel, ...]:
        return levels_above(HandlingLevel(obstacle.level)) if obstacle.level else tuple(HandlingLevel)


class AnswerForm(ActForm):
    """One of four kinds, what it says, and what it changed."""

    kind = forms.ChoiceField(
        label="Cách trả lời", choices=[("", "chọn"), *((kind.value, ANSWER_LABELS[kind]) for kind in AnswerKind)]
    )
    text = forms.CharField(label="Nội dung trả lời", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    reference = forms.CharField(
        label="Số, ký hiệu văn bản", required=False, max_length=300, help_text="Ví dụ 1234/UBND-KT ngày 25/10/2024."
    )
    document = forms.ModelChoiceField(
        label="Văn bản trong hệ thống", queryset=Document.objects.none(), required=False, empty_label="không chọn"
    )
    amount = DecimalField(label="Số tiền (triệu đồng)", required=False, minimum=0, places=3)
    amendment = forms.ModelChoiceField(
        label="Văn bản sửa đổi kế hoạch", queryset=PlanAmendment.objects.none(), required=False, empty_label="không có"
    )
    changed = forms.CharField(
        label="Trả lời đã thay đổi gì",
        required=False,
        max_length=500,
        help_text="Ví dụ: điều chỉnh cam kết năm 2024 của Sở Y tế ở mục III.5.b.",
    )
    changed_url = forms.URLField(
        label="Liên kết tới chỗ thay đổi", required=False, max_length=500, assume_scheme="https"
    )
    field_order = (
        "version", "kind", "text", "reference", "document", "amount", "amendment", "changed", "changed_url",
    )  # fmt: skip

    def __init__(self, actor: Actor, obstacle: Obstacle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = visible_documents(actor).defer("text", "blocks", "notes")
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        amendments = obstacle.plan.amendments.select_related("document", "plan")
        self.fields["amendment"].queryset = amendments  # type: ignore[attr-defined]

    def reply(self) -> Reply:
        given = dict(self.cleaned_data)
        del given["version"]
        return Reply(**(given | {"kind": AnswerKind(given["kind"])}))


class ResubmitForm(DescribeForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Đã bổ sung điều gì", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


def form_for(
    actor: Actor,
    obstacle: Obstacle,
    verb: Verb,
    data: QueryDict | None,
    files: MultiValueDict[str, UploadedFile] | None,
) -> Form:
    """The form of a verb, filled in with what is known."""
    initial: dict[str, Any] = {"version": obstacle.version}
    match verb:
        case Verb.ROUTE:
            return RouteForm(obstacle, data, initial=initial)
        case Verb.ESCALATE:
            level, holder = superior_of(obstacle)
            return EscalateForm(obstacle, data, initial=initial | {"level": level.value, "holder": holder.name})
        case Verb.ANSWER:
            return AnswerForm(actor, obstacle, data, initial=initial)
        case Verb.RESUBMIT:
            names = ("title", "kind", "since", "consequence", "recommendation")
            return ResubmitForm(data, files, initial=initial | {name: getattr(obstacle, name) for name in names})
        case Verb.SEND_BACK:
            return SendBackForm(data, initial=initial)
        case Verb.CONFIRM:
            return ConfirmForm(data, initial=initial)
        case _:
            return ActForm(data, initial=initial)
