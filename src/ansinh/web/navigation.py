"""The frame around every page: the rail, the account menu, the search field, the number in the margin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from ansinh.apps.accounts.access import SEE_PEOPLE
from ansinh.apps.audit.access import SEE_LOG
from ansinh.apps.documents.access import BRING_IN, SEE_DRAFTS
from ansinh.apps.indicators.access import APPROVE, ENTER, SEE_ENTRIES
from ansinh.apps.jobs.access import CONTROL_JOBS
from ansinh.apps.oversight.access import SEE_CHECKS, SEE_OVERDUE, SEE_SCORECARDS
from ansinh.apps.oversight.queries.my_work import known_count
from ansinh.apps.quality.access import SEE_DOUBTS
from ansinh.domain.roles import ROLE_LABELS
from ansinh.kit.access import Actor, Permission
from ansinh.kit.clock import today
from ansinh.kit.pages import Page, actor_of
from ansinh.web.links import link
from ansinh.web.outline import PlanOutline, current_outline

#: Longest code that fits the margin left of the title.
_MARGIN_LETTERS = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the rail. ``current`` is the value of ``aria-current``, empty when it is another place."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the rail under one heading, which opens and closes; without a heading they always stand."""

    heading: str
    entries: tuple[Entry, ...]

    @property
    def is_current(self) -> bool:
        return any(entry.current for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Account:
    """The account menu."""

    name: str
    organisation: str
    roles: tuple[str, ...]
    links: tuple[Entry, ...]
    sign_out_url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """``margin_code`` is the code of the page's thing as it fits the margin; ``my_work_url`` may be empty."""

    account: Account | None
    outline: PlanOutline | None
    modules: tuple[Group, ...]
    search_url: str
    my_work_url: str
    #: How many things are to do, if that was counted a moment ago; the page asks for it by itself otherwise.
    my_work_count: int | None
    my_work_count_url: str
    margin_code: str


@dataclass(frozen=True, slots=True)
class Module:
    """A line under "Nghiệp vụ". ``key`` is `Page.module`; shown to who holds one of ``needs`` (to all, if none)."""

    key: str
    label: str
    url_name: str
    needs: tuple[Permission, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        return not self.needs or any(actor.can(wanted) for wanted in self.needs)


#: In the order of the rail: under no heading what everyone opens daily, then groups that open and close.
#: A module without a page is left out.
_GROUPS: tuple[tuple[str, tuple[Module, ...]], ...] = (
    (
        "",
        (
            Module("tong-quan", "Tổng quan", "plans:overview"),
            Module("viec-cua-toi", "Việc của tôi", "oversight:my_work"),
        ),
    ),
    (
        "Theo dõi thực hiện",
        (
            Module("cam-ket", "Cam kết năm", "commitments:list"),
            Module("cu-the-hoa", "Cụ thể hóa kế hoạch", "cascade:matrix"),
            Module("vuong-mac", "Vướng mắc", "obstacles:list"),
            Module("chinh-sach", "Chính sách phải ban hành", "policies:list"),
            Module("don-doc", "Đôn đốc", "oversight:overdue", (SEE_OVERDUE,)),
            Module("kiem-tra", "Kiểm tra, giám sát", "oversight:checks", (SEE_CHECKS,)),
            Module("bang-diem", "Kết quả của cơ quan", "oversight:scorecards", (SEE_SCORECARDS,)),
            Module("cach-lam-hay", "Cách làm hay", "oversight:commendations", (SEE_CHECKS,)),
        ),
    ),
    (
        "Số liệu",
        (
            Module("nhap-so-lieu", "Nhập số liệu", "indicators:sheets", (ENTER, APPROVE, SEE_ENTRIES)),
            Module("tep-excel", "Nhập bằng Excel", "workbooks:list", (ENTER, APPROVE, SEE_ENTRIES)),
            Module("chi-so", "Chỉ số", "indicators:list"),
            Module("chat-luong", "Chất lượng số liệu", "quality:overview", (SEE_DOUBTS,)),
            Module("trao-doi", "Trao đổi số liệu", "interchange:home"),
        ),
    ),
    (
        "Văn bản và hệ thống",
        (
            Module("ban-doc", "Bàn đọc văn bản", "readings:list", (SEE_DRAFTS, BRING_IN)),
            Module("van-ban", "Văn bản", "documents:list"),
            Module("co-quan", "Cơ quan", "orgs:organisations"),
            Module("dia-ban", "Địa bàn", "orgs:units"),
            Module("viec-nen", "Việc chạy nền", "jobs:list", (BRING_IN, CONTROL_JOBS)),
            Module("nguoi-dung", "Người dùng", "accounts:users", (SEE_PEOPLE,)),
            Module("nhat-ky", "Nhật ký", "audit:list", (SEE_LOG,)),
        ),
    ),
)
_ACCOUNT_LINKS = (
    ("Tài khoản", "accounts:account"),
    ("Đổi mật khẩu", "accounts:password"),
    ("Xác thực hai bước", "accounts:two_step"),
)


def frame_for(request: HttpRequest, page: Page | None) -> Frame:
    """The frame of a page for whoever is asking: at most three queries, one when the outline is in the cache."""
    actor = actor_of(request)
    module, place = (page.module, page.place) if page else ("", "")
    return Frame(
        account=_account(actor) if actor.is_signed_in else None,
        outline=current_outline(actor, _wanted_slug(request), place) if actor.is_signed_in else None,
        modules=_modules(actor, module),
        search_url=link("plans:search"),
        my_work_url=link("oversight:my_work"),
        my_work_count=known_count(actor, today()) if actor.is_signed_in else None,
        my_work_count_url=link("oversight:count"),
        margin_code=_margin_code(place),
    )


def _account(actor: Actor) -> Account:
    links = tuple(Entry(label, url) for label, name in _ACCOUNT_LINKS if (url := link(name)))
    roles = tuple(sorted(ROLE_LABELS[role] for role in actor.roles))
    return Account(actor.name, actor.organisation_name, roles, links, link("accounts:sign_out"))


def _modules(actor: Actor, current: str) -> tuple[Group, ...]:
    groups = (Group(heading, tuple(_entries(modules, actor, current))) for heading, modules in _GROUPS)
    return tuple(group for group in groups if group.entries)


def _entries(modules: Iterable[Module], actor: Actor, current: str) -> Iterator[Entry]:
    for module in modules:
        if module.is_for(actor) and (url := link(module.url_name)):
            yield Entry(module.label, url, "page" if module.key == current else "")


def _wanted_slug(request: HttpRequest) -> str:
    """The plan whose page is shown, if it is a page of a plan."""
    match = request.resolver_match
    return str(match.kwargs.get("slug", "")) if match and match.namespace == "plans" else ""


def _margin_code(place: str) -> str:
    """``II.2.a.3``; of a longer code the last parts that fit."""
    parts = place.split(".")
    while len(parts) > 1 and len(".".join(parts)) > _MARGIN_LETTERS:
        parts = parts[1:]
    return ".".join(parts)
