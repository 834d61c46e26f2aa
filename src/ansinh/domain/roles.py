"""The roles officials hold. A role is always held *at an organisation*, from a day, until a day."""

from enum import StrEnum


class Role(StrEnum):
    COORDINATOR = "coordinator"
    FOCAL = "focal"
    APPROVER = "approver"
    LEADER = "leader"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


#: As the interface names them.
ROLE_LABELS: dict[Role, str] = {
    Role.COORDINATOR: "Cán bộ tổng hợp",
    Role.FOCAL: "Đầu mối",
    Role.APPROVER: "Người duyệt",
    Role.LEADER: "Lãnh đạo",
    Role.FINANCE: "Cán bộ tài chính",
    Role.AUDITOR: "Kiểm tra, giám sát",
    Role.ADMINISTRATOR: "Quản trị hệ thống",
}
