"""The words the grammar knows by heart: counted nouns, words that open an indicator or an action, stop words.

All are lower case and NFC. A missing noun costs little (the first two words stand in); a wrong stop word costs
a unit. Both styles of tone marks are listed where a word has them (xoá, xóa).
"""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in words.split(",") if word.strip())


#: Nouns that are counted, longest match first. What is counted here becomes the unit.
COUNT_NOUNS = _set(
    """
    người, lao động, lượt khách, lượt, khách, du khách,
    hộ, nhân khẩu, dân, cán bộ, công chức, viên chức, giáo viên, giảng viên, học sinh, sinh viên,
    học viên, trẻ em, trẻ, phụ nữ, thanh niên, đoàn viên, hội viên, đảng viên, chuyên gia, nhà khoa học, bác sĩ,
    bác sỹ, dược sĩ, dược sỹ, điều dưỡng, điều dưỡng viên, y sĩ, y sỹ, kỹ sư, kỹ thuật viên, nhân viên, nhân lực,
    cử nhân, thạc sĩ, thạc sỹ, tiến sĩ, tiến sỹ, nghệ nhân, vận động viên, trọng tài, huấn luyện viên, luật sư, nghiên cứu sinh,
    tuyên truyền viên, cộng tác viên, tình nguyện viên, chủ thể, lãnh đạo, nạn nhân, bệnh nhân, đối tượng, con,
    giường, căn, nhà, nhà ở, ngôi nhà, phòng, phòng học, phòng khám,
    trường, trường học, lớp, khóa, khoá, khóa đào tạo, khoá đào tạo, hội nghị, hội thảo,
    cuộc, cuộc thi, đợt, buổi, hội thi, hội chợ, diễn đàn, sự kiện, phiên, đoàn, câu lạc bộ, tổ, nhóm, đội,
    xã, phường, thị trấn, huyện, tỉnh, thành phố, thôn, bản, ấp, buôn, làng, khu phố, tổ dân phố, khu dân cư,
    đơn vị, đơn vị cấp huyện, đơn vị cấp xã, đơn vị hành chính, đơn vị hành chính cấp xã, địa phương, nước, quốc gia,
    cơ quan, cơ sở, doanh nghiệp, hợp tác xã, tổ hợp tác, liên hiệp hợp tác xã, hộ kinh doanh,
    trang trại, chợ, siêu thị, trung tâm, viện, bệnh viện, trạm,
    nhà máy, khu, khu công nghiệp, cụm công nghiệp, khu kinh tế, khu đô thị,
    mỏ, cảng, cảng biển, cảng hàng không, sân bay, cầu, tuyến, công trình, hồ, hồ chứa,
    cây, giống, vùng, chuỗi,
    mô hình, sản phẩm, thương hiệu, nhãn hiệu, chỉ dẫn địa lý, mã số, sáng chế,
    bằng sáng chế, giải pháp, sáng kiến, công nghệ, nền tảng, nền tảng số, dịch vụ, dịch vụ công, thủ tục, thủ tục hành chính,
    hồ sơ, văn bản, bài báo, tin, bài, bài viết, tin bài, phóng sự, ấn phẩm, xuất bản phẩm, tài liệu, sách, cuốn, bộ,
    bộ dữ liệu, tập dữ liệu, bộ chỉ số, cơ sở dữ liệu, kịch bản, ứng dụng, phần mềm, hệ thống, sàn, sàn giao dịch,
    sàn giao dịch dữ liệu, tài khoản, thẻ, máy, xe, tàu, thuê bao, điểm, điểm trường,
    dự án, dự án đầu tư, tiểu dự án, đề án, chương trình, nhiệm vụ, đề tài, nghiên cứu, nội dung, hợp đồng, thỏa thuận,
    thoả thuận, thương vụ, nhà đầu tư, tập đoàn, tổ chức, quỹ, khu vực, di sản, di tích, bảo tàng, thư viện, nhà văn hóa,
    nhà văn hoá, sân vận động, huy chương, giải thưởng, danh hiệu, kỷ lục, lễ hội, tác phẩm, tiêu chí, chỉ tiêu, tiêu chuẩn,
    vụ, vụ việc, trường hợp, ca, ca mắc, ca bệnh, ca sinh, liều, mũi, loại, loại hình, ngành, ngành nghề, nghề,
    lĩnh vực, việc làm, chỗ làm, suất, suất học bổng, học bổng, phần quà, kênh, chuyên mục, chương trình phát sóng,
    camera, thiết bị, bản đồ, mẫu, lò, tổ máy, vị trí, vị trí việc làm, dịch vụ công trực tuyến,
    vườn ươm, tổ chức tín dụng, quy trình, bài toán, phiên giao dịch, gian hàng, hạng mục, gian,
    cấp độ, đầu việc, chuyến, chuyến bay, đường bay,
    """
)

