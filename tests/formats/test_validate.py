"""The gold is sound, and each kind of problem is found where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from seloste.formats.validate import Severity, validate
from seloste.resources import shared_path

_RUN = " ".join(f"sana{number}" for number in range(25))


def _notices(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"n{number}.ann.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_the_gold_has_no_errors() -> None:
    problems = validate(shared_path("annotations/gold").glob("*.ann.txt"))
    assert [str(problem) for problem in problems if problem.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@@ intro\nKeräämme <<data:name|nimen,>> ja", (2, "edge")),
        ("@@ intro\nx\n@@ purposes\n<<purpose:billing|laskutus.>>", (4, "edge")),
        ("@@ intro\n<<data:name|(nimi)>>", (2, "edge")),
        ("@@ intro\n<<data:name|nimi (etu->>", (2, "edge")),
        ("@@ intro\n<<data:name|”nimi”>>", (2, "edge")),
        ("@@ intro\n<<data:name|- nimi>>", (2, "bullet")),
        ("@@ intro\n<<data:name|nimi • osoite>>", (2, "bullet")),
        (f"@@ intro\n<<data:name|{'a' * 201}>>", (2, "too_long")),
        ("@@ rights\n8. <<right:access|Tarkastusoikeus>>\nPyynnöt kirjallisina.", (2, "heading")),
        ("@@ intro\n<<dato:name|nimi>>", (2, "malformed")),
        ("@@ intro\nx\n<<data:name|<<data:email|nimi>>>>", (3, "malformed")),
    ],
)
def test_errors(tmp_path: Path, text: str, found: tuple[int, str]) -> None:
    problems = validate(_notices(tmp_path, text))
    assert (problems[0].line, problems[0].code) == found
    assert problems[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "text",
    [
        "@@ contact\n<<contact:phone|(09) 123 456>>",
        "@@ controller\n1. <<controller:organisation|Testi Oy>>\nOulu",
        "@@ rights\nVoit <<right:access|tarkastaa tiedot>>.",
        "@@ retention\n<<retention:period|24 kk.>>".replace("kk.>>", "kk>>."),
        "@@ recipients\n<<recipient:it_provider|Phonara Inc.>>",
        "@@ contact\n<<contact:business_id|0112038-9>>",
    ],
)
def test_nothing_amiss(tmp_path: Path, text: str) -> None:
    assert validate(_notices(tmp_path, text)) == []


def test_wrong_check_digit(tmp_path: Path) -> None:
    (problem,) = validate(_notices(tmp_path, "@@ contact\nY-tunnus <<contact:business_id|0112038-8>>"))
    assert (problem.line, problem.code, problem.severity) == (2, "business_id", Severity.WARNING)


def test_duplicates(tmp_path: Path) -> None:
    problems = validate(_notices(tmp_path, "@@ intro\nSama seloste.", "@@ other\nsama  seloste"))
    assert [(problem.path, problem.code) for problem in problems] == [("n1.ann.txt", "duplicate")]
    assert "n0.ann.txt" in problems[0].message


def test_shared_run_is_reported_once_for_two_notices(tmp_path: Path) -> None:
    paths = _notices(tmp_path, f"@@ intro\n{_RUN} eka", f"@@ intro\nToinen\n{_RUN} {_RUN}")
    (problem,) = validate(paths)
    assert (problem.path, problem.line, problem.code) == ("n1.ann.txt", 3, "shared_run")
    assert problem.severity is Severity.WARNING


def test_a_phrase_annotated_in_two_ways(tmp_path: Path) -> None:
    usual = "@@ intro\n<<data:name|Nimi>> ja <<data:name|nimi>>"
    (problem,) = validate(_notices(tmp_path, usual, "@@ other\nx\n<<data:username|nimi>>"))
    assert (problem.path, problem.line, problem.code) == ("n1.ann.txt", 3, "inconsistent")
    assert "username here, mostly name" in problem.message
