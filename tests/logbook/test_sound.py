from __future__ import annotations

import io
from typing import Any

import orjson
import pytest
from rich.console import Console

from schemas.log_fields import ACTION, Action
from streams.cli.logs_view import view
from streams.logbook.book import Logbook
from streams.logbook.data import as_json
from streams.logbook.findings import findings, verdict
from streams.logbook.html import as_html
from streams.logbook.report import report
from streams.logbook.sound import SHAPES, Soundness
from tests.logbook.story import story

LINES = {entry[ACTION]: entry for line in story() if line.startswith(b"{") for entry in [orjson.loads(line)]
         if ACTION in entry}  # fmt: skip
WRONG: list[Any] = [
    *(None, True, -1, 1e308, 2**63, "", "x", [], [1], {}, {"0": "x"}, {"0": None}),
    *("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z", "2026-13-45T99:99:99.000Z"),
]


@pytest.mark.parametrize("action", sorted({*LINES} & {*Action}))
def test_a_line_with_a_field_that_cannot_be_spoils_no_report(action: str) -> None:
    """It is counted as broken, or the field is one that nobody reads; also where the field is missing."""
    book, whole = Logbook(), LINES[action]
    for line in story():
        book.take(line)
    before, tried = book.lines.read, 0
    for name in whole:
        for value in WRONG:
            book.take(orjson.dumps({**whole, name: value}))
        book.take(orjson.dumps({other: each for other, each in whole.items() if other != name}))
        tried += len(WRONG) + 1
    assert book.lines.read == before + tried
    assert book.lines.broken > 0
    found = report(book)
    said = findings(found)
    first_line = verdict(found, said)
    assert as_html(found, said, first_line)
    assert as_json(found, said, first_line)
    Console(file=io.StringIO()).print(view(found, said, first_line))


def test_shapes_are_forgotten_before_they_are_too_many() -> None:
    """A log can have lines with any fields."""
    soundness = Soundness()
    assert all(soundness.holds({f"field-{number}": 1}) for number in range(3 * SHAPES))
    assert len(soundness._known) <= SHAPES
