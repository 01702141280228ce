from __future__ import annotations

from dataclasses import replace

import pytest

from schemas import headers as names
from streams.dead_letter import smaller
from streams.dlq.lineage import first_of
from streams.dlq.plan import Plan
from streams.dlq.read import Selection
from streams.dlq.redrive import copy_of, redrive
from streams.history.span import Choice
from streams.history.wanted import Wanted
from streams.ingest.pace import Pace
from streams.ingest.tally import Tally
from streams.settings import Settings
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.witness import Input
from tests.dlq.test_letter import PAGE, SENT, letter, record


def test_a_copy_is_the_message_as_it_came_in() -> None:
    """With what was told of the failure, and where it lay at first; nothing else of ours."""
    found = letter(record())
    copy = copy_of(found, (1, 9), "raw")
    told = tuple(header for header in found.headers if header[0].startswith("__connect.errors."))
    assert len(told) == 11
    assert (copy.origin, copy.key, copy.value) == ("2:4", b"k", PAGE)
    assert copy.headers == (*SENT, *told, ("redriven-from", b"raw/1/9"))


def test_what_was_packed_goes_back_unpacked() -> None:
    """Its headers do not say that it is packed."""
    packed = letter(next(smaller(record(), 10_000)))
    copy = copy_of(packed, (1, 9), "raw")
    assert copy.value == PAGE
    assert names.ERRORS_VALUE_ENCODING not in dict(copy.headers)
    with pytest.raises(ValueError, match="2:4 cannot be unpacked"):
        copy_of(replace(packed, value=packed.value[:-9]), (1, 9), "raw")


def test_a_copy_of_a_copy_names_the_first_page_once() -> None:
    """However often it fails."""
    written = record()
    again = letter(replace(written, headers=(("redriven-from", b"raw/0/3"), *written.headers)))
    first = first_of(again.told, "raw")
    assert first == (0, 3)
    copy = copy_of(again, first, "raw")
    assert [value for name, value in copy.headers if name == "redriven-from"] == [b"raw/0/3"]


@ON_KAFKA
def test_letters_that_expire_meanwhile_are_counted(stream: Stream) -> None:
    """The others are sent."""
    dead, settings = stream.outcomes["dead"], Settings.from_env(stream.settings)
    written = record(topic=stream.raw)
    stream.witness.send(dead, 2 * [Input(written.value, written.key, written.headers)], 0)
    made = Plan(frozenset({(0, 0), (0, 1)}), {})
    stream.witness.expire(dead, {0: 1})
    tally = Tally()
    every = Selection(choice=Choice(), wanted=Wanted())
    assert redrive(settings, every, made, tally, Pace(None)) == 1
    assert (tally.published, tally.refused) == (1, 0)
    assert len(stream.witness.read([stream.raw])) == 1
