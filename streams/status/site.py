"""Decides what the status page consists of, on which paths, and what the browser may do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web

from streams.explain_style import STYLE
from streams.status.door import Door
from streams.status.trial import Trial
from streams.status.upload import try_page
from streams.status.view import View

PREFIX = "/status/"
COOKIE = "streams-status"
HEADERS: Mapping[str, str] = {
    # Nothing but our own files, no script or style in the page itself, no text that becomes markup, no frame.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer."""
_FOLDER = Path(__file__).parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PAGES = ("index.html", "login.html", "refused.html")
_TOKEN_BYTES = 1024

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def site(door: Door, view: View, trial: Trial) -> web.Application:
    """The page, to be hung below `PREFIX`."""
    return _Site(door, view, trial).app


class _Site:
    def __init__(self, door: Door, view: View, trial: Trial) -> None:
        self._door = door
        self._view = view
        self._trial = trial
        self._pages = {name: _file(name) for name in _PAGES}
        self.app = web.Application(middlewares=[self._guard])
        self.app.router.add_get("/", self._page)
        self.app.router.add_post("/login", self._login)
        self.app.router.add_get("/now", self._known(self._now))
        self.app.router.add_get("/settings", self._known(self._settings))
        self.app.router.add_post("/try", self._known(self._try))
        self.app.router.add_routes(_files())

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        refusal = self._door.refusal(request.method, request.headers)
        if refusal:
            answer: web.StreamResponse = web.Response(text=f"{refusal}\n", status=403)
        else:
            try:
                answer = await handler(request)
            except web.HTTPException as error:  # no such path, or no such method
                answer = web.Response(text=f"{error.reason}\n", status=error.status)
            except web.RequestPayloadError:
                answer = web.Response(text="the request did not arrive whole\n", status=400)
        answer.headers.update(HEADERS)
        return answer

    def _is_known(self, request: web.Request) -> bool:
        return self._door.knows(request.cookies.get(COOKIE, ""), request.headers.get("Authorization", ""))

    def _known(self, handler: _Handler) -> _Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            if self._is_known(request):
                return await handler(request)
            return web.Response(text="the token is missing or wrong\n", status=401)

        return handle

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return self._html("index.html") if self._is_known(request) else self._html("login.html", status=401)

    async def _login(self, request: web.Request) -> web.StreamResponse:
        form = await request.content.read(_TOKEN_BYTES)
        fields = dict(parse_qsl(form.decode(errors="replace")))
        shown = self._door.admits(fields.get("token", ""))
        if shown is None:
            return self._html("refused.html", status=401)
        answer = web.Response(status=303, headers={"Location": "./"})
        answer.set_cookie(COOKIE, shown, path=PREFIX, httponly=True, samesite="Lax")
        return answer

    async def _now(self, request: web.Request) -> web.StreamResponse:
        since = request.query.get("since", "0")
        return _json(self._view.now(int(since) if since.isdecimal() and len(since) < 16 else 0))

    async def _settings(self, _: web.Request) -> web.StreamResponse:
        return _json(self._view.settings())

    async def _try(self, request: web.Request) -> web.StreamResponse:
        return await try_page(request, self._trial)

    def _html(self, name: str, status: int = 200) -> web.Response:
        return web.Response(body=self._pages[name], content_type="text/html", charset="utf-8", status=status)


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")


def _files() -> Iterable[web.RouteDef]:
    """Style, scripts and icon: known beforehand, so that no path of a request is ever looked for on the disk."""
    yield _fixed("report.css", STYLE.encode())
    for path in sorted(_FOLDER.iterdir()):
        if path.name not in _PAGES:
            yield _fixed(path.name, path.read_bytes())


def _fixed(name: str, body: bytes) -> web.RouteDef:
    kind = _TYPES[Path(name).suffix]

    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type=kind, charset="utf-8")

    return web.get(f"/{name}", handle)


def _file(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
