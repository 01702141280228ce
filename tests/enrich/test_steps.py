from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import orjson

from schemas.article import Article
from streams.enrich import STEPS


def test_steps_together(article: Callable[..., Article]) -> None:
    """All steps fill a record that can be written, and taking them again changes nothing."""
    text = "The city council passed a new budget for the coming year, most of it for roads and schools."
    once = reduce(lambda known, step: step(known), STEPS, article(text=text, title="Budget"))
    twice = reduce(lambda known, step: step(known), STEPS, once)
    assert once == twice
    record = orjson.loads(once.to_json())
    assert record["language"] == "en"
    assert record["word_count"] == 18
    assert len(record["content_hash"]) == 32
    assert len(record["fingerprint"]) == 16
    assert 0 < record["quality"]["score"] < 1
