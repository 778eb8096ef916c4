"""HTML to drafted lines: one walk over the page, boilerplate marked and not deleted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from seloste.errors import NoticeError, Reason
from seloste.loading import tables, zones
from seloste.loading.layout import Draft
from seloste.notice import BlockKind, Zone
from seloste.resources import package_path

_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_CONTENT = frozenset(("main", "article"))
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\uffff]"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_KEPT_BREAKS = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_UNSEEN = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|element-invisible|material-(?:icons|symbols)\S*)(?:$|\s)"
)
_TRIGGER = re.compile(
    r"(?:^|\s)(?:accordion-?_*(?:title|header|heading|button|toggle|trigger)|elementor-tab-title|toggle-title"
    r"|haitari-?(?:otsikko|painike))(?:$|\s)"
)
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[A-Z])\.?")
_OWN_MARK = re.compile(r"[-–—•*·●▪■◦✓✔]\s|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z])[.)]\s")
_HEADING_LENGTH = 200
_MOST_LINES = 50_000


class _Frame:
    """An open tag and what has been met inside it; most tags leave most of it as it is."""

    block = False
    zone: Zone | None = None
    heading = 0
    hidden = False
    breaks = False
    tab = ""
    letters = 0
    titled = False
    cookies = False
    buttons = 0
    number = 0
    headers: tuple[str, ...] = ()
    rows = 0

    def __init__(self, tag: str, first: int, opened: int) -> None:
        self.tag = tag
        self.first = first
        self.opened = opened
        self.cells: list[tuple[int, int]] = []


@cache
def _tags(kind: str) -> frozenset[str]:
    lines = package_path("loading/data/html_tags.tsv").read_text("utf-8").splitlines()
    fields = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return frozenset(next(row[1] for row in fields if row[0] == kind).split())


class PageWalker:
    """Takes the tags and texts of a page in order and drafts its lines."""

    def __init__(self) -> None:
        """Begin a page."""
        self.drafts: list[Draft] = []
        self.regions: list[zones.Region] = []
        self._stack: list[_Frame] = [_Frame("", 0, 0)]
        self._pieces: list[str] = []
        self._length = self._bold_length = self._linked_length = self._links_here = 0
        self._bolds = self._links = self._hidden = self._breaks = self._content = 0
        self._heading = 0
        self._lists: list[_Frame] = []
        self._gap = True
        self._marker: str | None = None
        self._last_level = 1
        self._tabs: dict[str, str] = {}
        self._skipped, self._blocks = _tags("skipped"), _tags("block")

    def letters(self) -> int:
        """Return how many characters that are not blank have been taken."""
        return self._stack[0].letters + sum(frame.letters for frame in self._stack[1:])

    def open(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Take an opening tag; false skips what is inside."""
        if tag in self._skipped and not (tag == "template" and "shadowrootmode" in attributes):
            return False
        names = attributes.get("class", "").lower() if attributes else ""
        if names and tag[0] != "h" and _UNSEEN.search(names):
            return False
        if tag == "br":
            self._break()
        if attributes and "data-cfemail" in attributes:
            self.text(_reveal(attributes["data-cfemail"]))
            return False
        frame = _Frame(tag, len(self.drafts), len(self._pieces))
        frame.block = tag in self._blocks or (
            tag == "button" and self._stack[-1].tag not in _tags("phrasing")
        )
        if frame.block:
            self._flush()
            frame.first, frame.opened, frame.block = len(self.drafts), 0, True
            self._gap = True
        if attributes:
            self._read_attributes(frame, attributes, names)
        self._enter(frame, attributes)
        self._stack.append(frame)
        return True

    def _read_attributes(self, frame: _Frame, attributes: Mapping[str, str], names: str) -> None:
        style = attributes.get("style", "")
        frame.hidden = "hidden" in attributes or bool(style and _HIDDEN_STYLE.search(style))
        frame.breaks = bool(style and _KEPT_BREAKS.search(style))
        role = attributes.get("role", "")
        if role == "tab":
            frame.tab = attributes.get("id", "") or attributes.get("aria-controls", "")
        elif role == "heading":
            level = attributes.get("aria-level", "")
            frame.heading = min(6, max(1, int(level))) if level.isdecimal() else 2
        elif "aria-expanded" in attributes or _TRIGGER.search(names) or "collapse" in (
            attributes.get("data-toggle"), attributes.get("data-bs-toggle")
        ):  # fmt: skip
            frame.heading = min(6, self._last_level + 1)
        elif role == "tabpanel":
            label = self._tabs.get(attributes.get("aria-labelledby", "")) or self._tabs.get(
                attributes.get("id", "")
            )
            if label:
                self.drafts.append(Draft(label, BlockKind.HEADING, min(6, self._last_level + 1)))

    def _enter(self, frame: _Frame, attributes: Mapping[str, str]) -> None:
        tag = frame.tag
        if frame.block or tag == "a":
            frame.zone = zones.of_element(tag, attributes, inside_content=self._content > 0)
        if tag[0] == "h" and tag[1:].isdecimal():
            frame.heading = int(tag[1])
            self._last_level = frame.heading
        elif tag == "summary":
            frame.heading = min(6, self._last_level + 1)
        elif tag in _LISTS:
            start = attributes.get("start", "")
            frame.number = int(start) - 1 if tag == "ol" and start.isdecimal() and len(start) < 5 else 0
            self._lists.append(frame)
        elif tag == "li":
            self._open_item(frame, attributes)
        frame.breaks = frame.breaks or tag == "pre"
        frame.titled = tag == "h1" or tag == "main"
        self._heading = self._heading or frame.heading
        self._content += tag in _CONTENT
        self._bolds += tag in ("b", "strong")
        self._links += tag in ("a", "button")
        self._hidden += frame.hidden
        self._breaks += frame.breaks

    def _open_item(self, frame: _Frame, attributes: Mapping[str, str]) -> None:
        if not self._lists:
            self._marker = "- "
            return
        owner = self._lists[-1]
        owner.number += 1
        if attributes.get("value", "").isdecimal() and len(attributes["value"]) < 5:
            owner.number = int(attributes["value"])
        frame.number = owner.number if owner.tag == "ol" else 0
        self._marker = f"{owner.number}. " if owner.tag == "ol" else "- "

    def text(self, words: str) -> None:
        """Take a text between tags."""
        if self._breaks and "\n" in words:
            first, *others = words.split("\n")
            self._take(first)
            for other in others:
                self._break()
                self._take(other)
        else:
            self._take(words)

    def _take(self, words: str) -> None:
        if not self._pieces and not words.strip():
            return
        if len(self._pieces) == 1 and words[:1].isupper() and _NUMBER.fullmatch(self._pieces[0].strip()):
            words = f" {words}"
        self._pieces.append(words)
        length = len(words.strip())
        frame = self._stack[-1]
        frame.letters += length
        self._length += length
        if self._bolds:
            self._bold_length += length
        if self._links:
            self._linked_length += length
            self._links_here += length > 0
        if not frame.cookies and zones.speaks_of_cookies(words):
            frame.cookies = True

    def _break(self) -> None:
        """End the line where the page breaks it; two breaks make a blank line."""
        if self._flush():
            self._gap = False
        elif self.drafts and len(self.drafts) > self._stack[-1].first:
            self._gap = True

    def _flush(self) -> bool:
        """Draft the line gathered so far; false where nothing was."""
        if not self._pieces:
            return False
        words = " ".join("".join(self._pieces).split())
        if not words.isprintable():
            words = " ".join(_DROPPED.sub("", words).split())
        bold = self._bold_length >= 0.95 * self._length and self._bold_length > 0
        linked = self._links_here if self._linked_length >= 0.95 * self._length > 0 else 0
        self._pieces.clear()
        self._length = self._bold_length = self._linked_length = self._links_here = 0
        if not words:
            return False
        draft = Draft(unicodedata.normalize("NFC", words), bold=bold, linked=linked, hidden=self._hidden > 0)
        if self._heading and len(words) <= _HEADING_LENGTH:
            draft.kind, draft.level = BlockKind.HEADING, self._heading
        self._place(draft)
        self.drafts.append(draft)
        if len(self.drafts) > _MOST_LINES:
            raise NoticeError(Reason.TOO_BIG, f"the page has more than the {_MOST_LINES} lines that are read")
        return True

    def _place(self, draft: Draft) -> None:
        """Give a draft its list mark, indent and the gap above it."""
        depth = len(self._lists)
        draft.gap = self._gap
        if depth and draft.kind is not BlockKind.HEADING:
            draft.indent = 2 * (depth - 1)
            previous = self.drafts[-1] if len(self.drafts) > self._lists[0].first else None
            draft.gap = (
                previous is None or previous.kind is BlockKind.HEADING or (self._marker is None and self._gap)
            )
        if self._marker is None:
            draft.indent += 2 if depth else 0
            return
        if draft.kind is BlockKind.HEADING:
            mark = "" if self._marker == "- " else self._marker
        else:
            draft.kind, draft.level, mark = BlockKind.ITEM, max(depth, 1), self._marker
        if not _OWN_MARK.match(draft.text):
            draft.text = mark + draft.text
        self._marker = None

    def close(self, tag: str) -> None:
        """Take a closing tag."""
        frame = self._stack.pop()
        if tag in ("a", "button") or frame.tab:
            self._close_control(frame)
        if frame.block:
            self._flush()
            self._gap = True
        if tag in _LISTS:
            self._lists.pop()
        elif tag == "li":
            self._close_item(frame)
        elif tag in ("td", "th"):
            self._stack[-1].cells.append((frame.first, len(self.drafts)))
            self._stack[-1].rows += tag == "th"
        elif tag == "tr":
            self._close_row(frame)
        self._leave(frame)

    def _leave(self, frame: _Frame) -> None:
        parent = self._stack[-1]
        last = len(self.drafts)
        if (
            frame.heading
            and self._heading == frame.heading
            and not any(above.heading for above in self._stack)
        ):
            self._heading = 0
        self._content -= frame.tag in _CONTENT
        self._bolds -= frame.tag in ("b", "strong")
        self._links -= frame.tag in ("a", "button")
        self._hidden -= frame.hidden
        self._breaks -= frame.breaks
        banner = not self._content and zones.is_banner(
            frame.letters, cookies=frame.cookies, buttons=frame.buttons
        )
        zone = Zone.COOKIE_BANNER if banner and frame.block else frame.zone
        if zone is not None and last > frame.first:
            self.regions.append(zones.Region(frame.first, last, zone, frame.letters, frame.titled))
        elif not (banner and frame.block):
            parent.cookies = parent.cookies or frame.cookies
            parent.buttons += frame.buttons
        parent.letters += frame.letters
        parent.titled = parent.titled or frame.titled

    def _close_control(self, frame: _Frame) -> None:
        """Look at what a button, link or tab says."""
        words = " ".join("".join(self._pieces[frame.opened :]).split())
        if frame.tag in ("a", "button") and zones.is_consent_button(words):
            frame.buttons += 1
        if frame.tab:
            self._tabs[frame.tab] = words

    def _close_item(self, frame: _Frame) -> None:
        """Make the bold first line of a numbered item with more text below it a heading."""
        self._marker = None
        inside = self.drafts[frame.first :]
        if frame.number and len(inside) > 1 and inside[0].bold and inside[0].kind is BlockKind.ITEM:
            inside[0].kind, inside[0].level = BlockKind.HEADING, min(6, self._last_level + 1)
            inside[0].gap = True
            for draft in inside:
                draft.indent = max(0, draft.indent - 2) if draft.kind is None else draft.indent

    def _close_row(self, frame: _Frame) -> None:
        """Make one line of a row of data; rows that only lay out the page keep their lines."""
        table = next((above for above in reversed(self._stack) if above.tag == "table"), None)
        cells = [self.drafts[first:last] for first, last in frame.cells]
        if table is None or (row := tables.make_row(cells, heads=frame.rows, headers=table.headers)) is None:
            return
        row.gap, row.hidden = table.rows == 0, self._hidden > 0
        if frame.rows == len(cells):
            table.headers = tuple(words for _, words in row.cells)
        table.rows += 1
        del self.drafts[frame.first :]
        while self.regions and self.regions[-1].first >= frame.first:
            self.regions.pop()
        self.drafts.append(row)


def _reveal(secret: str) -> str:
    """Return the e-mail address that Cloudflare's page filter hid: hex, each byte xored with the first."""
    try:
        key, *others = bytes.fromhex(secret)
        return bytes(byte ^ key for byte in others).decode("utf-8")
    except ValueError:
        return ""
