import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ansinh.apps.readings.forms import UploadForm


def test_a_file_over_the_limit_is_refused_with_its_size_and_what_to_do(settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    form = UploadForm({}, {"file": SimpleUploadedFile("lon.pdf", b"x" * (2 * 1024 * 1024))})
    assert not form.is_valid()
    message = form.errors["file"][0]
    assert "lon.pdf" in message
    assert "2 MB" in message
    assert "giới hạn 1 MB" in message


@pytest.mark.parametrize(
    ("name", "data", "said"), [("rong.txt", b"", "Tệp rỗng"), (None, None, "Chưa chọn «Tệp văn bản")]
)
def test_no_file_and_an_empty_file_are_told_apart(name, data, said):
    form = UploadForm({}, {"file": SimpleUploadedFile(name, data)} if name else {})
    assert not form.is_valid()
    assert said in form.errors["file"][0]
