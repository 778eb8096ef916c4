"""``seloste audit``: findings per notice, and the audit pack for an authority."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seloste.cli.codes import DONE
from seloste.cli.messages import Messages, language_option
from seloste.errors import UsageError

if TYPE_CHECKING:
    from seloste.record import Finding, Record

_SEVERITIES = ("major", "moderate", "minor")


@click.command("audit", short_help="Findings per notice, audit pack for an authority.")
@click.argument("out", type=click.Path(exists=True, file_okay=False))
@click.option("--excel", is_flag=True, help="CSV files as Finnish Excel opens them (; and byte order mark).")
@language_option
def command(out: str, excel: bool, lang: str) -> int:
    """Check the records of the folder OUT against the GDPR and write the findings.

    The findings go into records.jsonl, findings.csv, audit.xlsx and the other tables of the folder.
    """
    from seloste.audit.auditor import audited
    from seloste.batch.outputs import counts_of, read_records, write_records, write_tables

    folder = Path(out)
    path = folder / "records.jsonl"
    write_records(audited(read_records(path)), path)
    summary = write_tables(read_records(path), folder, excel=excel, counts=counts_of(folder))
    if not summary.notices:
        raise UsageError(f"no records in {path}")
    _show(folder, Messages(lang))
    return DONE


def _show(folder: Path, say: Messages) -> None:
    """Print the findings by how many notices have them, the gravest first."""
    from rich.markup import escape
    from rich.table import Table

    from seloste.batch.outputs import read_records
    from seloste.cli.consoles import output

    counts: Counter[str] = Counter()
    examples: dict[str, tuple[Finding, Record]] = {}
    total = clean = 0
    for record in read_records(folder / "records.jsonl"):
        total += 1
        clean += not record.findings
        counts.update({finding.code for finding in record.findings})
        for finding in record.findings:
            examples.setdefault(finding.code, (finding, record))
    table = Table(title=say("findings"), title_justify="left", expand=True)
    for title, ratio in (("severity", 2), ("article", 2), ("finding", 8), ("in_notices", 2), ("example", 3)):
        table.add_column(say(title), overflow="fold", ratio=ratio)
    for code, (finding, record) in sorted(
        examples.items(), key=lambda item: (_SEVERITIES.index(item[1][0].severity), -counts[item[0]], item[0])
    ):
        message = finding.message_en if say.language == "en" else finding.message_fi
        share = f"{counts[code]} ({100 * counts[code] / total:.0f} %)"
        severity = say(f"severity.{finding.severity}")
        table.add_row(severity, escape(finding.article or ""), escape(message), share, escape(record.id))
    console = output()
    console.print(table)
    console.print(say("audited", total=total, clean=clean), style="bold")
    console.print(escape(say("audit_files", out=folder)))
