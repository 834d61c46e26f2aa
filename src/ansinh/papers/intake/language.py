"""Is this Vietnamese? Decided by its letters and its most common words, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansinh.papers.paper import PaperProblem

_MARKED = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
#: The shape of a Vietnamese syllable: consonants, one to three vowels with their marks, a final consonant.
_SYLLABLE = re.compile(
    "(?:ngh|ng|gh|gi|nh|th|tr|kh|ch|ph|qu|[bcdđghklmnprstvx])?"
    "[aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_TOKEN = re.compile(r"[^\W_]{2,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_COMMON = frozenset(
    [
        "và",
        "của",
        "các",
        "theo",
        "trong",
        "được",
        "về",
        "thực",
        "hiện",
        "nhiệm",
        "vụ",
        "tỉnh",
        "dân",
        "nhân",
        "ban",
        "ngành",
        "cơ",
        "quan",
        "kế",
        "hoạch",
        "phối",
        "hợp",
        "chủ",
        "trì",
        "năm",
        "số",
        "quyết",
        "định",
        "nghị",
        "công",
        "tác",
        "quản",
        "lý",
        "xã",
        "hội",
        "phát",
        "triển",
        "bảo",
        "đảm",
        "giải",
        "pháp",
        "mục",
        "tiêu",
    ]
)
_MARKED_SHARE = 0.35  # of words; real papers have about three in four
_COMMON_SHARE = 0.05
_SYLLABLE_SHARE = 0.6  # broken text layers stay under 0.5, sound ones over 0.7
_FEW_WORDS = 20


def has_vietnamese_marks(words: Iterable[str]) -> bool:
    """True if enough words carry Vietnamese marks; false for a layer recognised as another language."""
    found = [word for text in words for word in _WORD.findall(text)]
    if len(found) < _FEW_WORDS:
        return True
    return sum(1 for word in found if _MARKED.search(word)) >= _MARKED_SHARE * len(found)


def is_readable(words: Iterable[str]) -> bool:
    """False if a text layer is broken: letters coded wrongly, or recognised as another language.

    Too few words to tell count as readable, and so do abbreviations in capitals and numbers.
    """
    tokens = [token for text in words for token in _TOKEN.findall(text) if not token.isdigit()]
    tokens = [token for token in tokens if not (token.isupper() and token.isascii())]
    if len(tokens) < _FEW_WORDS:
        return True
    sound = sum(1 for token in tokens if _is_syllable(token))
    return sound >= _SYLLABLE_SHARE * len(tokens) and has_vietnamese_marks(tokens)


def _is_syllable(token: str) -> bool:
    plain_case = token.islower() or token.isupper() or token.istitle()
    return plain_case and _SYLLABLE.fullmatch(token.lower()) is not None


def language_problem(text: str) -> PaperProblem | None:
    """A problem if the text is not Vietnamese, or is Vietnamese without its marks."""
    words = _WORD.findall(text[:200_000])
    if len(words) < _FEW_WORDS or has_vietnamese_marks(words):
        return None
    common = sum(1 for word in words if word.casefold() in _COMMON)
    if common >= _COMMON_SHARE * len(words):
        return None
    return PaperProblem(
        "not-vietnamese",
        "Văn bản có vẻ không phải tiếng Việt, hoặc tiếng Việt mất dấu, nên kết quả đọc có thể trống hoặc sai. Kiểm "
        "tra lại tệp; nếu là bản quét đã nhận dạng bằng ngôn ngữ khác, tải lên bản quét gốc hoặc bản .docx.",
    )
