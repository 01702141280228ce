"""Decides how `streams ingest` publishes pages and tells what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from streams.cli.errors import Exit, leave
from streams.cli.paths import PATH, addressing_of, sources_of
from streams.cli.tally_view import tell
from streams.cli.terminal import console
from streams.ingest import door
from streams.ingest.address import Addressing
from streams.ingest.message import Message, Unreadable
from streams.ingest.pace import Pace
from streams.ingest.publisher import Publisher
from streams.ingest.reading import read
from streams.ingest.sources import Source
from streams.ingest.tally import Tally
from streams.settings import Settings

HELP = """\
Publish pages on the raw topic, from files, folders, JSON lines, web archives or '-' (stdin).

\b
PATH is one of
  page.html  .htm .xhtml, also .gz   one page
  pages/                             a folder: all pages, JSON lines and archives in and below it
  pages.jsonl  .ndjson, also .gz     a page a line: {"url": ..., "html": ... or "html_base64": ...},
                                     with "content_type", "fetched_at", "http_status" where known
  page.json                          one such object
  crawl.warc  .warc.gz               its HTML responses, or what 'streams export' wrote, as it was
                                     (pip install 'streams[warc]')
  manifest.json                      a list of {"file", "url", "key", "headers"}: those files, of any
                                     kind; a folder's own manifest.json is followed as well
  -                                  stdin: JSON lines, or one page of HTML

The URL of a plain page is the one of --url or of a manifest, else of its <link rel=canonical> or
og:url, else its place below --base-url. Refused are pages without a URL and those that the worker
could not process: of a wrong type, in a broken envelope, of more than STREAMS_MAX_MESSAGE_BYTES.
A table on stderr tells how many were refused, and why.

\b
Examples:
  streams ingest --base-url https://example.org/ mirror/
  streams ingest --rate 50 --warc CC-NEWS-20250301.warc.gz
  zcat pages.jsonl.gz | streams ingest -
  curl -s https://example.org/a | streams ingest --url https://example.org/a -

\b
Exit codes: 0 all published, 1 some refused or not readable, 2 wrong usage or setting,
3 the broker cannot be reached, refuses, or has no such topic.
"""


@click.command("ingest", help=HELP)
@click.argument("paths", nargs=-1, required=True, type=PATH, metavar="PATH...")
@click.option("--warc", is_flag=True, help="Every PATH is a web archive, whatever its name.")
@click.option("--url", help="URL of the one page that is read.")
@click.option("--base-url", metavar="URL", help="URL of PATH; a file's place below PATH is appended.")
@click.option(
    "--rate", type=click.FloatRange(0, min_open=True), metavar="N", help="At most N pages a second."
)
def command(
    *,
    paths: tuple[Path, ...],
    warc: bool,
    url: str | None,
    base_url: str | None,
    rate: float | None,
) -> None:
    """Publish pages."""
    settings = Settings.from_env()
    sources = sources_of(paths, warc=warc)
    addressing = addressing_of(sources, url, base_url)
    tally = Tally()
    try:
        with Publisher(settings, tally.add) as publisher:
            _publish(_messages(sources, addressing, tally), publisher, settings, tally, Pace(rate))
    finally:
        if tally.published or tally.refused:
            tell(tally, settings.raw_topic)
    leave(Exit.DIFFERENT if tally.refused else Exit.DONE)


def _publish(
    messages: Iterator[Message], publisher: Publisher, settings: Settings, tally: Tally, pace: Pace
) -> None:
    for message in messages:
        refusal = door.refusal(message, settings.limits)
        if refusal:
            tally.add(refusal)
        else:
            pace.wait()
            publisher.send(message)


def _messages(sources: list[Source], addressing: Addressing, tally: Tally) -> Iterator[Message]:
    with _progress() as progress:
        task = progress.add_task("", total=len(sources))
        for source in sources:
            for found in read(source, addressing):
                if isinstance(found, Unreadable):
                    tally.add(found)
                else:
                    yield found
                progress.update(task, description=f"{tally.published:,} published")
            progress.advance(task)


def _progress() -> Progress:
    """On a terminal, a bar of files; elsewhere nothing."""
    err = console(stderr=True)
    return Progress(
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files  {task.description}"),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
