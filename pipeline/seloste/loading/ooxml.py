"""What DOCX and ODT share: a zip of XML, opened without trusting its sizes or entities."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from seloste.errors import NoticeError, Reason

MOST_UNPACKED = 50_000_000
_MOST_ENTRIES = 5_000
_CHUNK = 1 << 20


class Package:
    """An opened office document.

    :raises NoticeError: ``DAMAGED``, ``ENCRYPTED``.
    """

    def __init__(self, data: bytes) -> None:
        """Open the document whose bytes are given."""
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise NoticeError(Reason.DAMAGED, "the document is cut off or damaged") from None
        if len(self._archive.infolist()) > _MOST_ENTRIES:
            raise NoticeError(Reason.TOO_BIG, "the document holds more parts than are read")

    def part(self, name: str) -> bytes | None:
        """Return an unpacked part, ``None`` where there is none; what unpacks to too much is refused."""
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise NoticeError(Reason.ENCRYPTED, "the document is protected by a password")
        if info.file_size > MOST_UNPACKED:
            raise NoticeError(Reason.TOO_BIG, "the document unpacks to more than is read")
        pieces, total = [], 0
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(_CHUNK):
                    total += len(piece)
                    if total > MOST_UNPACKED:
                        raise NoticeError(Reason.TOO_BIG, "the document unpacks to more than is read")
                    pieces.append(piece)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError):
            raise NoticeError(Reason.DAMAGED, "the document is cut off or damaged") from None
        return b"".join(pieces)


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML part; entities are not expanded and nothing is fetched.

    :raises NoticeError: ``DAMAGED``.
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NoticeError(Reason.DAMAGED, "the document's XML is damaged") from None
