"""What the span tagger sees of each token: the word, its neighbours, its line and what leads into it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from seloste.finnish.base import Analysis
from seloste.finnish.ellipsis import completions
from seloste.finnish.lines import Line
from seloste.notice import BlockKind
from seloste.spans.leads import SENTENCE_END, denies
from seloste.values.contacts import Contact, find_contacts

LEGAL_FORM = re.compile(r"(?:Oy|Oyj|Ab|Abp|ry|r\.y|Ky|Tmi|Osk|Ltd|Inc|LLC|GmbH|AS)(?::\w+)?")
_SHAPES = (
    ("email", re.compile(r"[\w.+-]+@[\w.-]+\.\w+")),
    ("web", re.compile(r"(?:https?://|www\.)\S+|[\w-]+\.(?:fi|com|net|org|eu|io|app|dev|info)(?:/\S*)?")),
    ("business_id", re.compile(r"\d{7}-\d")),
    ("date", re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})")),
    ("postcode", re.compile(r"\d{5}")),
    ("year", re.compile(r"(?:19|20)\d\d")),
    ("number", re.compile(r"\d+")),
    ("legal_form", LEGAL_FORM),
)
_OPEN, _CLOSE = "([", ")]"
_LONGEST_BARE_ITEM = 14
_NAME = 4


@dataclass(frozen=True, slots=True)
class LineContext:
    """What stands above a line: its section types, its heading and the line that leads into its list."""

    sections: tuple[str, ...]
    heading: tuple[str, ...]
    lead: tuple[str, ...]
    denied: bool = False
    #: How the names begin that stand where the notice names its controller.
    names: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def contexts(lines: Sequence[Line], sections: Sequence[tuple[str, ...]]) -> list[LineContext]:
    """Return the context of each line; ``sections`` holds the section types of each line."""
    names = _controller_names(lines, sections)
    content = [_content_lemmas(line) for line in lines]
    answers = []
    heading: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    led = denied = False
    for i, (line, types) in enumerate(zip(lines, sections, strict=True)):
        around = partial(
            LineContext,
            types,
            names=names,
            before=content[i - 1] if i else (),
            after=content[i + 1] if i + 1 < len(lines) else (),
        )
        if line.block.kind is BlockKind.HEADING:
            answers.append(around((), ()))
            heading, lead = content[i], ()
            led = denied = False
            continue
        opens_list = line.words[-1] == ":"
        if line.block.kind is BlockKind.PARAGRAPH and (opens_list or not (led and _is_bare_item(line))):
            answers.append(around(heading, ()))
            lead, led, denied = content[i][-12:], opens_list, denies(line)
        else:
            answers.append(around(heading, lead, denied))
    return answers


def _controller_names(lines: Sequence[Line], sections: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """Return how capitalised words begin in sections on the controller; inflection changes only their ends."""
    return frozenset(
        word[:_NAME].lower()
        for line, types in zip(lines, sections, strict=True)
        if "controller" in types and line.block.kind is not BlockKind.HEADING
        for word in line.words
        if word[:1].isupper() and len(word) >= _NAME
    )


def _is_bare_item(line: Line) -> bool:
    """Tell a list item that lost its bullet: under a line that ends in a colon, and no sentence."""
    return line.words[-1] not in ".:" and len(line.words) <= _LONGEST_BARE_ITEM


def _content_lemmas(line: Line) -> tuple[str, ...]:
    return tuple(lemma for lemma in line.lemmas if lemma[:1].isalpha() and len(lemma) > 1)


def line_cues(lines: Sequence[Line], contexts: Sequence[LineContext]) -> list[list[list[str]]]:
    """Return the :func:`cues` of each line of a notice."""
    return [cues(line, context) for line, context in zip(lines, contexts, strict=True)]


def cues(line: Line, context: LineContext) -> list[list[str]]:
    """Return for each token what word lists and grammars say of it; both taggers ask for them."""
    return [
        [*phrases, *contacts, *_controller_name(word, context)]
        for phrases, contacts, word in zip(
            _lexicon_features(line), _contact_features(line), line.words, strict=True
        )
    ]


def _controller_name(word: str, context: LineContext) -> list[str]:
    """Tell a word that looks like a name that the controller's section holds."""
    return ["controller_name"] if word[:1].isupper() and word[:_NAME].lower() in context.names else []


