"""Decides whether a page costs the same with more that waits, more partitions, more pages done, and larger ones.

Costs are CPU of the whole worker in ms a page; sizes apart, pages are small, so that what is not page work shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from statistics import fmean

from bench.stream.contest import ONE_CHILD, Run, alone, reach, started, work_off
from bench.stream.field import Field
from bench.stream.load import invented, message
from schemas.page import Page
from tests.brokers.witness import Input

SMALL = 2_000
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
FEW = 10
KINDS = 200
"""Different small pages; a million that differ would take longer to make than to work off."""

Figures = dict[str, dict[str, float]]


def flat(ground: Field, pages: int, backlog: int) -> dict[str, Figures]:
    """All of it, each on so many pages."""
    return {
        "backlog": {f"{FEW}": _few_wait(ground, pages), f"{backlog:,}": _many_wait(ground, pages, backlog)},
        "partitions": {f"{number}": _partitions(ground, pages, number) for number in (1, 64)},
        "uptime": _uptime(ground, 10 * pages),
        "page size": {f"{size:,}": _size(ground, size) for size in SIZES},
    }


def small(count: int) -> Iterator[Input]:
    """So many small pages."""
    made = [message(invented(number, SMALL)) for number in range(KINDS)]
    return (made[number % KINDS] for number in range(count))


def _partitions(ground: Field, pages: int, number: int) -> dict[str, float]:
    raw = ground.raw(number)
    ground.send(raw, small(pages))
    return work_off(ground, ONE_CHILD, raw, number, pages).figures()


def _many_wait(ground: Field, pages: int, backlog: int) -> dict[str, float]:
    raw = ground.raw(4)
    ground.send(raw, small(backlog))
    return work_off(ground, ONE_CHILD, raw, 4, pages).figures()


def _few_wait(ground: Field, pages: int) -> dict[str, float]:
    """Never more than a few wait."""
    raw = ground.raw(4)
    topics = ground.topics(raw, 4)
    source = small(pages)
    with started(ground, ONE_CHILD, topics) as workers:
        workers[0].ready()
        ground.send(raw, islice(source, FEW))
        before = reach(ground, topics, workers, FEW)
        sent = FEW
        while part := [*islice(source, FEW)]:
            ground.send(raw, part)
            sent += len(part)
            reach(ground, topics, workers, sent)
        return Run.between(before, reach(ground, topics, workers, sent)).figures()


def _uptime(ground: Field, pages: int) -> Figures:
    """The first tenth after the warm-up, and the last."""
    raw = ground.raw(4)
    ground.send(raw, small(pages))
    topics = ground.topics(raw, 4)
    with started(ground, ONE_CHILD, topics) as workers:
        moments = [reach(ground, topics, workers, round(share * pages)) for share in (0.1, 0.3, 0.8, 1.0)]
        return {
            "10 to 30 %": Run.between(moments[0], moments[1]).figures(),
            "80 to 100 %": Run.between(moments[2], moments[3]).figures(),
        }


def _size(ground: Field, size: int) -> dict[str, float]:
    """Pages of one size, by the worker and by `process()` alone."""
    count = max(200, min(2000, 200_000_000 // size))
    made: list[Page] = [invented(number, size) for number in range(count)]
    raw = ground.raw(4)
    ground.send(raw, map(message, made))
    before = alone(ground, made).figures()["main"]
    run = work_off(ground, ONE_CHILD, raw, 4, count)
    return {**run.figures(), "alone": fmean([before, alone(ground, made).figures()["main"]])}
