"""From a score to the probability that it is right: a rising line through knots, one a label."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_FILE = "calibration.json"


@dataclass(frozen=True, slots=True)
class Knots:
    """A rising line: ``probabilities`` at ``scores``, both ascending, from 0 to 1, and level beyond the ends."""

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def calibrate(self, scores: float | Sequence[float] | Floats) -> Floats:
        """Return the probability of each score."""
        return np.asarray(np.interp(scores, self.scores, self.probabilities))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The lines of the labels; a label of which too little was seen has the line of ``rest``."""

    labels: Mapping[str, Knots]
    rest: Knots

    def calibrate(self, label: str, scores: float | Sequence[float] | Floats) -> Floats:
        """Return the probability that spans of ``label`` with these scores are right."""
        return self.labels.get(label, self.rest).calibrate(scores)

    def save(self, folder: Path) -> None:
        """Write the knots into ``folder`` as ``calibration.json``."""
        lines = {"rest": self.rest, **{f"label:{name}": knots for name, knots in sorted(self.labels.items())}}
        content = {name: [list(knots.scores), list(knots.probabilities)] for name, knots in lines.items()}
        text = ",\n".join(f"{json.dumps(name)}: {json.dumps(knots)}" for name, knots in content.items())
        (folder / _FILE).write_text(f"{{\n{text}\n}}\n", encoding="utf-8")

    @staticmethod
    def exists(folder: Path) -> bool:
        """Tell whether ``folder`` has a calibration."""
        return (folder / _FILE).is_file()

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """Read what :meth:`save` wrote."""
        content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        lines = {name: Knots(tuple(scores), tuple(right)) for name, (scores, right) in content.items()}
        rest = lines.pop("rest")
        return cls({name.removeprefix("label:"): knots for name, knots in lines.items()}, rest)
