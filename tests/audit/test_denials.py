"""Whose data a denial is of, and what stands against it."""

from __future__ import annotations

import pytest

from seloste.audit import audit
from seloste.audit.denials import group_of, names_group
from seloste.evaluation.audit import gold_record
from seloste.formats.inline import parse


def _codes(text: str) -> set[str]:
    return {finding.code for finding in audit(gold_record("t", parse(text)))}


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("Potilastietoja ei siirretä", {"poti"}),
        ("potilaidemme yhteystietoja emme luovuta", {"poti"}),
        ("osakkaiden tietoja ei anneta", {"osak"}),
        ("tilaajien tiedoista ei tehdä siirtoja", {"tila"}),
        ("kerhon jäsentietoja ei anneta", set()),  # of all whom the notice is of
        ("asiakkaan tietoja ei anneta", set()),
        ("henkilötietoja ei luovuteta", set()),
        ("tietoja ei luovuteta", set()),
        ("luovutuksia ei tehdä", set()),
    ],
)
def test_the_group_whose_data_a_text_speaks_of(words: str, group: set[str]) -> None:
    assert group_of(words) == group
    assert not group or names_group(words)


_DENIED = "@@ transfers\n{denial}\n@@ recipients\n{told}\n"
_NO_PATIENTS = "Potilastietoja <<transfer:none|ei siirretä ETA:n ulkopuolelle>>."
_NOTHING = "Tietoja <<transfer:none|ei siirretä ETA:n ulkopuolelle>>."


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        (_NO_PATIENTS, "Potilaiden sanelut <<transfer:outside_eea+country|lähetetään Intiaan>>.", True),
        (_NO_PATIENTS, "Tilaajien osoitteet <<transfer:outside_eea+country|siirtyvät Kanadaan>>.", False),
        (_NOTHING, "Tilaajien osoitteet <<transfer:outside_eea+country|siirtyvät Kanadaan>>.", True),
        (_NOTHING, "Kirjeet lähetetään <<recipient:marketing|Mailchimpillä>>.", True),
        (_NOTHING, "Tiedostot ovat <<recipient:it_provider|Microsoftin>> pilvessä.", False),
        (f"{_NOTHING} Kirjeet lähetetään <<recipient:marketing|Mailchimpillä>>.", "Muita ei ole.", False),
    ],
)
def test_transfers_denied_and_told(denial: str, told: str, found: bool) -> None:
    codes = _codes(_DENIED.format(denial=denial, told=told))
    assert bool(codes & {"transfer_contradicts", "transfer_contradicts_service"}) is found


_NO_ONE = "Tietoja <<recipient:third_party!|ei luovuteta ulkopuolisille>>."


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        (_NO_ONE, "Nimet toimitamme <<recipient:other|maanomistajille>>.", True),
        (_NO_ONE, "Osoitteet näkee <<recipient:other|talkooväki>>.", False),  # nothing is given
        (_NO_ONE, "Nimet annetaan <<recipient:partner|kumppanille>>.", True),
        (f"{_NO_ONE} Nimet annetaan <<recipient:partner|kumppanille>>.", "Muita ei ole.", False),  # a caveat
        (_NO_ONE, "Suostuttuasi nimi annetaan <<recipient:partner|kumppanille>>.", False),
    ],
)
def test_disclosures_denied_and_told(denial: str, told: str, found: bool) -> None:
    assert ("recipients_contradict" in _codes(f"@@ recipients\n{denial}\n@@ purposes\n{told}\n")) is found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Kirje menee <<recipient:marketing|Mailchimpin>> kautta.", True),
        ("Kirje lähetettiin vuoteen 2021 asti <<recipient:marketing|Mailchimpillä>>.", False),
        ("Video ladataan <<recipient:marketing|YouTubesta>> vasta kun painat nappia.", False),
        ("Ryhmän viestit, jotka saa <<recipient:other|Meta>>, eivät kuulu tähän rekisteriin.", False),
    ],
)
def test_a_service_of_here_and_now_stands_against_a_denial(told: str, found: bool) -> None:
    assert ("transfer_contradicts_service" in _codes(_DENIED.format(denial=_NOTHING, told=told))) is found


