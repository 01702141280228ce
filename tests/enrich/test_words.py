from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich import plain_words, words
from streams.enrich.words import words_of

LETTERS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("ab \n\xa0\u2003\x1c_.,«»İßŉ\u0345éΣ東かไทยក서आ！😀\ud800\u200d\U00020000"),
    )
)


@pytest.fixture(scope="module")
def native() -> ModuleType:
    """The module in Cython, where it is compiled."""
    found: ModuleType = pytest.importorskip("streams.enrich._words")
    return found


def test_neither_case_nor_white_space_counts() -> None:
    """Words are what stands between spaces of any kind, in any case."""
    assert words_of("  Rain\xa0FALLS\n\non Straße ").folded == words_of("rain falls on STRASSE").folded
    assert words_of("").folded == b""


@given(LETTERS)
def test_words_are_the_same_in_both_forms(native: ModuleType, text: str) -> None:
    """Compiled code and plain Python fold and count alike, in all of Unicode."""
    assert native.read_words(text) == plain_words.read_words(text)


@given(LETTERS, st.integers(1, 700))
def test_simhashes_are_the_same_in_both_forms(native: ModuleType, text: str, times: int) -> None:
    """Also beyond what is read, and of more words than fit in a byte."""
    folded, _ = plain_words.read_words(text * times)
    assert native.simhash(folded) == plain_words.simhash(folded)


@given(LETTERS, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9))), st.lists(LETTERS.filter(bool)))
def test_parts_are_found_the_same_in_both_forms(
    native: ModuleType, text: str, cuts: list[tuple[int, int]], others: list[str]
) -> None:
    """Those that are in the words and those that are not, short or long, also twice."""
    folded, _ = plain_words.read_words(text)
    cut = [folded[start : start + size] for start, size in cuts]
    parts = [*filter(None, cut), *(other.encode("utf-8", "replace") for other in others)]
    assert native.count_in(folded, parts) == plain_words.count_in(folded, parts)


def test_compiled_form_is_taken(native: ModuleType) -> None:
    """Where it is there."""
    assert words.simhash is native.simhash
