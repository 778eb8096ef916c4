"""Reads Voikko's own notation, the one thing that libvoikko and pyvoikko give alike.

libvoikko turns the transducer's output into attributes its own way and pyvoikko another way, so both are
read here instead. An output is the word cut into surface letters and tags::

    [Ln][Xp]rekisteri[X]rekister[Sg][Ny]in[Bh][Bc][Ln][Xp]pitäjä[X]pitäjä[Sade][Ny]llä[O2y]si

``[L.]`` word class, ``[Xp]..[X]`` and ``[Xj]..[X]`` the base form of a stem and of a derivation (no
surface), ``[Xr]``/``[Xs]`` notes to skip, ``[Bc]`` a compound border, ``[Bm]`` a border inside a lexeme,
``[Bh]`` a place to hyphenate, ``[S.]`` case, ``[N.]`` number, ``[P.]`` person, ``[T.]`` mood, ``[A.]``
tense, ``[E.]`` negation, ``[O.]`` possessive, ``[F.]`` clitic, ``[C.]`` comparison, ``[R.]`` participle.
Source: https://github.com/voikko/corevoikko/tree/master/voikko-fi/doc
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from seloste.finnish.base import Part

_PIECE = re.compile(r"\[[^\]]*\]|[^\[]+")
# Two equal vowels meeting at a compound border take a hyphen (``linja-auto``); the transducer knows no
# such rule. libvoikko rejects these readings itself, pyvoikko does not.
_MISSING_HYPHEN = re.compile(r"([aeiouyäöå])(?:\[(?!Bh)[^\]]*\])*\[Bh\](?:\[[^\]]*\])*\1")
# A name in the genitive before a place word (``Pohjanmeri``) takes no further part without a hyphen.
_CLOSED_NAME = re.compile(r"\[Icu\][^-]*\[Bh\]")
_NOT_SURFACE = re.compile(r"\[X[a-z]\].*?\[X\]")
_PROPER = frozenset({"ee", "es", "ep", "em"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a word form in Voikko's terms; attributes hold Voikko's tag values or ``""``.

    ``base`` is Voikko's base form of the whole word; ``verb`` the verb a participle or infinitive comes
    from; ``minen`` the action noun of the fourth infinitive; ``derived`` marks an adjective in -inen made of
    a noun.
    """

    base: str
    word_class: str
    parts: tuple[Part, ...]
    verb: str = ""
    minen: str = ""
    case: str = ""
    number: str = ""
    person: str = ""
    mood: str = ""
    tense: str = ""
    negation: str = ""
    possessive: str = ""
    clitic: str = ""
    comparison: str = ""
    participle: str = ""
    derived: bool = False


@dataclass(slots=True)
class _Segment:
    """A compound part while it is being read."""

    surface: str = ""
    base: str = ""
    verb: str = ""
    minen: str = ""
    word_class: str = ""
    cuts: list[tuple[str, int]] = field(default_factory=list)  # borders inside the lexeme: surface, its end
    inner: tuple[str, ...] = ()  # bases of the lexeme's own parts, from ``vastaan=ottaa``
    tags: dict[str, str] = field(default_factory=dict)
    from_noun: bool = False
    derived: bool = False
    action_noun: int = 0  # where -mi- begins, in a part such as ``tunnistamis``

    @property
    def part_base(self) -> str:
        """The base form as a compound part: the action noun for ``tunnistamis-``."""
        if self.action_noun and self.surface[self.action_noun :].startswith("mis"):
            return self.minen
        return self.base or self.surface

    def add_base(self, text: str, derivation: bool) -> None:
        whole = text.replace("=", "")
        self.base = self.surface + whole if derivation else whole
        self.derived = (
            derivation and self.from_noun and whole in ("inen", "nen") and self.surface[-2:] != "ll"
        )
        if not derivation:
            self.inner = tuple(text.split("="))
            if self.word_class == "t":
                self.verb = whole

    def add_tag(self, tag: str) -> None:
        name, value = tag[:1], tag[1:]
        if name == "L":
            self.from_noun = self.word_class == "n" and value == "l"
            self.word_class = value
            self.tags.pop("R", None)  # a participle derived further: tyytyväisyys, välttämätön
        elif name == "T" and value == "n4":
            self.minen = self.surface + "minen"
            self.action_noun = len(self.surface)
            self.tags[name] = value
        elif name == "B" and value == "m":
            self.cuts.append((self.surface, len(self.surface)))
        elif name == "E" or name == "I":
            self.tags.setdefault(name, value)
        elif name == "F":
            self.tags["F"] = value
        elif name in "SNPTAOCR":
            self.tags[name] = value


def is_well_formed(output: str) -> bool:
    """Say whether libvoikko would accept ``output`` for a word written without hyphens."""
    surface = _NOT_SURFACE.sub("", output)
    return not _MISSING_HYPHEN.search(surface) and not _CLOSED_NAME.search(surface)


def parse(output: str) -> Reading | None:
    """Return the reading that ``output`` holds, or None for an output without a word class."""
    segments = _segments(output)
    last = segments[-1]
    if not any(s.word_class for s in segments):
        return None
    word_class = last.word_class or segments[0].word_class
    if segments[0].word_class in _PROPER and len(segments) > 1 and last.word_class == "n":
        word_class = segments[0].word_class
    prefix = "".join(s.surface for s in segments[:-1])
    if word_class == "u":  # kahdenkymmenen: every part inflects
        prefix = "".join(s.base or s.surface for s in segments[:-1])
    if segments[0].word_class in _PROPER:
        prefix = prefix.capitalize()
    tags = last.tags
    if last.surface.endswith(("han", "hän")) and output.endswith("[Ef]"):
        tags["F"] = "han"
    return Reading(
        base=(prefix + (last.base or last.surface)).rstrip("-"),
        word_class=word_class,
        parts=_parts(segments),
        verb=prefix + last.verb if last.verb else "",
        minen=prefix + last.minen if last.minen else "",
        case=tags.get("S", ""),
        number=tags.get("N", ""),
        person=tags.get("P", ""),
        mood=tags.get("T", ""),
        tense=tags.get("A", ""),
        negation=tags.get("E", ""),
        possessive=tags.get("O", ""),
        clitic=tags.get("F", ""),
        comparison=tags.get("C", ""),
        participle=tags.get("R", ""),
        derived=last.derived,
    )


def _segments(output: str) -> list[_Segment]:
    segments = [_Segment()]
    inside = ""  # the X-span being read
    text = ""
    for piece in _PIECE.findall(output):
        if piece == "[X]":
            if inside in ("Xp", "Xj"):
                segments[-1].add_base(text, derivation=inside == "Xj")
            inside = text = ""
        elif piece[0] != "[":
            if inside:
                text += piece
            else:
                segments[-1].surface += piece
        elif piece.startswith("[X"):
            inside = piece[1:-1]
        elif piece == "[Bc]":
            segments.append(_Segment())
        else:
            segments[-1].add_tag(piece[1:-1])
    return segments if segments[-1].surface else segments[:-1]


def _parts(segments: list[_Segment]) -> tuple[Part, ...]:
    parts: list[Part] = []
    start = 0
    for segment in segments:
        base = segment.part_base
        before = 0
        if len(segment.inner) == len(segment.cuts) + 1:
            for inner, (_, end) in zip(segment.inner, segment.cuts, strict=False):
                parts.append(Part(inner.lower() if segment.word_class not in _PROPER else inner, start + end))
                before += len(inner)
        parts.append(Part(base[before:], start + len(segment.surface)))
        start += len(segment.surface)
    return tuple(parts)
