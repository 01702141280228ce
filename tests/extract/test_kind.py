from __future__ import annotations

import pytest

from schemas.rejection import Reason, Skipped
from streams.extract.body import extract_body
from streams.extract.document import Document
from streams.extract.kind import reject_unless_article
from streams.sites import SiteRule

URL = "https://soundpost.example/2024/03/ferry"
A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
TEASERS = [
    f"<div><h2><a href=/{n}>Herring prices rise again, as in {n}</a></h2>"
    f"<p>Fishers of {n} are glad that the herring is back.</p></div>"
    for n in range(1990, 2010)
]
ALL_TEASERS = "".join(TEASERS)
ARTICLE = '<meta property="og:type" content="article">'
LD = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry"}</script>'


def reason(html: str, url: str = URL) -> Reason | None:
    """Why a page is no article; None where it is one."""
    document = Document.parse(html, url)
    try:
        reject_unless_article(document, extract_body(document, SiteRule()))
    except Skipped as skipped:
        return skipped.reason
    return None


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (
            f'<?xml version="1.0"?><rss><channel><item><title>Ferry</title><description>{A}</description>',
            Reason.FEED,
        ),
        (f"<feed><entry><summary>{A * 9}</summary></entry></feed>", Reason.FEED),
        ("<urlset><url><loc>https://soundpost.example/</loc></url></urlset>", Reason.FEED),
        ("", Reason.EMPTY),
        ("<nav>Home</nav>", Reason.EMPTY),
        (
            "<main>" + "".join(f"<h2><a href=/{n}>Herring prices of {n}</a></h2>" for n in range(9)),
            Reason.LISTING,
        ),
        (f"<p>{A}</p>", Reason.TOO_SHORT),
        (f"{ARTICLE}<p>Video</p>", Reason.TOO_SHORT),
        ("<main>" + "".join(TEASERS[:8]) + "</main>", Reason.LISTING),
        (f"<main><p>{A} {A} {A}</p></main><div>{ALL_TEASERS}</div>", Reason.LISTING),
        (ARTICLE + "<main>" + "".join(TEASERS[:8]) + "</main>", Reason.LISTING),
        ("<title>404</title><h1>404</h1><p>Gone.</p>", Reason.ERROR_PAGE),
        ("<title>Just a moment...</title><meta name=robots content=noindex>", Reason.WALL),
    ],
)
def test_a_page_without_an_article_is_named(html: str, found: Reason) -> None:
    """Feeds, empty pages, labels and lists of other articles are no articles."""
    assert reason(html) is found


@pytest.mark.parametrize(
    "html",
    [
        f"{ARTICLE}<h1>Ferry</h1><p>{A}</p>",
        f'<meta property="article:published_time" content="2024-03-11"><h1>Ferry</h1><p>{A}</p>',
        f"{LD}<h1>Ferry</h1><p>{A}</p>",
        f"<h1>渡轮</h1><p>{'停航十一天之后，渡轮星期一重新起航，岛上居委会当天晚上宣布了这个消息。' * 2}</p>",
        f"<article><h1>Ferry</h1><p>{A}</p><p>{A.replace('Monday', 'Tuesday')}</p></article>",
        f"<article><p>{'The ferry sails. ' * 60}</p></article><div>{ALL_TEASERS}</div>",
        f'{LD}<meta property="og:type" content="website"><main>{ALL_TEASERS}</main>',
    ],
)
def test_in_doubt_a_page_is_an_article(html: str) -> None:
    """A flash of a sentence that calls itself an article, and a text among many teasers, pass."""
    assert reason(html) is None


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/index.php"])
def test_a_root_is_a_home_page(path: str) -> None:
    """Unless it says that it is an article; a query may name one."""
    html = f"<article><h1>Ferry</h1><p>{A}</p><p>{A.replace('Monday', 'Tuesday')}</p></article>"
    assert reason(html, f"https://soundpost.example{path}") is Reason.HOME_PAGE
    assert reason(LD + html, f"https://soundpost.example{path}") is Reason.HOME_PAGE
    assert reason(ARTICLE + html, f"https://soundpost.example{path}") is None
    assert reason(html, f"https://soundpost.example{path}?p=12") is None


def test_a_long_text_at_the_root_is_an_article() -> None:
    """As long as few headlines of other pages stand around it."""
    text = "".join(f"<p>{A.replace('eleven', str(day))}</p>" for day in range(12, 30))
    url = "https://soundpost.example/"
    assert reason(f"<article><h1>Ferry</h1>{text}</article>", url) is None
    assert reason(f"<article><h1>Ferry</h1>{text}</article><div>{ALL_TEASERS}</div>", url) is Reason.HOME_PAGE


def test_the_last_change_says_nothing_at_the_root() -> None:
    """The plug-ins that state it for articles state it for the home page too."""
    html = f'<meta property="article:modified_time" content="2024-03-11"><h1>Ferry</h1><p>{A}</p>'
    assert reason(html) is None
    assert reason(html, "https://soundpost.example/") is Reason.HOME_PAGE
