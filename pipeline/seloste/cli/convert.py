"""``seloste convert``: annotations to and from other tools' formats."""

from __future__ import annotations

from pathlib import Path

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option


@click.command("convert", short_help="Annotations to and from other tools' formats.")
@click.argument("source", type=click.Path(exists=True))
@click.argument("target", type=click.Path())
@click.option("--from", "source_form", default="inline", show_default=True, help="Format of SOURCE.")
@click.option("--to", "target_form", required=True, help="Format of TARGET.")
@language_option
def command(source: str, target: str, source_form: str, target_form: str, lang: str) -> int:
    """Write the annotated notices at SOURCE to TARGET in another format.

    An unknown format is answered with the list of those there are.
    """
    from seloste.formats.convert import convert

    count = convert(Path(source), source_form, Path(target), target_form)
    click.echo(Messages(lang)("converted", count=count, path=target))
    return DONE
