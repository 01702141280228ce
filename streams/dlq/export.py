"""Decides how dead letters are written to a folder that `streams extract` and `streams ingest` read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from streams import manifest
from streams.dlq.letter import Letter

# A name that says nothing of a page's type: its headers alone do.
SUFFIX = ".page"


class Folder:
    """A folder of pages; `finish` writes its manifest."""

    def __init__(self, path: Path) -> None:
        """Raises `OSError` where the folder cannot be made, `FileExistsError` where it has a manifest."""
        path.mkdir(parents=True, exist_ok=True)
        if (path / manifest.FILE_NAME).exists():
            raise FileExistsError(17, "there is a manifest.json already", str(path))
        self._path = path
        self._entries: list[dict[str, Any]] = []

    def add(self, letter: Letter) -> None:
        """Write one page; of a header that is given twice, the last.

        Raises `OSError`, and `ValueError` where it cannot be unpacked.
        """
        name = f"{letter.partition}-{letter.offset}{SUFFIX}"
        (self._path / name).write_bytes(letter.page())
        # The URL stays a header: as the entry's `url` it would become the key of a message without one.
        headers = {each: (value or b"").decode(errors="replace") for each, value in letter.sent}
        key = None if letter.key is None else letter.key.decode(errors="replace")
        self._entries.append({"file": name, "key": key, "headers": headers})

    def finish(self) -> int:
        """Write the manifest; gives how many pages are in it."""
        written = orjson.dumps(self._entries, option=orjson.OPT_INDENT_2)
        (self._path / manifest.FILE_NAME).write_bytes(written + b"\n")
        return len(self._entries)
