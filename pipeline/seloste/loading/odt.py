"""ODT to drafted lines, from the XML itself."""

from __future__ import annotations

from typing import Any

from seloste.errors import NoticeError, Reason
from seloste.loading.layout import Draft
from seloste.loading.ooxml import Package, parse_xml
from seloste.loading.tables import make_table
from seloste.notice import BlockKind

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_BLOCKS = (f"{_TEXT}h", f"{_TEXT}p")
_LEFT_OUT = frozenset(
    (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}sequence-decls")
)
_MOST_PARAGRAPHS = 100_000


def read(data: bytes) -> list[Draft]:
    """Return the lines of an OpenDocument text.

    :raises NoticeError: ``DAMAGED``, ``ENCRYPTED``, ``TOO_BIG``.
    """
    package = Package(data)
    manifest = package.part("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in manifest:
        raise NoticeError(Reason.ENCRYPTED, "the document is protected by a password")
    content = package.part("content.xml")
    if content is None:
        raise NoticeError(Reason.DAMAGED, "the document lacks its text")
    body = parse_xml(content).find(f".//{_OFFICE}text")
    drafts: list[Draft] = []
    waiting: list[tuple[Any, int]] = [(body, 0)] if body is not None else []
    while waiting:
        node, depth = waiting.pop()
        if node.tag in _LEFT_OUT:
            continue
        if node.tag in _BLOCKS:
            drafts += _draft(node, depth)
        elif node.tag == f"{_TABLE}table":
            drafts += _draft_table(node)
        else:
            deeper = depth + (node.tag == f"{_TEXT}list")
            waiting += [(part, deeper) for part in reversed(node)]
        if len(drafts) > _MOST_PARAGRAPHS:
            raise NoticeError(Reason.TOO_BIG, "the document has more paragraphs than are read")
    return drafts


def _draft(node: Any, depth: int) -> list[Draft]:
    lines = [line for line in _words(node) if line]
    drafts = [Draft(line, gap=at == 0) for at, line in enumerate(lines)]
    if drafts and node.tag == f"{_TEXT}h":
        level = node.get(f"{_TEXT}outline-level", "1")
        drafts[0].kind, drafts[0].level = BlockKind.HEADING, min(6, int(level)) if level.isdecimal() else 1
    elif drafts and depth and node.getparent().index(node) == 0:
        drafts[0].kind, drafts[0].level, drafts[0].indent = BlockKind.ITEM, depth, 2 * (depth - 1)
        drafts[0].text, drafts[0].gap = f"- {drafts[0].text}", False
    return drafts


def _draft_table(table: Any) -> list[Draft]:
    rows = [row for row in table.iter(f"{_TABLE}table-row") if _owner(row, f"{_TABLE}table") is table]
    return make_table(
        [
            [
                [draft for part in cell.iter(*_BLOCKS) for draft in _draft(part, _depth(part, cell))]
                for cell in row.findall(f"{_TABLE}table-cell")
            ]
            for row in rows
        ]
    )


def _owner(node: Any, tag: str) -> Any:
    return next(node.iterancestors(tag), None)


def _depth(node: Any, top: Any) -> int:
    """Return in how many lists a paragraph stands inside a cell."""
    return sum(_owner(outer, top.tag) is top for outer in node.iterancestors(f"{_TEXT}list"))


def _words(node: Any) -> list[str]:
    """Return the lines of a paragraph, broken at line breaks."""
    pieces: list[str] = [node.text or ""]
    waiting = list(reversed(node))
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            pieces.append(part)
            continue
        waiting.append(part.tail or "")
        if part.tag in _LEFT_OUT or not isinstance(part.tag, str):
            continue
        if part.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif part.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            pieces.append(" ")
        else:
            waiting += reversed(part)
            waiting.append(part.text or "")
    return [" ".join(line.replace("\xad", "").split()) for line in "".join(pieces).split("\n")]
