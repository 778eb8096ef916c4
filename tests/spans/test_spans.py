"""Spans: exact, apart from each other, in their line and section, whatever the text."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seloste import loading, taxonomy
from seloste.errors import NoticeError
from seloste.finnish.lines import read_lines
from seloste.loading import read_text
from seloste.notice import Notice
from seloste.process import Extractor
from seloste.record import Record
from seloste.resources import shared_path
from seloste.spans.features import contexts, cues, line_cues, span_features
from seloste.spans.steps import span_steps
from seloste.spans.tagger import Tagger
from seloste.values.contacts import find_contacts

SAMPLE = sorted(shared_path("corpora/sample").iterdir())


@cache
def extractor() -> Extractor:
    return Extractor()


def assert_sound(notice: Notice, record: Record) -> None:
    """What holds of every record; that categories are the taxonomy's the record itself checks."""
    assert record.text == notice.text
    places = [(span.start, span.end) for span in record.spans]
    assert places == sorted(places)
    for before, after in itertools.pairwise(places):
        assert before[1] <= after[0], "spans overlap"
    lines = [(block.start, block.end) for block in notice.blocks]
    for span in record.spans:
        assert record.text[span.start : span.end] == span.quote
        assert span.quote.strip() == span.quote != ""
        assert "\n" not in span.quote
        assert any(start <= span.start and span.end <= end for start, end in lines), "not within one line"
        assert span.section is not None
        section = record.sections[span.section]
        assert section.start <= span.start < span.end <= section.end
        assert 0 <= span.score <= 1
        assert bool(span.categories) is bool(taxonomy.load().categories(span.label))
        if span.label == "contact":
            told_by_form = {"email", "phone", "business_id", "web"} & set(span.categories)
            assert told_by_form <= {contact.kind for contact in find_contacts(span.quote)}, span.quote
        if span.condition:
            assert 0 <= span.condition.start < span.condition.end <= len(record.text)
    for section, following in itertools.pairwise(record.sections):
        assert section.end <= following.start, "sections overlap"
    for section in record.sections:
        if section.heading:
            assert section.start == section.heading.start < section.heading.end <= section.end


@pytest.mark.parametrize("path", SAMPLE, ids=[path.stem for path in SAMPLE])
def test_spans_of_the_sample_are_sound(path: Path) -> None:
    for notice in loading.load(path.read_bytes(), name=path.name):
        record = extractor().extract(notice)
        assert_sound(notice, record)
        assert {"data", "purpose", "controller"} <= {span.label for span in record.spans}
        assert extractor().extract(notice) == record, "the same notice gives the same record"


WORDS = (
    "Rekisterinpitäjä", "tietosuojaseloste", "Emme luovuta tietoja", "kolmansille osapuolille", "nimi, osoite",
    "Keräämme", "henkilötietoja", "Y-tunnus 1234567-1", "a@b.fi", "040 123 4567", "10 vuotta", "EU:n ulkopuolelle",
    ":", "-", "●", "1.", "(", ")", "\n", "\n\n", "\t", "\u00a0", "\u200b", "\u202e", "🙂", "\u0301", "\r", "\x0b", "\x85", "\u2028",
)  # fmt: skip
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=40).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_any_text_gives_a_sound_record(text: str) -> None:
    notice = read_text(text, id="any")
    assert notice.text == text
    assert_sound(notice, extractor().extract(notice))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts | st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a"]))
def test_any_bytes_give_a_record_or_a_reason(content: str | bytes, name: str) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    notices: list[Notice] = []
    refusal = ""
    try:
        notices = loading.load(data, name=name)
    except NoticeError as error:
        refusal = f"{error.reason}: {error}"
    assert bool(notices) is not bool(refusal)
    for notice in notices:
        assert_sound(notice, extractor().extract(notice))


