"""The words that say how a number is meant: trên, ít nhất, không quá, giảm còn, từ … trở lên, duy trì.

They are read outward from the number: first what stands right before it, word by word to the left until a
word is none of them; then "trở lên" behind it. The nearest word of comparison wins, except that "khoảng"
yields to a firmer one further out ("tối thiểu khoảng 30%").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ansinh.domain.readings import Comparison

from .years import YEAR_PHRASE_BEFORE


class Role(StrEnum):
    AT_LEAST = "at-least"
    MORE = "more"
    AT_MOST = "at-most"
    LESS = "less"
    ABOUT = "about"
    COPULA = "copula"  # đạt, là, chiếm
    DOWN_TO = "down-to"  # giảm còn, xuống
    DOWN_BY = "down-by"  # giảm
    UP_TO = "up-to"  # tăng lên
    UP_BY = "up-by"  # tăng
    FROM = "from"  # từ
    AIM = "aim"  # phấn đấu, dự kiến, có
    MAINTAIN = "maintain"
    YEARLY = "yearly"  # mỗi năm, bình quân hằng năm
    FILLER = "filler"


_PHRASES: dict[Role, str] = {
    Role.AT_LEAST: "ít nhất, ít nhất là, ít nhất bằng, ít nhất từ, tối thiểu, tối thiểu là, tối thiểu bằng, tối thiểu từ, tối thiếu, "
    "không dưới, không thấp hơn, không ít hơn, không nhỏ hơn, đạt và vượt, đạt và vượt mức, bằng hoặc cao hơn, "
    "bằng hoặc lớn hơn, từ trên, ≥, >=, đạt hoặc vượt, =>",
    Role.MORE: "trên, hơn, vượt, vượt mức, vượt trên, cao hơn, lớn hơn, nhiều hơn, hơn mức, >, từ hơn, trên mức",
    Role.AT_MOST: "không quá, không vượt quá, không vượt, tối đa, tối đa không quá, không trên, không cao hơn, không lớn hơn, "
    "nhiều nhất, ≤, <=, tối đa là, không quá mức, dưới hoặc bằng, không để quá",
    Role.LESS: "dưới, thấp hơn, ít hơn, nhỏ hơn, dưới mức, <, đưới",
    Role.ABOUT: "khoảng, xấp xỉ, gần, ước, ước đạt, ước khoảng, vào khoảng, trên dưới, chừng, gần bằng, cỡ, ~, "
    "ước tính, ước tính khoảng, ở mức khoảng",
    Role.COPULA: "đạt, đạt được, đạt mức, đạt tỷ lệ, đạt tỉ lệ, là, chiếm, chiếm tỷ lệ, bằng, ở mức, đạt từ, =, ở mức từ, đạt ở mức, "
    "chiếm từ, chiếm tỷ trọng, đạt tới, đạt đến, với tỷ lệ, đạt bình quân, là từ, đạt chỉ tiêu, đạt tốc độ, đóng góp, "
    "bảo đảm đạt, gấp, gấp hơn, tăng gấp, cao gấp, gấp khoảng, dat, đat",
    Role.DOWN_TO: "giảm còn, giảm xuống, giảm xuống còn, xuống còn, còn, chỉ còn, xuống, hạ xuống, giảm về, xuống mức, "
    "giảm xuống mức, còn từ, hạ xuống còn, giảm chỉ còn, còn lại",
    Role.DOWN_BY: "giảm, giảm thêm, cắt giảm, giảm được, giảm từ, giảm bình quân, rút ngắn, tiết kiệm",
    Role.UP_TO: "tăng lên, lên, nâng lên, lên đến, lên tới, lên mức, tăng lên mức, tăng lên đến, tăng lên tới, nâng lên mức, "
    "tăng đến, nâng tỷ lệ lên",
    Role.UP_BY: "tăng, tăng thêm, tăng trưởng, tăng bình quân, tăng từ, tăng trưởng bình quân, tăng trưởng đạt, "
    "tăng được, thêm",
    Role.FROM: "từ",
    Role.AIM: "phấn đấu, phấn đấu đạt, dự kiến, dự kiến đạt, có, được, phấn đấu có, bảo đảm, đảm bảo, bảo đảm có, đảm bảo có, "
    "mục tiêu, mục tiêu đạt, phải đạt, cần đạt, phải có, hoàn thành, cho, sẽ có, sẽ đạt, đã có, bảo đảm tỷ lệ",
    Role.MAINTAIN: "duy trì, giữ vững, giữ ổn định, tiếp tục duy trì, duy trì ở mức, duy trì mức, duy trì đạt, giữ ở mức, "
    "duy trì và giữ vững, giữ nguyên",
    Role.YEARLY: "hằng năm, hàng năm, mỗi năm, bình quân hằng năm, bình quân hàng năm, bình quân mỗi năm, trung bình mỗi năm, "
    "bình quân năm, trung bình hằng năm, trung bình hàng năm, một năm, bình quân một năm, bình quân/năm, trung bình/năm",
    Role.FILLER: "bình quân, trung bình, đều, thêm, mức, ở, tại, với, đến, tới, đồng thời, luôn, thành công, toàn bộ, "
    "bình quân chung, lũy kế, luỹ kế",
}

#: Words that may be read on the way but belong to the subject: "tốc độ tăng trưởng bình quân đạt 10%".
_PART_OF_SUBJECT = frozenset((Role.FILLER, Role.YEARLY, Role.UP_BY, Role.DOWN_BY))

_OPERATORS = {
    Role.AT_LEAST: Comparison.AT_LEAST,
    Role.MORE: Comparison.MORE_THAN,
    Role.AT_MOST: Comparison.AT_MOST,
    Role.LESS: Comparison.LESS_THAN,
    Role.ABOUT: Comparison.ABOUT,
}


def _by_last_word() -> dict[str, tuple[tuple[str, Role], ...]]:
    table: dict[str, list[tuple[str, Role]]] = {}
    for role, phrases in _PHRASES.items():
        for raw in phrases.split(","):
            phrase = " ".join(raw.split())
            table.setdefault(phrase.split(" ")[-1], []).append((phrase, role))
    return {last: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for last, found in table.items()}


_TABLE = _by_last_word()
_LAST_WORD = re.compile(r"(?:[^\W_]+(?:/[^\W\d_]+)?|[≥≤<>=~]+|:)\s*$")
#: "dựa trên 3 trụ cột", "trong hơn 5 năm": prepositions, not comparisons.
_NOT_COMPARISON = re.compile(r"(?:dựa|căn\s+cứ|trở\s+lên|cơ\s+sở|phát\s+triển)\s+$", re.IGNORECASE)
_TURN = re.compile(r"trở\s+$", re.IGNORECASE)
#: How many characters to the left the words before a number may reach.
_REACH = 120

_UP_RIGHT = re.compile(r"[\s,]*(?:trở\s+lên|hoặc\s+(?:cao|nhiều|lớn)\s+hơn|trở\s+đi)(?![^\W_])", re.IGNORECASE)
_DOWN_RIGHT = re.compile(r"[\s,]*(?:trở\s+xuống|hoặc\s+(?:ít|thấp|nhỏ)\s+hơn)(?![^\W_])", re.IGNORECASE)
_FEW_WORDS = re.compile(r"(?:\s+[^\W\d_]+){0,4}?", re.IGNORECASE)
_UP_NEAR = re.compile(r"(?:\s+[^\W\d_]+){0,4}?\s+trở\s+lên(?![^\W_])", re.IGNORECASE)
_DOWN_NEAR = re.compile(r"(?:\s+[^\W\d_]+){0,4}?\s+trở\s+xuống(?![^\W_])", re.IGNORECASE)
_UP_FAR = re.compile(r"trở\s+lên(?![^\W_])", re.IGNORECASE)
_DOWN_FAR = re.compile(r"trở\s+xuống(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Left:
    """The words of comparison before a number; they begin at ``start``."""

    start: int
    operator: Comparison | None = None
    roles: frozenset[Role] = frozenset()
    operator_start: int | None = None
    core_start: int = -1  # where the words that tie subject and number begin; fillers before them belong to the subject

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)


def read_left(text: str, floor: int, at: int) -> Left:
    """Read the words of comparison that end right before ``at``, not further left than ``floor``."""
    position = at
    roles: set[Role] = set()
    operator: Comparison | None = None
    operator_start: int | None = None
    core_start, in_subject = at, False
    lowest = max(floor, at - _REACH)
    while position > lowest:
        year = YEAR_PHRASE_BEFORE.search(text, lowest, position)
        if year is not None and position != at:
            position = year.start()
            continue
        found = _phrase_before(text, lowest, position)
        if found is None:
            break
        phrase_start, role = found
        if role in _OPERATORS and (operator is None or (operator is Comparison.ABOUT and role is not Role.ABOUT)):
            operator, operator_start = _OPERATORS[role], phrase_start
        roles.add(role)
        position = phrase_start
        in_subject = in_subject or role in _PART_OF_SUBJECT
        if not in_subject:
            core_start = phrase_start
    return Left(position, operator, frozenset(roles), operator_start, core_start)


def _phrase_before(text: str, lowest: int, position: int) -> tuple[int, Role] | None:
    last = _LAST_WORD.search(text, max(lowest, position - 30), position)
    if last is None:
        return None
    end = last.start() + len(last[0].rstrip())
    if last.start() > lowest and text[last.start() - 1] in "-_/" and last[0][0].isalpha():
        return None
    for phrase, role in _TABLE.get(last[0].strip().lower(), ()):
        start = _start_of(text, lowest, end, phrase)
        if start is None:
            continue
        if role in (Role.UP_TO, Role.DOWN_TO) and _TURN.search(text, max(lowest, start - 5), start):
            return None
        if role is Role.MORE and _NOT_COMPARISON.search(text, max(lowest, start - 15), start):
            return None
        return start, role
    return None


def _start_of(text: str, lowest: int, end: int, phrase: str) -> int | None:
    """Where ``phrase`` starts if it ends at ``end``; runs of spaces in the text count as one."""
    cursor = end
    for word in reversed(phrase.split(" ")):
        while cursor > lowest and text[cursor - 1] in " \t\u00a0":
            cursor -= 1
        begin = cursor - len(word)
        if begin < lowest or text[begin:cursor].lower() != word:
            return None
        if begin > lowest and word[0].isalpha() and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
            return None
        cursor = begin
    return cursor


def read_right(text: str, at: int, end: int, *, after_from: bool) -> Comparison | None:
    """ "trở lên" or "trở xuống" behind a number: near it, or, after "từ", anywhere in its clause."""
    if _UP_RIGHT.match(text, at, end) or _UP_NEAR.match(text, at, end):
        return Comparison.AT_LEAST
    if _DOWN_RIGHT.match(text, at, end) or _DOWN_NEAR.match(text, at, end):
        return Comparison.AT_MOST
    if after_from:
        if _UP_FAR.search(text, at, end):
            return Comparison.AT_LEAST
        if _DOWN_FAR.search(text, at, end):
            return Comparison.AT_MOST
    return None


_MAINTAINS = re.compile(
    r"\W*(?:phấn\s+đấu\s+)?(?:tiếp\s+tục\s+)?(?:duy\s+trì|giữ\s+vững|giữ\s+ổn\s+định)(?![^\W_])", re.IGNORECASE
)


def decide(left: Left, right: Comparison | None, *, is_range: bool, clause_head: str) -> Comparison:
    """The operator of a quantity from the words around it and the head of its clause.

    Bare "đạt 95%", "100% xã" and counts are EQUAL: the document names a figure, and whether more is better is
    the indicator's property, not the sentence's.
    """
    if is_range:
        return Comparison.RANGE
    if right is not None:
        return right
    if left.operator is not None:
        return left.operator
    if left.has(Role.DOWN_TO):
        return Comparison.AT_MOST
    if left.has(Role.FROM):
        return Comparison.AT_LEAST
    if left.has(Role.MAINTAIN) or _MAINTAINS.match(clause_head):
        return Comparison.MAINTAIN
    return Comparison.EQUAL
