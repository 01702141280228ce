from __future__ import annotations

import pytest

from streams.extract.date_labels import Dated
from streams.extract.document import Document
from streams.extract.marked_dates import Marks
from streams.extract.place import Place


def marks(html: str) -> Marks:
    """The marked dates of a page."""
    document = Document.parse(html, "https://paper.example/rain")
    return Marks(document, Place(document, "Rain falls"))


@pytest.mark.parametrize(
    ("html", "dated"),
    [
        ("<time datetime='2021-05-04'>Tuesday</time>", [("2021-05-04", False)]),
        ("<time datetime='now'>4 May 2021</time>", [("4 May 2021", False)]),
        ("<abbr title='2021-05-04'>Tuesday</abbr>", [("2021-05-04", False)]),
        ("<abbr title='permanent'>Tuesday</abbr>", []),
        (
            "<p class='date'><time datetime='2021-05-04'>04/05/2021</time></p>",
            [("2021-05-04", False), ("2021-05-04", False)],
        ),
        ("<time class='updated'>4 May 2021</time>", [("4 May 2021", True)]),
        ("<time class='published updated'>4 May 2021</time>", [("4 May 2021", False), ("4 May 2021", True)]),
        ("Updated <time>4 May 2021</time>", [("4 May 2021", True)]),
        ("<b>Updated</b> <time>4 May 2021</time>", [("4 May 2021", True)]),
        (
            "<p class='date'>Published 4 May 2021, updated 5 May 2021</p>",
            [("published 4 may 2021, ", False), ("updated 5 may 2021", True)],
        ),
        ("<a href='/sun'><time>4 May 2021</time></a>", []),
        ("<a href='/rain?from=feed'><time>4 May 2021</time></a>", [("4 May 2021", False)]),
    ],
)
def test_a_marked_element_tells_its_day_and_kind(html: str, dated: list[tuple[str, bool]]) -> None:
    """By its words, its value for programs, its names and the label before it; links tell of other pages."""
    found = marks("<h1>Rain falls</h1>" + "<i></i>" * 100 + "<p>" + html).below()
    assert [*found] == [Dated(*part) for part in dated]


@pytest.mark.parametrize(
    ("html", "dated"),
    [
        ("<p>4 May 2021</p>", [("4 May 2021", False)]),
        ("<p>Last updated:</p><p>4 May 2021</p>", [("4 May 2021", True)]),
        ("<p>Updated 4 May 2021</p><p>3 May 2021</p>", [("Updated 4 May 2021", True), ("3 May 2021", False)]),
    ],
)
def test_a_line_is_labelled_by_the_one_before(html: str, dated: list[tuple[str, bool]]) -> None:
    """Unless that one names a day of its own."""
    found = marks("<h1>Rain falls</h1>" + html)
    assert [*found.by_headline()] == [Dated(*part) for part in dated]
    assert [*found.by_headline()] == [Dated(*part) for part in dated]


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        ("<article><aside><time>4 May 2021</time></aside></article>", True),
        (
            "<article><aside><time>4 May 2021</time><p>The sun will shine all over the country</p></aside>",
            False,
        ),
        ("<aside><time>4 May 2021</time></aside>", False),
        ("<p class='post-date'>4 May 2021</p>", True),
        ("<p class='date'>4 May 2021</p>", False),
    ],
)
def test_without_a_headline_the_article_and_clear_names_count(html: str, *, is_found: bool) -> None:
    """An `aside` of the article that holds nothing but a date is a note on it."""
    assert [*marks(html).anywhere()] == ([Dated("4 May 2021", is_update=False)] if is_found else [])
