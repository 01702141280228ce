"""Decides the name of every Kafka header that is read or written, once; each value is UTF-8 text."""

from __future__ import annotations

# Read from a raw page.
URL = "url"
"""URL that was fetched; without it the key is taken."""
FETCHED_AT = "fetched-at"
"""When the page was fetched, RFC 3339."""
HTTP_STATUS = "http-status"
"""Status of the response, as 200."""
CONTENT_TYPE = "content-type"
"""Media type of the value, as `text/html; charset=koi8-r`; `application/json` for an envelope or an article."""
CONTENT_ENCODING = "content-encoding"
"""How the value is packed: `gzip`, `zstd` or `br`."""

# Passed through from a raw page to its outcome: https://www.w3.org/TR/trace-context/
TRACEPARENT = "traceparent"
"""W3C trace context, passed through."""
TRACESTATE = "tracestate"
"""W3C trace context, passed through."""
PASSED_THROUGH = (TRACEPARENT, TRACESTATE)

# Written on every outcome; CloudEvents binary mode:
# https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md
CE_SPECVERSION = "ce_specversion"
"""CloudEvents version: `1.0`."""
CE_TYPE = "ce_type"
"""What kind of outcome it is."""
CE_SOURCE = "ce_source"
"""Which stream made it."""
CE_ID = "ce_id"
"""Made from the source's coordinates and the extractor's version: a duplicate carries the same one."""
CE_TIME = "ce_time"
"""Timestamp of the raw page, RFC 3339."""
SOURCE_TOPIC = "source-topic"
"""Topic of the raw page."""
SOURCE_PARTITION = "source-partition"
"""Partition of the raw page."""
SOURCE_OFFSET = "source-offset"
"""Offset of the raw page."""
EXTRACTOR_VERSION = "extractor-version"
"""Version of the software that made the outcome."""
REPLAY_ID = "replay-id"
"""Which replay wrote the outcome; absent where the service itself did."""

# Written on a skipped page.
SKIP_REASON = "skip-reason"
"""Why the page is no article, one word of the closed list of reasons."""
SKIP_DETAIL = "skip-detail"
"""The same for a person, without page content."""

# Written on an outcome that was too large for the broker.
TRUNCATED_LENGTH = "truncated-length"
"""Bytes that the whole value had, where the broker took no more than its beginning."""
TRUNCATED_SHA256 = "truncated-sha256"
"""SHA-256 of the whole value in hex, where the broker took no more than its beginning."""

# Written on a dead letter: Kafka Connect's vocabulary, as UTF-8 text, and ours beside it.
ERRORS_PREFIX = "__connect.errors."
ERRORS_TOPIC = ERRORS_PREFIX + "topic"
"""Topic of the raw page."""
ERRORS_PARTITION = ERRORS_PREFIX + "partition"
"""Partition of the raw page."""
ERRORS_OFFSET = ERRORS_PREFIX + "offset"
"""Offset of the raw page."""
ERRORS_CONNECTOR_NAME = ERRORS_PREFIX + "connector.name"
"""The consumer group, or the replay, that failed on it."""
ERRORS_STAGE = ERRORS_PREFIX + "stage"
"""Step of the path at which it failed."""
ERRORS_EXCEPTION_CLASS = ERRORS_PREFIX + "exception.class.name"
"""Class of the exception."""
ERRORS_EXCEPTION_MESSAGE = ERRORS_PREFIX + "exception.message"
"""What happened, for a person: at most 300 characters, without page content."""
ERRORS_REASON = ERRORS_PREFIX + "reason"
"""Why the page could not be processed, one word of the closed list of reasons."""
ERRORS_ATTEMPTS = ERRORS_PREFIX + "attempts"
"""How often the page was tried."""
ERRORS_FINGERPRINT = ERRORS_PREFIX + "fingerprint"
"""Equal for errors of one kind: class, innermost frame and host."""
ERRORS_FIRST_FAILED_AT = ERRORS_PREFIX + "first-failed-at"
"""When it failed for the first time, RFC 3339."""
ERRORS_VALUE_ENCODING = ERRORS_PREFIX + "value-encoding"
"""How the value is packed where it was too large for the broker, as `zstd`; absent where it is untouched."""
