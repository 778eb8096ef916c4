"""The event from which a period runs, in the nominative; a place that data leave is no event."""

from __future__ import annotations

import pytest

from seloste.values.events import starting_event


@pytest.mark.parametrize(
    ("text", "before", "event"),
    [
        ("«10 vuotta» asiakassuhteen päättymisestä", None, "asiakassuhteen päättyminen"),
        ("«6 vuotta» tilikauden lopusta", None, "tilikauden loppu"),
        ("«kolmen vuoden» kuluttua viimeisestä merkinnästä.", None, "viimeinen merkintä"),
        ("«12 kuukautta» viimeisen kirjautumisen jälkeen", None, "viimeinen kirjautuminen"),
        ("kunnes lapsen syntymästä on kulunut «28 vuotta».", None, "lapsen syntymä"),
        ("jäsenyyden päättymisen jälkeen «kaksi vuotta»", None, "jäsenyyden päättyminen"),
        ("«kaksi vuotta» tilaisuudesta ja laskut kuusi", None, "tilaisuus"),
        ("«10 vuotta» työsuhteen päättymisestä työtodistusta varten", None, "työsuhteen päättyminen"),
        ("«12 kk» siitä, kun olet viimeksi käynyt.", None, "kun olet viimeksi käynyt"),
        ("tilauksen ajan ja «90 päivää» sen jälkeen", "tilauksen ajan", "tilauksen päättyminen"),
        (
            "asiakassuhteen ajan ja «2 vuotta» sen päättymisestä",
            "asiakassuhteen ajan",
            "asiakassuhteen päättyminen",
        ),
        ("sopimuksen ajan ja sen jälkeen «kolme vuotta»", "sopimuksen ajan", "sopimuksen päättyminen"),
        ("ja «2 vuotta» sen jälkeen", None, None),
        ("poistetaan «kuuden kuukauden» kuluttua rekisteristä", None, None),
        ("osan tiedoista «12 kuukautta»", None, None),
        ("«3 vuotta»", None, None),
        ("«kuusi vuotta» ja poistetaan sopimuksen päättymisestä", None, None),
        ("«6 vuotta».\nJäsenyyden päättymisestä ilmoitetaan", None, None),
    ],
)
def test_starting_event(text: str, before: str | None, event: str | None) -> None:
    start, end = text.index("«"), text.index("»") - 1
    assert starting_event(text.replace("«", "").replace("»", ""), start, end, before) == event