def span_features(line: Line, context: LineContext, cued: Sequence[list[str]]) -> list[list[str]]:
    """Return the features of each token of ``line``, in order; ``cued`` are its :func:`cues`."""
    own = [own_features(word, analysis) for word, analysis in zip(line.words, line.analyses, strict=True)]
    shared = _of_line(line, context)
    verbs = [i for i, analysis in enumerate(line.analyses) if is_verb(analysis)]
    sentence = _of_sentence(line, verbs)
    completed = {c.place: c for c in completions(line.words, line.analyses)}
    cases = [_case(a.feats) for a in line.analyses]
    tags = [f"{a.upos}{case[:3]}" for a, case in zip(line.analyses, cases, strict=True)]
    beside = [[f for f in o if f.startswith(("shape=", "head=", "word="))] for o in own]
    layout = layout_features(line)
    rows = []
    size = len(own)
    for i, token in enumerate(own):
        row = ["bias", *shared, *sentence[i], *token, *cued[i]]
        if i in completed:
            row += [f"whole={completed[i].lemma}", f"lemma={completed[i].lemma}"]
        lemma = line.lemmas[i]
        row.extend(f"s={s}|{f}" for s in context.sections for f in (f"lemma={lemma}", *cued[i], *token[2:4]))
        for offset in (-3, -2, -1, 1, 2, 3):
            j = i + offset
            if not 0 <= j < size:
                row.append(f"{offset}:edge")
                continue
            row.append(f"{offset}:lemma={line.lemmas[j]}")
            if abs(offset) < 3:
                row.append(f"{offset}:case={cases[j]}")
                row.append(f"{offset}:upos={line.analyses[j].upos}")
                row.extend(f"{offset}:{f}" for f in cued[j])
            if abs(offset) == 1:
                row.extend(f"{offset}:{f}" for f in beside[j])
        before = line.lemmas[i - 1] if i else "^"
        after = line.lemmas[i + 1] if i + 1 < size else "$"
        row.append(f"before={before}|{lemma}")
        row.append(f"after={lemma}|{after}")
        row.append(f"around={before}|{after}")
        row.append(f"tags={tags[i - 1] if i else '^'}|{tags[i]}|{tags[i + 1] if i + 1 < size else '$'}")
        row.append(f"cases={cases[i]}|{cases[i + 1] if i + 1 < size else '$'}")
        at = bisect_left(verbs, i)
        left = verbs[at - 1] if at else None
        right = next((v for v in verbs[at : at + 2] if v > i), None)
        row.append(f"verb_left={line.lemmas[left] if left is not None else '-'}")
        row.append(f"verb_right={line.lemmas[right] if right is not None else '-'}")
        row += layout[i]
        row += _capitals(line, i)
        row.append(f"place={'first' if i == 0 else 'second' if i == 1 else 'later'}")
        rows.append(row)
    return rows


def layout_features(line: Line) -> list[list[str]]:
    """Return for each token whether it stands in brackets, and before or after the line's first colon."""
    rows = []
    depth = 0
    colon = line.words.index(":") if ":" in line.words else -1
    for i, word in enumerate(line.words):
        if word in _CLOSE:
            depth = max(0, depth - 1)
        row = ["bracket"] if depth else []
        if word in _OPEN:
            depth += 1
        if colon >= 0:
            row.append("after_colon" if i > colon else "before_colon")
        rows.append(row)
    return rows


def is_verb(analysis: Analysis) -> bool:
    """Tell a verb or auxiliary, participles apart."""
    return analysis.upos in ("VERB", "AUX") and "VerbForm=Part" not in analysis.feats


@lru_cache(maxsize=100_000)
def _case(feats: str) -> str:
    return next((f[5:] for f in feats.split("|") if f.startswith("Case=")), "-")


