from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.compare.similarity import similarity

TEXTS = st.text(alphabet="ab 東京\n", max_size=40)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("", "", 1.0),
        ("", "harbour", 0.0),
        ("harbour", "harbour", 1.0),
        ("harbour", "ferry", 0.0),
        ("the ferry sails", "the  ferry\nsails", 1.0),
        # pairs: ^the the_ferry ferry_sails sails$ and ^the the_boat boat_sails sails$
        ("the ferry sails", "the boat sails", 0.5),
        # the same words in another order are another text
        ("a b c d", "d c b a", 0.0),
        # three of the pairs ^東 東京 京都 都$ and ^東 東京 京$: two are in both
        ("東京都", "東京", 4 / 7),
        ("ครู", "ครู", 1.0),
    ],
)
def test_known_texts(one: str, other: str, alike: float) -> None:
    """Worked out by hand."""
    assert similarity(one, other) == pytest.approx(alike)


@given(TEXTS, TEXTS)
def test_it_is_a_share_and_knows_no_direction(one: str, other: str) -> None:
    """From 0 to 1, the same from both sides, 1 for the same words."""
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) == 1
    assert similarity(one, f" {one}\n") == 1


def test_one_word_of_many() -> None:
    """It costs its two pairs, in a script with spaces and in one without."""
    for text, gap in (("ferry", " "), ("字", "")):
        words = [text] * 99
        changed = [*words[:50], "x", *words[51:]]
        assert similarity(gap.join(words), gap.join(changed)) == pytest.approx(1 - 2 / 100)
