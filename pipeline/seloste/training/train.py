"""Trains the whole model from a folder of annotated notices and writes it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seloste import __version__, taxonomy
from seloste.finnish.registry import analyser as make_analyser
from seloste.learning.calibration import Calibration
from seloste.model import FORMAT, Model, digest
from seloste.process import read_lexicon
from seloste.training.dropping import NOTHING, Drop
from seloste.training.examples import Example, read_examples
from seloste.training.sections import train_sections
from seloste.training.spans import train_spans
from seloste.training.workers import without_collection

Report = Callable[[str], None]
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "python-crfsuite")


def train(
    annotations: Path,
    out: Path,
    *,
    analyser: str = "voikko",
    calibration: Path | None = None,
    report: Report = print,
) -> Model:
    """Train on every annotated notice of a folder and write the model to ``out``; same input, same bytes.

    :param calibration: folder of ``calibration.json``, of a cross-validation over the same notices.
    :raises AnnotationError: a notice is malformed, or there is none.
    """
    report("reading the annotated notices")
    with without_collection():
        examples = read_examples(annotations, make_analyser(analyser), read_lexicon())
        model = train_model(examples, report=report)
    if calibration is not None:
        model = replace(model, spans=replace(model.spans, calibration=Calibration.load(calibration)))
    meta = {
        "lang": "fi",
        "name": "seloste_fi",
        "version": __version__,
        "format": FORMAT,
        "description": "Sections, spans, categories and denials of Finnish privacy notices",
        "license": "EUPL-1.2",
        "spacy_version": ">=3.8,<4",
        "analyser": analyser,
        "training": {
            "notices": len(examples),
            "spans": sum(len(e.gold.spans) for e in examples),
            "sha256": _digest_of(examples),
            "libraries": {name: version(name) for name in _LIBRARIES},
        },
    }
    write(model, out, meta)
    return replace(model, meta=meta)


def train_model(
    examples: Sequence[Example], *, drop: Drop = NOTHING, report: Report = lambda _: None
) -> Model:
    """Return a model trained on ``examples``, without the features that are dropped."""
    terms = taxonomy.load()
    types = tuple(terms.sections)
    report(f"sections: {len(examples)} notices")
    sections, unseen = train_sections(examples, types, drop)
    report("spans")
    spans = train_spans(examples, unseen, terms, drop)
    return Model(sections, spans, {})


def write(model: Model, out: Path, meta: dict[str, Any]) -> None:
    """Write a model beside ``out`` and rename it into place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        fresh = Path(folder) / out.name
        fresh.mkdir()
        model.sections.save(fresh)
        model.spans.save(fresh)
        files = {path.name: digest(path) for path in sorted(fresh.iterdir())}
        text = json.dumps({**meta, "files": files}, ensure_ascii=False, indent=2)
        (fresh / "meta.json").write_text(text + "\n", encoding="utf-8")
        for kept in ("README.md",):
            if (out / kept).exists():
                shutil.copy2(out / kept, fresh / kept)
        if out.exists():
            out.replace(Path(folder) / "old")
        fresh.replace(out)


def _digest_of(examples: Sequence[Example]) -> str:
    total = hashlib.sha256()
    for example in examples:
        total.update(repr((example.id, example.gold)).encode())
    return total.hexdigest()
