from __future__ import annotations

import pytest

from streams.extract.months import month_number


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("December", "en", 12),
        ("SEPT.", None, 9),
        ("März", None, 3),
        ("января", "ru", 1),
        ("อ", None, None),
        ("listopad", "cs", 11),
        ("listopad", "hr", 10),
        ("mayo", "xx", 5),
    ],
)
def test_a_word_names_a_month(word: str, language: str | None, number: int | None) -> None:
    """Names and short forms are known in many languages; the page's language comes first."""
    if number is None:
        with pytest.raises(ValueError, match="no month"):
            month_number(word, language)
    else:
        assert month_number(word, language) == number
