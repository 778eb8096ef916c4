"""What the section model sees of each line: its words, its kind, its heading and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from seloste.finnish.lines import Line
from seloste.learning.linear import Floats
from seloste.notice import BlockKind

_NUMBERED = re.compile(r"\s*(?:\d+(?:\.\d+)*|[A-ZÅÄÖ])[.)]?\s")
_SHAPES = (
    ("email", re.compile(r"@|\(at\)|\(ät\)|\[at\]", re.IGNORECASE)),
    ("phone", re.compile(r"\b(?:\+358|0\d)[\d\s()-]{5,}\d")),
    ("business_id", re.compile(r"\b\d{7}-\d\b")),
    ("date", re.compile(r"\b\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b")),
    ("web", re.compile(r"https?://|www\.")),
    ("postcode", re.compile(r"\b\d{5} [A-ZÅÄÖ]")),
)
_MOST_LEMMAS = 80


def section_features(lines: Sequence[Line], text: str) -> list[list[str]]:
    """Return the features of each line of a notice, in order."""
    own = [_own(line, text) for line in lines]
    topics = _topics(lines)
    rows: list[list[str]] = []
    for i, line in enumerate(lines):
        row = ["bias", *own[i], *topics[i]]
        row.append(f"position={min(9, 10 * i // len(lines))}")
        if i == 0:
            row.append("first")
        if i == len(lines) - 1:
            row.append("last")
        for offset in (-1, 1):
            j = i + offset
            if not 0 <= j < len(lines):
                row.append(f"{offset}:none")
                continue
            row.append(f"{offset}:kind={lines[j].block.kind}")
            row.extend(f"{offset}:{f}" for f in own[j] if f.startswith(("h=", "w=", "l=", "c=")))
        gap = text[lines[i - 1].block.end : line.block.start].count("\n") if i else 0
        row.append(f"gap={min(3, gap)}")
        rows.append(row)
    return rows


def _words(line: Line) -> list[str]:
    return [lemma for lemma in line.lemmas if lemma[:1].isalpha()]


def _own(line: Line, text: str) -> list[str]:
    words = _words(line)
    content = text[line.block.start : line.block.end]
    features = [f"kind={line.block.kind}", f"level={line.block.level}", f"length={len(words).bit_length()}"]
    features.append(f"ends={content[-1:] if content[-1:] in '.:?!,;' else 'word'}")
    if _NUMBERED.match(content):
        features.append("numbered")
    if content.isupper():
        features.append("upper")
    features.extend(f"w={lemma}" for lemma in dict.fromkeys(words[:_MOST_LEMMAS]))
    features.extend(f"b={a}_{b}" for a, b in pairwise(words))
    if line.block.kind is BlockKind.HEADING:
        features.append("h=" + "_".join(words))
    features.extend(f"p={part.base}" for a in line.analyses if len(a.parts) > 1 for part in a.parts)
    features.extend(f"l={label}" for label in sorted({hit.label for hit in line.hits}))
    features.extend(f"c={name}" for name in sorted({f"{hit.label}:{hit.category}" for hit in line.hits}))
    features.extend(f"shape={name}" for name, pattern in _SHAPES if pattern.search(content))
    return features


def _topics(lines: Sequence[Line]) -> list[list[str]]:
    """Return for each line the words of the heading it is or stands under, and of its run-in label."""
    topics: list[list[str]] = []
    above: list[str] = []
    since = 0
    for line in lines:
        if line.block.kind is BlockKind.HEADING:
            above, since = _topic(line, len(line.words)), 0
        since += 1
        row = [f"t={t}" for t in above] + [f"since={min(4, since)}"]
        if line.block.kind is not BlockKind.HEADING and ":" in line.words[:8]:
            row.extend(f"r={t}" for t in _topic(line, line.words.index(":")))
        topics.append(row)
    return topics


def _topic(line: Line, end: int) -> list[str]:
    words = [lemma for lemma in line.lemmas[:end] if lemma[:1].isalpha()]
    parts = [f"p:{part.base}" for a in line.analyses[:end] if len(a.parts) > 1 for part in a.parts]
    pairs = [f"{a}_{b}" for a, b in pairwise(words)]
    return list(dict.fromkeys([*words, *parts, *pairs, "^" + "_".join(words)]))


def refined_features(
    rows: Sequence[Sequence[str]], lines: Sequence[Line], topics: Floats, names: Sequence[str]
) -> list[list[str]]:
    """Return ``rows`` with what the topic model said of each line, its heading, its passage, its neighbours.

    :param topics: probabilities, (lines, types); ``names`` are the types.
    """
    passages = _passages(lines)
    means = [topics[list(passage)].mean(0) for passage in passages]
    index = {line: p for p, passage in enumerate(passages) for line in passage}
    answers = []
    for i, row in enumerate(rows):
        p = index[i]
        seen = list(row)
        seen += _levels("own", topics[i], names)
        seen += _levels("heading", topics[passages[p][0]], names)
        seen += _levels("passage", means[p], names)
        seen += _levels("before", means[p - 1], names) if p else ["before:none"]
        seen += _levels("after", means[p + 1], names) if p + 1 < len(passages) else ["after:none"]
        sure = next((q for q in range(p - 1, -1, -1) if topics[passages[q][0]].max() > 0.8), None)
        if sure is not None:
            seen.append(f"last_sure={names[int(topics[passages[sure][0]].argmax())]}")
        answers.append(seen)
    return answers


def opening_features(
    rows: Sequence[Sequence[str]], lines: Sequence[Line], text: str, topics: Floats, names: Sequence[str]
) -> list[list[str]]:
    """Return what tells whether a section opens at each line; ``topics`` are refined probabilities."""
    kept = (
        "kind=",
        "level=",
        "length=",
        "ends=",
        "numbered",
        "upper",
        "-1:kind",
        "1:kind",
        "gap=",
        "since=",
        "h=",
    )
    answers = []
    for i, row in enumerate(rows):
        seen = [f for f in row if f.startswith(kept)]
        here, before = topics[i], topics[i - 1] if i else np.zeros_like(topics[i])
        after = topics[i + 1] if i + 1 < len(topics) else here
        kind = lines[i].block.kind
        ending = text[lines[i - 1].block.end - 1] if i else ""
        seen.append(f"before_ends={ending if ending in '.:?!,;' else 'word'}")
        same = here.argmax() == before.argmax()
        seen += [f"same={same}", f"same={same}|{kind}", "first" if i == 0 else "later"]
        seen.append(f"pair={names[int(before.argmax())]}>{names[int(here.argmax())]}")
        for name, gap in (("now", here - before), ("next", after - before)):
            size = int(10 * float(np.abs(gap).max()))
            seen += [f"{name}>{k}" for k in range(1, size + 1)]
            seen += [f"{name}>{k}|{kind}" for k in range(1, size + 1)]
        answers.append(seen)
    return answers


def _levels(prefix: str, values: Floats, names: Sequence[str]) -> list[str]:
    """Return thermometer features of probabilities that are not near nought."""
    return [
        f"{prefix}:{name}>{level}"
        for name, value in zip(names, values, strict=True)
        if value > 0.1
        for level in (0.1, 0.3, 0.5, 0.7, 0.9)
        if value > level
    ]


def _passages(lines: Sequence[Line]) -> list[range]:
    """Return the runs of lines from one heading to the next."""
    firsts = [i for i, line in enumerate(lines) if i == 0 or line.block.kind is BlockKind.HEADING]
    return [range(a, b) for a, b in zip(firsts, [*firsts[1:], len(lines)], strict=True)]
