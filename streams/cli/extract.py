"""Decides how `streams extract` processes pages without Kafka, and how it prints what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from streams import batch
from streams.cli import people
from streams.cli.errors import Exit, complain, leave
from streams.cli.html_report import html_report
from streams.cli.json_lines import json_line
from streams.cli.paths import PATH, addressing_of, sources_of
from streams.cli.terminal import show
from streams.ingest.address import Addressing
from streams.ingest.message import Message, Unreadable
from streams.ingest.reading import read
from streams.ingest.sources import SINGLE, Source
from streams.sandbox import available_cores
from streams.settings import Settings

HELP = """\
Process pages without Kafka, by the very function that the worker runs; a JSON line a page.

\b
{"path", "outcome", "reason", "detail", "article", "cpu_ms"}
  path      the file; for JSON lines and archives with the line or byte, as pages.jsonl:12
  outcome   article, skipped (the page is in order but no article) or dead (not processed)
  reason    why there is no article; detail says it for people
  article   the record as it would be published, null where there is none
  cpu_ms    CPU time of the page, null where it was ended

PATH is what 'streams ingest' takes: pages, folders, JSON lines, web archives, '-' for stdin. Pages
are worked on in child processes, on all cores where there are many; the order is kept, and one that
hangs or crashes is dead with the reason timeout, memory or crash.

The URL of a plain page is found as by 'streams ingest'. A page without any is extracted as
http://unknown.invalid/FILE, a name that by RFC 2606 never exists.

\b
Examples:
  streams extract --pretty page.html
  streams extract --explain page.html
  streams extract --explain-html report.html pages/
  curl -s https://example.org/a | streams extract --url https://example.org/a -
  streams extract crawl.warc.gz | jq -r 'select(.outcome == "article") | .article.title'

\b
Exit codes: 0 all processed, whatever the outcomes, 1 a file could not be read, or the report not
written, 2 wrong usage.
"""


@click.command("extract", help=HELP)
@click.argument("paths", nargs=-1, required=True, type=PATH, metavar="PATH...")
@click.option("--url", help="URL of the one page that is read.")
@click.option("--base-url", metavar="URL", help="URL of PATH; a file's place below PATH is appended.")
@click.option("--pretty", is_flag=True, help="For people: title, dates, authors, body.")
@click.option(
    "--explain",
    is_flag=True,
    help="Which rule gave each field, what else was there for it, what was removed by which rule.",
)
@click.option(
    "--explain-html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The same, with the page's whole text, as an HTML file of its own; then nothing else is printed"
    " unless it is asked for.",
)
@click.option("--json", "json_lines", is_flag=True, help="JSON lines with --explain too.")
def command(
    *,
    paths: tuple[Path, ...],
    url: str | None,
    base_url: str | None,
    explain_html: Path | None,
    **asked: bool,
) -> None:
    """Process pages without Kafka."""
    settings = Settings.from_env()
    sources = sources_of(paths)
    addressing = replace(addressing_of(sources, url, base_url), placeholder=True)
    unreadable: list[Unreadable] = []
    results = batch.extract(
        _messages(sources, addressing, unreadable),
        settings,
        processes=_processes(sources, settings),
        explained=asked["explain"] or explain_html is not None,
    )
    tell = _printer(**asked) if any(asked.values()) or explain_html is None else _silent
    with html_report(explain_html) as told, closing(results):
        for result in results:
            tell(result)
            told(result)
    for failure in unreadable:
        complain(f"cannot read {failure.origin}: {failure.detail}")
    leave(Exit.DIFFERENT if unreadable else Exit.DONE)


def _messages(
    sources: list[Source], addressing: Addressing, unreadable: list[Unreadable]
) -> Iterator[Message]:
    for source in sources:
        for found in read(source, addressing):
            if isinstance(found, Unreadable):
                unreadable.append(found)
            else:
                yield found


def _processes(sources: list[Source], settings: Settings) -> int:
    """A child process takes longer to start than most pages take: no more of them than there are pages."""
    most = settings.processes or available_cores()
    single = all(source.kind in SINGLE for source in sources)
    return min(most, len(sources)) if single else most


def _printer(*, pretty: bool, explain: bool, json_lines: bool) -> Callable[[batch.Result], None]:
    return _json_line if json_lines or not (pretty or explain) else _for_people(whole=pretty)


def _silent(_: batch.Result) -> None:
    """The report alone was asked for."""


def _json_line(result: batch.Result) -> None:
    click.echo(json_line(result))


def _for_people(*, whole: bool) -> Callable[[batch.Result], None]:
    return lambda result: show(people.view(result, whole=whole))
