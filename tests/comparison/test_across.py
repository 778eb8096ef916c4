"""What looks across notices: template families, shared clauses, practices, sectors and controllers."""

from __future__ import annotations

import random
import tracemalloc
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from seloste.assembly import assemble
from seloste.comparison.across import Across
from seloste.comparison.controllers import Controllers
from seloste.comparison.practices import Practices
from seloste.comparison.sectors import NOT_LISTED, Organisation
from seloste.comparison.similarity import Clauses, Families
from seloste.notice import Notice
from seloste.record import Controller, Record, Span

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


Row = Mapping[str, object]
Gatherer = Families | Clauses | Practices


def gathered(into: Gatherer, records: Iterable[Record]) -> list[Row]:
    for one in records:
        into.add(one)
    return list(into.rows())


def stating(name: str, *data: str, denied: bool = False, parties: Sequence[Controller] = ()) -> Record:
    """A notice that states, or denies, categories of data, each by its own name."""
    spans, text = [], "x "
    for category in data:
        place = {"start": len(text), "end": len(text) + len(category)}
        spans.append(Span(label="data", categories=(category,), negated=denied, quote=category, **place))
        text += f"{category} "
    return assemble(Notice(name, text, ()), [], spans).model_copy(update={"controllers": tuple(parties)})


def party(name: str, number: str | None = None) -> Controller:
    return Controller(name=name, business_id=number, spans=())


def test_one_template_with_other_names_is_a_family() -> None:
    records = []
    for seed in range(3):
        for number in range(4):
            sentences = template(seed)
            sentences[number] = f"Yritys numero {number} on rekisterinpitäjä."
            records.append(record(f"t{seed}-{number}", "\n".join(sentences)))
    rows = gathered(Families(), records)
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
    (row,) = gathered(Clauses(), records)
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
    rows = {(row["field"], row["category"]): row for row in gathered(Practices(), records)}
    counts = {key: (row["said"], row["denied"], row["not_stated"]) for key, row in rows.items()}
    assert counts["data", "name"] == (2, 0, 1)
    assert counts["data", "health"] == (0, 1, 2)
    assert counts["rights", "portability"] == (0, 0, 3)
    assert rows["data", "name"]["share_said"] == 0.6667


def test_a_clause_with_another_name_in_it_is_the_same_clause() -> None:
    words = "käsittelee henkilötietoja asiakassuhteen hoitamiseksi, laskuttamiseksi ja asiakaspalvelun kehittämiseksi"
    records = [
        record(f"n{name}", f"{name} {words} sekä lain vaatimusten täyttämiseksi.") for name in ("Ai", "Bo")
    ]
    (row,) = gathered(Clauses(), records)
    assert (row["notices"], row["variants"], row["first_notice"]) == (2, 2, "nAi")


def test_sectors_have_their_usual_and_rare_practices() -> None:
    practices = Practices()
    for number in range(4):
        practices.add(stating(f"h{number}", "health", *(["genetic"] if number == 0 else [])), "terveys")
    practices.add(stating("k1", "name"), "kauppa")
    practices.add(stating("x1", "name"))
    rows = {row["sector"]: row for row in practices.sector_rows()}
    assert list(rows) == ["kauppa", "terveys"]
    assert (rows["terveys"]["notices"], rows["terveys"]["data"]) == (4, ("health",))
    assert rows["terveys"]["data_rare"] == ("genetic",)
    assert (rows["kauppa"]["data"], rows["kauppa"]["data_rare"]) == (("name",), ())
    long = {(row["sector"], row["field"], row["category"]): row for row in practices.sector_long_rows()}
    health = long["terveys", "data", "health"]
    assert (health["said"], health["not_stated"], health["share_said"], health["share_elsewhere"]) == (
        4,
        0,
        1,
        0,
    )
    assert long["terveys", "data", "name"]["share_elsewhere"] == 1  # x1 is of no known sector
    assert sum(int(str(row["said"])) for row in practices.rows() if row["category"] == "name") == 2


def test_notices_of_one_controller_stand_together() -> None:
    controllers = Controllers()
    controllers.add(stating("a", "name", parties=[party("Saha Oy", "0737546-2")]), Organisation("puu"))
    controllers.add(stating("b", "email", "name", parties=[party("SAHA  OY")]), Organisation("puu"))
    controllers.add(stating("c", "email", denied=True, parties=[party("Saha Oyj", "0737546-2")]))
    controllers.add(stating("d", "phone", parties=[party("Mylly ry"), party("Saha Oy", "0737546-2")]))
    controllers.add(stating("e", "phone"), Organisation("puu", "Mylly ry"))
    controllers.add(stating("f", "phone"), NOT_LISTED)
    rows = {row["controller"]: row for row in controllers.rows()}
    assert set(rows) == {"0737546-2", "Mylly ry"}
    saw, mill = rows["0737546-2"], rows["Mylly ry"]
    assert (saw["name"], saw["notices"], saw["sectors"]) == ("Saha Oy", ("a", "b", "c", "d"), ("puu",))
    assert (saw["data"], saw["data_denied"]) == (("name", "email", "phone"), ("email",))
    assert (mill["business_id"], mill["notices"]) == (None, ("d", "e"))
    long = {(row["controller"], row["category"]): row for row in controllers.long_rows()}
    email = long["0737546-2", "email"]
    assert (email["notices"], email["said"], email["denied"]) == (4, 1, 1)
    assert long["Mylly ry", "phone"]["said"] == 2
    controllers.close()


def test_one_name_with_two_business_ids_is_two_controllers() -> None:
    controllers = Controllers()
    for name, number in (("a", "0737546-2"), ("b", "0201256-6"), ("c", None)):
        controllers.add(stating(name, "name", parties=[party("Kotiapu Oy", number)]))
    assert [row["controller"] for row in controllers.rows()] == ["0201256-6", "0737546-2", "Kotiapu Oy"]
    controllers.close()


def test_memory_does_not_grow_with_the_number_of_notices() -> None:
    def notice(number: int) -> Record:
        made = stating(f"n{number}", "name", parties=[party(f"Yritys {number} Oy")])
        return made.model_copy(update={"text": f"{made.text}\n{' '.join(template(number, 3))}"})

    records = [notice(number) for number in range(1100)]
    with closing(Across(with_families=True)) as across:
        deque(across.watch(records[:100]), maxlen=0)
        tracemalloc.start()
        deque(across.watch(records[100:]), maxlen=0)
        grown, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert grown < 150_000, "1,000 notices of some 700 characters"
        counts = {name: sum(1 for _ in rows) for name, rows in across.tables().items()}
    assert (counts["families"], counts["controllers"], counts["clauses"]) == (1100, 1100, 0)


WORDS = ["a", "äb", "Åå", "b😀", "a\0b", "e.g", "5", "-", ",", "\u00a0", "\t", ".", "?", "\n", "c.\n"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS[:6] * 3 + WORDS), min_size=10, max_size=60).map(" ".join))
def test_a_shared_clause_is_the_words_at_its_place(text: str) -> None:
    with closing(Clauses()) as clauses:
        rows = gathered(clauses, [record("a", text), record("b", text)])
        for row in rows:
            assert text[int(str(row["start"])) : int(str(row["end"]))] == row["clause"]
            assert (row["first_notice"], row["notices"]) == ("a", 2)
        event("some clause" if rows else "no clause")
