"""Decides what a run needs before it starts: Kafka's jars, and an empty folder for what it leaves."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.brokers import kafka


def prepared(output: Path) -> bool:
    """Whether all is there; what this machine lacks is printed."""
    lacking = kafka.missing()
    if lacking:
        print(f"Apache Kafka needs java and mvn: {lacking} on this machine")
        return False
    kafka.resolve_jars()
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir()
    return True
