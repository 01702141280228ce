from __future__ import annotations

import pytest

from schemas.article import Block, BlockType
from streams.extract.dateline import dateline


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BERLIN (Reuters) - It rains.", "BERLIN (Reuters)"),
        ("KYIV, Ukraine (AP) — It rains.", "KYIV, Ukraine (AP)"),
        ("Berlin (dpa/epd) - Es regnet.", "Berlin (dpa/epd)"),
        ("(Yonhap) -- It rains.", "(Yonhap)"),
        ("NEW YORK — It rains.", "NEW YORK"),
        ("MILL HILL (DP) — It rains.", "MILL HILL (DP)"),
        ("МОСКВА, 4 мая (ТАСС). Дождь.", "МОСКВА, 4 мая (ТАСС)"),
        ("МОСКВА — Дождь.", "МОСКВА"),
        ("The mayor (62) said it rains.", None),
        ("The Associated Press (founded in 1846) — it rains.", None),
        ("It rains — again.", None),
        ("THIS IS ONE VERY LONG SHOUTED LINE — it rains.", None),
        ("RIO DE JANEIRO — It rains.", "RIO DE JANEIRO"),
        ("WHERE THE STORM STANDS NOW - It rains.", None),
        ("", None),
    ],
)
def test_a_dateline_opens_the_first_paragraph(text: str, place: str | None) -> None:
    """A place in capitals, or a place with a known agency in brackets, before the story begins."""
    blocks = (Block(BlockType.HEADING, "LONDON (AP) - x"), Block(BlockType.PARAGRAPH, text))
    found = dateline(blocks)
    assert (found.value if found else None) == place


def test_a_page_without_paragraphs_has_none() -> None:
    """A heading is no paragraph."""
    assert dateline(()) is None
