"""Decides which files a path stands for, and how each of them is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from streams import manifest

STDIN = "-"
PACKED = (".gz",)


class Kind(Enum):
    """How a file is read."""

    PAGE = auto()
    """One page, its bytes."""
    ENVELOPE = auto()
    """One page in a JSON object."""
    JSON_LINES = auto()
    """One page a line, each in a JSON object."""
    WARC = auto()
    """A web archive."""
    ENTRY = auto()
    """One page, as a manifest's entry says."""
    STDIN = auto()
    """Standard input: JSON lines where it begins with `{`, else one page."""


HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
KINDS = {
    **dict.fromkeys(HTML_SUFFIXES, Kind.PAGE),
    ".json": Kind.ENVELOPE,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".warc": Kind.WARC,
}
SINGLE = {Kind.PAGE, Kind.ENVELOPE, Kind.ENTRY}
# A folder's other files are not pages unless a manifest says so.
TAKEN_FROM_FOLDERS = {Kind.PAGE, Kind.JSON_LINES, Kind.WARC}


@dataclass(frozen=True, slots=True)
class Source:
    """A file and how it is read."""

    path: Path
    """Where it is."""
    kind: Kind
    """How it is read."""
    relative: str
    """Its path below what was named on the command line, with `/`."""
    entry: manifest.Entry | None = None
    """What a manifest says of it."""

    @property
    def origin(self) -> str:
        """What it is called in messages to people."""
        if self.entry and not self.entry.file:
            return f"(tombstone {self.entry.key or self.entry.url})"
        return os.fsencode(self.path).decode(errors="replace")


def find(paths: Iterable[Path], *, warc: bool = False) -> Iterator[Source]:
    """The files behind the paths, folders in alphabetical order; with `warc` every file is a web archive.

    Raises `streams.manifest.ManifestError`, and `OSError` for a folder that cannot be listed.
    """
    for path in paths:
        if str(path) == STDIN:
            yield Source(path, Kind.STDIN, STDIN)
        elif path.is_dir():
            yield from _walk(path, "")
        elif path.name == manifest.FILE_NAME:
            yield from entries(path)
        else:
            yield Source(path, Kind.WARC if warc else kind_of(path) or Kind.PAGE, path.name)


def kind_of(path: Path) -> Kind | None:
    """How a file of this name is read; None for a name that says nothing."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in PACKED]
    return KINDS.get(suffixes[-1]) if suffixes else None


def entries(path: Path) -> Iterator[Source]:
    """The pages that a manifest file names; raises `streams.manifest.ManifestError`."""
    for entry in manifest.load(path):
        yield Source(path.parent / (entry.file or ""), Kind.ENTRY, entry.name, entry)


def _walk(folder: Path, above: str) -> Iterator[Source]:
    named: set[Path] = set()
    listed = folder / manifest.FILE_NAME
    if manifest.is_one(listed):
        for source in entries(listed):
            named.add(source.path)
            yield source
    for child in sorted(folder.iterdir()):
        relative = above + child.name
        # A linked folder may lead back to where it is linked from.
        if child.is_dir() and not child.is_symlink():
            yield from _walk(child, relative + "/")
        elif child not in named and child.is_file():
            yield from _taken(child, relative)


def _taken(path: Path, relative: str) -> Iterator[Source]:
    kind = kind_of(path)
    if kind in TAKEN_FROM_FOLDERS:
        yield Source(path, kind, relative)
