"""The small plan of the tests, published; and decisions that amend it, read by the real readers."""

from __future__ import annotations

from datetime import date

from django.test import Client

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings import actions
from ansinh.apps.readings.models import ItemState, Reading, ReadingItem
from ansinh.apps.readings.tests.desk import load_register, officer, read_small_plan
from ansinh.domain.roles import Role

HEAD = """\
Số: {number}

Quảng Ngãi, ngày {day}

QUYẾT ĐỊNH

Sửa đổi, bổ sung một số nội dung Kế hoạch số 12/KH-UBND ngày 02/5/2024 của Ủy ban nhân dân tỉnh

Căn cứ Luật Tổ chức chính quyền địa phương;

QUYẾT ĐỊNH:

Điều 1. Sửa đổi, bổ sung một số nội dung của Kế hoạch số 12/KH-UBND ngày 02/5/2024 như sau:

"""
FOOT = """

Nơi nhận:
- Như Điều 3;

CHỦ TỊCH

Nguyễn Văn A
"""
ORDERS = """\
1. Sửa đổi gạch đầu dòng thứ nhất khoản 1 Mục I như sau:

“- Tỷ lệ tham gia bảo hiểm y tế trên 97% dân số toàn tỉnh.”

2. Bổ sung gạch đầu dòng vào khoản 1 Mục I như sau: “- Có ít nhất 60% xã có điểm vui chơi cho trẻ em.”

3. Bãi bỏ điểm a khoản 1 Mục II.

4. Thay thế cụm từ “Sở Lao động - Thương binh và Xã hội” bằng cụm từ “Sở Nội vụ” tại Mục III.

Điều 2. Quyết định này có hiệu lực kể từ ngày 01/7/2024."""


def published_plan() -> Plan:
    """Plan 12/KH-UBND of the tests, live."""
    load_register()
    reading = read_small_plan()
    confirm_everything(reading)
    return actions.publish_reading(actor=officer(), reading=reading)


def read_decision(orders: str = ORDERS, *, number: str = "20/QĐ-UBND", day: str = "10 tháng 6 năm 2024") -> Reading:
    """A decision with these orders on the desk."""
    text = HEAD.format(number=number, day=day) + orders + FOOT
    return read_small_plan(text, f"{number.replace('/', '-')}.txt")


def confirm_everything(reading: Reading) -> None:
    pending = dict(reading.items.filter(state=ItemState.PENDING).values_list("pk", "version"))
    actions.confirm_items(actor=officer(), reading=reading, versions=pending)


def change_of(reading: Reading, code: str) -> ReadingItem:
    """The change on the desk with this code."""
    item = reading.items.exclude(state__in=[ItemState.MERGED, ItemState.SPLIT]).get(code=code)
    item.reading = reading
    return item


def sign_in(client: Client, code: str = "so-ldtbxh", role: Role = Role.COORDINATOR) -> Client:
    """The browser of an officer with an account."""
    organisation = Organisation.objects.get(code=code)
    user = User.objects.create_user(email=f"{role}@{code}.example", full_name="Cán bộ Thử", password="mat-khau-thu")
    RoleAssignment.objects.create(user=user, role=role.value, organisation=organisation, valid_from=date(2020, 1, 1))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
