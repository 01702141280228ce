"""Runs the command line as a person does: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.brokers.worker import environment

ROOT = Path(__file__).parents[2]
SECONDS = 120.0
NOTHING: Mapping[str, str] = MappingProxyType({})
# Nothing listens there: a port that only the system may give out.
NO_BROKER = {"BROKER_URL": "127.0.0.1:1"}


def arguments(*words: object) -> list[str]:
    """What is run for `streams WORDS`."""
    return [sys.executable, "-m", "streams", *map(str, words)]


def streams(
    *words: object, settings: Mapping[str, str] = NOTHING, given: bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """`streams WORDS`, with what it printed and its exit code; `given` is its standard input."""
    return subprocess.run(
        arguments(*words),
        input=given,
        capture_output=True,
        env=environment(settings),
        cwd=cwd,
        timeout=SECONDS,
        check=False,
    )
