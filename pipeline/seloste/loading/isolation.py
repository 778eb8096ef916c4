"""Runs the parsers of risky formats in a child process with memory and time limits.

A hanging, crashing or swelling parser takes its child with it and costs one file. The child lives on
from file to file, as a pipe costs a third of a millisecond where a new process costs a hundred. What goes
through the pipe is a line of JSON and the bytes of the file; nothing is unpickled.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import select
import struct
import subprocess
import sys
import time
from dataclasses import asdict
from typing import Any

from seloste.errors import NoticeError, Reason
from seloste.loading.layout import Draft
from seloste.loading.sniffing import Format
from seloste.notice import BlockKind, Edit, Zone

PARSERS = {
    Format.PDF: "seloste.loading.pdf",
    Format.DOCX: "seloste.loading.docx",
    Format.DOC: "seloste.loading.doc",
    Format.ODT: "seloste.loading.odt",
    Format.RTF: "seloste.loading.rtf",
    Format.HTML: "seloste.loading.page",
    Format.MARKDOWN: "seloste.loading.markdown",
}
WALL_SECONDS = 20.0
MEMORY_BYTES = 2_000_000_000
_FILES_PER_CHILD = 500
_LENGTH = struct.Struct(">I")


class _Child:
    """A process that parses one file after another."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "seloste.loading.isolation"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self.owner = os.getpid()
        self.files = 0

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


_child: _Child | None = None


def parse(form: Format, data: bytes, *, seconds: float | None = None) -> list[Draft]:
    """Return the drafted lines of a document, parsed in the child process.

    :param seconds: how long it may take; ``WALL_SECONDS`` where not given.
    :raises NoticeError: what the parser said, or ``TIMEOUT``, ``OUT_OF_MEMORY``, ``CRASHED``.
    """
    child = _living_child()
    child.files += 1
    try:
        answer = _exchange(
            child, form, data, time.monotonic() + (WALL_SECONDS if seconds is None else seconds)
        )
    except BaseException:
        stop()
        raise
    if "reason" in answer:
        if answer["reason"] == Reason.OUT_OF_MEMORY:
            stop()
        raise NoticeError(Reason(answer["reason"]), answer["message"])
    return [_draft(fields) for fields in answer["drafts"]]


def _draft(fields: dict[str, Any]) -> Draft:
    kind = BlockKind(fields["kind"]) if fields["kind"] else None
    cells = tuple((column, words) for column, words in fields["cells"])
    return Draft(
        **{
            **fields,
            "kind": kind,
            "zone": Zone(fields["zone"]),
            "cells": cells,
            "headers": tuple(fields["headers"]),
            "edits": tuple(Edit(**edit) for edit in fields["edits"]),
        }
    )


def _living_child() -> _Child:
    """Return the child of this process; one inherited by a fork belongs to the parent and is left alone."""
    global _child
    if _child is not None and _child.owner == os.getpid():
        if _child.process.poll() is None and _child.files < _FILES_PER_CHILD:
            return _child
        _child.stop()
    _child = _Child()
    return _child


def stop() -> None:
    """End the child of this process, if it has one; the next file gets a new one."""
    global _child
    if _child is not None and _child.owner == os.getpid():
        _child.stop()
        _child = None


atexit.register(stop)


def _exchange(child: _Child, form: Format, data: bytes, deadline: float) -> dict[str, Any]:
    """Send a file and read the answer; every failure of the child becomes a ``NoticeError``."""
    request, response = child.process.stdin, child.process.stdout
    assert request is not None
    assert response is not None
    try:
        request.write(
            _LENGTH.pack(len(PARSERS[form])) + PARSERS[form].encode() + _LENGTH.pack(len(data)) + data
        )
        request.flush()
        length = _LENGTH.unpack(_receive(response.fileno(), _LENGTH.size, deadline))[0]
        answer: dict[str, Any] = json.loads(_receive(response.fileno(), length, deadline))
    except (BrokenPipeError, EOFError):
        raise NoticeError(Reason.CRASHED, "the parser of this format crashed") from None
    return answer


def _receive(descriptor: int, length: int, deadline: float) -> bytes:
    pieces = []
    while length:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise NoticeError(Reason.TIMEOUT, "the file took longer to parse than allowed")
        piece = os.read(descriptor, min(length, 1 << 20))
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def serve() -> None:
    """Parse what comes in over standard input until it is closed: the child's whole life."""
    _limit_resources()
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while head := incoming.read(_LENGTH.size):
        module = incoming.read(_LENGTH.unpack(head)[0]).decode()
        data = incoming.read(_LENGTH.unpack(incoming.read(_LENGTH.size))[0])
        answer = json.dumps(_answer(module, data)).encode()
        outgoing.write(_LENGTH.pack(len(answer)) + answer)
        outgoing.flush()


def _answer(module: str, data: bytes) -> dict[str, Any]:
    try:
        return {"drafts": [asdict(draft) for draft in importlib.import_module(module).read(data)]}
    except NoticeError as error:
        return {"reason": error.reason, "message": str(error)}
    except MemoryError:
        return {"reason": Reason.OUT_OF_MEMORY, "message": "the file needs more memory than allowed"}
    except Exception as error:  # a parser may raise anything on a hostile file; the file is what failed
        return {"reason": Reason.DAMAGED, "message": f"the file cannot be parsed: {type(error).__name__}"}


def _limit_resources() -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system: the wall limit alone holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve()
