from __future__ import annotations

import re
from itertools import product

import pytest

from streams.explain_style import STYLE

LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part)) for part in STYLE.split("@media")[:2]
)
INKS = ("ink", "quiet", "link", "kept", "gone", "note")
GROUNDS = ("page", "sheet", "kept-soft", "gone-soft")
LEAST = 4.5
"""The contrast that WCAG 2.2 asks of text at level AA: https://www.w3.org/TR/WCAG22/#contrast-minimum"""


def luminance(colour: str) -> float:
    """How bright a colour is: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: dict[str, str]) -> None:
    """Every colour of text on every ground, in both schemes."""
    for ink, ground in product(INKS, GROUNDS):
        dark, bright = sorted((luminance(scheme[ink]), luminance(scheme[ground])))
        assert (bright + 0.05) / (dark + 0.05) >= LEAST, (ink, ground)


def test_both_schemes_have_the_same_colours() -> None:
    """Each is used, and none is written out beside them."""
    assert set(LIGHT) == set(DARK) == set(re.findall(r"var\(--([a-z-]+)\)", STYLE))
    rest = STYLE.split("* { box-sizing", 1)[1]
    assert not re.findall(r"#[0-9a-f]{3,6}\b", rest)


def test_the_focus_is_seen() -> None:
    """Nothing takes away the outline of what a key has reached."""
    assert ":focus-visible { outline: 3px solid" in STYLE
    assert "outline: none" not in STYLE
    assert "outline: 0" not in STYLE
