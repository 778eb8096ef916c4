"""Mends words that were broken for the page, and leads what is found in them back to the file's own text.

A PDF has ligatures, soft hyphens and the halves of a word on two lines. The stages read the mended text; an
edit keeps what the file has in its place. A record is of the file's text: its offsets and quotes are led back
there when all has been read.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from seloste.notice import Edit

if TYPE_CHECKING:
    from seloste.record import Record

#: What pdfium gives for a hyphen at the end of a line, the line's end included.
LINE_HYPHENS = "\x02\ufffe"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# The bullets of the fonts Symbol and Wingdings, at their places in the private area.
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "-"}
_SPELT = _LIGATURES | _BULLETS
_TOKEN = re.compile(
    r"(?P<hyphen>(?:(?<=[^\W_])|(?<=[\"”’)]))[-\u2010\xad\x02\ufffe][ ]*\n[ ]*(?=[^\W_])|[\x02\ufffe])"
    r"|(?P<spelt>[ﬀ-ﬆ\uf0b7\uf0a7\uf0d8\uf0fc\uf02d])"
    r"|(?P<soft>\xad)"
    r"|(?P<letter>[^\W\d_][\u0300-\u036f]+)"
    r"|[ \n\xa0\u2002-\u200a\u202f]+"
)
_CONJUNCTIONS = ("ja ", "tai ", "sekä ", "eli ", "ja/tai ", "taikka ", "och ")
# Capitals, digits, a quotation, a file's or site's name, or another: a word with a capital that begins no sentence.
_KEEPS_HYPHEN = re.compile(r"(?:[A-ZÅÄÖ]{2,}|\d+|[\"”’)]|[.:/@_][^\W_]+|[^\W\d_A-ZÅÄÖ],? [A-ZÅÄÖ][^\W\d_]+)$")
_VOWELS = "aeiouyäö"
_REACH = 40


def mend(letters: str) -> tuple[str, tuple[Edit, ...]]:
    r"""Return a text with its words whole and one blank between them, and the edits that lead back.

    :param letters: lines parted by ``\n`` or ended by one of :data:`LINE_HYPHENS`.
    """
    letters = letters.strip()
    pieces: list[str] = []
    edits: list[Edit] = []
    last = length = 0
    for found in _TOKEN.finditer(letters):
        pieces.append(letters[last : found.start()])
        length += found.start() - last
        words, original = _mended(found)
        if words != original:
            edits.append(Edit(length, length + len(words), original))
        pieces.append(words)
        length += len(words)
        last = found.end()
    return "".join([*pieces, letters[last:]]), tuple(edits)


def _mended(found: re.Match[str]) -> tuple[str, str]:
    """Return what stands for a match in the mended text and what in the file's own, where a line's end is a blank."""
    token, text = found[0], found.string
    if found["hyphen"]:
        before, after = text[max(0, found.start() - _REACH) : found.start()], text[found.end() :][:_REACH]
        return joint(before, after), f"{'-' if token[0] in LINE_HYPHENS else token[0]} "
    if found["spelt"]:
        return _SPELT[token], token
    if found["soft"]:
        return "", token
    if found["letter"]:
        return unicodedata.normalize("NFC", token), token
    return " ", " "


def joint(before: str, after: str) -> str:
    """Return what joins the halves of a word that a hyphen at the end of a line parted, by the rules of Finnish.

    The hyphen stays before a conjunction (``asiakas- ja``), after capitals, digits and names (``EU-alueen``,
    ``Wilma-tunnus``) and between like vowels (``tietosuoja-asetus``); elsewhere it was only the line's end.
    """
    if after.startswith(_CONJUNCTIONS):
        return "- "
    if _KEEPS_HYPHEN.search(before) or after[:1].isupper():
        return "-"
    alike = before[-1:].lower() == after[:1].lower() and before[-1:].lower() in _VOWELS
    return "-" if alike else ""


def original_text(text: str, edits: Sequence[Edit]) -> str:
    """Return the file's own text, given the mended one."""
    pieces: list[str] = []
    last = 0
    for edit in edits:
        pieces += (text[last : edit.start], edit.original)
        last = edit.end
    return "".join([*pieces, text[last:]])


class Places:
    """Leads offsets of a mended text to those of the file's own text."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """Take the edits in their order."""
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        longer = (len(edit.original) - (edit.end - edit.start) for edit in edits)
        self._moves = list(accumulate(longer, initial=0))

    def start(self, at: int) -> int:
        """Return where a stretch that begins at ``at`` begins; inside an edit, where the edit does."""
        count = bisect_right(self._starts, at)
        if count and at < self._edits[count - 1].end:
            return self._starts[count - 1] + self._moves[count - 1]
        return at + self._moves[count]

    def end(self, at: int) -> int:
        """Return where a stretch that ends at ``at`` ends; inside an edit, where the edit does."""
        count = bisect_left(self._starts, at)
        if count and at < self._edits[count - 1].end:
            return self._edits[count - 1].end + self._moves[count]
        return at + self._moves[count]


def in_original(record: Record, edits: Sequence[Edit]) -> Record:
    """Return the record of a mended text as that of the file's own: offsets led back, quotes taken anew."""
    if not edits:
        return record
    places, text = Places(edits), original_text(record.text, edits)

    def led_back(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [led_back(item) for item in value]
        if not isinstance(value, dict):
            return value
        fields = {name: led_back(item) for name, item in value.items()}
        if isinstance(fields.get("start"), int) and isinstance(fields.get("end"), int):
            fields["start"] = places.start(fields["start"])
            fields["end"] = max(fields["start"], places.end(fields["end"]))
            if "quote" in fields:
                fields["quote"] = text[fields["start"] : fields["end"]]
        return fields

    return type(record).model_validate({**led_back(record.model_dump()), "text": text})
