"""``seloste schema``: the JSON Schema of a record."""

from __future__ import annotations

import json

import click

from seloste.cli.codes import DONE


@click.command("schema", short_help="JSON Schema of a record.")
def command() -> int:
    """Print the JSON Schema (2020-12) of a line of records.jsonl."""
    from seloste.record import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return DONE
