from __future__ import annotations

from schemas.rejection import Reason
from streams.history.rerun import running
from streams.isolation import children, outcome_in
from streams.outcome import Kind
from streams.records import Message
from streams.settings import Settings
from tests.brokers import inputs
from tests.brokers.witness import Input


def message(given: Input) -> Message:
    """It as it would be read."""
    return Message(
        topic="raw",
        partition=0,
        offset=0,
        timestamp=0,
        key=given.key,
        value=given.value,
        headers=given.headers,
    )


async def test_a_page_that_ends_its_child_has_an_outcome_too() -> None:
    """The next page has its own."""
    settings, told = Settings(processes=1, page_timeout=1.0), list[str]()
    async with running(children(settings, told.append)) as sandbox:
        slow = await outcome_in(sandbox, message(inputs.slow("slow", 80_000)))
        other = await outcome_in(sandbox, message(inputs.page("other")))
    assert (slow.kind, slow.reason, slow.url) == (Kind.DEAD, Reason.TIMEOUT, inputs.url("slow"))
    assert other.kind is Kind.ARTICLE
    assert told == ["timeout"]
