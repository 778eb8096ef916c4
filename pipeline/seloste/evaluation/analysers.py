"""Compares the Finnish analysers on the hand-analysed sentences of ``annotations/lemmas``.

Lemma and part of speech are counted over all tokens but punctuation, lemmas without regard to case. A
compound counts as right when every border is right; counted are the words that are compounds in the gold or
in the answer. Each analyser runs in a fresh process; its memory is the growth of the process from before
loading to after two passes over the texts, caches included.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seloste.errors import AnnotationError
from seloste.finnish.base import Analyser, Analysis
from seloste.finnish.registry import analyser
from seloste.finnish.tokeniser import tokenise

_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class GoldWord:
    """A hand-analysed word; ``cut`` holds the parts of the word form, empty for a simple word."""

    form: str
    lemma: str
    upos: str
    feats: str
    cut: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnalyserScore:
    """How one analyser does: shares from 0 to 1, speeds in tokens a second, load in s, memory in MB."""

    name: str
    lemmas: float
    upos: float
    polarity: float
    compounds: float
    cold_speed: float
    warm_speed: float
    load_seconds: float
    memory_mb: float


def read_conllu(path: Path) -> list[list[GoldWord]]:
    """Read the sentences of a CoNLL-U file.

    :raises AnnotationError: a line has another number of columns, or the cut does not spell the word.
    """
    sentences: list[list[GoldWord]] = [[]]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line:
            sentences.append([])
        elif not line.startswith("#"):
            sentences[-1].append(_read_word(line, f"{path.name}:{number}"))
    return [sentence for sentence in sentences if sentence]


def _read_word(line: str, place: str) -> GoldWord:
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        raise AnnotationError(f"{place}: {len(columns)} columns, not {_COLUMNS}")
    _, form, lemma, upos, _, feats, _, _, _, misc = columns
    attributes = dict(pair.partition("=")[::2] for pair in misc.split("|"))
    cut = tuple(attributes["Cut"].split("+")) if "Cut" in attributes else ()
    if cut and "".join(cut) != form:
        raise AnnotationError(f"{place}: the cut {'+'.join(cut)} does not spell {form}")
    return GoldWord(form, lemma, upos, "" if feats == "_" else feats, cut)


def compare(
    names: Sequence[str],
    gold: Sequence[Path],
    texts: Sequence[str],
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[AnalyserScore]:
    """Score each analyser on the sentences of ``gold`` and time it on ``texts``.

    :param options: by analyser name, what :func:`seloste.finnish.registry.analyser` is to pass on.
    :raises AnalyserUnavailable: an analyser of ``names`` cannot run here.
    """
    sentences = [sentence for path in gold for sentence in read_conllu(path)]
    lines = [[token.text for token in tokenise(line)] for text in texts for line in text.splitlines()]
    context = multiprocessing.get_context("spawn")
    scores = []
    for name in names:
        chosen = dict((options or {}).get(name, {}))
        with ProcessPoolExecutor(1, mp_context=context) as fresh:
            scores.append(fresh.submit(_measure, name, chosen, sentences, lines).result())
    return scores


def accuracy(
    analyser: Analyser, sentences: Sequence[Sequence[GoldWord]]
) -> tuple[float, float, float, float]:
    """Return the shares right of lemmas, parts of speech, polarity of negations and compounds."""
    lemmas: list[bool] = []
    upos: list[bool] = []
    polarity: list[bool] = []
    compounds: list[bool] = []
    for sentence in sentences:
        for gold, answer in zip(sentence, analyser.analyse([word.form for word in sentence]), strict=True):
            if gold.upos == "PUNCT":
                continue
            lemmas.append(gold.lemma.lower() == answer.lemma.lower())
            upos.append(gold.upos == answer.upos)
            if "Polarity=Neg" in gold.feats or "Polarity=Neg" in answer.feats:
                polarity.append("Polarity=Neg" in gold.feats and "Polarity=Neg" in answer.feats)
            cut = cut_of(answer, gold.form)
            if gold.cut or cut:
                compounds.append(gold.cut == cut)
    return _share(lemmas), _share(upos), _share(polarity), _share(compounds)


def cut_of(analysis: Analysis, form: str) -> tuple[str, ...]:
    """Return the parts of the word form as ``analysis`` cuts it; empty for a simple word."""
    starts = [0, *(part.end for part in analysis.parts)]
    cut = tuple(form[start : part.end] for start, part in zip(starts, analysis.parts, strict=False))
    return cut if len(cut) > 1 else ()


def _measure(
    name: str, options: dict[str, Any], sentences: list[list[GoldWord]], lines: list[list[str]]
) -> AnalyserScore:
    before = _peak_memory_mb()
    start = time.perf_counter()
    tool = analyser(name, **options)
    tool.analyse(["tieto"])
    loaded = time.perf_counter() - start
    cold, warm = _speed(tool, lines), _speed(tool, lines)
    memory = _peak_memory_mb() - before
    return AnalyserScore(name, *accuracy(tool, sentences), cold, warm, loaded, memory)


def _speed(tool: Analyser, lines: list[list[str]]) -> float:
    start = time.perf_counter()
    for line in lines:
        tool.analyse(line)
    return sum(map(len, lines)) / max(time.perf_counter() - start, 1e-9)


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def as_text(scores: Sequence[AnalyserScore]) -> str:
    """Return the scores as a Markdown table, a row an analyser."""
    head = "| analyser | lemma | UPOS | polarity | compounds | tokens/s cold | warm | load s | MB |"
    rows = [
        f"| {s.name} | {s.lemmas:.3f} | {s.upos:.3f} | {s.polarity:.3f} | {s.compounds:.3f} "
        f"| {s.cold_speed:,.0f} | {s.warm_speed:,.0f} | {s.load_seconds:.2f} | {s.memory_mb:.0f} |"
        for s in scores
    ]
    return "\n".join([head, "| --- " * 9 + "|", *rows])
