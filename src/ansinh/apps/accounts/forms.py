"""What people type about themselves and about others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ansinh.apps.accounts.access import Reach, grantable_roles
from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import PeopleFilter, organisations_in_reach
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.orgs.queries import in_order
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.kit.clock import today
from ansinh.kit.forms import DateField, Form


def _password(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, help_text=hint)


def _email(**attributes: str) -> forms.EmailField:
    return forms.EmailField(
        label="Thư điện tử công vụ",
        max_length=254,
        widget=forms.EmailInput(attrs=attributes),
        error_messages={"invalid": "Địa chỉ thư điện tử viết như ten.ho@quangngai.gov.vn."},
    )


class SignInForm(Form):
    email = _email(autocomplete="username", autofocus="autofocus")
    password = _password("Mật khẩu", "current-password")


class CodeForm(Form):
    code = forms.CharField(
        label="Mã",
        max_length=20,
        help_text="6 chữ số trên điện thoại, hoặc một mã khôi phục",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autofocus": "autofocus",
                "spellcheck": "false",
            }
        ),
    )


class ForgottenForm(Form):
    email = _email(autocomplete="username")


class NewPasswordForm(Form):
    """A password for ``person`` and the same once more. The action asks again; here all that is wrong is said at once."""

    password = _password("Mật khẩu mới", "new-password", "Ít nhất 10 ký tự; một câu ngắn dễ nhớ là tốt")
    again = _password("Nhập lại mật khẩu mới", "new-password")

    def __init__(self, *args: Any, person: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.data.get("password"):
            raise ValidationError("Hai lần nhập không giống nhau. Nhập lại lần thứ hai.")
        return again


class ChangePasswordForm(NewPasswordForm):
    current = _password("Mật khẩu hiện tại", "current-password")
    field_order = ["current", "password", "again"]

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if self.person is None or not self.person.check_password(current):
            raise ValidationError("Mật khẩu hiện tại không đúng. Nhập lại.")
        return current


class CurrentPasswordForm(Form):
    """Asked before something that weakens an account."""

    current = _password("Mật khẩu hiện tại", "current-password")


class ActivateForm(Form):
    code = forms.CharField(
        label="Mã trên điện thoại",
        max_length=20,
        help_text="6 chữ số",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    current = _password("Mật khẩu hiện tại", "current-password")

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_password:  # a person of the single sign-on
            del self.fields["current"]


class InviteForm(Form):
    full_name = forms.CharField(label="Họ và tên", max_length=200)
    email = _email(autocomplete="off")
    role = forms.ChoiceField(label="Vai trò")
    organisation = forms.ModelChoiceField(
        label="Cơ quan", queryset=Organisation.objects.none(), empty_label="Chọn cơ quan"
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, reach)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class GrantForm(Form):
    role = forms.ChoiceField(label="Vai trò")
    organisation = forms.ModelChoiceField(
        label="Cơ quan", queryset=Organisation.objects.none(), empty_label="Chọn cơ quan"
    )
    valid_from = DateField(label="Từ ngày")
    valid_to = DateField(label="Đến trước ngày", required=False, help_text="ngày/tháng/năm; để trống nếu chưa định")
    legal_basis = forms.CharField(
        label="Căn cứ", max_length=300, required=False, help_text="Số, ngày của văn bản cử người"
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": today()})
        super().__init__(*args, **kwargs)
        _offer(self, reach)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


def _offer(form: Form, reach: Reach) -> None:
    """Only roles and organisations that the administrator may give."""
    roles = [("", "Chọn vai trò"), *((role.value, ROLE_LABELS[role]) for role in grantable_roles(reach))]
    form.fields["role"].choices = roles  # type: ignore[attr-defined]
    places = in_order(organisations_in_reach(reach, today()))
    form.fields["organisation"].queryset = places  # type: ignore[attr-defined]
    if not form.is_bound and not reach.is_everywhere and len(reach.organisation_ids) == 1:
        form.initial["organisation"] = next(iter(reach.organisation_ids))


class EndRoleForm(Form):
    valid_to = DateField(label="Thôi giữ từ ngày")
    legal_basis = forms.CharField(label="Căn cứ", max_length=200, help_text="Số, ngày của văn bản, hoặc lý do")


class PersonForm(Form):
    full_name = forms.CharField(label="Họ và tên", max_length=200)
    job_title = forms.CharField(label="Chức vụ", max_length=200, required=False)
    phone = forms.CharField(
        label="Điện thoại", max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class ReasonForm(Form):
    reason = forms.CharField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PeopleFilterForm(Form):
    """The filters of the list; what is not offered is left out without a word."""

    q = forms.CharField(label="Họ tên, thư điện tử", required=False, max_length=100)
    vai_tro = forms.ChoiceField(
        label="Vai trò",
        required=False,
        choices=[("", "Mọi vai trò"), *((role.value, ROLE_LABELS[role]) for role in Role)],
    )
    tinh_trang = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Mọi tài khoản"), ("ngung", "Đã ngừng"), ("khong-vai-tro", "Không có vai trò")],
    )
    co_quan = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def wanted(self) -> PeopleFilter:
        self.is_valid()
        data = self.cleaned_data
        return PeopleFilter(
            text=data.get("q", ""),
            role=data.get("vai_tro", ""),
            state=data.get("tinh_trang", ""),
            organisation=data.get("co_quan", ""),
        )
