"""Decides how it is told what was published and what was refused."""

from __future__ import annotations

import click

from streams.cli.terminal import show, table
from streams.ingest.tally import Tally


def tell(tally: Tally, topic: str) -> None:
    """A line, and a table where something was refused; on stderr."""
    refused = f", {tally.refused:,} refused" if tally.refused else ""
    click.echo(f"{tally.published:,} published on {topic}{refused}", err=True)
    if tally.refused:
        shown = table("refused", "pages", "for example", right=("pages",), shares={"for example": 1})
        for row in tally.rows():
            shown.add_row(row.reason, f"{row.count:,}", "\n".join(row.examples))
        show(shown, stderr=True)
