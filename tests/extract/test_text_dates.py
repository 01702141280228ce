from __future__ import annotations

import pytest

from streams.extract.dates import Calendar, Window
from streams.extract.document import Document
from streams.extract.marked_dates import Marks
from streams.extract.place import Place
from streams.extract.text_dates import unmarked_dates

TOP = "<p>menu</p>" * 25
BODY = "<p>The rain began in the evening and filled the streets of the town before anyone could close a window.</p>"
HEADLINE = "<h1>Rain falls</h1>" + BODY


def found(html: str, title: str | None = "Rain falls") -> str | None:
    """The day that the texts of a page give."""
    document = Document.parse(html, "https://paper.example/rain")
    calendar = Calendar("en", month_first=False, window=Window())
    return next(unmarked_dates(document, Marks(document, Place(document, title)), calendar.read), None)


@pytest.mark.parametrize(
    "html",
    [
        HEADLINE + "<p>4 May 2021</p>",
        HEADLINE + "<p>3 May 2021</p>" + "<p>x</p>" * 40 + "<p>Erschienen am 4. Mai 2021</p>",
        HEADLINE + "<p>3 May 2021</p><h5>Mise en ligne</h5><p>4 mai 2021</p>",
        TOP + "<p>3 May 2021</p><p>4 May 2021</p>" + HEADLINE,
        "<article><p>4 May 2021</p><p>x</p>" + HEADLINE,
        HEADLINE + "<p>x</p>" * 40 + "<p>4 May 2021</p>",
        HEADLINE + "<p>4 May 2021, updated 5 May 2021</p><p>3 May 2021</p>",
        HEADLINE + "<h5>Last edited</h5><p>5 May 2021</p><p>4 May 2021</p>",
        HEADLINE
        + "<p class='date'>Of all the days of this rainy spring it was on 4 May 2021 that it fell</p>",
        "<title>4 May 2021 | Rain falls</title>" + HEADLINE,
        HEADLINE + "<p>04.05.2021 – The rain began in the evening and filled the streets of the town.</p>",
        HEADLINE + "<p>04.05.2021 The rain began in the evening and filled the streets of the town.</p>",
        HEADLINE + "<p>(4 May 2021) The rain began in the evening and filled the streets of the town.</p>",
        HEADLINE + '<script>{"created_at":"2021-05-01","datePublished":"2021-05-04T10:00"}</script>',
        '<head><script>{"datePublished":"2021-05-04"}</script></head>' + HEADLINE,
        """<meta name="script:ld+json" content='{"datePublished":"2021-05-04"}'>""" + HEADLINE,
        HEADLINE + "<aside><h5>Published</h5><p>4 May 2021</p></aside>",
        HEADLINE + "<a href='/rain#top'>4 May 2021</a>",
        HEADLINE + "<p>Updated 5 May 2021. First published 4 May 2021</p>",
        "<h1>Rain has fallen</h1><p>4 May 2021</p>" + "<p>x</p>" * 40 + "<p>5 May 2021</p>",
    ],
)
def test_texts_date_a_page_that_marks_nothing(html: str) -> None:
    """Labelled texts, short ones by the headline, the only one, the title, an opening, scripts."""
    day = found(html)
    assert day is not None
    assert day.startswith("2021-05-04")


def test_without_a_headline_the_only_day_counts() -> None:
    """Below the top of the page; two different days tell nothing."""
    assert found(TOP + "<p>4 May 2021</p>", None) == "2021-05-04"
    assert found(TOP + "<p>4 May 2021</p><p>5 May 2021</p>", None) is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>Tuesday, 4 May 2021</p>" + HEADLINE,
        TOP + "<div class='clock'>4 May 2021</div>" + HEADLINE,
        HEADLINE + "<p>© 4 May 2021 The Paper</p>",
        HEADLINE + "<a href='/sun'>4 May 2021</a>",
        HEADLINE + "<a href='/sun'><b>Sun shines</b><i>4 May 2021</i></a>",
        HEADLINE + "<a href='/sun'><time>4 May 2021</time></a>",
        HEADLINE + "<aside>4 May 2021</aside>",
        HEADLINE
        + "<p>It was a quiet evening in the town until the rain of 4 May 2021 filled its streets.</p>",
        HEADLINE + "<script>now = '4 May 2021'</script>",
        HEADLINE + '<script>{"unpublish_date":"2021-05-04","created_at":"2021-05-04"}</script>',
        HEADLINE + "<p>Updated 4 May 2021</p>",
        HEADLINE + "<h5>Published by Ann Lee. Last updated</h5><p>4 May 2021</p>",
        HEADLINE + "<aside><p>Published 4 May 2021</p><p>Published 5 May 2021</p></aside>",
    ],
)
def test_other_texts_date_nothing(html: str) -> None:
    """Clocks, rights, links, what stands around the article, running text, code and changes."""
    assert found(html) is None
