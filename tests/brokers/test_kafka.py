"""What happens to the tests on Apache Kafka where a machine cannot run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Any one test that needs Apache Kafka and nothing else.
A_KAFKA_TEST = "tests/test_topics.py::test_a_refusal_is_one_line"


def without_java(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The run of one such test on a machine without java and mvn."""
    command = (
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        f"--basetemp={folder / 'inner'}",
        A_KAFKA_TEST,
    )
    return subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_they_are_skipped_with_one_clear_line(tmp_path: Path) -> None:
    """Where java or mvn is missing, a line says so and the run is in order."""
    run = without_java(tmp_path)
    assert run.returncode == 0, run.stdout
    [line] = [line for line in run.stdout.splitlines() if line.startswith("SKIPPED")]
    assert "tests on Apache Kafka need java and mvn: no java and no mvn on this machine" in line


def test_a_run_that_must_have_them_fails(tmp_path: Path) -> None:
    """With REQUIRE_KAFKA=1 the same is a failure."""
    run = without_java(tmp_path, REQUIRE_KAFKA="1")
    assert run.returncode == 1, run.stdout
    assert "no java and no mvn on this machine" in run.stdout
