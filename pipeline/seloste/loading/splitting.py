"""Parts a file that describes several registers: a notice a register, with what is common to all.

A file is parted only where titles of one style (``OSA I``, ``Rekisteri 2``, ``B. Potilasrekisteri``) or a
form that begins anew divide it, and at least two of the parts have the sections of a register's
description. A notice that merely lists its registers stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from seloste.loading.facts import find_title, find_updated
from seloste.loading.headings import has_known_words
from seloste.loading.layout import shift
from seloste.notice import Block, BlockKind, Cell, Edit, Notice, Zone
from seloste.resources import package_path

_STYLES = (
    re.compile(r"(osa|rekisteri|seloste)[ \t]+([A-ZÅÄÖ]|[IVX]{1,5}|\d{1,2})(?![\w-])", re.I),
    re.compile(r"()(ensimmäinen|toinen|kolmas|neljäs|viides|kuudes)[ \t]+(?:rekisteri|seloste)", re.I),
    re.compile(r"()([IVX]{1,4})[.)]?[ \t]+(?=[A-ZÅÄÖ]{2})"),
    re.compile(r"()([A-H])[.)]?[ \t]+(?=[A-ZÅÄÖ])"),
    re.compile(r"()(\d{1,2})[.)]?[ \t]+(?=[A-ZÅÄÖ])"),
)
_NUMBER = re.compile(r"^[\W\d]*(?:[A-Z]?\d*[.)]?[\d.]*[ \t]+)?(?=[^\W\d_])")
_LABEL = re.compile(r"[^.:]{2,60}(?::|\.[ \t])")
_TITLE_LENGTH = 90
_SHARED_KEYS, _OWN_KEYS = 2, 2
_FEW_LINES = 2
_RESTART_KEYS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the blocks of a notice: ``first`` up to, not including, ``last``."""

    first: int
    last: int
    common: bool


def split_registers(notice: Notice) -> list[Notice]:
    """Return one notice a register, each with the parts common to all; the notice itself where it is one.

    A part's text is made of whole lines of the file, and its offsets point into that text.
    ``source.part`` holds the title of the register.
    """
    parts = find_parts(notice)
    registers = [part for part in parts if not part.common]
    if len(registers) < 2:
        return [notice]
    return [
        _take(notice, [part for part in parts if part.common or part is register], register, number)
        for number, register in enumerate(registers, 1)
    ]


def find_parts(notice: Notice) -> list[Part]:
    """Return the parts of a notice in order; without registers to part, none."""
    for style in _STYLES:
        starts = list(_style_starts(notice, style))
        parts = _qualify(notice, starts)
        if parts:
            return parts
    return _qualify(notice, _restarts(notice), needed=_RESTART_KEYS)


def _words(notice: Notice, at: int) -> str:
    block = notice.blocks[at]
    return notice.text[block.start : block.end].strip("#*_ ")


def _style_starts(notice: Notice, style: re.Pattern[str]) -> Iterator[int]:
    """Yield the blocks that are titles of one style with different ordinals, contents left out."""
    found: dict[tuple[str, str], int] = {}
    for at, block in enumerate(notice.blocks):
        if block.zone is not Zone.MAIN or block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH):
            continue
        words = _words(notice, at)
        match = style.match(words)
        if match and len(words) <= _TITLE_LENGTH and not words.endswith("."):
            found[match[1].lower(), match[2].lower()] = at  # the last: earlier ones are contents
    counts: dict[str, int] = {}
    for keyword, _ in found:
        counts[keyword] = counts.get(keyword, 0) + 1
    yield from sorted(at for (keyword, _), at in found.items() if counts[keyword] > 1)


def _restarts(notice: Notice) -> list[int]:
    """Return where a form begins anew: its first section comes again after others, title above included."""
    keyed = [(at, key) for at in range(len(notice.blocks)) if (key := section_key(notice, at))]
    first = next((key for _, key in keyed if key in ("controller", "name")), None)
    starts: list[int] = []
    seen: set[str] = set()
    for at, key in keyed:
        if key == first and (not starts or len(seen) >= _RESTART_KEYS):
            titled = (
                at > 0 and not section_key(notice, at - 1) and len(_words(notice, at - 1)) <= _TITLE_LENGTH
            )
            starts.append(at - 1 if titled and not _words(notice, at - 1).endswith((".", ":")) else at)
            seen = set()
        seen.add(key)
    return starts


def section_key(notice: Notice, at: int) -> str | None:
    """Return which section of a register's description a block opens, by its first words."""
    block = notice.blocks[at]
    if block.zone is not Zone.MAIN:
        return None
    words = _words(notice, at)
    numbering = _NUMBER.match(words)
    bare = words[numbering.end() :].lower() if numbering else words.lower()
    label = (
        block.kind is BlockKind.HEADING
        or bool(_LABEL.match(bare))
        or (numbering is not None and numbering.end() > 0)
    )
    if not label and not bare.startswith("rekisterin nimi"):
        return None
    return next((key for key, stems in _sections() if bare.startswith(stems)), None)


