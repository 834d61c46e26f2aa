"""Plain text: whole paragraphs a line, or wrapped lines of a conversion."""

from ansinh.papers.intake import open_paper
from ansinh.papers.intake.tests.builders import words

_WRAPPED = """                    CÔNG BÁO/Số 333/Ngày 16-06-2026                           80

      1. Hỗ trợ và phát triển các doanh nghiệp công nghệ số vươn ra toàn cầu là
nhiệm vụ ưu tiên trọng tâm, xuyên suốt; trong đó tập trung thúc đẩy hoạt động
nghiên cứu phát triển, đổi mới sáng tạo và làm chủ công nghệ là ưu tiên hàng
đầu, qua đó khơi dậy khát vọng làm chủ công nghệ chiến lược.
      2. Nhà nước ưu tiên tập trung nguồn lực, kiến tạo thể chế đột phá; bảo đảm
hạ tầng số hỗ trợ doanh nghiệp công nghệ số Việt Nam cung cấp dịch vụ công
                     CÔNG BÁO/Số 333/Ngày 16-06-2026                           81
nghệ số tại thị trường nước ngoài.
"""


def test_wrapped_lines_are_joined_and_gazette_heads_dropped() -> None:
    paper = open_paper(_WRAPPED.encode(), "van-ban.txt")
    assert words(paper) == [
        "1. Hỗ trợ và phát triển các doanh nghiệp công nghệ số vươn ra toàn cầu là nhiệm vụ ưu tiên trọng tâm, xuyên "
        "suốt; trong đó tập trung thúc đẩy hoạt động nghiên cứu phát triển, đổi mới sáng tạo và làm chủ công nghệ là "
        "ưu tiên hàng đầu, qua đó khơi dậy khát vọng làm chủ công nghệ chiến lược.",
        "2. Nhà nước ưu tiên tập trung nguồn lực, kiến tạo thể chế đột phá; bảo đảm hạ tầng số hỗ trợ doanh nghiệp "
        "công nghệ số Việt Nam cung cấp dịch vụ công nghệ số tại thị trường nước ngoài.",
    ]


def test_lines_that_are_whole_paragraphs_stay_apart_and_bare_numbers_of_rows_stay() -> None:
    text = "Thời gian thực hiện\n1\nTổ chức tuyên truyền\na)\nTổ chức Hội nghị phổ biến.\nCục Lâm nghiệp và Kiểm lâm\nQuý III/2026\n"
    assert words(open_paper(text.encode(), "x.txt")) == text.strip().split("\n")


def test_no_break_and_zero_width_spaces_eth_and_decomposed_letters_are_settled() -> None:
    text = "U\u0309y\u00a0ban\u200b nha\u0302n da\u0302n t\u00ednh \u00d0\u1eafk L\u1eafk, h\u01a3\u1edbng d\u1eabn.\r\nKinh ph\u00ed 5\u00a0000 đồng."
    assert words(open_paper(text.encode(), "x.txt")) == [
        "Ủy ban nhân dân tính Đắk Lắk, hướng dẫn.",
        "Kinh phí 5 000 đồng.",
    ]


def test_cyrillic_letters_inside_vietnamese_words_become_latin_ones() -> None:
    assert words(open_paper("Thông tư số 06/2022/TT-BТС ngày 08.".encode(), "x.txt")) == [
        "Thông tư số 06/2022/TT-BTC ngày 08."
    ]
