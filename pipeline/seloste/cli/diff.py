"""``seloste diff``: what changed between two runs or two versions of a notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option
from seloste.errors import UsageError
from seloste.record import FACT_FIELDS, Record

if TYPE_CHECKING:
    from seloste.comparison.changes import Change, Difference, Stand

_LABELS = {field: label for label, field in FACT_FIELDS.items()}

_Pair = tuple[str, Record | None, Record | None]


@click.command("diff", short_help="What changed between two versions or two runs.")
@click.argument("old", type=click.Path(exists=True))
@click.argument("new", type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="A change a line as JSON.")
@language_option
def command(old: str, new: str, as_json: bool, lang: str) -> int:
    """Show which facts were added, removed or changed between OLD and NEW.

    Each is a folder of results, a records.jsonl, or the file of one notice. Notices are paired by their ids;
    where each side has one notice, these two are a pair. Of a notice that says the same as before in other
    words, with another date or in another layout, only that is told.
    """
    from seloste.comparison.changes import changes, difference

    say = Messages(lang)
    counts: Counter[str] = Counter()
    for name, before, after in _pairs(_records(Path(old)), _records(Path(new))):
        found: list[Change] = []
        noise: Difference = "none"
        if before and after:
            found, noise = changes(before, after), difference(before, after)
            counts["changed" if found else "noise" if noise != "none" else "same"] += 1
        else:
            counts["only_old" if before else "only_new"] += 1
        if as_json:
            _write(name, before, after, found, noise)
        else:
            _show(name, before, after, found, noise, say)
    if not as_json:
        click.echo(
            "; ".join(say(f"diff.count.{kind}", count=count) for kind, count in sorted(counts.items()))
        )
    return DONE


def _records(path: Path) -> Iterator[Record]:
    """Yield the records of a folder, of a records.jsonl or of the file of a notice; at least one, sorted."""
    from seloste.batch.outputs import read_records
    from seloste.process import extract

    if path.is_file() and path.suffix != ".jsonl":
        yield extract(path)
        return
    file = path / "records.jsonl" if path.is_dir() else path
    last = None
    for record in read_records(file):
        if last is not None and record.id <= last:
            raise UsageError(f"{file} is not sorted by unique ids: {record.id!r} after {last!r}")
        last = record.id
        yield record
    if last is None:
        raise UsageError(f"no records in {file}")


def _pairs(old: Iterable[Record], new: Iterable[Record]) -> Iterator[_Pair]:
    """Yield the notices of both by id, in order, one pair in memory at a time."""
    old, new = iter(old), iter(new)
    first, second = list(islice(old, 2)), list(islice(new, 2))
    if len(first) == len(second) == 1:
        yield second[0].id, first[0], second[0]
        return
    old, new = chain(first, old), chain(second, new)
    before, after = next(old, None), next(new, None)
    while before or after:
        if after is None or (before and before.id < after.id):
            yield before.id if before else "", before, None
            before = next(old, None)
        elif before is None or after.id < before.id:
            yield after.id, None, after
            after = next(new, None)
        else:
            yield after.id, before, after
            before, after = next(old, None), next(new, None)


def _write(
    name: str, before: Record | None, after: Record | None, found: Iterable[Change], noise: Difference
) -> None:
    import json
    from dataclasses import asdict

    lines = [{"notice": name, **asdict(change)} for change in found]
    if before is None or after is None:
        lines = [{"notice": name, "kind": "removed" if before else "added", "field": "notice"}]
    elif not lines and noise != "none":
        lines = [{"notice": name, "kind": "noise", "field": "text", "what": noise}]
    for line in lines:
        click.echo(json.dumps(line, ensure_ascii=False, default=sorted))


def _show(
    name: str,
    before: Record | None,
    after: Record | None,
    found: Iterable[Change],
    noise: Difference,
    say: Messages,
) -> None:
    from rich.markup import escape
    from rich.table import Table

    from seloste.cli.consoles import output

    console = output()
    if before is None or after is None:
        console.print(f"{escape(name)}: {say('diff.only_old' if before else 'diff.only_new')}")
        return
    dates = ""
    if before.updated != after.updated:
        dates = f" ({before.updated or '–'} → {after.updated or '–'})"
    if not found:
        if noise != "none":
            console.print(f"{escape(name)}{dates}: {say(f'diff.{noise}')}")
        return
    table = Table(title=f"{escape(name)}{dates}", title_justify="left")
    for title in ("diff.change", "group", "category", "diff.old", "diff.new"):
        table.add_column(say(title), overflow="fold")
    for change in found:
        field, what = say(f"field.{change.field}"), escape(_name(change.field, change.what, say))
        old, new = (escape(_told(stand, change.field, say)) for stand in (change.old, change.new))
        table.add_row(say(f"diff.{change.kind}"), field, what, old, new)
    console.print(table)


def _told(stand: Stand | None, field: str, say: Messages) -> str:
    """Return how a notice stands to something: the state of a fact, a value that the words do not show, the words."""
    if stand is None:
        return ""
    head = [say(f"state.{state}") for state in sorted(stand.states) if field in _LABELS]
    if stand.value and stand.value not in stand.quotes:
        head.append(stand.value)
    return f"{', '.join(head)}: {'; '.join(stand.quotes)}".removeprefix(": ")


def _name(field: str, what: str, say: Messages) -> str:
    """Return the name of a category, or of a kind of detail, in the language."""
    from seloste import taxonomy

    if field not in _LABELS:
        return say(f"detail.{what}")
    entry = taxonomy.load().check(_LABELS[field], what)
    return entry.en if say.language == "en" else entry.fi
