"""The way of a workbook through the pages, as a browser without scripts goes it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ansinh.apps.indicators.actions import NewColumn
from ansinh.apps.indicators.models import DataSource, EntryCell, Observation
from ansinh.apps.workbooks.jobs import run_apply_table, run_check_form, run_check_table
from ansinh.apps.workbooks.models import Upload
from ansinh.apps.workbooks.tests.desk import edited, indicator, make_sheet, unit
from ansinh.domain.roles import Role
from ansinh.kit.jobs import DirectContext
from ansinh.papers.sheets.reading import read_book


@pytest.fixture
def sheet(province):
    unit("535", "Ba Tơ")
    return make_sheet(province, NewColumn(indicator("ho-ngheo-x", "Số hộ nghèo")))


def browser(province, role, place):
    client = Client()
    client.force_login(province.person(role, place), "django.contrib.auth.backends.ModelBackend")
    return client


def send(client, url, data, **more):
    file = SimpleUploadedFile("bieu.xlsx", data)
    answer = client.post(url, {"file": file, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk"), answer.url


def checked(upload, run=run_check_form):
    run(DirectContext(requested_by_id=upload.uploaded_by_id), {"upload": upload.pk})


def test_form_goes_out_from_its_sheet_comes_back_wrong_then_right_is_applied_and_taken_back(province, sheet):
    client = browser(province, Role.FOCAL, province.other)
    page = client.get(reverse("indicators:sheet", args=[sheet.pk])).content.decode()
    out = reverse("workbooks:form_book", args=[sheet.pk])
    assert out in page
    data = client.get(out).content
    url = f"{reverse('workbooks:send')}?phieu={sheet.pk}"
    wrong, place = send(client, url, edited(data, {"C6": "abc"}))
    assert "Đang kiểm tra" in client.get(place).content.decode()
    checked(wrong)
    page = client.get(place).content.decode()
    assert "1 lỗi trong tệp" in page
    assert "«Biểu»!C6" in page
    copy = client.get(reverse("workbooks:errors_copy", args=[wrong.pk]))
    assert read_book(copy.content, "x.xlsx")[0].text_at(4, 5) == "Lỗi"
    right, place = send(client, url, edited(data, {"C6": 12}))
    checked(right)
    assert "Áp dụng 1 thay đổi" in client.get(place).content.decode()
    assert client.post(reverse("workbooks:apply", args=[right.pk])).status_code == 302
    assert EntryCell.objects.get().raw == "12"
    page = client.get(place).content.decode()
    assert "Đảo lại cả tệp" in page
    answer = client.post(reverse("workbooks:reverse", args=[right.pk]), {"reason": ""})
    assert "Chưa có lý do đảo lại" in answer.content.decode()
    client.post(reverse("workbooks:reverse", args=[right.pk]), {"reason": "nhầm"})
    assert EntryCell.objects.get().raw == ""
    assert "bieu.xlsx" in client.get(reverse("workbooks:list")).content.decode()


def test_file_that_was_not_chosen_is_asked_for(province):
    client = browser(province, Role.FOCAL, province.other)
    answer = client.post(reverse("workbooks:send"), {})
    assert answer.status_code == 400
    assert "Chưa chọn «Tệp Excel»" in answer.content.decode()


def test_long_table_goes_out_with_a_period_comes_back_and_is_recorded_by_a_job(province, sheet):
    client = browser(province, Role.COORDINATOR, province.own)
    DataSource.objects.create(code="nguon", name="Nguồn thử")
    assert client.get(reverse("workbooks:table_book"), {"ky": "quý 3"}).status_code == 400
    data = client.get(reverse("workbooks:table_book"), {"ky": "2024"}).content
    row = {"A2": "ho-ngheo-x", "C2": "535", "E2": "2024", "G2": 31, "J2": "chính thức"}
    upload, place = send(client, reverse("workbooks:send_table"), edited(data, row), new_source="Báo cáo số 5")
    checked(upload, run_check_table)
    assert "1 số mới" in client.get(place).content.decode()
    client.post(reverse("workbooks:apply", args=[upload.pk]))
    assert "Đang áp dụng" in client.get(place).content.decode()
    checked(upload, run_apply_table)
    assert Observation.objects.get(is_current=True).value == 31
    assert "Mở đợt ghi nhận" in client.get(place).content.decode()
    original = client.get(reverse("workbooks:original", args=[upload.pk]))
    assert io.BytesIO(b"".join(original.streaming_content)).read(2) == b"PK"
