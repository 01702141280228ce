"""Decides what it means that a broker refuses a connection, and which setting to look at: TLS, login, protocol."""

from __future__ import annotations

import ssl
from asyncio import IncompleteReadError
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiokafka.errors import IllegalSaslStateError, SaslAuthenticationFailed, UnsupportedSaslMechanismError

if TYPE_CHECKING:
    from streams.settings import Settings

# https://www.openssl.org/docs/manmaster/man3/X509_STORE_CTX_get_error.html
_NOT_YET_VALID, _EXPIRED = 9, 10
_UNKNOWN_SIGNER = frozenset({2, 18, 19, 20, 21})
_OTHER_NAME = frozenset({62, 64})
# The first byte of an alert of TLS, taken for the first of the four of a size.
_TLS_ALERT = 0x15

_Tell = Callable[[Any, "Settings", str], str]


def _certificate(error: ssl.SSLCertVerificationError, settings: Settings, servers: str) -> str:
    if error.verify_code == _EXPIRED:
        return (
            f"BROKER_URL={servers}: the certificate of the broker, or of its authority, has expired; renew it"
        )
    if error.verify_code == _NOT_YET_VALID:
        return (
            f"BROKER_URL={servers}: the broker's certificate is not valid yet; is this machine's clock right?"
        )
    if error.verify_code in _OTHER_NAME:
        return (
            f"BROKER_URL={servers}: the broker's certificate is for another name ({error.verify_message.rstrip('.')}); "
            "name the broker, also in its advertised.listeners, as its certificate does"
        )
    if error.verify_code in _UNKNOWN_SIGNER:
        authorities = (
            f"SSL_CAFILE={settings.ssl_cafile}: nobody in it"
            if settings.ssl_cafile
            else "SSL_CAFILE is not set: nobody whom this machine trusts"
        )
        return (
            f"{authorities} has signed the certificate of the broker at {servers}; name its authority's file"
        )
    return f"SSL_CAFILE: the certificate of the broker at {servers} does not hold: {error.verify_message}"


def _tls(error: ssl.SSLError, settings: Settings, servers: str) -> str:
    reason = (error.reason or "").lower().replace("_", " ")
    if ("alert" in reason and "certificate" in reason) or "unknown ca" in reason:
        ours = settings.ssl_certfile
        if ours is None:
            return f"SSL_CERTFILE is not set: the broker at {servers} wants a certificate of ours"
        return (
            f"SSL_CERTFILE={ours}: the broker at {servers} does not take this certificate ({reason}); "
            "has it expired, and does the broker trust who signed it?"
        )
    return f"{_protocol(settings)}: no TLS with the broker at {servers} ({reason or error})"


def _login(error: Exception, settings: Settings, servers: str) -> str:
    return (
        f"SASL_USERNAME={settings.sasl_username}, SASL_PASSWORD: the broker at {servers} does not let this user in "
        f"by SASL_MECHANISM={settings.sasl_mechanism}"
    )


def _mechanism(error: Exception, settings: Settings, servers: str) -> str:
    return f"SASL_MECHANISM={settings.sasl_mechanism}: the broker at {servers} has no such login on this port"


def _no_login(error: Exception, settings: Settings, servers: str) -> str:
    return f"{_protocol(settings)}: the broker at {servers} asks for no login on this port"


def _hung_up(error: BaseException, settings: Settings, servers: str) -> str:
    size = error.expected if isinstance(error, IncompleteReadError) else 0
    if size and size >> 24 == _TLS_ALERT:
        return f"{_protocol(settings)}: the broker at {servers} speaks TLS on this port; use SASL_SSL or SSL"
    return f"{_protocol(settings)}: the broker at {servers} hangs up; is it up, and does its port speak so?"


def _protocol(settings: Settings) -> str:
    return f"SECURITY_PROTOCOL={settings.security_protocol}"


_CAUSES: tuple[tuple[type[BaseException], _Tell], ...] = (
    (ssl.SSLCertVerificationError, _certificate),
    (SaslAuthenticationFailed, _login),
    (UnsupportedSaslMechanismError, _mechanism),
    (IllegalSaslStateError, _no_login),
    (ssl.SSLError, _tls),
    (IncompleteReadError, _hung_up),
    (ConnectionResetError, _hung_up),
)


def refusal(cause: BaseException, settings: Settings) -> str | None:
    """What a broker has against us, in one line; None where nothing is known but that there is no connection."""
    tell = next((tell for kind, tell in _CAUSES if isinstance(cause, kind)), None)
    return tell(cause, settings, ",".join(settings.bootstrap_servers)) if tell else None


def rank(cause: BaseException) -> int:
    """The lower the more it tells: a broker that is down says less than one that refuses."""
    return next((number for number, (kind, _) in enumerate(_CAUSES) if isinstance(cause, kind)), len(_CAUSES))
