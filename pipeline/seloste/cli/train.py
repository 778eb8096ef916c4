"""``seloste train``: a model from annotated notices, the same bytes from the same notices."""

from __future__ import annotations

from pathlib import Path

import click

from seloste.cli.codes import DONE


@click.command("train", short_help="A model from annotated notices.")
@click.argument("annotations", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the model."
)
@click.option("--analyser", default="voikko", show_default=True, help="Finnish analyser.")
@click.option(
    "--calibration",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the calibration.json that `seloste evaluate --cross-validate --calibration` wrote.",
)
def command(annotations: Path, out: Path, analyser: str, calibration: Path | None) -> int:
    """Train on every ANNOTATIONS/*.ann.txt and write the model to the folder --out."""
    from seloste.training.train import train

    model = train(
        annotations,
        out,
        analyser=analyser,
        calibration=calibration,
        report=lambda text: click.echo(text, err=True),
    )
    learnt = model.meta["training"]
    click.echo(f"{out}: learnt from {learnt['notices']} notices, {learnt['spans']} spans")
    return DONE
