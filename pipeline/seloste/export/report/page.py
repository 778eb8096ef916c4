"""Writes the report from records: matrices of all notices, then each notice with its words marked."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from seloste import taxonomy
from seloste.errors import UsageError
from seloste.export.atomic import replacing
from seloste.record import FACT_FIELDS, Fact, Record, Retention, Span, Transfer
from seloste.resources import package_path

if TYPE_CHECKING:
    from jinja2 import Environment

#: Columns of a matrix; rarer categories are counted in the records but not shown.
_MOST_COLUMNS = 24
#: How a notice stands to a category, in one character.
_SIGNS = {"said": "●", "conditional": "◐", "denied": "✕", "mixed": "±"}
_LABELS = {field: label for label, field in FACT_FIELDS.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in the matrices: ``marks`` has said, denied, conditional or mixed by (field, category)."""

    number: int
    id: str
    controllers: tuple[str, ...]
    title: str | None
    marks: Mapping[tuple[str, str], str]
    findings: int


@dataclass(frozen=True, slots=True)
class Column:
    """A category as a column of a matrix, with the number of notices that state or deny it."""

    category: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a notice's text, marked where it is a span."""

    text: str
    index: int | None = None
    span: Span | None = None
    hint: str = ""


def write_report(records: Callable[[], Iterable[Record]], path: Path, *, language: str, most: int) -> int:
    """Write the report of records to ``path`` and return how many notices it shows.

    :param records: gives the records, called twice: the text of all notices is never held at once.
    :param most: how many notices are shown; the page says how many are left out.
    :raises UsageError: there are no records.
    """
    lines: list[Line] = []
    total = 0
    for record in records():
        if total < most:
            lines.append(_line(total, record))
        total += 1
    if not total:
        raise UsageError("no records to report on")
    shown = (record for _, record in zip(lines, records(), strict=False))
    words = _words(language)
    template = _environment().get_template("report.html.j2")
    style, script = (_text(name) for name in ("report.css", "report.js"))
    stream = template.stream(
        language=language,
        words=words,
        signs=_SIGNS,
        lines=lines,
        left_out=total - len(lines),
        groups=[
            (field, words[f"field.{field}"], _columns(field, lines, language))
            for field in FACT_FIELDS.values()
        ],
        records=((line, record) for line, record in zip(lines, shown, strict=True)),
        sections_of=lambda record: _sections(record, language),
        facts_of=lambda record: _facts(record, language),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    stream.enable_buffering(200)
    with replacing(path) as beside, beside.open("wb") as file:
        stream.dump(file, encoding="utf-8")
    return len(lines)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(package_path("export/report/data")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(name: str) -> str:
    return package_path(f"export/report/data/{name}").read_text(encoding="utf-8")


def _words(language: str) -> dict[str, str]:
    declared = yaml.safe_load(_text("words.yaml"))
    return {key: entry[language] for key, entry in declared.items()}


def _hash(text: str) -> str:
    """Return the digest by which the page's content policy lets its own style and script in."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _line(number: int, record: Record) -> Line:
    return Line(
        number=number,
        id=record.id,
        controllers=tuple(party.name for party in record.controllers),
        title=record.title,
        marks=_marks(record),
        findings=len(record.findings),
    )


def _marks(record: Record) -> dict[tuple[str, str], str]:
    """Return the mark of each category; several facts of one, such as two periods, make one mark."""
    found: dict[tuple[str, str], set[str]] = {}
    for field, fact in record.facts():
        found.setdefault((field, fact.category), set()).add(_mark(fact))
    return {
        key: marks.pop() if len(marks) == 1 else "mixed" if marks & {"denied", "mixed"} else "said"
        for key, marks in found.items()
    }


def _mark(fact: Fact) -> str:
    if fact.said and fact.denied:
        return "mixed"
    if fact.denied:
        return "denied"
    return "conditional" if fact.conditional else "said"


def _columns(field: str, lines: Sequence[Line], language: str) -> list[Column]:
    counts = Counter(category for line in lines for group, category in line.marks if group == field)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_COLUMNS]
    return [Column(category, _name(_LABELS[field], category, language), count) for category, count in most]


def _name(label: str, category: str, language: str) -> str:
    entry = taxonomy.load().check(label, category)
    return entry.en if language == "en" else entry.fi


def _named(fact: Fact, label: str, language: str) -> str:
    """Return the name of a fact's category, and the period or the country that it states."""
    name = _name(label, fact.category, language)
    if isinstance(fact, Retention) and (period := fact.period or fact.until):
        return f"{name}: {period}"
    if isinstance(fact, Transfer) and fact.country:
        return f"{name}: {fact.country.en if language == 'en' else fact.country.fi}"
    return name


def _sections(record: Record, language: str) -> Iterator[tuple[str, list[Piece]]]:
    """Yield the text from beginning to end as (names of the section's types, pieces), but for blank lines between."""
    names = taxonomy.load().sections
    at = 0
    for section in sorted(record.sections, key=lambda section: section.start):
        if record.text[at : section.start].strip():
            yield "", list(_pieces(record, at, section.start, language))
        if section.end > at:
            types = " · ".join(getattr(names[kind], language) for kind in section.types)
            yield types, list(_pieces(record, max(at, section.start), section.end, language))
            at = section.end
    if record.text[at:].strip():
        yield "", list(_pieces(record, at, len(record.text), language))


def _pieces(record: Record, start: int, end: int, language: str) -> Iterator[Piece]:
    at = start
    for index, span in sorted(enumerate(record.spans), key=lambda item: (item[1].start, -item[1].end)):
        if at <= span.start and span.end <= end:
            if span.start > at:
                yield Piece(record.text[at : span.start])
            yield Piece(span.quote, index, span, _hint(span, language))
            at = span.end
    if at < end:
        yield Piece(record.text[at:end])


def _hint(span: Span, language: str) -> str:
    words = _words_cached(language)
    names = ", ".join(_name(span.label, category, language) for category in span.categories)
    notes = [words["denied"]] if span.negated else []
    if span.condition:
        notes.append(words[f"condition.{span.condition.kind}"])
    label = words[f"label.{span.label}"]
    return label + (f": {names}" if names else "") + (f" ({', '.join(notes)})" if notes else "")


@cache
def _words_cached(language: str) -> dict[str, str]:
    return _words(language)


def _facts(record: Record, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the groups that the notice states: name of the group, then each fact with its spans."""
    words = _words_cached(language)
    groups = []
    for field, label in _LABELS.items():
        facts: Sequence[Fact] = getattr(record, field)
        if facts:
            rows = [
                {"name": _named(fact, label, language), "mark": _mark(fact), "spans": fact.spans}
                for fact in facts
            ]
            groups.append((words[f"field.{field}"], rows))
    return groups
