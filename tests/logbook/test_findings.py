from __future__ import annotations

from aiokafka.errors import KafkaConnectionError

from schemas.rejection import Reason
from streams import life
from streams.logbook.findings import findings, verdict
from streams.logbook.lines import Lines
from tests.logbook.recording import dead, recording
from tests.logbook.story import CHANGED, POISON, SLOW, pages, told


def test_all_is_well_where_it_is() -> None:
    """In one line, without anything to do."""
    with recording() as log:
        for number in range(100):
            log.page(f"host-{number % 5}.example")
    found = told(*log.lines)
    assert findings(found) == []
    assert verdict(found, []) == "Well: 100 pages, nothing to do"


def test_what_is_urgent_comes_first() -> None:
    """Each fault of the story is named, and has something to do."""
    found = told()
    said = findings(found)
    urgent = [each for each in said if each.is_urgent]
    assert said[: len(urgent)] == urgent
    assert (
        verdict(found, said)
        == f"Not well: {len(urgent)} things to do, and {len(said) - len(urgent)} things to know"
    )
    text = "\n".join(each.what for each in urgent)
    assert "worker-1 was killed after 15:" in text
    assert "worker-2 ended by itself at 15:" in text
    assert "with status 1: the worker crashed: no idea" in text
    assert f"pages of {CHANGED} changed at about 15:" in text
    assert f"the page {POISON.url} (pages.raw/0:911) killed its process (crash)" in text
    rest = "\n".join(each.what for each in said if not each.is_urgent)
    assert "the broker was away from " in rest
    assert "(40 s) for 1 worker" in rest
    assert f"{SLOW} is slow: " in rest
    assert all(each.remedy for each in said)


def test_many_dead_letters_are_urgent_and_few_are_not() -> None:
    """By their share; the reason and the host that have the most are named."""
    for often, is_urgent in ((10, True), (100, False)):
        with recording() as log:
            for number in range(2000):
                log.page("a.example")
                if number % often == 0:
                    log.page("bad.example", dead(Reason.UNDECODABLE))
        [finding] = [each for each in findings(told(*log.lines)) if "dead letter" in each.what]
        assert finding.is_urgent == is_urgent
        assert "mostly undecodable of bad.example" in finding.what


def test_lag_that_grows_wants_more_workers() -> None:
    """Unless it is done in a moment."""
    with recording() as log:
        for lag in (10, 500, 2000, 90_000):
            pages(log, 50)
            log.summary(lag)
    assert any("do not keep up: 90,000 messages wait" in each.what for each in findings(told(*log.lines)))


def test_a_log_that_was_given_twice_is_suspected() -> None:
    """By its pages."""
    with recording() as log:
        pages(log, 50)
    twice = findings(told(*log.lines, *log.lines))
    assert any("was the same log given twice?" in each.remedy for each in twice)


def test_a_worker_that_could_not_start_is_urgent() -> None:
    """With what it said."""
    with recording() as log:
        pages(log, 5)
    lines = [*log.lines, b"streams worker: BROKER_URL=kafka:9092: no answer"]
    [finding] = findings(told(*lines))
    assert finding.is_urgent
    assert finding.what == "a worker could not start (1 time): BROKER_URL=kafka:9092: no answer"
    assert Lines().refusals.counts == {}


def test_work_that_does_not_get_on_in_an_outage_is_told_with_it() -> None:
    """By itself only where it is at another time."""
    for at, is_told in ((30.0, False), (90.0, False), (600.0, True)):
        with recording() as log:
            log.page("a.example")
            start = log.now
            log.outage.begin("an outcome", KafkaConnectionError())
            log.now = start + min(at, 60.0)
            if at < 60.0:
                life.in_trouble("no page finishes")
            log.now = start + 60.0
            log.outage.end()
            log.now = start + at
            if at > 60.0:
                life.in_trouble("no page finishes")
            pages(log, 50)
        said = [each.what for each in findings(told(*log.lines))]
        assert len([what for what in said if "the broker was away" in what]) == 1
        assert any("does not get on" in what for what in said) == is_told


def test_a_long_url_does_not_fill_the_screen() -> None:
    """Its beginning and its place are enough."""
    with recording() as log:
        log.page("a.example", dead(Reason.TIMEOUT)._replace(url=f"https://a.example/{'a' * 2000}"))
    [killer] = [each.what for each in findings(told(*log.lines)) if "killed its process" in each.what]
    assert len(killer) < 300
    assert "… (pages.raw/0:1)" in killer
