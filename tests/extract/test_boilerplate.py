from __future__ import annotations

import pytest

from streams.extract.boilerplate import judge
from streams.extract.outline import Piece
from streams.extract.tree import Tree
from streams.extract.walk import outline

A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
B = "Its engine had stopped in the middle of the sound, and fishing boats towed it back."


def lines(html: str) -> list[Piece]:
    """The lines of a page."""
    body = Tree(html).body
    assert body is not None
    return outline(body).pieces


def verdicts(html: str, *, named: bool = True) -> dict[str, str | None]:
    """The verdict on each line."""
    pieces = lines(html)
    found = judge(pieces, (), {"ferry sails again"}, set(), named=named)
    return {piece.text: verdict for piece, verdict in zip(pieces, found, strict=True)}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("<h1>Anything</h1>", "title"),
        ("<p>Ferry sails again</p>", "title"),
        ("<p>Photo: Ida Holm</p>", "credit"),
        ("<p class=copyright>Ida Holm</p>", "credit"),
        ("<p>请继续往下阅读...</p>", "label"),
        ("<p>ADVERTISEMENT</p>", "label"),
        ("<p><a href=/x>The last lighthouse keeper</a></p>", "links"),
        ("<p>Lesen Sie dazu: <a href=/x>Der letzte Leuchtturmwärter</a></p>", "links"),
        ("<h2>More: <a href=/x>The last lighthouse keeper</a></h2>", "links"),
        ("<p>Sea <a href=/x>Herring</a> <a href=/y>Storms</a></p>", "links"),
        ("<h2>About the <a href=/x>sound</a></h2>", None),
        ("<p>At sea</p>", None),
        (f"<p>{A[:50]} <a href=/x>{B[:40]}</a> and it went on.</p>", None),
    ],
)
def test_a_line_is_left_out_by_the_first_rule_that_holds(line: str, rule: str | None) -> None:
    """Titles, credits, labels and links are no text; links within a text are."""
    pieces = lines(f"<p>{A}</p>{line}<p>{B}</p>")
    assert judge(pieces, (), {"ferry sails again"}, set(), named=True) == [None, rule, None]


def test_captions_of_pictures_are_left_out() -> None:
    """The caller says which lines are."""
    assert judge(lines(f"<p>{A}</p><p>{B}</p>"), (), set(), {1}, named=True) == [None, "caption"]


def test_what_was_said_is_not_said_again() -> None:
    """A line of the lead is not repeated; a short one that comes up three times is a label, but for list items."""
    lead, *pieces = lines(f"<p>{A}</p><p>{A}</p><p>At sea</p><p>At sea</p><p>At sea</p><p>{B}</p>")
    labels = ["repeated", "repeated", "repeated"]
    assert judge(pieces, (lead,), set(), set(), named=True) == ["repeated", *labels, None]
    items = lines(f"<p>{A}</p><ul><li>Yes</li><li>Yes</li><li>Yes</li></ul>")
    assert judge(items, (), set(), set(), named=True) == [None] * 4
