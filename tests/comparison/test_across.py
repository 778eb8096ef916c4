"""Template families, shared clauses, and the commonest and rarest practices."""

from __future__ import annotations

import random

import pytest

from seloste.comparison.practices import practices
from seloste.comparison.similarity import clauses, families
from seloste.notice import Notice
from seloste.record import Record, Span, assemble

pytest.importorskip("rensa")

_SYLLABLES = ["ka", "lo", "mi", "su", "ter", "ven", "pää", "tös", "hal", "li", "tie", "to"]


def template(seed: int, sentences: int = 30) -> list[str]:
    """Sentences of made-up words, the same for one seed."""
    chance = random.Random(seed)

    def word() -> str:
        return "".join(chance.choices(_SYLLABLES, k=3))

    return [" ".join(word() for _ in range(12)).capitalize() + "." for _ in range(sentences)]


def record(name: str, text: str) -> Record:
    return assemble(Notice(name, text, ()), [], [])


def test_one_template_with_other_names_is_a_family() -> None:
    records = []
    for seed in range(3):
        for number in range(4):
            sentences = template(seed)
            sentences[number] = f"Yritys numero {number} on rekisterinpitäjä."
            records.append(record(f"t{seed}-{number}", "\n".join(sentences)))
    rows = list(families(records))
    assert {(row["notice"], row["family"], row["size"]) for row in rows} == {
        (f"t{seed}-{number}", f"t{seed}-0", 4) for seed in range(3) for number in range(4)
    }
    assert all(0.7 <= float(str(row["similarity"])) <= 1 for row in rows)


def test_shared_clauses_are_counted_once_a_notice() -> None:
    shared = "Sinulla on aina oikeus tarkastaa sinusta tallennetut tiedot ja pyytää niiden oikaisemista."
    records = [
        record(f"n{number}", "\n".join([*template(100 + number, 3), shared, shared, "Lyhyt lause."]))
        for number in range(5)
    ]
    (row,) = clauses(records)
    assert (row["clause"], row["notices"], row["variants"]) == (shared, 5, 1)
    first = records[0]
    assert first.id == row["first_notice"]
    assert first.text[int(str(row["start"])) : int(str(row["end"]))] == shared


def test_practices_count_said_denied_and_not_stated() -> None:
    text = "nimen terveystietoja"
    name = Span(label="data", categories=("name",), start=0, end=5, quote="nimen")
    health = Span(label="data", categories=("health",), negated=True, start=6, end=20, quote="terveystietoja")
    records = [
        assemble(Notice(str(n), text, ()), [], spans) for n, spans in enumerate([[name, health], [name], []])
    ]
    rows = {(row["field"], row["category"]): row for row in practices(records)}
    counts = {key: (row["said"], row["denied"], row["not_stated"]) for key, row in rows.items()}
    assert counts["data", "name"] == (2, 0, 1)
    assert counts["data", "health"] == (0, 1, 2)
    assert counts["rights", "portability"] == (0, 0, 3)
    assert rows["data", "name"]["share_said"] == 0.6667
