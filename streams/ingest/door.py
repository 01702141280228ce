"""Decides which pages are not published: those that the worker could only dead-letter on receipt."""

from __future__ import annotations

from schemas import headers
from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import Reason, Skipped, Unprocessable
from streams.ingest.message import JSON, Message, Refusal


def refusal(message: Message, limits: Limits) -> Refusal | None:
    """Why a message is not published; None where it is. A page that a manifest names is only measured."""
    if message.value is not None and len(message.value) > limits.message_bytes:
        detail = f"{len(message.value)} bytes, limit {limits.message_bytes}"
        return Refusal(message.origin, Reason.TOO_LARGE, detail)
    if message.key is None and message.value is None:  # aiokafka sends no such message
        return Refusal(message.origin, Reason.TOMBSTONE, "it has neither a key nor a value")
    if message.as_is:
        return None
    try:
        Page.from_message(message.key, message.value, message.headers, limits)
    except Skipped:
        return None
    except Unprocessable as error:
        return Refusal(message.origin, error.reason, _detail(message, error))
    return None


def _detail(message: Message, error: Unprocessable) -> str:
    is_envelope = (headers.CONTENT_TYPE, JSON.encode()) in message.headers
    no_url = error.reason is Reason.MISSING_URL and not is_envelope
    return "it names no URL itself: give --url, --base-url or a manifest" if no_url else error.detail
