from __future__ import annotations

import pytest

from streams.extract.container import Span, choose
from streams.extract.tree import Tree
from streams.extract.walk import outline

A, B, C, D = (
    "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour.",
    "Its engine had stopped in the middle of the sound, and fishing boats towed it back.",
    "Mayor Elin Varga thanked the crews and promised a second ferry before the season.",
    "The repair cost less than feared, as a mechanic found the part in his own barn.",
)
LABELS = "".join(f"<p>Label {n}</p>" for n in range(25))


def chosen(html: str) -> tuple[str, list[str]]:
    """The rule, and the lines it chose."""
    body = Tree(html).body
    assert body is not None
    page = outline(body)
    span = choose(page)
    return span.rule, [piece.text for piece in page.pieces[span.start : span.end]]


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        (
            f"<main><div class=content><article><div class=post-body><div itemprop=articleBody><p>{A}",
            "itemprop",
        ),
        (f"<main><div class=content><article><div class=post-body><p>{A}", "body-class"),
        (f"<main><div class=content><article><p>{A}", "article"),
        (f"<main><div class=content><p>{A}", "main-class"),
        (f"<main><p>{A}", "main"),
        (f"<div><p>{A}", "scored"),
    ],
)
def test_the_most_telling_name_is_taken(html: str, rule: str) -> None:
    """The ladder goes from `itemprop` to nothing at all."""
    assert chosen(html) == (rule, [A])


def test_a_name_that_holds_little_of_the_text_is_not_trusted() -> None:
    """A teaser of that class is not the body."""
    html = f"<div class=post-body><p>{A}</p></div><article><p>{B}</p><p>{C}</p><p>{D}</p></article>"
    assert chosen(html) == ("article", [B, C, D])


def test_the_first_large_box_of_a_name_is_the_article() -> None:
    """Small boxes before it are teasers, boxes of another article after it too."""
    teaser, first = (
        f"<article><p>{A[:75]}.</p></article>",
        f"<article><p>{A}</p><p>{B}</p><p>{C}</p></article>",
    )
    assert chosen(f"{teaser}{first}<article><p>{D}</p><p>{D}</p></article>") == ("article", [A, B, C])


def test_parts_of_one_body_are_taken_together() -> None:
    """Boxes of the body's name go on with the article, before and after the largest, until another headline."""
    small, large = "<div class=post-body><p>{}</p></div>", f"<div class=post-body><p>{B}</p><p>{C}</p></div>"
    html = (
        small.format(A[:61] + ".")
        + large
        + "<p>Label</p>"
        + small.format(D)
        + "<h1>Other</h1>"
        + small.format(A)
    )
    assert chosen(html) == ("body-class", [A[:61] + ".", B, C, "Label", D])


def test_prose_in_sections_is_gathered() -> None:
    """Without names the box with most prose is left for one around it as long as that gains more than it costs."""
    html = f"<div>Menu</div><div><section><p>{A}</p><p>{B}</p></section><section><p>{C}</p><p>{D}</p></section></div>"
    assert chosen(html) == ("scored", [A, B, C, D])


@pytest.mark.parametrize("around", ["<div>{}</div>", "<main>{}</main>"])
def test_a_long_row_of_labels_parts_two_texts(around: str) -> None:
    """Of two texts in one box the longer is taken, the first after the headline preferred."""
    first, second = f"<h1>Ferry</h1><p>{A}</p><p>{B}</p>", f"<p>{C}</p><p>{D}</p><p>{C[:70]}.</p>"
    _, lines = chosen(around.format(first + LABELS + second))
    assert A in lines
    assert C not in lines
    _, lines = chosen(around.format(second + LABELS + f"<p>{A}</p>"))
    assert C in lines
    assert A not in lines


def test_a_span_names_the_source_of_its_rule() -> None:
    """The record tells markup of schema.org from plain HTML and from a guess."""
    rules = ("site", "itemprop", "article", "scored", "json-ld", "script")
    sources = ["site", "microdata", "html", "heuristic", "json-ld", "heuristic"]
    assert [Span(0, 1, rule).source for rule in rules] == sources
    assert [Span(0, 1, rule).named for rule in ("body-class", "article")] == [True, False]
