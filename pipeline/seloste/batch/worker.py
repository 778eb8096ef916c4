"""A worker process: takes shards of inputs, writes their records to files, tells what became of each."""

from __future__ import annotations

import hashlib
import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from seloste.batch.inputs import Input
from seloste.batch.journal import Failure, Outcome, Stretch
from seloste.errors import NoticeError, Reason, SelosteError
from seloste.export.atomic import replacing
from seloste.loading import load
from seloste.notice import Notice
from seloste.record import Record
from seloste.settings import Settings

#: Makes a record of a notice.
Extract = Callable[[Notice], Record]
#: Makes an :data:`Extract` from settings, once in each worker; importable by name, for processes are spawned.
Build = Callable[[Settings], Extract]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to do: its inputs, the file of its records, and how often it was tried before."""

    inputs: tuple[Input, ...]
    file: Path
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has built what it needs."""


@dataclass(frozen=True, slots=True)
class Started:
    """The worker has begun an input."""

    n: int


@dataclass(frozen=True, slots=True)
class Done:
    """A shard is written."""

    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """The worker cannot go on, and no other could."""

    error: SelosteError


def build_extract(settings: Settings) -> Extract:
    """Return the real extractor."""
    from seloste.process import Extractor

    return Extractor(settings.model, settings.analyser, settings.min_score).extract


def serve(connection: Connection, build: Build, settings: Settings) -> None:
    """Run in a worker process until ``None`` comes or the supervisor is gone."""
    # Ctrl-C reaches the whole process group; the supervisor decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        extract = build(settings)
        connection.send(Ready())
        while (task := connection.recv()) is not None:
            connection.send(
                Done(process_shard(task, extract, settings, lambda n: connection.send(Started(n))))
            )
    except SelosteError as error:
        connection.send(Broken(error))
    except (EOFError, BrokenPipeError):
        return


def process_shard(
    task: Task, extract: Extract, settings: Settings, started: Callable[[int], None] = lambda n: None
) -> tuple[Outcome, ...]:
    """Write the records of a shard's inputs to its file and return what became of each input.

    :raises OutputError: the file cannot be written.
    """
    outcomes = []
    with replacing(task.file) as beside, beside.open("wb") as file:
        for entry in task.inputs:
            started(entry.n)
            digest, records, failures = _process(entry, extract, settings)
            stretches = []
            for name, line in records:
                stretches.append(Stretch(name, file.tell(), len(line)))
                file.write(line)
            outcomes.append(Outcome(entry.n, digest, tuple(stretches), tuple(failures)))
    return tuple(outcomes)


def _process(
    entry: Input, extract: Extract, settings: Settings
) -> tuple[str | None, Sequence[tuple[str, bytes]], Sequence[Failure]]:
    """Return the digest, the records as (id, line) and the failures of one input, whatever happens to it."""
    if entry.failure is not None:
        return None, (), (entry.failure,)
    digest = hashlib.sha256(entry.data).hexdigest()
    records: list[tuple[str, bytes]] = []
    failures: list[Failure] = []
    stage, part = "loading", None
    try:
        source, charset = entry.source, entry.charset
        for notice in load(
            entry.data, name=entry.name, source=source, declared_charset=charset, split=settings.split
        ):
            stage, part = "extraction", notice.source.part
            try:
                record = extract(notice)
                records.append((record.id, record.model_dump_json().encode() + b"\n"))
            except NoticeError as error:
                failures.append(Failure(error.reason, stage, str(error), part))
    except NoticeError as error:
        failures.append(Failure(error.reason, stage, str(error), part))
    except MemoryError:
        failures.append(Failure(Reason.OUT_OF_MEMORY, stage, "the memory did not suffice", part))
    except SelosteError:
        raise
    except Exception as error:
        # One notice that trips a fault of ours must not cost the others; the fault is logged in full.
        _log.exception("%s: fault in %s", entry.name, stage)
        failures.append(Failure(Reason.INTERNAL, stage, f"{type(error).__name__}: {error}", part))
    if not records and not failures:
        failures.append(Failure(Reason.NO_TEXT, stage, "no notice in it"))
    return digest, records, failures
