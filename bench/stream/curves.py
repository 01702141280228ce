"""Decides how latency over load is drawn: median and 99th percentile of each set of settings, as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from math import log10

from bench.stream.results import Figures

WIDTH, HEIGHT = 760, 380
LEFT, RIGHT, TOP, BOTTOM = 80, 560, 76, 320
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
COLOURS = ("#33608c", "#c2410c", "#4d7c0f")
DASHES = {"p50": "", "p99": "6 4"}
HEAD = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" \
font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="13" fill="#333">
<title>Latency against load</title>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
<text x="20" y="26" font-size="16" font-weight="bold">From a page's sending to its article, in ms</text>
<text x="20" y="44" fill="#666">one worker, one child; the line is the median, the dashes are the 99th percentile</text>
<text x="{(LEFT + RIGHT) // 2}" y="{HEIGHT - 14}" text-anchor="middle">load, as a share of what the worker can do</text>
"""


def picture(latency: Mapping[str, Mapping[str, Figures]]) -> str:
    """The whole file."""
    values = [row[name] for loads in latency.values() for row in loads.values() for name in DASHES]
    low = max(tick for tick in TICKS if tick <= max(1.0, min(values)))
    high = min((tick for tick in TICKS if tick >= max(values)), default=TICKS[-1])
    lines = (_lines(at, name, loads, low, high) for at, (name, loads) in enumerate(latency.items()))
    return HEAD + "".join([*_grid(low, high), *(part for line in lines for part in line)]) + "</svg>\n"


def _y(value: float, low: float, high: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * log10(max(value, low) / low) / log10(high / low)


def _x(load: str) -> float:
    return LEFT + (RIGHT - LEFT) * float(load.rstrip("%")) / 100


def _grid(low: float, high: float) -> Iterable[str]:
    for tick in TICKS:
        if low <= tick <= high:
            y = _y(tick, low, high)
            yield f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#e4e4e4"/>\n'
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:,}</text>\n'


def _lines(at: int, name: str, loads: Mapping[str, Figures], low: float, high: float) -> Iterable[str]:
    colour = COLOURS[at % len(COLOURS)]
    for figure, dash in DASHES.items():
        points = " ".join(f"{_x(load):.1f},{_y(row[figure], low, high):.1f}" for load, row in loads.items())
        yield (
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>\n'
        )
    for load in loads:
        yield f'<text x="{_x(load):.1f}" y="{BOTTOM + 20}" text-anchor="middle">{load}</text>\n'
    yield f'<rect x="{RIGHT + 24}" y="{TOP + 24 * at}" width="12" height="12" fill="{colour}"/>\n'
    yield f'<text x="{RIGHT + 42}" y="{TOP + 11 + 24 * at}">{escape(name)}</text>\n'
