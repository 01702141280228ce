from __future__ import annotations

import pytest

from tests.cli.command import NO_BROKER, streams


@pytest.mark.parametrize(
    ("settings", "code", "line"),
    [
        ({"STREAMS_PROCESSES": "-1"}, 2, "STREAMS_PROCESSES=-1: expected a whole number"),
        (NO_BROKER, 3, "BROKER_URL: no broker answers at 127.0.0.1:1"),
    ],
)
def test_a_worker_that_cannot_start_says_why(settings: dict[str, str], code: int, line: str) -> None:
    """One line on stderr and the exit code that its help gives."""
    result = streams("worker", settings=settings)
    assert result.returncode == code
    assert line in result.stderr.decode()
    assert result.stderr.count(b"\n") == 1
