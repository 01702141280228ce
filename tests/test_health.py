from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from streams.health import HealthServer
from streams.processes import LOOPBACK, free_port


class Probe:
    """A server on a free port, and a client for it."""

    def __init__(self) -> None:
        self.reason = ""
        self.port = free_port()
        self.server = self.another()

    def another(self) -> HealthServer:
        """One more server on the same port."""
        return HealthServer(
            bind=LOOPBACK, port=self.port, metrics=lambda: b"a 1\n", unready=lambda: self.reason
        )

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body."""
        async with ClientSession() as session, session.get(f"http://{LOOPBACK}:{self.port}{path}") as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def probe() -> AsyncIterator[Probe]:
    """A started server."""
    made = Probe()
    await made.server.start()
    yield made
    await made.server.stop()


async def test_a_worker_that_answers_is_alive(probe: Probe) -> None:
    """Whether or not it is ready."""
    probe.reason = "draining"
    assert await probe.get("/healthz") == (200, '{"status": "alive"}')


async def test_a_worker_is_ready_when_nothing_speaks_against_it(probe: Probe) -> None:
    """Else it says what does."""
    assert await probe.get("/readyz") == (200, '{"status": "ready"}')
    probe.reason = "draining"
    assert await probe.get("/readyz") == (503, '{"status": "unready", "reason": "draining"}')


async def test_numbers_are_shown(probe: Probe) -> None:
    """As text."""
    assert await probe.get("/metrics") == (200, "a 1\n")


@pytest.mark.parametrize("path", ["/", "/router/", "/table/", "/graph/", "/metrics/x"])
async def test_nothing_else_is_served(probe: Probe, path: str) -> None:
    """Faust's own pages are not there."""
    assert (await probe.get(path))[0] == 404


async def test_a_port_in_use_is_an_error(probe: Probe) -> None:
    """The worker must not run unseen; and a server that did not start may be stopped."""
    second = probe.another()
    with pytest.raises(OSError, match="in use"):
        await second.start()
    await second.stop()
