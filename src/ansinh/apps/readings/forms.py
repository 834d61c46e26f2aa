"""What an officer types at the desk, turned into values and agency choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from ansinh.apps.orgs.queries import match_agencies
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.actions import AgencyChoice
from ansinh.apps.readings.models import ItemChange, ItemKind
from ansinh.domain.headings import short_name
from ansinh.domain.readings import Comparison, Frequency, ObligationKind, TimeframeKind
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.forms import DateField, DecimalField, Form

COMPARISONS = [
    ("", "không có số (định tính)"),
    (Comparison.AT_LEAST.value, "ít nhất ( ≥ )"),
    (Comparison.MORE_THAN.value, "trên ( > )"),
    (Comparison.EQUAL.value, "đạt ( = )"),
    (Comparison.AT_MOST.value, "không quá ( ≤ )"),
    (Comparison.LESS_THAN.value, "dưới ( < )"),
    (Comparison.ABOUT.value, "khoảng ( ≈ )"),
    (Comparison.RANGE.value, "trong khoảng ( – )"),
    (Comparison.MAINTAIN.value, "duy trì"),
]
TIMEFRAMES = [
    (TimeframeKind.OPEN.value, "từ một năm trở đi"),
    (TimeframeKind.RECURRING.value, "thường xuyên, định kỳ"),
    (TimeframeKind.YEAR.value, "trong một năm"),
    (TimeframeKind.YEARS.value, "nhiều năm"),
    (TimeframeKind.DATE.value, "có ngày hạn"),
    (TimeframeKind.NONE.value, "văn bản không nêu"),
]
OBLIGATION_KINDS = [
    (ObligationKind.PLAN.value, "xây dựng kế hoạch"),
    (ObligationKind.BUDGET.value, "lập dự toán, kinh phí"),
    (ObligationKind.REPORT.value, "báo cáo"),
    (ObligationKind.MONITOR.value, "theo dõi, đôn đốc, kiểm tra"),
    (ObligationKind.ESCALATE.value, "báo cáo vướng mắc"),
    (ObligationKind.OTHER.value, "nghĩa vụ khác"),
]
FREQUENCIES = [
    ("", "văn bản không nêu"),
    (Frequency.ONCE.value, "một lần"),
    (Frequency.MONTHLY.value, "hằng tháng"),
    (Frequency.QUARTERLY.value, "hằng quý"),
    (Frequency.HALF_YEARLY.value, "6 tháng"),
    (Frequency.YEARLY.value, "hằng năm"),
    (Frequency.CONTINUOUS.value, "thường xuyên"),
    (Frequency.ON_EVENT.value, "khi phát sinh"),
]


def _year(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2000, max_value=2100, required=False)


class UploadForm(Form):
    file = forms.FileField(
        label="Tệp văn bản đã ký",
        help_text="Word (.docx), PDF, HTML, Markdown hoặc văn bản thuần (.txt), tối đa 50 MB. Bản quét được nhận dạng chữ.",
        error_messages={
            "empty": "Tệp rỗng, không có nội dung nào. Kiểm tra lại tệp rồi chọn lại.",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                f"Tệp «{file.name}» có {(file.size or 0) // 1048576} MB, quá giới hạn {settings.UPLOAD_LIMIT // 1048576} MB. "
                "Bản quét thì quét lại ở 200 dpi, đen trắng; hoặc tách phụ lục thành tệp riêng."
            )
        return file


class PlanChoiceForm(Form):
    """Which plan a document amends; none: it is a plan of its own."""

    plan = forms.ChoiceField(label="Văn bản này", required=False)

    def __init__(self, *args: Any, plans: Sequence[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {plan.slug: plan for plan in plans}
        amends = [(slug, f"sửa đổi, bổ sung kế hoạch {plan.number}") for slug, plan in self.plans.items()]
        self.fields["plan"].choices = [("", self.no_plan), *amends]  # type: ignore[attr-defined]

    no_plan = "là kế hoạch mới"

    def chosen(self) -> Plan | None:
        return self.plans.get(self.cleaned_data["plan"])


class ParentForm(Form):
    """Which plan this one carries out; ``seen`` is the slug of the one chosen before."""

    parent = forms.ChoiceField(label="Thực hiện kế hoạch cấp trên", required=False)
    seen = forms.CharField(label="", required=False, max_length=80)

    def __init__(self, *args: Any, plans: Sequence[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {plan.slug: plan for plan in plans}
        self.fields["parent"].choices = [("", "không"), *((slug, p.number) for slug, p in self.plans.items())]  # type: ignore[attr-defined]

    def chosen(self) -> Plan | None:
        return self.plans.get(self.cleaned_data["parent"])

    def chosen_before(self) -> Plan | None:
        return self.plans.get(self.cleaned_data["seen"])


class UploadPlanForm(PlanChoiceForm, UploadForm):
    """An upload, with which plan it amends if the officer wants to say so."""

    no_plan = "để hệ thống tự nhận ra"
    field_order = ("file", "plan")


class EffectiveForm(Form):
    effective_from = DateField(label="Có hiệu lực từ ngày")
    seen = DateField(label="", required=False)


class PointForm(Form):
    """Which promise a change of an amendment means, and what it does to it."""

    change = forms.ChoiceField(label="Văn bản", choices=ItemChange.choices)
    promise = forms.CharField(label="Mục của kế hoạch", required=False, max_length=400)
    section = forms.CharField(label="Vị trí (khi bổ sung)", required=False, max_length=60)


class TargetForm(Form):
    """A target with or without a number; without a comparison it is a qualitative one."""

    name = forms.CharField(label="Tên chỉ tiêu", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    operator = forms.ChoiceField(label="So sánh", choices=COMPARISONS, required=False)
    value = DecimalField(label="Giá trị", required=False)
    low = DecimalField(label="Từ", required=False)
    high = DecimalField(label="Đến", required=False)
    denominator = DecimalField(label="Mẫu số", required=False)
    unit = forms.CharField(label="Đơn vị tính", max_length=120, required=False)
    due_year = _year("Đến hết năm")
    population = forms.CharField(label="Phạm vi tính", required=False)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        numbers = {key: _plain(data[key]) for key in ("value", "low", "high", "denominator")}
        words = {key: squeeze(data[key]) for key in ("name", "unit", "population")}
        return words | numbers | {"operator": data["operator"], "due_year": data["due_year"]}


class TaskForm(Form):
    name = forms.CharField(label="Tên ngắn", required=False)
    heading = forms.CharField(label="Thuộc mục", required=False)
    text = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    timeframe_raw = forms.CharField(label="Thời gian như văn bản viết", required=False)
    timeframe_kind = forms.ChoiceField(label="Loại thời gian", choices=TIMEFRAMES)
    start_year = _year("Từ năm")
    end_year = _year("Đến năm")
    due_on = DateField(label="Ngày hạn cuối", required=False)
    product = forms.CharField(label="Sản phẩm", required=False)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        due_on: date | None = data["due_on"]
        words = {key: squeeze(data[key]) for key in ("name", "heading", "timeframe_raw", "product")}
        return words | {
            "text": nfc(data["text"]).strip(),
            "timeframe_kind": data["timeframe_kind"],
            "start_year": data["start_year"],
            "end_year": data["end_year"],
            "due_on": due_on.isoformat() if due_on else None,
        }


class ObligationForm(Form):
    kind = forms.ChoiceField(label="Loại", choices=OBLIGATION_KINDS)
    what = forms.CharField(label="Phải làm gì", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    to = forms.CharField(label="Gửi đến", required=False)
    via = forms.CharField(label="Qua", required=False)
    frequency = forms.ChoiceField(label="Định kỳ", choices=FREQUENCIES, required=False)
    due_raw = forms.CharField(label="Hạn như văn bản viết", required=False)
    due_day = forms.IntegerField(label="Ngày", min_value=1, max_value=31, required=False)
    due_month = forms.IntegerField(label="Tháng", min_value=1, max_value=12, required=False)
    due_year = _year("Năm")
    due_before = forms.BooleanField(label="«trước ngày»: không tính ngày đó", required=False)

    @staticmethod
    def flat(values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an item as the form's initial data."""
        due = values.get("due") or {}
        return {k: v for k, v in values.items() if k != "due"} | {f"due_{k}": v for k, v in due.items()}

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        parts = {key: data[f"due_{key}"] for key in ("raw", "day", "month", "year", "before")}
        has_due = any(parts[key] for key in ("raw", "day", "month", "year"))
        words = {key: squeeze(data[key]) for key in ("what", "to", "via")}
        return words | {
            "kind": data["kind"],
            "frequency": data["frequency"],
            "due": parts if has_due else None,
        }


