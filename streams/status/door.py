"""Decides who may look at the status page, and which requests come of the page itself."""

from __future__ import annotations

import hmac
import socket
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from streams.settings import Settings

CLOSED = (
    "The status page is not shown: WEB_BIND is no loopback address, and neither STREAMS_STATUS_TOKEN nor "
    "STREAMS_STATUS_PAGE=on is set."
)
_OFF = "The status page is not shown: STREAMS_STATUS_PAGE is off."
_LOOPBACK = "localhost"
# https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header: ours, or typed by the person.
_OURS = ("same-origin", "none")


def closed(settings: Settings) -> str:
    """Why the page is not shown at all, for a person; empty where it is."""
    if settings.status_page == "off":
        return _OFF
    is_open = settings.status_page == "on" or settings.status_token or _is_loopback(settings.web_bind)
    return "" if is_open else CLOSED


class Door:
    """Looks at a request before it is served."""

    def __init__(self, token: str | None) -> None:
        """`token` is what a visitor must know; None where nobody is asked."""
        self._token = token
        self._pass = hmac.new(token.encode(), b"streams status page", "sha256").hexdigest() if token else ""

    def refusal(self, method: str, headers: Mapping[str, str]) -> str:
        """Why a request is not served, whoever sends it; empty where it is.

        Another page in the same browser must not make it, and without a token no page of a host that was given our
        address (DNS rebinding): that has a name, and we have none but those that cannot be given away.
        """
        host = headers.get("Host", "")
        if not self._token and not _is_own(host):
            return "without STREAMS_STATUS_TOKEN the page is shown under an IP address, localhost or the host's name"
        site = headers.get("Sec-Fetch-Site")
        if method in ("GET", "HEAD"):
            is_ours = site in (None, *_OURS) or headers.get("Sec-Fetch-Mode") == "navigate"
        else:
            # A browser sends the first to trustworthy addresses only, the second with every POST.
            is_ours = (
                site == "same-origin" if site else _netloc(headers.get("Origin", "")) == host.lower() != ""
            )
        return "" if is_ours else "only the status page itself may ask for that"

    def admits(self, token: str) -> str | None:
        """The pass of a visitor who knows the token; None for others."""
        is_right = self._token and _are_equal(token, self._token)
        return self._pass if is_right else None

    def knows(self, shown: str, authorization: str) -> bool:
        """Whether a visitor may look: by the pass, or by the token as `Authorization: Bearer ...`."""
        if not self._token:
            return True
        bearer = authorization.removeprefix("Bearer ")
        return _are_equal(shown, self._pass) or self.admits(bearer) is not None


def _are_equal(shown: str, known: str) -> bool:
    # A header may hold bytes that are no UTF-8, which stand as surrogates.
    return hmac.compare_digest(shown.encode(errors="surrogatepass"), known.encode())


def _is_own(host: str) -> bool:
    """Whether a `Host` header names us by what nobody else can be called in a browser on another site."""
    name = _hostname(host)
    return name in {_LOOPBACK, socket.gethostname().lower()} or _is_address(name)


def _is_loopback(address: str) -> bool:
    return address == _LOOPBACK or (_is_address(address) and ip_address(address).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
