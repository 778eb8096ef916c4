"""Tables that others open: harmless, complete, described, and whole or not there at all."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.assembly import assemble
from seloste.batch.outputs import read_records, write_tables
from seloste.errors import OutputError, UsageError
from seloste.export import atomic, workbook
from seloste.export.delimited import cell
from seloste.export.rows import fact_rows
from seloste.export.tables import tables
from seloste.notice import Notice
from seloste.record import Span

sys.path.insert(0, str(Path(__file__).parent))
from sample import TEXT, record


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    write_tables([record("a"), record("b")], folder, excel=False, counts={"notices": 2})
    return folder


def test_parquet_is_typed_and_complete(out: Path) -> None:
    notices = pq.read_table(out / "notices.parquet").to_pylist()
    assert [row["id"] for row in notices] == ["a", "b"]
    assert notices[0]["text"] == TEXT
    assert notices[0]["business_ids"] == ["0737546-2"]
    facts = pq.read_table(out / "facts.parquet")
    assert facts.schema.field("said").type == "bool"
    health = next(row for row in facts.to_pylist() if row["category"] == "health")
    assert (health["said"], health["denied"], health["special"]) == (False, True, True)
    assert health["name_fi"] == "terveystiedot"
    assert TEXT[health["start"] : health["end"]] == health["quote"]
    spans = pq.read_table(out / "spans.parquet").to_pylist()
    assert len(spans) == 2 * len(record().spans)
    assert pq.read_metadata(out / "spans.parquet").row_group(0).column(0).compression == "ZSTD"


def test_duckdb_reads_it_in_one_line(out: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    query = f"SELECT category, COUNT(*) FROM '{out}/facts.parquet' WHERE field = 'data' AND said GROUP BY ALL"
    assert dict(duckdb.sql(query).fetchall()) == {"name": 2, "email": 2}


def test_csv_is_rfc_4180(out: Path) -> None:
    raw = (out / "comparison_long.csv").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n")
    rows = list(csv.DictReader(raw.decode().splitlines()))
    assert list(rows[0]) == ["notice", "field", "category", "said", "denied", "quote", "start", "end"]
    assert {row["denied"] for row in rows if row["category"] == "health"} == {"true"}


def test_csv_for_finnish_excel(tmp_path: Path) -> None:
    write_tables([record()], tmp_path, excel=True, counts={})
    raw = (tmp_path / "comparison.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid;path;")
    package = json.loads((tmp_path / "datapackage.json").read_text())
    dialects = {
        resource["dialect"]["delimiter"] for resource in package["resources"] if "dialect" in resource
    }
    assert dialects == {";"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"


@given(st.one_of(st.text(), st.lists(st.text()).map(tuple)))
def test_no_text_can_become_a_formula(value: str | tuple[str, ...]) -> None:
    assert not cell(value).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_stay_numbers() -> None:
    assert (cell(0.5, ","), cell(-12, ",")) == ("0,5", "-12"), "Finnish Excel takes 0.5 for text"
    assert (cell(-1), cell(0.5), cell(True), cell(None), cell(("a", "b"))) == (
        "-1",
        "0.5",
        "true",
        "",
        "a | b",
    )


def test_workbook_has_every_sheet_quote_and_place(out: Path) -> None:
    book = openpyxl.load_workbook(out / "audit.xlsx")
    assert book.sheetnames == ["summary", "notices", "facts", "findings", "sources"]
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref
    facts = book["facts"]
    titles = [column.value for column in facts[1]]
    quote, place = titles.index("Lainaus"), titles.index("Paikka")
    sources = book["sources"]
    for row in facts.iter_rows(min_row=2):
        target = row[place].hyperlink.location
        line = sources[target.split("!")[1]].value
        assert row[quote].value in line
        assert row[0].value == sources[f"A{target.rsplit('C', 1)[1]}"].value
    texts = [
        value.value for row in book["notices"].iter_rows() for value in row if isinstance(value.value, str)
    ]
    assert any(text.startswith("=HYPERLINK") for text in texts)
    assert all(value.data_type != "f" for sheet in book for row in sheet.iter_rows() for value in row)
    assert book["findings"]["F2"].value == "The source is not stated."
    counts = dict(zip(*list(book["notices"].iter_rows(max_row=2, values_only=True)), strict=True))
    assert (counts["Havaintoja"], counts["Vakavia"]) == (1, 1)
    summary = {row[1]: row for row in book["summary"].iter_rows(values_only=True)}
    assert summary["missing_source"] == ("Havainto (vakava)", "missing_source", 2, "Tietolähde puuttuu.")
    assert summary["terveystiedot"][0] == "Henkilötiedot"


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = len(list(fact_rows(record())))
    monkeypatch.setattr(workbook, "_MAX_LINKS", 2 * facts + 1)
    monkeypatch.setattr(workbook, "MAX_FACTS", 5 * facts)
    names = [f"n{number}" for number in range(7)]
    write_tables(map(record, names), tmp_path, excel=False, counts={})
    book = openpyxl.load_workbook(tmp_path / "audit.xlsx")
    assert book.sheetnames == ["summary", "notices", "facts", "findings", "sources", "facts 2", "facts 3"]
    assert [row[0].value for row in book["notices"].iter_rows(min_row=2)] == names
    findings = list(book["findings"].iter_rows(min_row=2))
    assert [row[0].value for row in findings] == names
    assert [row[-1].hyperlink is not None for row in findings] == [True] * 5 + [False] * 2
    assert {row[6].value for row in findings} == {"nimen"}
    for name, notices in (("facts", names[:2]), ("facts 2", names[2:4]), ("facts 3", names[4:5])):
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row))
        assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
            n for n in notices for _ in range(facts)
        ]
        for row in sheet.iter_rows(min_row=2):
            page, place = row[-1].hyperlink.location.split("!")
            assert row[-2].value in book[page.strip("'")][place].value
    (left_out,) = (
        row for row in book["summary"].iter_rows(values_only=True) if "facts.parquet" in str(row[1])
    )
    assert left_out[2] == 2


def test_characters_that_break_files_do_not(tmp_path: Path) -> None:
    words = "=ni\0mi\x0b\ufffe\uffff\u202e😀\u2028\x1b\r;\"|'\t" + "x" * 40_000
    text = f"Keräämme {words}"
    span = Span(label="data", categories=("name",), start=9, end=len(text), quote=words)
    write_tables([assemble(Notice("n", text, ()), [], [span])], tmp_path, excel=False, counts={})
    with (tmp_path / "comparison_long.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["quote"] == "'" + words.replace("\0", "\ufffd")
    assert pq.read_table(tmp_path / "spans.parquet").to_pylist()[0]["quote"] == words
    assert openpyxl.load_workbook(tmp_path / "audit.xlsx")["facts"].max_row == 2


def test_data_package_is_valid_and_says_what_there_is(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text())
    assert {resource["path"] for resource in package["resources"]} == {
        "notices.parquet",
        "spans.parquet",
        "facts.parquet",
        "comparison.csv",
        "comparison_long.csv",
        "findings.csv",
    }
    for resource in package["resources"]:
        assert (out / resource["path"]).stat().st_size == resource["bytes"]
        assert all(field["description"] for field in resource["schema"]["fields"])
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert not frictionless.Package.validate_descriptor(package).flatten(["message"])


@pytest.mark.parametrize("name", ["facts.parquet", "findings.csv"])
def test_data_package_tells_a_file_that_was_changed(out: Path, tmp_path: Path, name: str) -> None:
    frictionless = pytest.importorskip("frictionless")
    shutil.copytree(out, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-2])
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert {task.place for task in report.tasks if not task.valid} == {name}


def test_the_same_records_give_the_same_bytes(out: Path, tmp_path: Path) -> None:
    write_tables(iter([record("a"), record("b")]), tmp_path, excel=False, counts={"notices": 2})
    for path in out.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_failure_leaves_the_old_files_and_no_scraps(out: Path, tmp_path: Path) -> None:
    write_tables([record("a")], tmp_path, excel=False, counts={})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(UsageError, match="unique ids"):
        write_tables([record("b"), record("b")], tmp_path, excel=False, counts={})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_atomic_write_reports_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        atomic.write_text(tmp_path / "file" / "below", "text")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"schema": "9", "id": "x"}\n', "schema '9'.*extract again"),
        (b"not json\n", "line 1: not a record"),
        (b'{"schema": "1", "id"', "cut off at line 1"),
        (b"[]\n", "not a record"),
    ],
)
def test_bad_records_are_said(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        list(read_records(path))


def test_category_unknown_to_the_taxonomy_is_said(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(record().model_dump_json().replace('"marketing"', '"magic"') + "\n")
    with pytest.raises(UsageError, match="no category 'magic' of purpose; its categories are"):
        list(read_records(path))


def test_every_declared_type_is_known() -> None:
    known = {"string", "integer", "number", "boolean", "strings", "integers"}
    assert {column.type for table in tables().values() for column in table.columns} <= known
