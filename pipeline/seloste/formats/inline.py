"""Annotated notices with their marks in the text: section lines and span marks.

A marked notice is the notice itself with two things added: a line ``@@ type+type`` opens a section, and
``<<label:category+category!|words>>`` marks a span, ``!`` saying that the notice denies it. Taking the marks
out gives the notice back, character for character. See ``annotations/guidelines.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from seloste import taxonomy
from seloste.errors import AnnotationError

_SECTION = re.compile(r"@@ ([a-z_]+(?:\+[a-z_]+)*)[ \t]*")
_SPAN = re.compile(r"<<([a-z_]+)(?::([a-z_+]+))?(!?)\|([^<>\n]+?)>>")


@dataclass(frozen=True, slots=True)
class AnnotatedSection:
    """A section by hand: whole lines of the text, without the line end after the last."""

    start: int
    end: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedSpan:
    """A span by hand; ``label`` and ``categories`` are the taxonomy's."""

    start: int
    end: int
    label: str
    categories: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Annotated:
    """A notice's text with its sections and spans in order; offsets are code points of ``text``."""

    text: str
    sections: tuple[AnnotatedSection, ...]
    spans: tuple[AnnotatedSpan, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is malformed in a marked notice; ``line`` counts from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        """Return the fault with its line."""
        return f"line {self.line}: {self.message}"


def parse(marked: str) -> Annotated:
    """Return the notice of a marked text.

    :raises AnnotationError: a mark is malformed or not in the taxonomy; the message names each line at fault.

    >>> parse("@@ data_categories\\nTallennamme <<data:email|sähköpostin>>.").spans
    (AnnotatedSpan(start=12, end=23, label='data', categories=('email',), negated=False),)
    """
    annotated, faults = scan(marked)
    if faults:
        raise AnnotationError("; ".join(map(str, faults)))
    return annotated


def scan(marked: str) -> tuple[Annotated, list[Fault]]:
    """Return the notice of a marked text as far as it can be read, and what is malformed in it."""
    lines: list[str] = []
    opened: list[tuple[int, tuple[str, ...]]] = []
    spans: list[AnnotatedSpan] = []
    faults: list[Fault] = []
    length = 0
    for number, line in enumerate(marked.split("\n"), 1):
        section = _SECTION.fullmatch(line)
        if section:
            types = tuple(section[1].split("+"))
            faults += (Fault(number, message) for message in _unknown_types(types))
            opened.append((length, types))
            continue
        if line.startswith("@@"):
            faults.append(Fault(number, f"malformed section line {line!r}"))
        plain, marks, messages = _scan_line(line, length)
        faults += (Fault(number, message) for message in messages)
        spans += marks
        lines.append(plain)
        length += len(plain) + 1
    if not opened or opened[0][0] != 0:
        faults.append(Fault(1, "the notice does not open with a section line"))
    text = "\n".join(lines)
    return Annotated(text, sections_of(text, opened), tuple(spans)), faults


def sections_of(text: str, opened: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[AnnotatedSection, ...]:
    """Return the sections that begin at the places ``opened``, each up to the next, but the empty."""
    bounds = [start for start, _ in opened] + [len(text) + 1]
    return tuple(
        AnnotatedSection(start, following - 1, types)
        for (_, types), (start, following) in zip(opened, pairwise(bounds), strict=True)
        if following - 1 > start
    )


def write(annotated: Annotated) -> str:
    """Return the marked text of a notice; ``parse`` gives the same notice back.

    :raises AnnotationError: the notice cannot be marked so: its sections do not follow one another line by
        line, a span overlaps another, reaches over a line end or is not in the taxonomy, or the text itself
        has the characters of the marks.
    """
    text = annotated.text
    sections = annotated.sections
    following = [section.start for section in sections[1:]] + [len(text) + 1]
    if not sections or sections[0].start != 0:
        raise AnnotationError("the first section does not begin where the text does")
    for section, start in zip(sections, following, strict=True):
        if section.end != start - 1 or section.end <= section.start:
            raise AnnotationError(f"the section at {section.start} does not end where the next begins")
        if section.start and text[section.start - 1] != "\n":
            raise AnnotationError(f"the section at {section.start} does not begin a line")
    pieces: list[str] = []
    at = 0
    for position, mark in _marks(annotated):
        pieces += (text[at:position], mark)
        at = position
    marked = "".join([*pieces, text[at:]])
    if parse(marked) != annotated:
        raise AnnotationError("the notice cannot be marked: its text or spans have the characters of marks")
    return marked


def _scan_line(line: str, offset: int) -> tuple[str, list[AnnotatedSpan], list[str]]:
    """Return a line without its marks, its spans (``offset`` is where the line begins) and its faults."""
    plain, last = "", 0
    spans: list[AnnotatedSpan] = []
    faults: list[str] = []
    for mark in _SPAN.finditer(line):
        plain += line[last : mark.start()]
        label, categories, words = mark[1], tuple((mark[2] or "").split("+")), mark[4]
        faults += _unknown_categories(label, categories)
        if label == "register":
            categories = ()
        if words != words.strip():
            faults.append(f"span begins or ends with a blank: {words!r}")
        start = offset + len(plain)
        kept = tuple(filter(None, categories))
        spans.append(AnnotatedSpan(start, start + len(words), label, kept, negated=bool(mark[3])))
        plain += words
        last = mark.end()
    plain += line[last:]
    if "<<" in plain or ">>" in plain:
        faults.append(f"stray mark: {plain[:80]!r}")
    return plain, spans, faults


def _unknown_types(types: Iterable[str]) -> list[str]:
    known = taxonomy.load().sections
    return [f"no section type {name}" for name in types if name not in known]


def _unknown_categories(label: str, categories: Iterable[str]) -> list[str]:
    loaded = taxonomy.load()
    if label not in loaded.labels:
        return [f"no label {label}"]
    if label == "register":
        return []
    return [f"no category {label}:{name}" for name in categories if name not in loaded.categories(label)]


def _marks(annotated: Annotated) -> list[tuple[int, str]]:
    """Return what is to be put in and where, in the order of writing."""
    marks = [(section.start, -1, f"@@ {'+'.join(section.types)}\n") for section in annotated.sections]
    end = 0
    for span in annotated.spans:
        if not end <= span.start < span.end <= len(annotated.text):
            raise AnnotationError(f"the span at {span.start} is out of order, overlaps another or is empty")
        end = span.end
        categories = f":{'+'.join(span.categories)}" if span.categories else ""
        marks.append((span.start, 2, f"<<{span.label}{categories}{'!' if span.negated else ''}|"))
        marks.append((span.end, 1, ">>"))
    return [(position, mark) for position, _, mark in sorted(marks, key=lambda mark: mark[:2])]
