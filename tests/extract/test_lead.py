from __future__ import annotations

from streams.extract.lead import headline, leads
from streams.extract.tree import Tree
from streams.extract.walk import outline

A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."


def opening(html: str, captions: tuple[int, ...] = ()) -> list[str]:
    """The lines between the headline and the end of the page that open the article."""
    body = Tree(html).body
    assert body is not None
    page = outline(body)
    top = headline(page, len(page.pieces), {"ferry sails again"})
    assert top is not None
    return [piece.text for piece in leads(page, top + 1, len(page.pieces), captions)]


def test_running_text_and_marked_lines_open_the_article() -> None:
    """Labels, links, captions and bylines between the headline and the body do not."""
    html = f"""<p>Menu</p><p>Ferry sails again</p><p>Sea</p><figcaption>{A}</figcaption><p>{A[:70]}.</p>
        <div class=standfirst>A barn held what the ferry missed</div>
        <div class=lead>Short</div><p><a href=/x>{A}</a></p>"""
    assert opening(html) == [f"{A[:70]}.", "A barn held what the ferry missed"]


def test_the_last_headline_counts() -> None:
    """A page may say its title in the bar at its top and again above the article."""
    assert opening(f"<p>Ferry sails again</p><p>{A}</p><h1>Ferry</h1><p>{A}</p>", captions=(3,)) == []


def test_there_may_be_no_headline() -> None:
    """Then nothing is known to open the article."""
    body = Tree(f"<p>{A}</p>").body
    assert body is not None
    assert headline(outline(body), 1, set()) is None
