"""Decides how a page that is to be tried comes to us, how large it may be, and what is answered."""

from __future__ import annotations

import asyncio

from aiohttp import web

from schemas import headers
from streams.call import SandboxError
from streams.ingest.address import UNKNOWN
from streams.ingest.message import Message, encoded
from streams.status.trial import Busy, Trial

MOST_BYTES = 5 * 1024 * 1024
"""Of a page that is tried; nearly all pages of the stream are smaller."""
_SECONDS = 30.0
# A header of a message that no client of Kafka would make longer.
_TEXT_LENGTH = 4096


async def try_page(request: web.Request, trial: Trial) -> web.StreamResponse:
    """The answer to a request whose body is a page, and whose query has its `url` and content `type`."""
    try:
        with trial.place():
            async with asyncio.timeout(_SECONDS):
                body = await _body(request)
            if body is None:
                return _refusal(413, f"larger than {MOST_BYTES:,} bytes, the most that can be tried here")
            return web.Response(
                body=await trial.run(_message(request, body)), content_type="application/json"
            )
    except Busy:
        return _refusal(429, "other pages are being tried; try again in a moment")
    except TimeoutError:
        return _refusal(408, "the page did not arrive in time")
    except web.RequestPayloadError:
        return _refusal(400, "the page did not arrive whole, or is not packed as its Content-Encoding says")
    except SandboxError as error:
        return _refusal(503, str(error))


def _message(request: web.Request, body: bytes) -> Message:
    url, kind = _text(request, "url"), _text(request, "type")
    named = encoded([(headers.URL, url or UNKNOWN), (headers.CONTENT_TYPE, kind)])
    return Message("tried", None, body, named)


def _text(request: web.Request, name: str) -> str:
    # Bytes of a query that are no UTF-8 stand as surrogates.
    return request.query.get(name, "").strip()[:_TEXT_LENGTH].encode(errors="replace").decode()


async def _body(request: web.Request) -> bytes | None:
    """The whole body; None where it is too large, of which no more than that is read."""
    if (request.content_length or 0) > MOST_BYTES:
        return None
    parts, size = [], 0
    async for part in request.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            return None
    return b"".join(parts)


def _refusal(status: int, why: str) -> web.Response:
    # What is left of the body is not waited for.
    return web.json_response({"refused": why}, status=status, headers={"Connection": "close"})
