"""``seloste crawl``: find and fetch the privacy notices of a list of sites."""

from __future__ import annotations

from pathlib import Path

import click

from seloste.cli.codes import DONE, INTERRUPTED, NOTHING_DONE, SOME_FAILED
from seloste.cli.messages import Messages, language_option


@click.command("crawl", short_help="Find and fetch notices from a list of sites.")
@click.argument("sites", type=click.Path(exists=True, dir_okay=False))
@click.option("--out", required=True, type=click.Path(file_okay=False), help="Folder of the results.")
@click.option(
    "--contact",
    default="",
    envvar="SELOSTE_CONTACT",
    help="Your e-mail address or page, told to every site [default: user@machine].",
)
@click.option("--revisit", is_flag=True, help="Visit the sites again; only what has changed is fetched.")
@click.option("--browser", is_flag=True, help="Show pages that need JavaScript in Chromium.")
@click.option(
    "--delay",
    type=click.FloatRange(0),
    default=2.0,
    show_default=True,
    help="Least wait between two requests to a host, in seconds.",
)
@click.option(
    "--allow-address",
    multiple=True,
    metavar="NETWORK",
    help="For tests only: a private network that may be reached, such as 127.0.0.1/32.",
)
@language_option
def command(
    sites: str,
    out: str,
    contact: str,
    revisit: bool,
    browser: bool,
    delay: float,
    allow_address: tuple[str, ...],
    lang: str,
) -> int:
    """Find the privacy notices of the sites in the CSV file SITES and keep them in the folder --out.

    SITES has a column "site" (address or domain) and may have "name", "sector" and "business_id". The folder
    gets every exchange as WARC (warc/), the notices alone (notices.warc.gz, to be read by seloste extract),
    manifest.csv and sites.csv, which tell what was found and why, and the same as Parquet. The same command
    goes on where it was stopped.
    """
    from seloste.cli.progress import progress_bar
    from seloste.crawling import Network, Politeness, crawl

    say = Messages(lang)
    if not contact:
        click.echo(say("crawl_contact"), err=True)
    try:
        with progress_bar(say("crawl_progress")) as progress:
            report = crawl(
                Path(sites),
                Path(out),
                contact=contact,
                revisit=revisit,
                browser=browser,
                politeness=Politeness(delay=delay),
                network=Network(reachable=allow_address),
                progress=progress,
            )
    except KeyboardInterrupt:
        click.echo(say("interrupted"), err=True)
        return INTERRUPTED
    click.echo(say("crawled", sites=report.sites, found=report.found, out=out))
    for outcome, count in sorted(report.outcomes.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  {count:>6}  {say.maybe(f'site.{outcome}') or outcome}")
    if not report.found:
        return NOTHING_DONE
    return DONE if report.found == report.sites else SOME_FAILED
