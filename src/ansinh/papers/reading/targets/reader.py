"""The reading of targets and goals of a whole document, block by block."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from ansinh.domain.readings import GoalReading, ReadingProblem, TargetReading
from ansinh.papers.paper import Block, BlockKind, Paper

from ..labels import read_label
from ..outline import Outline
from .leads import Leads
from .repeats import without_repeats
from .sections import Place, Places, SectionKind
from .sentence import Passage, SentenceReader
from .tables import TableFindings, TableReader, indicator_table, is_score_table, read_tables

#: A cell with fewer words holds a name or a value, not a sentence.
_SENTENCE_WORDS = 6


def read_targets(
    paper: Paper, outline: Outline
) -> tuple[tuple[TargetReading, ...], tuple[GoalReading, ...], tuple[ReadingProblem, ...]]:
    """Every quantified target of a document, every promise without a number, and what could not be settled.

    Quotes hold ``text == paper.text[start:end]``; targets and goals come in the order of the text.
    """
    if not _is_vietnamese(paper.text):
        return (), (), ()
    places = Places(paper, outline)
    reader = SentenceReader(paper, places.issued)
    leads = Leads(paper)
    tables = _read_tables(paper, places, reader)
    for index, block in enumerate(paper.blocks):
        if block.kind is BlockKind.ROW:
            _read_cells(paper, places, reader, block, tables)
        elif not places.in_title(block.start):
            _read_block(paper, outline, places, reader, leads, index)
    found = reader.found
    return (
        tuple(sorted(without_repeats(found.targets), key=lambda target: (target.quote.start, target.quote.end))),
        tuple(sorted(_unmeasured(found.goals, found.targets), key=lambda goal: goal.quote.start)),
        tuple(found.problems),
    )


#: Letters that only Vietnamese has, and the least share of them among the letters of a Vietnamese text.
_OWN_LETTERS = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_OWN_SHARE = 0.05


def _is_vietnamese(text: str) -> bool:
    """Translations that official sites publish beside the originals are not read."""
    letters = [sign for sign in text.lower() if sign.isalpha()]
    return sum(sign in _OWN_LETTERS for sign in letters) >= _OWN_SHARE * len(letters)


def _unmeasured(goals: list[GoalReading], targets: list[TargetReading]) -> list[GoalReading]:
    """Goals but those whose words gave a target after all: criteria such as "Có tối thiểu 03 công trình …" – "Đạt"."""
    quotes = sorted((target.quote.start, target.quote.end) for target in targets)
    starts = [start for start, _ in quotes]

    def is_measured(goal: GoalReading) -> bool:
        index = bisect_left(starts, goal.quote.start)
        return index < len(quotes) and quotes[index][1] <= goal.quote.end

    return [goal for goal in goals if not is_measured(goal)]


def _read_block(
    paper: Paper, outline: Outline, places: Places, reader: SentenceReader, leads: Leads, index: int
) -> None:
    block = paper.blocks[index]
    words = paper.words(block)
    place, subject = leads.place_for(block, places.at(block.start))
    start = block.start + _label_length(words)
    heading = _is_heading(paper, outline, block)
    if not heading or any(c.isdigit() for c in paper.text[start : block.end]):
        wanted = not heading and not words.rstrip().endswith(":")
        reader.read(Passage(start, block.end, place, goals_wanted=wanted, subject=subject))
    leads.note(block, place, places.issued)


def _label_length(words: str) -> int:
    label = read_label(words)
    return label.length if label is not None else 0


def _is_heading(paper: Paper, outline: Outline, block: Block) -> bool:
    """A block that only names what stands below it."""
    if block.kind is BlockKind.HEADING:
        return True
    entry = outline.entry_at(block.start)
    if entry is None or entry.start != block.start:
        return False
    return entry.text_end > entry.end + 1 and not paper.words(block).rstrip().endswith((".", ";"))


@dataclass(frozen=True, slots=True)
class _TableCells:
    """What the tables of indicators and of scores have settled, by where rows and cells start."""

    read: frozenset[int]  # cells that gave a value
    kinds: dict[int, SectionKind]  # of rows
    names: dict[int, str]  # of cells beside the name: the name of their row
    codes: dict[int, str]  # of cells in tables of indicators: the code of their row


def _read_tables(paper: Paper, places: Places, reader: SentenceReader) -> _TableCells:
    cells: set[int] = set()
    kinds: dict[int, SectionKind] = {}
    names: dict[int, str] = {}
    codes: dict[int, str] = {}
    for rows in read_tables(paper):
        place = places.at(rows[0].start)
        if is_score_table(paper, rows):
            kinds.update((row.start, SectionKind.RULES) for row in rows)
            continue
        table = indicator_table(paper, rows, place)
        if table is None:
            continue
        found = TableFindings()
        TableReader(paper, table, place, places.issued, found).read()
        reader.found.targets.extend(found.targets)
        reader.found.goals.extend(found.goals)
        cells.update(found.cells)
        names.update(found.names)
        codes.update(found.codes)
        kinds.update((row.start, SectionKind.TARGETS) for row in rows)
    return _TableCells(frozenset(cells), kinds, names, codes)


def _read_cells(paper: Paper, places: Places, reader: SentenceReader, row: Block, tables: _TableCells) -> None:
    """Sentences inside the cells of a row: long ones only, since short ones are names, values and agencies."""
    place = places.at(row.start)
    kind = tables.kinds.get(row.start) or _kind_in_cell(place)
    inner = replace(place, kind=kind)
    for cell in row.cells:
        words = paper.words(cell)
        if cell.continued or cell.start in tables.read:
            continue
        if len(words.split()) < _SENTENCE_WORDS or not any(c.isdigit() for c in words):
            continue
        subject = tables.names.get(cell.start, "")
        start = cell.start + _label_length(words)
        here = replace(inner, code=tables.codes.get(cell.start, inner.code))
        reader.read(Passage(start, cell.end, here, goals_wanted=False, subject=subject))


def _kind_in_cell(place: Place) -> SectionKind:
    """A table that is not one of indicators is mostly one of tasks, even under objectives."""
    return place.kind if place.kind is not SectionKind.TARGETS else SectionKind.PLAIN
