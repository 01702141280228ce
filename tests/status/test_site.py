from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar

from streams.health import HealthServer
from streams.metrics import Metrics
from streams.processes import LOOPBACK, free_port
from streams.settings import Settings
from streams.status.door import CLOSED
from streams.status.page import StatusPage
from streams.status.recent import Recent
from streams.status.site import HEADERS
from streams.status.upload import MOST_BYTES
from tests.brokers import inputs
from tests.status.test_view import TOKEN, asked

OURS = {"Sec-Fetch-Site": "same-origin"}


class Visitor:
    """A client with cookies, and a server for it."""

    def __init__(self, session: ClientSession, port: int) -> None:
        self._session = session
        self._root = f"http://{LOOPBACK}:{port}"

    async def get(self, path: str, **headers: str) -> ClientResponse:
        """The answer, read; a redirect is not followed."""
        return await self._ask("GET", path, headers=headers)

    async def post(self, path: str, data: object = None, headers: Mapping[str, str] = OURS) -> ClientResponse:
        """The same, for what changes something."""
        return await self._ask("POST", path, data=data, headers=headers)

    async def _ask(self, method: str, path: str, **asked_with: object) -> ClientResponse:
        async with self._session.request(
            method,
            f"{self._root}{path}",
            allow_redirects=False,
            **asked_with,  # type: ignore[arg-type]
        ) as answer:
            await answer.read()
            return answer


@asynccontextmanager
async def serving(**settings: str) -> AsyncIterator[Visitor]:
    """A server with the page as these settings want it."""
    chosen = Settings.from_env({"STREAMS_PAGE_TIMEOUT": "2", **settings})
    metrics, port = Metrics(), free_port()
    page = StatusPage(chosen, metrics, Recent(), asked("no partitions assigned yet"))
    server = HealthServer(
        bind=LOOPBACK, port=port, metrics=metrics.text, unready=lambda: "", page=page.add_to
    )
    await server.start()
    try:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            yield Visitor(session, port)
    finally:
        await page.stop()
        await server.stop()


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    """Of a server without a token."""
    async with serving() as made:
        yield made


async def test_the_root_leads_to_the_page(visitor: Visitor) -> None:
    """Which has no script and no style in itself, and asks for nothing from elsewhere."""
    for path in ("/", "/status"):
        answer = await visitor.get(path)
        assert (answer.status, answer.headers["Location"]) == (302, "/status/")
    page = await (await visitor.get("/status/")).text()
    assert "<style" not in page
    assert "style=" not in page
    assert " on" not in [word[:3] for word in page.split('"')]
    assert "//" not in page.replace("https://news.example", "").replace("<!doctype html>", "")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((path, 200) for path in ("", "main.js", "report.css", "status.css", "icon.svg", "now", "settings")),
        *((path, 404) for path in ("nothing", "login.html", "%2e%2e%2fview.py")),
        ("try", 405),
    ],
)
async def test_every_answer_tells_the_browser_what_it_may_do(
    visitor: Visitor, path: str, status: int
) -> None:
    """Also one that says that nothing is there."""
    answer = await visitor.get(f"/status/{path}")
    assert answer.status == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


async def test_the_page_is_told_how_the_worker_does(visitor: Visitor) -> None:
    """A number that is none is taken for the first."""
    for since in ("", "?since=7", "?since=-1", "?since=x", f"?since={'9' * 40}"):
        answer = await visitor.get(f"/status/now{since}")
        assert json.loads(await answer.text())["unready"] == "no partitions assigned yet"


async def test_a_page_is_tried(visitor: Visitor) -> None:
    """By its bytes, its URL and its content type; without a URL it has one that cannot be."""
    query = "?url=https://a.example/%C3%A9&type=text/html"
    told = json.loads(await (await visitor.post(f"/status/try{query}", inputs.html("a"))).text())
    assert (told["outcome"], told["url"]) == ("article", "https://a.example/é")
    told = json.loads(await (await visitor.post("/status/try?type=application/pdf", b"%PDF-1.7")).text())
    assert (told["outcome"], told["reason"], told["url"]) == (
        "dead",
        "unsupported_type",
        "http://unknown.invalid/",
    )


