from __future__ import annotations

from schemas.rejection import Reason
from streams.ingest.message import Message, Refusal, Unreadable
from streams.ingest.publisher import Published
from streams.ingest.tally import Row, Tally


def test_reasons_are_counted_with_examples() -> None:
    """The most frequent reason comes first; only its first few pages are named."""
    tally = Tally()
    tally.add(Published(Message("a.html", None, b""), 0, 0))
    tally.add(Unreadable("b.html", "Permission denied"))
    for number in range(5):
        tally.add(Refusal(f"{number}.html", Reason.MISSING_URL, ""))
    assert (tally.published, tally.refused) == (1, 6)
    assert list(tally.rows()) == [
        Row("missing_url", 5, ("0.html", "1.html", "2.html")),
        Row("unreadable", 1, ("b.html: Permission denied",)),
    ]
