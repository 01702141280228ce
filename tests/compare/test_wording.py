from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from streams.compare.wording import Piece, Said, wording

TEXTS = st.text(alphabet="ab 東京\n.", max_size=60)
BOTH, BEFORE, AFTER, SKIPPED = Said.BOTH, Said.BEFORE, Said.AFTER, Said.SKIPPED


def joined(before: str, after: str, *said: Said, context: int = 1000) -> str:
    """The pieces of these kinds."""
    return "".join(piece.text for piece in wording(before, after, context=context) if piece.said in said)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    """Nothing is lost or invented."""
    assume(before != after)
    assert joined(before, after, BOTH, BEFORE) == before
    assert joined(before, after, BOTH, AFTER) == after


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("a", "", [(BEFORE, "a")]),
        ("", "a b", [(AFTER, "a b")]),
        ("the ferry sails", "the boat sails", [(BOTH, "the "), (BEFORE, "ferry"), (AFTER, "boat"), (BOTH, " sails")]),
        ("東京都", "東大都", [(BOTH, "東"), (BEFORE, "京"), (AFTER, "大"), (BOTH, "都")]),
        ("one\ntwo", "one\ntwo\nthree", [(BOTH, "one\ntwo"), (AFTER, "\nthree")]),
    ],
)  # fmt: skip
def test_word_by_word(before: str, after: str, pieces: list[tuple[Said, str]]) -> None:
    """In scripts without spaces character by character."""
    assert wording(before, after) == [Piece(said, text) for said, text in pieces]


def test_what_both_say_is_shortened() -> None:
    """At both ends and between two differences; how much is left out is told."""
    words = [f"w{number}" for number in range(100)]
    after = [*words[:30], "x", *words[31:70], "y", *words[71:]]
    assert wording(" ".join(words), " ".join(after), context=4) == [
        Piece(SKIPPED, "28"), Piece(BOTH, "w28 w29 "), Piece(BEFORE, "w30"), Piece(AFTER, "x"), Piece(BOTH, " w31 w32"),
        Piece(SKIPPED, "35"), Piece(BOTH, "w68 w69 "), Piece(BEFORE, "w70"), Piece(AFTER, "y"), Piece(BOTH, " w71 w72"),
        Piece(SKIPPED, "27"),
    ]  # fmt: skip


def test_what_would_take_too_long_is_told_as_a_whole() -> None:
    """Texts of few words that are all over the place; their common ends are found all the same."""
    chance = random.Random(4)  # noqa: S311 - a text, not a secret
    before, after = (" ".join(chance.choices("abc", k=5000)) for _ in range(2))
    found = wording(f"start {before} end", f"start {after} end")
    assert [piece.said for piece in found] == [BOTH, BEFORE, AFTER, BOTH]
