from __future__ import annotations

import pytest

from streams.extract.document import Document
from streams.extract.publisher import publisher, site_names

URL = "https://www.daily-planet.example/a/b"


@pytest.mark.parametrize(
    ("html", "name", "source"),
    [
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Daily Planet"}}</script>',
            "Daily Planet",
            "json-ld",
        ),
        ('<meta property="og:site_name" content="Daily &amp;amp; Planet">', "Daily & Planet", "opengraph"),
        ('<meta name="application-name" content="Daily Planet">', "Daily Planet", "meta"),
        (
            (
                '<script type="application/ld+json">[{"@type":"Organization","name":"Daily Planet"},'
                '{"@type":"NewsArticle","publisher":{"@id":"#org"}}]</script>'
            ),
            "Daily Planet",
            "json-ld",
        ),
        ("<title>Rain falls | World | Daily Planet</title>", "Daily Planet", "html"),
    ],
)
def test_the_publisher_is_named_by_the_page(html: str, name: str, source: str) -> None:
    """JSON-LD, meta tags, an organisation's node, then the end of the title that names the host."""
    assert publisher(Document.parse(html, URL)) == (name, source)


@pytest.mark.parametrize(
    "html",
    [
        "<title>Rain falls | World</title>",
        '<meta property="og:site_name" content="https://daily-planet.example">',
        '<meta name="publisher" content="@dailyplanet">',
        '<meta name="publisher" content="' + "x" * 100 + '">',
    ],
)
def test_no_publisher_is_made_up(html: str) -> None:
    """Addresses, handles and sentences are no names."""
    assert publisher(Document.parse(html, URL)) is None


@pytest.mark.parametrize(
    ("end", "host", "name"),
    [
        ("Planet International", "planetnews.example", "Planet International"),
        ("News of the day", "newspaper.example", None),
        ("Planet sends its best people to the moon", "planet.example", None),
        ("A b", "ab-planet.example", None),
    ],
)
def test_the_first_word_of_a_name_may_be_most_of_the_host(end: str, host: str, name: str | None) -> None:
    """A site may call itself more than its host's name says; a word that is little of it names nobody."""
    found = publisher(Document.parse(f"<title>Rain falls - {end}</title>", f"https://{host}/a/b"))
    assert (found.value if found else None) == name


def test_a_site_is_known_by_its_names_and_its_host() -> None:
    """Names are folded; common parts of hosts do not count."""
    document = Document.parse('<meta property="og:site_name" content="The Daily Planet">', URL)
    assert site_names(document) == {"the daily planet", "daily planet example", "daily-planet"}
