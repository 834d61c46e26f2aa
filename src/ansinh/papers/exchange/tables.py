"""Tables of comma-separated values (RFC 4180) in and out: UTF-8, one heading line, every line as long as it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ansinh.papers.exchange.rows import Cells, Objection

#: One cell of a comment may be long, never a whole file.
_LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a file by the names of their columns. ``at`` of a line is its number in the file."""

    columns: tuple[str, ...]
    lines: tuple[tuple[int, Mapping[str, str]], ...]
    objections: tuple[Objection, ...] = ()

    def cells(self, objections: list[Objection]) -> Iterable[Cells]:
        return (Cells(at, texts, objections) for at, texts in self.lines)


def write_table(columns: Sequence[str], lines: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """A heading and lines; CRLF between them as RFC 4180 has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return out.getvalue().encode()


def decoded(data: bytes) -> str | Objection:
    """The text of a file, or why it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Objection(
            0, "", "", f"Tệp không phải mã UTF-8 (hỏng từ byte {error.start + 1}). Lưu lại tệp theo mã UTF-8."
        )
    if "\x00" in text:
        return Objection(0, "", "", "Tệp có ký tự rỗng (NUL), không phải là tệp văn bản. Xuất lại từ hệ thống nguồn.")
    return text


def read_table(
    data: bytes,
    *,
    needed: Sequence[str],
    optional: Iterable[str] = (),
    names: Mapping[str, str] | None = None,
    delimiter: str = ",",
) -> Table:
    """The table in a file. ``names`` gives other ways in which a heading may be written; unknown ones are objected to."""
    text = decoded(data)
    if isinstance(text, Objection):
        return Table((), (), (text,))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        heading = next(reader, [])
        columns = tuple((names or {}).get(name.strip(), name.strip()) for name in heading)
        objections = list(_objections_to_heading(columns, needed, {*needed, *optional}))
        lines = [] if objections else list(_lines(reader, columns, objections))
    except csv.Error as error:
        wrong = Objection(
            reader.line_num, "", "", f"Dòng {reader.line_num} không đúng dạng CSV ({error}). Kiểm tra dấu ngoặc kép."
        )
        return Table((), (), (wrong,))
    return Table(columns, tuple(lines), tuple(objections))


def _objections_to_heading(columns: Sequence[str], needed: Sequence[str], known: set[str]) -> Iterable[Objection]:
    if not any(columns):
        yield Objection(1, "", "", "Tệp trống: không có dòng tiêu đề.")
        return
    for name in needed:
        if name not in columns:
            yield Objection(1, name, "", f"Thiếu cột «{name}». Dòng đầu phải có: {', '.join(needed)}.")
    for name in dict.fromkeys(columns):
        if name not in known:
            yield Objection(
                1, name, name, f"Không có cột nào tên «{name}». Các cột được nhận: {', '.join(sorted(known))}."
            )
        if columns.count(name) > 1:
            yield Objection(1, name, name, f"Cột «{name}» có {columns.count(name)} lần. Giữ một.")


def _lines(
    reader: Iterable[list[str]], columns: Sequence[str], objections: list[Objection]
) -> Iterable[tuple[int, Mapping[str, str]]]:
    at = 2
    for texts in reader:
        here, at = at, reader.line_num + 1  # type: ignore[attr-defined]
        if not any(text.strip() for text in texts):
            continue
        if len(texts) != len(columns):
            objections.append(
                Objection(here, "", "", f"Dòng có {len(texts)} ô, tiêu đề có {len(columns)}. Sửa cho bằng nhau.")
            )
            continue
        yield here, dict(zip(columns, texts, strict=True))
