"""``seloste extract``: the main job, notices in, records and tables out."""

from __future__ import annotations

import os
from pathlib import Path

import click

from seloste.cli.codes import DONE, INTERRUPTED, NOTHING_DONE, SOME_FAILED
from seloste.cli.messages import Messages, language_option
from seloste.cli.progress import progress_bar
from seloste.settings import Settings


@click.command("extract", short_help="Notices in, records and tables out.")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option("--list", "list_file", type=click.Path(), help="File with a path or an address a line.")
@click.option("--out", required=True, type=click.Path(file_okay=False), help="Folder of the results.")
@click.option("--force", is_flag=True, help="Begin anew instead of going on where the last run stopped.")
@click.option("--excel", is_flag=True, help="CSV files as Finnish Excel opens them (; and byte order mark).")
@click.option("--model", type=click.Path(), help="Folder of a model [default: the shipped one].")
@click.option("--analyser", default=Settings().analyser, show_default=True, help="Finnish analyser.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=Settings().min_score,
    show_default=True,
    help="Least confidence of a span.",
)
@click.option("--split", is_flag=True, help="Make a notice of each register in a file.")
@click.option("--workers", type=click.IntRange(1), help="Worker processes [default: one a processor].")
@language_option
def command(
    inputs: tuple[str, ...],
    list_file: str | None,
    out: str,
    force: bool,
    excel: bool,
    model: str | None,
    analyser: str,
    min_score: float,
    split: bool,
    workers: int | None,
    lang: str,
) -> int:
    """Read the notices of files, folders, WARC files or standard input (-) into the folder --out.

    The folder gets records.jsonl, Parquet and CSV tables, audit.xlsx, failures.jsonl and run.json. A second
    run with the same folder goes on where the first stopped.
    """
    from seloste.batch import run
    from seloste.batch.inputs import read_list

    say = Messages(lang)
    given = [*inputs, *(read_list(Path(list_file)) if list_file else ())]
    if not given:
        raise click.UsageError("give at least one INPUT, or --list")
    settings = Settings(model=model, analyser=analyser, min_score=min_score, split=split)
    try:
        with progress_bar(say("progress")) as progress:
            report = run.extract(
                given,
                Path(out),
                settings,
                workers=workers or os.cpu_count() or 1,
                force=force,
                excel=excel,
                progress=progress,
            )
    except KeyboardInterrupt:
        click.echo(say("interrupted"), err=True)
        return INTERRUPTED
    from seloste.cli.overview import show

    show(report, say)
    counts = report.run["counts"]
    if not counts["notices"]:
        return NOTHING_DONE
    return SOME_FAILED if counts["failures"] else DONE