_DATA = "@@ data_categories\nRekisterissä ovat <<data:{told}>>.\n@@ other\n{denial}\n"
_NO_HEALTH = "<<data:health!|Terveystietoja>> ei tallenneta."


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        (_NO_HEALTH, "health|lääkitys", True),
        (_NO_HEALTH, "health|erityisruokavalio", False),
        ("Näitä <<data:health!|terveystietoja>> ei tallenneta tänne.", "health|lääkitys", False),
        ("<<data:personal_id!|Henkilötunnusta>> emme tallenna.", "personal_id|henkilötunnus", True),
        ("<<data:other!|Sarjanumeroita>> emme tallenna.", "other|sarja", False),  # another word
        ("Verkkosivuilla <<data:ip_address!|IP-osoitetta>> ei tallenneta.", "ip_address|IP-osoite", False),
    ],
)
def test_data_denied_and_told(denial: str, told: str, found: bool) -> None:
    assert ("data_contradict" in _codes(_DATA.format(denial=denial, told=told))) is found


@pytest.mark.parametrize(
    ("denied", "told", "found"),
    [
        ("automaattisia päätöksiä", "automated|hylkää automaattisesti", True),
        ("pelkästään automaattisia päätöksiä", "automated|hylkää automaattisesti", False),
        ("profilointia", "profiling|profiloinnilla", True),
    ],
)
def test_decisions_denied_and_told(denied: str, told: str, found: bool) -> None:
    kind = told.partition("|")[0]
    text = (
        f"@@ automated_decisions\nEmme tee <<decision:{kind}!|{denied}>>.\n"
        f"@@ purposes\nOhjelma <<decision:{told}>>, jos tulot ovat pienet.\n"
    )
    assert ("decision_contradicts" in _codes(text)) is found


@pytest.mark.parametrize(
    ("denial", "is_of_all"),
    [
        ("Kaupan asiakkaista kerättyjä tietoja <<transfer:none|ei viedä EU:n ulkopuolelle>>.", True),
        ("Seura <<transfer:none|ei luovuta jäsentietoja EU:n ulkopuolelle>>.", True),
        ("Tietokannan sisältö <<transfer:none|ei lähde EU:sta>>.", False),  # of what stays alone
        ("Kuvia <<transfer:none|ei siirretä EU:n ulkopuolelle>>.", False),
        ("Muulloin siirtoja <<transfer:none|ei tehdä EU:n ulkopuolelle>>.", False),
        ("Sopimusten osalta <<transfer:none|ei siirretä EU:n ulkopuolelle>>.", False),
    ],
)
def test_a_denial_of_all_the_data_and_of_a_part(denial: str, is_of_all: bool) -> None:
    text = f"@@ transfers\n{denial}\n@@ purposes\nNimet <<transfer:outside_eea+country|viedään Kanadaan>>.\n"
    assert ("transfer_contradicts" in _codes(text)) is is_of_all


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        (
            "Yhteystietoja ei luovuteta <<recipient:third_party!|ulkopuoliselle>>.",
            "Yhteystiedot | vastaanotto ja <<recipient:partner|Kiille Oy>> mainontaansa",
            True,
        ),
        (
            "Valokuvia <<recipient:third_party!|ei jaeta ulkopuolisille>>.",
            "Valokuvat lähetetään <<recipient:partner|Linssi Oy:lle>>.",
            True,
        ),
        (
            "Soittajien nimiä ei kerrota <<recipient:third_party!|ulkopuolisille>>.",
            "Kilpailijoiden nimet toimitetaan <<recipient:partner|liitolle>>.",
            False,  # of other people
        ),
        (
            "Valokuvia <<recipient:third_party!|ei jaeta ulkopuolisille>>.",
            "Opettajien nimet lähetetään <<recipient:partner|Sivu Oy:lle>>.",
            False,
        ),
        (
            "Huoltokirjan tietoja ei saa <<recipient:third_party!|kukaan ulkopuolinen>>.",
            "Nimet lähtevät <<recipient:partner|maahantuojalle>>.",
            True,
        ),
        (
            "Luettelo on vain omassa käytössä, eikä siitä saa tietoja <<recipient:third_party!|kukaan muu>>.",
            "Nimet toimitetaan <<recipient:partner|laajakaistayhtiölle>>.",
            True,
        ),
        (
            "Tietoja ei luovuteta <<recipient:third_party!|sivullisille>>. Ajan voi perua puhelimitse.",
            "Nimet saa <<recipient:partner|Matka Oy>>.",
            True,
        ),
        (
            "Tietoja ei luovuteta <<recipient:third_party!|sivullisille>>. Viranomaisille voimme antaa niitä.",
            "Nimet saa <<recipient:partner|Matka Oy>>.",
            False,
        ),
        (
            "Tietoja ei anneta <<recipient:third_party!|ulkopuolisille>>.",
            "Tilastot, joista ketään ei tunnista, saa <<recipient:research|yliopisto>>.",
            False,
        ),
    ],
)
def test_disclosures_of_a_part_and_by_whom(denial: str, told: str, found: bool) -> None:
    assert (
        "recipients_contradict" in _codes(f"@@ recipients\n{denial}\n@@ data_categories\n{told}\n")
    ) is found


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        ("<<transfer:none|Emme siirrä mitään henkilötietoja ETA:n ulkopuolelle>>.", "Nimet", True),
        ("Asiakirjat ja yhteystiedot <<transfer:none|pysyvät aina ETA-alueella>>.", "Yhteystiedot", True),
        (
            "Asiakirjat ja yhteystiedot <<transfer:none|pysyvät aina ETA-alueella>>.",
            "Kirjeen tilaukset",
            False,
        ),
        ("Osoitteistoa itseään <<transfer:none|ei siirretä ETA:n ulkopuolelle>>.", "Osoitteistot", False),
    ],
)
def test_transfers_of_a_part(denial: str, told: str, found: bool) -> None:
    text = f"@@ transfers\n{denial}\n@@ other\n{told} <<transfer:outside_eea+country|viedään Intiaan>>.\n"
    assert ("transfer_contradicts" in _codes(text)) is found


