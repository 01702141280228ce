from __future__ import annotations

from collections.abc import Sequence

from streams.extract.edges import drop_edges, drop_empty_headings
from streams.extract.tree import Tree
from streams.extract.walk import outline

A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
B = "Its engine had stopped in the middle of the sound, and fishing boats towed it back."
HEAD = "A barn held what the ferry was missing"


def kept(html: str, *, named: bool = True, out: Sequence[str] = ()) -> list[str]:
    """The lines that stay; those of `out` were left out before."""
    body = Tree(html).body
    assert body is not None
    pieces = outline(body).pieces
    verdicts = ["links" if piece.text in out else None for piece in pieces]
    drop_edges(pieces, verdicts, named=named)
    drop_empty_headings(pieces, verdicts)
    return [piece.text for piece, verdict in zip(pieces, verdicts, strict=True) if verdict is None]


def test_labels_before_the_text_are_left_out() -> None:
    """Short words, links, addresses and dated bylines do not open a text."""
    labels = f"<p>Sea</p><p>By the <a href=/i>harbour reporter Ida</a></p><p>https://soundpost.example/{'a' * 60}</p>"
    assert kept(f"{labels}<p>Ida Holm, Norrholm, 12.03.2024, 18:30</p><p>{A}</p>") == [A]


def test_a_heading_or_a_standfirst_opens_the_text() -> None:
    """A line beside the text's paragraphs counts where the page names its body, or where it is a paragraph itself."""
    assert kept(f"<h2>{HEAD}</h2><p>{A}</p>", named=False) == [HEAD, A]
    assert kept(f"<div><div>{HEAD}</div><p>{A}</p></div>") == [A]
    assert kept(f"<p>{HEAD}</p><p>{A}</p>", named=False) == [HEAD, A]
    assert kept(f"<div>{HEAD}<br>{A}</div>", named=True) == [HEAD, A]
    assert kept(f"<div>{HEAD}<br>{A}</div>", named=False) == [A]


def test_a_byline_between_lead_and_text_is_left_out() -> None:
    """A line apart from both that gives a date is the page's, not the text's."""
    html = "<p class=lead>{}</p><div>Monday 11 March 2024</div><section><p>{}</p></section>"
    assert kept(f"<div>{html.format(A, B)}</div>") == [A, B]
    assert kept(f"<p>{A}</p><p>Monday 11 March 2024</p><p>{B}</p>") == [A, "Monday 11 March 2024", B]


def test_lines_beside_the_last_paragraph_close_the_text() -> None:
    """Short paragraphs, list items and quotes may; headings, links, signatures and addresses do not."""
    assert kept(f"<p>{A}</p><p>So be it</p><ul><li>Bread</li></ul>") == [A, "So be it", "Bread"]
    assert kept(f"<p>{A}</p><h2>{HEAD}</h2>") == [A]
    assert kept(f"<p>{A}</p><p>ida@soundpost.example</p><p>(Editor: Jon)</p><p>Sound Post ©</p>") == [A]


def test_without_a_named_body_the_first_other_line_is_the_end() -> None:
    """And more than a few short lines in a row are labels."""
    assert kept(f"<p>{A}</p><p>So be it</p><p>Tags</p><p>Sea</p>", named=False, out=["Tags"]) == [
        A,
        "So be it",
    ]
    assert kept(f"<p>{A}</p><p>So be it</p><p>Tags</p><p>Sea</p>", out=["Tags"]) == [A, "So be it", "Sea"]
    assert kept(f"<p>{A}</p>" + "".join(f"<p>Label {n}</p>" for n in range(6)), named=False) == [A]


def test_a_heading_without_text_goes() -> None:
    """A heading over lines that were all left out heads nothing; nor does the last line of all."""
    assert kept(f"<p>{A}</p><h2>More</h2><p>Links</p><p>{B}</p><h2>End</h2>", out=["Links"]) == [A, B]


def test_lines_without_running_text_are_left_as_they_are() -> None:
    """Where nothing is running text there is no edge."""
    assert kept("<p>Sea</p><p>Land</p>") == ["Sea", "Land"]
