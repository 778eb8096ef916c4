"""What the command line says to people, in Finnish and English."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import click
import yaml

from seloste.resources import package_path

_Command = TypeVar("_Command", bound=Callable[..., Any])


def language_option(command: _Command) -> _Command:
    """Add ``--lang``: Finnish unless the environment's locale is English."""
    return click.option(
        "--lang",
        type=click.Choice(["fi", "en"]),
        default=_of_locale,
        help="Language of messages [default: of the locale, Finnish first].",
    )(command)


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of one language, ``fi`` or ``en``."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Return a message with its values filled in."""
        return _texts()[key][self.language].format(**values)

    def maybe(self, key: str) -> str | None:
        """Return a message, or ``None`` where there is none of that key."""
        entry = _texts().get(key)
        return entry[self.language] if entry else None


def _of_locale() -> str:
    locale = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if locale.startswith("en") else "fi"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    texts: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        package_path("cli/data/messages.yaml").read_text(encoding="utf-8")
    )
    return texts
