"""What the category and the polarity models see of a span: its words, its place and its clause."""

from __future__ import annotations

from itertools import pairwise

from seloste.finnish.lines import Line
from seloste.spans.features import LineContext, is_verb
from seloste.spans.words import words

_STOPS = {".", ";", "!", "?"}


def category_features(line: Line, context: LineContext, first: int, last: int, label: str) -> list[str]:
    """Return the features by which the categories of a span are told apart."""
    lemmas = line.lemmas[first : last + 1]
    analyses = line.analyses[first : last + 1]
    spoken = [lemma for lemma in lemmas if lemma[:1].isalpha()]
    features = ["bias", f"phrase={' '.join(lemmas)}", f"size={min(4, len(spoken))}"]
    features += [f"lemma={lemma}" for lemma in spoken]
    nouns = [a for a in analyses if a.upos in ("NOUN", "PROPN", "X")]
    head = nouns[-1] if nouns else analyses[-1]
    features.append(f"head={head.lemma.lower()}")
    if len(head.parts) > 1:
        features += [f"head_last={head.parts[-1].base}", f"head_first={head.parts[0].base}"]
    for analysis in analyses:
        features += [f"part={part.base}" for part in analysis.parts if len(analysis.parts) > 1]
        features.append(f"stem={analysis.lemma[:5].lower()}")
        low = analysis.lemma.lower()
        features += [f"gram={low[i : i + 4]}" for i in range(len(low) - 3)]
    features += [f"pair={a} {b}" for a, b in pairwise(spoken)]
    inside = [h for h in line.hits if h.label == label and first <= h.start and h.end <= last + 1]
    for hit in inside:
        features.append(f"lexicon={hit.category}")
        if hit.end == last + 1:
            features.append(f"lexicon_head={hit.category}")
        if hit.start == first and hit.end == last + 1:
            features.append(f"lexicon_whole={hit.category}")
    if inside:
        best = max(inside, key=lambda hit: (hit.end - hit.start, hit.exact, hit.end))
        features.append(f"lexicon_best={best.category}")
    features += [f"section={s}" for s in context.sections]
    features += [f"heading={lemma}" for lemma in context.heading[:8]]
    features += [f"lead={lemma}" for lemma in context.lead]
    for offset in (1, 2, 3):
        before = line.lemmas[first - offset] if first - offset >= 0 else "^"
        after = line.lemmas[last + offset] if last + offset < len(line.lemmas) else "$"
        features += [f"-{offset}={before}", f"+{offset}={after}"]
    case = next((f for f in analyses[-1].feats.split("|") if f.startswith("Case=")), "Case=-")
    features.append(case)
    return features


def polarity_features(
    line: Line, context: LineContext, first: int, last: int, label: str, categories: tuple[str, ...]
) -> list[str]:
    """Return the features by which a denied span is told from an affirmed one."""
    features = ["bias", f"label={label}", *(f"category={label}:{c}" for c in categories)]
    low = max((i + 1 for i in range(first) if line.words[i] in _STOPS), default=0)
    high = min(
        (i for i in range(last + 1, len(line.words)) if line.words[i] in _STOPS), default=len(line.words)
    )
    negations = [i for i in range(low, high) if _negates(line, i)]
    before = [i for i in negations if i < first]
    within = [i for i in negations if first <= i <= last]
    after = [i for i in negations if i > last]
    if within:
        features += ["negation=within", f"within|{label}"]
    for side, places in (("before", before[-1:]), ("after", after[:1])):
        for place in places:
            between = range(place + 1, first) if side == "before" else range(last + 1, place)
            verb = next(
                (line.lemmas[i] for i in range(place + 1, min(place + 5, high)) if is_verb(line.analyses[i])),
                "-",
            )
            commas = sum(line.words[i] == "," for i in between)
            turns = [line.lemmas[i] for i in between if line.lemmas[i] in words("exceptions")]
            features += [
                f"{side}", f"{side}|{label}", f"{side}_verb={verb}", f"{side}_verb={verb}|{label}",
                f"{side}_distance={min(12, len(between)).bit_length()}",
                f"{side}_commas={min(2, commas)}", f"{side}_word={line.words[place].lower()}",
                f"{side}|turns={bool(turns)}",
            ]  # fmt: skip
            features += [f"{side}|turn={turn}" for turn in turns]
            finite = sum(is_verb(line.analyses[i]) for i in between)
            features.append(f"{side}_verbs={min(3, finite)}")
    if not negations:
        features.append("negation=none")
    lead = set(context.lead)
    if lead & {"ei", "älä"}:
        features += ["lead_denies", f"lead_denies|{label}", f"lead_denies|own={bool(negations)}"]
    if set(context.heading) & {"ei"}:
        features.append("heading_denies")
    for word in words("limits"):
        if word in line.lemmas[low:first]:
            features.append(f"before={word}")
        if word in line.lemmas[last + 1 : high]:
            features.append(f"after={word}")
    features += [f"word={lemma}" for lemma in line.lemmas[first : last + 1]]
    features.append(f"just_before={line.lemmas[first - 1] if first else '^'}")
    return features


def _negates(line: Line, i: int) -> bool:
    return line.lemmas[i] in ("ei", "älä") or "Polarity=Neg" in line.analyses[i].feats
