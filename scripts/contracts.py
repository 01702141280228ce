"""Decides which files are made from the code: writes them, or with --check names those that differ."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import orjson

from scripts import dashboard, documents, json_schemas, log_schema, metric_table

ROOT = Path(__file__).resolve().parents[1]


def rendered() -> Mapping[str, str]:
    """Each generated file's path below the root, and its text."""
    schemas = {f"schemas/{name}": _json(schema()) for name, schema in json_schemas.FILES.items()}
    return {
        **schemas,
        "schemas/log.schema.json": _json(log_schema.log_line()),
        "docs/log-fields.md": log_schema.documented(),
        "docs/fields.md": documents.fields(),
        "deploy/grafana/dashboards/streams.json": _json(dashboard.dashboard()),
        "docs/metrics.md": metric_table.documented(),
        "docs/settings.md": documents.settings(),
        ".env.example": documents.env_example(),
    }


def _json(schema: json_schemas.Schema) -> str:
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2).decode() + "\n"


def stale(root: Path = ROOT) -> list[str]:
    """The generated files that are not as the code would have them."""
    return [
        name
        for name, text in rendered().items()
        if not (root / name).exists() or (root / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Exit status: 1 where --check finds a difference."""
    if arguments != ["--check"]:
        for name, text in rendered().items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return 0
    for name in stale(root):
        print(f"{name} is not up to date: run `make contracts`", file=sys.stderr)
    return bool(stale(root))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
