"""Runs shards in worker processes on this machine; a worker that dies or hangs costs no other input.

Why an own runner: pools of the standard library lose or block on the tasks of a killed worker.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from seloste.batch.inputs import Input
from seloste.batch.journal import Failure, Outcome
from seloste.batch.worker import Broken, Build, Done, Ready, Started, Task, serve
from seloste.errors import Reason, SelosteError
from seloste.settings import Settings

#: A task is tried twice; then a shard is cut into its inputs, and a single input is given up.
_TRIES = 2
#: A worker is replaced after this many inputs, so that what libraries leak stays small.
_INPUTS_A_WORKER = 2_000
#: What tells numpy's linear algebra how many threads to use. Workers share the cores; were each to use all of
#: them for its small matrices, reading would take two and a half times as long.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
#: Seconds that one input may take: a long notice takes one, a hundred times as much is no notice.
INPUT_SECONDS = 120.0
#: Deaths in a row before any worker was ready: then it is not the inputs.
_DEATHS_AT_START = 3


class WorkerStartError(SelosteError):
    """Worker processes die before they begin."""


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    task: Task | None = None
    current: int | None = None
    since: float = 0.0
    inputs: int = 0
    hung: int | None = None


@dataclass(slots=True)
class Runner:
    """Runs tasks; :meth:`run` yields each with what became of its inputs, in the order of their ends."""

    build: Build
    settings: Settings
    workers: int
    seconds: float = INPUT_SECONDS
    _running: list[_Worker] = field(default_factory=list)
    _again: deque[Task] = field(default_factory=deque)
    _deaths: int = 0

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, tuple[Outcome, ...]]]:
        """Run all tasks.

        :raises SelosteError: what a worker found wrong with the settings, the model or the output folder.
        """
        try:
            while self._hand_out(tasks):
                yield from self._collect()
            for worker in self._running:
                _dismiss(worker)
        finally:
            for worker in self._running:
                worker.process.kill()
                worker.process.join()
                worker.connection.close()
            self._running.clear()

    def _hand_out(self, tasks: Iterator[Task]) -> bool:
        """Give each idle worker a task, starting workers as needed; say whether any is at work."""
        while True:
            idle = next((worker for worker in self._running if worker.task is None), None)
            if idle is None and len(self._running) >= self.workers:
                return True
            task = self._again.popleft() if self._again else next(tasks, None)
            if task is None:
                return any(worker.task for worker in self._running)
            worker = idle or self._start()
            worker.task, worker.current, worker.since = task, None, time.monotonic()
            try:
                worker.connection.send(task)
            except OSError:
                continue  # it died while idle; its end is collected with the others

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.build, self.settings))
        with _one_thread():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._running.append(worker)
        return worker

    def _collect(self) -> Iterator[tuple[Task, tuple[Outcome, ...]]]:
        """Wait for messages and ends of workers, for a second at most."""
        by_source: dict[Any, _Worker] = {}
        for worker in self._running:
            by_source[worker.connection] = by_source[worker.process.sentinel] = worker
        heard = {
            id(worker): worker for worker in map(by_source.__getitem__, wait(list(by_source), timeout=1.0))
        }
        for worker in heard.values():
            alive = worker.process.is_alive()  # asked first: what it said before its end is still heard below
            try:
                while worker in self._running and worker.connection.poll():
                    yield from self._take(worker, worker.connection.recv())
            except (EOFError, OSError):
                alive = False
            if not alive and worker in self._running:
                yield from self._bury(worker)
        now = time.monotonic()
        for worker in self._running:
            if worker.current is not None and now - worker.since > self.seconds:
                worker.hung = worker.current
                worker.process.kill()

    def _take(self, worker: _Worker, message: object) -> Iterator[tuple[Task, tuple[Outcome, ...]]]:
        if isinstance(message, Broken):
            raise message.error
        if isinstance(message, Ready):
            worker.ready, self._deaths = True, 0
        elif isinstance(message, Started):
            worker.current, worker.since = message.n, time.monotonic()
            worker.inputs += 1
        elif isinstance(message, Done):
            task, worker.task, worker.current = worker.task, None, None
            if task is None:
                raise AssertionError("a worker answered without a task")
            if worker.inputs >= _INPUTS_A_WORKER:
                self._running.remove(worker)
                _dismiss(worker)
                worker.connection.close()
            yield task, message.outcomes

    def _bury(self, worker: _Worker) -> Iterator[tuple[Task, tuple[Outcome, ...]]]:
        """Settle what a dead worker had in hand: try again, cut into single inputs, or give up."""
        self._running.remove(worker)
        worker.connection.close()
        worker.process.join()
        if not worker.ready:
            self._deaths += 1
            if self._deaths >= _DEATHS_AT_START:
                raise WorkerStartError(
                    f"worker processes end at their start with code {worker.process.exitcode}"
                )
        task = worker.task
        if task is None:
            return
        alone = len(task.inputs) == 1
        if not worker.ready:
            self._again.append(task)
        elif worker.hung is not None and worker.hung == worker.current:
            hung = next(entry for entry in task.inputs if entry.n == worker.hung)
            yield task, (_given_up(hung, Reason.TIMEOUT, f"not done in {self.seconds:.0f} s"),)
            rest = tuple(entry for entry in task.inputs if entry.n != worker.hung)
            if rest:
                self._again.append(replace(task, inputs=rest))
        elif task.tries + 1 < _TRIES:
            self._again.append(replace(task, tries=task.tries + 1))
        elif alone:
            why = f"the process ended with code {worker.process.exitcode}"
            yield task, (_given_up(task.inputs[0], Reason.CRASHED, why),)
        else:
            self._again.extend(
                Task((entry,), task.file.with_name(f"{task.file.stem}-{number}{task.file.suffix}"))
                for number, entry in enumerate(task.inputs)
            )


def _dismiss(worker: _Worker) -> None:
    """Let an idle worker end."""
    with suppress(OSError):  # it may have died already
        worker.connection.send(None)
    worker.process.join()


def _given_up(entry: Input, reason: Reason, message: str) -> Outcome:
    digest = hashlib.sha256(entry.data).hexdigest()
    return Outcome(entry.n, digest, failures=(Failure(reason, "extraction", message),))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Start processes inside with one thread of linear algebra each; settings of the user's own are kept."""
    ours = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(ours, "1"))
    try:
        yield
    finally:
        for name in ours:
            del os.environ[name]