#: What a quantity is counted per behind a slash.
PER_NOUNS = _set(
    """
    năm, tháng, quý, tuần, ngày, ngày đêm, giờ, giây, vụ, lượt, lần, người, người dân, đầu người, nhân khẩu, hộ, hộ dân,
    dân, ha, km, km2, km², m2, m², m3, m³, lao động, người lao động, phụ nữ, bà mẹ, trẻ, trẻ em, học sinh, sinh viên,
    giáo viên, giảng viên, xã, huyện, tỉnh, thôn, bản, đơn vị, lớp, trường, cơ sở, vạn dân, máy, xe, công trình, tấn, sào,
    khách, ngày khách, cán bộ, hội viên, đoàn viên, chuyến, mô hình, sản phẩm, dự án, hợp đồng, suất, căn, con, vùng, buổi
    """
)

#: Words that cannot be the counted noun or its second half.
STOP_WORDS = _set(
    """
    và, hoặc, hay, đến, tới, tại, ở, trong, ngoài, trên, dưới, so, theo, của, cho, là, có, được, bị, thì, vào, từ, để, với,
    đối, bằng, như, này, đó, nêu, sau, trước, về, do, bởi, qua, khi, nếu, mà, nhưng, song, thuộc, gồm, trở, lên, xuống, còn,
    đạt, tăng, giảm, chiếm, không, đã, đang, sẽ, phải, cần, tham, sử, hoàn, đủ, cùng, nhất, giữa, vì, mỗi, các, những,
    toàn, tổng, hơn, kể, tính, năm, ra, lại, đều, cả, riêng, nhằm, phục, tiếp, trung, bình, thông, ứng, đáp, bảo, đảm
    """
)

#: Words that open the subject of an indicator: "tỷ lệ …", "thu nhập …", "diện tích …".
INDICATOR_HEADS = re.compile(
    r"(?:tổng\s+)?(?:"
    r"t[ỷỉ]\s+(?:lệ|trọng|số|suất|phần)|tổng\s+t[ỷỉ]\s+suất|số(?!\s+(?:hóa|hoá|liệu))(?:\s+lượng)?|tổng(?:\s+số)?|tốc\s+độ|mức|chỉ\s+số|hệ\s+số|"
    r"thu\s+nhập|doanh\s+thu|doanh\s+số|giá\s+trị|kim\s+ngạch|sản\s+lượng|năng\s+suất|diện\s+tích|quy\s+mô|mật\s+độ|tuổi\s+thọ|"
    r"thời\s+gian|độ\s+(?:che\s+phủ|bao\s+phủ|trễ)|che\s+phủ|thu\s+(?:ngân\s+sách|hút|nội\s+địa)|vốn|grdp|gdp|gni|tăng\s+trưởng|"
    r"chi\s+(?:phí|cho|ngân\s+sách)|kinh\s+(?:tế\s+số|phí)|cơ\s+cấu|công\s+suất|chiều\s+(?:dài|cao)|cân\s+nặng|dân\s+số|"
    r"khối\s+lượng|lượng|sản\s+phẩm|xuất\s+khẩu|nhập\s+khẩu|tổng\s+sản\s+phẩm|tổng\s+mức|tổng\s+vốn|phát\s+thải|"
    r"lao\s+động|nguồn\s+lực|đóng\s+góp|dư\s+nợ|dung\s+lượng|tiềm\s+lực|bình\s+quân|lạm\s+phát|bội\s+chi|nợ\s+công|hiệu\s+suất|"
    r"mức\s+độ|xếp\s+hạng|điểm|khu\s+vực|cấp|ngành|nhóm|năng\s+lực|tiết\s+kiệm|tổn\s+thất|hạ\s+tầng|tầm\s+vóc"
    r")(?![^\W_])",
    re.IGNORECASE,
)

#: The same, only those that never stand inside a counted noun's description by themselves.
STRONG_HEADS = re.compile(
    r"(?:t[ỷỉ]\s+(?:lệ|trọng|số|suất)|tổng(?:\s+\S+)?|số(?!\s+(?:hóa|hoá|liệu))(?:\s+lượng)?|tốc\s+độ|chỉ\s+số|thu\s+nhập|doanh\s+thu|doanh\s+số|"
    r"giá\s+trị|kim\s+ngạch|sản\s+lượng|năng\s+suất|diện\s+tích|quy\s+mô|mật\s+độ|tuổi\s+thọ|thời\s+gian|độ\s+che\s+phủ|"
    r"thu\s+ngân\s+sách|grdp|gdp|tăng\s+trưởng|dân\s+số|mức|vốn|công\s+suất|chiều\s+dài|khối\s+lượng|lượng|năng\s+lực|hệ\s+số|"
    r"dư\s+nợ|cơ\s+cấu|bình\s+quân|xuất\s+khẩu|chi\s+cho|chiều\s+cao|bội\s+chi|nợ\s+công|tiết\s+kiệm)(?![^\W_])",
    re.IGNORECASE,
)

