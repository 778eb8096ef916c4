"""The errors of a model, span by span: by kind, with their context, and as a page to read."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from seloste.evaluation.confusion import NONE, confusion, most_confused
from seloste.evaluation.scores import RELAXED, pair
from seloste.formats.inline import Annotated, AnnotatedSpan

#: The kinds of errors: nothing predicted there; nothing annotated there; the same label with too little overlap;
#: another label; no shared category; the other polarity.
KINDS = ("missed", "spurious", "boundary", "label", "category", "polarity")
_CONTEXT = 70
#: How many confusions of categories the page shows of each label.
_CONFUSIONS = 12


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error and its context; ``kind`` is one of :data:`KINDS`, ``label`` the gold's, or else the model's."""

    notice: str
    kind: str
    label: str
    before: str
    words: str
    after: str
    gold: str
    predicted: str


def mistakes(gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> Iterator[Mistake]:
    """Yield the errors of every notice in the order of the text."""
    for name, want in gold.items():
        have = predicted.get(name, Annotated(want.text, (), ()))
        pairs = pair(want.spans, have.spans, RELAXED)
        found = {id(g): p for g, p in pairs}
        told = {id(p) for _, p in pairs}
        for g in want.spans:
            p = found.get(id(g))
            if p is not None:
                if g.categories and not set(g.categories) & set(p.categories):
                    yield _mistake(name, want.text, "category", g, p)
                if g.negated != p.negated:
                    yield _mistake(name, want.text, "polarity", g, p)
                continue
            over = [o for o in have.spans if o.start < g.end and g.start < o.end]
            same = next((o for o in over if o.label == g.label), None)
            told.update(id(o) for o in over)
            kind = "boundary" if same else "label" if over else "missed"
            yield _mistake(name, want.text, kind, g, same or next(iter(over), None))
        for p in have.spans:
            if id(p) not in told:
                yield _mistake(name, want.text, "spurious", None, p)


def _mistake(
    name: str, text: str, kind: str, gold: AnnotatedSpan | None, predicted: AnnotatedSpan | None
) -> Mistake:
    at = gold or predicted
    assert at is not None
    return Mistake(
        name,
        kind,
        at.label,
        text[max(0, at.start - _CONTEXT) : at.start],
        text[at.start : at.end],
        text[at.end : at.end + _CONTEXT],
        _say(gold, text),
        _say(predicted, text),
    )


def _say(span: AnnotatedSpan | None, text: str) -> str:
    if span is None:
        return ""
    name = f"{span.label}:{'+'.join(span.categories)}{'!' if span.negated else ''}"
    return f"{name} “{text[span.start : span.end]}”"


def write_page(path: Path, gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> None:
    """Write the errors as one HTML page that filters by kind, label, notice and words."""
    from jinja2 import Environment, StrictUndefined

    from seloste.resources import package_path

    found = sorted(mistakes(gold, predicted), key=lambda mistake: KINDS.index(mistake.kind))
    met = confusion(gold, predicted)
    style, script, page = (
        package_path(f"evaluation/data/{name}").read_text(encoding="utf-8")
        for name in ("errors.css", "errors.js", "errors.html.j2")
    )
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(page)
    html = template.render(
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        mistakes=found,
        kinds=KINDS,
        counts=Counter((mistake.kind, mistake.label) for mistake in found),
        totals=Counter(mistake.kind for mistake in found),
        labels=sorted({mistake.label for mistake in found}),
        notices=Counter(mistake.notice for mistake in found),
        confusions={label: most_confused(cells, _CONFUSIONS) for label, cells in sorted(met.items())},
        none=NONE,
    )
    path.write_text(html, encoding="utf-8")


def _hash(text: str) -> str:
    """Return the digest by which the page's content policy lets its own style and script in."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
