"""Annotated notices as training examples: analysed lines with their section types and spans."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seloste.errors import AnnotationError
from seloste.finnish.base import Analyser
from seloste.finnish.lexicon import Lexicon
from seloste.finnish.lines import Line, read_lines
from seloste.formats.inline import Annotated, parse
from seloste.loading import read_text

_FOLDS = 4


@dataclass(frozen=True)
class Example:
    """An annotated notice; ``types`` and ``opens`` have one entry a line."""

    id: str
    text: str
    gold: Annotated
    lines: list[Line]
    types: list[tuple[str, ...]]
    opens: list[bool]


def read_examples(folder: Path, analyser: Analyser, lexicon: Lexicon) -> list[Example]:
    """Return the annotated notices (``*.ann.txt``) of a folder, sorted by id.

    :raises AnnotationError: the folder holds none, or one is malformed.
    """
    paths = sorted(folder.glob("*.ann.txt"))
    if not paths:
        raise AnnotationError(f"{folder}: no annotated notices (*.ann.txt)")
    return [example(path, analyser, lexicon) for path in paths]


def example(path: Path, analyser: Analyser, lexicon: Lexicon) -> Example:
    """Return one annotated notice as an example.

    :raises AnnotationError: the annotation is malformed.
    """
    gold = parse(path.read_text(encoding="utf-8"))
    name = path.name.split(".")[0]
    notice = read_text(gold.text, id=name)
    lines = [line for line in read_lines(notice, analyser, lexicon) if line.tokens]
    types: list[tuple[str, ...]] = []
    opens: list[bool] = []
    last = None
    for line in lines:
        section = next(s for s in reversed(gold.sections) if s.start <= line.block.start)
        types.append(tuple(section.types))
        opens.append(section is not last)
        last = section
    return Example(name, gold.text, gold, lines, types, opens)


def folds(size: int, count: int = _FOLDS) -> list[set[int]]:
    """Return ``count`` sets of indices that split ``size`` notices; neighbours by id go apart."""
    return [set(range(k, size, count)) for k in range(min(count, size))]
