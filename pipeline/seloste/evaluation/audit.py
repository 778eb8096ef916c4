"""Scores the audit against verdicts given by hand: precision and recall of every finding.

The audit reads the gold spans of each notice: the figures tell the rules' errors, not the tagger's. With
``--read`` it reads the spans of the released model, as a user's notices are read. Verdicts are in
``annotations/audit/*.csv``: a notice a row, the part it belongs to and the codes of the findings that hold;
``annotations/audit/README.md`` says how they were made.

    python -m seloste.evaluation.audit annotations/gold annotations/audit/gold.csv [--errors] [--read]
    python -m seloste.evaluation.audit annotations/audit/contradictions.yaml [--errors]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from seloste.assembly import assemble
from seloste.audit import audit
from seloste.formats import marked
from seloste.formats.inline import Annotated, parse
from seloste.loading.facts import find_updated
from seloste.notice import Block, BlockKind, Notice
from seloste.record import Record, Section, Span
from seloste.values.conditions import find_condition
from seloste.values.typed import enrich

#: Findings that a computation decides and no reader: they are left out of the verdicts and of the figures.
COMPUTED = frozenset({"business_id_invalid", "hard_to_read"})


@dataclass(slots=True)
class Score:
    """How often a finding was rightly made, wrongly made, and missed; ``errors`` are ids with their kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Share of the findings made that hold; ``None`` where none was made."""
        made = self.right + self.wrong
        return self.right / made if made else None

    @property
    def recall(self) -> float | None:
        """Share of the findings that hold that were made; ``None`` where none holds."""
        hold = self.right + self.missed
        return self.right / hold if hold else None

    def add(self, other: Score) -> None:
        """Add up two scores."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


def gold_record(name: str, annotated: Annotated) -> Record:
    """Return the record of an annotated notice, its conditions, terms and relations read by the rules."""
    text = annotated.text
    sections = [
        Section(types=section.types, start=section.start, end=section.end) for section in annotated.sections
    ]
    spans = [
        Span(
            label=span.label,
            categories=span.categories,
            negated=span.negated,
            condition=find_condition(text, span.start, span.end, denied=span.negated),
            start=span.start,
            end=span.end,
            quote=text[span.start : span.end],
            section=next((n for n, s in enumerate(sections) if s.start <= span.start <= s.end), None),
            by="gold",
        )
        for span in annotated.spans
    ]
    blocks = _lines(text)
    notice = Notice(id=name, text=text, blocks=tuple(blocks), updated=find_updated(text, blocks))
    return enrich(assemble(notice, sections, spans))


def _lines(text: str) -> list[Block]:
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line), BlockKind.PARAGRAPH))
        start += len(line) + 1
    return blocks


def verdicts(path: Path) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield the id, the part and the findings that hold of each notice judged by hand."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["id"], row["part"], frozenset(row["findings"].split())


def score(
    annotations: Mapping[str, Annotated],
    path: Path,
    make: Callable[[str, Annotated], Record] = gold_record,
) -> dict[str, dict[str, Score]]:
    """Return the score of each finding in each part, of records that ``make`` gives.

    :raises KeyError: a verdict is of a notice that is not among the annotations.
    """
    scores: dict[str, dict[str, Score]] = {}
    for name, part, expected in verdicts(path):
        made = {finding.code for finding in audit(make(name, annotations[name]))} - COMPUTED
        _count(scores.setdefault(part, {}), name, made, expected)
    return scores


def score_contradictions(path: Path) -> dict[str, dict[str, Score]]:
    """Return the scores of the contradictions on short notices, by the ``part`` of each; the first has none."""
    scores: dict[str, dict[str, Score]] = {}
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
        expected = {case["finding"]} - {None}
        record = gold_record(f"case {number}", parse(case["text"]))
        made = {finding.code for finding in audit(record) if "contradict" in finding.code}
        _count(scores.setdefault(case.get("part", "first"), {}), record.id, made, expected)
    return scores


def _count(scores: dict[str, Score], name: str, made: Set[str], expected: Set[str]) -> None:
    for code in made | expected:
        entry = scores.setdefault(code, Score())
        kind = "right" if code in made & expected else "wrong" if code in made else "missed"
        setattr(entry, kind, getattr(entry, kind) + 1)
        if kind != "right":
            entry.errors.append(f"{name} {kind}")


def report(scores: Mapping[str, Mapping[str, Score]], *, errors: bool = False) -> Iterator[str]:
    """Yield the lines of the report: a table a part, with sums over missing items and over contradictions."""
    for part, by_code in sorted(scores.items()):
        yield f"{part:44}right wrong missed      P      R"
        groups: dict[str, Score] = {}
        for code, entry in sorted(by_code.items()):
            yield _line(code, entry) + (f"  {', '.join(entry.errors)}" if errors and entry.errors else "")
            groups.setdefault(_group(code), Score()).add(entry)
            groups.setdefault("all findings", Score()).add(entry)
        for group, entry in sorted(groups.items()):
            yield _line(f"= {group}", entry)
        yield ""


def _group(code: str) -> str:
    if code.endswith("_missing"):
        return "missing items"
    return "contradictions" if "contradict" in code else "other findings"


def _line(name: str, entry: Score) -> str:
    shares = "".join(
        f"{share:7.3f}" if share is not None else "      –" for share in (entry.precision, entry.recall)
    )
    return f"{name:44}{entry.right:5} {entry.wrong:5} {entry.missed:6}{shares}"


def _reader() -> Callable[[str, Annotated], Record]:
    """Return what reads the bare text of an annotated notice with the released model."""
    from seloste.loading import read_text
    from seloste.process import Extractor

    extractor = Extractor()
    return lambda name, annotated: extractor.extract(read_text(annotated.text, id=name))


def main(arguments: Sequence[str]) -> None:
    """Print the report."""
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if len(paths) == 2:
        make = _reader() if "--read" in arguments else gold_record
        scores = score(marked.read(paths[0]), paths[1], make)
    else:
        scores = score_contradictions(paths[0])
    print("\n".join(report(scores, errors="--errors" in arguments)))


if __name__ == "__main__":
    main(sys.argv[1:])
