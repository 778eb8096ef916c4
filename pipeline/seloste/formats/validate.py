"""Checks hand annotation itself: what is malformed, doubtful, or the same notice twice.

``python -m seloste.formats.validate annotations/gold`` lists it; the exit code is 1 where there are errors.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stdnum.fi import ytunnus

from seloste.formats.inline import Annotated, AnnotatedSpan, scan
from seloste.formats.marked import SUFFIX

#: Words in a row that two notices may not share: texts of a law's wording run to about twenty.
_SHARED_RUN = 25
#: The longest span of the gold that names one thing has about 150 characters.
_LONGEST_SPAN = 200
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪]|\d+[.)])\s+|[•▪]")
_EDGE = re.compile(r"^[\s,.;:!?–—•/]|[\s,;:!?–—•/]$")
#: A stop at the end, unless the word is an initial, an abbreviation or a company form.
_STOP = re.compile(
    r"(?<!\b\w)(?<!\b(?:pv|kk|mm|ym))(?<!\b(?:mom|yms|jne|puh|Inc|Ltd|Bhd))(?<!\bos)(?<!\d\.\d\d)\.$"
)
_NUMBERED = re.compile(r"\s*(?:\d+(?:\.\d+)*[.)]?|[A-ZÅÄÖ][.)])\s+\S")


class Severity(StrEnum):
    """How bad a problem is: an error is to be mended, a warning to be looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something amiss in an annotated notice; ``line`` counts from 1 and is 0 for the whole file."""

    path: str
    line: int
    severity: Severity
    code: str
    message: str

    def __str__(self) -> str:
        """Return the problem as compilers show theirs."""
        return f"{self.path}:{self.line}: {self.severity} {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Notice:
    name: str
    annotated: Annotated
    lines: tuple[int, ...]
    """Where each line of the text begins."""

    def quote(self, span: AnnotatedSpan) -> str:
        return self.annotated.text[span.start : span.end]

    def problem(self, at: int, severity: Severity, code: str, message: str) -> Problem:
        """Return a problem at the place ``at`` of the text, with its line in the marked file."""
        plain = sum(start <= at for start in self.lines)
        marks = sum(section.start <= at for section in self.annotated.sections)
        return Problem(self.name, plain + marks, severity, code, message)


def validate(paths: Iterable[Path]) -> list[Problem]:
    """Return what is amiss in the annotated notices at ``paths``, by file and line.

    Errors: ``malformed`` marks (unknown labels, overlaps, stray marks), a span that is ``too_long``, holds a
    ``bullet`` or has punctuation at its ``edge``, a marked ``heading``, a notice that is the ``duplicate`` of
    another. Warnings: a long run of words shared with another notice (``shared_run``), a phrase annotated
    with different categories (``inconsistent``), a ``business_id`` with a wrong check digit.
    """
    problems: list[Problem] = []
    notices: list[_Notice] = []
    for path in sorted(paths):
        annotated, faults = scan(path.read_text(encoding="utf-8"))
        problems += (
            Problem(path.name, fault.line, Severity.ERROR, "malformed", fault.message) for fault in faults
        )
        starts = [0, *(match.end() for match in re.finditer("\n", annotated.text))]
        notices.append(_Notice(path.name, annotated, tuple(starts)))
    for notice in notices:
        problems += _spans(notice)
        problems += _headings(notice)
    problems += _duplicates(notices)
    problems += _shared_runs(notices)
    problems += _inconsistent(notices)
    return sorted(problems)


def _spans(notice: _Notice) -> Iterator[Problem]:
    for span in notice.annotated.spans:
        quote = notice.quote(span)
        if len(quote) > _LONGEST_SPAN:
            yield notice.problem(
                span.start, Severity.ERROR, "too_long", f"{len(quote)} characters: {quote[:60]}…"
            )
        if _BULLET.search(quote) and span.label != "contact":
            yield notice.problem(span.start, Severity.ERROR, "bullet", quote)
        if _EDGE.search(quote) or (span.label != "contact" and _ragged(quote)):
            yield notice.problem(span.start, Severity.ERROR, "edge", quote)
        if span.label == "contact" and "business_id" in span.categories and not ytunnus.is_valid(quote):
            yield notice.problem(span.start, Severity.WARNING, "business_id", f"{quote}: wrong check digit")


def _ragged(quote: str) -> bool:
    """Return whether a phrase ends in a stop of the sentence or breaks or wears brackets or quotes."""
    worn = quote[0] + quote[-1] in {"()", "[]", '""', "””", "“”", "''", "’’"}
    broken = quote.count("(") != quote.count(")") or quote.count("[") != quote.count("]")
    odd = any(quote.count(mark) % 2 for mark in '"”') and "“" not in quote
    return worn or broken or odd or bool(_STOP.search(quote))


def _headings(notice: _Notice) -> Iterator[Problem]:
    """Yield the first lines of sections that are a numbered heading and marked from end to end.

    A line that names the controller, the register or a contact may be a heading that says something.
    """
    text = notice.annotated.text
    for section in notice.annotated.sections:
        first = text.find("\n", section.start, section.end)
        if first < 0 or not _NUMBERED.match(text[section.start : first]):
            continue
        for span in notice.annotated.spans:
            if section.start <= span.start < first and span.label not in {
                "controller",
                "register",
                "contact",
            }:
                rest = text[section.start : span.start] + text[span.end : first]
                if not re.search(r"[^\W\d_]", rest):
                    yield notice.problem(span.start, Severity.ERROR, "heading", notice.quote(span))


def _duplicates(notices: Sequence[_Notice]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for notice in notices:
        words = " ".join(_WORD.findall(notice.annotated.text.lower()))
        first = seen.setdefault(words, notice.name)
        if first != notice.name:
            yield Problem(notice.name, 0, Severity.ERROR, "duplicate", f"the same notice as {first}")


def _shared_runs(notices: Sequence[_Notice]) -> Iterator[Problem]:
    """Yield, for each two notices that share a run of words, the first place where they do."""
    seen: dict[tuple[str, ...], str] = {}
    for notice in notices:
        words = [(match[0].lower(), match.start()) for match in _WORD.finditer(notice.annotated.text)]
        reported: set[str] = set()
        for at in range(len(words) - _SHARED_RUN + 1):
            run = tuple(word for word, _ in words[at : at + _SHARED_RUN])
            first = seen.setdefault(run, notice.name)
            if first != notice.name and first not in reported:
                reported.add(first)
                message = f"{_SHARED_RUN} words as in {first}: {' '.join(run[:8])} …"
                yield notice.problem(words[at][1], Severity.WARNING, "shared_run", message)


def _inconsistent(notices: Sequence[_Notice]) -> Iterator[Problem]:
    """Yield the spans whose phrase is annotated otherwise, under the same label, more often elsewhere."""
    uses: dict[tuple[str, str], dict[tuple[str, ...], list[tuple[_Notice, AnnotatedSpan]]]]
    uses = defaultdict(lambda: defaultdict(list))
    for notice in notices:
        for span in notice.annotated.spans:
            uses[span.label, notice.quote(span).lower()][tuple(sorted(span.categories))].append(
                (notice, span)
            )
    for (label, phrase), readings in uses.items():
        usual = max(readings, key=lambda categories: (len(readings[categories]), categories))
        for categories, places in readings.items():
            if categories != usual:
                for notice, span in places:
                    message = f"{label} {phrase!r} is {'+'.join(categories)} here, mostly {'+'.join(usual)}"
                    yield notice.problem(span.start, Severity.WARNING, "inconsistent", message)


def main(arguments: Sequence[str] | None = None) -> None:
    """Check a folder from the command line."""
    parser = argparse.ArgumentParser(prog="python -m seloste.formats.validate")
    parser.add_argument("gold", type=Path, help="folder of annotated notices")
    problems = validate(parser.parse_args(arguments).gold.glob(f"*{SUFFIX}"))
    for problem in problems:
        print(problem)
    sys.exit(any(problem.severity is Severity.ERROR for problem in problems))


if __name__ == "__main__":
    main()
