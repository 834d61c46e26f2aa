"""A small document on the desk for tests, read by the real reader, with the register's real organisations."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.management import call_command

from ansinh.apps.documents.actions import receive_document
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.readings.jobs import read_document
from ansinh.apps.readings.models import Reading
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Grant, system_actor
from ansinh.kit.jobs import DirectContext

SMALL_PLAN = """\
Số: 12/KH-UBND

Quảng Ngãi, ngày 02 tháng 5 năm 2024

KẾ HOẠCH

Thực hiện chính sách xã hội trên địa bàn tỉnh

I. MỤC TIÊU

1. Mục tiêu cụ thể đến năm 2025

- Tỷ lệ tham gia bảo hiểm y tế trên 95% dân số toàn tỉnh.

- Có ít nhất 75% dân số nông thôn được sử dụng nước sạch; 100% trạm y tế có bác sĩ.

II. NHIỆM VỤ

1. Y tế

a) Mở rộng bảo hiểm y tế toàn dân, nâng cao chất lượng khám, chữa bệnh ở tuyến cơ sở.

- Cơ quan chủ trì: Sở Y tế; Bảo hiểm xã hội tỉnh.

- Cơ quan phối hợp: Các sở, ban ngành tỉnh; UBND các huyện, thị xã, thành phố.

- Thời gian thực hiện: Năm 2024 và các năm tiếp theo.

III. TỔ CHỨC THỰC HIỆN

1. Giao Sở Lao động - Thương binh và Xã hội theo dõi, kiểm tra, đôn đốc việc thực hiện Kế hoạch này.

2. Các sở, ban ngành, đơn vị; UBND các huyện, thị xã, thành phố định kỳ hàng năm (trước ngày 30/10) gửi báo cáo kết quả thực hiện về UBND tỉnh (qua Sở Lao động - Thương binh và Xã hội) để tổng hợp./.

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn A
"""


def officer(code: str = "so-ldtbxh", role: Role = Role.COORDINATOR) -> Actor:
    """An officer without an account, which actions do not need."""
    organisation = Organisation.objects.get(code=code)
    return Actor(
        user_id=None,
        name=f"Cán bộ {organisation.short_name}",
        organisation_id=organisation.pk,
        organisation_name=organisation.short_name,
        grants=frozenset({Grant(role, organisation.pk)}),
    )


def load_register() -> None:
    call_command("load_orgs", verbosity=0)


def read_small_plan(text: str = SMALL_PLAN, name: str = "ke-hoach-12.txt") -> Reading:
    """The document received by the coordinating department, read, and laid on the desk."""
    document, _ = receive_document(
        actor=system_actor("Thử"),
        organisation=Organisation.objects.get(code="so-ldtbxh"),
        upload=ContentFile(text.encode()),
        file_name=name,
        media_type="text/plain",
    )
    read_document(DirectContext(), {"document": document.pk})
    return Reading.objects.select_related("document").get(document=document)
