"""The default analyser: Voikko's dictionary with rules that choose among its readings.

A word goes the first of these ways that fits: mark, number or address; a closed-class word or a form of the
negation verb; an inflected acronym (``EU:n``); a hyphenated word, analysed by its last part; a word that
Voikko knows; a misspelt domain word; a guess by ending. Answers are kept by word form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from typing import Any

from seloste.finnish.base import Analyser, Analysis, Part
from seloste.finnish.choice import ordered
from seloste.finnish.context import is_noun, noun_reading
from seloste.finnish.engines import Engine, open_engine
from seloste.finnish.guesses import acronyms, cuts, endings, guess, inflected_acronym
from seloste.finnish.negation import connegatives, negation_forms
from seloste.finnish.tables import table
from seloste.finnish.typos import moved, right_spelling
from seloste.finnish.voikko_output import parse
from seloste.finnish.words import normalise, plain_upos

# Word forms kept; Finnish notices show about 18 new forms per 100 tokens at first and ever fewer.
_CACHE_SIZE = 200_000
# Voikko knows some words after a numeral only; they are asked for after this one.
_NUMERAL = "kaksi"
_SHORTEST_TAIL = 5
# Longer tokens are no words, and looking them up could take for ever.
_LONGEST = 80
# How readily a word whose first reading has this part of speech is taken for a connegative.
_STRENGTH = {"VERB": 2, "AUX": 2, "NOUN": 1}
# Voikko's mark of a hyphen inside a lexeme.
_LEXICAL_HYPHEN = "-[Bm]"


@cache
def _closed_words() -> dict[str, Analysis]:
    rows = table("closed_words.tsv")
    words = {form: Analysis(lemma, upos, "".join(features)) for form, lemma, upos, *features in rows}
    return {**words, **negation_forms()}


class VoikkoAnalyser(Analyser):
    """Voikko by the C library, else by pyvoikko; the answers are the same.

    :param engine: ``libvoikko`` or ``pyvoikko`` to insist on one.
    :raises AnalyserUnavailable: neither can be loaded.
    """

    name = "voikko"

    def __init__(self, engine: str = "") -> None:
        self._wanted = engine
        self._engine: Engine | None = open_engine(engine)
        self._cache: dict[str, list[Analysis]] = {}
        self._nouns: dict[str, Analysis] = {}
        self._negations = frozenset(negation_forms())

    @property
    def engine(self) -> str:
        """The library that answers: ``libvoikko`` or ``pyvoikko``."""
        return self._open().name

    def analyse(self, words: Sequence[str]) -> list[Analysis]:
        """Return the most likely analysis of each word; the line decides on connegatives and some nouns."""
        known = self._cache
        if len(known) > _CACHE_SIZE:
            known.clear()
            self._nouns.clear()
        for word in words:
            if word not in known:
                self._keep(word)
        answers = [known[word][0] for word in words]
        if not self._negations.isdisjoint(map(str.lower, words)):
            self._mark_connegatives(words, answers)
        if not self._nouns.keys().isdisjoint(words):
            self._mark_nouns(words, answers)
        return answers

    def readings(self, word: str) -> list[Analysis]:
        """Return every reading of ``word``, the most likely first; at least one."""
        if word not in self._cache:
            self._keep(word)
        return list(self._cache[word])

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_engine": None, "_cache": {}, "_nouns": {}}

    def _open(self) -> Engine:
        if self._engine is None:
            self._engine = open_engine(self._wanted)
        return self._engine

    def _keep(self, word: str) -> None:
        readings = [_fitted(analysis, word) for analysis in self._find(word)]
        self._cache[word] = readings
        noun = noun_reading(readings)
        if noun:
            self._nouns[word] = noun

    def _mark_connegatives(self, words: Sequence[str], answers: list[Analysis]) -> None:
        """Give the words that a negation governs their reading as a connegative."""
        alternatives = [
            next((a for a in self._cache[word] if "Connegative=Yes" in a.feats), None) for word in words
        ]
        strengths = [
            _STRENGTH.get(answer.upos, 0) if alternative else 0
            for alternative, answer in zip(alternatives, answers, strict=True)
        ]
        for place in connegatives(words, strengths):
            alternative = alternatives[place]
            if alternative is not None:
                answers[place] = alternative

    def _mark_nouns(self, words: Sequence[str], answers: list[Analysis]) -> None:
        """Give the words that look like verbs and whose neighbours show a noun their reading as one."""
        for place, word in enumerate(words):
            noun = self._nouns.get(word)
            if noun and is_noun(words, answers, place):
                answers[place] = noun

    def _find(self, word: str) -> list[Analysis]:
        """Return the analyses of a token that has not been met before."""
        if len(word) > _LONGEST:
            return [Analysis(word, "X", known=False)]
        upos = plain_upos(word)
        if upos:
            return [Analysis(word, upos)]
        form = normalise(word)
        stem, colon, ending = form.rpartition(":")
        if colon and stem:
            return self._inflected(stem, ending) if ending in endings() else self._find(stem)
        if "-" in form.strip("-"):
            return self._hyphenated(form)
        return self._simple(form.lstrip("-"))

    def _inflected(self, stem: str, ending: str) -> list[Analysis]:
        """Analyse ``EU:n``, ``Oy:n``."""
        closed = _closed_words().get(stem.lower())
        if closed:
            return [replace(closed, feats=endings()[ending])]
        return [inflected_acronym(stem, ending)]

    def _hyphenated(self, form: str) -> list[Analysis]:
        """Analyse ``IP-osoitteesi`` by ``osoitteesi``; a leading or suspended hyphen is left out."""
        outputs = [o for o in self._open().outputs(form.lower()) if _LEXICAL_HYPHEN in o]
        if outputs:  # oma-aloitteinen, linja-auto
            return ordered(form.lower(), [r for r in map(parse, outputs) if r], form[0].isupper())
        *heads, last = [piece for piece in form.strip("-").split("-") if piece]
        if form.endswith("-"):
            last += "-"
        if not any(map(str.isalpha, last)):
            return [Analysis(form, "PROPN" if form[0].isupper() else "NOUN", known=False)]
        spellings: list[str] = []
        parts: list[Part] = []
        known = True
        end = len(form) - len(form.lstrip("-"))
        for head in heads:
            spelling, head_parts, head_known = self._head(
                head, form.isupper(), name_follows=last[0].isupper()
            )
            spellings.append(spelling)
            known = known and head_known
            parts += [Part(part.base, end + part.end) for part in head_parts[:-1]]
            end += len(head) + 1
            parts.append(Part(head_parts[-1].base, end))
        prefix = "-".join(spellings) + "-"
        return [
            replace(
                analysis,
                lemma=prefix + analysis.lemma,
                parts=(*parts, *(Part(p.base, end + p.end) for p in _fitted(analysis, last).parts)),
                known=known and analysis.known,
            )
            for analysis in self._simple(last, before=heads[-1] if heads[-1].isdigit() else "")
        ]

    def _head(self, head: str, all_capitals: bool, name_follows: bool) -> tuple[str, tuple[Part, ...], bool]:
        """Return how a compound's lemma spells the part before a hyphen, its own parts, and if it is known."""
        analysis = _fitted(self._simple(head)[0], head)
        is_name = analysis.upos == "PROPN" or head in acronyms() or len(head) == 1
        is_acronym = head.isupper() and len(head) <= 4
        known = analysis.known or is_acronym or not head.isalpha()  # IP, B, 16, 2FA
        if is_name or not analysis.known or (not all_capitals and (is_acronym or name_follows)):
            parts = (Part(head, len(head)),) if len(analysis.parts) == 1 else analysis.parts
            return head, parts, known
        return head.lower(), analysis.parts, known

    def _simple(self, word: str, before: str = "") -> list[Analysis]:
        """Analyse a word without inner hyphens; ``before`` is a number that stands before it."""
        form = word.lower()
        if word in acronyms():
            return [Analysis(word, acronyms()[word], "Case=Nom|Number=Sing")]
        closed = _closed_words().get(form)
        capitalised = word[:1].isupper() and (len(word) == 1 or not word.isupper())
        analyses = self._look_up(form, capitalised)
        if closed:
            return [closed, *(a for a in analyses if (a.lemma, a.upos) != (closed.lemma, closed.upos))]
        if not analyses and before:
            analyses = self._after_number(form)
        return analyses or [self._misspelt(form) or self._compound(word) or guess(word)]

    def _look_up(self, form: str, capitalised: bool) -> list[Analysis]:
        bare = form.rstrip("-")
        outputs = self._open().outputs(form) if bare.isalpha() else []
        if not outputs and bare != form and bare.isalpha():
            outputs = self._open().outputs(bare)
        readings = [reading for reading in map(parse, outputs) if reading]
        return ordered(bare, readings, capitalised)

    def _after_number(self, form: str) -> list[Analysis]:
        """Analyse ``vuotias`` of ``16-vuotias``, which Voikko knows after a numeral only."""
        return [
            replace(
                analysis,
                lemma=analysis.lemma[len(_NUMERAL) :],
                parts=tuple(Part(part.base, part.end - len(_NUMERAL)) for part in analysis.parts[1:]),
            )
            for analysis in self._look_up(_NUMERAL + form, capitalised=False)
            if analysis.lemma.startswith(_NUMERAL) and analysis.parts[0].end == len(_NUMERAL)
        ]

    def _misspelt(self, form: str) -> Analysis | None:
        word = right_spelling(form)
        if not word or word == form:
            return None
        analysis = _fitted(self._simple(word)[0], word)
        return replace(analysis, parts=moved(analysis.parts, word, form), known=False)

    def _compound(self, word: str) -> Analysis | None:
        """Guess at an unknown compound by the longest known word that it ends in."""
        form = word.lower()
        if not form.isalpha() or len(form) < _SHORTEST_TAIL + 3:
            return None
        for start in range(3, len(form) - _SHORTEST_TAIL + 1):
            tails = [a for a in self._look_up(form[start:], False) if a.upos in ("NOUN", "ADJ")]
            if not tails:
                continue
            head = self._look_up(form[:start] + "-", False)
            if word[0].isupper() and not (head or word.isupper()):
                continue
            tail = _fitted(tails[0], form[start:])
            parts = (Part(form[:start], start), *(Part(p.base, start + p.end) for p in tail.parts))
            return replace(tail, lemma=form[:start] + tail.lemma, parts=parts, known=False)
        return None


def _fitted(analysis: Analysis, word: str) -> Analysis:
    """Give ``analysis`` parts that end with the word, cut as ``cuts.tsv`` has it."""
    cut = cuts().get(analysis.lemma)
    if cut:
        ends = [*accumulate(len(base) for base in cut[:-1]), len(word)]
        return replace(analysis, parts=tuple(Part(base, end) for base, end in zip(cut, ends, strict=True)))
    if analysis.parts and analysis.parts[-1].end == len(word):
        return analysis
    if len(analysis.parts) > 1 and word.endswith("-") and analysis.parts[-1].end == len(word) - 1:
        return replace(analysis, parts=(*analysis.parts[:-1], Part(analysis.parts[-1].base, len(word))))
    return replace(analysis, parts=(Part(analysis.lemma, len(word)),))
