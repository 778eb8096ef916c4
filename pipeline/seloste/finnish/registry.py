"""The analysers by name: what each is, whether it can run here, and how to get it."""

from __future__ import annotations

import ctypes.util
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from seloste.errors import AnalyserUnavailable, UsageError
from seloste.finnish.base import Analyser
from seloste.finnish.tables import table


@dataclass(frozen=True, slots=True)
class AnalyserInfo:
    """One analyser as ``seloste analysers`` lists it; ``size`` is what an installation adds on disk."""

    name: str
    available: bool
    install: str
    licence: str
    size: str
    speed: str
    summary: str


def _voikko(**options: Any) -> Analyser:
    from seloste.finnish.voikko import VoikkoAnalyser

    return VoikkoAnalyser(**options)


def _simplemma(**options: Any) -> Analyser:
    from seloste.finnish.simplemma import SimplemmaAnalyser

    return SimplemmaAnalyser(**options)


def _surface(**options: Any) -> Analyser:
    from seloste.finnish.surface import SurfaceAnalyser

    return SurfaceAnalyser(**options)


def _spacy_fi(**options: Any) -> Analyser:
    from seloste.finnish.spacy_fi import SpacyAnalyser

    return SpacyAnalyser(**options)


def _udpipe(**options: Any) -> Analyser:
    from seloste.finnish.udpipe import UdpipeAnalyser

    return UdpipeAnalyser(**options)


def _trankit(**options: Any) -> Analyser:
    from seloste.finnish.trankit import TrankitAnalyser

    return TrankitAnalyser(**options)


_LOADERS: dict[str, Callable[..., Analyser]] = {
    "voikko": _voikko,
    "simplemma": _simplemma,
    "surface": _surface,
    "spacy_fi": _spacy_fi,
    "udpipe": _udpipe,
    "trankit": _trankit,
}


def analyser(name: str = "voikko", **options: Any) -> Analyser:
    """Load an analyser; ``options`` are those of its class (``udpipe`` takes ``path``).

    :raises UsageError: no analyser has that name, or it has no such option.
    :raises AnalyserUnavailable: its library or model is missing; the message names the cure.
    """
    try:
        loader = _LOADERS[name]
    except KeyError:
        known = ", ".join(_LOADERS)
        raise UsageError(f"there is no analyser {name!r}; the analysers are {known}") from None
    try:
        return loader(**options)
    except ImportError as problem:
        package = problem.name or problem
        raise AnalyserUnavailable(
            f"the analyser {name!r} needs the package {package}: pip install 'seloste[{name}]'"
        ) from problem
    except TypeError as problem:
        if "argument" not in str(problem):
            raise
        raise UsageError(f"the analyser {name!r} was given {options or 'no options'}: {problem}") from problem


def analysers() -> list[AnalyserInfo]:
    """Return every analyser in the order of the registry, without loading any."""
    return [
        AnalyserInfo(name, _is_installed(needs), install, licence, size, speed, summary)
        for name, needs, install, licence, size, speed, summary in table("analysers.tsv")
    ]


def _is_installed(needs: str) -> bool:
    """Say whether what an analyser needs is there.

    ``a|b+lib:c`` reads "the package a, or the package b and the C library c".
    """
    return not needs or any(
        all(_is_there(need) for need in alternative.split("+")) for alternative in needs.split("|")
    )


def _is_there(need: str) -> bool:
    if need.startswith("lib:"):
        return ctypes.util.find_library(need.removeprefix("lib:")) is not None
    try:
        return importlib.util.find_spec(need) is not None
    except ModuleNotFoundError:  # of the package around it: "ufal" of "ufal.udpipe"
        return False
