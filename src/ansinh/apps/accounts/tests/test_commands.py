"""`create_trial_users` and `invite`."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from ansinh.apps.accounts.management.commands.create_trial_users import PEOPLE
from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.tests.test_door import is_in, sign_in
from ansinh.apps.accounts.tests.town import log_of, log_text
from ansinh.domain.roles import Role


@pytest.fixture
def data_dir(tmp_path: Path, db: None) -> Path:
    with override_settings(DATA_DIR=tmp_path):
        call_command("load_orgs", stdout=StringIO())
        yield tmp_path


def signs(data_dir: Path) -> dict[str, str]:
    return dict(re.findall(r"(\S+@mau\.example)\s+(\S+)", (data_dir / "sign-ins.txt").read_text(encoding="utf-8")))


def test_sample_people_stand_in_a_file_that_only_its_owner_reads_and_can_sign_in(data_dir: Path) -> None:
    call_command("create_trial_users")
    assert (data_dir / "sign-ins.txt").stat().st_mode & 0o777 == 0o600
    assert len(signs(data_dir)) == len(PEOPLE) == User.objects.count()
    for email, password in signs(data_dir).items():
        client = Client()
        sign_in(client, email=email, password=password)
        assert is_in(client)


def test_every_role_has_a_sample_person_who_is_visibly_a_sample(data_dir: Path) -> None:
    call_command("create_trial_users")
    assert {role for _, role, _, _ in PEOPLE} == set(Role)
    assert not User.objects.exclude(full_name__contains="mẫu").exists()


def test_doing_it_again_changes_nothing(data_dir: Path) -> None:
    call_command("create_trial_users")
    before = signs(data_dir)
    call_command("create_trial_users")
    assert signs(data_dir) == before
    assert len(log_of("accounts.create_trial_people")) == 1


def test_lost_file_gives_new_passwords_that_work(data_dir: Path) -> None:
    call_command("create_trial_users")
    before = signs(data_dir)
    (data_dir / "sign-ins.txt").unlink()
    call_command("create_trial_users")
    after = signs(data_dir)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
    assert User.objects.get(email="quantri@mau.example").check_password(after["quantri@mau.example"])


def test_passwords_are_not_in_the_log(data_dir: Path) -> None:
    call_command("create_trial_users")
    assert not [password for password in signs(data_dir).values() if password in log_text()]


def test_real_installation_gets_no_sample_people(data_dir: Path) -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="bản dùng thử"):
        call_command("create_trial_users")
    assert not User.objects.exists()


def test_first_administrator_comes_in_by_a_link_from_the_command_line(data_dir: Path, client: Client) -> None:
    out = StringIO()
    call_command("invite", "a@tinh.example", "Nguyễn Văn A", stdout=out)
    (path,) = re.findall(r"/loi-moi/\S+/", out.getvalue())
    new = {"password": "câu của quản trị 54", "again": "câu của quản trị 54"}
    assert client.post(path, new).status_code == 302
    role = User.objects.get().role_assignments.get()
    assert (role.role, role.organisation.code) == (Role.ADMINISTRATOR, "ubnd-tinh")


def test_command_line_says_what_is_wrong(data_dir: Path) -> None:
    with pytest.raises(CommandError, match="không phải địa chỉ"):
        call_command("invite", "khong-phai-thu", "A")
    with pytest.raises(CommandError, match="load_orgs"):
        call_command("invite", "a@tinh.example", "A", organisation="khong-co")
