from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from schemas.rejection import PageError, Reason, Skipped, Stage, Unprocessable


@pytest.mark.parametrize(
    ("reason", "stage"),
    [
        (Reason.TOMBSTONE, Stage.RECEIVE),
        (Reason.CORRUPT_ENCODING, Stage.DECODE),
        (Reason.TOO_DEEP, Stage.EXTRACT),
        (Reason.REFUSED, Stage.PUBLISH),
    ],
)
def test_reasons_know_their_stage(reason: Reason, stage: Stage) -> None:
    """Each reason tells on which step of the path a page failed."""
    assert reason.stage is stage


def test_reasons_know_how_they_are_raised() -> None:
    """What the code raises as `Skipped` is a skip, what it raises as `Unprocessable` is none."""
    root = Path(__file__).parents[2]
    code = "".join(
        path.read_text() for name in ("schemas", "streams") for path in root.glob(f"{name}/**/*.py")
    )
    raised = re.findall(r"raise (Skipped|Unprocessable)\(\s*Reason\.(\w+)", code)
    assert len(raised) > 10
    assert [(kind, name) for kind, name in raised if (kind == "Skipped") != Reason[name].is_skip] == []


def test_words_for_people() -> None:
    """An error reads as its reason, with its detail where there is one."""
    assert str(Skipped(Reason.EMPTY)) == "empty"
    assert str(Unprocessable(Reason.TOO_LARGE, "11 bytes, limit 10")) == "too_large: 11 bytes, limit 10"


@pytest.mark.parametrize("kind", [PageError, Skipped, Unprocessable])
def test_errors_cross_processes(kind: type[PageError]) -> None:
    """A child process can hand an error to its parent."""
    error = pickle.loads(pickle.dumps(kind(Reason.FEED, "x")))  # noqa: S301 - our own bytes
    assert type(error) is kind
    assert (error.reason, error.detail) == (Reason.FEED, "x")
