from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Iterator

import pytest

from streams import event_loop


@pytest.fixture(autouse=True)
def _policy() -> Iterator[None]:
    """The one of other tests is there again."""
    before = asyncio.get_event_loop_policy()
    yield
    asyncio.set_event_loop_policy(before)


def kind_of_new_loop() -> str:
    """The package whose loop is made now."""
    loop = asyncio.new_event_loop()
    loop.close()
    return type(loop).__module__.partition(".")[0]


@pytest.mark.skipif(importlib.util.find_spec("uvloop") is None, reason="no uvloop here")
def test_loops_are_those_of_uvloop() -> None:
    """The client makes one for its thread by itself."""
    event_loop.use_fastest()
    assert kind_of_new_loop() == "uvloop"


def test_without_uvloop_they_are_those_of_asyncio(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing depends on it."""
    monkeypatch.setitem(sys.modules, "uvloop", None)
    event_loop.use_fastest()
    assert kind_of_new_loop() == "asyncio"
