"""``seloste evaluate``: how right the model is, on annotated notices or by cross-validation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seloste.cli.codes import DONE

if TYPE_CHECKING:
    from seloste.evaluation.scores import Scores
    from seloste.formats.inline import Annotated

    Sides = tuple[Mapping[str, Annotated], Mapping[str, Annotated]]


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
    "--cross-validate", is_flag=True, help="Train on three quarters, score the quarter held out, four times."
)
@click.option(
    "--by-style", is_flag=True, help="With --cross-validate: hold out one style of writing after another."
)
@click.option("--analyser", default="voikko", show_default=True, help="Finnish analyser.")
@click.option("--analysers", is_flag=True, help="Compare the Finnish analysers on GOLD/*.conllu instead.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the errors, by kind and with context, as HTML.",
)
@click.option(
    "--counts",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the counts of each notice, for --against.",
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare with the --counts of an earlier run, by bootstrap over notices.",
)
@click.option(
    "--calibration",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Write calibration.json into this folder: from scores to the probability of being right.",
)
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON, with 95 % intervals.")
def command(
    gold: Path,
    model: Path | None,
    records: Path | None,
    cross_validate: bool,
    by_style: bool,
    analyser: str,
    analysers: bool,
    errors: Path | None,
    counts: Path | None,
    against: Path | None,
    calibration: Path | None,
    as_json: bool,
) -> int:
    """Score sections, spans and facts against the annotated notices GOLD/*.ann.txt."""
    if analysers:
        click.echo(_compare_analysers(gold))
        return DONE
    if (by_style or calibration) and not cross_validate:
        raise click.UsageError("--by-style and --calibration need --cross-validate")
    for path in (errors, counts):
        if path and not path.parent.is_dir():  # told now, not after an hour of training
            raise click.UsageError(f"there is no folder {path.parent}")
    from seloste.evaluation.counts import read_counts, write_counts
    from seloste.evaluation.mistakes import write_page
    from seloste.evaluation.reliability import calibrate
    from seloste.evaluation.scores import score_notices

    earlier = read_counts(against) if against else None
    unseen = _cross_validate(gold, by_style, analyser) if cross_validate else None
    sides = unseen or _read(gold, model, records, analyser)
    notices = score_notices(*sides)
    if errors:
        write_page(errors, *sides)
    if counts:
        write_counts(counts, notices)
    if calibration:
        calibrate(*sides).save(calibration)
    text = _as_json(sides, notices, cross_validate, earlier) if as_json else _as_text(notices, earlier)
    click.echo(text)
    return DONE


def _cross_validate(gold: Path, by_style: bool, analyser: str) -> Sides:
    from seloste.evaluation.run import cross_validate

    return cross_validate(
        gold, by_style=by_style, analyser=analyser, report=lambda text: click.echo(text, err=True)
    )


def _read(gold: Path, model: Path | None, records: Path | None, analyser: str) -> Sides:
    from seloste.evaluation import run
    from seloste.formats import jsonl

    if records:
        return run.gold_sides(gold), jsonl.read(records)
    return run.evaluate(gold, model, analyser=analyser)


def _as_json(
    sides: Sides, notices: Mapping[str, Scores], unseen: bool, earlier: Mapping[str, Scores] | None
) -> str:
    from seloste.evaluation.bootstrap import compare
    from seloste.evaluation.report import differences, figures

    content = figures(*sides, notices, unseen=unseen)
    if earlier is not None:
        content["against"] = differences(compare(earlier, notices))
    return json.dumps(content, ensure_ascii=False)


def _as_text(notices: Mapping[str, Scores], earlier: Mapping[str, Scores] | None) -> str:
    from seloste.evaluation.bootstrap import compare, shared
    from seloste.evaluation.report import as_text, differences_as_text
    from seloste.evaluation.scores import total

    text = as_text(total(notices.values()))
    if earlier is None:
        return text
    count = len(shared(earlier, notices))
    head = f"compared over the {count} notices of {len(notices)} that both runs have, with the same gold"
    return "\n".join([text, head, differences_as_text(compare(earlier, notices))])


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
