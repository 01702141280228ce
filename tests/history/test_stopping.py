from __future__ import annotations

import asyncio

import pytest

from streams.history import reader as history


def test_only_the_end_of_a_connection_that_is_heard_twice_is_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Else a Ctrl-C in the wrong moment shows a traceback; any other error in a callback is told."""

    async def fail() -> None:
        loop = asyncio.get_running_loop()
        history.unless_closed_twice(loop, {"message": "twice", "exception": asyncio.InvalidStateError()})
        history.unless_closed_twice(loop, {"message": "another", "exception": ValueError()})

    asyncio.run(fail())
    assert [record.getMessage() for record in caplog.records if "twice" in record.getMessage()] == []
    assert any("another" in record.getMessage() for record in caplog.records)
