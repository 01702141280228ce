from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import blake2b
from itertools import combinations

import pytest

from schemas.article import Article
from streams.enrich.fingerprint import add_fingerprint, simhash

LETTERS = {
    "latin": "abcdefghijklmnopqrstuvwxyzéö",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщыэюя",
    "han": "".join(map(chr, range(0x4E00, 0x5200))),
    "thai": "".join(map(chr, range(0x0E01, 0x0E2E))),
}


def words_of(script: str, count: int, seed: int) -> list[str]:
    """Invented words; those of scripts without spaces are a character each."""
    dice = random.Random(f"{script} {seed}")  # noqa: S311 - any words will do
    lengths = (1, 1) if script in {"han", "thai"} else (2, 9)
    return ["".join(dice.choices(LETTERS[script], k=dice.randint(*lengths))) for _ in range(count)]


def joined(script: str, words: list[str]) -> str:
    """Words as a text of their script."""
    return ("" if script in {"han", "thai"} else " ").join(words)


def distance(one: str, other: str) -> int:
    """Bits in which the simhashes of two texts differ."""
    return (simhash(one) ^ simhash(other)).bit_count()


@pytest.mark.parametrize("script", LETTERS)
def test_near_copies_differ_in_few_bits(script: str) -> None:
    """A text with two words in a hundred changed is close, in every script."""
    words = words_of(script, 600, 1)
    changed = list(words)
    for place, word in zip(range(25, 600, 50), words_of(script, 12, 2), strict=True):
        changed[place] = word
    assert distance(joined(script, words), joined(script, changed)) <= 12


@pytest.mark.parametrize("script", LETTERS)
def test_other_texts_differ_in_many_bits(script: str) -> None:
    """Different texts are far apart, in every script."""
    texts = [joined(script, words_of(script, 600, seed)) for seed in range(8)]
    assert min(distance(one, other) for one, other in combinations(texts, 2)) >= 15


def test_order_of_words_counts() -> None:
    """The same words in another order are another text."""
    words = words_of("latin", 300, 1)
    assert distance(" ".join(words), " ".join(sorted(words))) >= 15


def test_copies_may_be_cut_short() -> None:
    """What follows the first three thousand letters does not count."""
    words = words_of("latin", 900, 1)
    assert distance(" ".join(words), " ".join(words[:500])) == 0
    assert distance(" ".join(words), " ".join(words[:400])) > 0


@pytest.mark.parametrize("text", ["word", "東", "a a a a"])
def test_short_texts_have_a_fingerprint(text: str) -> None:
    """One word is enough."""
    assert simhash(text) != 0


def test_values_never_change() -> None:
    """A fingerprint is compared with those of years ago, made on other machines."""
    assert simhash("the ferry is back in the harbour") == FERRY
    assert simhash("市議会は予算案を可決した。") == BUDGET


def test_step_fills_the_fields(article: Callable[..., Article]) -> None:
    """The hash is that of the folded text: case and white space do not count."""
    one = add_fingerprint(article(text="The  FERRY\nis back."))
    other = add_fingerprint(article(text="the ferry is back."))
    assert (
        one.content_hash == other.content_hash == blake2b(b"the ferry is back.", digest_size=16).hexdigest()
    )
    assert one.fingerprint == other.fingerprint == f"{simhash('the ferry is back.'):016x}"


def test_text_without_words(article: Callable[..., Article]) -> None:
    """Without a word the fingerprint is zero; a lone surrogate is no error."""
    assert add_fingerprint(article(text=" ")).fingerprint == "0" * 16
    assert add_fingerprint(article(text="a \udce9")).content_hash


FERRY = 0x9025AF67B3BA053C
BUDGET = 0xB63F4B7F866664A
