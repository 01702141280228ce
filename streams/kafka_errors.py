"""Decides what an error of the Kafka client means: it passes, the record is too large, or the broker refuses it."""

from __future__ import annotations

from aiokafka.errors import (
    BrokerNotAvailableError,
    ConcurrentTransactions,
    CorruptRecordException,
    DuplicateSequenceNumber,
    GroupAuthorizationFailedError,
    IllegalOperation,
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    InvalidTxnState,
    KafkaError,
    KafkaTimeoutError,
    KafkaUnavailableError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    RecordListTooLargeError,
    RecordTooLargeError,
    ReplicaNotAvailableError,
    TopicAuthorizationFailedError,
    TransactionCoordinatorFenced,
    UnknownProducerId,
)

# Errors that pass, though aiokafka does not say so of them.
_PASSING = (
    BrokerNotAvailableError,
    CorruptRecordException,
    KafkaTimeoutError,
    KafkaUnavailableError,
    ReplicaNotAvailableError,
    TimeoutError,
    OSError,
)
# Nothing is wrong with a record: the producer can write no more.
_OF_PRODUCER = (
    ConcurrentTransactions,
    DuplicateSequenceNumber,
    IllegalOperation,
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    InvalidTxnState,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    TransactionCoordinatorFenced,
    UnknownProducerId,
)
_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError, RecordTooLargeError)


def passes(error: BaseException) -> bool:
    """Whether the broker may take the same record later."""
    return isinstance(error, _PASSING) or (isinstance(error, KafkaError) and bool(error.retriable))


def is_of_producer(error: BaseException) -> bool:
    """Whether a transactional producer can write no more: another of its id was opened, or its state is lost."""
    return isinstance(error, _OF_PRODUCER)


def refuses_us(error: BaseException) -> bool:
    """Whether what we may do has to be changed before the broker takes anything."""
    return isinstance(error, GroupAuthorizationFailedError | TopicAuthorizationFailedError)


def is_too_large(error: BaseException) -> bool:
    """Whether a smaller record may be taken."""
    return isinstance(error, _TOO_LARGE)


def name(error: BaseException | None) -> str:
    """The word for it in logs and headers."""
    return type(error).__name__
