"""What a run is asked to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that decide what records say; two runs with equal settings give equal records.

    ``model`` is the folder of a model (the shipped one if none), ``analyser`` the Finnish analyser's name,
    ``min_score`` the least confidence of a span from 0 to 1; ``split`` makes one notice of each register in
    a file.
    """

    model: str | None = None
    analyser: str = "voikko"
    min_score: float = 0.0
    split: bool = False
