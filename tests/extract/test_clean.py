from __future__ import annotations

import pytest

from streams.extract.clean import clean, fold


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("  Two\n words ", "Two words"),
        ("Fish &amp; chips", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("<b>Bold</b> claim <!-- note -->", "Bold claim"),
        ("5 < 6", "5 < 6"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("lone\ud800 surrogate", "lone surrogate"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_value_becomes_plain_words(value: str, words: str) -> None:
    """Entities, tags, white space and invisible characters are undone; joiners that spell words stay."""
    assert clean(value) == words


def test_a_very_long_value_is_cut() -> None:
    """Only the first 20,000 characters of a value are looked at."""
    assert len(clean("x" * 50_000)) == 20_000


def test_names_are_compared_without_case_and_punctuation() -> None:
    """Two spellings of a name have the same key, in any script with vowel signs intact."""
    assert fold("The  Daily-Planet!") == fold("the daily planet")
    assert fold("हिन्दी समाचार") == "हिन्दी समाचार"
