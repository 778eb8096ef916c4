"""``seloste export``: records in the formats of the world's vocabularies."""

from __future__ import annotations

from pathlib import Path

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option


@click.command("export", short_help="Records as linked data (DPV) or in TILT.")
@click.argument("out", type=click.Path(exists=True, file_okay=False))
@click.option("--format", "form", type=click.Choice(["dpv", "tilt"]), required=True, help="What to write.")
@language_option
def command(out: str, form: str, lang: str) -> int:
    """Write each record of the folder OUT as a file of its folder dpv/ or tilt/.

    dpv: JSON-LD in the terms of the W3C Data Privacy Vocabulary, and labels.jsonld with the concepts'
    Finnish names. tilt: Transparency Information Language, and beside each document the list of the
    fields that the notice does not disclose.
    """
    from seloste.batch.outputs import read_records
    from seloste.export import documents

    folder = Path(out)
    records = read_records(folder / "records.jsonl")
    count = documents.write(records, folder / form, form)
    click.echo(Messages(lang)("exported", count=count, path=folder / form))
    return DONE
