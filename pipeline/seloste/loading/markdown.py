"""Markdown to a notice: marks become kinds, and the text reads as the page would."""

from __future__ import annotations

import re

from seloste.loading import isolation
from seloste.loading.documents import make_notice
from seloste.loading.layout import Draft, row_text
from seloste.loading.sniffing import Format
from seloste.notice import BlockKind, Notice, Source

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,3}[.)])[ \t]+(.*)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_DIVIDER = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S.*")
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\]\([^()\n]{0,500}\)")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,500})\](?:\([^()\n]{0,500}(?:\([^()\n]{0,200}\))?[^()\n]{0,200}\)|\[[^\]\n]{0,200}\])"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)?[^<>\s]+[@.][^<>\s]+)>")
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=\S)(.{1,1000}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"(`+)([^`\n]{1,500})\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+(?<=\S)\1:?")
_NO_SOURCE = Source()
# Above this a text is read in the child process: its patterns are not linear on hostile lines.
_BIG = 200_000


def read_markdown(text: str, *, id: str, source: Source = _NO_SOURCE) -> Notice:
    """Return the notice of a Markdown text, its marks taken off."""
    big = len(text) > _BIG
    drafts = (
        isolation.parse(Format.MARKDOWN, text.encode("utf-8", "replace")) if big else draft_markdown(text)
    )
    return make_notice(drafts, id=id, source=source)


def read(data: bytes) -> list[Draft]:
    """Return the drafted lines of Markdown in UTF-8; what the child process calls for big files."""
    return draft_markdown(data.decode("utf-8"))


def draft_markdown(text: str) -> list[Draft]:
    """Return the drafted lines of a Markdown text; lines wrapped in the source are joined."""
    text = _COMMENT.sub("", _FRONT_MATTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"), count=1))
    drafts: list[Draft] = []
    gap, fenced, joinable = True, False, False
    header: tuple[str, ...] = ()
    for raw in text.split("\n"):
        if _FENCE.match(raw):
            fenced, gap, joinable = not fenced, True, False
            continue
        line = raw if fenced else raw.rstrip("\\") if raw.endswith("\\") else raw
        if not line.strip():
            gap, joinable, header = True, False, ()
            continue
        if fenced:
            drafts.append(Draft(line.strip(), gap=gap))
        elif drafts and joinable and _UNDERLINE.fullmatch(line):
            drafts[-1].kind, drafts[-1].level = BlockKind.HEADING, 1 if "=" in line else 2
            joinable, gap = False, True
            continue
        elif _RULE.fullmatch(line) or _DEFINITION.fullmatch(line):
            gap, joinable = True, False
            continue
        elif "|" in line and (line.strip().startswith("|") or header):
            header = _take_row(line, drafts, header, gap=gap)
            joinable = False
        else:
            _take_line(line, drafts, gap=gap, joinable=joinable)
            joinable = drafts[-1].kind is not BlockKind.HEADING and not raw.endswith(
                ("  ", "\\", "<br>", "<br/>")
            )
            header = ()
        gap = bool(drafts) and drafts[-1].kind is BlockKind.HEADING
    return [draft for draft in drafts if draft.text]


def _take_line(line: str, drafts: list[Draft], *, gap: bool, joinable: bool) -> None:
    line = re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line)
    if found := _HEADING.fullmatch(line):
        drafts.append(Draft(plain(found[2]), BlockKind.HEADING, len(found[1])))
        return
    if found := _ITEM.fullmatch(line):
        depth = len(found[1].expandtabs(4)) // 2 + 1
        previous = drafts[-1] if drafts else None
        if found[2][0] in "-*+":
            listed = previous is not None and (previous.kind is BlockKind.ITEM or previous.indent > 0)
            draft = Draft(f"- {plain(found[3])}", BlockKind.ITEM, min(depth, 4), gap=gap and not listed)
            draft.indent = 2 * (draft.level - 1)
            drafts.append(draft)
        else:
            drafts.append(
                Draft(f"{found[2]} {plain(found[3])}", bold=bool(_BOLD_LINE.fullmatch(found[3])), gap=gap)
            )
        return
    words = plain(line)
    if joinable and drafts:
        drafts[-1].text = f"{drafts[-1].text} {words}".strip()
        drafts[-1].bold = False
    else:
        indent = 2 if line.startswith("  ") and drafts and drafts[-1].kind is BlockKind.ITEM else 0
        drafts.append(Draft(words, bold=bool(_BOLD_LINE.fullmatch(line.strip())), gap=gap, indent=indent))


def _take_row(line: str, drafts: list[Draft], header: tuple[str, ...], *, gap: bool) -> tuple[str, ...]:
    """Draft a table row; return the words of the table's first row."""
    if _DIVIDER.fullmatch(line):
        return header
    cells = tuple(enumerate(plain(cell) for cell in line.strip().strip("|").split("|")))
    drafts.append(Draft(row_text(cells), BlockKind.ROW, gap=gap and not header, cells=cells, headers=header))
    return header or tuple(words for _, words in cells)


def plain(line: str) -> str:
    """Return a line without the marks of Markdown; links keep their words."""
    line = _LINK.sub(r"\1", _AUTOLINK.sub(r"\1", _IMAGE.sub("", line)))
    line = _CODE.sub(r"\2", _TAG.sub(" ", line))
    for _ in range(2):
        line = _EMPHASIS.sub(r"\2", line)
    return " ".join(_ESCAPE.sub(r"\1", line).split())
