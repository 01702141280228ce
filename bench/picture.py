"""Decides how quality against cost is drawn: F1 upwards, cost to the right on a logarithmic scale, as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import floor, log10
from typing import NamedTuple

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 730, 56, 380
OURS = "streams"
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
STEP = 0.05
DOT, GAP, LETTER = 6, 10, 7.2
"""The radius of a dot, the distance of its words, and the width of a letter at most, on the mean."""
HEAD = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" \
font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="13" fill="#333">
<title>Body F1 against CPU time of article extractors</title>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
<text x="{LEFT}" y="26" font-size="16" font-weight="bold">Quality against cost</text>
<text x="{LEFT}" y="44" fill="#666">further up is better, further left is cheaper</text>
<text x="{(LEFT + RIGHT) // 2}" y="{HEIGHT - 16}" text-anchor="middle">CPU time, as a multiple of a bare parse \
of the same page (logarithmic)</text>
"""


class Point(NamedTuple):
    """One extractor."""

    name: str
    cost: float
    f1: float


class Scale(NamedTuple):
    """A range of values, drawn between two places."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value is drawn."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


class Box(NamedTuple):
    """A piece of the picture that something covers."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether both cover a place."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Label(NamedTuple):
    """Words beside a dot: where they start or end, on which line, and what they cover."""

    x: float
    y: float
    anchor: str
    box: Box


def picture(points: Sequence[Point], sets: Sequence[str]) -> str:
    """The whole file."""
    across, up = scales(points)
    title = f'<text transform="translate(20 {(TOP + BOTTOM) // 2}) rotate(-90)" text-anchor="middle">'
    axis = f"{title}body F1, mean of {escape(', '.join(sets))}</text>\n"
    return HEAD + "".join([axis, *columns(across), *lines(up), *marks(points, across, up)]) + "</svg>\n"


def scales(points: Sequence[Point]) -> tuple[Scale, Scale]:
    """Of cost and of F1, with room around the points."""
    dearest = max(point.cost for point in points)
    last = next((tick for tick in TICKS if tick > dearest * 1.5), dearest * 1.5)
    lowest = floor((min(point.f1 for point in points) - 0.02) / STEP) * STEP
    return Scale(0, log10(last), LEFT, RIGHT), Scale(max(0.0, lowest), 1, BOTTOM, TOP)


def columns(across: Scale) -> Iterable[str]:
    """A line and a figure for each tick of cost."""
    for tick in TICKS:
        if log10(tick) <= across.high:
            x = across.at(log10(tick))
            yield f'<path d="M{x:.1f} {TOP}V{BOTTOM}" stroke="#e4e4e4"/>\n'
            yield f'<text x="{x:.1f}" y="{BOTTOM + 20}" text-anchor="middle">{tick}×</text>\n'


def lines(up: Scale) -> Iterable[str]:
    """A line and a figure for each step of F1."""
    for number in range(round((up.high - up.low) / STEP) + 1):
        value = up.low + number * STEP
        y = up.at(value)
        yield f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#e4e4e4"/>\n'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.2f}</text>\n'


def marks(points: Sequence[Point], across: Scale, up: Scale) -> Iterable[str]:
    """A dot and words for each point; no words over a dot or over other words while there is room."""
    places = [(across.at(log10(point.cost)), up.at(point.f1)) for point in points]
    taken = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in places]
    for point, place in zip(points, places, strict=True):
        words = words_of(point)
        label = free_label(list(labels(*place, len(words) * LETTER)), taken)
        taken.append(label.box)
        yield mark(point, place, label)


def words_of(point: Point) -> str:
    """Name, quality, cost."""
    cost = f"{point.cost:.1f}" if point.cost < 10 else f"{point.cost:.0f}"
    return f"{point.name} {point.f1:.3f}, {cost}×"


def labels(x: float, y: float, width: float) -> Iterable[Label]:
    """Where words may stand: right of the dot, left of it, above, below, in this order."""
    for anchor, left, base in (
        ("start", x + GAP, y + 4.5),
        ("end", x - GAP - width, y + 4.5),
        ("middle", x - width / 2, y - GAP - 2),
        ("middle", x - width / 2, y + GAP + 11),
    ):
        at = {"start": left, "end": left + width, "middle": x}[anchor]
        yield Label(at, base, anchor, Box(left, base - 11, left + width, base + 4))


def free_label(possible: Sequence[Label], taken: Sequence[Box]) -> Label:
    """The first within the frame that covers nothing, or else the first within the frame."""
    inside = [label for label in possible if label.box.left > LEFT and label.box.right < RIGHT]
    free = [label for label in inside if not any(label.box.meets(box) for box in taken)]
    return (free or inside or possible)[0]


def mark(point: Point, place: tuple[float, float], label: Label) -> str:
    """A dot and its words."""
    colour, weight = ("#c2410c", "bold") if point.name == OURS else ("#33608c", "normal")
    return (
        f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{DOT}" fill="{colour}"/>\n'
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" text-anchor="{label.anchor}" font-weight="{weight}" '
        f'fill="{colour}" stroke="#fff" stroke-width="4" paint-order="stroke">{escape(words_of(point))}</text>\n'
    )
