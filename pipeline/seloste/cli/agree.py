"""``seloste agree``: how far two annotators of the same notices agree."""

from __future__ import annotations

from pathlib import Path

import click

from seloste.cli.codes import DONE


@click.command("agree", short_help="Agreement of two annotators of the same notices.")
@click.argument("first", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("second", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(first: Path, second: Path) -> int:
    """Score the annotated notices of SECOND against those of FIRST that both folders hold."""
    from seloste.errors import UsageError
    from seloste.evaluation import report, run
    from seloste.evaluation.scores import score

    one, two = run.gold_sides(first), run.gold_sides(second)
    both = sorted(set(one) & set(two))
    if not both:
        raise UsageError(f"{first} and {second} have no notice in common")
    click.echo(f"{len(both)} notices")
    click.echo(report.as_text(score({n: one[n] for n in both}, {n: two[n] for n in both})))
    return DONE
