"""A run: inputs to an output folder, going on where an earlier run of the same settings stopped."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO

import seloste
from seloste.batch.inputs import Input, Inputs, Listed, taken
from seloste.batch.journal import DamagedJournal, Failure, Journal, Outcome, Placed
from seloste.batch.outputs import read_records, remove_comparison, write_tables
from seloste.batch.runner import INPUT_SECONDS, Runner
from seloste.batch.worker import Build, Task, build_extract
from seloste.errors import OutputError, Reason, UsageError
from seloste.export import atomic
from seloste.record import SCHEMA
from seloste.resources import shared_path
from seloste.settings import Settings

#: The files of an output folder; ``--force`` removes these and nothing else.
FILES = (
    "records.jsonl",
    "failures.jsonl",
    "notices.parquet",
    "spans.parquet",
    "facts.parquet",
    "comparison.csv",
    "comparison_long.csv",
    "findings.csv",
    "audit.xlsx",
    "datapackage.json",
    "run.json",
)

#: At most this many inputs a shard: a few seconds of work, which is what a stopped run loses.
_SHARD = 32
#: And about this many bytes: what is on its way to the workers is held in memory.
_SHARD_BYTES = 8_000_000
#: Folders of the work area hold fewer files than slow file systems mind.
_INPUTS_A_FOLDER = 16_000
#: Failures that may be of the moment; the next run tries these inputs again.
_PASSING = (
    Reason.CRASHED,
    Reason.INTERNAL,
    Reason.NOT_FOUND,
    Reason.OUT_OF_MEMORY,
    Reason.TIMEOUT,
    Reason.UNREADABLE,
)
_LIBRARIES = ("numpy", "spacy", "beautifulsoup4", "lxml", "pydantic", "pyarrow")


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did: ``run`` is the content of ``run.json``, ``resumed`` the inputs done before."""

    out: Path
    run: dict[str, Any]
    resumed: int
    failures: Path


