from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.article import Article, Block, BlockType, Link
from streams.enrich.quality import add_quality

SENTENCE = "The old ferry carried passengers across the harbour on Monday morning."


def with_blocks(*texts: str, kind: BlockType = BlockType.PARAGRAPH) -> dict[str, object]:
    """Text and blocks of a body."""
    return {"text": "\n".join(texts), "blocks": tuple(Block(kind, text) for text in texts)}


def test_good_record(article: Callable[..., Article]) -> None:
    """A long body in sentences under a title that it bears out is as good as can be."""
    rated = add_quality(
        article(
            **with_blocks(*[SENTENCE] * 30),
            word_count=330,
            title="Ferry crosses harbour",
            description="Passengers were carried on Monday.",
            date_published="2031-01-01",
            language="en",
            image="https://paper.example/a.jpg",
            publisher="The Paper",
        )
    ).quality
    assert (rated.text, rated.density, rated.metadata) == (1.0, 1.0, 1.0)
    assert rated.agreement == 0.875
    assert rated.score == 0.975


def test_empty_record(article: Callable[..., Article]) -> None:
    """A record with nothing in it is worth nothing."""
    rated = add_quality(article()).quality
    assert (rated.score, rated.text, rated.density, rated.metadata, rated.agreement) == (0.0,) * 5


def test_length_and_sentences_count(article: Callable[..., Article]) -> None:
    """Half of what is enough is half as good, and so is a body in which no paragraph ends."""
    half = add_quality(article(**with_blocks(SENTENCE), word_count=100)).quality
    unended = add_quality(article(**with_blocks(SENTENCE.rstrip(".")), word_count=200)).quality
    listed = add_quality(article(**with_blocks(SENTENCE, kind=BlockType.LIST), word_count=200)).quality
    assert (half.text, unended.text, listed.text) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    "text", ["Done.”", "Fertig!«", "完了した。", "वह आया।", "تم؟", "เรือกลับมาแล้ว", "So:", "Wait…"]
)
def test_sentences_end_in_every_script(text: str, article: Callable[..., Article]) -> None:
    """Marks of every script end a sentence; Thai sets none."""
    assert add_quality(article(**with_blocks(text), word_count=200)).quality.text == 1.0


def test_links_thin_a_body_out(article: Callable[..., Article]) -> None:
    """The share of linked text counts against the body, down to zero."""
    link = Link("https://paper.example/b", "x" * 25)
    some = add_quality(article(text="x" * 100, links=(link,))).quality
    more = add_quality(article(text="x" * 100, links=(link,) * 5)).quality
    assert (some.density, more.density) == (0.75, 0.0)


@pytest.mark.parametrize(
    ("title", "text", "agreement"),
    [
        ("Wahlen in der Stadt", "Die Wahl in einer Stadt am Meer", 0.5),
        ("Ferry FERRIES", "No boats", 0.0),
        ("渡し船が戻る", "市の渡し船が戻ると発表した", 1.0),
        ("1234 a b", "anything", 0.0),
    ],
)
def test_title_is_borne_out_by_the_body(
    title: str, text: str, agreement: float, article: Callable[..., Article]
) -> None:
    """The beginnings of the title's longer words are looked for in the body, pairs of ideographs likewise."""
    assert add_quality(article(title=title, text=text)).quality.agreement == agreement
