"""Workers that are stopped or killed in the middle of their work."""

from __future__ import annotations

from tests.brokers import inputs
from tests.brokers.stream import Stream
from tests.brokers.verifier import verify
from tests.brokers.witness import Input

PAGES = 300
SOME = 40


def work(count: int = PAGES) -> list[Input]:
    """Pages that take some 15 ms each, so that a worker can be met in the middle of them."""
    return [inputs.slow(f"work-{number}", attributes=3000) for number in range(count)]


def test_sigterm_stops_cleanly_and_the_next_worker_goes_on(stream: Stream) -> None:
    """A worker asked to stop ends with 0, commits what it delivered and no more, and leaves the rest."""
    places = stream.witness.send(stream.raw, work())
    first = stream.worker().ready()
    stream.wait_delivered(SOME, by=first)
    assert first.terminate() == 0, first.tail()

    halfway = verify(stream, places)
    assert not halfway.early
    assert SOME <= len(halfway.outcomes) < PAGES, "it was to be stopped in the middle"
    assert stream.committed() == len(halfway.outcomes), "what was delivered was committed"

    second = stream.worker()
    stream.wait_committed(PAGES, by=second)
    verify(stream, places).holds_once()
    assert second.terminate() == 0, second.tail()


def test_kill_9_loses_nothing(stream: Stream) -> None:
    """What a killed worker had in hand is done again by the next one; copies have the same id."""
    places = stream.witness.send(stream.raw, work())
    first = stream.worker().ready()
    stream.wait_delivered(SOME, by=first)
    first.kill()
    halfway = verify(stream, places)
    assert not halfway.early
    assert len(halfway.outcomes) < PAGES, "it was to be killed in the middle"
    assert first.orphans() == [], "its children outlive it"

    second = stream.worker()
    stream.wait_committed(PAGES, by=second)
    verify(stream, places).holds()


def test_a_slow_page_is_not_passed_over(stream: Stream) -> None:
    """Later pages of a partition are delivered, but not committed, before an earlier one that takes long."""
    head = inputs.slow("head", attributes=40_000)
    rest = inputs.pages(60, "after-head")
    places = stream.witness.send(stream.raw, [head, *rest], partition=0)
    first = stream.worker(STREAMS_PAGE_TIMEOUT="100").ready()
    stream.wait_delivered(SOME, by=first)
    first.kill()
    assert places[0] in verify(stream, places).lost, "the head was to be in hand still"
    assert stream.committed() == 0

    second = stream.worker(STREAMS_PAGE_TIMEOUT="100")
    stream.wait_committed(len(places), by=second)
    verify(stream, places).holds()


def test_sigterm_does_not_wait_for_a_page_beyond_its_time(stream: Stream) -> None:
    """A page that takes longer than the drain may is left to the next worker, uncommitted; the exit is clean."""
    endless = inputs.slow("endless", attributes=200_000)
    places = stream.witness.send(stream.raw, [endless, *inputs.pages(60, "after-endless")], partition=0)
    worker = stream.worker(STREAMS_PAGE_TIMEOUT="140", STREAMS_DRAIN_TIMEOUT="1").ready()
    stream.wait_delivered(SOME, by=worker)
    assert worker.terminate() == 0, worker.tail()
    verdict = verify(stream, places)
    assert places[0] in verdict.lost
    assert not verdict.early
    assert stream.committed() == 0


def test_sigterm_before_there_is_work(stream: Stream) -> None:
    """A worker that is asked to stop while it joins its group ends as cleanly as a busy one."""
    worker = stream.worker()
    worker.wait_for(lambda: worker.get("/healthz")[0], "its web server answers")
    assert worker.terminate() == 0, worker.tail()
