"""Decides how measurements are shown: the shape of what is kept in `bench-output/`, and the tables made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import TypedDict

from bench.pages import ROOT
from bench.picture import Point

OUTPUT = ROOT / "bench-output"
DRAWN = "body_f1"
"""What the picture shows, as the mean of the sets that have it."""
BODIES = (DRAWN, "segment_f1")
"""The figures that tell how good bodies are, of which a set has its first in the table."""


class Peer(TypedDict):
    """What was measured of one extractor."""

    version: str
    gives: str
    times_bare: float
    ms: float
    figures: Mapping[str, Mapping[str, float]]


class Peers(TypedDict):
    """One comparison: what it ran on, and each extractor by its name."""

    python: str
    compiled: bool
    pages: Mapping[str, int]
    peers: Mapping[str, Peer]
    not_installed: Sequence[str]


def keep(files: Mapping[str, str]) -> None:
    """Writes files into `bench-output/`."""
    OUTPUT.mkdir(exist_ok=True)
    for name, text in files.items():
        (OUTPUT / name).write_text(text, encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int) -> str:
    """A Markdown table whose first columns are words, and all others numbers."""
    rule = [*["---"] * words, *["--:"] * (len(head) - words)]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *rows))


def peers_table(outcome: Peers) -> str:
    """One row a peer, one column a set, and what was measured on what."""
    columns = columns_of(outcome)
    head = ["extractor", "gives", "times bare parse", "ms a page", *(name for name, _ in columns)]
    rows = [cells(name, peer, columns) for name, peer in outcome["peers"].items()]
    absent = ", ".join(outcome["not_installed"])
    return "".join(
        [
            table(head, rows, words=2),
            f"\nMeasured on Python {outcome['python']}, this project {form(compiled=outcome['compiled'])}. ",
            f"Pages: {', '.join(f'{name} {count}' for name, count in outcome['pages'].items())}.\n",
            f"\nNot installed, so not measured: {absent}.\n" if absent else "",
        ]
    )


def form(*, compiled: bool) -> str:
    """What kind of modules ran."""
    return "with its compiled modules" if compiled else "on plain Python alone"


def columns_of(outcome: Peers) -> list[tuple[str, str]]:
    """The sets with the figure that tells how good bodies are; a set without one is left out."""
    known = {name: figures for peer in outcome["peers"].values() for name, figures in peer["figures"].items()}
    firsts = {name: [one for one in BODIES if one in figures][:1] for name, figures in known.items()}
    return [(name, figure) for name, first in firsts.items() for figure in first]


def cells(name: str, peer: Peer, columns: Iterable[tuple[str, str]]) -> list[str]:
    """One row."""
    figures = (f"{peer['figures'][gold][figure]:.3f}" for gold, figure in columns)
    costs = (f"{peer['times_bare']:.1f}", f"{peer['ms']:.1f}")
    return [f"{name} {peer['version']}", peer["gives"], *costs, *figures]


def points(outcome: Peers, sets: Sequence[str]) -> list[Point]:
    """The extractors as they are drawn: by the means of these sets."""
    return [
        Point(name, peer["times_bare"], fmean(peer["figures"][gold][DRAWN] for gold in sets))
        for name, peer in outcome["peers"].items()
    ]


def sets_with(outcome: Peers, figure: str) -> list[str]:
    """The sets that have a figure."""
    return [name for name, first in columns_of(outcome) if first == figure]


def stages_table(stages: Mapping[str, Mapping[str, float]], columns: Sequence[str]) -> str:
    """One row a set; times in ms."""
    return table(
        ["set", *columns],
        [[name, *(f"{spent[column]:.2f}" for column in columns)] for name, spent in stages.items()],
        words=1,
    )
