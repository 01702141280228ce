from __future__ import annotations

import re

import pytest
import yaml

from streams.cli import logs, worker
from streams.ending import Status
from tests.cli.command import NO_BROKER, ROOT, streams


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


def test_every_status_is_explained() -> None:
    """In the help, and in the runbook."""
    runbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for status in Status:
        assert re.search(rf"^  {status:d}  \w", worker.HELP, re.MULTILINE), status
        assert re.search(rf"^\| {status:d} \| \w", runbook, re.MULTILINE), status


def test_examples_ask_for_the_logs_of_what_is_deployed() -> None:
    """The journal by the unit's name in deploy/, and Kubernetes by a label of its pods."""
    [unit] = (ROOT / "deploy" / "systemd").iterdir()
    assert f"journalctl -u '{unit.stem}*'" in logs.HELP
    pods = yaml.safe_load((ROOT / "deploy" / "kubernetes" / "deployment.yaml").read_bytes())["spec"][
        "template"
    ]
    labels = {f"{name}={value}" for name, value in pods["metadata"]["labels"].items()}
    documents = [logs.HELP, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))]
    asked = re.findall(r"kubectl logs -l (\S+)", "\n".join([*documents, (ROOT / "README.md").read_text()]))
    assert len(asked) > 2
    assert {*asked} <= labels
