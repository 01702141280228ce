from __future__ import annotations

import socket
import subprocess
import sys

import psutil
import pytest

from streams.processes import LOOPBACK, dies_with_parent, free_port, stop

SLEEP = "import time; time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEP}"
# A parent that starts a tied child, tells its number and waits.
PARENT = f"""
import subprocess, sys, time
from streams.processes import dies_with_parent
child = subprocess.Popen((sys.executable, "-c", {SLEEP!r}), preexec_fn=dies_with_parent())
print(child.pid, flush=True)
time.sleep(600)
"""


def start(program: str) -> subprocess.Popen[bytes]:
    """A Python program with its output at hand, tied to the test run."""
    command = (sys.executable, "-c", program)
    return subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=dies_with_parent())  # noqa: PLW1509 - see there


def test_a_free_port_can_be_listened_on() -> None:
    """The port that is given can be taken."""
    with socket.socket() as server:
        server.bind((LOOPBACK, free_port()))
        server.listen()


def test_a_process_that_obeys_ends_by_sigterm() -> None:
    """A process that does nothing about it ends by the polite signal."""
    with start(SLEEP) as process:
        assert stop(process, grace=30) == -15


def test_a_process_that_does_not_obey_is_killed() -> None:
    """After the time of grace comes SIGKILL."""
    with start(DEAF) as process:
        assert process.stdout
        process.stdout.readline()
        assert stop(process, grace=0.2) == -9


def test_a_process_that_has_ended_gives_its_status() -> None:
    """Stopping what is gone already is no error."""
    with start("raise SystemExit(7)") as process:
        process.wait()
        assert stop(process, grace=30) == 7


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent")
def test_a_tied_process_dies_with_its_killed_parent() -> None:
    """A parent that is ended by kill -9 takes its child along."""
    with start(PARENT) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    _, alive = psutil.wait_procs([child], timeout=30)
    assert alive == []
