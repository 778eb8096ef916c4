"""Walks files, folders, archives and standard input, and gives each input with its bytes or its failure."""

from __future__ import annotations

import mmap
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seloste.errors import NoticeError, Reason
from seloste.loading import containers
from seloste.loading.loader import MOST_BYTES, notice_id
from seloste.loading.sniffing import CONTAINERS, Format, sniff
from seloste.notice import Source

_SNIFFED = 65_536
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One input: a file, a member of an archive, or standard input.

    ``name`` goes to :func:`seloste.loading.load`, which makes the id of it; it is unique among the inputs
    of a walk. ``charset`` is what the web archive's header said.
    """

    name: str
    source: Source
    read: Callable[[], bytes]
    """Return the bytes, or raise :class:`NoticeError` with the reason why they cannot be had."""
    charset: str | None = None


def walk(inputs: Sequence[str | Path]) -> Iterator[InputFile]:
    """Yield every input, in the order given and sorted by name inside a folder.

    Archives (zip, WARC, gzip, mail) give their members. Hidden files are left out; everything else,
    what cannot be read too, is yielded: N in is N out.
    """
    used: set[str] = set()
    for path, relative in _find(inputs):
        name = _unused_name(path, relative, used)
        if str(path) == STANDARD_INPUT:
            yield InputFile("stdin", Source(path=STANDARD_INPUT), _read_standard_input)
        elif (form := _container_format(path)) is not None:
            yield from _open_container(path, name, form)
        else:
            yield InputFile(name, Source(path=str(path)), _reader(path))


def _unused_name(path: Path, relative: str, used: set[str]) -> str:
    """Return a name whose id no input before has: the file's own, else one with its folders and suffix."""
    qualified = relative.replace("/", containers.SEPARATOR)
    number = 1
    name = path.name
    while notice_id(name) in used:
        name = f"{qualified}{f'{containers.SEPARATOR}{number}' if number > 1 else ''}."
        number += 1
    used.add(notice_id(name))
    return name


def _find(inputs: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """Yield the paths of files and their names relative to the folder that was given."""
    for given in inputs:
        path = Path(given)
        if str(given) != STANDARD_INPUT and path.is_dir():
            for file in _find_in(path):
                yield file, file.relative_to(path).as_posix()
        else:
            yield path, path.name


def _find_in(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; one met twice by symbolic links is walked once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Path] = [folder]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                yield path
                continue
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            names = sorted(entry for entry in os.listdir(path) if not entry.startswith("."))  # noqa: PTH208
        except OSError:
            yield path  # reading it will tell what is wrong
            continue
        waiting += [path / name for name in reversed(names)]


def _reader(path: Path) -> Callable[[], bytes]:
    return lambda: read_file(path)


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a regular file.

    :raises NoticeError: ``NOT_FOUND``, ``TOO_BIG``, ``UNREADABLE`` (forbidden, a device, a loop of links).
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "a folder that cannot be listed" if stat.S_ISDIR(mode) else "a device or pipe"
            raise NoticeError(Reason.UNREADABLE, f"{path} is {what}, not a file")
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except FileNotFoundError:
        raise NoticeError(Reason.NOT_FOUND, f"there is no file {path}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise NoticeError(Reason.UNREADABLE, f"{path} cannot be read: {reason}") from None
    if len(data) > most:
        raise NoticeError(Reason.TOO_BIG, f"{path} is larger than the {most} bytes that are read")
    return data


def _read_standard_input() -> bytes:
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NoticeError(
            Reason.TOO_BIG, f"standard input is larger than the {MOST_BYTES} bytes that are read"
        )
    return data


def _container_format(path: Path) -> Format | None:
    """Return the format of a file that holds files; ``None`` for any other or one that cannot be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            start = stream.read(_SNIFFED)
            if start.startswith(b"PK"):
                # What a zip holds is told at its end.
                start += stream.read(MOST_BYTES)
    except OSError:
        return None
    form = sniff(start, path.name)
    return form if form in CONTAINERS else None


def _open_container(path: Path, name: str, form: Format) -> Iterator[InputFile]:
    source = Source(path=str(path))
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for member in containers.members(data, form, name=name, source=source):
                yield InputFile(member.name, member.source, _member_reader(member), member.charset)
    except NoticeError as error:
        yield InputFile(name, source, _raiser(error))
    except (OSError, ValueError) as error:
        yield InputFile(
            name, source, _raiser(NoticeError(Reason.UNREADABLE, f"{path} cannot be read: {error}"))
        )


def _member_reader(member: containers.Member) -> Callable[[], bytes]:
    return _raiser(member.error) if member.error is not None else lambda: member.data


def _raiser(error: NoticeError) -> Callable[[], bytes]:
    def fail() -> bytes:
        raise error

    return fail
