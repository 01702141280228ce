"""The unit for systemd says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from streams.cli import main
from streams.cli.errors import Exit
from streams.settings import Settings
from streams.worker import COMMIT_TIMEOUT, STOP_TIMEOUT

UNIT = (Path(__file__).parents[2] / "deploy" / "systemd" / "streams-worker@.service").read_text()
LINES = re.findall(r"^(\w+)=(.*)$", UNIT, flags=re.MULTILINE)
VALUES = dict(LINES)


def test_it_runs_the_worker() -> None:
    """A command that was renamed is renamed in the unit."""
    program, command = VALUES["ExecStart"].split()
    assert Path(program).name == "streams"
    assert command in main.offered


def test_a_stopping_worker_has_time_to_drain() -> None:
    """Its children are left to it, and it is killed only after it had to be done."""
    assert (VALUES["KillMode"], VALUES["KillSignal"]) == ("mixed", "SIGTERM")
    assert int(VALUES["TimeoutStopSec"]) > Settings().drain_timeout + COMMIT_TIMEOUT + STOP_TIMEOUT


def test_only_a_wrong_setting_is_not_tried_again() -> None:
    """However long a broker is away; a worker that stopped as it was told stays stopped."""
    assert VALUES["Restart"] == "on-failure"
    assert VALUES["StartLimitIntervalSec"] == "0"
    assert [int(code) for code in VALUES["RestartPreventExitStatus"].split()] == [Exit.USAGE]


def test_it_has_no_rights_that_it_does_not_need() -> None:
    """A page that takes over the worker gains little."""
    assert VALUES["DynamicUser"] == VALUES["NoNewPrivileges"] == "yes"
    assert (VALUES["ProtectSystem"], VALUES["CapabilityBoundingSet"]) == ("strict", "")
