"""The main job on the shipped sample with the shipped model, from the command line, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import seloste
from seloste.batch.outputs import read_records
from seloste.resources import shared_path

PACKAGE_ROOT = Path(seloste.__file__).parent.parent

try:
    MODEL = shared_path("models/seloste_fi/meta.json")
    SAMPLE = shared_path("corpora/sample")
except FileNotFoundError:
    pytest.skip("the model is not built", allow_module_level=True)


def call(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE_ROOT), "LC_ALL": "fi_FI.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "seloste", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_sample_from_notices_to_every_output(tmp_path: Path) -> None:
    result = call("extract", str(SAMPLE), "--out", "out", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "Rekisterinpitäjä" in result.stdout
    out = tmp_path / "out"
    files = [path for path in SAMPLE.iterdir() if path.suffix in (".txt", ".html")]
    records = list(read_records(out / "records.jsonl"))
    assert len(records) == len(files)
    assert {record.id for record in records} == {path.stem for path in files}
    for record in records:
        assert record.data, record.id
        assert all(record.text[span.start : span.end] == span.quote for span in record.spans)
    assert sum(bool(record.controllers) for record in records) >= 0.8 * len(records)
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["counts"]["failures"] == 0
    for arguments in (
        ("audit", "out"),
        ("compare", "out", "--excel"),
        ("report", "out"),
        ("export", "out", "--format", "dpv"),
        ("export", "out", "--format", "tilt"),
        ("diff", "out", "out"),
    ):
        result = call(*arguments, cwd=tmp_path)
        assert result.returncode == 0, (arguments, result.stderr)
    assert (out / "report.html").stat().st_size > 10_000
    assert len(list((out / "tilt").glob("*.undisclosed.json"))) == len(files)
