from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.extract.dates import Calendar, Window, date_modified, date_published
from streams.extract.document import Document
from streams.extract.found import Found
from streams.extract.marked_dates import Marks
from streams.extract.place import Place

URL = "https://paper.example/world/story"
CALENDAR = Calendar("en", month_first=False, window=Window())


def published(html: str, url: str = URL, calendar: Calendar = CALENDAR) -> Found[str] | None:
    """The date of publication of a page."""
    document = Document.parse(html, url)
    return date_published(document, Marks(document, Place(document, "Rain falls")), calendar)


def modified(html: str) -> Found[str] | None:
    """The date of the last change of a page."""
    document = Document.parse(html, URL)
    return date_modified(document, Marks(document, Place(document, "Rain falls")), CALENDAR)


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
    """What speaks of a change gives the date of the last change, and never that of publication."""
    assert modified(html) == (value, source)
    assert published(html) is None
    assert published(html + "<main><p>Published 1 May 2021</p></main>") == ("2021-05-01", "html")


def test_no_change_is_assumed() -> None:
    """The date of publication says nothing about a change."""
    assert modified(JSON_LD) is None


def test_a_date_lies_before_the_fetch() -> None:
    """A date more than two days after the page was fetched is a mistake."""
    window = Window.until(datetime(2021, 5, 1, tzinfo=UTC))
    assert published(META, calendar=Calendar(None, month_first=False, window=window)) is not None
    assert published(JSON_LD, calendar=Calendar(None, month_first=False, window=window)) is None
    assert Window.until(None) == Window()


@pytest.mark.parametrize(
    ("html", "path", "value"),
    [
        ("<time>4 May 2021</time><time>5 May 2021, 10:00</time>", "/2021/05/05/rain", "2021-05-05T10:00:00"),
        ("<time>4 May 2021</time>", "/2021/05/05/rain", "2021-05-04"),
        ("<time>4 May 2021</time><i>5 June 2021</i>", "/2021/06/rain", "2021-06-05"),
        ("<time>4 May 2021</time>", "/2021/06/rain", "2021-05-04"),
    ],
)
def test_the_url_chooses_between_days_by_the_headline(html: str, path: str, value: str) -> None:
    """What lies on its day or in its month comes before what only stands first."""
    assert published("<h1>Rain falls</h1>" + html, f"https://paper.example{path}") == (value, "html")


SAVED = (
    '<script type="application/ld+json">{"@type":"Article","datePublished":"2021-05-04T10:00Z",'
    '"dateModified":"2021-05-04T10:00Z"}</script>'
)


@pytest.mark.parametrize(
    ("html", "value"),
    [
        ("<h1>Rain falls</h1><p>1 March 2021</p>", "2021-03-01"),
        ("<p>x</p><article><time class='published'>1 March 2021</time></article>", "2021-03-01"),
        ("<h1>Rain falls</h1><p>Updated 1 March 2021</p>", None),
        ("<h1>Rain falls</h1><p>1 March 2021</p><p>4 May 2021</p>", None),
        ("<h1>Rain falls</h1><p>3 May 2021</p>", None),
        ("<h1>Rain falls</h1><p>5 April 2021</p>", None),
        ("<h1>Rain falls</h1><p>The club was founded in the town on 1 March 1999</p>", None),
        ("<p>x</p><article><time>1 March 2021</time><time>1 April 2021</time></article>", None),
    ],
)
def test_the_time_of_saving_gives_way_to_an_earlier_day_that_is_shown(html: str, value: str | None) -> None:
    """If publication and change are stated as one, readers are told the day; zones and exchanged months aside."""
    assert published(SAVED + html) == ((value, "html") if value else ("2021-05-04T10:00:00+00:00", "json-ld"))


def test_newsrooms_and_urls_confirm_what_is_stated() -> None:
    """A news article, a day or month in the URL and a later change leave no doubt."""
    html = "<h1>Rain falls</h1><p>1 March 2021</p>"
    stated = ("2021-05-04T10:00:00+00:00", "json-ld")
    assert published(SAVED.replace("Article", "NewsArticle") + html) == stated
    assert published(SAVED + html, "https://paper.example/2021/05/rain") == stated
    assert published(SAVED + html, "https://paper.example/2021/05/04/rain") == stated
    assert published(SAVED.replace('Modified":"2021-05-04', 'Modified":"2021-05-05') + html) == stated


NIGHT = '<meta property="article:published_time" content="2021-05-04T03:22:07Z">'


@pytest.mark.parametrize(
    ("html", "path", "value"),
    [
        ('<meta name="pubdate" content="2021-05-03T22:22:07-05:00">', "/rain", "2021-05-03T22:22:07-05:00"),
        ("<h1>Rain falls</h1><time>May 3, 2021, 10:22 PM</time>", "/rain", "2021-05-03T22:22:07-05:00"),
        ("", "/2021/05/03/rain", None),
        ("<h1>Rain falls</h1><time>May 3, 2021, 9:07 PM</time>", "/rain", None),
        ("<h1>Rain falls</h1><p>Updated May 3, 2021, 10:22 PM</p>", "/rain", None),
        ("<h1>Rain falls</h1><time>May 4, 2021</time><i>May 3, 2021, 10:22 PM</i>", "/rain", None),
        ("<h1>Rain falls</h1><time>May 3, 2021, 10:22 PM</time>", "/2021/05/04/rain", None),
    ],
)
def test_a_moment_in_utc_is_put_on_the_day_of_the_page(html: str, path: str, value: str | None) -> None:
    """The moment stays; the offset is that of the same moment elsewhere, and never one made up for a day."""
    found = published(NIGHT + html, f"https://paper.example{path}")
    assert found == (value or "2021-05-04T03:22:07+00:00", "opengraph")


def test_by_day_the_page_is_not_asked_for_its_clock() -> None:
    """While America and Europe have the same day as UTC, or no time is given at all, the value stands."""
    noon = NIGHT.replace("03:22:07", "13:22:07")
    shown = "<h1>Rain falls</h1><time>May 5, 2021, 01:22</time>"
    assert published(noon + shown) == ("2021-05-04T13:22:07+00:00", "opengraph")
    dated = NIGHT.replace("03:22:07", "00:00:00")
    url = "https://paper.example/2021/05/03/rain"
    assert published(dated, url) == ("2021-05-04T00:00:00+00:00", "opengraph")


@pytest.mark.parametrize(
    ("html", "value", "source"),
    [
        ("<h1>Rain falls</h1><time>1 May 2021, 10:00</time>", "2021-05-01T10:00:00", "html"),
        ("<h1>Rain falls</h1><time>3 May 2021, 10:00</time>", "2021-05-03", "meta"),
        ("<h1>Rain falls</h1><p>Updated 1 May 2021</p>", "2021-05-03", "meta"),
        (ITEM, "2021-05-02", "microdata"),
    ],
)
def test_a_vague_name_gives_way(html: str, value: str, source: str) -> None:
    """A tag that does not say of what it is the date stands behind microdata and the day by the headline."""
    assert published('<meta name="date" content="2021-05-03">' + html) == (value, source)
