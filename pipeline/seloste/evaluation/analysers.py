"""Compares the Finnish analysers: on hand-analysed sentences, in speed, and in what is read with each.

    python -m seloste.evaluation.analysers annotations/gold [--json models/figures/analysers.json]

Lemma and part of speech are counted over all tokens but punctuation, lemmas without regard to case. A
compound counts as right when every border is right; counted are the words that are compounds in the gold or
in the answer. Each analyser runs in a fresh process; its memory is the growth of the process from before
loading to after two passes over the texts, caches included. Times are of the processor, so that a machine
with other work gives the same. The scores with each analyser are :mod:`seloste.evaluation.end_to_end`'s.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from seloste.errors import AnnotationError, SelosteError
from seloste.evaluation import end_to_end
from seloste.evaluation.run import gold_sides
from seloste.finnish.base import Analyser, Analysis
from seloste.finnish.registry import analyser, analysers
from seloste.finnish.tokeniser import tokenise
from seloste.resources import shared_path

_COLUMNS = 10
#: Seconds after which a slow analyser has read enough for its speed.
_LONGEST_PASS = 15.0
#: Analysers that need a model of the user's own.
_NEED_MODEL = ("udpipe", "trankit")
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class GoldWord:
    """A hand-analysed word; ``cut`` holds the parts of the word form, empty for a simple word."""

    form: str
    lemma: str
    upos: str
    feats: str
    cut: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares right, from 0 to 1; ``by_upos`` has the lemmas right by part of speech of the gold."""

    lemmas: float
    upos: float
    polarity: float
    compounds: float
    by_upos: dict[str, float]


@dataclass(frozen=True, slots=True)
class AnalyserScore:
    """How one analyser does: speeds in tokens a second of the processor, load in s, memory in MB."""

    name: str
    accuracy: Accuracy
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
    words = [[[token.text for token in tokenise(line)] for line in text.splitlines()] for text in texts]
    context = multiprocessing.get_context("spawn")
    scores = []
    for name in names:
        chosen = dict((options or {}).get(name, {}))
        with ProcessPoolExecutor(1, mp_context=context) as fresh:
            scores.append(fresh.submit(_measure, name, chosen, sentences, words).result())
    return scores


def accuracy(tool: Analyser, sentences: Sequence[Sequence[GoldWord]]) -> Accuracy:
    """Return how many of the lemmas, parts of speech, negations and compounds are right."""
    lemmas: list[bool] = []
    upos: list[bool] = []
    polarity: list[bool] = []
    compounds: list[bool] = []
    words: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for sentence in sentences:
        for gold, answer in zip(sentence, tool.analyse([word.form for word in sentence]), strict=True):
            if gold.upos == "PUNCT":
                continue
            lemmas.append(gold.lemma.lower() == answer.lemma.lower())
            words[gold.upos] += 1
            right[gold.upos] += lemmas[-1]
            upos.append(gold.upos == answer.upos)
            if "Polarity=Neg" in gold.feats or "Polarity=Neg" in answer.feats:
                polarity.append("Polarity=Neg" in gold.feats and "Polarity=Neg" in answer.feats)
            cut = cut_of(answer, gold.form)
            if gold.cut or cut:
                compounds.append(gold.cut == cut)
    by_upos = {name: right[name] / count for name, count in words.most_common()}
    return Accuracy(_share(lemmas), _share(upos), _share(polarity), _share(compounds), by_upos)


def cut_of(analysis: Analysis, form: str) -> tuple[str, ...]:
    """Return the parts of the word form as ``analysis`` cuts it; empty for a simple word."""
    starts = [0, *(part.end for part in analysis.parts)]
    cut = tuple(form[start : part.end] for start, part in zip(starts, analysis.parts, strict=False))
    return cut if len(cut) > 1 else ()


def _measure(
    name: str, options: dict[str, Any], sentences: list[list[GoldWord]], texts: list[list[list[str]]]
) -> AnalyserScore:
    before = _peak_memory_mb()
    start = time.process_time()
    tool = analyser(name, **options)
    tool.analyse(["tieto"])
    loaded = time.process_time() - start
    cold, read = _speed(tool, texts)
    warm, _ = _speed(tool, texts[:read])
    memory = _peak_memory_mb() - before
    return AnalyserScore(name, accuracy(tool, sentences), cold, warm, loaded, memory)


