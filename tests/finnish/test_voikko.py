"""The default analyser: what a reader of notices expects of it, and that both engines answer alike."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.errors import AnalyserUnavailable
from seloste.finnish.engines import open_engine
from seloste.finnish.negation import is_negation
from seloste.finnish.tables import table
from seloste.finnish.tokeniser import tokenise
from seloste.finnish.voikko import VoikkoAnalyser

GOLD = Path(__file__).parents[2] / "annotations" / "gold"
MARK = re.compile(r"<<[^|<>]*\||>>")


@pytest.fixture(scope="module")
def voikko() -> VoikkoAnalyser:
    return VoikkoAnalyser()


def analyse(tool: VoikkoAnalyser, text: str) -> list[tuple[str, str]]:
    return [(a.lemma, a.upos) for a in tool.analyse([t.text for t in tokenise(text)])]


@pytest.mark.parametrize(
    ("form", "lemma", "upos", "features"),
    [
        (
            "rekisterinpitäjälläsi",
            "rekisterinpitäjä",
            "NOUN",
            "Case=Ade|Number=Sing|Number[psor]=Sing|Person[psor]=2",
        ),
        ("henkilötietojasi", "henkilötieto", "NOUN", "Case=Par|Number=Plur|Number[psor]=Sing|Person[psor]=2"),
        ("keräämme", "kerätä", "VERB", "Mood=Ind|Number=Plur|Person=1|Tense=Pres|VerbForm=Fin|Voice=Act"),
        ("säilytetään", "säilyttää", "VERB", "Mood=Ind|Tense=Pres|VerbForm=Fin|Voice=Pass"),
        (
            "tallennettujen",
            "tallentaa",
            "VERB",
            "Case=Gen|Number=Plur|PartForm=Past|VerbForm=Part|Voice=Pass",
        ),
        ("antamat", "antaa", "VERB", "Case=Nom|Number=Plur|PartForm=Agt|VerbForm=Part|Voice=Act"),
        ("luovuteta", "luovuttaa", "VERB", "Connegative=Yes|Mood=Ind|Tense=Pres|VerbForm=Fin|Voice=Pass"),
        ("käsitteleminen", "käsitteleminen", "NOUN", "Case=Nom|Number=Sing"),
        ("korjaamista", "korjaaminen", "NOUN", "Case=Par|Number=Sing"),
        ("rekisteröidyllä", "rekisteröity", "NOUN", "Case=Ade|Number=Sing"),
        ("välttämätöntä", "välttämätön", "ADJ", "Case=Par|Degree=Pos|Number=Sing"),
        ("laillisesti", "laillisesti", "ADV", ""),
        ("kanssamme", "kanssa", "ADP", "Number[psor]=Plur|Person[psor]=1"),
        ("jokaisella", "jokainen", "PRON", "Case=Ade|Number=Sing"),
        ("niistä", "se", "PRON", "Case=Ela|Number=Plur|PronType=Dem"),
        ("jotakin", "jokin", "PRON", "Case=Par|Number=Sing|PronType=Ind"),
        ("huoltajatkin", "huoltaja", "NOUN", "Case=Nom|Clitic=Kin|Number=Plur"),
        ("viranomaisille", "viranomainen", "NOUN", "Case=All|Number=Plur"),
        ("vuotta", "vuosi", "NOUN", "Case=Par|Number=Sing"),
        (
            "asiakastunnuksesi",
            "asiakastunnus",
            "NOUN",
            "Case=Nom|Number=Sing|Number[psor]=Sing|Person[psor]=2",
        ),
        ("kahden", "kaksi", "NUM", "Case=Gen|Number=Sing"),
        ("kolmansille", "kolmas", "ADJ", "Case=All|Degree=Pos|Number=Plur"),
        ("Yhdysvaltoihin", "Yhdysvallat", "PROPN", "Case=Ill|NameType=Geo|Number=Plur"),
        ("Turkuun", "Turku", "PROPN", "Case=Ill|NameType=Geo|Number=Sing"),
        ("TIETOJEN", "tieto", "NOUN", "Case=Gen|Number=Plur"),
        ("EU:n", "EU", "PROPN", "Case=Gen|Number=Sing"),
        ("GDPR:ssä", "GDPR", "PROPN", "Case=Ine|Number=Sing"),
        ("IP-osoitteesi", "IP-osoite", "NOUN", "Case=Nom|Number=Sing|Number[psor]=Sing|Person[psor]=2"),
        ("Tietosuoja-asetuksen", "tietosuoja-asetus", "NOUN", "Case=Gen|Number=Sing"),
        ("16-vuotiaille", "16-vuotias", "ADJ", "Case=All|Degree=Pos|Number=Plur"),
        ("oma-aloitteisesti", "oma-aloitteisesti", "ADV", ""),
        ("nimi-", "nimi", "NOUN", "Case=Nom|Number=Sing"),
    ],
)
def test_lemma_and_features(voikko: VoikkoAnalyser, form: str, lemma: str, upos: str, features: str) -> None:
    (answer,) = voikko.analyse([form])
    assert (answer.lemma, answer.upos, answer.feats, answer.known) == (lemma, upos, features, True)


@pytest.mark.parametrize(
    ("form", "lemma", "upos"),
    [
        ("evästettä", "eväste", "NOUN"),
        ("evästeitä", "eväste", "NOUN"),
        ("evästeiden", "eväste", "NOUN"),
        ("evästeillä", "eväste", "NOUN"),
        ("lokiin", "loki", "NOUN"),
        ("lokien", "loki", "NOUN"),
        ("lokit", "loki", "NOUN"),
        ("vanhemmat", "vanhempi", "NOUN"),
        ("vanhempien", "vanhempi", "NOUN"),
        ("tapahtuman", "tapahtuma", "NOUN"),
        ("tapahtumista", "tapahtuma", "NOUN"),
        ("lakimuutoksista", "lakimuutos", "NOUN"),
        ("salasanoin", "salasana", "NOUN"),
        ("kyselyalusta", "kyselyalusta", "NOUN"),
        ("rahanpesulain", "rahanpesulaki", "NOUN"),
        ("tuen", "tuki", "NOUN"),
        ("tee", "tehdä", "VERB"),
        ("voit", "voida", "AUX"),
        ("perustuvat", "perustua", "VERB"),
        ("koneluettavassa", "koneluettava", "ADJ"),
    ],
)
def test_the_reading_a_notice_means(voikko: VoikkoAnalyser, form: str, lemma: str, upos: str) -> None:
    (answer,) = voikko.analyse([form])
    assert (answer.lemma, answer.upos) == (lemma, upos)


@pytest.mark.parametrize(
    ("form", "cut", "bases"),
    [
        ("sähköpostiosoitteesi", "sähkö|posti|osoitteesi", "sähkö posti osoite"),
        ("rekisterinpitäjälläsi", "rekisterin|pitäjälläsi", "rekisteri pitäjä"),
        ("tunnistamistiedot", "tunnistamis|tiedot", "tunnistaminen tieto"),
        ("voimassaoloajan", "voimassa|olo|ajan", "voimassa olo aika"),
        ("Tietosuoja-asetuksen", "Tieto|suoja-|asetuksen", "tieto suoja asetus"),
        ("IP-osoitetta", "IP-|osoitetta", "IP osoite"),
        ("vastaanottajat", "vastaan|ottajat", "vastaan ottaja"),
        ("tietoja", "tietoja", "tieto"),
        ("käsitteleminen", "käsitteleminen", "käsitteleminen"),
    ],
)
def test_compound_parts(voikko: VoikkoAnalyser, form: str, cut: str, bases: str) -> None:
    (answer,) = voikko.analyse([form])
    starts = [0, *(part.end for part in answer.parts)]
    assert [form[s : p.end] for s, p in zip(starts, answer.parts, strict=False)] == cut.split("|")
    assert [part.base for part in answer.parts] == bases.split()


@pytest.mark.parametrize(
    ("misspelt", "lemma"),
    [
        ("sahkoposti", "sähköposti"),
        ("säännömukaiset", "säännönmukainen"),
        ("SÄÄNNÖMUKAISET", "säännönmukainen"),
        ("henkilotietojen", "henkilötieto"),
        ("rekisterinpitaja", "rekisterinpitäjä"),
        ("henkilötietojjen", "henkilötieto"),
        ("tietosuojaselsote", "tietosuojaseloste"),
        ("kasittelyn", "käsittely"),
    ],
)
def test_typos_are_recovered_as_guesses(voikko: VoikkoAnalyser, misspelt: str, lemma: str) -> None:
    (answer,) = voikko.analyse([misspelt])
    assert (answer.lemma, answer.known) == (lemma, False)
    assert answer.parts[-1].end == len(misspelt)


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("Mailchimpissä", "Mailchimp"),
        ("Metan", "Meta"),
        ("Traficomille", "Traficom"),
        ("Stravaan", "Strava"),
        ("Klarna", "Klarna"),
        ("Expedia", "Expedia"),
        ("Adyen", "Adyen"),
        ("xyzzy", "xyzzy"),
    ],
)
def test_unknown_words_are_guessed(voikko: VoikkoAnalyser, form: str, lemma: str) -> None:
    (answer,) = voikko.analyse([form])
    assert (answer.lemma, answer.known) == (lemma, False)


def test_marks_numbers_and_addresses(voikko: VoikkoAnalyser) -> None:
    words = "§ , 12.3.2024 2016/679 a@b.fi https://b.fi/x yritys.fi Suomi.fi-tunnistus".split()
    assert [a.upos for a in voikko.analyse(words)] == "SYM PUNCT NUM NUM SYM SYM SYM NOUN".split()


@pytest.mark.parametrize(
    "form",
    "en et ei emme ette eivät enkä etkä eikä emmekä ettekä eivätkä älä älköön älkää älköönkä ettei etten "
    "ellei ellemme jollei jollette muttei mutteivät vaikkei koskei jottei miksei eihän eikö emmekö Eikä EI".split(),
)
def test_negation_in_all_persons(voikko: VoikkoAnalyser, form: str) -> None:
    assert is_negation(form)
    (answer,) = voikko.analyse([form])
    assert (answer.lemma, answer.upos) == ("ei", "AUX")
    assert "Polarity=Neg" in answer.feats


@pytest.mark.parametrize(
    ("line", "connegatives"),
    [
        ("Emme tallenna salasanaasi .", "tallenna"),
        ("Emme myy tai vuokraa tietojasi .", "myy vuokraa"),
        ("Yhdistys ei kerää tietoja , mutta tallentaa nimet .", "kerää"),
        ("Tietoja ei luovuteta eikä siirretä ulkopuolelle .", "luovuteta siirretä"),
        ("Emme muodosta profiilia .", "muodosta"),
        ("Emme luovuta niitä eteenpäin .", "luovuta"),
        ("Tallenna lomake .", ""),
        ("Emme koskaan missään tilanteessa pyydä niitä .", "pyydä"),
    ],
)
def test_connegatives_from_the_line(voikko: VoikkoAnalyser, line: str, connegatives: str) -> None:
    words = line.split()
    answers = voikko.analyse(words)
    found = [w for w, a in zip(words, answers, strict=True) if "Connegative=Yes" in a.feats]
    assert found == connegatives.split()


@pytest.mark.parametrize(
    ("line", "nouns"),
    [
        ("Kamerat tallentavat kuvaa ulko-ovista .", "kuvaa"),
        ("Tämä seloste kuvaa , miten tietoja käsitellään .", ""),
        ("Aulassa kuvaa kaksi kameraa .", ""),
        ("Vartija katsoo suoraa kuvaa .", "kuvaa"),
        ("Kameran kuvaa ei tallenneta .", "kuvaa"),
        ("Kuvaa saavat katsoa vartijat .", "Kuvaa"),
        ("Emme kuvaa kokouksia emmekä kirjaa niitä .", ""),
        ("Kuvaa ja ääntä tallentuu .", "Kuvaa"),
        ("Emme tallenna kuvaa tai ääntä .", "kuvaa"),
        ("Pidämme käynneistä lisäksi kirjaa .", "kirjaa"),
        ("Palvelin kirjaa tällöin osoitteen .", ""),
        ("Kutsun lähettäjä määrää , ketkä kutsutaan .", ""),
        ("Rekisteröity osaa odottaa käsittelyä .", ""),
        ("Emme vuokraa tai luovuta tietoja .", ""),
        ("Tätä osaa sovelletaan jäseniin .", "osaa"),
        ("Seuraa meitä", ""),
        ("kuvaa", ""),
    ],
)
def test_nouns_that_look_like_verbs(voikko: VoikkoAnalyser, line: str, nouns: str) -> None:
    forms = {"kuvaa", "kirjaa", "osaa", "määrää", "vuokraa", "seuraa"}
    words = line.split()
    answers = voikko.analyse(words)
    found = [w for w, a in zip(words, answers, strict=True) if w.lower() in forms and a.upos == "NOUN"]
    assert found == nouns.split()


@pytest.mark.parametrize(
    ("form", "known"),
    [
        ("Tietosuoja-asetuksen", True),
        ("IP-osoite", True),
        ("XYZ-palvelu", True),
        ("16-vuotiaille", True),
        ("B-lausunto", True),
        ("Turku-sovellus", True),
        ("Mailchimp-palvelulla", False),
        ("qwxz-tieto", False),
        ("tieto-qwxz", False),
    ],
)
def test_a_hyphenated_word_is_known_when_its_parts_are(
    voikko: VoikkoAnalyser, form: str, known: bool
) -> None:
    assert voikko.analyse([form])[0].known == known


def test_all_readings_are_kept(voikko: VoikkoAnalyser) -> None:
    readings = {(a.lemma, a.upos) for a in voikko.readings("keräämme")}
    assert {("kerätä", "VERB"), ("kerä", "NOUN")} <= readings


def test_a_copy_for_another_process_answers_alike(voikko: VoikkoAnalyser) -> None:
    words = "Emme luovuta henkilötietojasi EU:n ulkopuolelle".split()
    assert pickle.loads(pickle.dumps(voikko)).analyse(words) == voikko.analyse(words)


def gold_forms(count: int) -> list[str]:
    forms = dict.fromkeys(
        token.text
        for path in sorted(GOLD.glob("*.ann.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for token in tokenise(MARK.sub("", line))
    )
    return [form for form in forms if any(map(str.isalpha, form))][:count]


def test_both_engines_answer_alike_on_5000_forms() -> None:
    try:
        native, pure = VoikkoAnalyser("libvoikko"), VoikkoAnalyser("pyvoikko")
    except AnalyserUnavailable as problem:
        pytest.skip(str(problem))
    forms = gold_forms(5000)
    assert len(forms) == 5000
    assert [f for f in forms if native.readings(f) != pure.readings(f)] == []


@pytest.fixture(scope="module")
def pure() -> VoikkoAnalyser:
    return VoikkoAnalyser("pyvoikko")


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(min_size=1, max_size=12),
        st.text("aeiäöktsnlr-:'.AEUK0", min_size=1, max_size=14),
        st.lists(
            st.sampled_from(["tieto", "suoja", "EU", "-", ":", "n", "seloste", "ta", "16"]), min_size=1
        ).map("".join),
    ).flatmap(lambda text: st.sampled_from([t.text for t in tokenise(text)] or ["x"]))
)
def test_any_token_gets_an_answer(voikko: VoikkoAnalyser, pure: VoikkoAnalyser, word: str) -> None:
    (answer,) = voikko.analyse([word])
    assert answer.lemma
    assert answer.upos
    ends = [part.end for part in answer.parts]
    assert ends == sorted(ends)
    assert ends[-1] == len(word)
    assert voikko.readings(word) == pure.readings(word)


@pytest.mark.parametrize("name", ["libvoikko", "pyvoikko"])
@pytest.mark.parametrize("word", ["suoja" * 7 + "q", "suoja" * 7 + "eu", "suoja" * 6 + "-suojasuojaeu"])
def test_a_word_too_long_to_go_through_spoils_no_later_one(name: str, word: str) -> None:
    try:
        engine = open_engine(name)
    except AnalyserUnavailable as problem:
        pytest.skip(str(problem))
    assert engine.outputs(word) == []
    assert engine.outputs("a")
    assert engine.outputs("henkilötietojenkäsittelijälle")


def test_a_listed_spelling_that_the_dictionary_lacks_is_guessed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    analyser = VoikkoAnalyser()
    monkeypatch.setattr(analyser._open(), "outputs", lambda word: [])
    (answer,) = analyser.analyse(["tietosuoja"])
    assert (answer.lemma, answer.known) == ("tietosuoja", False)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(AnalyserUnavailable, match="pip install pyvoikko"):
        open_engine("no such library")


def test_every_listed_choice_is_a_reading(voikko: VoikkoAnalyser) -> None:
    missing = [
        (form, lemma)
        for form, lemma, upos in table("choices.tsv")
        if (lemma, upos) not in {(a.lemma, a.upos) for a in voikko.readings(form)}
    ]
    assert missing == []


def test_closed_words_are_listed_once() -> None:
    forms = [row[0] for row in table("closed_words.tsv")]
    assert sorted(forms) == sorted(set(forms))


def test_endless_tokens_are_let_be(voikko: VoikkoAnalyser) -> None:
    words = ["x" * 1_000_000, "tieto" * 1000, "a-" * 1000 + "b"]
    assert [a.known for a in voikko.analyse(words)] == [False, False, False]


def test_a_full_cache_is_emptied_between_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    tool = VoikkoAnalyser()
    monkeypatch.setattr("seloste.finnish.voikko._CACHE_SIZE", 3)
    words = ["tietoja", "ei", "luovuteta", "kolmansille", "osapuolille"]
    assert [a.lemma for a in tool.analyse(words)] == [a.lemma for a in tool.analyse(words)]
    tool.analyse(["nimi"])
    assert len(tool._cache) == 1
