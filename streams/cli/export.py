"""Decides how `streams export` writes a part of the raw topic to web archives."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from streams.cli.range_options import choice, range_options, wanted, wanted_options
from streams.cli.terminal import console
from streams.export.files import Files
from streams.history import reader as history
from streams.history.span import Choice, spans
from streams.history.wanted import Wanted
from streams.records import message
from streams.settings import Settings

HELP = """\
Write raw messages to a web archive (WARC 1.1), which keeps them when the topic no longer does.

'streams ingest --warc' reads it back: the same keys, values and headers, byte for byte. Messages that
are no page (tombstones, envelopes, broken ones) are kept too. Other programs find pages as records of
their URL. Without a range all that is on the topic now is written. A file has its name only when it is
complete; until then it is called FILE.part. Needs pip install 'streams[warc]'.

\b
Examples:
  streams export --warc raw.warc.gz
  streams export --warc 2026-11.warc.gz --since 2026-11-01 --until 2026-12-01 --max-bytes 1G
  streams export --warc site.warc.gz --host example.org --limit 1000
  streams ingest --warc raw.warc.gz

\b
Exit codes: 0 done, also where nothing was meant, 2 wrong usage or setting, no such topic, or a file
that is there already or cannot be written, 3 the broker cannot be reached, 130 stopped by Ctrl-C.
"""
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
_NAMES = (".warc", ".warc.gz")


class _Size(click.ParamType):
    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"([1-9]\d{0,14})([KMGT]?)", str(value).strip().upper())
        if found is None:
            self.fail(f"{value!r}: expected bytes, as 500000000, 500M or 1G", param, ctx)
        return int(found[1]) * _UNITS[found[2]]


@click.command("export", help=HELP)
@click.option(
    "--warc",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File to write, .warc.gz or .warc.",
)
@click.option(
    "--max-bytes",
    type=_Size(),
    metavar="SIZE",
    help="Begin a new file, FILE-00000 and so on, before one is larger: 1G, 500M.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="End after N messages.")
@range_options
@wanted_options
def command(*, path: Path, max_bytes: int | None, limit: int | None, **part: Any) -> None:
    """Write raw messages to web archives."""
    if not path.name.endswith(_NAMES):
        raise click.UsageError(f"--warc: expected a name that ends with .warc.gz or .warc, not {path.name}")
    pages = {name: part.pop(name) for name in ("hosts", "patterns", "urls_from")}
    settings, meant, which = Settings.from_env(), wanted(**pages), choice(**part)
    with Files(path, max_bytes) as files, _progress() as progress:
        task = progress.add_task("", total=None)

        def told(done: int, total: int, count: int) -> None:
            progress.update(task, completed=done, total=total, description=f"{count:,} written")

        count = asyncio.run(_export(settings, which, meant, files, limit, told))
    click.echo(
        f"{count:,} messages of {settings.raw_topic} in {', '.join(map(str, files.written))}", err=True
    )


async def _export(
    settings: Settings,
    which: Choice,
    meant: Wanted,
    files: Files,
    limit: int | None,
    told: Callable[[int, int, int], None],
) -> int:
    count = 0
    async with history.consumer(settings) as reader:
        meant_spans = await spans(reader, settings.raw_topic, which)
        starts = {span.partition: span.start for span in meant_spans}
        total, positions = sum(map(len, meant_spans)), dict(starts)
        async for batch in history.read(reader, settings.raw_topic, meant_spans):
            for record in batch.records:
                if not meant.takes(record.key, record.value, record.headers):
                    continue
                files.add(message(record))
                count += 1
                if count == limit:
                    return count
            positions[batch.partition] = batch.position
            told(sum(positions.values()) - sum(starts.values()), total, count)
    return count


def _progress() -> Progress:
    """On a terminal, a bar of offsets; elsewhere nothing."""
    err = console(stderr=True)
    return Progress(
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%  {task.description}"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
