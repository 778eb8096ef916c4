"""Annotated notices in brat's stand-off form: a folder with ``ID.txt`` and ``ID.ann`` for each.

The type of a span is its label and categories joined by hyphens (``data-name-contact``); ``Negated`` is a
binary attribute. A section is an annotation of type ``section-TYPE`` with a fragment a line, because brat's
annotations do not reach over a line end; where it begins with empty lines, a note tells its place
(``start 120``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from seloste.errors import AnnotationError
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan, sections_of

_ENTITY = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_ATTRIBUTE = re.compile(r"A\d+\tNegated (T\d+)")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes (T\d+)\tstart (\d+)")
_SECTION = "section"


def read(path: Path) -> dict[str, Annotated]:
    """Return the notices of the folder at ``path`` by id.

    :raises AnnotationError: an ``.ann`` file has a line of no known kind or words that are not the text's.
    """
    return {text.stem: _read_notice(text) for text in sorted(path.glob("*.txt"))}


def write(notices: Mapping[str, Annotated], path: Path) -> None:
    """Write the notices to the folder at ``path``, which is made if it is not there.

    :raises AnnotationError: a section is empty lines alone, which brat cannot hold.
    """
    path.mkdir(parents=True, exist_ok=True)
    for name, notice in notices.items():
        (path / f"{name}.txt").write_text(notice.text, encoding="utf-8", newline="")
        lines = "".join(f"{line}\n" for line in _lines(notice))
        (path / f"{name}.ann").write_text(lines, encoding="utf-8", newline="\n")


def _read_notice(path: Path) -> Annotated:
    text = path.read_bytes().decode("utf-8")
    entities: list[tuple[str, int, int, list[str]]] = []
    negated: set[str] = set()
    moved: dict[str, int] = {}
    for number, line in enumerate(path.with_suffix(".ann").read_text(encoding="utf-8").split("\n"), 1):
        if entity := _ENTITY.fullmatch(line):
            places = [int(place) for place in re.findall(r"\d+", entity[3])]
            fragments = [text[start:end] for start, end in zip(places[::2], places[1::2], strict=True)]
            if " ".join(fragments) != entity[4]:
                raise AnnotationError(
                    f"{path.stem}.ann, line {number}: the text has other words at {entity[3]}"
                )
            entities.append((entity[1], places[0], places[-1], entity[2].split("-")))
        elif attribute := _ATTRIBUTE.fullmatch(line):
            negated.add(attribute[1])
        elif note := _NOTE.fullmatch(line):
            moved[note[1]] = int(note[2])
        elif line:
            raise AnnotationError(f"{path.stem}.ann, line {number}: not understood: {line!r}")
    opened = [
        (moved.get(id, start), tuple(names)) for id, start, _, (kind, *names) in entities if kind == _SECTION
    ]
    spans = [
        AnnotatedSpan(start, end, label, tuple(categories), negated=id in negated)
        for id, start, end, (label, *categories) in entities
        if label != _SECTION
    ]
    return Annotated(
        text, sections_of(text, sorted(opened)), tuple(sorted(spans, key=lambda span: span.start))
    )


def _lines(notice: Annotated) -> Iterator[str]:
    number = 0
    for number, section in enumerate(notice.sections, 1):
        fragments = _fragments(notice.text, section)
        places = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(notice.text[start:end] for start, end in fragments)
        yield f"T{number}\t{_SECTION}-{'-'.join(section.types)} {places}\t{words}"
        if fragments[0][0] != section.start:
            yield f"#{number}\tAnnotatorNotes T{number}\tstart {section.start}"
    for id, span in enumerate(notice.spans, number + 1):
        kind = "-".join([span.label, *span.categories])
        yield f"T{id}\t{kind} {span.start} {span.end}\t{notice.text[span.start : span.end]}"
        if span.negated:
            yield f"A{id}\tNegated T{id}"


def _fragments(text: str, section: AnnotatedSection) -> list[tuple[int, int]]:
    """Return the places of the lines of a section that are not empty."""
    lines = re.finditer(r"[^\n]+", text[section.start : section.end])
    places = [(section.start + line.start(), section.start + line.end()) for line in lines]
    if not places:
        raise AnnotationError(f"the section at {section.start} is empty lines alone, which brat cannot hold")
    return places
