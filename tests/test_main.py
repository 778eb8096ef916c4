"""The main job with the real model, from the command line: bad input among good, and the same bytes twice."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from seloste.batch import run
from seloste.cli import main
from seloste.record import Record
from seloste.resources import shared_path

NOTICE = """Mallilan Puutarhan tietosuojaseloste

Rekisterinpitäjä
Mallilan Puutarha Oy, Kivitie 1, 00100 Helsinki

Rekisterin tietosisältö
Rekisteriin tallennetaan seuraavia tietoja:
- nimi
- sähköpostiosoite
- ostohistoria

Tietojen luovuttaminen
Tietoja ei luovuteta ulkopuolisille, ellei laki siihen velvoita.

Rekisteröidyn oikeudet
Sinulla on oikeus tarkastaa tietosi ja vaatia virheellisen tiedon oikaisemista.
"""
ENGLISH = "We process your personal data only for the purposes stated in this privacy notice. " * 20


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Tietosuoja</title>{head}</head><body>{body}</body></html>"


PARAGRAPHS = "".join(f"<p>{line}</p>" for line in NOTICE.splitlines() if line)
WELL: dict[str, bytes] = {
    "plain.txt": NOTICE.encode(),
    "latin.txt": NOTICE.encode("cp1252"),
    "utf16.txt": NOTICE.encode("utf-16"),
    "nul.txt": NOTICE.replace("tietoja", "tie\0toja").encode(),
    "cr.txt": NOTICE.replace("\n", "\r").encode(),
    "lying.html": page(PARAGRAPHS, "<meta charset='utf-8'>").encode("cp1252"),
    "deep.html": page("<div>" * 100_000 + PARAGRAPHS * 2, "<meta charset='utf-8'>").encode(),
}
ILL: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40, "binary"),
    "script.html": (page("<div id='app'></div><script src='a.js'></script>").encode(), "needs_js"),
    "english.html": (page(f"<p>{ENGLISH}</p>").encode(), "not_finnish"),
    "line.txt": ((" ".join(NOTICE.split()) * 25_000)[:9_500_000].encode(), "too_big"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_bad_input_costs_itself_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every input is a record or a line of ``failures.jsonl``; the good are read whatever stands beside them."""
    monkeypatch.setattr(run, "extract", functools.partial(run.extract, seconds=5.0))
    contents = WELL | {name: data for name, (data, _) in ILL.items()}
    for name, data in contents.items():
        (folder / "in" / name).write_bytes(data)
    os.mkfifo(folder / "in" / "pipe.txt")
    (folder / "in" / "broken.txt").symlink_to("nowhere.txt")
    wanted = {f"in/{name}": reason for name, (_, reason) in ILL.items()}
    wanted |= {"in/pipe.txt": "unreadable", "in/broken.txt": "not_found", "vanished.txt": "not_found"}

    result = CliRunner().invoke(
        main, ["extract", "in", "vanished.txt", "--out", "out", "--workers", "1", "--lang", "en"]
    )
    assert result.exit_code == 1, result.stderr
    assert "Traceback" not in result.output

    lines = (folder / "out" / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    failures = {entry["input"]: entry for entry in map(json.loads, lines)}
    assert {name: entry["reason"] for name, entry in failures.items()} == wanted
    assert all(entry["message"] and entry["stage"] for entry in failures.values())

    lines = (folder / "out" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    records = {Path(r.source.path or "").name: r for r in map(Record.model_validate_json, lines)}
    assert records.keys() == WELL.keys()
    for name, record in records.items():
        assert [party.name for party in record.controllers] == ["Mallilan Puutarha Oy"], name
        assert {"name", "email", "purchase"} <= {fact.category for fact in record.data}, name
        assert [f.category for f in record.recipients if f.denied] == ["third_party"], name
        assert "sähköpostiosoite" in record.text

    counts = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["counts"]
    assert counts["inputs"] == len(WELL) + len(wanted) == counts["inputs_done"] + counts["inputs_failed"]
    assert counts["notices"] == len(records)
    assert counts["failures_by_reason"] == Counter(wanted.values())


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system nobody can write")
def test_folder_nobody_can_write_is_said(folder: Path) -> None:
    (folder / "in" / "plain.txt").write_text(NOTICE, encoding="utf-8")
    result = CliRunner().invoke(main, ["extract", "in", "--out", "/proc/self/out", "--workers", "1"])
    assert result.exit_code == 3
    assert "cannot write" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_same_notices_give_the_same_bytes_in_any_process(folder: Path) -> None:
    """Two processes whose strings hash differently, one worker and two."""
    sample = shared_path("corpora/sample")
    for workers in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "seloste", "extract", str(sample), "--out", workers, "--workers", workers],
            env={**os.environ, "PYTHONHASHSEED": workers},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (folder / "1").iterdir() if path.is_file())
    assert {"records.jsonl", "comparison.csv", "comparison_long.csv", "facts.parquet"} <= set(names)
    differing = [
        name
        for name in names
        if name != "run.json" and (folder / "1" / name).read_bytes() != (folder / "2" / name).read_bytes()
    ]
    assert differing == []


def test_one_notice_in_python(folder: Path) -> None:
    import seloste
    from seloste.errors import NoticeError, Reason

    (folder / "a.txt").write_text(NOTICE, encoding="utf-8")
    record = seloste.extract("a.txt")
    assert record.id
    assert record.source.path == "a.txt"
    assert {fact.category for fact in record.rights} == {"access", "rectification"}
    frame = seloste.compare([record])
    assert len(frame) == 1
    with pytest.raises(NoticeError) as refused:
        seloste.extract("nosuch.txt")
    assert refused.value.reason is Reason.NOT_FOUND
    with pytest.raises(NoticeError) as refused:
        seloste.extract(folder)
    assert refused.value.reason is Reason.UNREADABLE


def test_doc_holds_what_the_record_holds() -> None:
    """``seloste.load()`` reads the same: text, tokens, sections, spans with their categories and denials."""
    import seloste
    from seloste.loading import read_text
    from seloste.process import Extractor

    doc = seloste.load()(NOTICE)
    record = Extractor().extract(read_text(NOTICE, id="a"))
    assert doc.text == NOTICE
    assert all(NOTICE[token.idx : token.idx + len(token)] == token.text for token in doc)
    assert [(s.start_char, s.end_char, s.label_) for s in doc.spans["sections"]] == [
        (s.start, s.end, "+".join(s.types)) for s in record.sections
    ]
    assert [
        (s.start_char, s.end_char, s.label_, s._.categories, s._.negated, s._.condition)
        for s in doc.spans["notice"]
    ] == [
        (s.start, s.end, s.label, s.categories, s.negated, s.condition.kind if s.condition else None)
        for s in record.spans
    ]
    assert {token.lemma_ for token in doc} >= {"ei", "luovuttaa", "tieto"}
