"""Decides what PATH, --url and --base-url mean, the same for every command that reads pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from streams.ingest.address import Addressing
from streams.ingest.sources import Kind, Source, find

PATH = click.Path(exists=True, allow_dash=True, path_type=Path)
_HTTP = ("http://", "https://")


def sources_of(paths: Sequence[Path], *, warc: bool = False) -> list[Source]:
    """The files behind the paths; raises `click.UsageError` where there is none."""
    try:
        sources = list(find(paths, warc=warc))
    except OSError as error:
        raise click.UsageError(f"cannot list {error.filename}: {error.strerror}") from error
    if not sources:
        named = ", ".join(map(str, paths))
        raise click.UsageError(f"no pages in {named}: no HTML, JSON lines, web archive or manifest.json")
    return sources


def addressing_of(sources: Sequence[Source], url: str | None, base_url: str | None) -> Addressing:
    """How pages get their URLs; raises `click.UsageError` for options that do not fit."""
    for option, value in (("--url", url), ("--base-url", base_url)):
        if value and not value.startswith(_HTTP):
            raise click.UsageError(f"{option} must begin with http:// or https://, not {value!r}")
    if url and (len(sources) > 1 or sources[0].kind not in {Kind.PAGE, Kind.STDIN}):
        raise click.UsageError("--url is for one page of HTML; for more there is --base-url")
    return Addressing(url, base_url)
