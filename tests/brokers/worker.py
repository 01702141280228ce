"""Runs real worker processes and says what they did."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from streams.processes import LOOPBACK, dies_with_parent, free_port

ROOT = Path(__file__).parents[2]
READY_SECONDS = 90.0
EXIT_SECONDS = 60.0
OURS = ("streams", "worker")
NAIVE = ("tests.brokers.naive",)
# Every process of the run carries it, orphans too, so that the end of the run can look for them.
RUN_VARIABLE = "PYTEST_STREAMS_RUN"
RUN = f"{os.getpid()}-{time.time_ns()}"
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What a program of ours finds in its environment: the settings, and the least of the machine's own."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), RUN_VARIABLE: RUN, **settings}


class WorkerProcess:
    """One `streams worker`, or another `program`, with a web port of its own; its log goes to a file."""

    def __init__(self, settings: Mapping[str, str], log: Path, program: tuple[str, ...] = OURS) -> None:
        self.port = free_port()
        self.log = log
        self._family: list[psutil.Process] = []
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                (sys.executable, "-m", *program),
                cwd=ROOT,
                env=environment({"WEB_PORT": str(self.port), **settings}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call into a library that is loaded already
            )

    def output(self) -> str:
        """All that it has printed."""
        return self.log.read_text(errors="replace")

    def lines(self) -> list[dict[str, Any]]:
        """Its log, a JSON object a line; a line that is none is a failure."""
        return [json.loads(line) for line in self.output().splitlines()]

    def pages(self) -> list[dict[str, Any]]:
        """The log's lines about single pages."""
        return [line for line in self.lines() if line.get("event.action") == "page"]

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page of its web server; status 0 where nothing answers."""
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def in_hand(self) -> int:
        """Pages without a confirmed outcome, as its metrics tell."""
        found = re.search(r"^streams_pages_in_hand (\S+)$", self.get("/metrics")[1], re.MULTILINE)
        return int(float(found[1])) if found else 0

    def ready(self) -> WorkerProcess:
        """Wait until it has taken up its work."""
        self.wait_for(lambda: self.get("/readyz")[0] == 200, "ready", READY_SECONDS)
        return self

    def wait_for(self, condition: Callable[[], object], what: str, seconds: float = READY_SECONDS) -> None:
        """Wait until the condition holds; a worker that ends before is a failure."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, f"the worker ended before {what}:\n{self.tail()}"
            assert time.monotonic() < deadline, f"not {what} in {seconds} s:\n{self.tail()}"
            time.sleep(0.1)

    def terminate(self) -> int:
        """Ask it to stop, as an orchestrator does, and give its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait_exit()

    def wait_exit(self, seconds: float = EXIT_SECONDS) -> int:
        """Its exit status, once it has ended by itself."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the worker did not end in {seconds} s:\n{self.tail()}") from None

    def kill(self) -> None:
        """End it at once, as kill -9 does; its children are left to themselves."""
        self._family += self.children()
        self.process.kill()
        self.process.wait()

    def orphans(self, seconds: float = 10.0) -> list[psutil.Process]:
        """Children that are still there some time after the worker was killed."""
        _, alive = psutil.wait_procs(self._family, seconds)
        return alive

    def close(self) -> None:
        """Leave nothing of it behind."""
        self.kill()
        for child in self._family:
            if child.is_running():
                child.kill()
        psutil.wait_procs(self._family, EXIT_SECONDS)  # one that yields to all others needs its time to die

    def tail(self, length: int = 6000) -> str:
        """The end of its log."""
        return self.output()[-length:]

    def children(self) -> list[psutil.Process]:
        """Its child processes, and theirs."""
        if self.process.poll() is not None:
            return []
        return psutil.Process(self.process.pid).children(recursive=True)


def left_behind() -> list[str]:
    """The processes of this test run that still live, but for the run itself."""
    own = os.getpid()
    return [str(process) for process in psutil.process_iter() if process.pid != own and _is_ours(process)]


def _is_ours(process: psutil.Process) -> bool:
    try:
        return process.environ().get(RUN_VARIABLE) == RUN
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return False
