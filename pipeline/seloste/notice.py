"""What comes in: a notice, its blocks, and where it was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of a notice is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


class Zone(StrEnum):
    """Where on the page a block stands; only ``MAIN`` is read by the later stages."""

    MAIN = "main"
    NAVIGATION = "navigation"
    FOOTER = "footer"
    COOKIE_BANNER = "cookie_banner"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row; offsets are code points of the notice's text."""

    start: int
    end: int
    column: int
    header: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the notice with its kind; offsets are code points of the notice's text.

    ``level`` is the depth of a heading (1–6) or of list nesting (1–), 0 otherwise.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    zone: Zone = Zone.MAIN
    hidden: bool = False
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Where the file has ``original`` for ``text[start:end]``: a ligature, half a word at the end of a line.

    Of a soft hyphen nothing is left in the text: ``start == end``.
    """

    start: int
    end: int
    original: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a notice came from; what is not known is ``None``.

    ``unread`` tells what of the file could not be read although the rest was, such as scanned pages.
    """

    path: str | None = None
    url: str | None = None
    media_type: str | None = None
    sha256: str | None = None
    fetched_at: str | None = None
    http_status: int | None = None
    encoding: str | None = None
    part: str | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """The language most of the notice is written in, and the share of each by letters."""

    code: str
    confidence: float
    shares: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """One privacy notice as loaded: the text never changes after this.

    ``text`` is what the stages read. Of a PDF it is the mended text, and ``edits``, in order, lead back to the
    file's own, of which the record is (:mod:`seloste.loading.mending`). Elsewhere the two are one.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    source: Source = Source()
    title: str | None = None
    updated: str | None = None
    language: Language | None = None
    edits: tuple[Edit, ...] = ()
