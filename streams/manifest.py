"""Decides how a manifest tells what the files of a folder are: URL, headers, key, expected outcome."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from streams.expectation import KNOWN, OUTCOMES, Expected

FILE_NAME = "manifest.json"


class ManifestError(Exception):
    """A manifest that cannot be read as one; the text names the file, the entry and what is wrong."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of a manifest."""

    file: str | None
    """Path below the manifest's folder; None for a tombstone, a message without a value."""
    url: str | None = None
    """Address of the page, the message's `url` header."""
    key: str | None = None
    """Key of the message; None for the URL."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers of the message, as `content-type`."""
    expect: Expected | None = None
    """What should become of it."""

    @property
    def name(self) -> str:
        """What the page is called in tables and messages."""
        return self.file or "(tombstone)"


def is_one(path: Path) -> bool:
    """Whether the file is there and may be a manifest of ours: a site's own `manifest.json` is an object."""
    return path.is_file() and path.read_bytes().lstrip().startswith(b"[")


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of a manifest file, in its order; raises `ManifestError`."""
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise ManifestError(f"{path}: {error}") from error
    if not isinstance(found, list):
        raise ManifestError(f"{path}: expected a list of entries")
    return tuple(_entry(value, f"{path}: entry {number}") for number, value in enumerate(found, 1))


def _entry(value: object, where: str) -> Entry:
    fields = _checked(value, where, {"file", "url", "key", "headers", "expect"})
    if "file" not in fields:
        raise ManifestError(f"{where}: has no 'file' (null for a tombstone)")
    headers = _checked(fields.get("headers") or {}, f"{where}: headers", None)
    return Entry(
        file=_text(fields, "file", where),
        url=_text(fields, "url", where),
        key=_text(fields, "key", where),
        headers={name: str(header) for name, header in headers.items()},
        expect=_expected(fields.get("expect"), f"{where}: expect"),
    )


def _expected(value: object, where: str) -> Expected | None:
    if value is None:
        return None
    facts = dict(_checked(value, where, KNOWN))
    outcome, reason = facts.pop("outcome", None), facts.pop("reason", None)
    if outcome not in OUTCOMES:
        raise ManifestError(f"{where}: 'outcome' must be one of {', '.join(OUTCOMES)}")
    return Expected(outcome, reason, facts)


def _checked(value: object, where: str, names: Collection[str] | None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ManifestError(f"{where}: expected an object")
    unknown = [name for name in value if name not in names] if names is not None else []
    if unknown:
        raise ManifestError(f"{where}: unknown {', '.join(sorted(unknown))}")
    return value


def _text(fields: Mapping[str, Any], name: str, where: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise ManifestError(f"{where}: '{name}' must be a text")
