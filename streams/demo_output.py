"""Decides what the demo writes of each outcome: the article itself, or who, why and where from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from schemas import headers
from streams.demo import Result
from streams.harvest import Harvested
from streams.outcome import Kind

FILES = {Kind.ARTICLE: "articles.jsonl", Kind.SKIPPED: "skipped.jsonl", Kind.DEAD: "dead.jsonl"}


def write(results: Sequence[Result], folder: Path) -> None:
    """Write the three files, one JSON object a line, in the order of the pages; older ones are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, name in FILES.items():
        lines = [
            _line(result.name, record)
            for result in results
            for record in result.records
            if record.kind == kind
        ]
        (folder / name).write_bytes(b"".join(line + b"\n" for line in lines))


def _line(name: str, record: Harvested) -> bytes:
    return record.value if record.kind is Kind.ARTICLE else orjson.dumps(_rejected(name, record))


def _rejected(name: str, record: Harvested) -> Mapping[str, Any]:
    partition, offset = record.source
    told = {
        "file": name,
        "key": record.key.decode(errors="replace") if record.key else None,
        "url": record.url,
        "reason": record.reason,
        "detail": record.detail,
        "topic": record.headers.get(headers.SOURCE_TOPIC),
        "partition": partition,
        "offset": offset,
    }
    if record.kind is Kind.SKIPPED:
        return told
    return {**told, "value_bytes": len(record.value), "value_sha256": sha256(record.value).hexdigest()}
