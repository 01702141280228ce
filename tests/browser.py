"""Opens a page in Chromium without a window and asks it, by its own protocol, what it made of it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from streams.processes import dies_with_parent, stop

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_BROWSER = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not on this machine")
START_SECONDS = 60.0
# What a question is answered whose page was left meanwhile.
LEFT = "Inspected target navigated or closed"
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0")


class Page:
    """An open page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.events: list[dict[str, Any]] = []
        """What the browser told meanwhile: requests, errors, dialogs."""

    async def ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        """The answer to a command of the protocol."""
        told = await self._told(method, arguments)
        assert "error" not in told, told
        result: dict[str, Any] = told["result"]
        return result

    async def _told(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": arguments})
        while True:
            told: dict[str, Any] = await self._socket.receive_json()
            if told.get("id") == self._number:
                return told
            self.events.append(told)

    async def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives."""
        found = await self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def until(self, expression: str, seconds: float = START_SECONDS) -> None:
        """Wait until an expression holds; a page that is on its way elsewhere is asked again."""
        deadline = time.monotonic() + seconds
        question = {"expression": f"Boolean({expression})", "returnByValue": True}
        while True:
            found = await self._told("Runtime.evaluate", question)
            assert "error" not in found or LEFT in found["error"]["message"], found
            if found.get("result", {}).get("result", {}).get("value") is True:
                return
            assert time.monotonic() < deadline, f"not {expression} in {seconds:g} s"
            await asyncio.sleep(0.1)

    async def open(self, place: Path | str, width: int, *, dark: bool = False) -> None:
        """Open a file or a URL at a width in pixels, and wait until it is there."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.ask("Emulation.setEmulatedMedia", features=[scheme])
        await self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        known = len(self.events)
        await self.ask("Page.navigate", url=place if isinstance(place, str) else place.as_uri())
        while "Page.loadEventFired" not in [event["method"] for event in self.events[known:]]:
            self.events.append(await self._socket.receive_json())


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    """A browser with one empty page, its profile in a folder; it is gone at the end."""
    assert PROGRAM
    process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
        (PROGRAM, *OPTIONS, f"--user-data-dir={folder}", "about:blank"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call into a library that is loaded already
    )
    try:
        port = await asyncio.to_thread(_port, folder / "DevToolsActivePort", process)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                [target] = [each for each in await answer.json() if each["type"] == "page"]
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                for domain in ("Page", "Runtime", "Network", "Log"):
                    await page.ask(f"{domain}.enable")
                yield page
    finally:
        stop(process, 10.0)


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + START_SECONDS
    while not (file.exists() and file.read_text().count("\n")):
        assert process.poll() is None, "the browser ended"
        assert time.monotonic() < deadline, "the browser did not start"
        time.sleep(0.1)
    return int(file.read_text().split()[0])
