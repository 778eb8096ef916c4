"""Makes a web page of a notice, in the structures that notices have on the web.

Every page holds the words of its notice, all of them and in their order; what differs is the mark-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from string import Template

from seloste.formats.inline import Annotated
from seloste.resources import package_path

_BULLET = re.compile(r"\s*[-–—•*·▪]\s+")
_NUMBER = re.compile(r"\d+[.)]\s+")
#: The longest first line of a section that is still taken for its heading.
_HEADING_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it is set: its heading, empty where it has none, and its other lines but the empty."""

    heading: str
    lines: tuple[str, ...]


def page(annotated: Annotated, style: str) -> str:
    """Return the notice as an HTML page in one of ``STYLES``."""
    title, parts = _parts(annotated)
    heading = f"<h1>{escape(title)}</h1>\n" if title else ""
    main = _MAINS[sorted(STYLES).index(style) % len(_MAINS)].format(heading + STYLES[style](parts))
    names = [annotated.text[span.start : span.end] for span in annotated.spans if span.label == "controller"]
    name = escape(names[0] if names else title)
    template = Template(package_path("formats/data/pages/page.html").read_text(encoding="utf-8"))
    return template.substitute(title=escape(title) or name, name=name, main=main)


def _parts(annotated: Annotated) -> tuple[str, list[Part]]:
    """Return the title, which is the first line of a notice that opens with it, and the sections."""
    title = ""
    parts = []
    for number, section in enumerate(annotated.sections):
        text = annotated.text[section.start : section.end]
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        introduces = "intro" in section.types
        if introduces and number == 0 and lines and _is_heading(lines[0]):
            title = lines.pop(0)
        heading = lines.pop(0) if len(lines) > 1 and not introduces and _is_heading(lines[0]) else ""
        if heading or lines:
            parts.append(Part(heading, tuple(lines)))
    return title, parts


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING_LENGTH and line[-1] not in ".,;" and not _BULLET.match(line)


def _flow(lines: Sequence[str]) -> str:
    """Return lines as paragraphs and, where bulleted, lists."""
    pieces = []
    for bulleted, group in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
        if bulleted:
            items = "".join(f"<li>{escape(_BULLET.sub('', line, count=1))}</li>\n" for line in group)
            pieces.append(f"<ul>\n{items}</ul>")
        else:
            pieces += (f"<p>{escape(line)}</p>" for line in group)
    return "\n".join(pieces)


def _headings(parts: Sequence[Part]) -> str:
    return "\n".join(
        (f"<h2>{escape(part.heading)}</h2>\n" if part.heading else "") + _flow(part.lines) for part in parts
    )


def _bold(parts: Sequence[Part]) -> str:
    return "\n".join(
        (f"<p><strong>{escape(part.heading)}</strong></p>\n" if part.heading else "") + _flow(part.lines)
        for part in parts
    )


def _plain(parts: Sequence[Part]) -> str:
    sections = [[part.heading, *part.lines] if part.heading else part.lines for part in parts]
    return "\n".join("<p>" + "<br>\n".join(map(escape, lines)) + "</p>" for lines in sections)


def _table(parts: Sequence[Part]) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{escape(part.heading)}</th><td>{_flow(part.lines)}</td></tr>'
        if part.heading
        else f'<tr><td colspan="2">{_flow(part.lines)}</td></tr>'
        for part in parts
    )
    return f"<table>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _details(parts: Sequence[Part]) -> str:
    return "\n".join(
        f"<details><summary>{escape(part.heading)}</summary>\n{_flow(part.lines)}\n</details>"
        if part.heading
        else _flow(part.lines)
        for part in parts
    )


def _divisions(parts: Sequence[Part]) -> str:
    rows = "\n".join(
        '<div class="row"><div class="col">'
        + (f'<div class="t1"><span>{escape(part.heading)}</span></div>' if part.heading else "")
        + "".join(f'<div class="t2"><span>{escape(line)}</span></div>' for line in part.lines)
        + "</div></div>"
        for part in parts
    )
    return f'<div class="wrap"><div class="inner">\n{rows}\n</div></div>'


def _accordion(parts: Sequence[Part]) -> str:
    pieces = []
    for number, part in enumerate(parts, 1):
        flow = _flow(part.lines)
        if part.heading:
            button = (
                f'<button aria-expanded="false" aria-controls="p{number}">{escape(part.heading)}</button>'
            )
            panel = f'<div id="p{number}" class="panel" style="display:none" hidden>\n{flow}\n</div>'
            flow = f'<div class="accordion-item">{button}\n{panel}</div>'
        pieces.append(flow)
    return "\n".join(pieces)


def _definitions(parts: Sequence[Part]) -> str:
    pieces = []
    for listed, group in groupby(parts, key=lambda part: bool(part.heading)):
        if listed:
            rows = "\n".join(
                f"<dt>{escape(part.heading)}</dt>\n<dd>{_flow(part.lines)}</dd>" for part in group
            )
            pieces.append(f"<dl>\n{rows}\n</dl>")
        else:
            pieces += (_flow(part.lines) for part in group)
    return "\n".join(pieces)


def _ordered(parts: Sequence[Part]) -> str:
    """Set numbered sections as a list that numbers itself; the rest stays around it."""
    pieces = []
    for listed, group in groupby(parts, key=lambda part: bool(_NUMBER.match(part.heading))):
        if listed:
            numbered = list(group)
            first = int(re.match(r"\d+", numbered[0].heading)[0])  # type: ignore[index]
            items = "\n".join(
                f"<li><b>{escape(_NUMBER.sub('', part.heading, count=1))}</b>\n{_flow(part.lines)}</li>"
                for part in numbered
            )
            pieces.append(f'<ol start="{first}">\n{items}\n</ol>')
        else:
            pieces.append(_headings(list(group)))
    return "\n".join(pieces)


#: Ways to set a notice, by name.
STYLES: Mapping[str, Callable[[Sequence[Part]], str]] = {
    "headings": _headings,
    "bold paragraphs": _bold,
    "plain lines": _plain,
    "table rows": _table,
    "details": _details,
    "divisions": _divisions,
    "hidden accordion": _accordion,
    "definition list": _definitions,
    "ordered list": _ordered,
}

_MAINS = (
    "<main>\n{}\n</main>",
    '<div id="content" class="entry-content">\n{}\n</div>',
    "<article>\n{}\n</article>",
)
