"""Reads the rules and the dashboard as they are deployed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def alerts() -> list[Mapping[str, Any]]:
    """All alerting rules."""
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[Mapping[str, Any]]:
    """The dashboard's panels, without the titles of rows."""
    dashboard = json.loads((DEPLOY / "grafana" / "dashboards" / "streams.json").read_bytes())
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def targets() -> Iterator[tuple[str, str, str]]:
    """The title, query and legend of each line of each panel."""
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"], target["legendFormat"]
