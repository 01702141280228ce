from __future__ import annotations

import asyncio
import logging

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from schemas.rejection import Reason
from streams.delivery import MAX_DELAY, Delivery, one_by_one
from streams.forms import DeliveryStopped, Destinations
from streams.outcome import Kind, Outcome, dead
from streams.records import Message, Record

TO = Destinations(articles="articles", skipped="skipped", dead="dlq", group="streams", max_bytes=1_000_000)
MESSAGE = Message(topic="raw", partition=0, offset=1, timestamp=0, key=b"k", value=b"<p>" * 1000)
ARTICLE = Outcome(
    kind=Kind.ARTICLE, payload=b"{}", key=b"k", url="https://example.org/a", domain="example.org"
)
SKIPPED = Outcome(kind=Kind.SKIPPED, reason=Reason.FEED)
DEAD = dead("https://example.org/a", Reason.BUG, "")


class Broker:
    """Takes records, but for the errors that are lined up for a topic."""

    def __init__(self, **errors: list[BaseException]) -> None:
        self.errors = errors
        self.taken: list[Record] = []
        self.pauses: list[float] = []

    async def send(self, record: Record) -> None:
        """Take the record or raise the next error."""
        if self.errors.get(record.topic):
            raise self.errors[record.topic].pop(0)
        self.taken.append(record)

    async def pause(self, seconds: float) -> None:
        """Remember how long would have been waited."""
        self.pauses.append(seconds)

    def delivery(self) -> Delivery:
        """A delivery to this broker."""
        return Delivery(one_by_one(self.send), TO, pause=self.pause)


@pytest.mark.parametrize(("outcome", "topic"), [(ARTICLE, "articles"), (SKIPPED, "skipped"), (DEAD, "dlq")])
async def test_an_outcome_goes_to_its_topic(outcome: Outcome, topic: str) -> None:
    """Each to one, once."""
    broker = Broker()
    assert await broker.delivery().deliver(MESSAGE, outcome) == outcome
    assert [record.topic for record in broker.taken] == [topic]


async def test_errors_that_pass_are_waited_for() -> None:
    """Ever longer, up to a bound, as often as it takes."""
    passing = [
        KafkaConnectionError(),
        NotEnoughReplicasError(),
        KafkaTimeoutError(),
        UnknownTopicOrPartitionError(),
        TimeoutError(),
        OSError(),
    ]
    broker = Broker(articles=passing * 4)
    assert await broker.delivery().deliver(MESSAGE, ARTICLE) == ARTICLE
    assert len(broker.pauses) == 24
    assert broker.pauses[:3] == [0.1, 0.2, 0.4]
    assert max(broker.pauses) == MAX_DELAY


async def test_a_broker_that_does_not_answer_is_asked_again() -> None:
    """A try ends with its time."""
    answered = asyncio.Event()

    async def send(_: Record) -> None:
        if not answered.is_set():
            answered.set()
            async with asyncio.timeout(0.01):
                await asyncio.Event().wait()

    delivery = Delivery(one_by_one(send), TO, pause=Broker().pause)
    assert await delivery.deliver(MESSAGE, ARTICLE) == ARTICLE


async def test_a_refused_article_becomes_a_dead_letter() -> None:
    """With the original bytes, and the broker's reason."""
    broker = Broker(articles=[TopicAuthorizationFailedError()] * 2)
    outcome = await broker.delivery().deliver(MESSAGE, ARTICLE)
    [record] = broker.taken
    headers = dict(record.headers)
    assert (outcome.kind, outcome.reason) == (Kind.DEAD, Reason.REFUSED)
    assert outcome.url == ARTICLE.url
    assert (record.topic, record.value) == ("dlq", MESSAGE.value)
    assert headers["__connect.errors.reason"] == b"refused"
    assert headers["__connect.errors.stage"] == b"publish"
    assert headers["__connect.errors.exception.class.name"] == b"TopicAuthorizationFailedError"


