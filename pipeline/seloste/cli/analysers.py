"""``seloste analysers``: the Finnish analysers, which can run here, how to get the others."""

from __future__ import annotations

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option


@click.command("analysers", short_help="The Finnish analysers and which can run here.")
@language_option
def command(lang: str) -> int:
    """List the Finnish analysers, which can run here, and how to get the others."""
    from rich.markup import escape
    from rich.table import Table

    from seloste.cli.consoles import output
    from seloste.finnish.registry import analysers

    say = Messages(lang)
    table = Table()
    for title in ("analyser", "runs_here", "analyser_summary", "licence", "size", "speed"):
        table.add_column(say(title), overflow="fold")
    for info in analysers():
        here = say("available") if info.available else say("not_here", install=escape(info.install))
        table.add_row(info.name, here, escape(info.summary), info.licence, info.size, info.speed)
    output().print(table)
    return DONE
