"""Decides how a line of a help text is run: by bash on a terminal, with a person before it."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from streams.processes import LOOPBACK, free_port
from tests.brokers.worker import environment
from tests.cli.command import SECONDS

ENDLESS = re.compile(r"streams (?:worker|tail(?!.*--no-follow))")
"""What goes on until Ctrl-C."""
# There need be no network, no cluster and no service: what they would give lies in the folder.
STAND_INS = {"curl": "page.html", "kubectl": "worker.log", "docker": "worker.log", "journalctl": "worker.log"}
MOMENT = 0.1
CHUNK = 65_536


class Shell:
    """A terminal in a folder, before which a person sits who answers yes, and presses Ctrl-C where nothing ends."""

    def __init__(self, folder: Path, url: str, settings: Mapping[str, str]) -> None:
        self._folder, self._url = folder, url
        self._port = free_port()
        programs = folder / "bin"
        programs.mkdir()
        (programs / "streams").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m streams "$@"\n')
        for name, file in STAND_INS.items():
            (programs / name).write_text(f"#!/bin/sh\ncat {file}\n")
        for program in programs.iterdir():
            program.chmod(0o755)
        given = environment({**settings, "WEB_PORT": str(self._port), "TERM": "xterm"})
        self._environment = {**given, "PATH": f"{programs}:{given['PATH']}"}

    def run(self, line: str) -> tuple[int, str]:
        """Exit code and output."""
        meant = re.sub(r"kafka1:9092(,kafka2:9092)?", self._url, line).replace("6067", str(self._port))
        terminal, inner = pty.openpty()
        with os.fdopen(terminal, "r+b", buffering=0) as screen, subprocess.Popen(
            ("bash", "-c", meant), stdin=inner, stdout=inner, stderr=inner,
            env=self._environment, cwd=self._folder, process_group=0,
        ) as process:  # fmt: skip
            os.close(inner)
            try:
                return self._watch(line, screen, process)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def _watch(self, line: str, screen: IO[bytes], process: subprocess.Popen[bytes]) -> tuple[int, str]:
        said, answered, endless = b"", False, bool(ENDLESS.search(line))
        for more in _chunks(screen):
            said += more
            if not answered and b"[y/N]" in said:
                answered = bool(screen.write(b"y\n"))
            if endless and self._is_at_work(line, said):
                os.killpg(process.pid, signal.SIGINT)
                endless = False
        return process.wait(), said.decode()

    def _is_at_work(self, line: str, said: bytes) -> bool:
        if "worker" not in line:
            return bool(said)
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self._port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def _chunks(screen: IO[bytes]) -> Iterator[bytes]:
    """What appears on a terminal, and now and then nothing, until all that write to it have ended."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        there, _, _ = select.select([screen], [], [], MOMENT)
        try:
            yield screen.read(CHUNK) if there else b""
        except OSError:  # no one writes to it any more
            return
    raise AssertionError("it does not end")
