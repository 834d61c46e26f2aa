"""Parts of a zip container, unpacked within bounds and parsed without reaching outside the file."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from ansinh.papers.intake.limits import IntakeLimits, damaged, too_deep
from ansinh.papers.paper import PaperRefused

_CHUNK = 256 * 1024
_RATIO_FREE = 1024 * 1024  # a part smaller than this may be as compressible as it likes


class Container:
    """A .docx as its parts. Raises `PaperRefused` for damage, passwords and bombs."""

    def __init__(self, data: bytes, name: str, limits: IntakeLimits) -> None:
        self._name = name
        self._limits = limits
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise damaged(name, "Word (.docx)") from error
        declared = sum(info.file_size for info in self._archive.infolist())
        if declared > limits.unpacked_bytes:
            raise self._bomb()

    def __contains__(self, part: str) -> bool:
        return part in self._archive.namelist()

    def read(self, part: str) -> bytes:
        """The bytes of one part; counts what really comes out, not what the container declares."""
        info = self._archive.getinfo(part)
        if info.flag_bits & 0x1:
            raise PaperRefused(
                "encrypted",
                f"Tệp “{self._name}” được nén có mật khẩu nên không đọc được. Bỏ mật khẩu, lưu lại thành .docx "
                "rồi tải lên.",
            )
        chunks: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    self._check(size, info.compress_size)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, zlib.error, EOFError, OSError) as error:
            raise damaged(self._name, "Word (.docx)") from error
        return b"".join(chunks)

    def parse(self, part: str) -> etree._Element:
        """The root element of an XML part."""
        data = self.read(part)
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            raise PaperRefused(
                "unsafe-xml",
                f"Tệp “{self._name}” chứa khai báo thực thể XML, Word không bao giờ ghi như vậy, nên không được "
                "đọc. Mở bằng Word, lưu lại thành .docx mới rồi tải lên.",
            )
        parser = _parser()
        try:
            return etree.fromstring(data, parser=parser)
        except etree.XMLSyntaxError as error:
            if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
                raise too_deep(self._name) from error
            raise damaged(self._name, "Word (.docx)") from error

    def _check(self, size: int, packed: int) -> None:
        limits = self._limits
        bomb = size > _RATIO_FREE and size > packed * limits.unpack_ratio
        if bomb or size > limits.part_bytes or self._unpacked > limits.unpacked_bytes:
            raise self._bomb()

    def _bomb(self) -> PaperRefused:
        return PaperRefused(
            "zip-bomb",
            f"Tệp “{self._name}” khi giải nén phình ra quá mức (giống bom nén) nên không được mở. Mở tệp gốc bằng "
            "Word, bỏ bớt ảnh hoặc đối tượng nhúng, lưu lại rồi tải lên.",
        )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
