"""The audit finds what a notice lacks, and names its evidence; a notice that lacks nothing has no finding."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from seloste.audit import audit, audited
from seloste.audit.rules import SEVERITIES, rules
from seloste.evaluation.audit import gold_record
from seloste.formats.inline import parse
from seloste.record import Record

_ONE_THING_WRONG = yaml.safe_load(
    (Path(__file__).parent / "one_thing_wrong.yaml").read_text(encoding="utf-8")
)
_WHOLE = """@@ intro
Tietosuojaseloste
@@ controller
<<controller:organisation|Harju Oy>>, <<contact:email|info@harju.fi>>
@@ purposes
Käsittelemme tietoja <<purpose:order|tilausten toimittamiseen>> (<<basis:contract|sopimus>>).
@@ data_categories
<<data:name|nimi>>, <<data:address|osoite>>
@@ sources
Tiedot saadaan <<source:data_subject|sinulta>>.
@@ recipients
Tietoja saa <<recipient:logistics|kuljetusliike>>. Tietoja <<transfer:none|ei siirretä EU:n ulkopuolelle>>.
@@ retention
<<retention:period|6 vuotta>>
@@ rights
Voit <<right:access|tarkastaa>>, <<right:rectification|oikaista>>, <<right:erasure|poistaa>>, \
<<right:restriction|rajoittaa>> ja <<right:portability|siirtää>> tietosi ja <<right:complaint|valittaa>>.
"""


def _record(text: str) -> Record:
    return gold_record("x", parse(text))


def _codes(text: str) -> set[str]:
    return {finding.code for finding in audit(_record(text))}


def test_a_notice_that_lacks_nothing() -> None:
    assert _codes(_WHOLE) == set()


@pytest.mark.parametrize("case", _ONE_THING_WRONG, ids=lambda case: case["new"][:40])
def test_one_thing_wrong_is_one_finding(case: dict[str, Any]) -> None:
    assert case["old"] in _WHOLE
    assert _codes(_WHOLE.replace(case["old"], case["new"])) == set(case["findings"])


def test_no_rights_is_one_finding_beside_the_complaint() -> None:
    codes = _codes(_WHOLE[: _WHOLE.index("@@ rights")])
    assert codes == {"rights_missing", "complaint_missing"}


def test_findings_name_their_evidence() -> None:
    record = _record(_WHOLE.replace("<<retention:period|6 vuotta>>", "Säilytysaika on määritelty"))
    (finding,) = audit(record)
    assert [record.sections[at].types for at in finding.sections] == [("retention",)]
    record = _record(_WHOLE.replace("right:access|tarkastaa", "right:access!|ei tarkastaa"))
    (finding,) = audit(record)
    assert [record.spans[at].quote for at in finding.spans] == ["ei tarkastaa"]
    assert "tarkastusoikeus" in finding.message_fi
    assert "access" in finding.message_en


def test_special_data_that_were_hardly_read_accuse_nobody() -> None:
    record = _record(_WHOLE.replace("<<data:name|nimi>>", "<<data:health|allergiat>>"))
    doubtful = tuple(span.model_copy(update={"score": 0.3}) for span in record.spans)
    assert [finding.code for finding in audit(record)] == ["special_ground_missing"]
    assert audit(record.model_copy(update={"spans": doubtful})) == []


def test_a_stream_of_records_stays_a_stream() -> None:
    taken = []

    def source() -> object:
        for number in range(3):
            taken.append(number)
            yield _record(_WHOLE).model_copy(update={"id": str(number)})

    stream = audited(source())  # type: ignore[arg-type]
    assert next(stream).id == "0"
    assert taken == [0]


def test_every_rule_is_whole() -> None:
    for rule in rules().values():
        assert rule.severity in SEVERITIES
        assert rule.source
        filled = {text.count("{what_") > 0 for text in (rule.message_fi, rule.message_en)}
        assert len(filled) == 1, rule.code
        assert rule.message_fi.endswith(".")


@pytest.mark.parametrize(
    "unit", ["poistaa ", "kantelu ", "6 vuotta ", "Google Analytics ", "suostumus perua ", "A. "]
)
def test_hostile_lines_are_audited_in_time(unit: str) -> None:
    record = _record("@@ rights\n" + unit * 20_000)
    started = time.process_time()
    audit(record)
    assert time.process_time() - started < 10


def test_an_empty_notice_lacks_everything_and_breaks_nothing() -> None:
    codes = _codes("@@ other\nTervetuloa")
    assert {"controller_missing", "basis_missing", "retention_missing", "rights_missing"} <= codes
