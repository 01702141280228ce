"""Decides what the worker tells about itself over HTTP: alive, ready, its numbers, and the page that it is given."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

Page = Callable[[web.Application], None]
"""Adds its paths to the server's."""
# Seconds that an answer may take when the server is told to stop.
STOP_TIMEOUT = 1.0


class HealthServer:
    """`/healthz`, `/readyz` and `/metrics` on one address, in the loop that does the work."""

    def __init__(
        self,
        *,
        bind: str,
        port: int,
        metrics: Callable[[], bytes],
        unready: Callable[[], str],
        page: Page | None = None,
    ) -> None:
        """`metrics` gives the numbers as text; `unready` says why no work is done, empty where it is.

        `page` is what a person may look at.
        """
        self._bind = bind
        self._port = port
        self._metrics = metrics
        self._unready = unready
        self._page = page
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises `OSError` where the address is taken."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._show_metrics)
        if self._page is not None:
            self._page(app)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=STOP_TIMEOUT
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._bind, self._port).start()
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _healthz(self, _: web.Request) -> web.Response:
        # That it answers shows that the event loop turns.
        return web.json_response({"status": "alive"})

    async def _readyz(self, _: web.Request) -> web.Response:
        reason = self._unready()
        if reason:
            return web.json_response({"status": "unready", "reason": reason}, status=503)
        return web.json_response({"status": "ready"})

    async def _show_metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})
