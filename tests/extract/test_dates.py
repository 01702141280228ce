from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.extract.dates import Calendar, Window, date_in_url, date_modified, date_published
from streams.extract.document import Document
from streams.extract.found import Found
from streams.extract.place import Place

URL = "https://paper.example/world/story"
CALENDAR = Calendar("en", month_first=False, window=Window())


def published(html: str, url: str = URL, calendar: Calendar = CALENDAR) -> Found[str] | None:
    """The date of publication of a page."""
    document = Document.parse(html, url)
    return date_published(document, Place(document, "Rain falls"), calendar)


def modified(html: str) -> Found[str] | None:
    """The date of the last change of a page."""
    document = Document.parse(html, URL)
    return date_modified(document, Place(document, "Rain falls"), CALENDAR)


JSON_LD = (
    '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-05-04T10:00Z"}</script>'
)
META = '<meta property="article:published_time" content="2021-05-03T10:00:00+02:00">'
ITEM = '<p itemscope itemtype="NewsArticle"><time itemprop="datePublished" datetime="2021-05-02">x</time></p>'


@pytest.mark.parametrize(
    ("html", "value", "source"),
    [
        (JSON_LD + META + ITEM, "2021-05-04T10:00:00+00:00", "json-ld"),
        (META + ITEM, "2021-05-03T10:00:00+02:00", "opengraph"),
        (ITEM, "2021-05-02", "microdata"),
        (
            '<meta name="date" content="someday"><meta name="pubdate" content="2021-05-01">',
            "2021-05-01",
            "meta",
        ),
        ("<h1>Rain falls</h1><p><time>4 May 2021, 10:00</time>", "2021-05-04T10:00:00", "html"),
        ("<h1>Rain falls</h1><p><abbr title='2021-05-04'>Tuesday</abbr>", "2021-05-04", "html"),
        ("<h1>Rain falls</h1><p>By Ann Lee<br>May 4, 2021</p>", "2021-05-04", "html"),
        ("<div><p class='date'>4 May 2021</p><h1>Rain falls</h1></div>", "2021-05-04", "html"),
        ("<div><p>4 May 2021</p><h1>Rain falls</h1></div>", "2021-05-04", "html"),
        (
            "<header><p><time>4 May 2021</time></p><div><h1>Rain falls</h1></div></header>",
            "2021-05-04",
            "html",
        ),
        ("<p class='headline-date'>4 May 2021</p><div><h1>Rain falls</h1></div>", "2021-05-04", "html"),
        (
            "<h1>Rain falls</h1>" + "<i></i>" * 200 + "<p class='post-date'>4 May 2021</p>",
            "2021-05-04",
            "html",
        ),
    ],
)
def test_the_best_witness_of_publication_wins(html: str, value: str, source: str) -> None:
    """JSON-LD, then meta tags, then microdata, then marked elements and short lines by the headline."""
    assert published(html) == (value, source)


@pytest.mark.parametrize(
    "html",
    [
        "<header><time>4 May 2021 08:33</time></header><h1>Rain falls</h1>",
        "<p class='clock'><time datetime='2021-05-04T08:33'>now</time></p>"
        + "<p>x</p>" * 5
        + "<h1>Rain falls</h1>",
        "<h1>Rain falls</h1><aside><time>4 May 2021</time></aside>",
        "<h1>Rain falls</h1><div class='related'><time>4 May 2021</time></div>",
        "<h1>Rain falls</h1><time>08:33 GMT</time>",
        "<time class='date'>4 May 2021</time><p>No headline</p>",
        "<h1>Rain falls</h1><p class='date'>" + "long words " * 30 + " 4 May 2021</p>",
        '<meta name="date" content="1970-01-01">',
    ],
)
def test_a_date_of_something_else_is_not_taken(html: str) -> None:
    """Clocks in a top bar, teasers, running text and impossible days are no publication."""
    assert published(html) is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2020/12/15/rain", "2020-12-15"),
        ("/2020/dec/15/rain", "2020-12-15"),
        ("/us/202012151081463006-rain/", "2020-12-15"),
        ("/rain-2020-12-15.html", "2020-12-15"),
        ("/rain-20201215", "2020-12-15"),
        ("/2020/13/45/rain", None),
        ("/story/123456789012", None),
        ("/1960/12/15/rain", None),
    ],
)
def test_a_url_may_name_the_day(path: str, day: str | None) -> None:
    """Folders and stamps in a URL give a date without a time."""
    assert date_in_url(f"https://paper.example{path}", Window()) == day


def test_an_archive_does_not_date_what_it_keeps() -> None:
    """Of a URL within a URL the inner one speaks."""
    url = "https://archive.example/web/20201215000000/https://paper.example/2019/01/02/rain"
    assert date_in_url(url, Window()) == "2019-01-02"


def test_the_url_gives_the_date_where_nothing_else_does() -> None:
    """A date in the URL is the last resort."""
    assert published("<p>x", "https://paper.example/2020/12/15/rain") == ("2020-12-15", "url")


def test_the_url_overrules_a_visible_date_far_from_it() -> None:
    """A date by the headline that lies days away from the URL's is another story's."""
    url = "https://paper.example/2020/12/15/rain"
    assert published("<h1>Rain falls</h1><time>4 May 2021</time>", url) == ("2020-12-15", "url")
    assert published("<h1>Rain falls</h1><time>16 Dec 2020 01:10</time>", url) == (
        "2020-12-16T01:10:00",
        "html",
    )


@pytest.mark.parametrize(
    ("html", "value", "source"),
    [
        (JSON_LD.replace("datePublished", "dateModified"), "2021-05-04T10:00:00+00:00", "json-ld"),
        ('<meta property="og:updated_time" content="2021-05-04">', "2021-05-04", "opengraph"),
        ("<h1>Rain falls</h1><p>Updated: 4 May 2021, 10:00</p>", "2021-05-04T10:00:00", "html"),
    ],
)
def test_a_change_is_kept_apart(html: str, value: str, source: str) -> None:
    """What speaks of a change gives the date of the last change, and not that of publication."""
    assert modified(html) == (value, source)
    assert published(html) is None


def test_no_change_is_assumed() -> None:
    """The date of publication says nothing about a change."""
    assert modified(JSON_LD) is None


def test_a_date_lies_before_the_fetch() -> None:
    """A date more than two days after the page was fetched is a mistake."""
    window = Window.until(datetime(2021, 5, 1, tzinfo=UTC))
    assert published(META, calendar=Calendar(None, month_first=False, window=window)) is not None
    assert published(JSON_LD, calendar=Calendar(None, month_first=False, window=window)) is None
    assert Window.until(None) == Window()
