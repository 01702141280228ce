from __future__ import annotations

from streams.enrich.words import folded_words


def test_neither_case_nor_white_space_counts() -> None:
    """Words are what stands between spaces of any kind, in any case."""
    assert folded_words("  Rain\xa0FALLS\n\non Straße ") == folded_words("rain falls on STRASSE")
    assert folded_words("") == ()
