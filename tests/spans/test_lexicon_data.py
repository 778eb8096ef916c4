"""The lexicon of categories keeps to the taxonomy and to its own notation."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from seloste.resources import package_path
from seloste.taxonomy import load

_HEADER = ["label", "category", "pattern", "source"]
_ALTERNATIVE = re.compile(r"\*?[^\s*/|]+|[^\s*/|]+\*")


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    with package_path("spans/data/lexicon.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_header_and_columns(rows: list[list[str]]) -> None:
    assert rows[0] == _HEADER
    assert [row for row in rows[1:] if len(row) != 4 or not all(row)] == []


def test_every_category_is_in_the_taxonomy(rows: list[list[str]]) -> None:
    taxonomy = load()
    for label, category in {(label, category) for label, category, _, _ in rows[1:]}:
        taxonomy.check(label, category)


def test_no_category_is_without_entries(rows: list[list[str]]) -> None:
    named = {(label, category) for label, category, _, _ in rows[1:]}
    for label in (
        "subject",
        "data",
        "purpose",
        "basis",
        "source",
        "recipient",
        "retention",
        "right",
        "security",
    ):
        for category in load().categories(label):
            assert (label, category) in named


def test_a_pattern_stands_once_under_a_label(rows: list[list[str]]) -> None:
    counts = Counter((label, pattern) for label, _, pattern, _ in rows[1:])
    assert [key for key, count in counts.items() if count > 1] == []


def test_patterns_are_well_formed(rows: list[list[str]]) -> None:
    for _, _, pattern, _ in rows[1:]:
        assert pattern == pattern.lower()
        for element in pattern.split(" "):
            alternatives = element.split("/")
            assert len(set(alternatives)) == len(alternatives), pattern
            for alternative in alternatives:
                assert _ALTERNATIVE.fullmatch(alternative), pattern


def test_sorted(rows: list[list[str]]) -> None:
    keys = [row[:3] for row in rows[1:]]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("label", "pattern", "category"),
    [
        ("data", "sähköpostiosoite", "email"),
        ("data", "henkilötunnus", "personal_id"),
        ("data", "ip-osoite", "ip_address"),
        ("basis", "oikeutettu/oikeuttaa etu", "legitimate_interest"),
        ("recipient", "verohallinto", "authority"),
        ("recipient", "stripe", "payment_provider"),
        ("source", "väestötietojärjestelmä", "public_register"),
        ("security", "palomuuri", "network"),
    ],
)
def test_common_words(rows: list[list[str]], label: str, pattern: str, category: str) -> None:
    assert [row[1] for row in rows[1:] if row[0] == label and row[2] == pattern] == [category]