#: Verbs that open an action whose object is counted, and verbs of aiming.
ACTION_VERBS = re.compile(
    r"(?:xây\s+(?:dựng|mới)|hỗ\s+trợ|hoàn\s+thành|hình\s+thành|thành\s+lập|phát\s+triển|đào\s+tạo|bồi\s+dưỡng|tập\s+huấn|"
    r"giải\s+quyết|tạo|tổ\s+chức|thực\s+hiện|triển\s+khai|đầu\s+tư|trồng|cấp|công\s+nhận|thu\s+hút|mở|đưa|bố\s+trí|lựa\s+chọn|"
    r"sửa\s+chữa|nâng\s+cấp|nâng|duy\s+trì|giữ|giảm|tăng|phấn\s+đấu|có|phát\s+hành|ban\s+hành|cung\s+cấp|trang\s+bị|lắp\s+đặt|"
    r"khởi\s+công|đưa\s+vào|bảo\s+tồn|phục\s+hồi|cải\s+tạo|xo[áà]|xóa|mở\s+rộng|kết\s+nối|số\s+hóa|số\s+hoá|bảo\s+đảm|đảm\s+bảo|"
    r"mỗi|trong\s+đó|riêng|đạt|đến|kết\s+nạp|vận\s+động|tuyên\s+truyền|tư\s+vấn|đăng\s+ký|ươm\s+tạo|sản\s+xuất|trợ\s+giúp|"
    r"tăng\s+thêm|bổ\s+sung|tiếp\s+nhận|đóng\s+mới|giao|cho\s+vay|khám|cắt\s+giảm|huy\s+động|thí\s+điểm|phổ\s+cập|từng|"
    r"phủ\s+sóng|sắp\s+xếp|chuyển\s+đổi|tham\s+gia|biên\s+soạn|phát\s+sóng|ký\s+kết|nghiên\s+cứu|làm\s+chủ|tái\s+định\s+cư|tu\s+bổ)"
    r"(?![^\W_])",
    re.IGNORECASE,
)

#: Words with which a predicate begins: what the counted people or things do or have.
PREDICATE = re.compile(
    r"(?<![^\W_])(?:được|có(?!\s+(?:công(?!\s+(?:trình|nghệ|chức))|hoàn\s+cảnh|nhu\s+cầu|thu\s+nhập|nguy\s+cơ|uy\s+tín|khả\s+năng|điều\s+kiện|trình\s+độ|trách\s+nhiệm|liên\s+quan|thẩm\s+quyền|nguồn\s+gốc|tiềm\s+năng)(?![^\W_]))|tham\s+gia|sử\s+dụng|áp\s+dụng|thực\s+hiện|triển\s+khai|hoàn\s+thành|hoàn\s+thiện|bảo\s+đảm|đảm\s+bảo|"
    r"ứng\s+dụng|tiếp\s+cận|biết|đủ|trở\s+thành|không|bố\s+trí|tổ\s+chức|kết\s+nối|cung\s+cấp|đáp\s+ứng|đạt|phải|nhận|hưởng|"
    r"nắm|phát\s+huy|chuyển\s+đổi|huy\s+động|xây\s+dựng|mở|nộp|nghe|chấp\s+hành|vận\s+hành|thành\s+lập|đăng\s+ký|công\s+khai)"
    r"(?![^\W_])",
    re.IGNORECASE,
)

#: Verbs that are part of a task's or promise's wording and carry no subject.
AIM_WORDS = re.compile(
    r"(?:phấn\s+đấu|đặt\s+mục\s+tiêu|mục\s+tiêu|dự\s+kiến|bảo\s+đảm|đảm\s+bảo|có|đạt|đạt\s+được|đồng\s+thời|trong\s+đó|cụ\s+thể|"
    r"(?:cả\s+nước|toàn\s+(?:tỉnh|quốc|thành\s+phố|huyện|xã|ngành))(?=\s*$|\s+(?:có|sẽ|đạt))|(?:cả\s+nước|(?:toàn\s+)?(?:tỉnh|huyện|xã|thành\s+phố|ngành))(?=\s+phấn\s+đấu)|sẽ|tiếp\s+tục|cơ\s+bản|từng\s+bước|hằng\s+năm|hàng\s+năm|mỗi\s+năm|trung\s+bình|bình\s+quân|và)(?![^\W_])",
    re.IGNORECASE,
)

#: "Giảm tỷ suất tử vong mẹ xuống dưới 45": the verb only says which way the indicator is to move.
MOVES = re.compile(
    r"(?:(?:kéo\s+)?giảm|hạ|nâng|đưa|tăng|duy\s+trì|giữ)\s+(?:dần\s+)?"
    r"(?=(?:t[ỷỉ]\s+(?:lệ|trọng|số|suất)|chỉ\s+số|tuổi\s+thọ|mức|số)(?![^\W_]))",
    re.IGNORECASE,
)

#: "Chỉ tiêu 1:" and the like, printed before the promise itself.
LABEL = re.compile(r"\s*(?:chỉ\s+tiêu|mục\s+tiêu|tiêu\s+chí)\s*(?:số\s*)?\d+(?:\.\d+)*\s*[:.]\s*", re.IGNORECASE)
