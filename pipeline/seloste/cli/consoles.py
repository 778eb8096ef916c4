"""Where tables for people are printed."""

from __future__ import annotations

from rich.console import Console

#: The columns of an output that does not say how wide it is, such as a file.
_WIDTH = 110


def output() -> Console:
    """Return a console on standard output, of a fixed width where that is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)
