"""Annotated notices as a spaCy ``DocBin``.

``doc.text`` is the notice's text; ``doc.spans["sections"]`` and ``doc.spans["notice"]`` hold its sections and
spans. ``label_`` is the label (of a section ``section``), ``kb_id_`` the categories (types) joined by ``+``,
``id_`` is ``denied`` where the notice denies it. The id of the notice is ``doc.user_data["id"]``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from seloste.errors import AnnotationError
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan
from seloste.formats.tokens import cut

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab


def read(path: Path) -> dict[str, Annotated]:
    """Return the notices of the file at ``path`` by id.

    :raises AnnotationError: a document has no id or lacks the groups of spans.
    """
    import spacy
    from spacy.tokens import DocBin

    notices = {}
    for doc in DocBin().from_disk(path).get_docs(spacy.blank("fi").vocab):
        name = doc.user_data.get("id")
        if name is None or not {"sections", "notice"} <= set(doc.spans):
            raise AnnotationError(f"{path.name}: a document has no id, or no spans named sections and notice")
        notices[str(name)] = _notice(doc)
    return notices


def write(notices: Mapping[str, Annotated], path: Path) -> None:
    """Write the notices to the file at ``path``."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("fi").vocab
    docs = DocBin(store_user_data=True)
    for name, notice in notices.items():
        docs.add(to_doc(name, notice, vocab))
    docs.to_disk(path)


def to_doc(name: str, notice: Annotated, vocab: Vocab) -> Doc:
    """Return a notice as a document of ``vocab``, in the project's tokens and with white space kept."""
    from spacy.tokens import Doc

    words, spaces = _words(notice)
    doc = Doc(vocab, words=words, spaces=spaces, user_data={"id": name})
    doc.spans["sections"] = [
        _span(doc, part.start, part.end, "section", part.types) for part in notice.sections
    ]
    doc.spans["notice"] = [
        _span(doc, part.start, part.end, part.label, part.categories, negated=part.negated)
        for part in notice.spans
    ]
    return doc


def _span(doc: Doc, start: int, end: int, label: str, names: Sequence[str], *, negated: bool = False) -> Span:
    span = doc.char_span(start, end, label=label, kb_id="+".join(names), span_id="denied" if negated else "")
    if span is None:
        raise AnnotationError(f"no tokens from {start} to {end}")
    return span


def _notice(doc: Doc) -> Annotated:
    sections = (
        AnnotatedSection(part.start_char, part.end_char, tuple(part.kb_id_.split("+")))
        for part in doc.spans["sections"]
    )
    spans = (
        AnnotatedSpan(
            part.start_char,
            part.end_char,
            part.label_,
            tuple(filter(None, part.kb_id_.split("+"))),
            negated=part.id_ == "denied",
        )
        for part in doc.spans["notice"]
    )
    return Annotated(doc.text, tuple(sections), tuple(spans))


def _words(notice: Annotated) -> tuple[list[str], list[bool]]:
    """Return the words and whether a blank follows each; other white space is words of its own.

    A blank with which a section ends is a word too: a spaCy span does not reach over its last word's blank.
    """
    text = notice.text
    tokens = list(cut(notice))
    ends = {section.end for section in notice.sections}
    places = ends | {section.start for section in notice.sections} | {0, len(text)}
    for token in tokens:
        places |= {token.start, token.end}
        if text.startswith(" ", token.end):
            places.add(token.end + 1)
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(sorted(places)):
        piece = text[start:end]
        if piece == " " and words and not words[-1].isspace() and not spaces[-1] and end not in ends:
            spaces[-1] = True
        else:
            words.append(piece)
            spaces.append(False)
    return words, spaces
