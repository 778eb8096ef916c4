"""Annotated notices as CoNLL columns with IOB2 tags.

A line of the notice is a sentence, a token a row of three columns: form, tag (``O``, ``B-`` or ``I-`` with
the span as the inline marks write it, such as ``B-data:email!``) and ``SpacesAfter``, the white space after
the token as CoNLL-U writes it. Comments open a notice (``# newdoc id = …``, with ``# spaces_before = …``
where it begins with white space) and a section (``# section = types start``, its place in code points).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from seloste.errors import AnnotationError
from seloste.formats.inline import Annotated, AnnotatedSpan, sections_of
from seloste.formats.tokens import cut

_COMMENT = re.compile(r"# (newdoc id|spaces_before|section) = (.*)")
_TAG = re.compile(r"([BI])-([a-z_]+)(?::([a-z_+]+))?(!?)")
_ESCAPED = {" ": r"\s", "\t": r"\t", "\r": r"\r", "\n": r"\n", "|": r"\p", "\\": r"\\"}
_PLAIN = {escape: character for character, escape in _ESCAPED.items()}


def read(path: Path) -> dict[str, Annotated]:
    """Return the notices of the file at ``path`` by id.

    :raises AnnotationError: a row or comment is malformed, or an ``I-`` tag continues nothing.
    """
    notices = {}
    reader: _Reader | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        try:
            comment = _COMMENT.fullmatch(line)
            if comment and comment[1] == "newdoc id":
                reader = _Reader()
                notices[comment[2]] = reader
            elif line and reader is None:
                raise AnnotationError("no notice is opened")
            elif line and reader is not None:
                reader.take(line, comment)
        except AnnotationError as error:
            raise AnnotationError(f"{path.name}, line {number}: {error}") from error
    return {name: reader.notice() for name, reader in notices.items()}


def write(notices: Mapping[str, Annotated], path: Path) -> None:
    """Write the notices to the file at ``path``."""
    lines = (
        line for name, notice in notices.items() for line in [f"# newdoc id = {name}", *_rows(notice), ""]
    )
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


class _Reader:
    """Gathers the rows of one notice."""

    def __init__(self) -> None:
        self.text = ""
        self.opened: list[tuple[int, tuple[str, ...]]] = []
        self.spans: list[AnnotatedSpan] = []
        self.inside = ""

    def take(self, line: str, comment: re.Match[str] | None) -> None:
        """Read a row or comment.

        :raises AnnotationError: it is neither.
        """
        if comment and comment[1] == "section":
            types, _, start = comment[2].rpartition(" ")
            if not start.isdigit():
                raise AnnotationError(f"no place of the section in {line!r}")
            self.opened.append((int(start), tuple(types.split("+"))))
        elif comment:
            self.text += _unescaped(comment[2])
        else:
            columns = line.split("\t")
            if len(columns) != 3 or not columns[2].startswith("SpacesAfter="):
                raise AnnotationError(f"not a row of form, tag and SpacesAfter: {line!r}")
            self._token(columns[0], columns[1])
            self.text += _unescaped(columns[2].removeprefix("SpacesAfter="))

    def _token(self, form: str, tag: str) -> None:
        start = len(self.text)
        self.text += form
        match = _TAG.fullmatch(tag)
        if tag == "O":
            self.inside = ""
        elif match and match[1] == "B":
            self.inside = tag[2:]
            categories = tuple(match[3].split("+")) if match[3] else ()
            self.spans.append(
                AnnotatedSpan(start, len(self.text), match[2], categories, negated=bool(match[4]))
            )
        elif match and tag[2:] == self.inside:
            last = self.spans.pop()
            longer = AnnotatedSpan(
                last.start, len(self.text), last.label, last.categories, negated=last.negated
            )
            self.spans.append(longer)
        else:
            raise AnnotationError(f"the tag {tag!r} is malformed or continues no span")

    def notice(self) -> Annotated:
        """Return the notice that the rows make."""
        return Annotated(self.text, sections_of(self.text, self.opened), tuple(self.spans))


def _rows(notice: Annotated) -> Iterator[str]:
    text = notice.text
    tokens = list(cut(notice))
    starts = [token.start for token in tokens] + [len(text)]
    if starts[0]:
        yield f"# spaces_before = {_escaped(text[: starts[0]])}"
    sections = list(notice.sections)
    spans = list(notice.spans)
    for token, following in zip(tokens, starts[1:], strict=True):
        while sections and sections[0].start <= token.start:
            section = sections.pop(0)
            yield f"# section = {'+'.join(section.types)} {section.start}"
        while spans and spans[0].end <= token.start:
            spans.pop(0)
        spaces = text[token.end : following]
        yield f"{token.text}\t{_tag(spans, token.start)}\tSpacesAfter={_escaped(spaces)}"
        if "\n" in spaces:
            yield ""
    for section in sections:
        yield f"# section = {'+'.join(section.types)} {section.start}"


def _tag(spans: Sequence[AnnotatedSpan], start: int) -> str:
    """Return the tag of the token at ``start``; ``spans`` are those that do not end before it."""
    if not spans or spans[0].start > start:
        return "O"
    span = spans[0]
    categories = f":{'+'.join(span.categories)}" if span.categories else ""
    return f"{'B' if span.start == start else 'I'}-{span.label}{categories}{'!' if span.negated else ''}"


def _escaped(spaces: str) -> str:
    return "".join(_ESCAPED.get(character) or f"\\u{ord(character):04x}" for character in spaces)


def _unescaped(spaces: str) -> str:
    return re.sub(r"\\(?:u([0-9a-f]{4})|.)", _character, spaces)


def _character(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    if escape[0] not in _PLAIN:
        raise AnnotationError(f"no such escape: {escape[0]}")
    return _PLAIN[escape[0]]
