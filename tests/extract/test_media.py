from __future__ import annotations

import pytest

from schemas.article import Image
from streams.extract.media import Media, media
from streams.extract.tree import Tree
from streams.extract.walk import outline

BASE = "https://soundpost.example/"
A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."


def found(html: str, start: int = 0) -> Media:
    """The pictures of a page from a line on."""
    body = Tree(html).body
    assert body is not None
    page = outline(body)
    return media(page, start, len(page.pieces), BASE, {"ferry sails again"})


@pytest.mark.parametrize(
    ("html", "caption", "credit"),
    [
        ("<figure><img src=a.jpg><figcaption>The pier</figcaption></figure>", "The pier", None),
        (
            "<figure><img src=a.jpg><figcaption><p>The pier</p><p>© Ida</p></figcaption></figure>",
            "The pier",
            "Ida",
        ),
        ("<figure><img src=a.jpg><figcaption>The <i>pier</i></figcaption></figure>", "The pier", None),
        ("<figure><img src=a.jpg><figcaption>Ferry sails again!</figcaption></figure>", None, None),
        ("<div><img src=a.jpg><p>The pier</p></div>", "The pier", None),
        ("<div><img src=a.jpg><p>The pier</p><p>The pier at dawn</p></div>", "The pier at dawn", None),
        (f"<div><img src=a.jpg alt='{A}'><p>{A}</p></div>", A, None),
        (f"<img src=a.jpg><p>{A}</p><p>© Ida</p><p>{A}</p>", A, "Ida"),
        (
            f"<div><i><img src=a.jpg alt='{A}'></i><p class=copyright>© Ida</p><div class=x>{A}</div></div>",
            A,
            "Ida",
        ),
        ("<img src=a.jpg><h2>The pier</h2>", None, None),
        (f"<img src=a.jpg><p>{A * 9}</p>", None, None),
        (f"<img src=a.jpg><p>{A}</p>", None, None),
        (f"<div><img src=a.jpg><p>{A * 9}</p><p>© Ida</p></div>", None, None),
    ],
)
def test_captions_are_found_around_and_after_a_picture(
    html: str, caption: str | None, credit: str | None
) -> None:
    """By their element, their words, or as they stand alone beside it; running text and headings are none."""
    (image,) = found(f"<article>{html}<p>{A} And more.</p><p>{A} At last.</p></article>").images
    caption = caption and caption.replace("The <i>pier</i>", "The pier")
    assert image == Image(f"{BASE}a.jpg", caption, credit)


def test_the_lines_of_captions_are_told() -> None:
    """They are no text of the body, also where the caption is repeated."""
    assert found(f"<p>{A}</p><div><img src=a.jpg><p>© Ida</p></div><p>© Ida</p>").captions == {1, 2}


def test_a_picture_above_the_headline_is_the_article_s() -> None:
    """As far as both lie in the same article."""
    html = "<img src=x.jpg><article><img src=a.jpg><p>Sea</p><h1>Ferry</h1></article>"
    assert [image.url for image in found(html, start=1).images] == [f"{BASE}a.jpg"]
    assert found("<img src=x.jpg><p>Sea</p><h1>Ferry</h1>", start=1).images == ()
    assert found("<img src=x.jpg>", start=1).images == ()


def test_pictures_of_links_to_other_articles_are_left_out() -> None:
    """And a picture that is shown twice is one."""
    teaser = "<div><a href=/x><img src=x.jpg>Herring prices rise</a></div>"
    html = f"<p>{A}</p><img src=a.jpg><p>{A}</p><div><img src=a.jpg></div><p>{A}</p>{teaser}"
    assert [image.url for image in found(html).images] == [f"{BASE}a.jpg"]
