from __future__ import annotations

import pytest

from schemas.article import Block, BlockType
from streams.extract.signature import without_signatures

AUTHORS = ("Ida Moor", "Ole Brandt")


@pytest.mark.parametrize(
    "line",
    [
        "Ida Moor",
        "By Ida Moor",
        "von Ida Moor und Ole Brandt",
        "By IDA MOOR on May 4, 2024",
        "16:08 Ole Brandt",
    ],
)
def test_a_line_that_only_names_the_authors_is_left_out(line: str) -> None:
    """A word before the names, one between them, a time or a date make it no sentence."""
    assert without_signatures([Block(BlockType.PARAGRAPH, line)], AUTHORS) == ()


@pytest.mark.parametrize(
    "block",
    [
        Block(BlockType.PARAGRAPH, "Ida Moor was there."),
        Block(BlockType.PARAGRAPH, "By the harbour"),
        Block(BlockType.PARAGRAPH, "Ida Moore"),
        Block(
            BlockType.PARAGRAPH, "Ida Moor told the board of the harbour on May 4, 2024 that she would go."
        ),
        Block(BlockType.PARAGRAPH, "Ida Moor. " * 20),
        Block(BlockType.HEADING, "Ida Moor"),
    ],
)
def test_sentences_and_headings_stay(block: Block) -> None:
    """What says more than a name, or heads what follows, is text."""
    assert without_signatures([block], AUTHORS) == (block,)
    assert without_signatures([block], ()) == (block,)
