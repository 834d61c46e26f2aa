"""The frame around every page: the rail, the account menu, the search field, the number in the margin."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from ansinh.domain.roles import ROLE_LABELS
from ansinh.kit.access import Actor
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
    modules: tuple[Entry, ...]
    search_url: str
    my_work_url: str
    margin_code: str


#: Modules of the rail in the order shown: (key of `Page.module`, label, URL name). Those without a page are left out.
_MODULES = (
    ("tong-quan", "Tổng quan", "plans:overview"),
    ("viec-cua-toi", "Việc của tôi", "plans:my_work"),
    ("ban-doc", "Bàn đọc văn bản", "readings:list"),
    ("van-ban", "Văn bản", "documents:list"),
    ("co-quan", "Cơ quan", "orgs:organisations"),
    ("dia-ban", "Địa bàn", "orgs:units"),
    ("viec-nen", "Việc chạy nền", "jobs:list"),
    ("nguoi-dung", "Người dùng", "accounts:users"),
    ("nhat-ky", "Nhật ký", "audit:list"),
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
        modules=_modules(module),
        search_url=link("plans:search"),
        my_work_url=link("plans:my_work"),
        margin_code=_margin_code(place),
    )


def _account(actor: Actor) -> Account:
    links = tuple(Entry(label, url) for label, name in _ACCOUNT_LINKS if (url := link(name)))
    roles = tuple(sorted(ROLE_LABELS[role] for role in actor.roles))
    return Account(actor.name, actor.organisation_name, roles, links, link("accounts:sign_out"))


def _modules(current: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(label, url, "page" if key == current else "") for key, label, name in _MODULES if (url := link(name))
    )


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