FORMS: dict[str, type[TargetForm | TaskForm | ObligationForm]] = {
    ItemKind.TARGET: TargetForm,
    ItemKind.GOAL: TargetForm,
    ItemKind.TASK: TaskForm,
    ItemKind.OBLIGATION: ObligationForm,
}


def form_for(kind: str, values: Mapping[str, Any], data: Any = None) -> TargetForm | TaskForm | ObligationForm:
    """The form of an item's kind, filled with its values or with what was sent."""
    initial = ObligationForm.flat(values) if kind == ItemKind.OBLIGATION else dict(values)
    for key in ("value", "low", "high", "denominator"):
        if initial.get(key):
            initial[key] = Decimal(initial[key])
    if initial.get("due_on"):
        initial["due_on"] = date.fromisoformat(initial["due_on"])
    return FORMS[kind](data, initial=initial)


def agency_choices(data: Any, day: date) -> list[AgencyChoice]:
    """The agency rows of the item form: parallel lists ``role``, ``raw``, ``meant`` and one ``accountable`` index.

    ``meant`` is the register name the officer left or typed; a row whose ``meant`` and ``raw`` are both empty is gone.
    """
    rows = list(zip(data.getlist("role"), data.getlist("raw"), data.getlist("meant"), strict=False))
    written = {squeeze(meant) or squeeze(raw) for _, raw, meant in rows} - {""}
    matches = match_agencies(written, day)
    chosen = data.get("accountable", "")
    choices = []
    for index, (role, raw, meant) in enumerate(rows):
        name = squeeze(meant)
        if not name:
            continue
        match = matches.get(name)
        choices.append(
            AgencyChoice(
                role=role,
                raw=squeeze(raw) or name,
                organisation_id=match.organisation_id if match else None,
                group_id=match.group_id if match else None,
                accountable=str(index) == chosen,
            )
        )
    return choices


