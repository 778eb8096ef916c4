"""Gives every line of a notice its section types by one decision over the whole notice.

Three logistic regressions, recurrent networks and one search: ``topic`` reads a line with its heading,
``refined`` reads what ``topic`` said of the line, its heading and its neighbours, ``opening`` says where a
section begins; ``networks`` read all lines in turn by their words' vectors and say both, each from another
beginning, as one alone is right by chance more or less often; the search (Viterbi) finds the sequence of
sections, each of one of the known combinations of types, that agrees best with all of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seloste.finnish.lines import Line
from seloste.finnish.vectors import word_vectors
from seloste.learning.linear import Floats, Linear, sigmoid
from seloste.learning.recurrent import Recurrent
from seloste.notice import BlockKind
from seloste.sections.features import opening_features, refined_features, section_features
from seloste.sections.steps import section_steps

#: How much the lines of a section count against each other; their evidence overlaps, so less than one.
#: Found by cross-validation over the gold (0.3, 0.5, 1.0 tried).
_EVIDENCE = 1.0
#: The networks' share of the evidence; the regressions have the rest (0.3, 0.5, 0.7 tried on unseen groups).
_NETWORK = 0.5
#: What the networks call the first line of a section, beside the section types.
OPENS = "opens"


@dataclass(frozen=True, slots=True)
class SectionLines:
    """Lines ``first`` to ``last`` (inclusive) with their types and the probability of the types."""

    first: int
    last: int
    types: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class SectionModel:
    """The trained parts; ``combinations`` are the sets of types a section may have, ``prior`` log shares."""

    topic: Linear
    refined: Linear
    opening: Linear
    networks: tuple[Recurrent, ...]
    combinations: tuple[tuple[str, ...], ...]
    prior: Floats

    def predict(self, lines: Sequence[Line], text: str) -> list[SectionLines]:
        """Return the sections of a notice in order; every line is in exactly one."""
        if not lines:
            return []
        rows = section_features(lines, text)
        topics = self.topic.probabilities(rows)
        logits = self.refined.scores(refined_features(rows, lines, topics, self.topic.answers))
        opens = self.opening.probabilities(
            opening_features(rows, lines, text, sigmoid(logits), self.topic.answers)
        )[:, 0]
        steps = section_steps(rows, lines, word_vectors())
        heard = np.mean([network.scores([steps])[0] for network in self.networks], axis=0)
        logits = (1 - _NETWORK) * logits + _NETWORK * heard[:, :-1]
        return self.decide(logits, (1 - _NETWORK) * opens + _NETWORK * sigmoid(heard[:, -1]))

    def decide(self, logits: Floats, opens: Floats) -> list[SectionLines]:
        """Return the sections that agree best with ``logits`` (lines, types) and ``opens`` (lines,)."""
        chosen, starts = self._search(logits, opens)
        return self._sections(chosen, starts, sigmoid(logits))

    def _search(self, logits: Floats, opens: Floats) -> tuple[list[int], list[bool]]:
        member = np.array(
            [[name in combination for name in self.topic.answers] for combination in self.combinations]
        )
        yes, no = -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
        evidence = _EVIDENCE * (yes @ member.T + no @ ~member.T)
        opens = np.clip(opens, 1e-4, 1 - 1e-4)
        new, on = np.log(opens), np.log(1 - opens)
        score = evidence[0] + self.prior
        trail = []
        for i in range(1, len(logits)):
            best = int(score.argmax())
            stay, jump = score + on[i], score[best] + new[i] + self.prior
            stays = stay >= jump
            trail.append((stays, best))
            score = np.where(stays, stay, jump) + evidence[i]
        current = int(score.argmax())
        chosen, starts = [current], []
        for stays, best in reversed(trail):
            starts.append(not stays[current])
            current = current if stays[current] else best
            chosen.append(current)
        return chosen[::-1], [True, *starts[::-1]]

    def _sections(self, chosen: Sequence[int], starts: Sequence[bool], topics: Floats) -> list[SectionLines]:
        sections = []
        firsts = [i for i, start in enumerate(starts) if start]
        for first, following in zip(firsts, [*firsts[1:], len(chosen)], strict=True):
            types = self.combinations[chosen[first]]
            columns = [self.topic.answers.index(name) for name in types]
            score = float(topics[first:following, columns].mean())
            sections.append(SectionLines(first, following - 1, types, score))
        return sections

    def save(self, folder: Path) -> None:
        """Write the parts into ``folder``."""
        self.topic.save(folder, "section_topic")
        self.refined.save(folder, "section_refined")
        self.opening.save(folder, "section_opening")
        for number, network in enumerate(self.networks):
            network.save(folder, f"section_network_{number}")
        meta = {
            "networks": len(self.networks),
            "combinations": ["+".join(c) for c in self.combinations],
            "prior": [round(float(p), 6) for p in self.prior],
        }
        (folder / "sections.json").write_text(json.dumps(meta, indent=0) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SectionModel:
        """Read what :meth:`save` wrote."""
        meta = json.loads((folder / "sections.json").read_text(encoding="utf-8"))
        return cls(
            Linear.load(folder, "section_topic"),
            Linear.load(folder, "section_refined"),
            Linear.load(folder, "section_opening"),
            tuple(Recurrent.load(folder, f"section_network_{i}") for i in range(meta["networks"])),
            tuple(tuple(c.split("+")) for c in meta["combinations"]),
            np.array(meta["prior"], dtype=np.float32),
        )


def heading_of(lines: Sequence[Line], section: SectionLines) -> Line | None:
    """Return the heading a section opens with, if it opens with one."""
    first = lines[section.first]
    return first if first.block.kind is BlockKind.HEADING else None