def extract(
    inputs: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    workers: int,
    force: bool = False,
    excel: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    build: Build = build_extract,
    seconds: float = INPUT_SECONDS,
) -> Report:
    """Extract the notices of files and folders into an output folder.

    :param workers: how many worker processes run at once.
    :param force: begin anew, whatever the folder holds.
    :param excel: write the CSV files as Finnish Excel opens them.
    :param progress: called with the number of inputs done and of all.
    :param seconds: what one input may take.
    :raises UsageError: the folder belongs to a run of other inputs or settings, or there is nothing to read.
    :raises OutputError: the folder cannot be written; all that was done stays for the next run.
    """
    began = time.monotonic(), datetime.now(UTC)
    work = out / ".work"
    if not force and (out / "records.jsonl").exists() and not work.exists():
        raise UsageError(f"{out} holds records that this run did not make; choose another folder, or --force")
    with closing(_begin_anew(out) if force else Journal(work)) as journal:
        identity = _identity(inputs, settings)
        _check_identity(journal, identity, out)
        files = Inputs(inputs, out)
        journal.list_inputs((listed.place, listed.stamp) for listed in files)
        journal.try_again(_PASSING)
        total, waiting = journal.total(), journal.waiting()
        if not total:
            raise UsageError(f"nothing to read in {', '.join(inputs)}")
        done = total - waiting
        progress(done, total)
        size = max(1, min(_SHARD, waiting // (4 * workers) + 1))
        runner = Runner(build, settings, min(workers, max(1, waiting // size)), seconds)
        for task, outcomes in runner.run(_tasks(journal, files, size)):
            journal.commit(task.file.relative_to(work).as_posix(), outcomes)
            done += len(outcomes)
            progress(done, total)
        if lost := journal.left_over():
            gone = Failure(Reason.NOT_FOUND, "loading", "it was there when the run began, and then no more")
            journal.commit("", [Outcome(n, None, failures=(gone,)) for n in lost])
        if journal.get("finished") != {"excel": excel} or not all((out / name).exists() for name in FILES):
            _finish(journal, out, identity, excel=excel, began=began)
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return Report(out, run, total - waiting, out / "failures.jsonl")


def _tasks(journal: Journal, files: Iterable[Listed], size: int) -> Iterator[Task]:
    """Yield the inputs still to be done as tasks of some inputs and not too many bytes."""
    shard: list[Input] = []
    for listed in files:
        n = journal.number(listed.place)
        if n is None:
            continue
        shard.append(taken(n, listed.file))
        if len(shard) >= size or sum(len(entry.data) for entry in shard) >= _SHARD_BYTES:
            yield _task(journal, shard)
            shard = []
    if shard:
        yield _task(journal, shard)


def _task(journal: Journal, shard: Sequence[Input]) -> Task:
    first = shard[0].n
    folder = journal.work / "shards" / f"{first // _INPUTS_A_FOLDER:05d}"
    return Task(tuple(shard), folder / f"{first:09d}.jsonl")


def _begin_anew(out: Path) -> Journal:
    """Return the emptied journal of a folder, its results removed; what another run is writing stays."""
    work = out / ".work"
    try:
        try:
            journal = Journal(work)
        except DamagedJournal:
            shutil.rmtree(work)
            journal = Journal(work)
        journal.clear()
        for name in FILES:
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot clear {out}: {error.strerror or error}") from error
    return journal


def _identity(inputs: Sequence[str], settings: Settings) -> dict[str, Any]:
    """Return what must be equal for two runs to share a folder."""
    return {
        "inputs": list(inputs),
        "settings": asdict(settings),
        "model": _model(settings),
        "seloste": seloste.__version__,
        "schema": SCHEMA,
    }


def _model(settings: Settings) -> dict[str, Any]:
    """Return the name of the model and one digest of its files."""
    folder = Path(settings.model) if settings.model else shared_path("models/seloste_fi")
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return {"name": folder.name, "sha256": total.hexdigest()}


def _check_identity(journal: Journal, identity: dict[str, Any], out: Path) -> None:
    before = journal.get("identity")
    if before is None:
        journal.put("identity", identity)
    elif before != identity:
        changed = ", ".join(key for key in identity if before.get(key) != identity[key])
        raise UsageError(
            f"{out} was begun with other {changed}; choose another folder, or begin anew with --force"
        )


def _finish(
    journal: Journal, out: Path, identity: dict[str, Any], *, excel: bool, began: tuple[float, datetime]
) -> None:
    """Write the final files from what the journal knows; ``run.json`` comes last."""
    journal.put("finished", None)
    counts = journal.counts()
    _write_records(journal, out)
    with (
        atomic.replacing(out / "failures.jsonl") as beside,
        beside.open("w", encoding="utf-8", newline="\n") as file,
    ):
        for failure in journal.failures():
            file.write(json.dumps(failure, ensure_ascii=False) + "\n")
    remove_comparison(out)
    plain = {name: count for name, count in counts.items() if isinstance(count, int)}
    summary = write_tables(read_records(out / "records.jsonl"), out, excel=excel, counts=plain)
    seconds, started = time.monotonic() - began[0], began[1]
    run = {
        **identity,
        "excel": excel,
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
        "inputs_sha256": journal.digest(),
        "counts": counts,
        "summary": summary.as_json(),
        "times": {"started": started.isoformat(timespec="seconds"), "seconds": round(seconds, 1)},
    }
    atomic.write_text(out / "run.json", json.dumps(run, ensure_ascii=False, indent=2) + "\n")
    journal.put("finished", {"excel": excel})


def _write_records(journal: Journal, out: Path) -> None:
    """Write ``records.jsonl`` and let the journal point to it instead of the shards.

    A second link to the file keeps it for the next run even where the first is replaced or lost.
    """
    kept = f"records-{1 + (journal.get('generation') or 0)}.jsonl"
    stretches = array("q")
    renamed: dict[int, str] = {}
    with atomic.replacing(journal.work / kept) as beside, beside.open("wb") as file:
        for placed, line in _lines(journal):
            if placed.final != placed.id:
                renamed[placed.row] = placed.final
            stretches.extend((placed.row, file.tell(), len(line)))
            file.write(line)
    journal.put("generation", 1 + (journal.get("generation") or 0))
    journal.move(kept, zip(stretches[::3], stretches[1::3], stretches[2::3], strict=True), renamed)
    with atomic.replacing(out / "records.jsonl") as beside:
        beside.unlink()
        try:
            os.link(journal.work / kept, beside)
        except OSError:  # no links on this file system
            shutil.copyfile(journal.work / kept, beside)
    shutil.rmtree(journal.work / "shards", ignore_errors=True)
    for old in journal.work.glob("records-*.jsonl"):
        if old.name != kept:
            old.unlink()


def _lines(journal: Journal) -> Iterator[tuple[Placed, bytes]]:
    """Yield every record in final order with its line."""
    opened: tuple[str, BinaryIO] | None = None
    try:
        for placed in journal.in_order():
            if opened is None or opened[0] != placed.file:
                if opened:
                    opened[1].close()
                opened = placed.file, (journal.work / placed.file).open("rb")
            opened[1].seek(placed.start)
            line = opened[1].read(placed.size)
            yield placed, line if placed.final == placed.written else _renamed(line, placed.final)
    except OSError as error:
        raise OutputError(f"{journal.work} is damaged ({error.strerror}); begin anew with --force") from error
    finally:
        if opened:
            opened[1].close()


def _renamed(line: bytes, name: str) -> bytes:
    record = json.loads(line)
    record["id"] = name
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
