"""``seloste diff``: what changed between two runs or two versions of a notice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option
from seloste.errors import UsageError
from seloste.record import FACT_FIELDS, Record

_LABELS = {field: label for label, field in FACT_FIELDS.items()}


@click.command("diff", short_help="What changed between two versions or two runs.")
@click.argument("old", type=click.Path(exists=True))
@click.argument("new", type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="A change a line as JSON.")
@language_option
def command(old: str, new: str, as_json: bool, lang: str) -> int:
    """Show which facts were added, removed or changed between OLD and NEW.

    Each is a folder of results or a records.jsonl. Notices are paired by their ids; where each side has
    one notice, these two are a pair.
    """
    say = Messages(lang)
    for name, before, after in _pairs(_records(old), _records(new)):
        if as_json:
            _write(name, before, after)
        else:
            _show(name, before, after, say)
    return DONE


def _records(path: str) -> dict[str, Record]:
    from seloste.batch.outputs import read_records

    file = Path(path) / "records.jsonl" if Path(path).is_dir() else Path(path)
    records = {record.id: record for record in read_records(file)}
    if not records:
        raise UsageError(f"no records in {file}")
    return records


def _pairs(
    old: dict[str, Record], new: dict[str, Record]
) -> Iterator[tuple[str, Record | None, Record | None]]:
    if len(old) == len(new) == 1:
        (before,), (after,) = old.values(), new.values()
        yield after.id, before, after
        return
    for name in sorted({*old, *new}):
        yield name, old.get(name), new.get(name)


def _write(name: str, before: Record | None, after: Record | None) -> None:
    import json
    from dataclasses import asdict

    from seloste.comparison.changes import changes

    if before is None or after is None:
        click.echo(json.dumps({"notice": name, "kind": "removed" if before else "added", "field": "notice"}))
        return
    for change in changes(before, after):
        line = {"notice": name, **asdict(change)}
        click.echo(json.dumps(line, ensure_ascii=False, default=sorted))


def _show(name: str, before: Record | None, after: Record | None, say: Messages) -> None:
    from rich.markup import escape
    from rich.table import Table

    from seloste.cli.consoles import output
    from seloste.comparison.changes import Stand, changes, is_reworded

    console = output()
    if before is None or after is None:
        console.print(f"{escape(name)}: {say('diff.only_old' if before else 'diff.only_new')}")
        return
    found = changes(before, after)
    if not found:
        console.print(f"{escape(name)}: {say('diff.wording' if is_reworded(before, after) else 'diff.none')}")
        return

    def told(stand: Stand | None) -> str:
        if stand is None:
            return ""
        states = ", ".join(say(f"state.{state}") for state in sorted(stand.states))
        return escape(f"{states}: {'; '.join(stand.quotes)}")

    table = Table(title=escape(name), title_justify="left")
    for title in ("diff.change", "group", "category", "diff.old", "diff.new"):
        table.add_column(say(title), overflow="fold")
    for change in found:
        field = say(f"field.{change.field}")
        what = escape(_name(change.field, change.what, say))
        table.add_row(say(f"diff.{change.kind}"), field, what, told(change.old), told(change.new))
    console.print(table)


def _name(field: str, what: str, say: Messages) -> str:
    """Return the category's name in the language; what is no category stands for itself."""
    from seloste import taxonomy

    if field not in _LABELS:
        return what
    category, _, period = what.partition(" ")
    entry = taxonomy.load().check(_LABELS[field], category)
    return f"{entry.en if say.language == 'en' else entry.fi} {period}".strip()
