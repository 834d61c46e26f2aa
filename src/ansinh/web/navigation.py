"""The frame around every page: the rail, the account menu, the name of the place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from ansinh.domain.roles import ROLE_LABELS
from ansinh.kit.access import Actor
from ansinh.kit.pages import Page, actor_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the rail. ``current`` is the value of ``aria-current``, empty when it is another place."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The account menu: only links that exist."""

    name: str
    organisation: str
    roles: tuple[str, ...]
    links: tuple[Entry, ...]
    sign_out_url: str


@dataclass(frozen=True, slots=True)
class Frame:
    account: Account | None
    modules: tuple[Entry, ...]


#: Modules of the rail in the order shown: (key of `Page.module`, label, URL name).
_MODULES = (
    ("tong-quan", "Tổng quan", "plans:overview"),
    ("ban-doc", "Bàn đọc văn bản", "readings:list"),
    ("van-ban", "Văn bản", "documents:list"),
    ("co-quan", "Cơ quan", "orgs:organisations"),
    ("dia-ban", "Địa bàn", "orgs:units"),
    ("viec-nen", "Việc chạy nền", "jobs:list"),
    ("nguoi-dung", "Người dùng", "accounts:users"),
    ("nhat-ky", "Nhật ký", "audit:list"),
)
_ACCOUNT_LINKS = (("Mật khẩu", "accounts:password"), ("Xác thực hai bước", "accounts:two_step"))


def frame_for(request: HttpRequest, page: Page | None) -> Frame:
    """The frame of a page for whoever is asking."""
    actor = actor_of(request)
    return Frame(account=_account(actor) if actor.is_signed_in else None, modules=_modules(page.module if page else ""))


def _account(actor: Actor) -> Account:
    links = tuple(Entry(label, url) for label, name in _ACCOUNT_LINKS if (url := _url(name)))
    roles = tuple(sorted(ROLE_LABELS[role] for role in actor.roles))
    return Account(actor.name, actor.organisation_name, roles, links, _url("accounts:sign_out"))


def _modules(current: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(label, url, "page" if key == current else "") for key, label, name in _MODULES if (url := _url(name))
    )


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
