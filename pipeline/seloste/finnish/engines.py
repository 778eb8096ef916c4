"""The two ways to Voikko's transducer: the C library, and pyvoikko where it is missing.

Both give a word's outputs in Voikko's notation (:mod:`seloste.finnish.voikko_output`). They are made to
answer alike: libvoikko's copies of organisation names carry no output and are dropped, pyvoikko's compounds
that lack a hyphen are dropped as libvoikko drops them.
"""

from __future__ import annotations

from typing import Any, Protocol

from seloste.errors import AnalyserUnavailable
from seloste.finnish.tables import table
from seloste.finnish.voikko_output import is_well_formed

# libvoikko takes no longer words.
_LONGEST = 255
# libvoikko gives up on a long word that has too many readings to go through (``suoja`` seven times and ``eu``,
# 37 letters) and from then on finds no word at all; a new handle does. The shortest such word met had 36.
_MAY_BREAK = 24


class Engine(Protocol):
    """Gives the outputs of the transducer for a word in lower case without hyphens."""

    name: str

    def outputs(self, word: str) -> list[str]:
        """Return Voikko's outputs for ``word``, sorted; none where the word is unknown."""


class _Libvoikko:
    name = "libvoikko"

    def __init__(self) -> None:
        import libvoikko

        self._library = libvoikko
        self._voikko: Any = libvoikko.Voikko("fi")
        self._dropped = _dropped_bases()

    def outputs(self, word: str) -> list[str]:
        if len(word) > _LONGEST:
            return []
        found = {reading.get("FSTOUTPUT", "") for reading in self._voikko.analyze(word)}
        if not found and len(word) >= _MAY_BREAK:
            self._voikko = self._library.Voikko("fi")  # half a millisecond
        return sorted(o for o in found if o and is_well_formed(o) and not any(d in o for d in self._dropped))


class _Pyvoikko:
    name = "pyvoikko"

    def __init__(self) -> None:
        import pyvoikko
        from kfst import TokenizationException

        self._transducer: Any = pyvoikko.VOIKKO_FST
        self._error = TokenizationException
        self._dropped = _dropped_bases()

    def outputs(self, word: str) -> list[str]:
        if len(word) > _LONGEST:
            return []
        try:
            found = {output for output, _ in self._transducer.lookup(word)}
        except self._error:
            return []
        return sorted(o for o in found if o and is_well_formed(o) and not any(d in o for d in self._dropped))


def _dropped_bases() -> tuple[str, ...]:
    """Return marks of the lexemes that only one of the two dictionaries has."""
    return tuple(f"[Xp]{base}[X]" for base, *_ in table("dictionary_differences.tsv"))


def open_engine(wanted: str = "") -> Engine:
    """Open libvoikko, else pyvoikko, or the one that ``wanted`` names.

    :raises AnalyserUnavailable: none can be opened.
    """
    problems = []
    for opener in (_Libvoikko, _Pyvoikko):
        if wanted and opener.name != wanted:
            continue
        try:
            return opener()
        except Exception as problem:  # libvoikko raises OSError, VoikkoException or AttributeError
            problems.append(f"{opener.name}: {problem}")
    raise AnalyserUnavailable(
        "the analyser 'voikko' finds neither libvoikko nor pyvoikko "
        f"({'; '.join(problems)}): pip install pyvoikko kfst-rs"
    )
