"""The taxonomy is closed: what is not in it is an error that names what is."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from seloste import taxonomy

_TINY = """\
version: 1
sections:
  intro: {fi: johdanto, en: introduction}
spans:
  data: {en: kind of personal data}
  register: {en: name of the register}
data:
  email: {fi: sähköpostiosoite, en: e-mail address, dpv: "pd:EmailAddress"}
  log: {fi: lokitiedot, en: logs, broader: "pd:AuthenticationHistory"}
namespaces:
  pd: https://w3id.org/dpv/pd#
  seloste: https://w3id.org/seloste/
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "taxonomy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_projects_taxonomy() -> None:
    loaded = taxonomy.load()
    assert loaded is taxonomy.load()
    assert "data_categories" in loaded.sections
    assert loaded.labels["data"] == "kind of personal data"
    assert loaded.check("data", "health").special
    assert not loaded.check("data", "name").special
    assert loaded.check("basis", "legitimate_interest").article == "6.1.f"
    assert not loaded.categories("register")


@pytest.mark.parametrize(
    ("label", "category", "dpv", "broader", "iri"),
    [
        ("data", "email", "pd:EmailAddress", None, "https://w3id.org/dpv/pd#EmailAddress"),
        ("data", "log", None, "pd:AuthenticationHistory", "https://w3id.org/seloste/data-log"),
        ("data", "other", None, None, "https://w3id.org/seloste/data-other"),
        ("right", "access", "eu-gdpr:A15", None, "https://w3id.org/dpv/legal/eu/gdpr#A15"),
    ],
)
def test_concepts(label: str, category: str, dpv: str | None, broader: str | None, iri: str) -> None:
    entry = taxonomy.load().check(label, category)
    assert (entry.dpv, entry.broader, entry.iri) == (dpv, broader, iri)


def test_iris_of_a_label_are_its_own() -> None:
    for label in taxonomy.load().labels:
        iris = [entry.iri for entry in taxonomy.load().categories(label).values()]
        assert len(set(iris)) == len(iris)


def test_every_concept_is_one_of_dpv() -> None:
    terms = Path(__file__).parents[2] / "shared" / "research" / "dpv_terms.csv"
    if not terms.exists():
        pytest.skip("the list of checked DPV terms lies outside the project")
    with terms.open(encoding="utf-8", newline="") as lines:
        known = {row["curie"]: row["iri"] for row in csv.DictReader(lines)}
    namespaces = taxonomy.load().namespaces
    for label in taxonomy.load().labels:
        for entry in taxonomy.load().categories(label).values():
            for curie in filter(None, (entry.dpv, entry.broader)):
                prefix, _, local = curie.partition(":")
                assert known[curie] == namespaces[prefix] + local


def test_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        taxonomy.load().check("data", "email").fi = "muu"  # type: ignore[misc]
    with pytest.raises(TypeError):
        taxonomy.load().categories("data")["uusi"] = taxonomy.load().check("data", "email")  # type: ignore[index]


def test_unknown_names_list_the_known() -> None:
    loaded = taxonomy.load()
    with pytest.raises(ValueError, match=r"no label 'dato'; the labels are controller, contact"):
        loaded.categories("dato")
    with pytest.raises(ValueError, match=r"no category 'salainen' of decision; .* automated, profiling"):
        loaded.check("decision", "salainen")
    with pytest.raises(ValueError, match="no category 'x' of register; its categories are none"):
        loaded.check("register", "x")
    with pytest.raises(ValueError, match=r"no section type 'muut'; the types are intro"):
        loaded.check_section("muut")


def test_tiny(tmp_path: Path) -> None:
    loaded = taxonomy.read(_write(tmp_path, _TINY))
    assert list(loaded.categories("data")) == ["email", "log"]
    assert loaded.check_section("intro").fi == "johdanto"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dpv:", "dvp:", "unknown key dvp; allowed are article, broader, dpv"),
        ('"pd:EmailAddress"', '"xx:EmailAddress"', "is of no namespace; they are pd, seloste"),
        (", en: logs", "", "data:log lacks en"),
        ("version: 1", "version: 1\nextra: {}", "unknown key extra"),
        ("version: 1", "version: one", "version is a whole number"),
        ("en: logs", "en: 7", "data:log: en is 7"),
        ("en: logs", "en: logs, special: perhaps", "special is 'perhaps'"),
        ("en: logs", 'en: logs, dpv: "pd:Log"', "both dpv and broader"),
        ("  register:", "  Register Two:", "lower-case letters"),
        ("data:\n  email", "dato:\n  email", "unknown key dato"),
        ("  intro: {fi: johdanto, en: introduction}", "  intro: johdanto", "section intro is not a table"),
    ],
)
def test_bad_files(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in _TINY
    with pytest.raises(ValueError, match=message):
        taxonomy.read(_write(tmp_path, _TINY.replace(old, new, 1)))


def test_a_label_without_its_table(tmp_path: Path) -> None:
    text = _TINY.replace("  register:", "  purpose: {en: why}\n  register:")
    with pytest.raises(ValueError, match=r"lacks purpose"):
        taxonomy.read(_write(tmp_path, text))
