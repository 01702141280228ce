"""Decides how memory and open files over pages are drawn, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

WIDTH, HEIGHT = 760, 320
LEFT, RIGHT, TOP, BOTTOM = 70, 700, 40, 270
STEPS = 5


class Sample(Protocol):
    """One moment."""

    @property
    def pages(self) -> int:
        """Pages done by then."""

    @property
    def main(self) -> float:
        """Memory of the worker, MiB."""

    @property
    def children(self) -> float:
        """Memory of its children, MiB."""

    @property
    def files(self) -> int:
        """Its open files."""


LINES: tuple[tuple[str, str, Callable[[Sample], float]], ...] = (
    ("worker, MiB", "#c2410c", lambda sample: sample.main),
    ("its children together, MiB", "#33608c", lambda sample: sample.children),
    ("open files of the worker", "#4d7c0f", lambda sample: sample.files),
)
HEAD = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" \
font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="13" fill="#333">
<title>Memory and open files of a worker over the pages that it has done</title>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
<text x="{(LEFT + RIGHT) // 2}" y="{HEIGHT - 12}" text-anchor="middle">pages done</text>
"""


def picture(samples: Sequence[Sample]) -> str:
    """The whole file."""
    pages = max(sample.pages for sample in samples) or 1
    highest = max(value(sample) for sample in samples for _, _, value in LINES)
    top = next(size * 10**power for power in range(9) for size in (1, 2, 5) if size * 10**power >= highest)
    return HEAD + "".join([*_grid(pages, top), *_lines(samples, pages, top)]) + "</svg>\n"


def _grid(pages: int, top: int) -> Iterable[str]:
    for step in range(STEPS + 1):
        x, y = LEFT + (RIGHT - LEFT) * step / STEPS, BOTTOM - (BOTTOM - TOP) * step / STEPS
        yield f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#e4e4e4"/>\n'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{top * step // STEPS}</text>\n'
        yield f'<text x="{x:.1f}" y="{BOTTOM + 20}" text-anchor="middle">{pages * step // STEPS:,}</text>\n'


def _lines(samples: Sequence[Sample], pages: int, top: int) -> Iterable[str]:
    for number, (name, colour, value) in enumerate(LINES):
        points = " ".join(
            f"{LEFT + (RIGHT - LEFT) * sample.pages / pages:.1f},"
            f"{BOTTOM - (BOTTOM - TOP) * value(sample) / top:.1f}"
            for sample in samples
        )
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        yield f'<text x="{LEFT + 210 * number}" y="24" fill="{colour}">{name}</text>\n'
