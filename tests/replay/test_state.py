from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.history.rerun import Pages
from streams.history.span import Span
from streams.history.wanted import Wanted
from streams.replay.plan import NOWHERE, Plan, Targets, plan
from streams.replay.state import PLAN, PROGRESS, State, StateError
from streams.settings import Settings


@pytest.fixture
def made() -> Plan:
    """A replay with all that a plan can hold."""
    wanted = Wanted(
        hosts=frozenset({"example.org"}), patterns=("*/a/*",), urls=frozenset({"https://example.org/a/b"})
    )
    pages = Pages(topic="raw", spans=[Span(0, 3, 9), Span(2, 0, 0)], wanted=wanted, limit=7)
    return plan(Settings(), pages, Targets(articles="articles.v2", skipped=NOWHERE, dead="dlq"))


def test_a_plan_comes_back_as_it_was(made: Plan) -> None:
    """With the same choice of pages and the same targets."""
    again = Plan.loads(made.dumps())
    assert again.dumps() == made.dumps()
    assert (again.to, again.pages.spans, again.pages.limit) == (made.to, made.pages.spans, 7)
    assert again.pages.wanted.takes(b"https://www.example.org/a/b", b"", ()) is False
    assert again.pages.wanted.takes(b"https://example.org/a/b", b"", ()) is True


def test_a_replay_goes_on_where_it_was_kept(tmp_path: Path, made: Plan) -> None:
    """Before the first save, that is its beginning."""
    with State.create(tmp_path, made):
        pass
    with State.resume(tmp_path, made.replay) as state:
        assert state.progress.positions == {0: 3, 2: 0}
        state.progress.settle({0: 6, 2: 0})
        state.save()
    with State.resume(tmp_path, made.replay) as state:
        assert state.progress.positions == {0: 6, 2: 0}
    assert sorted(path.name for path in (tmp_path / made.replay).iterdir()) == [PLAN, PROGRESS]


def test_a_report_tells_what_was_meant_and_what_was_done(tmp_path: Path, made: Plan) -> None:
    """All of the plan, but of a list of URLs their number; and what became of the pages."""
    with State.create(tmp_path, made) as state:
        told = json.loads(state.report())
    assert told == {
        "replay": made.replay,
        "version": made.version,
        "servers": ["localhost:9092"],
        "to": {"articles": "articles.v2", "skipped": "", "dead": "dlq"},
        "topic": "raw",
        "spans": [{"partition": 0, "start": 3, "end": 9}, {"partition": 2, "start": 0, "end": 0}],
        "wanted": {"hosts": ["example.org"], "patterns": ["*/a/*"], "urls": 1},
        "limit": 7,
        "positions": {"0": 3, "2": 0},
        "expired": 0,
        "seconds": 0.0,
        "rows": [],
        "finished": False,
        "pages": 0,
        "bytes": 0,
    }


def test_two_at_once_are_refused(tmp_path: Path, made: Plan) -> None:
    """They would write each page twice, and each overwrite how far the other is."""
    with (
        State.create(tmp_path, made),
        pytest.raises(StateError, match="is at work in another process"),
        State.resume(tmp_path, made.replay),
    ):
        pass
    with State.resume(tmp_path, made.replay) as state:
        assert state.plan.replay == made.replay


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path, made: Plan) -> None:
    """In one line: a file where the folder should be, a file that is cut, a replay that is not there."""
    (tmp_path / "file").touch()
    with pytest.raises(StateError, match="cannot keep the state"), State.create(tmp_path / "file", made):
        pass
    with State.create(tmp_path, made):
        pass
    (tmp_path / made.replay / PROGRESS).write_bytes(b"{")
    with pytest.raises(StateError, match="cannot read the state"), State.resume(tmp_path, made.replay):
        pass
    with (
        pytest.raises(StateError, match=f"the newest there is {made.replay}"),
        State.resume(tmp_path, "other"),
    ):
        pass
