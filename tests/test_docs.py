"""What the documents say holds: examples run, commands and links exist, figures are those measured."""

from __future__ import annotations

import doctest
import json
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from seloste.batch.run import extract
from seloste.cli import main
from seloste.evaluation.scores import MEASURES
from seloste.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "models/seloste_fi/README.md")
#: How far two annotators of published notices agree; the columns before theirs are files of figures.
ANNOTATORS = {"sections": 0.980, "spans": 0.952, "strict": 0.931, "labelled": 0.935, "facts": 0.979}
COLUMNS = ("gold", "dev", "seeds", "held_out")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", read(name), re.DOTALL)


def commands(name: str) -> list[str]:
    """Return the `seloste …` commands of a document, from indented blocks, fences and code words."""
    text = read(name)
    found = re.findall(r"^(?:    |\$ )(seloste .+?)(?:\s{2,}#.*|\s>.*)?$", text, re.MULTILINE)
    return found + re.findall(r"`(seloste [a-z][^`]*)`", text)


def test_python_examples_of_the_readme_give_what_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    source = "\n".join(blocks("README.md", "pycon"))
    examples = doctest.DocTestParser().get_doctest(source, {}, "README.md", "README.md", 0)
    assert len(examples.examples) > 10
    said: list[str] = []
    doctest.DocTestRunner().run(examples, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_and_their_options_exist(name: str) -> None:
    context = click.Context(main)
    for line in commands(name):
        verb, *arguments = shlex.split(line)[1:]
        command = main.get_command(context, verb)
        assert command is not None, line
        known = {option for param in command.params for option in param.opts}
        given = {argument for argument in arguments if argument.startswith("--")}
        assert given <= known, line


def test_every_command_is_in_the_readme() -> None:
    told = {shlex.split(line)[1] for line in commands("README.md")}
    assert set(main.list_commands(click.Context(main))) <= told


def test_extras_are_those_of_the_package() -> None:
    section = read("README.md").split("| extra | for |")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert told == set(tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"])


def test_files_rows_and_query_are_as_the_readme_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    extract([str(ROOT / "corpora/sample")], Path("out"), Settings(), workers=1)
    section = read("README.md").split("## What OUT holds")[1].split("## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert told == {path.name for path in Path("out").iterdir() if path.is_file()}
    (shown,) = blocks("README.md", "csv")
    assert set(shown.splitlines()) <= set(Path("out/comparison_long.csv").read_text("utf-8").splitlines())
    (query,) = blocks("README.md", "sql")
    found = duckdb.sql(query).fetchall()
    assert len(found) == 5
    assert found[0][0] == "nimi"


@pytest.mark.parametrize("measure", MEASURES)
def test_figures_of_the_readme_are_those_measured(measure: str) -> None:
    figures = [json.loads(read(f"models/figures/{name}.json"))[measure]["micro"]["f1"] for name in COLUMNS]
    row = " | ".join([measure, *(f"{f1:.3f}" for f1 in (*figures, ANNOTATORS[measure]))])
    assert f"| {row} |" in read("README.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", read(name)):
        assert (ROOT / name).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))
    told = set(re.findall(r"(?:^    |`)make (\w+)", read(name), re.MULTILINE))
    assert told <= targets
