"""What is shipped: the wheel, built from the source distribution, does the main job elsewhere."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "pipeline" / "seloste"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (find_spec("build") and find_spec("hatchling")), reason="needs build and hatchling"
    ),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution alone."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(folder.glob("seloste-*.tar.gz"))) == 1
    (built,) = folder.glob("seloste-*-py3-none-any.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content and nothing else, as a package manager would put it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(folder), str(wheel)], check=True, capture_output=True)
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python where the installed wheel and its dependencies are found, and the checkout is not.

    ``-S`` keeps the path files of site-packages, and with them an editable install, out of the search.
    """
    paths = [str(installed), *{sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_wheel_holds_one_package_and_its_papers(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"seloste"}
    (papers,) = tops - {"seloste"}
    assert {f"{papers}/METADATA", f"{papers}/entry_points.txt", f"{papers}/licenses/LICENSE"} <= names
    assert [
        name for name in names if "__pycache__" in name or name.endswith((".pyc", ".pkl", ".pickle"))
    ] == []


def test_every_file_of_the_package_is_in_the_wheel(names: set[str]) -> None:
    """Code and the data files beside it, the model, the taxonomy and the sample, from one list each."""
    wanted = {
        f"seloste/{path.relative_to(SOURCE).as_posix()}"
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    for shared in ("models/seloste_fi", "models/word_vectors", "corpora/sample"):
        wanted |= {
            f"seloste/_data/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / shared).rglob("*")
            if path.is_file()
        }
    wanted.add("seloste/_data/annotations/taxonomy.yaml")
    assert wanted - names == set()
    assert {name for name in names if name.startswith("seloste/")} - wanted == set()


def test_installed_wheel_does_the_main_job_on_its_own_sample(installed: Path, tmp_path: Path) -> None:
    sample = installed / "seloste" / "_data" / "corpora" / "sample"
    done = run(installed, tmp_path, "-m", "seloste", "extract", str(sample), "--out", "out", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    records = [
        json.loads(line) for line in (tmp_path / "out" / "records.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(records) == len(list(sample.iterdir()))
    for record in records:
        assert record["sections"]
        assert record["data"]
        for span in record["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["quote"]
    with (tmp_path / "out" / "comparison.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == len(records) + 1
    assert (tmp_path / "out" / "failures.jsonl").read_text() == ""
    counts = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["counts"]
    assert counts["notices"] == len(records)


def test_installed_wheel_is_what_runs_and_reads_every_data_file(installed: Path, tmp_path: Path) -> None:
    """Every module of the core is imported; an extra's absence is the extra's own business."""
    code = """
import importlib, pathlib, pkgutil, sys
import seloste
assert pathlib.Path(seloste.__file__).is_relative_to(sys.argv[1]), seloste.__file__
missing = []
for module in pkgutil.walk_packages(seloste.__path__, "seloste."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from seloste import taxonomy
from seloste.model import load_model
print(len(taxonomy.load().labels), len(load_model().spans.categories.regressions))
record = seloste.extract(next(pathlib.Path(sys.argv[1]).rglob("sample/*.txt")))
print(len(record.to_tilt()) > 0, len(record.to_dpv()) > 0, len(seloste.compare([record])))
"""
    done = run(installed, tmp_path, "-c", code, str(installed))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[1] == "True True 1"
