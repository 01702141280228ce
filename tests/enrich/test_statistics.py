from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.article import Article
from streams.enrich.statistics import add_statistics, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n ", 0),
        ("The ferry is back.", 4),
        ("- a — b's ... 12 (x) !", 4),
        ("well-known e-mail", 2),
        ("Паром «вернулся» – да", 3),
        ("वह नाव लौट आई", 4),
        ("서울 시의회는 내년도", 3),
        ("عاد القارب", 2),
        ("東京 2020 ABC", 4),
        ("市長は「はい」", 5),
        ("สวัสดีครับ hello", 3),
        ("កម្ពុជា", 2),
        ("Good 😀 day 😀", 2),
        ("\N{CJK UNIFIED IDEOGRAPH-20000}", 1),
    ],
)
def test_words_in_every_script(text: str, words: int) -> None:
    """Spaces part words where they are set; ideographs and kana count singly, letters of Thai by fives."""
    assert count_words(text) == words


def test_long_runs_of_marks_are_counted_in_linear_time() -> None:
    """A line of a million marks is no word, and no trap."""
    assert count_words("a " + "-" * 1_000_000 + " b" + " -" * 100_000) == 2


def test_step_fills_the_field(article: Callable[..., Article]) -> None:
    """The step counts the words of the text."""
    assert add_statistics(article(text="The ferry is back.")).word_count == 4
