"""Takes annotations from one tool's form to another's."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from seloste.errors import AnnotationError, UsageError
from seloste.formats import inline
from seloste.formats.inline import Annotated

#: Forms by name; each is a module of this package with ``read`` and ``write``. Those of brat and of the
#: inline marks are folders, the others files.
FORMS: Mapping[str, str] = {
    "inline": "seloste.formats.marked",
    "jsonl": "seloste.formats.jsonl",
    "conll": "seloste.formats.conll",
    "brat": "seloste.formats.brat",
    "label-studio": "seloste.formats.label_studio",
    "docbin": "seloste.formats.docbin",
}


def convert(source: Path, source_form: str, target: Path, target_form: str) -> int:
    """Write the notices at ``source`` to ``target`` in another form, and return how many they are.

    :raises UsageError: there is no such form, or nothing at ``source``.
    :raises AnnotationError: the annotations are malformed or cannot be had in the other form.
    """
    notices = read(source, source_form)
    write(notices, target, target_form)
    return len(notices)


def read(path: Path, form: str) -> dict[str, Annotated]:
    """Return the notices at ``path`` by id, each checked against the taxonomy and the rules of annotation.

    :raises UsageError: there is no such form, or nothing at ``path``.
    :raises AnnotationError: the annotations are malformed; the message names the notice or line.
    """
    module = _module(form)
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    notices = module.read(path)
    for name, notice in notices.items():
        try:
            inline.write(notice)
        except AnnotationError as error:
            raise AnnotationError(f"{name}: {error}") from error
    return notices


def write(notices: Mapping[str, Annotated], path: Path, form: str) -> None:
    """Write the notices to ``path``.

    :raises UsageError: there is no such form.
    :raises AnnotationError: the form cannot hold a notice.
    """
    _module(form).write(notices, path)


class _Form(Protocol):
    def read(self, path: Path) -> dict[str, Annotated]: ...

    def write(self, notices: Mapping[str, Annotated], path: Path) -> None: ...


def _module(form: str) -> _Form:
    if form not in FORMS:
        raise UsageError(f"no form {form!r}; the forms are {', '.join(FORMS)}")
    return cast("_Form", import_module(FORMS[form]))
