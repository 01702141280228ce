from __future__ import annotations

import pytest

from streams.extract.hints import Mark
from streams.extract.outline import Kind, Outline
from streams.extract.tree import Tree
from streams.extract.walk import MAX_DEPTH, outline

LINE = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."


def walk(html: str, *, strict: bool = True) -> Outline:
    """The outline of a page."""
    body = Tree(html).body
    assert body is not None
    return outline(body, strict=strict)


def lines(html: str) -> list[str]:
    """The page's lines."""
    return [piece.text for piece in walk(html).pieces]


def test_blocks_end_lines_and_inline_elements_do_not() -> None:
    """Elements within a line keep the white space that stands between them, and no more."""
    html = "<div>The <b>ferr</b>y <i>to</i> <a href=/n>Norr</a><span>holm</span> <span>sails</span><p>again</p></div>"
    assert lines(html) == ["The ferry to Norrholm sails", "again"]


def test_a_break_parts_lines_unless_a_sentence_goes_on() -> None:
    """A small letter after a long line without a stop is the same sentence."""
    html = "<p>One.<br>Two<br><br>three<hr>four</p><p>The ferry to Norrholm sailed on Monday at<br>eight.</p>"
    assert lines(html) == ["One.", "Two", "three", "four", "The ferry to Norrholm sailed on Monday at eight."]


def test_a_picture_after_a_break_begins_a_line() -> None:
    """The line before the picture is not its caption."""
    page = walk("<div>One<br><img src=a.jpg>Two</div>")
    assert [(piece.text, piece.with_picture) for piece in page.pieces] == [("One", False), ("Two", True)]


def test_bold_lines_are_headings() -> None:
    """A short line that is all bold and ends no sentence heads what follows."""
    page = walk("<div><b>In short</b></div><div><b>In short.</b></div><div>In <b>short</b></div>")
    assert [piece.kind for piece in page.pieces] == [Kind.HEADING, Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_links_are_counted_and_kept() -> None:
    """How much of a line is a link, and where the first begins."""
    (piece,) = walk("<p>Read also: <a href=/x>the herring</a></p>").pieces
    assert (piece.linked, piece.link_start) == (11, 10)
    assert [text for _, text in piece.links] == ["the herring"]


@pytest.mark.parametrize("tag", ["div", "span"])
def test_deep_elements_are_read_without_going_down(tag: str) -> None:
    """A page of unclosed tags keeps its lines, and its scripts stay unread."""
    deep = f"<div>{LINE}<p>{LINE}</p><script>var a</script><div>More</div></div>"
    assert lines(f"<{tag}>" * (MAX_DEPTH + 40) + deep) == [LINE, LINE, "More"]


def test_a_long_line_is_no_caption_whatever_its_class_says() -> None:
    """A credit line is short; a paragraph of that class is a paragraph."""
    page = walk(
        f"<p class=copyright>{LINE * 3}</p><p class=copyright>Ida Holm</p><span class=caption>A pier</span>"
    )
    assert [piece.kind for piece in page.pieces] == [Kind.PARAGRAPH, Kind.CREDIT, Kind.CAPTION]


def test_a_span_within_a_paragraph_stays_in_its_line() -> None:
    """Names of spans within a paragraph end no line."""
    assert lines("<p>A <span class=caption>pier</span> <span class=share>at</span> dawn</p>") == [
        "A pier at dawn"
    ]


def test_a_mark_is_passed_on_to_lines_within() -> None:
    """The lead's paragraph is the lead."""
    (piece,) = walk(f"<div class=standfirst><p>{LINE}</p></div>").pieces
    assert piece.mark is Mark.LEAD


def test_buttons_are_read_for_their_pictures_only() -> None:
    """A button that opens a picture in large holds the picture; others hold no text of the page."""
    page = walk(
        "<button><div><img src=a.jpg>Enlarge</div></button><button><div>Like</div></button><button>Share</button>"
    )
    assert [piece.text for piece in page.pieces] == ["Enlarge"]
    assert len(page.pictures) == 1


def test_code_keeps_its_lines() -> None:
    """The lines of `pre` are its meaning."""
    assert lines("<p>See</p><pre>\n a\n  b \n</pre><pre> </pre>") == ["See", " a\n  b"]


def test_a_lenient_walk_reads_what_only_names_call_noise() -> None:
    """Roles and tags still count."""
    html = f"<div class=related>{LINE}</div><div role=navigation>Menu</div><nav>Menu</nav>"
    assert walk(html).pieces == []
    assert [piece.text for piece in walk(html, strict=False).pieces] == [LINE]
