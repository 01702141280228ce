"""The rules for alerts lead to their runbooks, and fire when they must and only then."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.settings import Settings
from tests.deploy.monitoring import DEPLOY, ROOT, alerts

CONFIG = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
CASES = Path(__file__).with_name("alerts_test.yml")
EACH = pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])


def anchors(document: Path) -> set[str]:
    """What a link may name after `#`: the headings of a document, as they are made into names."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@EACH
def test_an_alert_says_what_to_do(alert: Mapping[str, Any]) -> None:
    """How urgent it is, what it means in words, and where its runbook stands."""
    assert alert["labels"]["severity"] in {"critical", "warning", "info"}
    words = alert["annotations"]
    assert not words["summary"].endswith(".")
    assert words["description"].endswith((".", "?"))
    page, _, heading = words["runbook_url"].partition("#")
    assert heading == alert["alert"].lower()
    assert heading in anchors(ROOT / page)


def test_prometheus_finds_workers_and_rules() -> None:
    """By the name of their service, on the port of the image."""
    [job] = CONFIG["scrape_configs"]
    [discovery] = job["dns_sd_configs"]
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert discovery["names"] == [name for name in services if name == "worker"]
    assert discovery["port"] == Settings().web_port
    assert [(DEPLOY / "prometheus" / name).exists() for name in CONFIG["rule_files"]] == [True]


def test_every_alert_has_a_case() -> None:
    """In which it fires, and one in which it does not."""
    tests = [
        case for group in yaml.safe_load(CASES.read_text())["tests"] for case in group["alert_rule_test"]
    ]
    fires = {case["alertname"] for case in tests if case.get("exp_alerts")}
    silent = {case["alertname"] for case in tests if not case.get("exp_alerts")}
    assert fires == silent == {alert["alert"] for alert in alerts()}


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool comes with Prometheus")
def test_alerts_fire_when_they_must() -> None:
    """As Prometheus itself judges rules and cases."""
    for command in (("check", "config", DEPLOY / "prometheus" / "prometheus.yml"), ("test", "rules", CASES)):
        done = subprocess.run(("promtool", *command), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
