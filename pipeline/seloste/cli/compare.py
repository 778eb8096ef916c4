"""``seloste compare``: the comparison dataset and the other tables, made again from the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option
from seloste.errors import UsageError

if TYPE_CHECKING:
    from seloste.record import Record


@click.command("compare", short_help="Comparison dataset from records.")
@click.argument("out", type=click.Path(exists=True, file_okay=False))
@click.option("--excel", is_flag=True, help="CSV files as Finnish Excel opens them (; and byte order mark).")
@click.option("--families", is_flag=True, help="Also find notices and clauses made from one template.")
@click.option(
    "--sectors",
    type=click.Path(exists=True, dir_okay=False),
    help="CSV table that tells sectors: sector, and id, url, path, business_id or site [default: OUT/manifest.csv].",
)
@language_option
def command(out: str, excel: bool, families: bool, sectors: str | None, lang: str) -> int:
    """Make the tables of the folder OUT again from its records.jsonl, and those that look across notices.

    practices.csv counts how many notices state, deny or do not mention each category; controllers.csv and
    controllers_long.csv tell what the notices of one controller say together; with a table of sectors, such
    as the manifest.csv of a crawl, sectors.csv and sectors_long.csv tell the usual and the rare of each; with
    --families, families.csv and clauses.csv tell which notices and clauses are near-duplicates.
    """
    from seloste.batch.outputs import counts_of, keep_sectors, read_records, write_comparison, write_tables
    from seloste.cli.progress import progress_bar
    from seloste.comparison.across import Across

    folder, say = Path(out), Messages(lang)
    known, counts = keep_sectors(Path(sectors) if sectors else None, folder), counts_of(folder)
    with closing(Across(known, with_families=families)) as across:
        with progress_bar(say("compare_progress")) as progress:
            records = _shown(read_records(folder / "records.jsonl"), counts.get("notices", 0), progress)
            summary = write_tables(across.watch(records), folder, excel=excel, counts=counts)
        if not summary.notices:
            raise UsageError(f"no records in {folder}")
        write_comparison(across, folder, excel=excel)
    click.echo(say("compared", count=summary.notices, path=folder / "comparison.csv"))
    if known:
        click.echo(say("compared_sectors", count=across.listed, path=folder / "sectors.csv"))
    return DONE


def _shown(records: Iterable[Record], total: int, progress: Callable[[int, int], None]) -> Iterator[Record]:
    """Yield the records, telling now and then how many have gone by."""
    for number, record in enumerate(records):
        if number % 100 == 0:
            progress(number, total)
        yield record
