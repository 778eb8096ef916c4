"""A spaCy Doc of a text, tokenised and analysed by this project.

White space that is not one blank after a token becomes a token of its own, so that ``doc.text`` is the text
exactly. ``token._.parts`` is the list of compound parts, ``token._.known`` is false for guesses; both are
kept in ``doc.user_data`` as plain lists, so a Doc can be written and read by ``DocBin``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seloste.finnish.base import Analyser, Analysis, Part
from seloste.finnish.tokeniser import Token, tokenise

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_PARTS = "seloste_parts"
_KNOWN = "seloste_known"


def make_doc(vocab: Vocab, text: str, analyser: Analyser) -> Doc:
    """Return a Doc with ``doc.text == text``, lemmas, parts of speech and morphology set."""
    from spacy.tokens import Doc

    register_extensions()
    tokens = tokenise(text)
    answers = iter(_analyse_lines(text, tokens, analyser))
    words: list[str] = []
    spaces: list[bool] = []
    analyses: list[Analysis] = []
    end = 0
    for token in tokens:
        _add_gap(text[end : token.start], words, spaces, analyses)
        words.append(token.text)
        spaces.append(False)
        analyses.append(next(answers))
        end = token.end
    _add_gap(text[end:], words, spaces, analyses)
    doc = Doc(
        vocab,
        words=words,
        spaces=spaces,
        lemmas=[a.lemma for a in analyses],
        pos=[a.upos for a in analyses],
        morphs=[a.feats for a in analyses],
    )
    doc.user_data[_PARTS] = [[(part.base, part.end) for part in a.parts] for a in analyses]
    doc.user_data[_KNOWN] = [a.known for a in analyses]
    return doc


def register_extensions() -> None:
    """Define ``token._.parts`` and ``token._.known``."""
    from spacy.tokens import Token as SpacyToken

    SpacyToken.set_extension("parts", getter=_parts, force=True)
    SpacyToken.set_extension("known", getter=_known, force=True)


def _parts(token: Any) -> list[Part]:
    kept = token.doc.user_data.get(_PARTS)
    return [Part(base, end) for base, end in kept[token.i]] if kept else []


def _known(token: Any) -> bool:
    kept = token.doc.user_data.get(_KNOWN)
    return bool(kept[token.i]) if kept else False


def _add_gap(gap: str, words: list[str], spaces: list[bool], analyses: list[Analysis]) -> None:
    """Turn the white space after a token into its trailing blank and a token for what is left."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)
        analyses.append(Analysis(gap, "SPACE"))


def _analyse_lines(text: str, tokens: list[Token], analyser: Analyser) -> list[Analysis]:
    """Analyse line by line: an analyser sees one line of a notice at a time."""
    answers: list[Analysis] = []
    line: list[str] = []
    end = 0
    for token in tokens:
        if line and "\n" in text[end : token.start]:
            answers += analyser.analyse(line)
            line = []
        line.append(token.text)
        end = token.end
    return answers + (analyser.analyse(line) if line else [])
