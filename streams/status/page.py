"""Decides whether a worker has a status page, and puts its parts together."""

from __future__ import annotations

from aiohttp import web

from streams.metrics import Metrics
from streams.settings import Settings
from streams.status.door import Door, closed
from streams.status.recent import Recent
from streams.status.site import PREFIX, site
from streams.status.trial import Trial
from streams.status.view import Asked, View


class StatusPage:
    """The page below `/status/`, to which `/` leads; or one line that says why there is none."""

    def __init__(self, settings: Settings, metrics: Metrics, recent: Recent, worker: Asked) -> None:
        self._closed = closed(settings)
        self._door = Door(settings.status_token)
        self._view = View(settings, metrics, recent, worker)
        self._trial = Trial(settings)

    def add_to(self, app: web.Application) -> None:
        """Serve it."""
        app.router.add_get("/", self._root)
        app.router.add_get(PREFIX.rstrip("/"), self._root)
        if not self._closed:
            app.add_subapp(PREFIX, site(self._door, self._view, self._trial))

    async def stop(self) -> None:
        """End what it has started."""
        await self._trial.stop()

    async def _root(self, _: web.Request) -> web.Response:
        if self._closed:
            return web.Response(text=f"{self._closed}\n", status=404)
        raise web.HTTPFound(PREFIX)
