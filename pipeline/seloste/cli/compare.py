"""``seloste compare``: the comparison dataset and the other tables, made again from the records."""

from __future__ import annotations

from pathlib import Path

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option
from seloste.errors import UsageError


@click.command("compare", short_help="Comparison dataset from records.")
@click.argument("out", type=click.Path(exists=True, file_okay=False))
@click.option("--excel", is_flag=True, help="CSV files as Finnish Excel opens them (; and byte order mark).")
@click.option("--families", is_flag=True, help="Also find notices and clauses made from one template.")
@language_option
def command(out: str, excel: bool, families: bool, lang: str) -> int:
    """Make the tables of the folder OUT again from its records.jsonl, and those that look across notices.

    practices.csv counts how many notices state, deny or do not mention each category; with --families,
    families.csv and clauses.csv tell which notices and clauses are near-duplicates.
    """
    from seloste.batch.outputs import counts_of, read_records, write_comparison, write_tables

    folder = Path(out)
    path = folder / "records.jsonl"
    summary = write_tables(read_records(path), folder, excel=excel, counts=counts_of(folder))
    if not summary.notices:
        raise UsageError(f"no records in {folder}")
    write_comparison(
        lambda: read_records(folder / "records.jsonl"), folder, excel=excel, with_families=families
    )
    click.echo(Messages(lang)("compared", count=summary.notices, path=folder / "comparison.csv"))
    return DONE
