"""Plain text: the notice's text is the file's own, decoded, with nothing changed."""

from __future__ import annotations

from seloste.loading.facts import find_title, find_updated
from seloste.loading.lines import infer_blocks
from seloste.notice import Notice, Source

_NO_SOURCE = Source()


def read_text(text: str, *, id: str, source: Source = _NO_SOURCE) -> Notice:
    """Return the notice of a decoded plain text; one block a line that is not blank.

    Nothing is refused here and the language is not looked at: :func:`seloste.loading.load` does that.
    """
    blocks = infer_blocks(text)
    return Notice(id, text, blocks, source, find_title(text, blocks), find_updated(text, blocks))
