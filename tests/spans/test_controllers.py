"""Names that the text itself calls controller are found without a legal form."""

from __future__ import annotations

import pytest

from seloste.finnish.lines import read_lines
from seloste.finnish.registry import analyser
from seloste.loading import read_text
from seloste.process import read_lexicon
from seloste.spans.controllers import named_controllers, plausible
from seloste.spans.features import contexts
from seloste.spans.tagged import Tagged

SENTENCES = [
    ("Lokien rekisterinpitäjänä toimii Kivikko tai Aarnipilvi.", ["Kivikko", "Aarnipilvi"]),
    ("Rekisterinpitäjänä on Suvannon Kirjapaja.", ["Suvannon Kirjapaja"]),
    ("Rekisterinpitäjinä toimivat Kivikko ja asiakkaamme.", ["Kivikko"]),
    ("Toimimme rekisterinpitäjänä, kun asioit kanssamme.", []),
    ("Rekisterinpitäjä on velvollinen vastaamaan pyyntöön.", []),
]


@pytest.mark.parametrize(("sentence", "names"), SENTENCES)
def test_names(sentence: str, names: list[str]) -> None:
    lines = read_lines(read_text(sentence, id="x"), analyser("voikko"), read_lexicon())
    around = contexts(lines, [("intro",)] * len(lines))
    found = [(s.first, s.last) for s in named_controllers(lines, around, [])]
    assert [" ".join(lines[0].words[a : b + 1]) for a, b in found] == names


def test_what_the_tagger_found_is_not_found_again() -> None:
    lines = read_lines(read_text(SENTENCES[0][0], id="x"), analyser("voikko"), read_lexicon())
    around = contexts(lines, [("intro",)] * len(lines))
    (first, _) = named_controllers(lines, around, [])
    tagged = Tagged(0, first.first, first.last, "controller", 0.9)
    assert len(named_controllers(lines, around, [tagged])) == 1


NOTICES = [
    # alone under its heading, with and without a label, before its details
    ("1. Rekisterinpitäjä\n\nNuottinalle\nSähköposti: nalle@example.fi", "controller", "Nuottinalle"),
    ("Rekisterinpitäjä\n\nYhdistyksen nimi: Kuvakerho Filmi", "controller", "Kuvakerho Filmi"),
    ("Rekisterinpitäjä\n\nNimi: Kuvahuone.fi yhteisö", "controller", "Kuvahuone.fi yhteisö"),
    ("Rekisterinpitäjä\n\nNimi Kuvakerho ry", "controller", "Kuvakerho ry"),
    ("Rekisterinpitäjä\n\nKuvapaja Oy Y-tunnus 2606155-7", "controller", "Kuvapaja Oy"),
    ("Rekisterinpitäjä\n\nAnna Aaltola, Tampere, anna@example.fi", "controller", "Anna Aaltola"),
    ("Rekisterinpitäjä\n\nPohjantähti – Oulun tähtiharrastajat ry", "controller",
     "Pohjantähti – Oulun tähtiharrastajat ry"),
    # a line that tells something else names nobody
    ("Rekisterinpitäjä\n\nYhdistyksen hallitus päättää rekisteristä.", "controller", None),
    ("Rekisterinpitäjä\n\nOsoite: Rantatie 3", "controller", None),
    # a legal form where the notice says whose it is, not where it tells recipients
    ("Yhteyshenkilö\n\nKuvaajien Liitto ry\nAnna Aaltola", "contact", "Kuvaajien Liitto ry"),
    ("Luovutukset\n\nKirjanpidon tekee Tilitoimisto Helmi Oy.", "recipients", None),
    # who keeps the register or the service
    ("Tietosuoja\n\nOsallistujarekisteriä ylläpitää Kuvaajien kilta, joka on yhdistys.", "intro",
     "Kuvaajien kilta"),
    ("Tietosuoja\n\nPalvelusta vastaa Harjulan kaupunki.", "intro", "Harjulan kaupunki"),
    ("Tietosuoja\n\nTietoja pitää päivittää Suomessa.", "intro", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "section", "name"), NOTICES)
def test_a_notice_without_a_tagged_controller(text: str, section: str, name: str | None) -> None:
    notice = read_text(text, id="x")
    lines = [line for line in read_lines(notice, analyser("voikko"), read_lexicon()) if line.tokens]
    found = named_controllers(lines, contexts(lines, [(section,)] * len(lines)), [])
    quotes = [text[lines[s.line].tokens[s.first].start : lines[s.line].tokens[s.last].end] for s in found]
    assert quotes == ([name] if name else [])


def test_a_name_that_the_tagger_cut_is_whole() -> None:
    text = "Rekisterinpitäjä\n\nGalleria Vinokatto ry"
    lines = [
        line
        for line in read_lines(read_text(text, id="x"), analyser("voikko"), read_lexicon())
        if line.tokens
    ]
    cut = Tagged(1, 1, 2, "controller", 0.6)
    (whole,) = named_controllers(lines, contexts(lines, [("controller",)] * 2), [cut])
    assert (whole.line, whole.first, whole.last) == (1, 0, 2)


RECIPIENTS = [
    ("Kuvapaja Oy käsittelee tilauksia ja luovuttaa tiedot Kuvapaja Oy:lle.", ["Kuvapaja Oy"], []),
    ("Kuvapaja Oy käyttää alihankkijaa, joka on Kuvapilvi Oy.", ["Kuvapilvi Oy"], ["Kuvapilvi Oy"]),
    ("Kuvapaja Oy luovuttaa tietoja kuvaajille.", ["kuvaajille"], ["kuvaajille"]),
]


@pytest.mark.parametrize(("sentence", "marked", "kept"), RECIPIENTS)
def test_a_controller_is_no_recipient_of_its_own(sentence: str, marked: list[str], kept: list[str]) -> None:
    lines = read_lines(read_text(sentence, id="x"), analyser("voikko"), read_lexicon())
    words = [word.partition(":")[0] for word in lines[0].words]

    def span(name: str, label: str) -> Tagged:
        parts = name.split()
        first = max(i for i in range(len(words)) if words[i : i + len(parts)] == parts)
        return Tagged(0, first, first + len(parts) - 1, label, 0.9)

    controller = Tagged(0, 0, 1, "controller", 0.9)
    recipients = [span(name, "recipient") for name in marked]
    left = plausible(lines, [controller, *recipients])
    assert left == [controller, *(span(name, "recipient") for name in kept)]


def test_a_question_is_no_name() -> None:
    text = "Kuvapaja Oy. Have more questions? Ask us"
    lines = read_lines(read_text(text, id="x"), analyser("voikko"), read_lexicon())
    asked = Tagged(0, 3, len(lines[0].words) - 1, "controller", 0.6)
    named = Tagged(0, 0, 1, "controller", 0.9)
    assert plausible(lines, [named, asked]) == [named]
