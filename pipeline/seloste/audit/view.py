"""What the checks ask of a record: which statements it makes, on which ground, in which sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from seloste import taxonomy
from seloste.record import Record, Span
from seloste.values.countries import find_countries
from seloste.values.laws import LawMention
from seloste.values.typed import laws

#: Grounds of article 6; a special act or article 9 says more of one of them.
GROUNDS = frozenset(
    {"consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"}
)


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
        stated = {category for index in self.said("basis") for category in self.span(index).categories}
        return GROUNDS & (stated | {"consent"} if self.consents else stated)

    @cached_property
    def consents(self) -> list[int]:
        """The spans that state consent as a ground, of article 6 or explicit consent of article 9."""
        explicit = [
            index
            for index in self.said("basis", "special_category")
            if "suostum" in self.span(index).quote.casefold()
        ]
        return sorted({*self.said("basis", "consent"), *explicit})

    @cached_property
    def laws(self) -> list[LawMention]:
        """The known acts that the notice names."""
        return laws(self.record)

    @cached_property
    def transfers_abroad(self) -> list[int]:
        """The statements that data go outside the EEA: said to, or a country there named.

        In lower case a country is an adjective: a firm is ``yhdysvaltalainen`` without any data going there.
        """
        named = [
            index
            for index in self.said("transfer", "country")
            if not self.span(index).quote[0].islower()
            and any(not mention.country.eea for mention in find_countries(self.span(index).quote))
        ]
        return sorted({*self.said("transfer", "outside_eea"), *named})

    @cached_property
    def is_statutory(self) -> bool:
        """Whether every ground stated is law or a public task: a duty, an office, or a special act named."""
        named_law = bool(self.said("basis", "named_law"))
        return bool(self.grounds or named_law) and self.grounds <= {"legal_obligation", "public_task"}

    def purposes_of(self, ground: str) -> frozenset[str]:
        """Return the categories of the purposes that are related to a ground."""
        bases = set(self.said("basis", ground))
        return frozenset(
            category
            for relation in self.record.relations
            if relation.basis in bases and relation.purpose is not None
            for category in self.span(relation.purpose).categories
        )

    def searched(self, *types: str) -> tuple[int, ...]:
        """Return the sections of the given types, or all where there is none: where an item was sought."""
        sections = self.record.sections
        fitting = tuple(at for at, section in enumerate(sections) if set(types) & set(section.types))
        return fitting or tuple(range(len(sections)))

    def section_texts(self, *types: str) -> Iterator[tuple[int, str]]:
        """Yield the sections of the given types with their text."""
        for at, section in enumerate(self.record.sections):
            if set(types) & set(section.types):
                yield at, self.record.text[section.start : section.end]

    def is_in(self, index: int, *types: str) -> bool:
        """Say whether a span stands in a section of one of the types."""
        at = self.span(index).section
        return at is not None and bool(set(types) & set(self.record.sections[at].types))

    def part(self, index: int) -> int:
        """Return the number of the register that a span belongs to, where a notice covers several."""
        at = self.span(index).section
        if at is None:
            return 0
        opened = [n for n, section in enumerate(self.record.sections) if "register_name" in section.types]
        return sum(n <= at for n in opened) if len(opened) > 1 else 0

    def names(self, label: str, categories: Iterable[str]) -> tuple[str, str]:
        """Return the Finnish and the English names of categories, listed."""
        table = taxonomy.load().categories(label)
        chosen = [table[category] for category in table if category in set(categories)]
        return ", ".join(entry.fi for entry in chosen), ", ".join(entry.en for entry in chosen)

    def quotes(self, indices: Iterable[int]) -> tuple[str, str]:
        """Return the words of spans, listed, each once."""
        listed = ", ".join(dict.fromkeys(" ".join(self.span(index).quote.split()) for index in indices))
        return listed, listed
