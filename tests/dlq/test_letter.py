from __future__ import annotations

from pathlib import Path

import pytest

from schemas import headers as names
from schemas.rejection import Reason
from streams import manifest
from streams.dead_letter import dead_letter, smaller
from streams.dlq.export import Folder
from streams.dlq.groups import Group, Groups
from streams.dlq.letter import Letter
from streams.ingest.address import Addressing
from streams.ingest.message import Message as Found
from streams.ingest.reading import read
from streams.ingest.sources import entries
from streams.outcome import dead
from streams.records import Message, Record

PAGE = b"<html>" + b"<p>word</p>" * 5000
SENT = (("url", b"https://news.example.org/a"), ("content-type", b"text/html"))


def record(
    page: bytes = PAGE, host: str = "news.example.org", key: bytes | None = b"k", topic: str = "raw"
) -> Record:
    """A dead letter as it is written."""
    message = Message(topic=topic, partition=1, offset=9, timestamp=1, key=key, value=page, headers=SENT)
    outcome = dead(f"https://{host}/a", Reason.BUG, "KeyError in a:b", exception="KeyError", frame="a:b")
    return dead_letter(message, outcome, topic="dlq", group="g", failed_at="2026-11-24T00:00:00Z")


def letter(written: Record, offset: int = 4, timestamp: int = 7) -> Letter:
    """The same as it is read."""
    told = {name: (value or b"").decode() for name, value in written.headers}
    return Letter(2, offset, timestamp, written.key, written.value, written.headers, told)


def test_a_letter_tells_what_came_in_and_why_it_failed() -> None:
    """Its own headers are no part of the message."""
    found = letter(record())
    assert (found.place, found.reason, found.detail) == ("2:4", "bug", "KeyError in a:b")
    assert (found.host, found.sent, found.page()) == ("news.example.org", SENT, PAGE)


def test_what_was_packed_for_the_broker_is_unpacked() -> None:
    """What was cut is not, and says so; what is broken is refused."""
    packed, *cut, _, _ = smaller(record(), 10_000)
    assert packed.value != PAGE
    assert letter(packed).page() == PAGE
    assert letter(cut[0]).is_cut
    assert letter(cut[0]).page() == PAGE[: len(cut[0].value)]
    with pytest.raises(ValueError, match="2:4 cannot be unpacked"):
        letter(Record(packed.topic, packed.key, packed.value[:-9], packed.headers)).page()


def test_letters_are_grouped_by_cause() -> None:
    """The largest group first, with its times and a few places."""
    made = Groups()
    for offset in range(5):
        made.add(letter(record(), offset, timestamp=100 - offset))
    made.add(letter(record(host="other.example"), 9))
    first, second = made.ordered()
    expected = Group(
        first.fingerprint, "bug", "news.example.org", "KeyError in a:b", 96, 100, 5, ["2:0", "2:1", "2:2"]
    )
    assert first == expected
    assert (second.count, second.samples) == (1, ["2:9"])


@pytest.mark.parametrize("key", [b"k", None])
def test_an_export_is_read_back_as_it_came_in(tmp_path: Path, key: bytes | None) -> None:
    """Key, value and headers, by the reader of `streams ingest`."""
    folder = Folder(tmp_path / "new" / "one")
    folder.add(letter(record(key=key)))
    assert folder.finish() == 1
    [source] = entries(tmp_path / "new" / "one" / manifest.FILE_NAME)
    [found] = read(source, Addressing())
    assert isinstance(found, Found)
    assert (found.key, found.value, found.headers) == (key, PAGE, SENT)
    assert names.ERRORS_REASON not in dict(found.headers)


def test_an_export_is_not_mixed_with_another(tmp_path: Path) -> None:
    """A folder with a manifest is left as it is."""
    Folder(tmp_path).finish()
    with pytest.raises(FileExistsError):
        Folder(tmp_path)
