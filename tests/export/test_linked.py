"""TILT that validates, JSON-LD that an RDF library reads, a report without holes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from bs4 import BeautifulSoup

from seloste.assembly import assemble
from seloste.errors import UsageError
from seloste.evaluation.audit import gold_record
from seloste.export import documents, dpv, tilt
from seloste.export.report.page import write_report
from seloste.formats.inline import parse
from seloste.notice import Notice

sys.path.insert(0, str(Path(__file__).parent))
from sample import TEXT, record

TILT_SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "research" / "tilt-schema.json"


@pytest.mark.skipif(not TILT_SCHEMA.exists(), reason="the TILT schema is not here")
@pytest.mark.parametrize("empty", [False, True])
def test_tilt_validates(empty: bool) -> None:
    made = assemble(Notice("empty", TEXT, ()), [], []) if empty else record()
    schema = json.loads(TILT_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(made.to_tilt())


def test_tilt_says_what_the_notice_says_and_nothing_else() -> None:
    made = record().to_tilt()
    assert [entry["_id"] for entry in made["dataDisclosed"]] == ["name", "email"], (
        "denied data are not disclosed"
    )
    disclosed = made["dataDisclosed"][0]
    assert disclosed["legalBases"] == [{"reference": "GDPR-6-1-a", "description": "suostumuksella"}]
    assert disclosed["storage"][0]["temporal"] == [{"description": "6 vuotta", "ttl": "P6Y"}]
    assert made["dataProtectionOfficer"]["email"] == "maija@malli.example"
    assert made["thirdCountryTransfers"][0]["standardDataProtectionClause"]["available"] is True
    assert made["rightToComplain"]["available"] is True
    assert made["rightToDataPortability"]["available"] is False
    missing = tilt.undisclosed(record())
    assert {"controller.address", "sources", "rightToDataPortability"} <= set(missing)
    assert not {"controller.name", "dataProtectionOfficer.name", "dataDisclosed.purposes"} & set(missing)


def test_tilt_is_read_by_its_own_package() -> None:
    reader = pytest.importorskip("tilt.tilt")
    assert reader.tilt_from_dict(record().to_tilt()).controller.name == record().controllers[0].name


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_dpv_is_rdf_and_denials_are_no_assertions() -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=json.dumps(record().to_dpv()), format="json-ld")
    dpv = rdflib.Namespace("https://w3id.org/dpv#")
    pd = rdflib.Namespace("https://w3id.org/dpv/pd#")
    process = graph.value(predicate=rdflib.RDF.type, object=dpv.Process)
    kinds = {graph.value(value, rdflib.RDF.type) for value in graph.objects(process, dpv.hasPersonalData)}
    assert kinds == {pd.Name, pd.EmailAddress}
    own = rdflib.Namespace("https://w3id.org/seloste/")
    denied = {graph.value(value, own.property) for value in graph.objects(process, own.denies)}
    assert denied == {dpv.hasPersonalData, own.hasDecisionStatement}
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    quotes = {str(words) for words in graph.objects(predicate=oa.exact)}
    assert "sähköpostin" in quotes
    assert all(
        TEXT[int(graph.value(selector, oa.start)) : int(graph.value(selector, oa.end))] == str(words)
        for selector, words in graph.subject_objects(oa.exact)
    )
    durations = list(graph.objects(predicate=dpv.hasDuration))
    assert [str(duration) for duration in durations] == ["P6Y"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_labels_are_skos_with_finnish_names() -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=json.dumps(dpv.labels()), format="json-ld")
    skos = rdflib.namespace.SKOS
    email = rdflib.URIRef("https://w3id.org/dpv/pd#EmailAddress")
    assert rdflib.Literal("sähköpostiosoite", lang="fi") in set(graph.objects(email, skos.prefLabel))
    own = [
        concept for concept in graph.subjects(rdflib.RDF.type, skos.Concept) if "w3id.org/seloste/" in concept
    ]
    assert own
    assert all(graph.value(concept, skos.broader) for concept in own)


@pytest.mark.parametrize("form", ["dpv", "tilt"])
def test_documents_are_files_of_any_id(tmp_path: Path, form: str) -> None:
    names = ["a/b", "..", "ääkköset", "x" * 300, "a b"]
    assert documents.write([record(name) for name in names], tmp_path / form, form) == 5
    files = {path.name for path in (tmp_path / form).iterdir()}
    assert len(files) == (6 if form == "dpv" else 10)
    assert all(json.loads((tmp_path / form / name).read_text(encoding="utf-8")) is not None for name in files)
    assert any("undisclosed" in name for name in files) == (form == "tilt")


def test_no_document_is_lost_to_another(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two records have the id 'a'"):
        documents.write([record("a"), record("b"), record("a")], tmp_path / "dpv", "dpv")
    with pytest.raises(UsageError, match="no records"):
        documents.write([], tmp_path / "tilt", "tilt")


_TYPED = """@@ controller
<<controller:organisation|Harju Oy>>, <<contact:email|info(at)harju.fi>>
@@ purposes
<<data:email|Sähköpostia>> käytetään <<purpose:direct_marketing|uutiskirjeeseen>> <<basis:consent|suostumuksella>>.
<<data:billing|Laskutustietoja>> käytetään <<purpose:billing|laskutukseen>>.
<<data:billing|Laskut>> säilytetään <<retention:period|6 vuotta>> <<retention:law|kirjanpitolain mukaan>>.
Hakemukset <<retention:period|31.12.2028 asti>>.
@@ transfers
Tietoja siirretään <<transfer:country|Yhdysvaltoihin ja Intiaan>> <<transfer:standard_clauses|mallilausekkein>>.
"""


@pytest.mark.skipif(not TILT_SCHEMA.exists(), reason="the TILT schema is not here")
def test_tilt_gives_each_kind_of_data_what_is_related_to_it() -> None:
    made = gold_record("x", parse(_TYPED)).to_tilt()
    schema = json.loads(TILT_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(made)
    data = {entry["_id"]: entry for entry in made["dataDisclosed"]}
    assert [purpose["description"] for purpose in data["email"]["purposes"]] == ["uutiskirjeeseen"]
    assert [purpose["description"] for purpose in data["billing"]["purposes"]] == ["laskutukseen"]
    assert "P6Y" in [term["temporal"][0]["ttl"] for term in data["billing"]["storage"]]
    assert "P6Y" not in [term["temporal"][0]["ttl"] for term in data["email"]["storage"]]
    assert [entry["country"] for entry in made["thirdCountryTransfers"]] == ["US", "IN"]
    assert all(entry["standardDataProtectionClause"]["available"] for entry in made["thirdCountryTransfers"])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_dpv_has_countries_acts_dates_and_relations() -> None:
    rdflib = pytest.importorskip("rdflib")
    made = gold_record("x", parse(_TYPED))
    graph = rdflib.Graph().parse(data=json.dumps(made.to_dpv()), format="json-ld")
    dpv_ = rdflib.Namespace("https://w3id.org/dpv#")
    own = rdflib.Namespace("https://w3id.org/seloste/")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    countries = {str(country) for country in graph.objects(predicate=dpv_.hasCountry)}
    assert countries == {"https://w3id.org/dpv/loc#US", "https://w3id.org/dpv/loc#IN"}
    (act,) = graph.subjects(rdflib.RDF.type, dpv_.Law)
    assert str(graph.value(act, rdflib.DCTERMS.identifier)) == "1336/1997"
    assert act in set(graph.objects(predicate=dpv_.hasApplicableLaw))
    assert rdflib.Literal("2028-12-31", datatype=rdflib.XSD.date) in set(graph.objects(predicate=own.until))
    pairs = {
        (str(graph.value(data, oa.exact)), str(graph.value(graph.value(relation, own.purpose), oa.exact)))
        for relation, data in graph.subject_objects(own.data)
        if graph.value(relation, own.purpose)
    }
    assert pairs == {("Sähköpostia", "uutiskirjeeseen"), ("Laskutustietoja", "laskutukseen")}


def test_report_is_self_contained_and_escapes_what_notices_say(tmp_path: Path) -> None:
    records = [record("a"), record("b")]
    assert write_report(lambda: records, tmp_path / "report.html", language="fi", most=10) == 2
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "lxml")
    assert len(soup.find_all("script")) == 1, "the notice's own script is text"
    assert not soup.find_all(["link", "img", "iframe"])
    assert not soup.find_all(src=True)
    assert (
        "default-src 'none'" in soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    )
    first = soup.find("details", id="n0")
    marks = {mark.get_text() for mark in first.find_all("mark")}
    assert {"sähköpostin", "terveystietoja"} <= marks
    assert "negated" in first.find("mark", string="terveystietoja")["class"]
    assert "".join(part.get_text() for part in first.find_all("p", class_="text")) == TEXT
    targets = {link["href"].removeprefix("#") for link in soup.find_all("a")}
    assert targets <= {tag["id"] for tag in soup.find_all(id=True)}


def test_report_says_what_it_leaves_out(tmp_path: Path) -> None:
    write_report(lambda: [record("a"), record("b")], tmp_path / "report.html", language="en", most=1)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 notices are left out of this report" in page
    with pytest.raises(UsageError, match="no records"):
        write_report(list, tmp_path / "none.html", language="fi", most=1)
    assert not (tmp_path / "none.html").exists()
