"""The command line: parse, call, report. A verb is a module of this folder, loaded when it is needed.

Exit codes: 0 all done, 1 some notices failed, 2 wrong usage, 3 nothing could be done, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from seloste import __version__
from seloste.cli.codes import INTERRUPTED, NOTHING_DONE, USAGE
from seloste.errors import SelosteError, UsageError

#: Verbs in the order of the help; each is the command ``command`` of the module of its name.
_VERBS = (
    "extract",
    "crawl",
    "compare",
    "audit",
    "diff",
    "report",
    "export",
    "train",
    "evaluate",
    "agree",
    "convert",
    "analysers",
    "schema",
)


class _Verbs(click.Group):
    """The verbs, each imported on first use, and the one place where errors become exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        command: click.Command = import_module(f"seloste.cli.{cmd_name}").command
        return command

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
        code = 0
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra) or 0
        except click.ClickException as error:
            error.show()
            code = USAGE
        except UsageError as error:
            click.echo(f"seloste: {error}", err=True)
            code = USAGE
        except SelosteError as error:
            click.echo(f"seloste: {error}", err=True)
            code = NOTHING_DONE
        except click.Abort:
            click.echo("seloste: keskeytetty / interrupted", err=True)
            code = INTERRUPTED
        except BrokenPipeError:
            # The reader of our output has gone; nothing more may be written, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception:
            # A fault of ours; Python's own exit code for it would say "some notices failed".
            logging.getLogger(__name__).exception("fault of the program")
            code = NOTHING_DONE
        sys.exit(code)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="seloste")
def main() -> None:
    """Read Finnish privacy notices into records and tables.

    Exit codes: 0 all done, 1 some notices failed (they are in failures.jsonl), 2 wrong usage,
    3 nothing could be done.
    """
