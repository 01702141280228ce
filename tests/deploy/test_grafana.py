"""The dashboard is one that Grafana provisions."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import yaml

from scripts.dashboard import WIDTH
from tests.deploy.monitoring import DEPLOY, ROOT, panels

FOLDER = DEPLOY / "grafana"
PROVISIONING = FOLDER / "provisioning"
GRAFANA = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["grafana"]
DASHBOARD = json.loads((FOLDER / "dashboards" / "streams.json").read_bytes())


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    """Whether two panels share a place."""
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in ("xw", "yh")
    )


def mounted() -> dict[str, str]:
    """What of this repository is where in Grafana's container."""
    return dict(reversed(volume.split(":")[:2]) for volume in GRAFANA["volumes"] if volume.startswith("./"))


def test_no_panel_covers_another() -> None:
    """All are within the grid, each with a number of its own."""
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    assert not [pair for pair in combinations(places, 2) if overlap(*pair)]
    assert all(place["x"] + place["w"] <= WIDTH for place in places)
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)


def test_every_panel_says_what_it_shows() -> None:
    """In words, and with a unit."""
    assert all(panel["description"].endswith(".") for panel in panels())
    assert all(panel["fieldConfig"]["defaults"]["unit"] for panel in panels())


def test_every_variable_of_a_query_is_there() -> None:
    """Beside those that Grafana has itself."""
    named = set(re.findall(r"\$\{?([a-z]\w*)", json.dumps(DASHBOARD["panels"])))
    assert named == {variable["name"] for variable in DASHBOARD["templating"]["list"]}


def test_compose_provisions_it() -> None:
    """Grafana finds its source and the dashboard where they are mounted, and Prometheus where it listens."""
    provider: Any = yaml.safe_load((PROVISIONING / "dashboards" / "streams.yml").read_text())["providers"][0]
    source: Any = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_text())[
        "datasources"
    ][0]
    assert mounted() == {
        "/etc/grafana/provisioning": "./deploy/grafana/provisioning",
        provider["options"]["path"]: "./deploy/grafana/dashboards",
    }
    assert source["url"] == "http://prometheus:9090"
