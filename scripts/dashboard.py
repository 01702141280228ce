"""Decides how the panels of `deploy/grafana/panels.toml` become a dashboard, in the JSON that Grafana reads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

PANELS = Path(__file__).resolve().parents[1] / "deploy" / "grafana" / "panels.toml"
WIDTH = 24
"""Columns of Grafana's grid."""
SCHEMA_VERSION = 41
"""Of the JSON: that of Grafana 12."""
STAT_HEIGHT, GRAPH_HEIGHT = 4, 8
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
LINES: Mapping[str, Any] = {"drawStyle": "line", "fillOpacity": 10, "lineWidth": 1, "showPoints": "never"}
QUANTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
OPTIONS: Mapping[str, Any] = {
    "stat": {
        "colorMode": "value",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "percentChangeColorMode": "standard",
        "showPercentChange": False,
        "textMode": "auto",
        "wideLayout": True,
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    },
    "table": {"frameIndex": 0, "showHeader": True},
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
}
WITHOUT_TIME = {
    "id": "organize",
    "options": {"excludeByName": {"Time": True}, "renameByName": {"Value": "ago"}},
}
STACKED: Mapping[str, Any] = {"stacking": {"mode": "normal", "group": "A"}, "fillOpacity": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel, as its table in the file has it."""

    title: str
    meaning: str
    unit: str
    kind: str = "timeseries"
    query: str = ""
    legend: str = ""
    quantiles_of: str = ""
    stacked: bool = False
    limits: Mapping[str, float] = field(default_factory=lambda: {"green": 0})

    @property
    def is_graph(self) -> bool:
        """Whether it shows what was; else only what is."""
        return self.kind == "timeseries"

    @property
    def queries(self) -> Sequence[tuple[str, str]]:
        """Each query with its legend."""
        if not self.quantiles_of:
            return ((self.query, self.legend),)
        rate = f'sum by (le) (rate({self.quantiles_of}_bucket{{job=~"$job"}}[$__rate_interval]))'
        return tuple((f"histogram_quantile({share}, {rate})", name) for name, share in QUANTILES.items())


def rows(path: Path = PANELS) -> list[tuple[str, list[Panel]]]:
    """The title of each row and its panels."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))["row"]
    return [(row["title"], [Panel(**panel) for panel in row["panel"]]) for row in found]


def dashboard() -> dict[str, Any]:
    """`deploy/grafana/dashboards/streams.json`."""
    return {
        "uid": "streams",
        "title": "streams",
        "description": "Raw news HTML in, article records out. Made by `make contracts` from panels.toml.",
        "tags": ["streams"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timezone": "browser",
        "annotations": {"list": []},
        "templating": {"list": [_source_choice(), _job_choice()]},
        "panels": list(_panels()),
    }


def _source_choice() -> dict[str, Any]:
    return {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus"}


def _job_choice() -> dict[str, Any]:
    return {
        "name": "job",
        "label": "Job",
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": "label_values(streams_ready, job)", "refId": "job"},
        "refresh": 2,
        "multi": True,
        "includeAll": True,
        "current": {"text": ["All"], "value": ["$__all"]},
    }


def _panels() -> Iterator[dict[str, Any]]:
    numbers, top = count(1), 0
    for title, panels in rows():
        yield {
            "id": next(numbers),
            "type": "row",
            "title": title,
            "collapsed": False,
            "gridPos": _place(0, top, WIDTH, 1),
            "panels": [],
        }
        top += 1
        width, height = _size(panels)
        across = WIDTH // width
        for index, panel in enumerate(panels):
            left, down = index % across * width, index // across * height
            yield {"id": next(numbers), "gridPos": _place(left, top + down, width, height), **_panel(panel)}
        top += -(-len(panels) // across) * height


def _size(panels: Sequence[Panel]) -> tuple[int, int]:
    """Width and height of each: numbers stand in one line, graphs three in a line, or half as many as there are."""
    if panels[0].kind == "stat":
        return WIDTH // len(panels), STAT_HEIGHT
    return WIDTH // (3 if len(panels) % 3 == 0 else 2), GRAPH_HEIGHT


def _place(left: int, top: int, width: int, height: int) -> dict[str, int]:
    return {"x": left, "y": top, "w": width, "h": height}


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.meaning,
        "datasource": SOURCE,
        "targets": [
            {"refId": chr(ord("A") + number), **_target(panel, *query)}
            for number, query in enumerate(panel.queries)
        ],
        "fieldConfig": {"defaults": _looks(panel), "overrides": []},
        "options": OPTIONS[panel.kind],
        "transformations": [WITHOUT_TIME] if panel.kind == "table" else [],
    }


def _target(panel: Panel, expr: str, legend: str) -> dict[str, Any]:
    return {
        "datasource": SOURCE,
        "expr": expr,
        "legendFormat": legend or "__auto",
        "range": panel.is_graph,
        "instant": not panel.is_graph,
        "format": "table" if panel.kind == "table" else "time_series",
    }


def _looks(panel: Panel) -> dict[str, Any]:
    # The first colour holds from the least value on, which Grafana writes as null.
    steps = [
        {"color": colour, "value": value if number else None}
        for number, (colour, value) in enumerate(panel.limits.items())
    ]
    looks = {"unit": panel.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps}}
    return {**looks, "custom": {**LINES, **(STACKED if panel.stacked else {})}} if panel.is_graph else looks
