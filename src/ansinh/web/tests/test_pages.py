"""Pages of the house itself."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from pytest_django import Settings

from ansinh.domain.roles import Role
from ansinh.web.component_sheet import component_sheet
from ansinh.web.guide import FOLDER, GuidePage, guide_pages
from tests.province import Province


def test_health_is_ok_while_the_database_answers(client: Client, db: None) -> None:
    response = client.get("/suc-khoe/")
    assert (response.status_code, response.content) == (200, b"ok")


def test_health_fails_when_the_database_does_not_answer(client: Client, db: None) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        assert client.get("/suc-khoe/").status_code == 503


def test_session_check_tells_whether_one_is_signed_in(client: Client, province: Province) -> None:
    assert client.get(reverse("web:session")).content == b"ended"
    client.force_login(province.person(Role.FOCAL), "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("web:session")).content == b"lives"


def test_component_sheet_shows_every_component_with_its_source(client: Client, db: None) -> None:
    html = client.get(reverse("web:components")).content.decode()
    assert all(component.title in html for component in component_sheet().components)
    assert "{% status &quot;ok&quot; %}" in html


def test_component_sheet_is_not_on_a_production_system(client: Client, db: None, settings: Settings) -> None:
    settings.PRODUCTION = True
    assert client.get(reverse("web:components")).status_code == 404


def test_guide_lists_every_file_of_its_folder(client: Client, db: None) -> None:
    html = client.get(reverse("web:guide")).content.decode()
    assert len(guide_pages()) == len(list(FOLDER.glob("*.md")))
    assert all(page.title in html for page in guide_pages())


@pytest.mark.parametrize("page", guide_pages(), ids=lambda page: page.slug)
def test_guide_page_is_readable_without_signing_in(page: GuidePage, client: Client, db: None) -> None:
    html = client.get(reverse("web:guide_chapter", args=[page.slug])).content.decode()
    assert f"<h1>{page.title}</h1>" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("page", guide_pages(), ids=lambda page: page.slug)
def test_guide_links_lead_somewhere(page: GuidePage) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)]+)\)", page.body):
        try:
            resolve(link.split("#")[0])
        except Resolver404:
            dead.append(link)
    assert dead == []


def test_unknown_chapter_of_the_guide_is_named(client: Client, db: None) -> None:
    response = client.get(reverse("web:guide_chapter", args=["khong-co"]))
    assert response.status_code == 404
    assert "Hướng dẫn sử dụng không có mục này." in response.content.decode()


def test_signing_in_again_sends_the_user_back_to_the_first_tab(client: Client, db: None) -> None:
    assert "quay lại thẻ đang làm dở" in client.get(reverse("web:signed_in_again")).content.decode()
