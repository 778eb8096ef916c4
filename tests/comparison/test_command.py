"""``seloste compare``: the folder of tables that it leaves behind."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seloste.assembly import assemble
from seloste.batch import run
from seloste.cli import main
from seloste.export.tables import tables
from seloste.notice import Notice, Source
from seloste.record import Controller, Record, Span
from seloste.settings import Settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "batch"))
import standin

TEXT = "Keräämme nimen, emme terveystietoja."
SECTORS = "id,sector\nn0,health\nn1,health\nn2,retail\n"
ACROSS = {"practices.csv", "controllers.csv", "controllers_long.csv"}


def record(name: str) -> Record:
    spans = [
        Span(label="data", categories=("name",), start=9, end=14, quote="nimen"),
        Span(label="data", categories=("health",), negated=True, start=21, end=35, quote="terveystietoja"),
    ]
    made = assemble(Notice(name, TEXT, (), Source(path=f"{name}.txt")), [], spans)
    return made.model_copy(update={"controllers": (Controller(name=f"=Saha {name} Oy", spans=(0,)),)})


def write(folder: Path, records: Iterable[Record]) -> None:
    lines = [f"{record.model_dump_json()}\n" for record in records]
    (folder / "records.jsonl").write_text("".join(lines), encoding="utf-8")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    write(folder, (record(f"n{number}") for number in range(4)))
    return folder


def test_tables_by_sector_and_controller(out: Path, tmp_path: Path) -> None:
    (tmp_path / "sectors.csv").write_text(SECTORS, encoding="utf-8")
    result = call("compare", out, "--sectors", tmp_path / "sectors.csv", "--lang", "fi")
    assert result.exit_code == 0, result.output
    assert "Toimiala on tiedossa 3 selosteesta" in result.output
    assert [row["sector"] for row in read(out / "comparison.csv")] == ["health", "health", "retail", ""]
    sectors = read(out / "sectors.csv")
    assert [(row["sector"], row["notices"], row["data"]) for row in sectors] == [
        ("health", "2", "name"),
        ("retail", "1", "name"),
    ]
    assert len(read(out / "controllers.csv")) == 4
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"] for resource in package["resources"]}
    assert described >= ACROSS | {"sectors.csv", "sectors_long.csv"}


def test_sectors_once_given_stay_known(out: Path, tmp_path: Path) -> None:
    (tmp_path / "sectors.csv").write_text(SECTORS, encoding="utf-8")
    call("compare", out, "--sectors", tmp_path / "sectors.csv")
    before = (out / "comparison.csv").read_text(encoding="utf-8")
    assert call("compare", out).exit_code == 0
    assert (out / "comparison.csv").read_text(encoding="utf-8") == before
    assert call("audit", out).exit_code == 0
    assert [row["sector"] for row in read(out / "comparison.csv")] == ["health", "health", "retail", ""]


def test_the_manifest_of_a_crawl_beside_the_records_is_taken(out: Path) -> None:
    (out / "manifest.csv").write_text("path,sector\nn1.txt,retail\n", encoding="utf-8")
    assert call("compare", out).exit_code == 0
    assert [row["sector"] for row in read(out / "sectors.csv")] == ["retail"]


def test_another_manifest_beside_the_records_is_left_alone(out: Path) -> None:
    (out / "manifest.csv").write_text("file,digest\nn1.txt,00\n", encoding="utf-8")
    assert call("compare", out).exit_code == 0
    assert not (out / "sectors.csv").exists()


def test_tables_of_an_earlier_comparison_do_not_stay(out: Path) -> None:
    pytest.importorskip("rensa")
    assert call("compare", out, "--families").exit_code == 0
    assert {row["size"] for row in read(out / "families.csv")} == {"4"}
    assert call("compare", out).exit_code == 0
    assert not (out / "families.csv").exists()
    assert "families" not in (out / "datapackage.json").read_text(encoding="utf-8")


def test_tables_of_two_kinds_in_a_folder_are_described_as_they_are(out: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    assert call("compare", out, "--excel").exit_code == 0
    assert call("audit", out).exit_code == 0
    assert (out / "practices.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (out / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_other_records_leave_no_comparison_of_the_old(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()

    def extract() -> None:
        settings = Settings(model=str(tmp_path / "model"))
        run.extract([str(tmp_path / "in")], tmp_path / "out", settings, workers=1, build=standin.build)

    standin.write_notices(tmp_path / "in", 1)
    extract()
    assert call("compare", tmp_path / "out").exit_code == 0
    extract()
    assert (tmp_path / "out" / "practices.csv").exists(), "nothing has changed"
    standin.write_notices(tmp_path / "in", 2)
    extract()
    assert not {path.name for path in (tmp_path / "out").iterdir()} & ACROSS


def test_a_table_that_tells_no_sectors_changes_nothing(out: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("id,size\nn0,9\n", encoding="utf-8")
    result = call("compare", out, "--sectors", tmp_path / "bad.csv")
    assert result.exit_code == 2
    assert "needs a column sector" in result.stderr
    assert [path.name for path in out.iterdir()] == ["records.jsonl"]


def test_an_empty_corpus_is_said(out: Path) -> None:
    write(out, [])
    result = call("compare", out)
    assert result.exit_code == 2
    assert "no records" in result.stderr


@pytest.mark.parametrize("excel", [False, True])
def test_every_table_is_as_the_data_package_says(out: Path, tmp_path: Path, excel: bool) -> None:
    frictionless = pytest.importorskip("frictionless")
    (tmp_path / "sectors.csv").write_text(SECTORS, encoding="utf-8")
    options = ["--families", "--sectors", tmp_path / "sectors.csv", *(["--excel"] if excel else [])]
    assert call("compare", out, *options).exit_code == 0
    assert {path.stem for path in out.glob("*.csv")} - {"organisations"} == set(tables()) - {
        "notices",
        "spans",
        "facts",
    }
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert {task.labels[0] for task in report.tasks if task.name == "controllers"} == {"controller"}
