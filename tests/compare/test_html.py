from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from streams.compare.difference import Side
from streams.compare.html import as_html
from streams.compare.script import SOURCE
from streams.compare.thresholds import thresholds
from streams.outcome import Kind
from tests.browser import NEEDS_BROWSER, browser
from tests.cli.test_people import ARTICLE
from tests.compare.pages import DEAD, HOST, SKIPPED, comparison, side
from tests.test_explain_html import HOSTILE, Reader

RETITLED = side(replace(ARTICLE, title="Ferry sails again"))
REWRITTEN = side(replace(ARTICLE, text=f"{ARTICLE.text} More words.", word_count=99))
FOUND = comparison(
    *[(HOST, side(), side())] * 3,
    (HOST, side(), RETITLED),
    ("wire.example", side(), REWRITTEN),
    ("wire.example", side(), RETITLED),
    ("gone.example", side(), SKIPPED),
    ("gone.example", SKIPPED, DEAD),
    ("new.example", None, side()),
)
HTML = as_html(FOUND, thresholds("title>1% lost>5"))


def test_all_that_is_counted_is_there() -> None:
    """The verdict, the limits, the fields, the moves, the hosts."""
    assert "5 of 8 pages change (62.5%); 1 have no outcome to compare with" in HTML
    assert "0.1 (3 outcomes), 0.0 (1 outcomes) with 0.2" in HTML
    assert '<li class="crossed">title&gt;1%: 33.33%, too much</li>' in HTML
    assert '<li class="within">lost&gt;5: 1, within the limit</li>' in HTML
    assert '<bdi>title</bdi></td><td class="number"><bdi>2</bdi></td>' in HTML
    assert "<bdi>article</bdi></td><td ><bdi>skipped: listing</bdi></td>" in HTML
    assert len(re.findall(r'<section class="sheet"', HTML)) == 5


def test_differences_are_marked_word_by_word() -> None:
    """By elements that say what they mean, not by colour alone."""
    assert "<del>" in HTML
    assert "<ins>Ferry sails again</ins>" in HTML
    assert "<ins> More words.</ins>" in HTML


def test_without_a_change_there_is_no_table() -> None:
    """One sentence says it."""
    html = as_html(comparison((HOST, side(), side())), ())
    assert "no change: 1 page, each as it is on the topics" in html
    assert "<h2>Hosts</h2>" not in html
    assert "<h2>Samples</h2>" not in html


def test_nothing_comes_from_elsewhere() -> None:
    """One script, of which the browser knows the hash, and no element that loads anything."""
    read = Reader(HTML)
    leading = [value or "" for name, value in read.attributes if name in ("href", "src")]
    [policy] = [
        value or "" for name, value in read.attributes if name == "content" and "default-src" in (value or "")
    ]
    assert policy.startswith(f"default-src 'none'; script-src {SOURCE}; style-src 'unsafe-inline'")
    assert read.tags.count("script") == 1
    assert not {"link", "img", "iframe", "object", "form"} & set(read.tags)
    assert all(value.startswith("#sample-") for value in leading)


PLACES = ("title", "text", "host", "reason", "detail", "field")


def hostile(place: str, text: str) -> str:
    """A report with a text in a place that others may write to."""
    at = {name: text if name == place else "plain" for name in PLACES}
    article = replace(ARTICLE, title=at["title"], text=at["text"])
    skipped = Side(kind=Kind.SKIPPED, reason=at["reason"], detail=at["detail"])
    more = Side(kind=Kind.ARTICLE, article={**side(article).article, at["field"]: "x", "authors": [text]})
    return as_html(comparison((at["host"], side(article), skipped), (at["host"], more, side(article))), ())


@pytest.mark.parametrize("place", PLACES)
def test_hostile_markup_stays_text(place: str) -> None:
    """Wherever it stands: no element, no attribute, and no character that turns the text round."""
    html = hostile(place, HOSTILE)
    read, harmless = Reader(html), Reader(hostile(place, "harmless"))
    assert set(read.tags) == set(harmless.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert not set("\u202e\u2066\x00\x1b") & set(html)
    assert read.open == []


@NEEDS_BROWSER
async def test_a_browser_sorts_it_and_runs_nothing_else(tmp_path: Path) -> None:
    """By keyboard; nothing is loaded, no page is wider than its window, and what is hostile is words."""
    path, bad = tmp_path / "report.html", tmp_path / "hostile.html"
    path.write_text(HTML, encoding="utf-8")
    bad.write_text(hostile("title", HOSTILE), encoding="utf-8")
    hosts = (
        "[...document.querySelector('[aria-label=Hosts] tbody').rows].map(row => row.cells[0].textContent)"
    )
    press = "[...document.querySelectorAll('[aria-label=Hosts] button')].find(b => b.textContent === '{}').click()"
    async with browser(tmp_path / "profile") as page:
        await page.open(path, 1200)
        before = await page.value(hosts)
        await page.value(press.format("Host"))
        assert await page.value(hosts) == sorted(before) != before
        await page.value(press.format("title"))
        assert (await page.value(hosts))[-1] == "gone.example"
        assert await page.value("document.querySelector('[aria-sort]').textContent") == "title"
        light = await page.value("getComputedStyle(document.body).backgroundColor")
        await page.open(path, 390, dark=True)
        assert await page.value("document.documentElement.scrollWidth") <= 390
        assert await page.value("getComputedStyle(document.body).backgroundColor") != light
        await page.open(bad, 390)
        assert await page.value("document.images.length") == 0
        requests = [
            e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"
        ]
        assert [url for url in requests if not url.startswith("file:")] == []
        troubles = ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening")
        assert [event for event in page.events if event["method"] in troubles] == []