def _speed(tool: Analyser, texts: list[list[list[str]]]) -> tuple[float, int]:
    """Return the tokens a second over ``texts``, and how many of them were read in time."""
    start = time.process_time()
    taken, tokens, read = 0.0, 0, 0
    for text in texts:
        for line in text:
            tool.analyse(line)
        tokens += sum(map(len, text))
        read += 1
        taken = time.process_time() - start
        if taken > _LONGEST_PASS:
            break
    return tokens / max(taken, 1e-9), read


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def as_text(scores: Sequence[AnalyserScore]) -> str:
    """Return the scores as Markdown tables: a row an analyser, then the lemmas by part of speech."""
    head = "| analyser | lemma | UPOS | polarity | compounds | tokens/s cold | warm | load s | MB |"
    rows = [
        f"| {s.name} | {s.accuracy.lemmas:.3f} | {s.accuracy.upos:.3f} | {s.accuracy.polarity:.3f} "
        f"| {s.accuracy.compounds:.3f} | {s.cold_speed:,.0f} | {s.warm_speed:,.0f} "
        f"| {s.load_seconds:.2f} | {s.memory_mb:.0f} |"
        for s in scores
    ]
    tags = scores[0].accuracy.by_upos if scores else {}
    lemmas = [
        f"| {s.name} | " + " | ".join(f"{s.accuracy.by_upos[tag]:.2f}" for tag in tags) + " |" for s in scores
    ]
    by_tag = [f"| lemma of | {' | '.join(tags)} |", "| --- " * (len(tags) + 1) + "|", *lemmas]
    return "\n".join([head, "| --- " * 9 + "|", *rows, "", *by_tag])


def words_as_json(scores: Sequence[AnalyserScore]) -> list[dict[str, Any]]:
    """Return a row an analyser; shares with four decimals, speeds in whole tokens, memory in whole MB."""
    return [
        {
            "analyser": score.name,
            **{
                key: {tag: round(share, _DECIMALS) for tag, share in value.items()}
                if isinstance(value, dict)
                else round(value, _DECIMALS)
                for key, value in asdict(score.accuracy).items()
            },
            "cold_speed": round(score.cold_speed),
            "warm_speed": round(score.warm_speed),
            "load_seconds": round(score.load_seconds, 2),
            "memory_mb": round(score.memory_mb),
        }
        for score in scores
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the comparison of words and a row a pairing of analysers, and write both where asked."""
    parser = argparse.ArgumentParser(prog="python -m seloste.evaluation.analysers")
    parser.add_argument("gold", type=Path, help="folder of annotated notices (*.ann.txt)")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--analyser", action="append", help="analyser [default: each that can run here]")
    parser.add_argument(
        "--every", type=int, default=end_to_end.EVERY, help="learn from one notice in so many"
    )
    for name in _NEED_MODEL:
        parser.add_argument(f"--{name}", metavar="PATH", help=f"model of {name}, to compare it too")
    given = parser.parse_args(arguments)
    options = {name: {"path": vars(given)[name]} for name in _NEED_MODEL if vars(given)[name]}
    names = given.analyser or [info.name for info in analysers() if info.available]
    names = [name for name in names if name not in _NEED_MODEL or name in options]
    try:
        content = {
            "words": _compare_words(given.gold, names, options),
            "notices": dict(
                zip(("learnt", "read"), map(len, end_to_end.split(given.gold, given.every)), strict=True)
            ),
            "reading": _compare_reading(given.gold, names, options, given.every),
        }
    except SelosteError as error:
        parser.error(str(error))
    if given.json:
        given.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _compare_words(
    folder: Path, names: Sequence[str], options: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    end_to_end.split(folder)  # told now, not after the first analysers
    sentences = sorted(shared_path("annotations/lemmas").glob("*.conllu"))
    texts = [side.text for side in gold_sides(folder).values()]
    scores = compare(names, sentences, texts, options)
    if "voikko" in names:
        (other,) = compare(["voikko"], sentences, texts, {"voikko": {"engine": "pyvoikko"}})
        scores.insert(names.index("voikko") + 1, replace(other, name="voikko (pyvoikko)"))
    print(as_text(scores), flush=True)
    return words_as_json(scores)


def _compare_reading(
    folder: Path, names: Sequence[str], options: Mapping[str, Mapping[str, Any]], every: int
) -> list[dict[str, Any]]:
    from rich.console import Console
    from rich.progress import track

    rows: list[dict[str, Any]] = []
    first = None
    console = Console(stderr=True)
    for pairing in track(
        end_to_end.pairings(folder, names, options, every=every),
        "models trained and run",
        total=len(names) ** 2,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ):
        first = first or pairing
        rows.append(end_to_end.as_json(pairing, first))
        print(end_to_end.as_text(rows[-1]), flush=True)
    return rows


if __name__ == "__main__":
    main()