async def test_a_refused_batch_does_not_bury_its_innocent_records() -> None:
    """The broker refuses a batch as a whole; each record of it is tried again alone."""
    batch: list[Record] = []

    async def send(record: Record) -> None:
        batch.append(record)
        await asyncio.sleep(0.01)
        together, bad = len(batch), any(record.value == b"bad" for record in batch)
        await asyncio.sleep(0.01)
        batch.remove(record)
        if bad and (together > 1 or record.value == b"bad") and record.topic != TO.dead:
            raise MessageSizeTooLargeError

    delivery = Delivery(one_by_one(send), TO)
    articles = [Outcome(kind=Kind.ARTICLE, payload=payload, key=b"k") for payload in (b"1", b"bad", b"2")]
    ends = await asyncio.gather(*(delivery.deliver(MESSAGE, article) for article in articles))
    assert [end.kind for end in ends] == [Kind.ARTICLE, Kind.DEAD, Kind.ARTICLE]


async def test_a_bug_in_writing_is_no_reason_to_try_for_ever() -> None:
    """An error that is not the broker's counts as a refusal."""
    broker = Broker(skipped=[AssertionError("no")] * 2)
    outcome = await broker.delivery().deliver(MESSAGE, SKIPPED)
    assert outcome.reason is Reason.REFUSED


async def test_a_dead_letter_that_is_too_large_becomes_smaller() -> None:
    """Packed at first, cut then: it is never dropped."""
    broker = Broker(dlq=[MessageSizeTooLargeError()] * 4)
    assert await broker.delivery().deliver(MESSAGE, DEAD) == DEAD
    [record] = broker.taken
    assert dict(record.headers)["truncated-length"] == b"3000"


@pytest.mark.parametrize("error", [TopicAuthorizationFailedError(), MessageSizeTooLargeError()])
async def test_a_dead_letter_that_is_refused_stops_all(error: BaseException) -> None:
    """Nothing may be acknowledged then."""
    broker = Broker(articles=[MessageSizeTooLargeError()] * 2, dlq=[error] * 20)
    with pytest.raises(
        DeliveryStopped, match=f"dlq refuses the dead letter of raw/0/1: {type(error).__name__}"
    ):
        await broker.delivery().deliver(MESSAGE, ARTICLE)
    assert broker.taken == []


async def test_the_slowest_record_is_known() -> None:
    """From the first try to the confirmation."""
    release = asyncio.Event()

    async def send(_: Record) -> None:
        await release.wait()

    delivery = Delivery(one_by_one(send), TO)
    assert delivery.slowest() == 0
    task = asyncio.create_task(delivery.deliver(MESSAGE, ARTICLE))
    await asyncio.sleep(0.01)
    assert delivery.slowest() > 0
    release.set()
    await task
    assert delivery.slowest() == 0


async def test_trouble_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """Not with each try; again only after something was written."""
    broker = Broker(articles=[KafkaConnectionError()] * 5)
    delivery = broker.delivery()
    with caplog.at_level(logging.WARNING, "streams.delivery"):
        await delivery.deliver(MESSAGE, ARTICLE)
        broker.errors["articles"] = [KafkaConnectionError()]
        await delivery.deliver(MESSAGE, ARTICLE)
    away, back = [record.getMessage() for record in caplog.records][:2]
    assert away.startswith("cannot write to articles, trying on: KafkaConnectionError; nothing is lost")
    assert back == "outcomes are written again, after 0.0 s"
    assert [record.getMessage() for record in caplog.records] == [away, back] * 2


async def test_one_that_is_held_up_holds_up_none_of_its_bundle() -> None:
    """The others are told as soon as the broker has confirmed them; so is what a refused one has become."""
    release, told = asyncio.Event(), dict[int, Kind]()

    async def send(record: Record) -> None:
        if record.value == b"slow":
            await release.wait()
        if record.value == b"away" and not told:
            raise KafkaConnectionError

    def written(number: int, outcome: Outcome) -> None:
        told[number] = outcome.kind

    articles = [Outcome(kind=Kind.ARTICLE, payload=payload, key=b"k") for payload in (b"slow", b"away", b"1")]
    delivery = Delivery(one_by_one(send), TO, pause=Broker().pause)
    delivering = asyncio.create_task(delivery.deliver_all([(MESSAGE, each) for each in articles], written))
    while len(told) < 2:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.001)
    assert (sorted(told), delivering.done()) == ([1, 2], False)
    assert delivery.slowest() > 0
    release.set()
    await delivering
    assert (sorted(told), delivery.slowest()) == ([0, 1, 2], 0)
