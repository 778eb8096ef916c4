"""The rules of the house: who may import whom, what may lie in the code, how little a bare import loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import seloste

SOURCE = Path(seloste.__file__).parent
COMMON = {
    "errors",
    "learning",
    "notice",
    "assembly",
    "parties",
    "record",
    "resources",
    "settings",
    "taxonomy",
    "__version__",
}
#: What each stage may use besides the common modules and its own folder, in the order of a notice's way.
STAGES: dict[str, set[str]] = {
    "loading": set(),
    "crawling": set(),
    "finnish": set(),
    "sections": {"finnish"},
    "spans": {"finnish", "values"},  # the tagger sees contacts as the grammars of values find them
    "values": {"finnish"},
    "audit": {"finnish", "values"},
    "comparison": {"finnish", "values"},
    "export": {"finnish", "values"},
}
#: Who else may use what: the modules that stand above the stages, each with those it may call.
ABOVE: dict[str, set[str]] = {
    "formats": {"finnish", "loading"},
    "model": {"sections", "spans"},
    "process": {*STAGES, "model"},
    "language": {*STAGES, "model", "process"},
    "training": {*STAGES, "formats", "model", "process"},
    "evaluation": {*STAGES, "formats", "model", "process", "training"},
    "batch": {*STAGES, "model", "process"},
    "cli": {*STAGES, "batch", "evaluation", "formats", "model", "process", "training"},
    "__main__": {"cli"},
}
PICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
HEAVY = {
    "bs4",
    "lxml",
    "numpy",
    "pandas",
    "phonenumbers",
    "pyarrow",
    "pydantic",
    "scipy",
    "sklearn",
    "spacy",
    "yaml",
}
#: More strings than this in one literal are a table, and tables are data files.
LONGEST_LITERAL = 40


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax trees of the package by path relative to it."""
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
        if "_data" not in path.parts
    }


def place(name: str) -> str:
    """The folder of a module, or its own name where it stands at the top."""
    return name.split("/")[0] if "/" in name else name.removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Every imported name in full; relative imports with their dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def own(tree: ast.AST) -> set[str]:
    """The parts of the package that a tree imports."""
    return {name.split(".")[1] for name in imported(tree) if name.startswith("seloste.")}


def at_module_level(tree: ast.Module) -> ast.Module:
    """The tree without what runs only when a function is called or a type checker reads."""
    body = [
        node
        for node in tree.body
        if not isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    ]
    return ast.Module(body, [])


def test_every_folder_has_its_place() -> None:
    assert {place(name) for name in modules()} == {*COMMON - {"__version__"}, *STAGES, *ABOVE, "__init__"}


@pytest.mark.parametrize(("part", "allowed"), [*STAGES.items(), *ABOVE.items()])
def test_imports_go_one_way(part: str, allowed: set[str]) -> None:
    wrong = {
        name: sorted(own(tree) - COMMON - allowed - {part})
        for name, tree in modules().items()
        if place(name) == part
    }
    assert {name: parts for name, parts in wrong.items() if parts} == {}


@pytest.mark.parametrize("part", sorted(COMMON - {"__version__"}))
def test_common_modules_stand_on_each_other_alone(part: str) -> None:
    """An exporter of a record may be called from the record, but not before somebody asks for it."""
    for name, tree in modules().items():
        if place(name) == part:
            assert own(at_module_level(tree)) <= COMMON, name


def test_imports_are_absolute_and_safe() -> None:
    for name, tree in modules().items():
        for full in imported(tree):
            assert not full.startswith("."), f"{name}: a relative import"
            assert full.split(".")[0] not in {"pipeline", "tests", *PICKLERS}, f"{name}: {full}"


def test_no_array_is_loaded_with_pickle() -> None:
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert ast.unparse(node.value) == "False", name


def test_tables_are_data_files() -> None:
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
                strings = [
                    n for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
                ]
                assert len(strings) <= LONGEST_LITERAL, f"{name}:{node.lineno}: {len(strings)} strings"


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import seloste", HEAVY),
        (
            "import seloste.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass",
            HEAVY - {"pydantic", "yaml"},
        ),
    ],
    ids=["import", "help"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str, heavy: set[str]) -> None:
    """Speed itself is measured in ``tests/cli``; this says what would slow it."""
    ask = f"{code}\nimport sys\nprint('\\n' + ' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True)
    assert heavy & set(done.stdout.splitlines()[-1].split()) == set()
