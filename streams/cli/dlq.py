"""Decides how `streams dlq` lists dead letters by cause, shows one, and exports their pages."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from streams.cli import dlq_redrive
from streams.cli.dlq_options import selecting, selection
from streams.cli.errors import Exit, complain, leave
from streams.dlq.export import Folder
from streams.dlq.groups import Group, Groups
from streams.dlq.letter import Letter
from streams.dlq.read import Selection, letters
from streams.history.span import Choice
from streams.history.wanted import Wanted
from streams.settings import Settings

PREVIEW_CHARACTERS = 2000
_PLACE = re.compile(r"(\d{1,9}):(\d{1,18})")

HELP = """\
Look at dead letters: pages that could not be processed, with their bytes and the reason.

Of these commands only 'redrive' writes: it sends pages whose cause is mended back to the raw topic.

\b
Examples:
  streams dlq list --since 1d
  streams dlq show 5:12
  streams dlq export --reason bug bugs/
  streams extract --explain bugs/
  streams dlq redrive --reason bug --dry-run

\b
Exit codes: 0 done, 1 a page is not whole, broken or refused, 2 wrong usage, no such topic, partition
or dead letter, 3 the broker cannot be reached or refuses.
"""


@click.group("dlq", help=HELP)
def command() -> None:
    """Look at dead letters."""


command.add_command(dlq_redrive.command)


@command.command("list", short_help="Count them by cause.")
@selecting
@click.option("--json", "as_json", is_flag=True, help="A JSON object a group.")
def list_command(*, as_json: bool, **which: Any) -> None:
    """Count dead letters by cause: reason, class and innermost frame of the error, host.

    \b
    For each cause:
      how many, the reason, the host
      what happened, of the first letter
      first and last letter's time, fingerprint, places that 'streams dlq show' takes

    \b
    Example:
      streams dlq list --since 2026-11-01 --host example.org
    """
    found = asyncio.run(_groups(Settings.from_env(), selection(**which)))
    for group in found if as_json else ():
        click.echo(orjson.dumps({**asdict(group), "first": _time(group.first), "last": _time(group.last)}))
    if not as_json:
        for group in found:
            click.echo("\n".join(_told(group)))
        total = sum(group.count for group in found)
        click.echo(f"dead letters: {total:,}, causes: {len(found):,}")


@command.command("show", short_help="One, with its headers and the beginning of its page.")
@click.argument("place", metavar="PARTITION:OFFSET")
def show_command(place: str) -> None:
    """Show the dead letter at this place of its topic, as 'streams dlq list' names places.

    \b
    Example:
      streams dlq show 5:12
    """
    at = _PLACE.fullmatch(place)
    if at is None:
        raise click.UsageError(f"{place!r}: expected PARTITION:OFFSET, as 5:12")
    partition, offset = int(at[1]), int(at[2])
    choice = Choice(offsets={partition: (offset, offset + 1)})
    only = Selection(choice=choice, wanted=Wanted())
    found = asyncio.run(_one(Settings.from_env(), only))
    if found is None:
        raise click.UsageError(f"there is no dead letter at {place}")
    click.echo("\n".join(_shown(found)))


@command.command("export", short_help="Write their pages to a folder.")
@selecting
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_command(*, limit: int | None, folder: Path, **which: Any) -> None:
    """Write the pages of dead letters to FOLDER, as they came in, with a manifest.json of keys and headers.

    \b
    Examples:
      streams dlq export --reason bug bugs/
      streams extract bugs/
      streams ingest bugs/
    """
    settings, chosen = Settings.from_env(), selection(**which)
    try:
        count, broken = asyncio.run(_export(settings, chosen, Folder(folder), limit))
    except OSError as error:
        raise click.UsageError(f"cannot write to {folder}: {error.strerror or error}") from error
    for told in broken:
        complain(told)
    click.echo(f"{count:,} pages in {folder}", err=True)
    leave(Exit.DIFFERENT if broken else Exit.DONE)


async def _groups(settings: Settings, selection: Selection) -> list[Group]:
    found = Groups()
    async for letter in letters(settings, selection):
        found.add(letter)
    return found.ordered()


async def _one(settings: Settings, selection: Selection) -> Letter | None:
    return next(iter([each async for each in letters(settings, selection)]), None)


async def _export(
    settings: Settings, selection: Selection, folder: Folder, limit: int | None
) -> tuple[int, list[str]]:
    """How many were written, and what is wrong with some."""
    broken: list[str] = []
    count = 0
    async with aclosing(letters(settings, selection)) as found:
        async for letter in found:
            if count == limit:
                break
            try:
                folder.add(letter)
                count += 1
            except ValueError as error:
                broken.append(str(error))
            if letter.is_cut:
                broken.append(f"the dead letter {letter.place} has the beginning of its page only")
    return folder.finish(), broken


def _told(group: Group) -> list[str]:
    """Three lines: a table of so many columns would fit no terminal."""
    cause = " ".join(filter(None, (group.reason, group.host)))
    return [
        f"{group.count:>7,}  {_safe(cause)}",
        f"{'':>9}{_safe(group.detail)}",
        f"{'':>9}{_time(group.first)} to {_time(group.last)}, {_safe(group.fingerprint)}, {' '.join(group.samples)}",
    ]


def _shown(letter: Letter) -> list[str]:
    facts = [f"{_safe(name)}: {_safe(value)}" for name, value in letter.told.items()]
    key = "" if letter.key is None else _safe(letter.key.decode(errors="replace"))
    try:
        page = letter.page()
    except ValueError as error:
        return [*facts, str(error)]
    cut = ", the beginning of it only" if letter.is_cut else ""
    text = page[: 4 * PREVIEW_CHARACTERS].decode(errors="replace")[:PREVIEW_CHARACTERS]
    lines = [_safe(line) for line in text.splitlines()]
    return [f"key: {key}", *facts, f"page: {len(page):,} bytes{cut}", "", *lines]


def _safe(text: str) -> str:
    """Without what a terminal would obey."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
