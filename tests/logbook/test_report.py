from __future__ import annotations

import json

import pytest

from schemas.log_fields import Action
from streams import life
from streams.logbook.book import Wanted
from streams.logbook.lives import Ended
from streams.outcome import Kind
from tests.logbook.recording import SETTINGS, START, recording
from tests.logbook.story import CHANGED, POISON, SLOW, pages, story, told

PAGES = [json.loads(line) for line in story() if b'"event.action":"page"' in line]


def test_all_pages_are_counted_by_outcome_reason_and_host() -> None:
    """As one would count them with jq."""
    found = told()
    assert found.pages == len(PAGES)
    for kind in Kind:
        assert found.outcomes[kind] == sum(page["streams.outcome"] == kind for page in PAGES)
    assert dict(found.reasons) == {"listing": 18, "crash": 1}
    assert found.bytes == sum(page["streams.bytes"] for page in PAGES)
    assert sum(found.rate.pages) == found.pages
    assert sum(found.rate.dead) == 1
    assert dict(found.dead) == {("crash", "bad.example"): 1}
    assert {host: each.pages for host, each in found.hosts}[CHANGED] == 360


def test_each_life_has_its_end() -> None:
    """Killed, stopped, failed; with its version."""
    found = told()
    assert [(each.worker, each.ended, each.exit_code) for each in found.lives] == [
        ("worker-1", Ended.KILLED, None),
        ("worker-1", Ended.STOPPED, 0),
        ("worker-2", Ended.FAILED, 1),
    ]
    assert found.lives[0].until < found.lives[1].since < found.lives[1].until
    assert found.lives[2].why == "the worker crashed: no idea"
    assert {each.version for each in found.lives} == {"0.1.0"}


def test_a_log_that_is_given_twice_has_no_other_lives() -> None:
    """Nor does it make one of a worker that it was killed."""
    once, twice = told(), told(*story(), *story())
    lives = [
        [(each.worker, each.since, each.ended, each.exit_code) for each in found.lives]
        for found in (once, twice)
    ]
    assert lives[0] == lives[1]
    assert once.outages == twice.outages
    assert twice.repeats > once.pages / 2


def test_the_order_of_the_files_does_not_matter() -> None:
    """Nor of lines of different workers."""
    lines = story()
    middle = lines.index(b"half a line")
    there, back = told(), told(*lines[middle:], *lines[:middle])
    assert [(each.worker, each.ended) for each in back.lives] == [
        (each.worker, each.ended) for each in there.lives
    ]
    assert back.outages == there.outages
    assert back.outcomes == there.outcomes
    assert [host.host for host in back.changed] == [host.host for host in there.changed]


def test_the_outage_has_its_time() -> None:
    """And the worker that told of it."""
    [outage] = told().outages
    assert (outage.seconds, outage.is_over, outage.workers) == (40.0, True, frozenset({"worker-2"}))


def test_faults_of_hosts_and_pages_are_named() -> None:
    """The template that changed, the slow host, the page that killed its child, the one at which workers died."""
    found = told()
    [changed] = found.changed
    assert (changed.host, changed.warned) == (CHANGED, 1)
    assert "no date in " in changed.what
    [slow] = found.slow_hosts
    assert slow.host == SLOW
    assert 0.2 < slow.half < 0.45
    assert slow.work > 0.8
    assert [(page.url, page.reason) for page in found.poison] == [(POISON.url, "crash"), ("", "")]
    assert found.poison[1].place == ("pages.raw", 3, 77)
    assert found.repeats == 1
    seconds, slowest = found.slow_pages[0]
    assert (slowest.url, seconds) == (POISON.url, 20.01)


@pytest.mark.parametrize(("usual", "work", "is_slow"), [(0.002, 0.049, True), (0.005, 0.03, False)])
def test_a_host_is_slow_beside_the_others(usual: float, work: float, is_slow: bool) -> None:
    """The same pages may be so where pages are small, and not where all are large."""
    with recording("worker-1") as log:
        for each in range(300):
            log.page(f"host-{each % 10}.example", work=usual)
            if each % 10 == 0:
                log.page(SLOW, work=work)
        assert [host.host for host in told(*log.lines).slow_hosts] == [SLOW] * is_slow


def test_warnings_are_counted_by_cause() -> None:
    """With what to do."""
    causes = {cause.action or cause.logger: cause for cause in told().causes}
    assert causes[Action.CHILD_LOST].count == 1
    assert "streams extract --explain" in causes[Action.DRIFT].remedy
    assert causes[Action.DRIFT].hosts == {CHANGED}
    assert set(causes) >= {Action.BROKER_AWAY, Action.POISON, Action.CRASHED, "aiokafka"}


