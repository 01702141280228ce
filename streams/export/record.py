"""Decides which WARC record a raw message becomes, so that all readers find the page and we find the message.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import base64
import gzip
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

import orjson

from schemas import headers as names
from schemas.timestamps import instant_or_none
from streams import __version__
from streams.history.wanted import url_of
from streams.ingest.warc import KAFKA_MESSAGE, MissingWarcReader
from streams.records import Message

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

# The only form of a URI that a field can hold: https://www.rfc-editor.org/rfc/rfc3986#section-2
_URL = re.compile(r"https?://[!-~]+")
_STATUS = re.compile(r"[1-5]\d\d")
_UNSEEN = re.compile(r"[^ -~]+")
_KNOWN_STATUS = {status.value: status.phrase for status in HTTPStatus}
_HTTP = "application/http; msgtype=response"
_UNTYPED = "application/octet-stream"
_LEVEL = 6


def packed(message: Message, *, gzipped: bool) -> bytes:
    """The message as a record, a gzip member of its own where `gzipped`; the same message gives the same bytes.

    A page whose HTTP status is known is a `response`; another value is a `resource`, as it is; a null value is
    `metadata` without a block. Raises `MissingWarcReader`.
    """
    record = _new(_kind(message), f"{message.topic}/{message.partition}/{message.offset}/{message.timestamp}")
    for name, value in _fields(message).items():
        record.headers[name] = value
    if _kind(message) == "response":
        record.set_bytes_content(_http_head(_texts(message)) + (message.value or b""))
        record.is_http = True
        record.parse_http()
    else:
        record.set_bytes_content(message.value or b"")
    return _written(record, gzipped=gzipped)


def opening(file_name: str, *, gzipped: bool) -> bytes:
    """The record that each file begins with: who wrote it."""
    record = _new("warcinfo", file_name)
    record.headers["WARC-Filename"] = file_name
    record.headers["WARC-Date"] = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(f"software: streams/{__version__}\r\nformat: WARC File Format 1.1\r\n".encode())
    return _written(record, gzipped=gzipped)


def _new(kind: str, name: str) -> WarcRecord:
    try:
        from fastwarc.warc import WarcRecord, WarcRecordType  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise MissingWarcReader("writing WARC needs fastwarc: pip install 'streams[warc]'") from error
    record = WarcRecord()
    record.init_headers(getattr(WarcRecordType, kind), f"uuid:{uuid5(NAMESPACE_URL, name)}".encode())
    return record


def _written(record: WarcRecord, *, gzipped: bool) -> bytes:
    out = io.BytesIO()
    record.write(out, checksum_data=True)
    return gzip.compress(out.getvalue(), _LEVEL, mtime=0) if gzipped else out.getvalue()


def _kind(message: Message) -> str:
    if message.value is None:
        return "metadata"
    given = _texts(message)
    is_page = given.get(names.CONTENT_TYPE, "").partition(";")[0].strip().lower() != "application/json"
    has_status = _STATUS.fullmatch(given.get(names.HTTP_STATUS, ""))
    return "response" if is_page and has_status and _uri(message) else "resource"


def _fields(message: Message) -> Mapping[str, str]:
    kind = _kind(message)
    content_type = _HTTP if kind == "response" else _plain(_texts(message).get(names.CONTENT_TYPE, ""))
    place = f"urn:kafka:{message.topic}/{message.partition}/{message.offset}"
    return {
        "WARC-Date": _date(message),
        "WARC-Target-URI": _uri(message) or place,
        "Content-Type": content_type or _UNTYPED,
        "WARC-Kafka-Topic": message.topic,
        "WARC-Kafka-Partition": str(message.partition),
        "WARC-Kafka-Offset": str(message.offset),
        "WARC-Kafka-Timestamp": str(message.timestamp),
        KAFKA_MESSAGE: orjson.dumps(
            {
                "key": _base64(message.key),
                "headers": [[name, _base64(value)] for name, value in message.headers],
            }
        ).decode(),
    }


def _http_head(given: Mapping[str, str]) -> bytes:
    status = int(given[names.HTTP_STATUS])
    lines = [f"HTTP/1.1 {status} {_KNOWN_STATUS.get(status, '')}".rstrip()]
    for name, header in (("Content-Type", names.CONTENT_TYPE), ("Content-Encoding", names.CONTENT_ENCODING)):
        if value := _plain(given.get(header, "")):
            lines.append(f"{name}: {value}")
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _uri(message: Message) -> str:
    """The page's URL; empty where it has none that a field can hold."""
    url = url_of(message.key, message.value, message.headers)
    return url if _URL.fullmatch(url) else ""


def _date(message: Message) -> str:
    """When it was fetched, else when it was sent."""
    sent = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=max(0, message.timestamp or 0))
    when = (instant_or_none(_texts(message).get(names.FETCHED_AT)) or sent).astimezone(UTC)
    form = "milliseconds" if when.microsecond else "seconds"
    return when.isoformat(timespec=form).replace("+00:00", "Z")


def _texts(message: Message) -> dict[str, str]:
    return {name.lower(): value.decode(errors="replace").strip() for name, value in message.headers if value}


def _plain(text: str) -> str:
    return _UNSEEN.sub("", text)


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
