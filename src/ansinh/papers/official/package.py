"""The Word file around a paper: an empty one to start from, and bytes that depend on nothing but the input."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import cache

from docx import Document
from docx.document import Document as DocumentObject

from ansinh.papers.official.ooxml import printable

#: The least a ZIP archive can hold as the time of a file.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD_TYPE}.styles+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_WORD_TYPE}.settings+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/>'
        "</Relationships>"
    ),
    "docProps/core.xml": (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
    ),
    "word/document.xml": (f'<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships"><w:body/></w:document>'),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/relationships/settings" Target="settings.xml"/>'
        "</Relationships>"
    ),
    "word/styles.xml": f'<w:styles xmlns:w="{_WORD}"/>',
    "word/settings.xml": (
        f'<w:settings xmlns:w="{_WORD}">'
        '<w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        "<w:compat>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat>"
        '<w:themeFontLang w:val="vi-VN"/>'
        '<w:decimalSymbol w:val=","/>'
        '<w:listSeparator w:val=";"/>'
        "</w:settings>"
    ),
}


def new_document() -> DocumentObject:
    """An empty document with nothing of the template that python-docx brings."""
    return Document(io.BytesIO(_skeleton()))


def describe(document: DocumentObject, *, title: str, author: str, made_at: datetime) -> None:
    """Fill the properties that readers and archives see; ``made_at`` must know its time zone."""
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    moment = made_at.astimezone(UTC).replace(microsecond=0)
    properties = document.core_properties
    properties.title = printable(title)[:255]  # the most that the property can hold
    properties.author = printable(author)[:255]
    properties.last_modified_by = properties.author
    properties.language = "vi-VN"
    properties.revision = 1
    properties.created = moment
    properties.modified = moment


def to_bytes(document: DocumentObject) -> bytes:
    """The file, with the time of packing taken out of the archive."""
    packed = io.BytesIO()
    document.save(packed)
    return _without_times(packed.getvalue())


def _without_times(data: bytes) -> bytes:
    rewritten = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(rewritten, "w") as target:
        for name in source.namelist():
            _add(target, name, source.read(name))
    return rewritten.getvalue()


@cache
def _skeleton() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, xml in _PARTS.items():
            _add(archive, name, (_XML + xml).encode())
    return packed.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, data)
