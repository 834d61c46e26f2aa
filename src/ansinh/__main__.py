"""The command ``ansinh``: reads signed papers and computes files of cases by itself; other commands are the server's.

``ansinh read FILE [--format json|table|text]`` and ``ansinh progress CASES.yml [--method open-sdg|escap]`` need no
database and no settings. Any other subcommand goes to Django's management commands.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO

#: Exit codes of ``ansinh read``.
READ, REFUSED, WRONG_USE = 0, 1, 2
#: Exit codes of ``ansinh progress``; a file that cannot be read is wrong use.
NO_DIFFERENCE, DIFFERENCES = 0, 1


class _Parser(argparse.ArgumentParser):
    """Says in Vietnamese what is wrong with the command, and how it is written."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"Lệnh chưa đúng: {message}\n{self.format_usage()}")
        raise SystemExit(WRONG_USE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is returned. ``argv`` is without the program's name."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["read"]:
        return _read(arguments[1:])
    if arguments[:1] == ["progress"]:
        return _progress(arguments[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["ansinh", *arguments])
    return READ


def _read(arguments: Sequence[str]) -> int:
    parser = _Parser(
        prog="ansinh read",
        usage="ansinh read TỆP [--format json|table|text]",
        description="Đọc một văn bản đã ký: chỉ tiêu, nhiệm vụ, nghĩa vụ, nơi nhận.",
    )
    parser.add_argument("file", metavar="TỆP", help="tệp .docx, .pdf, .html, .md hoặc .txt")
    parser.add_argument("--format", choices=("json", "table", "text"), default="table", help="dạng kết quả")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return _read_file(Path(options.file), options.format)


def _read_file(path: Path, output: str) -> int:
    from ansinh.papers.intake import open_paper
    from ansinh.papers.paper import PaperRefused

    try:
        data = path.read_bytes()
    except OSError as trouble:
        sys.stderr.write(f"Không mở được tệp {path}: {_reason(trouble)}\n")
        return REFUSED
    try:
        paper = open_paper(data, path.name)
    except PaperRefused as refused:
        sys.stderr.write(f"{refused.message}\n")
        return REFUSED
    if output == "text":
        _write(sys.stdout, paper.text)
        return READ
    from ansinh.papers.reading import read_paper, reading_to_json, reading_to_table

    reading = read_paper(paper)
    _write(sys.stdout, reading_to_json(reading) if output == "json" else reading_to_table(reading))
    return READ


def _progress(arguments: Sequence[str]) -> int:
    from ansinh.kit.progress_cases import METHODS, CasesRefused, compare_file

    parser = _Parser(
        prog="ansinh progress",
        usage="ansinh progress TỆP.yml [--method open-sdg|escap]",
        description="Tính tiến độ của từng trường hợp trong tệp, so với đáp án đã công bố (sai khác quá 0,000001).",
    )
    parser.add_argument("file", metavar="TỆP.yml", help="tệp YAML: chỉ số, chuỗi, đầu vào và đáp án")
    parser.add_argument("--method", choices=tuple(METHODS), default="open-sdg", help="phương pháp tính")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    try:
        outcome = compare_file(Path(options.file), options.method)
    except OSError as trouble:
        sys.stderr.write(f"Không mở được tệp {options.file}: {_reason(trouble)}\n")
        return WRONG_USE
    except CasesRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return WRONG_USE
    lines = [
        f"{found.case}: {found.what} đã công bố {found.published}, tính được {found.computed}"
        for found in outcome.differences
    ]
    cases = len({found.case for found in outcome.differences})
    lines.append(
        f"{options.method}: {outcome.cases} trường hợp, {outcome.answered} có đáp án; "
        f"{len(outcome.differences)} sai khác ở {cases} trường hợp."
    )
    _write(sys.stdout, "\n".join(lines))
    return DIFFERENCES if outcome.differences else NO_DIFFERENCE


def _write(stream: TextIO, text: str) -> None:
    """UTF-8 whatever the terminal's locale: a Vietnamese text has no other letters to be printed in."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    stream.write(text)
    if not text.endswith("\n"):
        stream.write("\n")


def _reason(trouble: OSError) -> str:
    if isinstance(trouble, FileNotFoundError):
        return "không có tệp này. Kiểm tra lại đường dẫn và tên tệp."
    if isinstance(trouble, IsADirectoryError):
        return "đây là thư mục. Chọn một tệp trong thư mục."
    if isinstance(trouble, PermissionError):
        return "không có quyền đọc tệp. Chép tệp sang nơi đọc được rồi thử lại."
    return f"hệ thống báo lỗi đọc tệp ({trouble.strerror})."


if __name__ == "__main__":
    raise SystemExit(main())
