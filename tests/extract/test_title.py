from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.document import Document
from streams.extract.found import Found
from streams.extract.title import SEPARATOR, parts_of, title, without_site

SITE = frozenset({"daily planet", "daily planet example"})


def headline(html: str) -> Found[str] | None:
    """The title of a page of the Daily Planet."""
    return title(Document.parse(html, "https://dailyplanet.example/a/b"), SITE)


OG = '<meta property="og:title" content="{}">'


@pytest.mark.parametrize(
    ("html", "value", "source"),
    [
        ("<title>Rain falls | Daily Planet</title><h1>Rain falls</h1>", "Rain falls", "html"),
        (OG.format("Rain falls in spring - Daily Planet"), "Rain falls in spring", "opengraph"),
        (OG.format("Rain falls") + "<h1>Daily Planet</h1>", "Rain falls", "opengraph"),
        (OG.format("Rain falls") + "<h1>Weather of the week</h1>", "Rain falls", "opengraph"),
        ("<title>Rain falls – My diary</title><h1>My diary</h1><h2>Rain falls</h2>", "Rain falls", "html"),
        (
            OG.format("Rain falls all day") + "<h1>Rain</h1><h1>Rain falls all day</h1>",
            "Rain falls all day",
            "html",
        ),
        (OG.format("宮崎県で震度5弱：日刊惑星") + "<h1>宮崎県で震度5弱</h1>", "宮崎県で震度5弱", "html"),
        (OG.format("Дождь &amp;amp; ветер"), "Дождь & ветер", "opengraph"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Rain &amp; wind"}</script>',
            "Rain & wind",
            "json-ld",
        ),
    ],
)
def test_the_headline_is_the_heading_that_the_stated_titles_contain(
    html: str, value: str, source: str
) -> None:
    """The visible heading wins where it is most of a stated title; else the first stated title, without the site."""
    assert headline(html) == (value, source)


def test_a_page_without_headings_shows_its_headline_somewhere() -> None:
    """The longest part of the page's own title is the headline where an element shows just that."""
    html = (
        "<title>Old Paper - City - Rain falls on the mill - 4/5/2003</title><b>City</b><font><b>{}</b></font>"
    )
    assert headline(html.format("Rain falls on the mill")) == ("Rain falls on the mill", "html")
    assert headline(html.format("Other words")) == (
        "Old Paper - City - Rain falls on the mill - 4/5/2003",
        "html",
    )


def test_a_page_without_any_title_has_none() -> None:
    """Nothing is made up; the site's own name is no headline."""
    assert headline("<p>words</p>") is None
    assert headline("<title>Daily Planet</title>") is None


def test_a_kicker_in_the_heading_is_left_out() -> None:
    """Words that the markup calls a kicker are no part of the headline."""
    html = OG.format("Rain falls all day") + '<h1><span class="kicker">Weather</span> Rain falls all day</h1>'
    assert headline(html) == ("Rain falls all day", "html")


def test_a_kicker_stays_where_the_publisher_states_it() -> None:
    """If the stated title has the kicker, the headline has it, in the stated form."""
    html = (
        OG.format("Weather: Rain falls all day")
        + '<h1><span class="kicker">Weather</span> Rain falls all day</h1>'
    )
    assert headline(html) == ("Weather: Rain falls all day", "opengraph")


def test_the_title_for_sharing_may_drop_words_before_a_colon() -> None:
    """The publisher's own title without the kicker is preferred to the heading with it."""
    html = OG.format("Rain falls all day") + "<title>Spring weather: Rain falls all day</title>"
    assert headline(html + "<h1>Spring weather: Rain falls all day</h1>") == (
        "Rain falls all day",
        "opengraph",
    )


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Rain falls - World - Daily Planet", "Rain falls - World"),
        ("Rain falls today | World", "Rain falls today"),
        ("Daily Planet: rain", "Daily Planet: rain"),
        ("Daily Planet | Rain", "Rain"),
        ("Daily Planet", "Daily Planet"),
        ("Says « no » again", "Says « no » again"),
        ("Rain falls » Daily Planet", "Rain falls"),
        ("Rain_Daily Planet", "Rain"),
        (
            "Rain - The Daily Planet Weekly Edition of Sunday",
            "Rain - The Daily Planet Weekly Edition of Sunday",
        ),
        ("Rain - Daily Planet Online", "Rain"),
        ("Snow", "Snow"),
    ],
)
def test_the_sites_name_is_cut_off(text: str, bare: str) -> None:
    """The name of the site before or behind a headline goes; a headline's own dashes and quotes stay."""
    assert without_site(text, SITE) == bare


def test_a_title_of_many_parts_is_looked_at_from_its_end() -> None:
    """A title cannot make us cut without end."""
    assert without_site("a" + " - b" * 5000, SITE) == "a" + " - b" * 5000


@given(st.text(st.sampled_from("ab |-–_：ㅣ:/»")))
def test_parts_are_what_separators_leave(text: str) -> None:
    """As the pattern itself splits it."""
    assert parts_of(text) == SEPARATOR.split(text)
