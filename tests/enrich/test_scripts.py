from __future__ import annotations

import pytest

from streams.enrich.scripts import UNSPACED, WORD, is_spaced


@pytest.mark.parametrize("text", ["plain", "Straße „so“ – ja…", "Паром", "서울", "हिन्दी", "العربية", ""])
def test_scripts_that_set_spaces(text: str) -> None:
    """Alphabets and Hangul set spaces between words."""
    assert is_spaced(text)
    assert UNSPACED.search(text) is None


@pytest.mark.parametrize(
    "text", ["東", "ひ", "カ", "々", "ไทย", "ລາວ", "မြန်မာ", "ខ្មែរ", "\N{CJK UNIFIED IDEOGRAPH-20000}"]
)
def test_scripts_that_do_not(text: str) -> None:
    """Ideographs, kana and the family of Thai do not."""
    assert not is_spaced(text)
    assert UNSPACED.search(text) is not None


def test_what_stands_for_a_word() -> None:
    """Runs between spaces, and single characters of scripts without them."""
    assert WORD.findall("ab 東京c d") == ["ab", "東", "京", "c", "d"]
