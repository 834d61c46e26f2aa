"""What is typed into the pages of the room. A form only turns it into values; what is lacking an action says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db.models import Q
from django.http import QueryDict

from ansinh.apps.commitments.actions import CommitmentWords, NewEvidence, Progress
from ansinh.apps.commitments.actions.evidence import ENDINGS, EVIDENCE_LIMIT, MOST_FILES, NewFile
from ansinh.apps.commitments.lines import Wanted
from ansinh.apps.commitments.models import Commitment, Milestone
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.orgs.queries import group_members, in_order
from ansinh.apps.plans.models import Holding, HoldingRole, Plan
from ansinh.kit.clock import today
from ansinh.kit.forms import DateField, DecimalField, Form, year_in

#: Largest number that a commitment or a line of progress holds.
MOST = 10**13


def wanted_from(parameters: QueryDict) -> Wanted:
    """What the address asks for; anything that makes no sense does not narrow."""
    year = parameters.get("nam", "")
    return Wanted(
        year=year_in(year) or today().year,
        organisation=parameters.get("co-quan", "")[:60],
        section=parameters.get("muc", "")[:60],
        state=parameters.get("tinh-trang", "")[:12],
        timing=parameters.get("han", "")[:14],
    )


class VersionForm(Form):
    """Of which version the sender saw the thing; a number that is none is no version."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, verb: str = "f", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{verb}_%s", **kwargs)

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0


class WordsForm(VersionForm):
    """What an agency commits to; may be kept incomplete."""

    product = forms.CharField(
        label="Sản phẩm",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kết quả cụ thể sẽ có trong năm, ví dụ: 12 phiên giao dịch việc làm, trong đó 5 phiên ở miền núi.",
    )
    measure = forms.CharField(
        label="Đo bằng gì", required=False, max_length=300, help_text="Con số hoặc văn bản nào cho thấy đã làm xong."
    )
    amount = DecimalField(label="Con số cam kết", required=False, minimum=0, maximum=MOST, places=6)
    unit = forms.CharField(label="Đơn vị tính", required=False, max_length=120, help_text="Ví dụ: phiên, hộ, %.")
    indicator_code = forms.CharField(
        label="Mã chỉ số", required=False, max_length=60, help_text="Nếu con số lấy từ một chỉ số trong hệ thống."
    )
    due_on = DateField(label="Hạn hoàn thành", required=False)
    in_charge = forms.CharField(label="Người phụ trách", required=False, max_length=200, help_text="Họ tên, chức vụ.")

    @classmethod
    def of(cls, commitment: Commitment, verb: str) -> WordsForm:
        names = [name for name in cls.base_fields if name != "version"]
        values = {name: getattr(commitment, name) for name in names}
        return cls(initial={**values, "version": commitment.version}, verb=verb)

    def words(self) -> CommitmentWords:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return CommitmentWords(**given)


class ReasonForm(VersionForm):
    reason = forms.CharField(label="Lý do", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; gives a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]


