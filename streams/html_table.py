"""Decides how a table of an HTML report is written: sortable by its heads, scrolling by itself where it is too wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from streams.markup import escaped

NUMBER = 'class="number"'
"""Attribute of a column of numbers."""


def table(label: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Heads with their attributes, which are ours, and the texts of the rows."""
    heads = "".join(f"<th {attribute}>{escaped(name)}</th>" for name, attribute in columns)
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">\n<table class="sortable">\n'
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for row in rows:
        cells = zip(columns, row, strict=True)
        yield "<tr>"
        yield from (f"<td {attribute}><bdi>{escaped(text)}</bdi></td>" for (_, attribute), text in cells)
        yield "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"
