"""The one joiner: a notice in, its record out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seloste import loading
from seloste.assembly import assemble
from seloste.audit import audit
from seloste.errors import NoticeError, Reason
from seloste.finnish.base import Analyser
from seloste.finnish.lexicon import Lexicon
from seloste.finnish.lines import Line, read_lines
from seloste.finnish.registry import analyser as make_analyser
from seloste.loading.mending import in_original
from seloste.model import Model, load_model
from seloste.notice import Notice, Source
from seloste.record import Extent, Record, Section, Span
from seloste.resources import package_path
from seloste.sections.model import SectionLines, heading_of
from seloste.spans.features import contexts
from seloste.spans.model import Reading
from seloste.values.conditions import find_condition
from seloste.values.typed import enrich

#: Labels whose statements can hold under a condition; of the others its words are the statement itself.
CONDITIONAL = frozenset({"data", "purpose", "source", "recipient", "transfer", "decision"})


@dataclass(frozen=True)
class Read:
    """What the models say of a notice, before the record is made."""

    lines: list[Line]
    sections: list[SectionLines]
    spans: list[Reading]


def read(notice: Notice, model: Model, analyser: Analyser, lexicon: Lexicon) -> Read:
    """Analyse the lines of a notice, type its sections, find its spans."""
    lines = [line for line in read_lines(notice, analyser, lexicon) if line.tokens]
    sections = model.sections.predict(lines, notice.text)
    types = [section.types for section in sections for _ in range(section.first, section.last + 1)]
    return Read(lines, sections, model.spans.read(lines, contexts(lines, types)))


def read_lexicon() -> Lexicon:
    """Return the lexicon of categories that the package carries."""
    return Lexicon.read(package_path("spans/data/lexicon.tsv"))


class Extractor:
    """Reads notices with one model and one analyser; made once, used for many."""

    def __init__(
        self, model: str | Path | None = None, analyser: str = "voikko", min_score: float = 0.0
    ) -> None:
        self.model = load_model(model)
        self.analyser = make_analyser(analyser)
        self.lexicon = read_lexicon()
        self.min_score = min_score

    def extract(self, notice: Notice) -> Record:
        """Return the record of a notice; spans below the least score are left out and counted."""
        found = read(notice, self.model, self.analyser, self.lexicon)
        sections = [_section(found.lines, section) for section in found.sections]
        place = {i: n for n, s in enumerate(found.sections) for i in range(s.first, s.last + 1)}
        spans = [
            _span(notice.text, found.lines, reading, place[reading.tagged.line])
            for reading in found.spans
            if reading.score >= self.min_score
        ]
        omitted = Counter(r.tagged.label for r in found.spans if r.score < self.min_score)
        record = enrich(assemble(notice, sections, spans))
        audited = record.model_copy(
            update={"findings": tuple(audit(record)), "omitted": dict(sorted(omitted.items()))}
        )
        return in_original(audited, notice.edits)


def _section(lines: Sequence[Line], section: SectionLines) -> Section:
    heading = heading_of(lines, section)
    return Section(
        types=section.types,
        heading=Extent(start=heading.block.start, end=heading.block.end) if heading else None,
        start=lines[section.first].block.start,
        end=lines[section.last].block.end,
        score=section.score,
    )


def _span(text: str, lines: Sequence[Line], reading: Reading, section: int) -> Span:
    tagged = reading.tagged
    line = lines[tagged.line]
    start, end = line.tokens[tagged.first].start, line.tokens[tagged.last].end
    conditional = tagged.label in CONDITIONAL
    return Span(
        label=tagged.label,
        categories=reading.categories,
        negated=reading.negated,
        condition=find_condition(text, start, end, denied=reading.negated) if conditional else None,
        start=start,
        end=end,
        quote=text[start:end],
        section=section,
        score=reading.score,
        by=tagged.by,
    )


def extract(path: str | Path, *, model: str | Path | None = None) -> Record:
    """Return the record of the one notice in a file.

    :raises NoticeError: the file holds no notice that can be read, or several.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise NoticeError(Reason.NOT_FOUND, f"{file}: no such file") from error
    except OSError as error:
        raise NoticeError(Reason.UNREADABLE, f"{file}: {error.strerror}") from error
    notices = loading.load(data, name=file.name, source=Source(path=str(path)))
    if len(notices) > 1:
        raise NoticeError(
            Reason.UNSUPPORTED_FORMAT, f"{file} holds {len(notices)} notices; use `seloste extract`"
        )
    return Extractor(model).extract(notices[0])
