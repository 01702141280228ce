"""Decides which outcomes on the topics belong to a range of raw pages, and from where on they must be looked for."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from schemas import headers as names
from streams.compare.store import Before
from streams.harvest import topics_of
from streams.history.reader import AHEAD, first_times, read, texts
from streams.history.source import source_of
from streams.history.span import Choice, Span, spans
from streams.outcome import Kind
from streams.settings import Settings

# The headers of why there is no article: a page may have brought those of another kind itself.
_SAYS = {
    Kind.ARTICLE: ("", ""),
    Kind.SKIPPED: (names.SKIP_REASON, names.SKIP_DETAIL),
    Kind.DEAD: (names.ERRORS_REASON, names.ERRORS_EXCEPTION_MESSAGE),
}


async def outcomes_of(
    reader: AIOKafkaConsumer, settings: Settings, raw: Sequence[Span]
) -> AsyncGenerator[list[Before], None]:
    """All outcomes of the pages in these spans that are on the topics now, with duplicates. To be closed."""
    wanted = {span.partition: span for span in raw}
    since = await earliest(reader, settings.raw_topic, raw)
    for topic, kind in topics_of(settings).items():
        async for batch in read(reader, topic, await spans(reader, topic, Choice(since=since))):
            found = (_outcome(record, kind, settings.raw_topic) for record in batch.records)
            yield [outcome for outcome in found if outcome and _is_within(outcome, wanted)]


async def earliest(reader: AIOKafkaConsumer, topic: str, raw: Sequence[Span]) -> datetime | None:
    """The time before which no outcome of these pages can have been written; None where that is not known.

    A page's time may be any: that of its fetch, years ago, or an hour ahead. But all pages of a partition came after
    its first one, so what holds for that one holds for all.
    """
    times = [time async for time in first_times(reader, topic, raw)]
    if not times or min(times) < 0:
        return None
    return max(datetime.fromtimestamp(min(times) / 1000, UTC) - AHEAD, datetime.fromtimestamp(0, UTC))


def _outcome(record: ConsumerRecord, kind: Kind, raw_topic: str) -> Before | None:
    """None for what is no outcome of a page of this topic: another's, or a deletion on a compacted topic."""
    known = texts(record)
    source = source_of(known)
    if source is None or source.topic != raw_topic or record.value is None:
        return None
    reason, detail = _SAYS[kind]
    return Before(
        partition=source.partition,
        offset=source.offset,
        time=record.timestamp,
        kind=kind,
        reason=known.get(reason, ""),
        detail=known.get(detail, ""),
        version=known.get(names.EXTRACTOR_VERSION, "?"),
        value=record.value if kind is Kind.ARTICLE else b"",
    )


def _is_within(outcome: Before, wanted: Mapping[int, Span]) -> bool:
    span = wanted.get(outcome.partition)
    return span is not None and span.start <= outcome.offset < span.end
