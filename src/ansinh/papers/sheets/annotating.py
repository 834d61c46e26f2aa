"""An officer's own workbook with a column "Lỗi" beside the rows and the wrong cells marked; all else stays as it was.

The package's XML is edited in place: sheets that have problems, and the styles. Nothing is computed anew.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from ansinh.domain.workbook_cells import BookProblem, Place, cell_name, column_letters
from ansinh.domain.workbook_headings import ERROR_HEADING
from ansinh.papers.sheets.reading import LIMITS, BookLimits, open_package, parse, place_of, sheet_parts

_STYLES = "xl/styles.xml"
#: Light red behind the cell, dark red letters in the added column.
_MARK, _LETTERS = "FFFFD7D7", "FF9C0006"
_WIDTH = 60
_LINE_HEIGHT, _HIGHEST_ROW = 16.5, 409.5  # points
_WIDEST = 16_384


def annotate(data: bytes, name: str, problems: Iterable[BookProblem], limits: BookLimits = LIMITS) -> bytes:
    """A copy of the workbook with every problem written beside its row.

    What concerns the whole file or a sheet stands in the first row of that sheet (of the first one if none is named).
    Raises `PaperRefused` for what is no .xlsx.
    """
    with open_package(data, name, limits) as archive:
        parts = sheet_parts(archive)
        wrong: dict[str, list[BookProblem]] = defaultdict(list)
        for problem in problems:
            wrong[problem.sheet or next(part.name for part in parts if not part.is_hidden)].append(problem)
        styles = _Styles(parse(archive, _STYLES)) if _STYLES in archive.namelist() else None
        changed: dict[str, bytes] = {}
        strings = _shared_strings(archive)
        for part in parts:
            if part.name in wrong:
                sheet = _Sheet(parse_large(archive, part.path), styles, strings)
                sheet.write(wrong[part.name])
                changed[part.path] = _serialised(sheet.root)
        if styles is not None:
            changed[_STYLES] = _serialised(styles.root)
        return _packed(archive, changed)


def parse_large(archive: zipfile.ZipFile, part: str) -> etree._Element:
    """The root of a sheet, which may be larger than the parser takes by itself; its bounds were checked before."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(archive.read(part), parser)


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _packed(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as copy_of:
        for info in archive.infolist():
            copy_of.writestr(info, changed.get(info.filename) or archive.read(info), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _shared_strings(archive: zipfile.ZipFile) -> Sequence[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return ()
    root = parse_large(archive, "xl/sharedStrings.xml")
    return ["".join(text.text or "" for text in one.iter("{*}t")) for one in root.iterfind("{*}si")]


class _Styles:
    """The workbook's cell styles, with marked twins of those that are needed."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._space = f"{{{root.nsmap[root.prefix]}}}"
        self._formats = self._list("cellXfs")
        self._fill = self._add("fills", self._new_fill())
        self._font = self._add("fonts", self._new_font())
        self._twins: dict[int, int] = {}
        self._words: int | None = None

    def marked(self, style: int) -> int:
        """The number of a style like ``style`` with the mark behind it."""
        if style not in self._twins:
            twin = copy.deepcopy(self._formats[style]) if style < len(self._formats) else self._new_format()
            twin.set("fillId", str(self._fill))
            twin.set("applyFill", "1")
            self._twins[style] = self._add("cellXfs", twin)
        return self._twins[style]

    @property
    def words(self) -> int:
        """Of the added column: dark red, wrapped, at the top."""
        if self._words is None:
            style = self._new_format()
            style.set("fontId", str(self._font))
            style.set("applyFont", "1")
            style.set("applyAlignment", "1")
            etree.SubElement(style, f"{self._space}alignment", {"vertical": "top", "wrapText": "1"})
            self._words = self._add("cellXfs", style)
        return self._words

    def _list(self, name: str) -> etree._Element:
        found = self.root.find(f"{{*}}{name}")
        if found is None:
            raise ValueError(f"styles without {name}")
        return found

    def _add(self, name: str, element: etree._Element) -> int:
        found = self._list(name)
        found.append(element)
        found.set("count", str(len(found)))
        return len(found) - 1

    def _new_format(self) -> etree._Element:
        return etree.Element(
            f"{self._space}xf", {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}
        )

    def _new_fill(self) -> etree._Element:
        fill = etree.Element(f"{self._space}fill")
        pattern = etree.SubElement(fill, f"{self._space}patternFill", {"patternType": "solid"})
        etree.SubElement(pattern, f"{self._space}fgColor", {"rgb": _MARK})
        etree.SubElement(pattern, f"{self._space}bgColor", {"indexed": "64"})
        return fill

    def _new_font(self) -> etree._Element:
        first = self._list("fonts").find("{*}font")
        font = copy.deepcopy(first) if first is not None else etree.Element(f"{self._space}font")
        for colour in font.findall("{*}color"):
            font.remove(colour)
        colour = etree.Element(f"{self._space}color", {"rgb": _LETTERS})
        before = font.find("{*}sz")
        font.insert(font.index(before) + 1 if before is not None else 0, colour)
        return font


class _Sheet:
    """One sheet's XML while the column is added."""

    def __init__(self, root: etree._Element, styles: _Styles | None, strings: Sequence[str]) -> None:
        self.root = root
        self._space = f"{{{root.nsmap[root.prefix]}}}"
        self._styles = styles
        self._strings = strings
        data = root.find("{*}sheetData")
        if data is None:
            raise ValueError("a sheet without sheetData")
        self._data = data
        self._rows = self._number_rows()
        self._column = self._error_column()

    def write(self, problems: Sequence[BookProblem]) -> None:
        """The heading in the row above the first wrong row of the table, the words beside each row."""
        words: dict[int, list[str]] = defaultdict(list)
        marks: set[Place] = set()
        for problem in problems:
            row = 0 if problem.row is None else problem.row
            words[row].append(_words_of(problem))
            if problem.row is not None and problem.column is not None and problem.is_error:
                marks.add((problem.row, problem.column))
        head = self._head_row()
        words[head] = [ERROR_HEADING, *words[head]] if head in words else [ERROR_HEADING]
        for row in sorted(words):
            self._write_words(row, "\n".join(words[row]))
        for place in sorted(marks):
            self._mark(place)
        self._widen()
        self._extend_dimension()

    # Where things stand ------------------------------------------------------------------------------------------

    def _number_rows(self) -> dict[int, etree._Element]:
        """Rows by number from 0; numbers that a writer left out are filled in."""
        rows: dict[int, etree._Element] = {}
        number = -1
        for element in self._data.iterfind("{*}row"):
            number = int(element.get("r") or number + 2) - 1
            element.set("r", str(number + 1))
            rows[number] = element
            column = -1
            for cell in element:
                place = cell.get("r")
                column = place_of(place)[1] if place else column + 1
                cell.set("r", cell_name(number, column))
        return rows

    def _error_column(self) -> int:
        """The column of an earlier check, or the one after the last filled cell."""
        last = -1
        for row, element in self._rows.items():
            for cell in element:
                column = place_of(str(cell.get("r")))[1]
                if len(cell):
                    last = max(last, column)
                if row < 60 and self._text_of(cell).split("\n")[0].strip() == ERROR_HEADING:
                    self._clear(column)
                    self._headed = row
                    return column
        self._headed = -1
        return min(last + 1, _WIDEST - 1)

    def _clear(self, column: int) -> None:
        for element in self._rows.values():
            for cell in list(element):
                if place_of(str(cell.get("r")))[1] == column:
                    element.remove(cell)

    def _text_of(self, cell: etree._Element) -> str:
        if cell.get("t") == "inlineStr":
            return "".join(text.text or "" for text in cell.iter("{*}t"))
        value = cell.find("{*}v")
        if value is None or not value.text:
            return ""
        if cell.get("t") == "s" and value.text.isdecimal() and int(value.text) < len(self._strings):
            return self._strings[int(value.text)]
        return value.text

    def _head_row(self) -> int:
        """The row of the table's head: the first with the most filled cells among the top ones."""
        if self._headed >= 0:
            return self._headed
        top = [row for row in sorted(self._rows) if row < 40]
        filled = {row: sum(1 for cell in self._rows[row] if self._text_of(cell)) for row in top}
        most = max(filled.values(), default=0)
        return next((row for row in top if filled[row] * 2 > most), 0)

    # Writing -----------------------------------------------------------------------------------------------------

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            made = etree.Element(f"{self._space}row", {"r": str(number + 1)})
            before = [row for row in self._rows if row < number]
            self._data.insert(self._data.index(self._rows[max(before)]) + 1 if before else 0, made)
            self._rows[number] = made
        return self._rows[number]

    def _cell(self, row: int, column: int) -> etree._Element:
        element = self._row(row)
        for index, cell in enumerate(element):
            there = place_of(str(cell.get("r")))[1]
            if there == column:
                return cell
            if there > column:
                made = etree.Element(f"{self._space}c", {"r": cell_name(row, column)})
                element.insert(index, made)
                return made
        return etree.SubElement(element, f"{self._space}c", {"r": cell_name(row, column)})

    def _write_words(self, row: int, text: str) -> None:
        cell = self._cell(row, self._column)
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "inlineStr")
        if self._styles is not None:
            cell.set("s", str(self._styles.words))
        inline = etree.SubElement(cell, f"{self._space}is")
        words = etree.SubElement(inline, f"{self._space}t")
        words.text = text
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        self._rows[row].attrib.pop("spans", "")
        self._heighten(self._rows[row], sum(-(-max(len(line), 1) // _WIDTH) for line in text.split("\n")))

    def _heighten(self, row: etree._Element, lines: int) -> None:
        """High enough for the words: programs do not fit the height of a row that is there already."""
        height = lines * _LINE_HEIGHT
        if lines > 1 and float(row.get("ht", "0")) < height:
            row.set("ht", str(min(height, _HIGHEST_ROW)))
            row.set("customHeight", "1")

    def _mark(self, place: Place) -> None:
        if self._styles is not None:
            cell = self._cell(*place)
            cell.set("s", str(self._styles.marked(int(cell.get("s", "0")))))

    def _widen(self) -> None:
        columns = self.root.find("{*}cols")
        if columns is None:
            columns = etree.Element(f"{self._space}cols")
            self._data.addprevious(columns)
        number = self._column + 1
        for column in list(columns):
            first, last = int(str(column.get("min"))), int(str(column.get("max")))
            if first <= number <= last:
                self._split(columns, column, first, last, number)
        own = etree.Element(
            f"{self._space}col", {"min": str(number), "max": str(number), "width": str(_WIDTH), "customWidth": "1"}
        )
        later = [column for column in columns if int(str(column.get("min"))) > number]
        if later:
            later[0].addprevious(own)
        else:
            columns.append(own)

    def _split(self, columns: etree._Element, column: etree._Element, first: int, last: int, number: int) -> None:
        """Leave the neighbours of the added column as wide as they were."""
        for low, high in ((first, number - 1), (number + 1, last)):
            if low <= high:
                part = copy.deepcopy(column)
                part.set("min", str(low))
                part.set("max", str(high))
                column.addprevious(part)
        columns.remove(column)

    def _extend_dimension(self) -> None:
        dimension = self.root.find("{*}dimension")
        if dimension is not None:
            last = max(self._rows, default=0)
            dimension.set("ref", f"A1:{column_letters(self._column)}{last + 1}")


def _words_of(problem: BookProblem) -> str:
    """``D14: …``"""
    said = " ".join(filter(None, (problem.what, problem.remedy)))
    return f"{problem.cell}: {said}" if problem.cell else said
