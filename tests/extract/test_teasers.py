from __future__ import annotations

from streams.extract.teasers import drop_teasers, is_labelled
from streams.extract.tree import Tree
from streams.extract.walk import outline

A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
B = "Its engine had stopped in the middle of the sound, and fishing boats towed it back."
TEASER = "<div><h3><a href=/x>Herring prices rise</a></h3><p>Fishers on both shores are glad.</p></div>"


def verdicts(html: str) -> list[str | None]:
    """The verdicts on the lines, of which linked headings were left out before."""
    body = Tree(html).body
    assert body is not None
    pieces = outline(body).pieces
    found = ["links" if piece.linked == len(piece.text) else None for piece in pieces]
    drop_teasers(pieces, found)
    return found


def test_a_small_box_below_a_linked_heading_is_a_teaser() -> None:
    """What it says is said of the other article."""
    assert verdicts(f"<p>{A}</p><p>{B}</p>{TEASER}<p>{A}</p>") == [None, None, "links", "teaser", None]


def test_a_page_of_such_boxes_is_made_of_them() -> None:
    """Where they are most of the text they are what there is to read."""
    assert verdicts(TEASER * 2) == ["links", None, "links", None]


def test_a_linked_heading_within_the_text_is_taken_back() -> None:
    """It heads the paragraph below it, in the same box."""
    assert verdicts(f"<p>{A}</p><h2><a href=/x>The pier</a></h2><p>{B}</p><p>{A}</p><p>{B}</p>")[1] is None


def test_words_before_a_link_are_a_label_and_numbers_are_not() -> None:
    """`Read also:` is one, `3.` is not."""
    body = Tree("<p>Read also: <a>x</a></p><p>3. <a>x</a></p><p>阅读：<a>x</a></p>").body
    assert body is not None
    assert [is_labelled(piece) for piece in outline(body).pieces] == [True, False, True]
