"""Decides what is done to a worker to show a way in which Faust, its client or the parser lose, double, block or kill.

Each trap works with any worker, and fails where the worker is caught.
"""

from __future__ import annotations

import signal
import time

import psutil

from tests.brokers import inputs
from tests.brokers.stream import PARTITIONS, Stream
from tests.brokers.verifier import verify
from tests.brokers.witness import MIB, Input, Place, Witness
from tests.brokers.worker import WorkerProcess

COMMIT_SECONDS = 1.0
# The ceiling of docs/operations.md for a worker without its children.
MEMORY_MIB = 400


def _envelope(name: str, body: bytes) -> Input:
    return inputs.envelope(name, html=body.decode())


def envelopes(count: int, prefix: str) -> list[Input]:
    """Article pages as JSON, which Faust can decode by itself."""
    return [_envelope(f"{prefix}-{number}", inputs.html(f"{prefix}-{number}")) for number in range(count)]


# What one page can do. The articles topic takes 20 kB, Faust's client 1 MB.
PAGES = {
    "no JSON": inputs.KINDS["invalid JSON"]("broken").input,
    "too large for the topic": _envelope("large", inputs.html("large", paragraphs=600)),
    "too large for the client": _envelope("huge", inputs.html("huge", paragraphs=5000)),
    "takes for ever": _envelope("slow", inputs.slow("slow", attributes=400_000).value or b""),
    "unclosed tags": _envelope("tags", b"<div>" * 200_000),
}


def a_bad_page(stream: Stream, *bad: str) -> None:
    """These of `PAGES` come among others: all have an outcome."""
    stream.settings |= {"STREAMS_ARTICLES_TOPIC": f"narrow-{stream.group}", "STREAMS_PAGE_TIMEOUT": "3"}
    stream.witness.create(stream.outcomes["article"], 1, max_message_bytes="20000")
    crowd = envelopes(10, "crowd")
    sent = [*crowd[:5], *(PAGES[name] for name in bad), *crowd[5:]]
    places = stream.witness.send(stream.raw, sent, partition=0)
    worker = stream.worker()
    stream.wait_delivered(5, by=worker)
    work_off(stream, places, worker)


def work_off(stream: Stream, places: list[Place], worker: WorkerProcess) -> None:
    """The worker has to come to the end with all of it."""
    stream.wait_committed(len(places), by=worker)
    verify(stream, places).holds()


def a_death_on_a_fresh_partition(stream: Stream) -> None:
    """Faust commits past a page in hand where nothing was committed before (faust-streaming/faust#606)."""
    _die_with_a_page_in_hand(stream, before=0)


def a_death_right_behind_a_commit(stream: Stream) -> None:
    """Faust's guard against gaps is off by one: the page in hand is the first that is not committed."""
    _die_with_a_page_in_hand(stream, before=20)


def _die_with_a_page_in_hand(stream: Stream, before: int) -> None:
    stream.settings["STREAMS_PAGE_TIMEOUT"] = "100"
    slow = inputs.slow("slow", attributes=40_000)
    places = stream.witness.send(stream.raw, inputs.pages(before, "before"), partition=0)
    first = stream.worker()
    stream.wait_committed(before, by=first)
    places += stream.witness.send(stream.raw, [slow, *inputs.pages(60, "behind")], partition=0)
    stream.wait_delivered(before + 40, by=first)
    time.sleep(COMMIT_SECONDS)
    first.kill()
    work_off(stream, places, stream.worker())


def a_parser_that_crashes(stream: Stream) -> None:
    """No `except` sees a SIGSEGV, and the next worker is given the same page."""
    stream.settings["STREAMS_PAGE_TIMEOUT"] = "100"
    crowd = inputs.pages(10, "crash")
    crashing = inputs.slow("crash", attributes=200_000)
    places = stream.witness.send(stream.raw, [*crowd[:5], crashing, *crowd[5:]], partition=0)
    worker = stream.worker()
    stream.wait_delivered(5, by=worker)
    parsers = worker.children() or [psutil.Process(worker.process.pid)]
    busiest = max(parsers, key=lambda parser: parser.cpu_times().user)
    busiest.send_signal(signal.SIGSEGV)
    work_off(stream, places, worker)


def a_sender_that_takes_back(stream: Stream) -> None:
    """Faust's consumer reads what was never committed."""
    stream.witness.send_as_one(stream.raw, inputs.pages(10, "taken-back"), kept=False)
    places = stream.witness.send_as_one(stream.raw, inputs.pages(10, "kept"), kept=True)
    worker = stream.worker()
    stream.wait_delivered(len(places), by=worker)
    worker.wait_for(lambda: places[-1] in verify(stream, places).outcomes, "the last page done")
    verify(stream, places).holds()


def partitions_that_are_added(stream: Stream) -> None:
    """Faust's client looks for them every five minutes."""
    places = stream.witness.send(stream.raw, inputs.pages(40, "few"))
    worker = stream.worker()
    stream.wait_delivered(len(places), by=worker)
    stream.witness.widen(stream.raw, PARTITIONS + 2)
    places += stream.witness.send(stream.raw, inputs.pages(40, "new"), partition=PARTITIONS + 1)
    work_off(stream, places, worker)


def a_death_between_transactions(stream: Stream) -> None:
    """Faust writes outside of the transaction in which it commits the offset (faust-streaming/faust#177)."""
    stream.settings["STREAMS_DELIVERY"] = "exactly_once"
    places = stream.witness.send(stream.raw, inputs.pages(400, "twice"), partition=0)
    first = stream.worker()
    stream.wait_delivered(40, by=first)
    first.kill()
    second = stream.worker()
    stream.wait_committed(len(places), by=second)
    verify(stream, places).holds_once()


def large_pages_that_come_packed(stream: Stream) -> None:
    """Faust's queue counts messages, not bytes; a fetch of some kB unpacks to hundreds of MB."""
    clutter = f"<script>{'var a = 1; ' * (9 * MIB // 11)}</script>"
    large = [
        inputs.page(f"packed-{number}", body=inputs.html("packed", extra=clutter)) for number in range(48)
    ]
    places = Witness(stream.witness.url, "zstd").send(stream.raw, large)
    worker = stream.worker()
    itself, most = psutil.Process(worker.process.pid), 0
    while stream.committed() < len(places):
        most = max(most, itself.memory_info().rss // MIB)
        assert most <= MEMORY_MIB, f"{most} MiB for pages that wait"
        worker.wait_for(lambda: True, "all committed")
        time.sleep(0.05)
    verify(stream, places).holds()
