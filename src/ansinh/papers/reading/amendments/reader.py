"""The reading of an amending document against the plan it amends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansinh.domain.amendment_readings import AmendmentReading, Instruction, NewPromise, Op, PlanPlace
from ansinh.domain.readings import DocumentHeader, ReadingProblem
from ansinh.papers.paper import Paper

from ..header import read_header
from ..labels import int_to_roman
from ..outline import read_outline
from ..tasks.labelled import FieldRole
from ..wording import Span, quote
from .force import find_amended, read_force
from .grammar import Order
from .new_words import read_fields, read_promises, timeframe_values
from .numbers import read_number
from .plan_text import PlanText
from .tables import read_table
from .walk import walk

_EVERYWHERE = PlanPlace("")
#: New words of fewer words are a phrase in a sentence, not a sentence that promises something.
_SENTENCE_WORDS = 6


def read_amendment(paper: Paper, plan: PlanText, header: DocumentHeader | None = None) -> AmendmentReading:
    """Everything that the document orders, with the words of each order. Never raises on the paper's words.

    ``header`` saves reading the head again when it is known (an officer may have corrected it).
    """
    header = header or read_header(paper, read_outline(paper))
    effective_from, effective_words = read_force(paper, header.issued_on)
    reader = _Reader(paper, plan)
    instructions = tuple(sorted(reader.instructions(), key=lambda instruction: instruction.quote.start))
    return AmendmentReading(
        amends=next(iter(find_amended(paper, header)), None),
        effective_from=effective_from,
        effective_words=effective_words,
        instructions=instructions,
        problems=(*reader.problems(), *_nothing_found(instructions)),
    )


class _Reader:
    def __init__(self, paper: Paper, plan: PlanText) -> None:
        self.paper = paper
        self.plan = plan
        self.walked = walk(paper)
        self.empty: list[Order] = []  # orders whose new words promise nothing
        self.other_tables: list[Span] = []

    def instructions(self) -> Iterator[Instruction]:
        for order in self.walked.orders:
            yield from self.read(order)
        for table in self.walked.tables:
            found = read_table(self.paper, table.rows, table.places, self.plan)
            if not found:
                self.other_tables.append(Span(table.rows[0].start, table.rows[-1].end))
            yield from found

    def read(self, order: Order) -> Iterator[Instruction]:
        base = self._base(order)
        match order.op:
            case Op.WORDS:
                instead = self._instead(order, base)
                for old in order.old_words:
                    yield replace(base, old_words=old, new_words=order.new_words, promises=instead)
            case Op.DROP:
                yield base
            case _ if order.new_value is not None:
                yield from self._with_value(order, base, order.new_value)
            case _ if order.words is not None:
                yield from self._with_words(order, base, order.words)

    def _instead(self, order: Order, base: Instruction) -> tuple[NewPromise, ...]:
        """What the new words of an exchange promise, should the old ones stand nowhere: whole sentences, no phrases."""
        if order.words is None or len(order.words.of(self.paper.text).split()) < _SENTENCE_WORDS:
            return ()
        return read_promises(self.paper, order.words, base.places[0] if base.places else _EVERYWHERE, self.plan)

    def problems(self) -> Iterator[ReadingProblem]:
        for span in self.walked.unclear:
            yield self._problem(
                "Có một chỗ sửa đổi chưa rõ sửa nội dung nào hoặc sửa thành gì. Thêm tay nếu cần.", span
            )
        for order in self.empty:
            yield self._problem(
                "Không đọc ra chỉ tiêu, nhiệm vụ hay nghĩa vụ nào trong nội dung mới. Thêm tay nếu cần.", order.span
            )
        for span in self.other_tables:
            yield self._problem(
                "Văn bản có một bảng mà hệ thống không đọc thành thay đổi. Thêm tay nếu bảng sửa kế hoạch.", span
            )
        for span in self.walked.unclosed:
            yield self._problem("Dấu ngoặc kép mở mà không đóng; nội dung mới có thể bị đọc thừa.", span)

    def _problem(self, message: str, span: Span) -> ReadingProblem:
        return ReadingProblem(message, quote(self.paper, span.start, span.end))

    def _base(self, order: Order) -> Instruction:
        assert order.op is not None, "the walk only keeps orders that say what to do"
        return Instruction(
            op=order.op,
            quote=quote(self.paper, order.span.start, order.span.end),
            places=tuple(self._settled(place) for place in order.places),
            subject=order.subject,
            due_year=order.due_year,
            after=order.after,
        )

    def _settled(self, place: PlanPlace) -> PlanPlace:
        """ "Phần thứ ba" of a plan whose parts have Roman numbers only."""
        first, _, rest = place.code.partition(".")
        if not first.startswith("Phần ") or self.plan.entry(first) is not None:
            return place
        roman = _roman(first.removeprefix("Phần "))
        return replace(place, code=f"{roman}.{rest}" if rest else roman) if roman else place

    def _with_value(self, order: Order, base: Instruction, new: Span) -> Iterator[Instruction]:
        if FieldRole.TIME in order.fields:
            words = new.of(self.paper.text)
            yield replace(base, values=timeframe_values(words), due_year=None)
            return
        number = read_number(self.paper, order.old_value, new, order.subject, self.plan)
        if number is None:
            self.empty.append(order)
        else:
            yield replace(base, number=number)

    def _with_words(self, order: Order, base: Instruction, words: Span) -> Iterator[Instruction]:
        fields = read_fields(self.paper, words, order.fields)
        if fields and (base.op is Op.CHANGE or order.fields):
            joins = base.op is Op.ADD  # "bổ sung cơ quan phối hợp": beside those that stand there
            yield replace(base, op=Op.CHANGE, values=fields.values, agencies=fields.agencies, joins=joins)
            return
        place = base.places[0] if base.places else _EVERYWHERE
        promises = read_promises(self.paper, words, place, self.plan)
        if promises:
            yield replace(base, promises=promises)
        else:
            self.empty.append(order)


def _roman(number: str) -> str:
    return int_to_roman(int(number)) if number.isdigit() and int(number) < 40 else ""


def _nothing_found(instructions: tuple[Instruction, ...]) -> Iterator[ReadingProblem]:
    if not instructions:
        yield ReadingProblem(
            "Không đọc ra nội dung sửa đổi nào. Kiểm tra văn bản có đúng là văn bản sửa đổi không, hoặc thêm tay từng thay đổi."
        )
