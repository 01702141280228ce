"""Decides how tables and colours look: fitted to a terminal, in full and plain elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping

import click
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

# Outside of a terminal nothing is cut or wrapped.
PLAIN_WIDTH = 2000
STYLES = {"article": "green", "skipped": "yellow", "dead": "red"}


def console(*, stderr: bool = False) -> Console:
    """A console on stdout or stderr as it is now."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else PLAIN_WIDTH, highlight=False)


def table(
    *columns: str, right: Collection[str] = (), shares: Mapping[str, int] | None = None, cut: bool = True
) -> Table:
    """A table without lines between its rows; columns in `right` are numbers.

    On a terminal the columns in `shares` share, in that proportion, the width that the others leave; what
    is too long for its column is cut, or with `cut=False` goes on in the next line.
    """
    shares = shares or {}
    made = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        expand=bool(shares) and sys.stdout.isatty(),
    )
    for name in columns:
        flexible = name in shares
        made.add_column(
            name,
            justify="right" if name in right else "left",
            ratio=shares.get(name),
            no_wrap=cut or not flexible,
            overflow="ellipsis" if cut else "fold",
        )
    return made


def show(renderable: RenderableType, *, stderr: bool = False) -> None:
    """Print; outside of a terminal without the spaces that fill up a line."""
    out = console(stderr=stderr)
    with out.capture() as captured:
        out.print(renderable)
    text = captured.get()
    if not out.is_terminal:
        text = "".join(line.rstrip() + "\n" for line in text.splitlines())
    click.echo(text, nl=False, err=stderr)


def outcome(kind: str, text: str) -> Text:
    """A text in the colour of an outcome."""
    return Text(text, style=STYLES.get(kind, ""))