def _capitals(line: Line, i: int) -> list[str]:
    """Tell runs of capitalised words: names of persons, firms and services."""
    if not line.words[i][:1].isupper():
        return []
    left = i > 0 and line.words[i - 1][:1].isupper()
    right = i + 1 < len(line.words) and line.words[i + 1][:1].isupper()
    names = [a.feats.partition("NameType=")[2][:3] or "-" for a in line.analyses[max(0, i - 1) : i + 2]]
    return [f"capitals={left}{right}", f"names={'|'.join(names)}"]


def _of_sentence(line: Line, verbs: Sequence[int]) -> list[list[str]]:
    """Return for each token the verbs of its sentence, wherever they stand."""
    rows: list[list[str]] = []
    first = 0
    for i, word in enumerate(line.words):
        if word in SENTENCE_END or i == len(line.words) - 1:
            names = sorted({line.lemmas[v] for v in verbs if first <= v <= i})
            rows.extend([[f"verb={name}" for name in names]] * (i + 1 - first))
            first = i + 1
    return rows


@lru_cache(maxsize=100_000)
def own_features(word: str, analysis: Analysis) -> tuple[str, ...]:
    """Return what a token's word and analysis say by themselves."""
    low = word.lower()
    lemma = analysis.lemma.lower()
    features = [f"lemma={lemma}", f"word={low}", f"upos={analysis.upos}", f"case={_case(analysis.feats)}"]
    features.append(f"feats={analysis.feats}")
    features.append(f"suffix3={low[-3:]}")
    features.append(f"suffix4={low[-4:]}")
    features.append(f"prefix4={low[:4]}")
    features.append(f"prefix6={low[:6]}")
    if len(analysis.parts) > 1:
        features.append(f"head={analysis.parts[-1].base}")
        features.append(f"first={analysis.parts[0].base}")
        features.append("compound")
    else:
        features.append(f"head={lemma}")
    if "NameType=" in analysis.feats:
        features.append(f"name={analysis.feats.partition('NameType=')[2][:3]}")
    if not analysis.known:
        features.append("unknown")
    if word[:1].isupper():
        features.append("capital")
        if word.isupper() and len(word) > 1:
            features.append("upper")
    if word[-1:] == "-" and len(word) > 1:
        features.append("suspended")
    features.extend(f"shape={name}" for name, pattern in _SHAPES if pattern.fullmatch(word))
    return tuple(features)


def _lexicon_features(line: Line) -> list[list[str]]:
    """Return for each token the labels and categories of the lexicon's phrases it stands in."""
    rows: list[list[str]] = [[] for _ in line.words]
    for hit in line.hits:
        for i in range(hit.start, hit.end):
            place = "B" if i == hit.start else "I"
            rows[i].append(f"lex={place}-{hit.label}")
            rows[i].append(f"lexcat={hit.label}:{hit.category}")
    return [sorted(set(row)) for row in rows]


@lru_cache(maxsize=2_048)
def contacts_in(text: str) -> tuple[Contact, ...]:
    """Return the contacts a line holds; both taggers and the categories ask for them."""
    return tuple(find_contacts(text))


def _contact_features(line: Line) -> list[list[str]]:
    """Return for each token the kind of contact that a grammar reads in it."""
    rows: list[list[str]] = [[] for _ in line.words]
    if not line.tokens:
        return rows
    base = line.tokens[0].start
    for found in contacts_in(line.text):
        inside = [
            i for i, t in enumerate(line.tokens) if t.start - base < found.end and t.end - base > found.start
        ]
        for i in inside:
            rows[i].append(f"cue={'B' if i == inside[0] else 'I'}-{found.kind}")
    return rows


def _of_line(line: Line, context: LineContext) -> list[str]:
    features = [f"kind={line.block.kind}"]
    features.extend(f"section={s}" for s in context.sections)
    features.extend(f"section={s}|kind={line.block.kind}" for s in context.sections)
    features.extend(f"heading={lemma}" for lemma in context.heading[:8])
    features.extend(f"lead={lemma}" for lemma in context.lead)
    return features
