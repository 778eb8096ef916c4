"""DOCX to drafted lines, from the XML itself: content controls, text boxes and insertions are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from seloste.errors import NoticeError, Reason
from seloste.loading.layout import Draft
from seloste.loading.ooxml import Package, parse_xml
from seloste.loading.tables import make_table
from seloste.notice import BlockKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}sdtPr", f"{_W}tblPr", _FALLBACK)
)
_TEXTS = {f"{_W}tab": " ", f"{_W}noBreakHyphen": "-", f"{_W}ptab": " "}
_BREAKS = frozenset((f"{_W}br", f"{_W}cr"))
_HEADING_STYLE = re.compile(r"(?:heading|otsikko|rubrik)\s*(\d)", re.I)
_TITLE_STYLE = re.compile(r"title|otsikko$|nimi$", re.I)
_MOST_PARAGRAPHS = 100_000
_HEADING_LENGTH = 200


def read(data: bytes) -> list[Draft]:
    """Return the lines of a Word document.

    :raises NoticeError: ``DAMAGED``, ``ENCRYPTED``, ``TOO_BIG``.
    """
    package = Package(data)
    body = package.part("word/document.xml")
    if body is None:
        raise NoticeError(Reason.DAMAGED, "the document lacks its text")
    styles = _read_styles(package.part("word/styles.xml"))
    numbered = _read_numbering(package.part("word/numbering.xml"))
    drafts: list[Draft] = []
    counters: dict[tuple[str, int], int] = {}
    for node in _outermost(parse_xml(body)):
        if node.tag == f"{_W}p":
            drafts += _draft_paragraph(node, styles, numbered, counters)
        else:
            drafts += _draft_table(node, styles, numbered, counters)
        if len(drafts) > _MOST_PARAGRAPHS:
            raise NoticeError(Reason.TOO_BIG, "the document has more paragraphs than are read")
    return drafts


def _outermost(root: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, not those inside another; without recursion."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.tag in (f"{_W}p", f"{_W}tbl"):
            yield node
        elif node.tag not in _LEFT_OUT:
            waiting += reversed(node)


def _paragraphs(node: Any) -> list[Any]:
    """Return the paragraphs inside a cell."""
    return [part for part in node.iter(f"{_W}p") if not _inside_left_out(part, node)]


def _inside_left_out(part: Any, top: Any) -> bool:
    node = part.getparent()
    while node is not None and node is not top:
        if node.tag in _LEFT_OUT or node.tag == f"{_W}p":
            return True
        node = node.getparent()
    return False


def _words(paragraph: Any) -> tuple[list[str], bool]:
    """Return the lines of a paragraph, broken at line breaks, and whether all of it is bold."""
    lines, bold, plain = [""], 0, 0
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag in _LEFT_OUT:
            continue
        if node.tag == f"{_W}t":
            words = node.text or ""
            lines[-1] += words
            strong = node.getparent().find(f"{_W}rPr/{_W}b")
            if strong is not None and strong.get(f"{_W}val") not in ("0", "false"):
                bold += len(words.strip())
            else:
                plain += len(words.strip())
        elif node.tag in _BREAKS or (node.tag == f"{_W}p" and lines[-1]):
            lines.append("")
        lines[-1] += _TEXTS.get(node.tag, "")
        waiting += reversed(node)
    return [" ".join(line.replace("\xad", "").split()) for line in lines], bold > 0 and plain == 0


def _draft_paragraph(
    node: Any,
    styles: dict[str, int],
    numbered: dict[str, dict[int, bool]],
    counters: dict[tuple[str, int], int],
) -> list[Draft]:
    lines, bold = _words(node)
    kept = [line for line in lines if line]
    if not kept:
        return []
    drafts = [Draft(line, bold=bold, gap=at == 0) for at, line in enumerate(kept)]
    level = _heading_level(node, styles)
    mark, depth = _list_mark(node, numbered, counters)
    first = drafts[0]
    if level and len(first.text) <= _HEADING_LENGTH:
        first.kind, first.level = BlockKind.HEADING, level
        first.text = (mark if mark not in ("", "- ") else "") + first.text
    elif mark and bold and mark != "- ":
        first.text = mark + first.text
    elif mark:
        first.kind, first.level, first.indent = BlockKind.ITEM, depth + 1, 2 * depth
        first.text, first.gap = mark + first.text, False
    return drafts


def _heading_level(node: Any, styles: dict[str, int]) -> int:
    outline = node.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and outline.get(f"{_W}val", "").isdecimal():
        level = int(outline.get(f"{_W}val"))
        return level + 1 if level < 6 else 0
    style = node.find(f"{_W}pPr/{_W}pStyle")
    return styles.get(style.get(f"{_W}val", ""), 0) if style is not None else 0


def _list_mark(
    node: Any, numbered: dict[str, dict[int, bool]], counters: dict[tuple[str, int], int]
) -> tuple[str, int]:
    """Return what Word shows before a list paragraph, as far as it is told simply, and the depth."""
    number = node.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if number is None or number.get(f"{_W}val") in (None, "0"):
        return "", 0
    level = node.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    shown = level.get(f"{_W}val", "0") if level is not None else "0"
    depth = min(int(shown), 8) if shown.isdecimal() else 0
    key = number.get(f"{_W}val")
    if not numbered.get(key, {}).get(depth, False):
        return "- ", depth
    counters[key, depth] = counters.get((key, depth), 0) + 1
    for deeper in range(depth + 1, 9):
        counters.pop((key, deeper), None)
    above = [str(counters.get((key, at), 1)) for at in range(depth + 1)]
    return ".".join(above) + (". " if depth == 0 else " "), depth


def _draft_table(
    table: Any,
    styles: dict[str, int],
    numbered: dict[str, dict[int, bool]],
    counters: dict[tuple[str, int], int],
) -> list[Draft]:
    """Return a line for each row of data, and the paragraphs of rows that only lay out the page."""
    rows = [row for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl"), None) is table]
    return make_table(
        [
            [
                [
                    draft
                    for part in _paragraphs(cell)
                    for draft in _draft_paragraph(part, styles, numbered, counters)
                ]
                for cell in row.iter(f"{_W}tc")
                if next(cell.iterancestors(f"{_W}tr"), None) is row
            ]
            for row in rows
        ]
    )


def _read_styles(data: bytes | None) -> dict[str, int]:
    """Return the heading level of each style that has one."""
    if data is None:
        return {}
    levels = {}
    for style in parse_xml(data).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        shown = name.get(f"{_W}val", "") if name is not None else ""
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and outline.get(f"{_W}val", "").isdecimal():
            levels[style.get(f"{_W}styleId", "")] = int(outline.get(f"{_W}val")) + 1
        elif found := _HEADING_STYLE.match(shown):
            levels[style.get(f"{_W}styleId", "")] = int(found[1])
        elif _TITLE_STYLE.match(shown):
            levels[style.get(f"{_W}styleId", "")] = 1
    return levels


def _read_numbering(data: bytes | None) -> dict[str, dict[int, bool]]:
    """Return for each list which of its levels are numbered rather than bulleted."""
    if data is None:
        return {}
    root = parse_xml(data)
    abstract: dict[str, dict[int, bool]] = {}
    for definition in root.iter(f"{_W}abstractNum"):
        levels = {}
        for level in definition.iter(f"{_W}lvl"):
            shape = level.find(f"{_W}numFmt")
            depth = level.get(f"{_W}ilvl", "0")
            if depth.isdecimal():
                levels[int(depth)] = shape is not None and shape.get(f"{_W}val") == "decimal"
        abstract[definition.get(f"{_W}abstractNumId", "")] = levels
    lists = {}
    for number in root.iter(f"{_W}num"):
        owner = number.find(f"{_W}abstractNumId")
        if owner is not None:
            lists[number.get(f"{_W}numId", "")] = abstract.get(owner.get(f"{_W}val", ""), {})
    return lists
