from __future__ import annotations

from pathlib import Path

import pytest

from schemas.rejection import Reason
from streams.compare.script import SOURCE
from streams.logbook.findings import findings, verdict
from streams.logbook.html import as_html
from streams.logbook.report import Report
from tests.browser import NEEDS_BROWSER, browser
from tests.logbook.recording import dead, recording
from tests.logbook.story import CHANGED, POISON, told
from tests.test_explain_html import HOSTILE, Reader


def html_of(found: Report) -> str:
    """The report as HTML."""
    said = findings(found)
    return as_html(found, said, verdict(found, said))


HTML = html_of(told())


def test_all_that_is_told_is_there() -> None:
    """The verdict, what to do, plots, tables."""
    assert '<p class="verdict-line unwell">Not well: ' in HTML
    assert f"pages of {CHANGED} changed at about" in HTML
    assert f"<bdi>{POISON.url}</bdi>" in HTML
    assert HTML.count("<figure>") == 3
    for title in (
        "Workers",
        "Hosts that changed",
        "Slow hosts",
        "Slowest pages",
        "Dead letters",
        "Hosts",
        "Warnings",
    ):
        assert f"<h2>{title}</h2>" in HTML


def test_a_long_url_is_cut() -> None:
    """In every table; the place of the page stands beside it."""
    with recording() as log:
        log.page("a.example", dead(Reason.CRASH)._replace(url=f"https://a.example/{'a' * 2000}"), work=None)
    assert "a" * 200 not in html_of(told(*log.lines))


def test_nothing_comes_from_elsewhere() -> None:
    """One script, of which the browser knows the hash, and no element that loads anything."""
    read = Reader(HTML)
    [policy] = [value or "" for name, value in read.attributes if "default-src" in (value or "")]
    assert policy.startswith(f"default-src 'none'; script-src {SOURCE}; style-src 'unsafe-inline'")
    assert read.tags.count("script") == 1
    assert not {"link", "img", "iframe", "object", "form", "a"} & set(read.tags)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_log_holds_is_text(text: str) -> None:
    """Hosts, URLs, reasons and messages add no element and no attribute."""
    with recording(f"worker {text}") as log:
        log.page("a.example", dead(Reason.CRASH), work=None)
        log.library("aiokafka", f"{text} came")
    plain = html_of(told(*log.lines))
    with recording(f"worker {text}") as log:
        log.page(text, dead(Reason.CRASH), work=None)
        log.library(text, f"{text} came", 40)
    hostile = html_of(told(*log.lines))
    assert Reader(hostile).tags.count("script") == 1
    assert {name for name, _ in Reader(hostile).attributes} == {name for name, _ in Reader(plain).attributes}


@NEEDS_BROWSER
@pytest.mark.asyncio
async def test_a_browser_shows_it_on_a_phone_and_a_desk(tmp_path: Path) -> None:
    """Without an error, a request, or anything wider than the screen; a table is sorted by its heads."""
    path = tmp_path / "report.html"
    path.write_text(HTML, encoding="utf-8")
    async with browser(tmp_path / "profile") as page:
        for width, dark in ((360, True), (1200, False)):
            await page.open(path, width, dark=dark)
            assert await page.value("document.documentElement.scrollWidth") <= width
        await page.value("document.querySelector('th.number button').click()")
        assert await page.value("document.querySelector('th[aria-sort]').ariaSort") == "descending"
        requests = [event for event in page.events if event["method"] == "Network.requestWillBeSent"]
        assert {event["params"]["request"]["url"] for event in requests} == {path.as_uri()}
        assert not [
            event for event in page.events if event["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")
        ]
