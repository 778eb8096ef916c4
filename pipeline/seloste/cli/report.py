"""``seloste report``: one HTML file to read and click through."""

from __future__ import annotations

from pathlib import Path

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option


@click.command("report", short_help="Self-contained HTML to read and click through.")
@click.argument("out", type=click.Path(exists=True, file_okay=False))
@click.option("--most", type=click.IntRange(1), default=1000, show_default=True, help="Most notices to show.")
@language_option
def command(out: str, most: int, lang: str) -> int:
    """Write report.html beside the records of the folder OUT; it needs no server and no network."""
    from seloste.batch.outputs import read_records
    from seloste.export.report.page import write_report

    folder = Path(out)
    path = folder / "report.html"
    write_report(lambda: read_records(folder / "records.jsonl"), path, language=lang, most=most)
    click.echo(Messages(lang)("report_written", path=path))
    return DONE
