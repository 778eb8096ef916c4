"""``seloste evaluate``: how right the model is, on annotated notices or by cross-validation."""

from __future__ import annotations

import json
from pathlib import Path

import click

from seloste.cli.codes import DONE


@click.command("evaluate", short_help="Scores of a model on annotated notices.")
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--model", type=click.Path(file_okay=False, path_type=Path), help="Model [default: the shipped one]."
)
@click.option(
    "--records",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Score this records.jsonl instead of a model.",
)
@click.option(
    "--cross-validate", is_flag=True, help="Train on four fifths, score the fifth held out, five times."
)
@click.option("--analyser", default="voikko", show_default=True, help="Finnish analyser.")
@click.option("--analysers", is_flag=True, help="Compare the Finnish analysers on GOLD/*.conllu instead.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the errors, by kind and with context, as HTML.",
)
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
def command(
    gold: Path,
    model: Path | None,
    records: Path | None,
    cross_validate: bool,
    analyser: str,
    analysers: bool,
    errors: Path | None,
    as_json: bool,
) -> int:
    """Score sections, spans and facts against the annotated notices GOLD/*.ann.txt."""
    if analysers:
        click.echo(_compare_analysers(gold))
        return DONE
    from seloste.evaluation import report, run
    from seloste.evaluation.scores import score
    from seloste.formats import jsonl

    if cross_validate:
        sides = run.cross_validate(gold, analyser=analyser, report=lambda text: click.echo(text, err=True))
    elif records:
        sides = run.gold_sides(gold), jsonl.read(records)
    else:
        sides = run.evaluate(gold, model, analyser=analyser)
    scores = score(*sides)
    click.echo(json.dumps(report.as_json(scores), ensure_ascii=False) if as_json else report.as_text(scores))
    if errors:
        report.write_errors(errors, *sides)
    return DONE


def _compare_analysers(gold: Path) -> str:
    from seloste.errors import UsageError
    from seloste.evaluation.analysers import as_text, compare
    from seloste.finnish.registry import analysers
    from seloste.resources import shared_path

    sentences = sorted(gold.glob("*.conllu"))
    if not sentences:
        raise UsageError(f"{gold}: no hand-analysed sentences (*.conllu); they lie in annotations/lemmas")
    texts = [path.read_text(encoding="utf-8") for path in sorted(shared_path("corpora/sample").glob("*.txt"))]
    # UDPipe and Trankit need a model of the user's own, so they are compared by hand only.
    names = [info.name for info in analysers() if info.available and info.name not in ("udpipe", "trankit")]
    return as_text(compare(names, sentences, texts))
