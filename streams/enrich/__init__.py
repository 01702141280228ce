"""What is worked out from an article alone: each step is a plain function that adds to the record."""

from __future__ import annotations

from collections.abc import Callable

from schemas.article import Article
from streams.enrich.fingerprint import add_fingerprint
from streams.enrich.language import add_language
from streams.enrich.quality import add_quality
from streams.enrich.statistics import add_statistics

Step = Callable[[Article], Article]
"""Takes a record and gives one with more in it; pure."""

# Quality comes last: it rates what the others found.
STEPS: tuple[Step, ...] = (add_language, add_statistics, add_fingerprint, add_quality)
"""The steps in the order in which they are taken."""
