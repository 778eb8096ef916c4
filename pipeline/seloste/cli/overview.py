"""The table at the end of ``seloste extract``: what was read, what it says, where the files lie."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from rich.markup import escape
from rich.table import Table

from seloste import taxonomy
from seloste.batch.outputs import read_records
from seloste.batch.run import Report
from seloste.cli.consoles import output
from seloste.cli.messages import Messages
from seloste.record import FACT_FIELDS, Record

_MOST_NOTICES = 12
_MOST_NAMES = 6
#: The category that says least is told last.
_REST = "other"
_MOST_ROWS = 8
_LABELS = {field: label for label, field in FACT_FIELDS.items()}


def show(report: Report, say: Messages) -> None:
    """Print the overview of a run to standard output."""
    console = output()
    counts, summary = report.run["counts"], report.run["summary"]
    if report.resumed:
        console.print(say("resumed", count=report.resumed))
    if counts["notices"]:
        console.print(_notices(report, counts["notices"], say))
    if counts["notices"] > _MOST_NOTICES:
        console.print(_common(summary, say))
    if summary["denied"]:
        console.print(_denied(summary, say))
    if counts["failures"]:
        console.print(_failures(report, counts["failures_by_reason"], say))
    failed = counts["inputs_failed"]
    console.print(
        say("counts", inputs=counts["inputs"], notices=counts["notices"], failed=failed), style="bold"
    )
    console.print(escape(say("files", out=report.out)))
    files = Table.grid(padding=(0, 2))
    for path in sorted(report.out.iterdir()):
        if meaning := say.maybe(f"file.{path.name}"):
            files.add_row("", path.name, meaning)
    console.print(files)


def _notices(report: Report, count: int, say: Messages) -> Table:
    table = Table(title=say("per_notice"), title_justify="left", show_lines=True, expand=True)
    for title, ratio in (("notice", 2), ("controller", 2), ("collects", 4), ("denies", 3)):
        table.add_column(say(title), overflow="fold", ratio=ratio)
    for record in islice(read_records(report.out / "records.jsonl"), _MOST_NOTICES):
        names = ", ".join(party.name for party in record.controllers)
        said = sorted((fact for fact in record.data if fact.said), key=lambda fact: fact.category == _REST)
        collected = (_name("data", fact.category, say) for fact in said)
        table.add_row(
            escape(record.id),
            escape(names) if names else f"[dim]{say('not_found')}[/dim]",
            escape(_some(collected, say)),
            escape(_denials(record, say)),
        )
    if count > _MOST_NOTICES:
        table.caption = say("more_notices", count=count - _MOST_NOTICES)
    return table


def _common(summary: Mapping[str, Any], say: Messages) -> Table:
    table = Table(title=say("common"), title_justify="left")
    table.add_column(say("data"))
    table.add_column(say("in_notices"), justify="right")
    for category, count in islice(summary["said"].get("data", {}).items(), _MOST_ROWS):
        table.add_row(_name("data", category, say), _share(count, summary["notices"]))
    return table


def _denied(summary: Mapping[str, Any], say: Messages) -> Table:
    table = Table(title=say("common_denied"), title_justify="left")
    table.add_column(say("group"))
    table.add_column(say("category"))
    table.add_column(say("in_notices"), justify="right")
    denied = Counter(
        {(field, name): n for field, names in summary["denied"].items() for name, n in names.items()}
    )
    for (field, category), count in sorted(denied.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ROWS]:
        table.add_row(say(f"field.{field}"), _name(field, category, say), _share(count, summary["notices"]))
    return table


def _failures(report: Report, reasons: Mapping[str, int], say: Messages) -> Table:
    examples: dict[str, str] = {}
    with report.failures.open(encoding="utf-8") as lines:
        for failure in map(json.loads, lines):
            examples.setdefault(failure["reason"], f"{failure['input']}: {failure['message']}")
    table = Table(title=say("failures"), title_justify="left")
    table.add_column(say("reason"))
    table.add_column(say("count"), justify="right")
    table.add_column(say("example"), overflow="fold")
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(say.maybe(f"reason.{reason}") or reason, str(count), escape(examples.get(reason, "")))
    return table


def _denials(record: Record, say: Messages) -> str:
    """Return what a notice denies, group by group."""
    groups: dict[str, list[str]] = {}
    for field, fact in record.facts():
        if fact.denied:
            groups.setdefault(field, []).append(_name(field, fact.category, say))
    return "; ".join(f"{say(f'field.{field}')}: {_some(names, say)}" for field, names in groups.items())


def _name(field: str, category: str, say: Messages) -> str:
    entry = taxonomy.load().check(_LABELS[field], category)
    return entry.en if say.language == "en" else entry.fi


def _some(names: Iterable[str], say: Messages) -> str:
    """Return the first few of some names and the number of the others."""
    unique = list(dict.fromkeys(names))
    rest = len(unique) - _MOST_NAMES
    return ", ".join(unique[:_MOST_NAMES]) + (f" ({say('more', count=rest)})" if rest > 0 else "")


def _share(count: int, total: int) -> str:
    return f"{count} ({100 * count / total:.0f} %)"
