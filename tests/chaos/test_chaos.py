"""A short run under faults is part of the tests; `make chaos` runs longer ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from streams.processes import dies_with_parent
from tests.brokers.worker import ROOT
from tests.chaos import report
from tests.chaos.run import run

# Its first 40 seconds have seven of the nine kinds of faults.
SEED = 53
SECONDS = 40.0

pytestmark = pytest.mark.kafka


def test_nothing_is_lost_under_faults(kafka_jars: None, tmp_path: Path) -> None:
    """Workers and brokers are killed and stopped; each page has one outcome, and the right one."""
    result = run(SEED, SECONDS, tmp_path, print)
    failures = report.bad(result)
    told = [
        line for places in failures.values() for place in places[:3] for line in report.story(result, place)
    ]
    assert not failures, "\n".join([report.totals(result), *told])
    assert not report.is_disputed(result), result.audit
    assert result.faults.total() >= 4


def test_a_run_that_is_killed_leaves_nothing_running(kafka_jars: None, tmp_path: Path) -> None:
    """Brokers, workers and their children end with it."""
    command = (sys.executable, "-m", "tests.chaos", "--output", str(tmp_path / "output"))
    tied = dies_with_parent()
    harness = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, preexec_fn=tied)  # noqa: PLW1509 - nothing is loaded
    with harness:
        assert harness.stdout is not None
        for line in harness.stdout:
            if b"worker 3" in line and b"starts" in line:
                break
        family = psutil.Process(harness.pid).children(recursive=True)
        harness.kill()
    assert len(family) >= 6, "three brokers and three workers were to be there"
    _, alive = psutil.wait_procs(family, 60)
    assert not alive
