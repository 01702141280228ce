from __future__ import annotations

from streams.extract.outline import Piece
from streams.extract.runs import Run, main_run, runs
from streams.extract.tree import Tree
from streams.extract.walk import outline

A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."


def lines(html: str) -> list[Piece]:
    """The lines of a page."""
    body = Tree(html).body
    assert body is not None
    return outline(body).pieces


def test_a_row_of_labels_parts_two_runs() -> None:
    """Headings do not count, the items of a list count as one."""
    few = "<p>Sea</p><h2>Land</h2><ul><li>1</li><li>2</li><li>3</li></ul>"
    pieces = lines(f"<p>{A}</p>{few}<p>{A}</p>{few}<p>Sky</p><p>{A}</p>")
    assert [(run.start, run.end) for run in runs(pieces, 0, len(pieces), gap=2)] == [(0, 7), (13, 14)]


def test_the_longest_run_is_the_article() -> None:
    """The first after the headline is preferred to one that is not much longer."""
    found = [Run(0, 2, 300), Run(8, 9, 250), Run(20, 30, 400)]
    assert main_run(found, None) == found[2]
    assert main_run(found, 1) == found[2]
    assert main_run([Run(0, 2, 300), Run(20, 30, 400)], -1) == Run(0, 2, 300)
