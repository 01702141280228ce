from __future__ import annotations

import pytest

from streams.extract.body import Body, extract_body
from streams.extract.document import Document
from streams.extract.listing import headlines, is_list, is_made_of_teasers, is_outweighed_by_headlines
from streams.sites import SiteRule

URL = "https://soundpost.example/harbour/"
TOLD = {
    "en": ("The ferry to Norrholm sails again", "The crew had waited for eleven days, and so had the goats."),
    "zh": ("停航十一天之后北岛渡轮重新起航", "船员等了十一天，岛上的山羊也等了十一天，谁都没有抱怨。"),
    "ar": (
        "عبارة الجزيرة تبحر من جديد بعد توقف",
        "انتظر الطاقم أحد عشر يوما، وانتظرت الماعز معهم على الرصيف.",
    ),
    "hi": ("उत्तरी द्वीप की नौका फिर चल पड़ी", "नाविक ग्यारह दिन तक घाट पर रुके रहे, और उनके साथ बकरियाँ भी।"),
    "th": ("เรือข้ามฟากเกาะเหนือแล่นอีกครั้ง", "ลูกเรือรออยู่ที่ท่าสิบเอ็ดวันเต็ม แพะบนเกาะก็รอด้วยกันทุกตัว"),
}


def read(html: str) -> tuple[Document, Body]:
    """A page and its body."""
    document = Document.parse(f"<body>{html}", URL)
    return document, extract_body(document, SiteRule())


def teasers(language: str, count: int, site: str = "", more: int = 1) -> str:
    """So many headlines with an excerpt each, which says the same `more` times."""
    head, text = TOLD[language]
    return "<main>" + "".join(
        f"<div><h2><a href='{site}/{n}'>{head} {n}</a></h2><p>{n}: {text * more}</p></div>"
        for n in range(count)
    )


@pytest.mark.parametrize("language", TOLD)
def test_three_excerpts_make_a_listing_in_any_script(language: str) -> None:
    """Two are too few to tell."""
    assert is_made_of_teasers(*read(teasers(language, 3)))
    assert not is_made_of_teasers(*read(teasers(language, 2)))


def test_what_is_no_row_of_teasers() -> None:
    """Links to other sites, one page linked again and again, texts too long for excerpts."""
    assert not is_made_of_teasers(*read(teasers("en", 9, site="https://elsewhere.example")))
    assert not is_made_of_teasers(*read(teasers("en", 9).replace("href='", "href='/same#")))
    assert not is_made_of_teasers(*read(teasers("en", 9, more=9)))


def test_teasers_beside_a_text_of_its_own_make_no_listing() -> None:
    """Only where they are nearly all that the page says."""
    own = "".join(
        f"<p>On day {n} nobody in the village spoke of anything but the ferry.</p>" for n in range(9)
    )
    assert not is_made_of_teasers(*read(f"{teasers('en', 4)}{own}"))


def test_a_card_that_is_one_link_counts() -> None:
    """Its lines have no links of their own."""
    cards = "".join(
        f"<a href=/{n}><h3>Herring prices rise again, as in {n}</h3></a><p>{n} views, and a fine day for it.</p>"
        for n in range(1990, 1996)
    )
    assert is_list(*read(f"<main>{cards}</main>"))


def test_headlines_around_a_short_text_make_a_list() -> None:
    """As on the page of an author."""
    life = "<h1>Elin Varga</h1><p>She writes about the harbour, and lives on the island with two goats.</p>"
    links = "".join(
        f"<li><a href=/{n}>Herring prices rise again, as in {n}</a></li>" for n in range(1990, 1996)
    )
    assert is_list(*read(f"<main>{life}<ul>{links}</ul></main>"))
    assert headlines(read(f"<main>{life}<ul>{links}</ul></main>")[1].lines.page) == 6


def test_a_text_of_its_own_is_no_list() -> None:
    """Unless the page says so itself."""
    text = "".join(
        f"<p>On day {n} nobody in the village spoke of anything but the ferry.</p>" for n in range(6)
    )
    links = "".join(
        f"<li><a href=/{n}>Herring prices rise again, as in {n}</a></li>" for n in range(1990, 1994)
    )
    called = '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'
    assert not is_list(*read(f"<main>{text}<ul>{links}</ul></main>"))
    assert is_list(*read(f"{called}<main>{text}<ul>{links}</ul></main>"))


def test_a_table_alone_is_a_list() -> None:
    """Of results, of topics in a forum."""
    rows = "".join(f"<tr><td>{n}</td><td>Norrholm Rovers</td><td>{n * 2}</td></tr>" for n in range(9))
    table = f"<table><thead><tr><th>Place</th><th>Team</th><th>Points</th></tr></thead>{rows}</table>"
    assert is_list(*read(f"<main><h1>Results</h1>{table}</main>"))


def test_headings_that_link_anywhere_outweigh_little_text() -> None:
    """As on a page that gathers what other sites write."""
    _, body = read(teasers("en", 9, site="https://elsewhere.example"))
    assert is_outweighed_by_headlines(body)
    _, body = read(teasers("en", 9, site="https://elsewhere.example", more=9))
    assert not is_outweighed_by_headlines(body)