class RejectForm(Form):
    reason = forms.CharField(
        label="Lý do loại bỏ",
        max_length=300,
        error_messages={"required": "Chưa có lý do loại bỏ. Ghi ngắn gọn vì sao không phải chỉ tiêu, nhiệm vụ."},
    )


class SplitForm(Form):
    lines = forms.CharField(
        label="Mỗi dòng thành một mục",
        help_text="Đặt con trỏ vào chỗ cần tách rồi nhấn Enter. Không thêm, bớt chữ của văn bản.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AddForm(Form):
    kind = forms.ChoiceField(
        label="Là",
        choices=[(ItemKind.GOAL, "Chỉ tiêu"), (ItemKind.TASK, "Nhiệm vụ"), (ItemKind.OBLIGATION, "Nghĩa vụ")],
    )
    words = forms.CharField(
        label="Nguyên văn trong văn bản",
        help_text="Bôi đen đoạn văn ở bên trái, hoặc chép đúng nguyên văn vào đây.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    code = forms.CharField(
        label="Mã vị trí", required=False, max_length=60, help_text="Ví dụ III.4.d. Chỉ tiêu được đánh số tự động."
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._text = text

    def clean_words(self) -> str:
        """The words must stand in the document; white space may differ."""
        words = squeeze(self.cleaned_data["words"])
        if words not in self._text:
            raise forms.ValidationError(
                "Không tìm thấy nguyên văn này trong văn bản. Bôi đen lại ở bên trái hoặc chép đúng từng chữ."
            )
        return words

    def choice(self) -> dict[str, Any]:
        """Arguments of `actions.add_item`: values ready to be corrected, and where the words stand."""
        data = self.cleaned_data
        return {
            "kind": ItemKind(data["kind"]),
            "code": squeeze(data["code"]),
            "values": first_values(data["kind"], data["words"]),
            **self.place(),
        }

    def place(self) -> dict[str, int]:
        """Where the words stand; the officer's selection tells which of several equal passages is meant."""
        words, near = self.cleaned_data["words"], self.cleaned_data.get("start")
        start = near if near is not None and self._text.startswith(words, near) else self._text.find(words)
        return {"start": start, "end": start + len(words)}


class AddChangeForm(AddForm):
    """A change that the reader missed, from the words of the amending document that order it."""

    change = forms.ChoiceField(label="Văn bản", choices=ItemChange.choices)
    promise = forms.CharField(
        label="Mục được sửa đổi, bãi bỏ",
        required=False,
        max_length=400,
        help_text="Gõ mã hoặc tên rồi chọn trong danh sách mục đang có hiệu lực.",
        widget=forms.TextInput(attrs={"list": "muc-cua-ke-hoach", "autocomplete": "off"}),
    )
    field_order = ("change", "promise", "words", "kind", "code", "start")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = "Mục bổ sung là"
        self.fields["code"].label = "Vị trí của mục bổ sung"
        self.fields["code"].help_text = "Ví dụ II.2.a hoặc III.8; mã được đánh tiếp tự động."

    def change_choice(self) -> dict[str, Any]:
        """Arguments of `actions.add_change` but the promise."""
        choice = self.choice()
        section = choice.pop("code")
        return choice | {"section": section, "change": ItemChange(self.cleaned_data["change"])}


def first_values(kind: str, words: str) -> dict[str, Any]:
    """What an added item says until the officer completes it."""
    if kind == ItemKind.TASK:
        return {"name": short_name(words), "text": words, "timeframe_kind": TimeframeKind.NONE.value}
    if kind == ItemKind.OBLIGATION:
        return {"kind": ObligationKind.OTHER.value, "what": words, "frequency": "", "due": None}
    return {"name": short_name(words), "operator": "", "due_year": None}


class HeaderForm(Form):
    """What the head of the document says; needed when the reader could not make it out."""

    number = forms.CharField(label="Số, ký hiệu", max_length=120)
    kind = forms.CharField(label="Loại văn bản", max_length=80)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=300)
    place = forms.CharField(label="Nơi ban hành", max_length=120, required=False)
    issued_on = DateField(label="Ngày ban hành")
    title = forms.CharField(label="Trích yếu", widget=forms.Textarea(attrs={"rows": 3}))
    signer_name = forms.CharField(label="Người ký", max_length=200, required=False)
    signer_position = forms.CharField(label="Chức vụ người ký", max_length=200, required=False)


def _plain(number: Any) -> str | None:
    return None if number is None else format(number.normalize(), "f")


def parts_from_lines(lines: Sequence[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each line of the split form stands in ``text[start:end]``; white space may differ. Empty if not found."""
    found = []
    position = start
    for line in lines:
        words = line.strip(" ;,\r")
        if not words:
            continue
        at = text.find(words, position, end)
        if at < 0:
            return []
        found.append((at, at + len(words)))
        position = at + len(words)
    return found
