"""Contact details are found where they stand, and what only looks like one is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.record import PostalAddress
from seloste.values.addresses import split_address
from seloste.values.contacts import find_contacts


def _found(text: str) -> list[tuple[str, str, str]]:
    return [
        (contact.kind, text[contact.start : contact.end], contact.value) for contact in find_contacts(text)
    ]


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("tietosuoja@harjakulma.fi", "tietosuoja@harjakulma.fi"),
        ("Etunimi.Sukunimi@kunta.fi", "etunimi.sukunimi@kunta.fi"),
        ("etunimi.sukunimi(at)kunta.fi", "etunimi.sukunimi@kunta.fi"),
        ("etunimi.sukunimi [at] kunta.fi", "etunimi.sukunimi@kunta.fi"),
        ("toimisto (ät) kilta.fi", "toimisto@kilta.fi"),
        ("toimisto(a)kilta.fi", "toimisto@kilta.fi"),
        ("hallitus miuku kerho.example.fi", "hallitus@kerho.example.fi"),
        ("sihteeri at kerho.fi", "sihteeri@kerho.fi"),
        ("sihteeri (at) kerho (piste) fi", "sihteeri@kerho.fi"),
        ("matti.meikäläinen@yhdistys.fi", "matti.meikäläinen@yhdistys.fi"),
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}", "Sähköposti: {}.", "Voit kirjoittaa osoitteeseen {}, niin vastaamme."]
)
def test_emails(quote: str, value: str, frame: str) -> None:
    assert _found(frame.format(quote)) == [("email", quote, value)]


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("040 123 4567", "+358401234567"),
        ("040-7719 203", "+358407719203"),
        ("(03) 234 5610", "+35832345610"),
        ("015 - 533 470", "+35815533470"),
        ("+358 (0)44 730 1126", "+358447301126"),
        ("+358400556021", "+358400556021"),
        ("0295 666 700", "+358295666700"),
        ("+46 8 123 456 78", "+46812345678"),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "puh. {}.", "Puhelin: {} (arkisin 9–15)", "{}, info@firma.fi"])
def test_phones(quote: str, value: str, frame: str) -> None:
    assert ("phone", quote, value) in _found(frame.format(quote))


def test_two_phones_side_by_side() -> None:
    assert [quote for _, quote, _ in _found("Puh. 040 123 4567 / 050 412 0087 09 4245 1800")] == [
        "040 123 4567",
        "050 412 0087",
        "09 4245 1800",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Päivitetty 01.01.2024",
        "Laadittu 25.5.2018, päivitetty 2019-03-01",
        "EU:n yleinen tietosuoja-asetus (EU) 2016/679",
        "Henkilötietolaki 523/1999 10 ja 24 §",
        "Diaarinumero 0412 3345 2019",
        "Viitenumero 0400 123 456",
        "IBAN FI21 0400 1234 5600 07",
        "Säilytämme tiedot 10 vuotta.",
        "klo 08.00-16.00",
        "Olemme tavattavissa at klo. yhdeksän",
        "Versio 2, sivu 3",
        "yli 10000 Suomessa",
        "Artikla 6 ja Versio 2",
        "asiakas ja/tai rekisteröity esim. mm. Oy.",
    ],
)
def test_nothing_to_find(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "quote", "valid"),
    [
        ("Y-tunnus: 0112038-9", "0112038-9", True),
        ("(0112038-9)", "0112038-9", True),
        ("Y-tunnus 0112038-8", "0112038-8", False),
        ("Y-tunnus: 1234567-8", "1234567-8", False),
        ("Y-tunnus: 33425921-3", "33425921-3", False),
        ("Y-tunnus 01120389", "01120389", True),
        ("ALV-tunnus FI01120389", "FI01120389", True),
    ],
)
def test_business_ids(text: str, quote: str, valid: bool) -> None:
    (found,) = find_contacts(text)
    assert (found.kind, text[found.start : found.end], found.valid) == ("business_id", quote, valid)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Lisää osoitteessa https://esimerkki.fi/tietosuoja.", "https://esimerkki.fi/tietosuoja"),
        ("(www.esimerkki.fi)", "www.esimerkki.fi"),
        ("Sivustolla tuki.esimerkki.fi/lomake?a=1, on lomake", "tuki.esimerkki.fi/lomake?a=1"),
        ("www.esimerkki.fi:ssä kerrotaan", "www.esimerkki.fi"),
        ("Esimerkki.fi-palvelun käyttäjät", "Esimerkki.fi"),
        (
            "https://fi.wikipedia.org/wiki/Eväste_(tietotekniikka)",
            "https://fi.wikipedia.org/wiki/Eväste_(tietotekniikka)",
        ),
    ],
)
def test_web_addresses(text: str, quote: str) -> None:
    assert [(kind, words) for kind, words, _ in _found(text)] == [("web", quote)]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Firma Oy, Harjukatu 16, 15110 Lahti", "Harjukatu 16, 15110 Lahti"),
        ("Firma Oy Harjukatu 16 15110 LAHTI", "Harjukatu 16 15110 LAHTI"),
        (
            "Toimistomme on osoitteessa Hallituskatu 21 A 4, 80100 Joensuu.",
            "Hallituskatu 21 A 4, 80100 Joensuu",
        ),
        ("Osoite: PL 412, 00101 Helsinki", "PL 412, 00101 Helsinki"),
        ("PL69 02151 Espoo", "PL69 02151 Espoo"),
        ("Yliopistokatu 31, PL 40, 90201 Tervakoski", "Yliopistokatu 31, PL 40, 90201 Tervakoski"),
        ("Postiosoite Aleksis Kiven katu 18, 00510 Helsinki", "Aleksis Kiven katu 18, 00510 Helsinki"),
        ("Tiedepolku 7 A, FI-40520 Jyväskylä", "Tiedepolku 7 A, FI-40520 Jyväskylä"),
        ("Torikatu 11 A, 2. krs, 48100 Kotka", "Torikatu 11 A, 2. krs, 48100 Kotka"),
        ("Kehrääjänkatu 7", "Kehrääjänkatu 7"),
        ("33400 Tampere", "33400 Tampere"),
    ],
)
def test_postal_addresses(text: str, quote: str) -> None:
    assert [(kind, words) for kind, words, _ in _found(text)] == [("address", quote)]


def test_address_parts() -> None:
    assert split_address("Yliopistokatu 31, PL 40, 90201 Tervakoski") == PostalAddress(
        street="Yliopistokatu 31", box="PL 40", postcode="90201", town="Tervakoski"
    )
    assert split_address("Kehrääjänkatu 7, 33400 Tampere").town == "Tampere"
    assert split_address("ei osoitetta") == PostalAddress()


_PIECES = st.sampled_from(
    [
        *(
            "a@b.fi",
            " at ",
            "(at)",
            "0",
            "40 ",
            "123",
            "4567",
            "-",
            "/",
            "+358",
            "PL ",
            "00100 ",
            "Oulu",
            "katu ",
        ),
        *(
            "Harju",
            "www.",
            "x.fi",
            ":n",
            ".",
            ",",
            "(",
            ")",
            " ",
            "\n",
            "\t",
            "\u00a0",
            "Y-tunnus ",
            "0112038-9",
        ),
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=25).map("".join)))
def test_offsets_are_in_order_and_stay_on_their_line(text: str) -> None:
    last = 0
    for contact in find_contacts(text):
        assert last <= contact.start < contact.end <= len(text)
        quote = text[contact.start : contact.end]
        assert quote == quote.strip()
        assert "\n" not in quote
        last = contact.end


def test_long_hostile_lines_take_linear_time() -> None:
    lines = [
        "a." * 20_000,
        "0 " * 20_000,
        "Aa " * 20_000,
        "a@" * 20_000,
        "www." * 10_000,
        "(" * 40_000,
        "0-" * 20_000,
    ]
    started = time.perf_counter()
    for line in lines:
        find_contacts(line)
    assert time.perf_counter() - started < 20