@cache
def _sections() -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = package_path("loading/data/register_sections.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((row[0], tuple(row[1].split(", "))) for row in rows)


@cache
def _common_words() -> tuple[str, ...]:
    lines = package_path("loading/data/common_parts.tsv").read_text("utf-8").splitlines()
    return tuple(line.split("\t")[0] for line in lines if line and not line.startswith("#"))


def _qualify(notice: Notice, starts: Sequence[int], needed: int = _SHARED_KEYS) -> list[Part]:
    """Return the parts that begin at ``starts`` where two of them describe a register; else none."""
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(notice.blocks)]
    parts = [_judge(notice, first, last) for first, last in zip(starts, ends, strict=True)]
    registers = [part for part in parts if not part.common]
    keys = [_keys(notice, part) for part in registers]
    alike = any(len(one & other) >= needed for at, one in enumerate(keys) for other in keys[:at])
    if len(registers) < 2 or not alike or any(_is_contents(notice, part) for part in registers):
        return []
    parts = [piece for part in parts for piece in _cut_common(notice, part, registers)]
    return [Part(0, starts[0], common=True), *parts] if starts[0] else parts


def _keys(notice: Notice, part: Part) -> set[str]:
    return {key for at in range(part.first, part.last) if (key := section_key(notice, at))}


def _judge(notice: Notice, first: int, last: int) -> Part:
    """Tell a register's part from a common one: by its title, else by the sections it has."""
    title = _words(notice, first)
    ordinal = next((found for style in _STYLES if (found := style.match(title))), None)
    title = title[ordinal.end() :].strip(" .:\u2013\u2014-/") if ordinal else title
    if not title and first + 1 < last:
        title = _words(notice, first + 1)[:_TITLE_LENGTH]
    folded = title.lower()
    keys = _keys(notice, Part(first + 1, last, common=False))
    named = (
        "rekisteri" in folded.replace("rekisterinpitäj", "")
        or "rekisteri" in _words(notice, first)[:9].lower()
    )
    about_all = any(word in folded for word in _common_words())
    common = (
        about_all
        or (has_known_words(title) and not named and len(keys) <= _OWN_KEYS)
        or last - first < _FEW_LINES
    )
    about_controller = section_key(notice, first) == "controller" and len(keys) <= _OWN_KEYS
    return Part(first, last, common or about_controller)


def _is_contents(notice: Notice, part: Part) -> bool:
    """Tell whether a part is a table of contents: titles with nothing under them."""
    blocks = notice.blocks[part.first : part.last]
    return not any(block.kind is not BlockKind.HEADING and block.end - block.start > 40 for block in blocks)


def _cut_common(notice: Notice, part: Part, registers: Sequence[Part]) -> Iterator[Part]:
    """Yield a part, cut in two where a heading inside it begins what is common to all registers."""
    if part.common:
        yield part
        return
    for at in range(part.first + 1, part.last):
        if notice.blocks[at].kind is not BlockKind.HEADING:
            continue
        words = _words(notice, at).lower()
        if any(word in words for word in _common_words()) or (
            part is registers[-1] and _trails(notice, at, part, registers)
        ):
            yield replace(part, last=at)
            yield Part(at, part.last, common=True)
            return
    yield part


def _trails(notice: Notice, at: int, part: Part, registers: Sequence[Part]) -> bool:
    """Tell whether a heading of the last register is about all: cookies and the like, after its own."""
    words = _words(notice, at).lower()
    if not words.startswith(("eväste", "muuto", "oikeu", "rekisteröidyn oikeu", "automaat")):
        return False
    if any(section_key(notice, later) for later in range(at, part.last)):
        return False
    others = (_words(notice, place).lower() for one in registers[:-1] for place in range(one.first, one.last))
    return not any(words[:8] in other[:40] for other in others)


def _take(notice: Notice, parts: Sequence[Part], register: Part, number: int) -> Notice:
    """Return the notice of one register: the lines of its parts, in their order."""
    pieces: list[str] = []
    blocks: list[Block] = []
    edits: list[Edit] = []
    length = 0
    for part in parts:
        inside = notice.blocks[part.first : part.last]
        if not inside:
            continue
        start = _line_start(notice.text, inside[0].start)
        end = (
            _line_start(notice.text, notice.blocks[part.last].start)
            if part.last < len(notice.blocks)
            else None
        )
        piece = notice.text[start:end]
        blocks += [_moved(block, length - start) for block in inside]
        inner = [edit for edit in notice.edits if start <= edit.start and (end is None or edit.end <= end)]
        edits += shift(inner, length - start)
        pieces.append(piece)
        length += len(piece)
    text = "".join(pieces)
    source = replace(notice.source, part=_words(notice, register.first))
    title, updated = find_title(text, blocks, told=notice.title), find_updated(text, blocks)
    id = f"{notice.id}~{number}"
    return Notice(id, text, tuple(blocks), source, title, updated, notice.language, tuple(edits))


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _moved(block: Block, by: int) -> Block:
    cells = tuple(Cell(cell.start + by, cell.end + by, cell.column, cell.header) for cell in block.cells)
    return replace(block, start=block.start + by, end=block.end + by, cells=cells)