def test_scores_below_the_least_are_left_out() -> None:
    notice = loading.load(SAMPLE[0].read_bytes(), name=SAMPLE[0].name)[0]
    every = extractor().extract(notice)
    strict = Extractor(min_score=0.9).extract(notice)
    kept = [(span.start, span.end, span.label) for span in strict.spans]
    assert kept == [(s.start, s.end, s.label) for s in every.spans if s.score >= 0.9]
    assert 0 < len(kept) < len(every.spans)
    left_out = Counter(span.label for span in every.spans if span.score < 0.9)
    assert strict.omitted == left_out
    assert every.omitted == {}


def test_tagger_saved_and_loaded_finds_the_same(tmp_path: Path) -> None:
    notice = loading.load(SAMPLE[0].read_bytes(), name=SAMPLE[0].name)[0]
    lines = [line for line in read_lines(notice, extractor().analyser, extractor().lexicon) if line.tokens]
    around = contexts(lines, [("data_categories",)] * len(lines))
    cued = line_cues(lines, around)
    steps = span_steps(lines, around, cued)
    tagger = extractor().model.spans.tagger
    tagger.save(tmp_path)
    assert Tagger.load(tmp_path).tag(lines, around, cued, steps) == tagger.tag(lines, around, cued, steps)
    for line, context in zip(lines, around, strict=True):
        rows = span_features(line, context, cues(line, context))
        assert len(rows) == len(line.tokens)
        assert rows == span_features(line, context, cues(line, context))


CONTACTS = [
    (
        ("Rekisterinpitäjä\nMallilan Puutarha Oy\nY-tunnus: 2617416-4\nKivitie 1, 00100 Helsinki\n"
        "puh. 040 123 4567\ninfo@mallila.example\n"),
        ("Mallilan Puutarha Oy", "2617416-4", "Kivitie 1, 00100 Helsinki", ["info@mallila.example"], ["+358401234567"]),
    ),
    (
        ("1. Rekisterinpitäjä\n\nMallilan Partio ry (Y-tunnus 2617416-4), Metsätie 5 B 12, 33100 TAMPERE, "
        "partio(at)mallila.example, +358 3 123 4567\n"),
        (
            "Mallilan Partio ry", "2617416-4", "Metsätie 5 B 12, 33100 TAMPERE",
            ["partio@mallila.example"], ["+35831234567"],
        ),
    ),
    (
        ("REKISTERINPITÄJÄ: Mallilan kaupunki, PL 10, 90015 Mallila. Puhelinvaihde (08) 558 410, "
        "sähköposti kirjaamo@mallila.example.\n"),
        ("Mallilan kaupunki", None, "PL 10, 90015 Mallila", ["kirjaamo@mallila.example"], ["+3588558410"]),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("block", "wanted"), CONTACTS)
def test_details_of_the_controller(
    block: str, wanted: tuple[str, str | None, str, list[str], list[str]]
) -> None:
    text = f"Tietosuojaseloste\n\n{block}\nHenkilötietojen käsittelyn tarkoitus\nAsiakassuhteen hoitaminen.\n"
    record = extractor().extract(read_text(text, id="case"))
    (controller,) = record.controllers
    emails, phones = list(controller.emails), list(controller.phones)
    assert (controller.name, controller.business_id, controller.address, emails, phones) == wanted


def test_persons_keep_their_own_details() -> None:
    text = (
        "Tietosuojaseloste\n\n1. Rekisterinpitäjä\nMallilan Puutarha Oy\nKivitie 1, 00100 Helsinki\n\n"
        "2. Yhteyshenkilö rekisteriä koskevissa asioissa\nMaija Mallikas\n040 123 4567\nmaija@mallila.example\n\n"
        "3. Tietosuojavastaava\nMatti Meikäläinen, matti@mallila.example\n"
    )
    contacts = {c.name: c for c in extractor().extract(read_text(text, id="case")).contacts}
    assert contacts["Maija Mallikas"].phones == ("+358401234567",)
    assert contacts["Maija Mallikas"].emails == ("maija@mallila.example",)
    assert contacts["Matti Meikäläinen"].emails == ("matti@mallila.example",)
    assert contacts["Matti Meikäläinen"].role == "dpo"
    assert contacts["Maija Mallikas"].role == "person"
