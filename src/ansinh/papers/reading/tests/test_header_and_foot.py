"""The head of a document, its signer and its recipients."""

from datetime import date

from ansinh.papers.reading import read_paper
from ansinh.papers.reading.header import usual_case
from ansinh.papers.reading.tests.papers import paper_of

_HEAD = (
    "ỦY BAN NHÂN DÂN",
    "TỈNH QUẢNG NGÃI",
    "Số: 1537/QĐ-UBND",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Quảng Ngãi, ngày 08 tháng 10 năm 2020",
    "QUYẾT ĐỊNH",
    "Về việc ban hành Chương trình hành động",
    "phát triển vùng kinh tế trọng điểm miền Trung",
    "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;",
    "Căn cứ Nghị quyết số 128/NQ-CP ngày 11/9/2020 của Chính phủ về các nhiệm vụ, giải pháp;",
    "Theo đề nghị của Giám đốc Sở Kế hoạch và Đầu tư tại Công văn số 1621/SKHĐT-TH ngày 29/9/2020.",
    "QUYẾT ĐỊNH:",
    "Điều 1. Ban hành kèm theo Quyết định này Chương trình hành động.",
)
_FOOT = (
    "Nơi nhận:",
    "- Như Điều 3;",
    "- Văn phòng Chính phủ (b/c);",
    "- Các tổ chức chính trị - xã hội tỉnh;",
    "- Lưu: VT, TH.",
    "KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "Trần Phước Hiền",
)


def test_header_of_a_decision_is_read_line_by_line() -> None:
    document = read_paper(paper_of(*_HEAD, *_FOOT)).document
    assert document.number == "1537/QĐ-UBND"
    assert document.kind == "Quyết định"
    assert document.issuer == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert document.place == "Quảng Ngãi"
    assert document.issued_on == date(2020, 10, 8)
    assert document.title == "Về việc ban hành Chương trình hành động phát triển vùng kinh tế trọng điểm miền Trung"


def test_bases_are_laws_by_day_and_papers_by_number_without_letters() -> None:
    bases = read_paper(paper_of(*_HEAD)).document.legal_bases
    assert [(basis.number, basis.issued_on) for basis in bases] == [
        (None, date(2015, 6, 19)),
        ("128/NQ-CP", date(2020, 9, 11)),
    ]


def test_signer_has_name_position_and_authority_as_printed() -> None:
    signer = read_paper(paper_of(*_HEAD, *_FOOT)).document.signer
    assert signer is not None
    assert (signer.name, signer.position, signer.authority) == ("Trần Phước Hiền", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH")


def test_recipients_are_the_bullets_below_noi_nhan_and_no_more() -> None:
    assert read_paper(paper_of(*_HEAD, *_FOOT)).recipients == (
        "Như Điều 3",
        "Văn phòng Chính phủ (b/c)",
        "Các tổ chức chính trị - xã hội tỉnh",
        "Lưu: VT, TH",
    )


def test_recipients_in_one_line_are_parted() -> None:
    reading = read_paper(paper_of("I. MỘT", "Nơi nhận: - Như trên; - Bộ Nội vụ; - Lưu: VT."))
    assert reading.recipients == ("Như trên", "Bộ Nội vụ", "Lưu: VT")


def test_draft_without_number_and_day_has_none_and_says_so() -> None:
    reading = read_paper(
        paper_of(
            "UBND TỈNH LÀO CAI",
            "Số: /KH-UBND",
            "Lào Cai, ngày tháng năm 2026",
            "KẾ HOẠCH",
            "Về việc làm",
            "I. MỤC TIÊU",
        )
    )
    assert (reading.document.number, reading.document.issued_on) == (None, None)
    assert reading.document.place == "Lào Cai"
    assert any("số và ký hiệu, ngày ban hành" in problem.message for problem in reading.problems)


def test_decision_with_attached_plan_keeps_the_header_of_the_decision() -> None:
    document = read_paper(
        paper_of(*_HEAD, *_FOOT, "KẾ HOẠCH", "Phát triển nhà ở", "(Kèm theo Quyết định số 1537/QĐ-UBND)", "I. MỤC TIÊU")
    ).document
    assert (document.kind, document.signer.name if document.signer else None) == ("Quyết định", "Trần Phước Hiền")


def test_issuer_in_capitals_is_turned_into_usual_letters() -> None:
    assert usual_case("ỦY BAN NHÂN DÂN TỈNH LÀO CAI") == "Ủy ban nhân dân tỉnh Lào Cai"
    assert usual_case("BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG") == "Bộ Nông nghiệp và Môi trường"
    assert usual_case("THỦ TƯỚNG CHÍNH PHỦ") == "Thủ tướng Chính phủ"


def test_impossible_day_is_no_date() -> None:
    document = read_paper(paper_of("Hà Nội, ngày 31 tháng 02 năm 2025", "KẾ HOẠCH", "I. MỤC TIÊU")).document
    assert (document.place, document.issued_on) == ("Hà Nội", None)