async def test_a_page_that_is_too_large_is_refused(visitor: Visitor) -> None:
    """By the length that it says, or by what comes; no more of it is read."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 65_536 + 2):
            yield bytes(65_536)

    for body in (BytesIO(bytes(MOST_BYTES + 1)), parts()):
        answer = await visitor.post("/status/try", body)
        assert answer.status == 413
        assert json.loads(await answer.text())["refused"].startswith("larger than 5,242,880 bytes")


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
async def test_a_page_that_is_not_packed_as_it_says_is_refused(visitor: Visitor, packed: str) -> None:
    """It is the sender's fault and no error of the worker."""

    async def body() -> AsyncIterator[bytes]:
        yield b"<p>as it is"

    answer = await visitor.post("/status/try", body(), {**OURS, "Content-Encoding": packed})
    assert answer.status == 400
    assert "not packed as its Content-Encoding says" in json.loads(await answer.text())["refused"]
    assert (await visitor.post("/status/login", body(), {**OURS, "Content-Encoding": packed})).status == 400


async def test_only_so_many_are_tried_at_a_time(visitor: Visitor) -> None:
    """The others are told so at once, and the metrics are served meanwhile."""
    hanging = inputs.slow("slow", 80_000).value or b""
    tries = [asyncio.create_task(visitor.post("/status/try", BytesIO(hanging))) for _ in range(4)]
    assert (await visitor.get("/metrics")).status == 200
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status for answer in answers) == [200, 200, 429, 429]
    reasons = [json.loads(await answer.text()).get("reason") for answer in answers if answer.status == 200]
    assert reasons == ["timeout", "timeout"]


async def test_another_page_gets_nothing(visitor: Visitor) -> None:
    """Neither one that posts here, nor one whose host was given our address."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert (await visitor.post("/status/try", inputs.html("a"), headers)).status == 403
    for path in ("", "now", "settings", "main.js"):
        assert (await visitor.get(f"/status/{path}", Host="evil.example")).status == 403


async def test_without_the_token_only_the_door_is_shown() -> None:
    """Not even whether the worker is well; the files of the page hold nothing of it."""
    async with serving(STREAMS_STATUS_TOKEN=TOKEN) as visitor:
        page = await visitor.get("/status/")
        assert (page.status, 'name="token"' in await page.text()) == (401, True)
        for path in ("now", "settings"):
            assert (await visitor.get(f"/status/{path}")).status == 401
            assert (await visitor.get(f"/status/{path}", Authorization="Bearer wrong")).status == 401
            assert (await visitor.get(f"/status/{path}", Authorization=f"Bearer {TOKEN}")).status == 200
        assert (await visitor.post("/status/try", inputs.html("a"))).status == 401
        assert (await visitor.get("/metrics")).status == 200


async def test_who_knows_the_token_comes_in() -> None:
    """By a cookie that no script can read and no other path gets; the wrong token gives none."""
    async with serving(STREAMS_STATUS_TOKEN=TOKEN) as visitor:
        wrong = await visitor.post("/status/login", {"token": TOKEN[:-1]})
        assert (wrong.status, "Set-Cookie" in wrong.headers) == (401, False)
        assert "not the token" in await wrong.text()
        other = await visitor.post("/status/login", {"token": TOKEN}, {"Sec-Fetch-Site": "cross-site"})
        assert other.status == 403
        right = await visitor.post("/status/login", {"token": TOKEN})
        assert (right.status, right.headers["Location"]) == (303, "./")
        cookie = right.headers["Set-Cookie"]
        assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/status/"))
        assert TOKEN not in cookie
        assert (await visitor.get("/status/")).status == (await visitor.get("/status/now")).status == 200


async def test_where_it_is_not_shown_one_line_says_why() -> None:
    """And nothing of it is there."""
    async with serving(WEB_BIND="0.0.0.0") as visitor:  # noqa: S104 - that it is refused is the point
        answer = await visitor.get("/")
        assert (answer.status, await answer.text()) == (404, f"{CLOSED}\n")
        assert (await visitor.get("/status/now")).status == 404
