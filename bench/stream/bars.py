"""Decides how amounts beside each other are drawn: a bar each, made of parts, as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

WIDTH, LEFT, RIGHT, TOP, STEP, THICK = 760, 220, 690, 76, 34, 20
COLOURS = ("#c2410c", "#33608c", "#a8b3bd")
LETTER = 7.6
"""The width of a letter, on the mean."""

Bars = Mapping[str, Sequence[float]]
"""By the name of each bar: the sizes of its parts."""


def picture(title: str, words: str, parts: Sequence[str], bars: Bars, form: str = "{:.1f}") -> str:
    """The whole file; `words` stand under the title, `parts` name the colours, `form` is that of a bar's sum."""
    height = TOP + STEP * len(bars) + 10
    most = max(sum(sizes) for sizes in bars.values())
    drawn = (_bar(at, name, sizes, most, form) for at, (name, sizes) in enumerate(bars.items()))
    return "".join([_head(title, words, height), *_legend(parts), *drawn, "</svg>\n"])


def _head(title: str, words: str, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="13" fill="#333">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n'
        f'<text x="20" y="26" font-size="16" font-weight="bold">{escape(title)}</text>\n'
        f'<text x="20" y="44" fill="#666">{escape(words)}</text>\n'
    )


def _legend(parts: Sequence[str]) -> Iterable[str]:
    x = 20.0
    for colour, part in zip(COLOURS, parts, strict=False):
        yield f'<rect x="{x:.0f}" y="54" width="12" height="12" fill="{colour}"/>\n'
        yield f'<text x="{x + 17:.0f}" y="65">{escape(part)}</text>\n'
        x += 17 + LETTER * len(part) + 20


def _bar(at: int, name: str, sizes: Sequence[float], most: float, form: str) -> str:
    y, x = TOP + STEP * at, float(LEFT)
    drawn = f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(name)}</text>\n'
    for colour, size in zip(COLOURS, sizes, strict=False):
        width = (RIGHT - LEFT) * size / most
        drawn += f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{THICK}" fill="{colour}"/>\n'
        x += width
    return drawn + f'<text x="{x + 6:.1f}" y="{y + 15}">{form.format(sum(sizes))}</text>\n'
