"""A real worker's status page in a real browser: it shows the truth, and whatever pages say stays text."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

from streams.processes import LOOPBACK
from tests.brokers import inputs
from tests.brokers.stream import Stream
from tests.brokers.witness import Input
from tests.brokers.worker import WorkerProcess
from tests.browser import NEEDS_BROWSER, Page, browser

# The page shows the truth within three seconds, by its own timers; one more for a busy machine.
TRUE_SECONDS = 4
TOKEN = "a-token-of-16-signs"
HOSTILE = (
    "\"'><script>window.hacked=1</script><img src=x onerror=window.hacked=1><svg onload=window.hacked=1>"
)
QUOTED = HOSTILE.replace("<", "&lt;").replace('"', "&quot;")
SHOWN = "[...document.querySelectorAll('#outcomes b')].reduce((sum, b) => sum + Number(b.textContent), 0)"
LIKE_MARKUP = (
    "document.querySelectorAll('img, script:not([src]), svg:not([role]), iframe, [onload], [onerror]').length"
)

pytestmark = NEEDS_BROWSER


def hostile() -> list[Input]:
    """Markup as headline, as URL, as host, and in the reason of a dead letter."""
    story = inputs.html("hostile")
    titled = story.replace(b"<h1>", f"<h1>{QUOTED} ".encode()).replace(
        b"<title>", f"<title>{QUOTED} ".encode()
    )
    return [
        inputs.page("titled", body=titled),
        Input(story, b"a", (("url", f"https://news.example.org/{HOSTILE}".encode()), inputs.HTML)),
        Input(story, b"b", (("url", f"https://{HOSTILE}/".encode()), inputs.HTML)),
        inputs.page("encoded", ("content-encoding", HOSTILE.encode())),
    ]


async def enter(page: Page, worker: WorkerProcess, width: int = 1200) -> None:
    """Open the page with the token."""
    await page.open(f"http://{LOOPBACK}:{worker.port}/", width)
    await page.until("document.querySelector('[name=token]')")
    await page.value(f"document.querySelector('[name=token]').value = '{TOKEN}'")
    await page.value("document.querySelector('form').requestSubmit()")
    await page.until("document.querySelector('#health.good')")


async def attempt(page: Page, html: str, url: str = "https://news.example.org/a") -> str:
    """Paste a page and have it tried; gives what the section says then."""
    await page.value(f"document.forms[0].elements.url.value = {json.dumps(url)}")
    await page.value(f"void (document.forms[0].elements.html.value = {json.dumps(html)})")
    return await tried(page)


async def tried(page: Page) -> str:
    """What the section says once the page in the form was tried."""
    await page.value("document.getElementById('result').replaceChildren()")
    await page.value("document.forms[0].requestSubmit()")
    await page.until("document.getElementById('result').textContent || document.querySelector('.gone-text')")
    text: str = await page.value("document.getElementById('try').innerText")
    return text


async def test_it_shows_what_happens_and_nothing_of_it_is_markup(stream: Stream, tmp_path: Path) -> None:
    """Totals are those of the topics; headlines, URLs, hosts, reasons and tried pages are text."""
    worker = stream.worker(STREAMS_STATUS_TOKEN=TOKEN, STREAMS_PAGE_TIMEOUT="2").ready()
    sent = stream.witness.send(stream.raw, inputs.pages(40, "shown"))
    stream.wait_delivered(len(sent), by=worker)
    sent += stream.witness.send(stream.raw, hostile())
    async with browser(tmp_path / "profile") as page:
        await enter(page, worker)
        await page.until(f"{SHOWN} === {len(sent)}")
        assert stream.delivered() == len(sent)
        await page.until("document.body.innerText.includes('onerror=window.hacked=1')")
        assert await page.value("document.querySelectorAll('#dead li').length") >= 2
        titles = await page.value("document.getElementById('articles').textContent")
        assert "window.hacked=1" in titles  # the extractor takes tags out of a headline
        body = f"{inputs.html('tried').decode()}<p>{HOSTILE}</p><p>{QUOTED}</p>"
        refused = await attempt(page, body, f"https://news.example.org/{HOSTILE}")
        assert "invalid_url" in refused
        told = await attempt(page, body)
        assert "Fields of the record" in told
        assert "removed by" in told
        assert await page.value(LIKE_MARKUP) == 0
        assert await page.value("typeof window.hacked") == "undefined"
        await hang(page, stream, tmp_path / "hanging.html")
        await pasted_after(page, tmp_path / "hanging.html")
        await falls_silent(page, worker)
        await fits(page, worker)
    requests = [
        event["params"]["request"] for event in page.events if event["method"] == "Network.requestWillBeSent"
    ]
    assert {request["url"].split("/")[2] for request in requests} == {f"{LOOPBACK}:{worker.port}"}
    assert [event for event in page.events if is_trouble(event)] == []
    assert TOKEN not in worker.output()


def is_trouble(event: dict[str, Any]) -> bool:
    """A dialog, an exception, or a violation of the policy; a closed door and a file that is gone are none."""
    if event["method"] == "Log.entryAdded":
        entry = event["params"]["entry"]
        is_wanted = any(word in entry["text"] for word in ("401", "ERR_FILE_NOT_FOUND"))
        return entry["level"] in ("error", "warning") and not is_wanted
    return event["method"] in ("Runtime.exceptionThrown", "Page.javascriptDialogOpening")


async def hang(page: Page, stream: Stream, file: Path) -> None:
    """A page that hangs, sent as a file, is ended by the deadline, and the stream goes on meanwhile."""
    [worker] = stream.workers
    await asyncio.to_thread(file.write_bytes, inputs.slow("hanging", 80_000).value or b"")
    chosen = await page.ask("Runtime.evaluate", expression="document.forms[0].elements.file")
    await page.ask("DOM.setFileInputFiles", files=[str(file)], objectId=chosen["result"]["objectId"])
    before = stream.delivered()
    trying = asyncio.create_task(tried(page))
    sent = stream.witness.send(stream.raw, inputs.pages(40, "meanwhile"))
    await asyncio.to_thread(stream.wait_delivered, before + len(sent), by=worker)
    assert "timeout" in await trying
    assert [line for line in worker.lines() if line.get("event.action") == "child_lost"] == []


async def pasted_after(page: Page, file: Path) -> None:
    """A page that is pasted after a file was chosen is the one that is meant; a file that is gone is told as such."""
    form = "document.forms[0].elements"
    await asyncio.to_thread(file.unlink)
    assert "choose it again" in await tried(page)
    await page.value(f"{form}.html.focus()")
    await page.ask("Input.insertText", text=inputs.html("pasted").decode())
    assert await page.value(f"{form}.file.files.length") == 0
    assert "Fields of the record" in await tried(page)


async def falls_silent(page: Page, worker: WorkerProcess) -> None:
    """A worker that does not answer any more is not shown as ready for longer than three seconds."""
    health = "document.getElementById('health').className"
    await page.until(f"{health} === 'health good'")
    worker.process.send_signal(signal.SIGSTOP)
    try:
        later = f"new Promise(seen => setTimeout(() => seen({health}), {TRUE_SECONDS * 1000}))"
        assert await page.value(later) == "health bad"
    finally:
        worker.process.send_signal(signal.SIGCONT)
    await page.until(f"{health} === 'health good'")


async def fits(page: Page, worker: WorkerProcess) -> None:
    """On a phone nothing is wider than the screen; dark is dark; all is reached by keyboard."""
    url = f"http://{LOOPBACK}:{worker.port}/status/"
    light = await page.value("getComputedStyle(document.body).backgroundColor")
    await page.open(url, 390, dark=True)
    await page.until("document.querySelector('#outcomes b')")
    assert await page.value("document.documentElement.scrollWidth") <= 390
    assert await page.value("getComputedStyle(document.body).backgroundColor") != light
    reached, focus = [], "document.activeElement"
    for _ in range(30):
        for kind in ("keyDown", "keyUp"):
            await page.ask(
                "Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9
            )
        reached.append(await page.value(f"{focus}.id || {focus}.name || {focus}.type"))
    assert {"pause", "url", "type", "html", "file", "submit"} <= set(reached)