_BUT_LETTERS = (
    "Tietoja <<transfer:none|ei siirretä ETA:n ulkopuolelle>>, uutiskirjepalvelua lukuun ottamatta."
)
_NOT_FROM_REGISTER = "Rekisterin tietoja <<transfer:none|ei siirretä ETA:n ulkopuolelle>>."


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        (_BUT_LETTERS, "Käytämme kävijöiden seurantaan Google Analyticsia.", True),
        (_BUT_LETTERS, "Uutiskirje lähtee Mailchimp-palvelusta.", False),
        (_NOT_FROM_REGISTER, "Ilmoittautumiset kerätään Google Forms -lomakkeella.", True),
        (_NOT_FROM_REGISTER, "Sivulla on Google Analytics.", False),
    ],
)
def test_services_beyond_an_exception_or_a_register(denial: str, told: str, found: bool) -> None:
    assert (
        "transfer_contradicts_service" in _codes(f"@@ transfers\n{denial}\n@@ data_categories\n{told}\n")
    ) is found


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        (
            "<<data:location!|Sijaintitietoa>> ei kerätä.",
            "Meille tallentuu <<data:location|GPS-sijainti>>.",
            True,
        ),
        (
            "<<data:payment_card!|Kortin numeroa>> emme tallenna.",
            "<<data:payment_card|Kortin numeron>> tallentaa <<recipient:payment_provider|Maksu Oy>>.",
            False,  # another keeps it
        ),
        (
            "Kortin <<data:payment_card!|täyttä numeroa>> emme tallenna.",
            "Tallennamme <<data:payment_card|numeron loppuosan>>.",
            False,
        ),
        (
            "<<data:other!|Viestejä>> ei tallenneta, vaan ne haetaan.",
            "Kysymme <<data:other|viestisi>>.",
            False,
        ),
        ("Puolison <<data:income!|tuloja>> ei kysytä.", "Kysymme <<data:income|tulot>>.", False),
    ],
)
def test_data_denied_and_collected_in_other_sections(denial: str, told: str, found: bool) -> None:
    assert ("data_contradict" in _codes(f"@@ security\n{denial}\n@@ purposes\n{told}\n")) is found


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        ("Yhteystietoja ei käytetä", "Lähetämme kuukausittain", True),
        ("Osoitetta ei käytetä", "Osoitteeseen lähetetään", True),
        ("Puhelinnumeroa ei käytetä", "Osoitteeseen lähetetään", False),
        ("Oppilaiden tietoja ei käytetä", "Tilaajien luetteloa käytetään", False),
    ],
)
def test_purposes_denied_and_told(denial: str, told: str, found: bool) -> None:
    text = (
        f"@@ purposes\n{denial} <<purpose:direct_marketing!|suoramarkkinointiin>>.\n"
        f"@@ other\n{told} <<purpose:direct_marketing|suoramarkkinointia>>.\n"
    )
    assert ("purpose_contradicts" in _codes(text)) is found
