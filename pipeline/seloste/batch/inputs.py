"""The inputs of a run: what was given on the command line, file by file, and what a worker gets of each."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from seloste.batch.journal import Failure
from seloste.errors import NoticeError, Reason, UsageError
from seloste.loading.files import STANDARD_INPUT, InputFile, walk
from seloste.notice import Source


@dataclass(frozen=True, slots=True)
class Input:
    """An input as a worker gets it: its bytes, or why they cannot be had.

    ``n`` is its number in the journal, ``name`` what its id is made of.
    """

    n: int
    name: str
    source: Source
    charset: str | None = None
    data: bytes = field(default=b"", repr=False)
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An input as the journal knows it: ``place`` tells it from others, ``stamp`` whether it has changed."""

    place: str
    stamp: str
    file: InputFile


class Inputs:
    """Files, folders, archives and standard input; can be gone through more than once.

    The output folder is left out where it lies in a folder that is read.
    """

    def __init__(self, given: Sequence[str], out: Path) -> None:
        """Take what was given on the command line, and the output folder."""
        self._given = given
        self._out = out.absolute()
        self._standard_input: bytes | None = None

    def __iter__(self) -> Iterator[Listed]:
        """Yield each input once, in order, however often it was given."""
        seen: set[str] = set()
        for file in self._files():
            path = file.source.path or ""
            if path == STANDARD_INPUT:
                file = replace(file, read=self._read_standard_input)
            elif Path(path).absolute().is_relative_to(self._out):
                continue
            name, printable = _printable(file.name), _printable(path)
            place = f"{printable}#{_printable(file.source.part)}" if file.source.part else printable
            if place in seen:
                if file.source.part is None:
                    continue
                place = f"{place}#{name}"
            seen.add(place)
            stamp = f"{name} {self._stamp(path)}"
            yield Listed(place, stamp, replace(file, name=name, source=replace(file.source, path=printable)))

    def _files(self) -> Iterator[InputFile]:
        """Yield the files, then the addresses, which are inputs that cannot be had."""
        yield from walk([given for given in self._given if not _is_address(given)])
        for address in filter(_is_address, self._given):
            yield InputFile(address, Source(path=address, url=address), _refuse_address)

    def _stamp(self, path: str) -> str:
        """Return what changes when a file does; for a member of an archive that of the archive."""
        if path == STANDARD_INPUT:
            return hashlib.sha256(self._read_standard_input()).hexdigest()
        for candidate in (Path(path), *Path(path).parents):
            try:
                status = candidate.stat()
            except (OSError, ValueError):
                continue
            if candidate.is_dir():
                break
            return f"{status.st_size} {status.st_mtime_ns}"
        return "missing"

    def _read_standard_input(self) -> bytes:
        if self._standard_input is None:
            self._standard_input = next(iter(walk([STANDARD_INPUT]))).read()
        return self._standard_input


def taken(n: int, file: InputFile) -> Input:
    """Read a file and return it as a worker gets it."""
    try:
        return Input(n, file.name, file.source, file.charset, data=file.read())
    except NoticeError as error:
        return Input(
            n, file.name, file.source, file.charset, failure=Failure(error.reason, "loading", str(error))
        )


def _is_address(given: str) -> bool:
    return given.lower().startswith(("http://", "https://"))


def _refuse_address() -> bytes:
    raise NoticeError(
        Reason.NOT_FETCHED,
        "pages are not fetched here: `seloste crawl LIST --out DIR` takes the same list, then read"
        " DIR/notices.warc.gz",
    )


def read_list(path: Path) -> list[str]:
    """Return the inputs that a list file names, one a line; blank lines and comments (#) are left out.

    :raises UsageError: the list cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the list {path}: {error}") from error
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _printable(text: str) -> str:
    """Return a file name as text that any file can hold: bytes that are no UTF-8 as ``\\xff``."""
    return os.fsencode(text).decode("utf-8", "backslashreplace")
