"""What the checks ask of a record: which statements it makes, on which ground, in which sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from seloste import taxonomy
from seloste.audit.tables import cue
from seloste.record import Law, Mention, Record, Span
from seloste.values.layout import sentence_around

#: Grounds of article 6; a special act or article 9 says more of one of them.
GROUNDS = frozenset(
    {"consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"}
)
#: Purposes whose refusal ends the processing: to refuse the letters is to withdraw the consent to them.
MARKETING = frozenset({"marketing", "direct_marketing", "sales"})

NEGATION = re.compile(
    r"(?<!\w)(?:ei|eikä|eivät|eivätkä|emme|en|emmekä|enkä|ettei|ettemme|etteivät)(?!\w)", re.IGNORECASE
)

#: Letters at the beginning of a word that its endings do not change.
_STEM = 5
#: A ground of the Personal Data Act that was no duty: the customer or membership relation, consent, assignment.
_CONNECTION = re.compile(r"(?<!\d)[125](?!\d|[./]\d)[.]?\s?\)?-?\s?koh|yhtey|suhde|suhte", re.IGNORECASE)


def stems(text: str) -> set[str]:
    """Return the beginnings of the words that tell one matter from another: long, and in no ground as such."""
    words = (word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= _STEM)
    return {word[:_STEM].casefold() for word in words if not cue("plain_ground").match(word)}


def matters(text: str) -> set[str]:
    """Return the stems of a text without those that many matters share: ``uutis`` but not ``asiak``."""
    return {stem for stem in stems(text) if cue("common_word").match(stem) is None}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a finding holds: the spans that show it, or the sections in which what is missing was sought.

    ``what`` fills the message: the same words in Finnish and in English unless both are given.
    """

    spans: tuple[int, ...] = ()
    sections: tuple[int, ...] = ()
    what: tuple[str, str] | None = None