def test_lines_that_stand_for_others_count_as_many() -> None:
    """As the handler thins them out."""
    with recording() as log:
        for number in range(500):
            log.library("aiokafka", f"node {number} is not ready")
            log.now += 0.1
        log.now += 100
        log.page("a.example")
    [cause] = told(*log.lines).causes
    assert (cause.count, cause.text) == (500, "node 499 is not ready")


def test_lag_is_that_of_all_partitions() -> None:
    """What was told last of each."""
    assert told().lag.totals == (7, 3, 0)


def test_lag_that_grows_is_seen() -> None:
    """And one that shrinks is none."""
    with recording() as log:
        for lag in (10, 500, 2000, 9000):
            pages(log, 50)
            log.summary(lag)
    assert told(*log.lines).lag.is_growing
    assert not told().lag.is_growing


def test_a_library_that_reaches_no_broker_tells_of_an_outage() -> None:
    """Where a worker had nothing to write meanwhile. It is over when pages come again."""
    with recording() as log:
        pages(log, 20)
        for _ in range(600):
            log.now += 0.1
            log.library("aiokafka", "Unable to update metadata from [1]", 40)
        during = log.lines
        log.now += 31
        pages(log, 20)
    [outage] = told(*log.lines).outages
    assert outage.is_over
    assert 55 <= outage.seconds <= 61
    [open_one] = told(*during).outages
    assert not open_one.is_over


def test_a_worker_that_says_nothing_any_more_is_silent() -> None:
    """When others go on for longer than some summaries."""
    with recording("worker-1") as gone:
        pages(gone, 20)
    with recording("worker-2") as there:
        pages(there, 20)
        there.now += 1000
        pages(there, 1)
    found = told(*gone.lines, *there.lines)
    assert [each.ended for each in found.lives] == [Ended.SILENT, Ended.RUNNING]


def test_a_start_is_no_restart_of_what_was_before_the_log() -> None:
    """A warning before `started` is of the same life; pages before it are not."""
    with recording() as log:
        log.library("aiokafka", "not ready")
        log.now += 10
        life.started(SETTINGS)
    assert [each.ended for each in told(*log.lines).lives] == [Ended.RUNNING]
    with recording() as log:
        log.page("a.example")
        log.now += 10
        life.started(SETTINGS)
    assert [each.ended for each in told(*log.lines).lives] == [Ended.KILLED, Ended.RUNNING]


def test_only_what_is_wanted_counts() -> None:
    """By time, by host and those below it, by worker; lives and warnings are not of a host."""
    all_of_it = told()
    assert told(wanted=Wanted(since=START + 60)).pages < all_of_it.pages
    assert told(wanted=Wanted(until=START + 60)).pages < all_of_it.pages
    one = told(wanted=Wanted(hosts=("example",)))
    assert one.pages == all_of_it.pages
    slow = told(wanted=Wanted(hosts=(SLOW,)))
    assert {host for host, _ in slow.hosts} == {SLOW}
    assert len(slow.lives) == len(all_of_it.lives)
    assert not slow.changed
    second = told(wanted=Wanted(workers=("*-2",)))
    assert {each.worker for each in second.lives} == {"worker-2"}
    assert second.passed_over + second.lines.read - second.passed_over == all_of_it.lines.read


def test_a_clock_that_was_wrong_for_a_moment_does_no_harm() -> None:
    """One line of 1970 among others."""
    with recording() as log:
        log.now = 10.0
        pages(log, 1)
        log.now = START
        pages(log, 100)
    found = told(*log.lines)
    assert sum(found.rate.pages) == found.pages
    assert len(found.rate.pages) < 2000


def test_fields_of_another_type_make_a_line_a_broken_one() -> None:
    """Whatever stands there, the others are read."""
    line = json.loads(story()[-10])
    assert line["event.action"] == "page"
    values: list[object] = [None, [], {}, "x", -1.5]
    bad = [
        {**line, name: value}
        for name in (
            "@timestamp",
            "streams.offset",
            "event.duration",
            "streams.outcome",
            "url.domain",
            "streams.bytes",
        )
        for value in values
    ]
    found = told(*(json.dumps(each).encode() for each in bad), *story())
    assert found.lines.ours + found.lines.broken == len(bad) + len(story()) - 1
    assert found.lines.broken > 10
