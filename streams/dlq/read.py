"""Decides which dead letters are meant, and reads them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass

from streams.dlq.letter import Letter
from streams.history.reader import consumer, read
from streams.history.span import Choice, spans
from streams.history.wanted import Wanted
from streams.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which dead letters; without anything, all."""

    choice: Choice
    """Which part of the topic of dead letters."""
    wanted: Wanted
    """Which pages."""
    reasons: Collection[str] = ()
    fingerprints: Collection[str] = ()

    def takes(self, letter: Letter) -> bool:
        """Whether a letter is meant."""
        return (
            (not self.reasons or letter.reason in self.reasons)
            and (not self.fingerprints or letter.fingerprint in self.fingerprints)
            and self.wanted.takes(letter.key, letter.value, letter.sent)
        )


async def letters(settings: Settings, selection: Selection) -> AsyncGenerator[Letter, None]:
    """The dead letters that are there now and meant. Raises `ReadError`, `NoSuchPart`."""
    async with consumer(settings) as reader:
        parts = await spans(reader, settings.dlq_topic, selection.choice)
        async for batch in read(reader, settings.dlq_topic, parts):
            for letter in map(Letter.of, batch.records):
                if selection.takes(letter):
                    yield letter