@dataclass(frozen=True)
class View:
    """A record with its statements at hand; indices are those of ``record.spans``."""

    record: Record
    _by_label: Mapping[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the spans by label."""
        by_label: dict[str, list[int]] = {}
        for index, span in enumerate(self.record.spans):
            by_label.setdefault(span.label, []).append(index)
        object.__setattr__(self, "_by_label", by_label)

    def said(self, label: str, *categories: str) -> list[int]:
        """Return the spans that state the label, or one of its categories; denials are left out."""
        return [index for index in self._of(label, categories) if not self.record.spans[index].negated]

    def denied(self, label: str, *categories: str) -> list[int]:
        """Return the spans that deny the label, or one of its categories."""
        return [index for index in self._of(label, categories) if self.record.spans[index].negated]

    def spoken_of(self, label: str, *categories: str) -> list[int]:
        """Return the spans that state or deny."""
        return self._of(label, categories)

    def _of(self, label: str, categories: tuple[str, ...]) -> list[int]:
        indices = self._by_label.get(label, [])
        if not categories:
            return list(indices)
        return [index for index in indices if set(categories) & set(self.record.spans[index].categories)]

    def span(self, index: int) -> Span:
        """Return a span."""
        return self.record.spans[index]

    @cached_property
    def grounds(self) -> frozenset[str]:
        """The grounds of article 6 that the notice states; explicit consent of article 9 is consent too."""
        stated = {
            category
            for index in self.said("basis")
            if not self.is_in_passing(index)
            for category in self.span(index).categories
        }
        asked = [index for index in self.consents if not self.is_in_passing(index)]
        return GROUNDS & (stated | {"consent"} if asked or self.tells_consent else stated)

    @cached_property
    def tells_consent(self) -> bool:
        """Whether a purpose or a cookie is said to be by consent, in words that were not read as a ground."""
        return not self.said("basis") and (self._tells_of_purpose("told_consent") or self.has_ticked_consent)

    @cached_property
    def has_ticked_consent(self) -> bool:
        """Whether the person consents by a tick, on a form that the notice is part of."""
        return cue("ticked_consent").search(self.record.text) is not None

    @cached_property
    def tells_ground(self) -> bool:
        """Whether a purpose or a cookie is said to be by consent or law, whatever was read as a ground."""
        told = self._tells_of_purpose("told_consent") or self._tells_of_purpose("told_law")
        return told or self.has_ticked_consent

    def _tells_of_purpose(self, kind: str) -> bool:
        parts = self.bounds("purposes", "legal_basis", "cookies")
        return any(cue(kind).search(self.record.text, *part) for part in parts)

    @cached_property
    def consents(self) -> list[int]:
        """The spans that state consent as a ground, of article 6 or explicit consent of article 9."""
        explicit = [
            index
            for index in self.said("basis", "special_category")
            if "suostu" in self.span(index).quote.casefold()
        ]
        return sorted({*self.said("basis", "consent"), *explicit})

    def relied_on(self, *numbers: str) -> list[tuple[Law, Mention]]:
        """Return where the text names acts, those of the numbers or all; one put in the past is left out."""
        return [
            (law, mention)
            for law in self.record.laws
            if not numbers or law.number in numbers
            for mention in law.mentions
            if not mention.past
        ]

    @cached_property
    def transfers_abroad(self) -> list[int]:
        """The statements that data go outside the EEA: said to, or a country there named.

        In lower case a country is an adjective: a firm is ``yhdysvaltalainen`` without any data going there.
        """
        named = {
            index
            for fact in self.record.transfers
            if fact.category == "country" and fact.country and not fact.country.eea
            for index in fact.spans
            if not self.span(index).negated and not self.span(index).quote[0].islower()
        }
        return sorted({*self.said("transfer", "outside_eea"), *named})

    @cached_property
    def is_statutory(self) -> bool:
        """Whether every ground stated is law or a public task: a duty, an office, or a special act named."""
        named_law = bool(self.said("basis", "named_law"))
        by_law = bool(self.grounds or named_law) and self.grounds <= {"legal_obligation", "public_task"}
        by_connection = any(
            _CONNECTION.search(self.span(at).quote) for at in self.said("basis", "former_act")
        )
        return by_law and not by_connection

    def sentence(self, index: int) -> str:
        """Return the sentence of a span."""
        return self.record.text[slice(*self.sentence_bounds(index))]

    def sentence_bounds(self, index: int) -> tuple[int, int]:
        """Return where the sentence of a span begins and ends."""
        span = self.span(index)
        return sentence_around(self.record.text, span.start, span.end)

    def is_for_marketing(self, basis: int) -> bool:
        """Say whether a ground is of marketing and nothing else, by its purposes or the words of its sentence."""
        purposes = {
            category
            for relation in self.record.relations
            if relation.basis == basis and relation.purpose is not None
            for category in self.span(relation.purpose).categories
        }
        if purposes:
            return purposes <= MARKETING
        words = self.own_words(basis)
        return any(cue(kind).search(words) is not None for kind in ("mailing", "advertising"))

    def is_in_passing(self, index: int) -> bool:
        """Say whether a permission is told where it is asked and called no ground: ``kuvat julkaistaan luvalla``.

        So is one that is not asked.
        """
        if self.is_not_asked(index):
            return True
        if index not in self.consents or self.is_in(index, "legal_basis") or self.is_for_marketing(index):
            return False
        return cue("by_leave").fullmatch(self.span(index).quote.strip()) is not None

    def is_not_asked(self, index: int) -> bool:
        """Say whether a permission is not asked yet, or told as a bar: ``jos joskus alamme``, ``emme ilman lupaa``."""
        if index not in self.consents:
            return False
        span, text = self.span(index), self.record.text
        bars = cue("barred").finditer(text, *self.sentence_bounds(index))
        return cue("not_yet").search(self.sentence(index)) is not None or any(
            bar.start() < span.end and span.start < bar.end() for bar in bars
        )

    def own_words(self, basis: int) -> str:
        """Return the words of the sentence of a ground before it, or else after it, up to the grounds beside it."""
        text, span = self.record.text, self.span(basis)
        first, last = self.sentence_bounds(basis)
        others = [self.span(other) for other in self.said("basis") if other != basis]
        first = max([first, *(other.end for other in others if first < other.end <= span.start)])
        last = min([last, *(other.start for other in others if span.end <= other.start < last)])
        before = text[first : span.start]
        return before if re.search(r"[^\W\d_]{4}", before) else text[span.end : last]

    def searched(self, *types: str) -> tuple[int, ...]:
        """Return the sections of the given types, or all where there is none: where an item was sought."""
        sections = self.record.sections
        fitting = tuple(at for at, section in enumerate(sections) if set(types) & set(section.types))
        return fitting or tuple(range(len(sections)))

    def section_texts(self, *types: str) -> Iterator[tuple[int, str]]:
        """Yield the sections of the given types with their text."""
        for at, section in enumerate(self.record.sections):
            if set(types) & set(section.types):
                yield at, self.section_text(at)

    def section_text(self, at: int) -> str:
        """Return the text of a section."""
        section = self.record.sections[at]
        return self.record.text[section.start : section.end]

    def bounds(self, *types: str) -> Iterator[tuple[int, int]]:
        """Yield where the sections of the given types begin and end."""
        for section in self.record.sections:
            if set(types) & set(section.types):
                yield section.start, section.end

    def stands_in(self, place: int, *types: str) -> bool:
        """Say whether a place of the text is in a section of one of the types."""
        return any(start <= place < end for start, end in self.bounds(*types))

    def line(self, index: int) -> str:
        """Return the line of a span."""
        text = self.record.text
        end = text.find("\n", self.span(index).end)
        return text[self.line_start(index) : end if end >= 0 else len(text)]

    def line_start(self, index: int) -> int:
        """Return where the line of a span begins."""
        return self.record.text.rfind("\n", 0, self.span(index).start) + 1

    def sentences_with(self, words: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Yield the sentences with some words, each once, by where they begin and end."""
        text, at = self.record.text, 0
        while found := words.search(text, at):
            sentence = sentence_around(text, found.start(), found.end())
            yield sentence
            at = max(sentence[1], found.end())

    def is_in(self, index: int, *types: str) -> bool:
        """Say whether a span stands in a section of one of the types."""
        at = self.span(index).section
        return at is not None and bool(set(types) & set(self.record.sections[at].types))

    @cached_property
    def groups(self) -> frozenset[tuple[str, ...]]:
        """The groups whose data are processed, by their categories."""
        return frozenset(self.span(index).categories for index in self.said("subject"))

    @cached_property
    def _registers(self) -> list[int]:
        """The sections that open a register."""
        sections = enumerate(self.record.sections)
        return [at for at, section in sections if "register_name" in section.types]

    @property
    def has_parts(self) -> bool:
        """Whether the notice covers several registers, each told of by itself."""
        return len(self._registers) > 1

    def part(self, index: int) -> int:
        """Return the number of the register that a span belongs to, where a notice covers several."""
        at = self.span(index).section
        return sum(opens <= at for opens in self._registers) if at is not None and self.has_parts else 0

    def names(self, label: str, categories: Iterable[str]) -> tuple[str, str]:
        """Return the Finnish and the English names of categories, listed."""
        table = taxonomy.load().categories(label)
        chosen = [table[category] for category in table if category in set(categories)]
        return ", ".join(entry.fi for entry in chosen), ", ".join(entry.en for entry in chosen)

    def quotes(self, indices: Iterable[int]) -> tuple[str, str]:
        """Return the words of spans, listed, each once."""
        listed = ", ".join(dict.fromkeys(" ".join(self.span(index).quote.split()) for index in indices))
        return listed, listed
