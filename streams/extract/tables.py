"""Decides whether a table holds data or lays out the page, and how data is written down."""

from __future__ import annotations

from streams.extract.signs import squeeze
from streams.extract.tree import HtmlNode, first, select

_NO_DATA = ("table", "p + p", "h1", "h2", "h3", "div div", "img", "form", "ul", "br + br")
_LAYOUT = ", ".join(f"td {inside}" for inside in _NO_DATA)
_LONGEST_CELL = 200


def table_text(table: HtmlNode) -> str | None:
    """Rows on lines, cells split by tabs; None for a table that lays out the page, empty for one without words."""
    if first(table, _LAYOUT) is not None:
        return None
    rows = [
        [squeeze(cell.text(separator=" ")) for cell in select(row, "td, th")] for row in select(table, "tr")
    ]
    rows = [row for row in rows if any(row)]
    if max(map(len, rows), default=0) < 2 or len(rows) < 2:
        return None
    if any(max(map(len, row)) > _LONGEST_CELL for row in rows):
        return None
    return "\n".join("\t".join(row) for row in rows)
