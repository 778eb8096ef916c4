"""The reader as a spaCy pipeline: ``doc.spans["sections"]`` and ``doc.spans["notice"]`` of a notice's text.

``seloste.load()`` gives it. The components are registered under their names when this module is imported,
which the package's entry points let spaCy do by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from seloste.finnish.base import Analyser
from seloste.finnish.doc import make_doc
from seloste.finnish.lines import Line
from seloste.finnish.registry import analyser as make_analyser
from seloste.loading import read_text
from seloste.model import load_model, read_meta
from seloste.process import CONDITIONAL, read, read_lexicon
from seloste.sections.model import SectionLines
from seloste.spans.model import Reading
from seloste.values.conditions import find_condition


def load(model: str | Path | None = None, analyser: str = "voikko") -> Language:
    """Return the pipeline: tokeniser and analyser, then the component ``seloste_reader``.

    :raises ModelError: the model cannot be read.
    :raises AnalyserUnavailable: the analyser cannot run here.
    """
    meta = read_meta(model)
    nlp = Language(
        Vocab(), meta={name: meta[name] for name in ("lang", "name", "version", "description", "license")}
    )
    nlp.tokenizer = NoticeTokeniser(nlp.vocab, make_analyser(analyser))
    nlp.add_pipe("seloste_reader", config={"model": str(model) if model else None, "analyser": analyser})
    return nlp


class NoticeTokeniser:
    """Makes the Doc of a text: tokens, lemmas, parts of speech, morphology; ``doc.text`` is the text."""

    def __init__(self, vocab: Vocab, analyser: Analyser) -> None:
        self.vocab = vocab
        self.analyser = analyser

    def __call__(self, text: str) -> Doc:
        """Return the Doc of ``text``."""
        return make_doc(self.vocab, text, self.analyser)


@Language.factory("seloste_reader", default_config={"model": None, "analyser": "voikko"})
def make_reader(nlp: Language, name: str, model: str | None, analyser: str) -> Callable[[Doc], Doc]:
    """Return the component that sets ``doc.spans["sections"]`` and ``doc.spans["notice"]``.

    A section's label is its types joined by ``+``. A span of ``notice`` has ``span._.categories``,
    ``span._.negated``, ``span._.condition`` (a kind, or ``None``) and ``span._.score``.
    """
    trained, words, lexicon = load_model(model), make_analyser(analyser), read_lexicon()
    for extension, default in (("categories", ()), ("negated", False), ("condition", None), ("score", 1.0)):
        Span.set_extension(extension, default=default, force=True)

    def component(doc: Doc) -> Doc:
        found = read(read_text(doc.text, id=name), trained, words, lexicon)
        doc.spans["sections"] = [_section(doc, found.lines, s) for s in found.sections]
        doc.spans["notice"] = [_span(doc, found.lines, r) for r in found.spans]
        return doc

    return component


def _section(doc: Doc, lines: list[Line], section: SectionLines) -> Span:
    start, end = lines[section.first].block.start, lines[section.last].block.end
    return _cover(doc, start, end, "+".join(section.types))


def _span(doc: Doc, lines: list[Line], reading: Reading) -> Span:
    tagged = reading.tagged
    line = lines[tagged.line]
    span = _cover(doc, line.tokens[tagged.first].start, line.tokens[tagged.last].end, tagged.label)
    cue = (
        find_condition(doc.text, span.start_char, span.end_char, denied=reading.negated)
        if tagged.label in CONDITIONAL
        else None
    )
    values: dict[str, Any] = {
        "categories": reading.categories,
        "negated": reading.negated,
        "condition": cue.kind if cue else None,
        "score": tagged.score,
    }
    for extension, value in values.items():
        span._.set(extension, value)
    return span


def _cover(doc: Doc, start: int, end: int, label: str) -> Span:
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    assert span is not None  # "expand" finds tokens for any stretch inside the text
    return span