class EvidenceForm(VersionForm):
    """A line of progress with its evidence."""

    text = forms.CharField(label="Nội dung", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    proof = ManyFilesField(
        label="Tệp minh chứng",
        required=False,
        help_text=f"Nhiều nhất {MOST_FILES} tệp, mỗi tệp đến {EVIDENCE_LIMIT // 1048576} MB: {', '.join(ENDINGS)}.",
    )
    link = forms.CharField(
        label="Liên kết",
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        validators=[
            URLValidator(
                schemes=["http", "https"], message="Liên kết không đúng dạng. Ghi đủ địa chỉ, bắt đầu bằng https://."
            )
        ],
    )
    paper = forms.CharField(
        label="Số, ký hiệu văn bản",
        required=False,
        max_length=200,
        help_text="Khi văn bản đã gửi qua trục liên thông, ví dụ: 112/BC-SYT ngày 25/10/2024.",
    )

    def evidence(self) -> NewEvidence:
        files = tuple(
            NewFile(file, file.name or "tệp", file.size or 0, file.content_type or "application/octet-stream")
            for file in self.cleaned_data.get("proof") or []
        )
        return NewEvidence(files, self.cleaned_data.get("link", ""), self.cleaned_data.get("paper", ""))

    def progress(self) -> Progress:
        return Progress(self.cleaned_data.get("text", ""), evidence=self.evidence())


class ProgressForm(EvidenceForm):
    """Of a commitment: also a figure and a milestone."""

    amount = DecimalField(label="Số đạt được đến nay", required=False, minimum=0, maximum=MOST, places=6)
    milestone: forms.ModelChoiceField[Milestone] = forms.ModelChoiceField(
        label="Mốc đã đạt", queryset=None, required=False, empty_label="không có mốc nào"
    )
    field_order = ("text", "amount", "milestone", "proof", "link", "paper", "version")

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = commitment.milestones.filter(reached_on__isnull=True)  # type: ignore[attr-defined]
        self.fields["amount"].help_text = f"Đơn vị: {commitment.unit}." if commitment.unit else ""

    def progress(self) -> Progress:
        given = self.cleaned_data
        return Progress(given.get("text", ""), given.get("amount"), given.get("milestone"), self.evidence())


class MilestoneForm(VersionForm):
    name = forms.CharField(label="Mốc", max_length=300, help_text="Ví dụ: Đủ 10 phiên giao dịch việc làm.")
    due_on = DateField(label="Hạn của mốc")


class DueChangeForm(ReasonForm):
    milestone: forms.ModelChoiceField[Milestone] = forms.ModelChoiceField(
        label="Đổi hạn của", queryset=None, required=False, empty_label="cả cam kết"
    )
    new_due_on = DateField(label="Hạn mới")
    field_order = ("milestone", "new_due_on", "reason", "version")

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = commitment.milestones.filter(reached_on__isnull=True)  # type: ignore[attr-defined]


class AnswerForm(VersionForm):
    """An answer with words: of a due change, of a share. Which answer it is, the pressed button says."""

    reason = forms.CharField(
        label="Ý kiến", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="Bắt buộc khi không đồng ý."
    )


class SharesForm(VersionForm):
    """Whom of the supporting agencies to ask, and for what."""

    organisations: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        label="Cơ quan phối hợp", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    what = forms.CharField(
        label="Việc đề nghị phối hợp", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cơ quan phối hợp phải làm gì, đến khi nào.",
    )  # fmt: skip

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisations"]
        field.queryset = supporters(commitment)  # type: ignore[attr-defined]


def supporters(commitment: Commitment) -> Any:
    """Organisations that the plan names as supporting, by themselves or through a group, and that nobody asked yet."""
    day = today()
    rows = list(
        Holding.objects.in_force_on(day).filter(promise_id=commitment.promise_id).exclude(role=HoldingRole.ACCOUNTABLE)
    )
    members = group_members({row.group_id for row in rows if row.group_id is not None}, day)
    keys = {row.organisation_id for row in rows} | {body.pk for bodies in members.values() for body in bodies}
    waiting = commitment.shares.exclude(state="declined").values("organisation_id")
    return in_order(
        Organisation.objects.in_force_on(day)
        .filter(pk__in=[key for key in keys if key is not None])
        .exclude(Q(pk=commitment.organisation_id) | Q(pk__in=waiting))
    )


class ProposeForm(Form):
    """For which plan and year, and whether targets too."""

    plan: forms.ModelChoiceField[Plan] = forms.ModelChoiceField(label="Kế hoạch", queryset=None, empty_label=None)
    year = forms.TypedChoiceField(label="Năm", coerce=int)
    with_targets = forms.BooleanField(
        label="Cả chỉ tiêu có con số (mỗi chỉ tiêu một cam kết của cơ quan chịu trách nhiệm chính)", required=False
    )

    def __init__(self, *args: Any, plans: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class SetDueForm(Form):
    due_on = DateField(label="Hạn (ngày cuối còn đúng hạn)")
    ground = forms.CharField(
        label="Căn cứ", max_length=300, help_text="Ví dụ: Công văn số 120/UBND-KGVX ngày 02/4/2024."
    )
