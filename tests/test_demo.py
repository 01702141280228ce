from __future__ import annotations

from pathlib import Path

from streams.demo import Result, demo_settings, durations
from streams.expectation import Expected
from streams.harvest import Harvested
from streams.outcome import Kind
from streams.settings import Settings

ARTICLE = Harvested(Kind.ARTICLE, b"k", b'{"title": "A title", "text": "Words."}', {})
DEAD = Harvested(Kind.DEAD, b"k", b"", {"__connect.errors.reason": "timeout"})


def test_a_page_with_one_outcome() -> None:
    """Its kind, its reason and its article are those of the record."""
    article, dead = Result("a", None, (ARTICLE,), 0.1), Result("a", None, (DEAD,), None)
    assert (article.kind, article.reason, article.article["title"]) == ("article", None, "A title")
    assert (dead.kind, dead.reason, dead.article) == ("dead", "timeout", {})
    assert article.differences == dead.differences == ()


def test_a_page_that_is_not_what_was_expected() -> None:
    """The expectation says how."""
    assert Result("a", Expected("article"), (DEAD,), None).differences == (
        "expected article, got dead: timeout",
    )


def test_a_page_has_exactly_one_outcome() -> None:
    """None and two are told, whatever was expected."""
    lost, doubled = Result("a", None, (), None), Result("a", Expected("dead"), (DEAD, DEAD), None)
    assert (lost.kind, lost.reason, lost.article) == ("none", None, {})
    assert lost.differences == ("expected one outcome, got 0",)
    assert doubled.differences == ("expected one outcome, got 2",)


def test_durations_are_read_from_the_log_of_a_worker(tmp_path: Path) -> None:
    """By the page's place; what is no line about a page is passed over."""
    log = tmp_path / "worker.log"
    log.write_text(
        '{"message": "page", "streams.partition": 1, "streams.offset": 7, "event.duration": 250000000}\n'
        '{"message": "partitions assigned"}\nnot JSON\n[1]\n'
    )
    assert durations(log) == {(1, 7): 0.25}


def test_the_demo_has_settings_of_its_own() -> None:
    """They hold together as settings from the environment must."""
    settings = demo_settings("127.0.0.1:9")
    assert Settings.from_env(settings.shown()) == settings
