from __future__ import annotations

from streams.extract.outline import Kind, Outline
from streams.extract.tree import HtmlNode, Tree, first
from streams.extract.writer import Writer

LINE = "The ferry to Norrholm sailed again on Monday, after eleven days in"


def node_of(html: str) -> HtmlNode:
    """The first node within an element, a text or an element."""
    around = first(Tree(f"<i>{html}</i>"), "i")
    assert around is not None
    assert around.first_child is not None
    return around.first_child


PICTURE, BREAK = node_of("<img src=a.jpg>"), node_of("<br>")


def written(*told: str | HtmlNode) -> Outline:
    """What is noted of texts, breaks and pictures that follow each other."""
    writer = Writer()
    for item in told:
        if isinstance(item, str):
            writer.read_text(item)
        elif item is BREAK:
            writer.read_break()
        else:
            writer.read_image(item)
    writer.flush()
    return writer.out


def lines(*told: str | HtmlNode) -> list[str]:
    """The lines that are noted."""
    return [piece.text for piece in written(*told).pieces]


def test_white_space_counts_only_within_a_line() -> None:
    """Texts that follow each other are one line; a blank parts words and begins nothing."""
    assert lines(" ", "The", " ", "ferry", " sails ") == ["The ferry sails"]


def test_a_line_ends_at_a_break_unless_its_sentence_goes_on() -> None:
    """A small letter after a long line without a stop goes on with it."""
    assert lines("One", BREAK, "Two") == ["One", "Two"]
    assert lines(LINE, BREAK, "the harbour.") == [f"{LINE} the harbour."]
    assert lines(BREAK, "One") == ["One"]


def test_a_line_knows_the_picture_before_it() -> None:
    """The texts of the line after a picture are kept apart; a picture after a break ends the line."""
    page = written("One", BREAK, PICTURE, "The pier ", "© Ida")
    assert [(piece.text, piece.parts, piece.with_picture) for piece in page.pieces] == [
        ("One", (), False),
        ("The pier © Ida", ("The pier", "© Ida"), True),
    ]
    assert [picture.at for picture in page.pictures] == [1]


def test_a_line_may_be_of_a_kind_of_its_own() -> None:
    """What is added as it stands is a line beside those that were read."""
    writer = Writer()
    writer.read_text("One")
    writer.flush()
    writer.add("a\n  b", Kind.CODE)
    assert [(piece.text, piece.kind) for piece in writer.out.pieces] == [
        ("One", Kind.PARAGRAPH),
        ("a\n  b", Kind.CODE),
    ]
