"""Decides how an outcome looks as one line: fitted to a terminal, in tabs elsewhere, or as JSON."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import orjson
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from streams.cli.terminal import STYLES
from streams.tail.seen import Seen

TIME, OUTCOME, NUMBERS = len("00:00:00"), len("skipped"), len("12345w 0.91")
# On a narrower terminal numbers and source give way to the text.
WIDE = 80
# Of scripts that need them within a word.
_JOINERS = "\u200c\u200d"


def line(seen: Seen, width: int) -> Text:
    """The outcome on one line of so many columns."""
    label = seen.reason or ""
    parts = [
        (_clock(seen.timestamp, "%H:%M:%S"), TIME, "dim"),
        (seen.kind, OUTCOME, STYLES[seen.kind]),
        (seen.host or "-", min(28, width // 5), ""),
    ]
    ends = [(_numbers(seen), NUMBERS, "dim"), (_source(seen), 0, "dim")] if width >= WIDE else []
    text = Text()
    for value, size, style in parts:
        text.append(_cut(value, size) + " ", style)
    tail = Text()
    for value, size, style in ends:
        tail.append(" " + (_cut(value, size) if size else value), style)
    said = ": ".join(filter(None, (label, plain(seen.detail))))
    text.append(_cut(said, max(0, width - text.cell_len - tail.cell_len)))
    text.append_text(tail)
    text.truncate(width)
    return text


def tabs(seen: Seen) -> str:
    """The outcome in columns that tabs part, nothing cut, for `cut` and `awk`."""
    columns = (
        *(_clock(seen.timestamp, "%Y-%m-%dT%H:%M:%SZ"), seen.kind, seen.reason, seen.host, seen.detail),
        *("" if number is None else str(number) for number in (seen.words, seen.quality)),
        *(_source(seen), seen.url),
    )
    return "\t".join(plain(column) for column in columns)


def json_line(seen: Seen) -> bytes:
    """The outcome as a JSON object; an article that is wanted in full is in it byte for byte."""
    topic, partition, offset = seen.place
    is_article = not seen.reason
    told: dict[str, Any] = {
        "time": _clock(seen.timestamp, "%Y-%m-%dT%H:%M:%S") + f".{seen.timestamp % 1000:03d}Z",
        "outcome": seen.kind,
        "reason": seen.reason or None,
        "detail": None if is_article else seen.detail,
        "title": seen.detail if is_article else None,
        "url": seen.url,
        "host": seen.host,
        "words": seen.words,
        "quality": seen.quality,
        "source": _place(*seen.source),
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "value_bytes": seen.size,
        **seen.others,
    }
    if seen.article is not None:
        told["article"] = orjson.Fragment(seen.article)
    return orjson.dumps(told)


def plain(text: str) -> str:
    """The text on one line and without what would steer a terminal: it comes from a page."""
    shown = (
        character if unicodedata.category(character)[0] != "C" or character in _JOINERS else " "
        for character in text
    )
    return " ".join("".join(shown).split())


def _place(topic: str, partition: str, offset: str) -> dict[str, Any]:
    return {
        "topic": topic,
        "partition": int(partition) if partition.isdecimal() else None,
        "offset": int(offset) if offset.isdecimal() else None,
    }


def _source(seen: Seen) -> str:
    topic, partition, offset = seen.source
    return f"{topic}/{partition}:{offset}"


def _numbers(seen: Seen) -> str:
    if seen.words is None:
        return ""
    return f"{seen.words}w" + ("" if seen.quality is None else f" {seen.quality:.2f}")


def _clock(milliseconds: int, form: str) -> str:
    return datetime.fromtimestamp(max(0, milliseconds) // 1000, UTC).strftime(form)


def _cut(text: str, width: int) -> str:
    text = plain(text)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(0, width - 1)) + "…" if width else ""
