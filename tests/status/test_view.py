from __future__ import annotations

import json
from typing import Any

from schemas.rejection import Reason
from streams.metrics import Metrics
from streams.outcome import Kind, Outcome, dead
from streams.records import Message
from streams.settings import SETTINGS, Settings
from streams.status.recent import Recent
from streams.status.view import Asked, View
from streams.summary import Summary
from streams.took import Took

TOKEN = "a-token-of-16-signs"
HIDING = "\u202egnp.exe\u2066\x00"


def asked(unready: str = "") -> Asked:
    """A worker that has two partitions."""
    return Asked(
        node="worker-1",
        unready=lambda: unready,
        lag=lambda: {("raw", 1): 7, ("raw", 0): 5},
        pages_in_hand=lambda: 3,
        bytes_in_hand=lambda: 3000,
        commit_age=lambda: 0.5,
    )


def view(metrics: Metrics | None = None, recent: Recent | None = None, **settings: str) -> View:
    """What is shown of it."""
    given = {"STREAMS_STATUS_TOKEN": TOKEN, "SASL_PASSWORD": "hunter2", **settings}
    return View(Settings.from_env(given), metrics or Metrics(), recent or Recent(), asked())


def now(shown: View, since: int = 0) -> dict[str, Any]:
    """What the page is told."""
    told: dict[str, Any] = json.loads(shown.now(since))
    return told


def test_totals_are_those_of_the_metrics() -> None:
    """Nothing is counted twice, so the page and Prometheus cannot differ."""
    metrics = Metrics()
    for outcome in (Outcome(kind=Kind.ARTICLE), Outcome(kind=Kind.ARTICLE), dead("", Reason.TIMEOUT, "")):
        metrics.page(outcome, 10, Took(1, 1, 1))
    metrics.child_lost("timeout")
    told = now(view(metrics))
    assert told["outcomes"] == [["article", "", 2], ["dead", "timeout", 1]]
    assert told["lost"] == {"timeout": 1}


def test_what_the_worker_is_asked_for_is_there() -> None:
    """Partitions in order."""
    told = now(view())
    assert (told["node"], told["unready"], told["lag"]) == ("worker-1", "", [[0, 5], [1, 7]])
    assert (told["pages_in_hand"], told["bytes_in_hand"], told["commit_age"]) == (3, 3000, 0.5)
    assert told["memory"] is None or told["memory"] > 1_000_000


def test_only_new_points_are_told() -> None:
    """A browser asks once a second and has the others."""
    recent = Recent()
    for _ in range(5):
        recent.slice(Summary(), 1.0)
    assert [point[0] for point in now(view(recent=recent), 3)["points"]] == [3, 4]


def test_no_secret_and_no_character_that_hides_another_is_told() -> None:
    """Whatever a page calls itself."""
    recent = Recent()
    message = Message(topic="raw", partition=0, offset=0, timestamp=0, key=None, value=b"")
    title = f"{HIDING} hunter2 {TOKEN}"
    recent.page(message, Outcome(kind=Kind.ARTICLE, title=title), Took(0.1, 0.1, 0.1))
    [article] = now(view(recent=recent))["articles"]
    assert article["title"] == "⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+0000⟩ *** ***"


def test_the_newest_come_first_and_each_as_it_is() -> None:
    """What is hidden in one of them changes no other."""
    recent = Recent()
    for offset, title in enumerate(("Ferry “late”", "with hunter2", "Fähre")):
        message = Message(topic="raw", partition=0, offset=offset, timestamp=0, key=None, value=b"")
        article = Outcome(kind=Kind.ARTICLE, title=title, domain="a.example", words=7, quality=0.5)
        recent.page(message, article, Took(0.5, 0.1, 0.1))
        if offset == 0:
            recent.page(message, dead("https://a.example/b", Reason.TIMEOUT, "late"), Took(2, None, 0.1))
        told = now(view(recent=recent))
    assert [each["title"] for each in told["articles"]] == ["Fähre", "with ***", "Ferry “late”"]
    assert {(each["host"], each["words"], each["quality"], each["seconds"]) for each in told["articles"]} == {
        ("a.example", 7, 0.5, 0.5)
    }
    [letter] = told["dead"]
    del letter["at"]
    assert letter == {
        "reason": "timeout",
        "detail": "late",
        "url": "https://a.example/b",
        "source": "raw/0/0",
        "seconds": 2.0,
    }


def test_settings_are_those_of_the_log() -> None:
    """Each with its meaning, and whether somebody has set it; secrets are masked."""
    told = json.loads(view(STREAMS_PROCESSES="3").settings())["settings"]
    rows = {name: (value, is_default) for name, value, is_default, _ in told}
    assert list(rows) == [setting.name for setting in SETTINGS]
    assert rows["STREAMS_PROCESSES"] == ("3", False)
    assert rows["WEB_PORT"] == ("6066", True)
    assert rows["SASL_PASSWORD"] == rows["STREAMS_STATUS_TOKEN"] == ("***", False)
