from __future__ import annotations

import pytest

from streams.cli import replay_view as view
from streams.history.rerun import Pages
from streams.history.span import Span
from streams.replay.plan import NOWHERE, Targets, plan
from streams.replay.progress import Progress, Row
from streams.settings import Settings

PAGES = Pages(topic="pages.raw", spans=[Span(0, 0, 1000), Span(1, 10, 1010)])
NOTHING = Progress.none(PAGES)
HALF = Progress({0: 1000, 1: 10}, [Row("dead", "timeout", 100, 0), Row("article", "", 900, 5_000_000)], 10.0)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (3661, "1:01:01")]
)
def test_times_are_read_at_a_glance(seconds: float, shown: str) -> None:
    """Hours only where there are some."""
    assert view.clock(seconds) == shown


def test_a_line_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outside of a terminal, on stderr, no more often than it says."""
    with view.shown(PAGES, NOTHING) as watch:
        watch(HALF)
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(view, "LINE_SECONDS", 0.0)
        watch(NOTHING)
        watch(HALF)
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("0%, 0 pages/s, nothing done yet")
    assert second.startswith("50%, 100 pages/s, 0:00 left: article 900 dead 100")


def test_the_first_line_tells_what_becomes_of_each_outcome() -> None:
    """Before anything is written; of a replay that goes on, what is left."""
    made = plan(Settings(), PAGES, Targets(articles="articles.v2", skipped=NOWHERE, dead="dlq"))
    assert view.beginning(made, HALF.left_of(PAGES)) == (
        f"replay {made.replay}: 1,000 offsets of pages.raw; "
        "articles to articles.v2, skipped pages only counted, dead letters to dlq"
    )


def test_the_last_line_tells_all() -> None:
    """Also of a replay that did nothing."""
    assert view.summary(HALF) == "1,000 pages, 5.0 MB in 0:10: 100.0 pages/s"
    assert view.summary(NOTHING) == "0 pages, 0.0 MB in 0:00: 0.0 pages/s"
