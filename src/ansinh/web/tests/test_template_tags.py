from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from ansinh.domain.figures import NBSP
from ansinh.domain.readings import Comparison
from ansinh.kit.actions import Problem
from ansinh.kit.forms import DecimalField, Form
from ansinh.kit.pages import Pager, Paging


def shown(source: str, **values: Any) -> str:
    return Template(source).render(Context(values))


class Sample(Form):
    name = forms.CharField(
        label="Họ và tên", help_text="như trong quyết định", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    share = DecimalField(label="Tỷ lệ")
    way = forms.ChoiceField(label="Cách đếm", choices=[("1", "Căn"), ("2", "Dự án")], widget=forms.RadioSelect)
    copy = forms.BooleanField(label="Gửi bản sao", required=False)
    place = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"class": "wide"}), required=False)


def test_numbers_and_days_are_written_the_vietnamese_way() -> None:
    assert shown("{{ n|vi_number }} {{ n|vi_number:0 }}", n=Decimal("-1234.5")) == "−1.234,5 −1.235"
    assert shown("{{ d|vi_date }} {{ d|vi_short_date }}", d=date(2024, 3, 5)) == "05/03/2024 5/3/2024"


def test_moment_is_shown_in_the_time_of_the_province() -> None:
    assert shown("{{ m|vi_datetime }} {{ m|vi_date }}", m=datetime(2026, 11, 22, 19, 41, tzinfo=UTC)) == (
        f"02:41{NBSP}23/11/2026 23/11/2026"
    )


def test_missing_figure_says_so_and_is_never_zero() -> None:
    assert shown("{{ n|vi_number }}|{% qty n %}", n=None) == "chưa có số liệu|chưa có số liệu"
    assert shown("{{ n|vi_number }}", n=0) == "0"


def test_missing_day_is_nothing() -> None:
    assert shown("{{ d|vi_date }}{{ d|vi_short_date }}{{ d|vi_datetime }}", d=None) == ""


def test_goal_is_written_with_sign_and_unit() -> None:
    goal = SimpleNamespace(
        comparison=Comparison.MORE_THAN, value=Decimal(95), low=None, high=None, denominator=None, unit="%"
    )
    assert shown("{% qty g %}", g=goal) == f"&gt;{NBSP}95%"
    assert shown('{% qty 1000 unit="căn" %}') == f"1.000{NBSP}căn"


def test_compound_stays_on_one_line() -> None:
    assert shown("{{ text|nbsp }}", text="24 nhiệm vụ") == f"24{NBSP}nhiệm{NBSP}vụ"


def test_status_is_shape_word_and_colour() -> None:
    html = shown('{% status "late" %}')
    assert 'class="st st--late"' in html
    assert 'href="#m-late"' in html
    assert "Chậm" in html


def test_status_takes_an_own_word_and_escapes_it() -> None:
    assert "&lt;b&gt;" in shown('{% status "none" word %}', word="<b>")


@pytest.mark.parametrize("source", ['{% mark "green" %}', '{% status "lock" %}'])
def test_unknown_mark_is_a_mistake_of_the_template(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        shown(source)


def test_code_links_to_the_words_and_is_plain_text_without_a_place() -> None:
    assert (
        shown('{% code "III.6.đ" "/van-ban/1/#III.6.đ" %}') == '<a class="code" href="/van-ban/1/#III.6.đ">III.6.đ</a>'
    )
    assert shown('{% code "IV.4" %}') == '<span class="code">IV.4</span>'


def test_field_ties_label_hint_and_error_to_the_control() -> None:
    html = shown("{% field form.name %}", form=Sample({}))
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="name"' in html
    assert 'class="input"' in html
    assert "(bắt buộc)" in html


def test_field_keeps_the_classes_of_its_widget() -> None:
    assert 'class="textarea wide"' in shown("{% field form.note %}", form=Sample())


def test_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = shown("{% field form.way %}", form=Sample({}))
    assert '<fieldset class="field field--err" id="id_way" aria-describedby="id_way_error"><legend>' in html
    assert html.count('type="radio"') == 2


def test_one_box_has_its_label_after_it_and_hidden_fields_show_nothing() -> None:
    box = shown("{% field form.copy %}", form=Sample())
    assert box.index('type="checkbox"') < box.index("Gửi bản sao")
    assert "label" not in shown("{% field form.place %}", form=Sample())


def test_error_summary_lists_everything_links_to_fields_and_takes_the_focus() -> None:
    form = Sample({"share": "1.5"})
    form.add_error(None, "Kỳ đã chốt.")
    html = shown("{% form_errors form %}", form=form)
    assert "còn 4 điều cần sửa" in html
    assert '<a href="#id_name">Họ và tên</a>: Chưa nhập «Họ và tên».' in html
    assert '<a href="#id_way">Cách đếm</a>' in html
    assert "Kỳ đã chốt." in html
    assert 'role="alert" tabindex="-1" autofocus' in html


def test_form_without_errors_has_no_summary() -> None:
    assert shown("{% form_errors form %}", form=Sample()).strip() == ""


def test_all_problems_of_a_refusal_are_listed() -> None:
    html = shown("{% problems items %}", items=[Problem("Thiếu hạn.", field="due_on"), "Chưa có cơ quan."])
    assert 'href="#id_due_on"' in html
    assert html.count("<li>") == 2


def test_progress_has_a_dot_in_its_geometry() -> None:
    html = shown('{% include "web/parts/progress.html" with percent=share label="Đọc" %}', share=68.5)
    assert 'width="68.5%"' in html
    assert 'aria-valuenow="68.5"' in html


def test_pager_shows_counts_and_marks_the_current_page() -> None:
    html = shown("{% pages pager %}", pager=Pager.over(1200, Paging(2), unit="nhiệm vụ"))
    assert "51 – 100 trong 1.200 nhiệm vụ" in html
    assert '<a href="?trang=2" aria-current="page">2</a>' in html


def test_list_of_one_page_has_no_pager() -> None:
    assert shown("{% pages pager %}", pager=Pager.over(12, Paging(), unit="nhiệm vụ")).strip() == ""


def test_markdown_shows_html_as_text() -> None:
    html = shown("{{ text|markdown }}", text="**Đậm** <script>alert(1)</script> [x](javascript:alert(1))")
    assert "<strong>Đậm</strong>" in html
    assert "<script>" not in html
    assert 'href="javascript' not in html


def test_markdown_table_is_named_by_its_heading_and_has_scopes() -> None:
    html = shown("{{ text|markdown }}", text="## Phím & tắt\n\n| Phím | Việc |\n|---|---|\n| J | Mục sau |")
    assert '<caption class="vh">Phím &amp; tắt</caption>' in html
    assert html.count('<th scope="col">') == 2
    assert html.count("</table></div>") == 1
