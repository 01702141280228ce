"""Decides how it is told why a broker could not be used: in one line, beginning with the setting to look at."""

from __future__ import annotations

import logging
import ssl
import threading
from asyncio import IncompleteReadError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnsupportedSaslMechanismError,
)

if TYPE_CHECKING:
    from streams.settings import Settings

REFUSED = (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
"""The user lacks a right."""
RIGHTS_HINT = "docs/security.md lists the rights, `streams config --check` tells which are missing"
# https://www.openssl.org/docs/manmaster/man3/X509_STORE_CTX_get_error.html
_NOT_YET_VALID, _EXPIRED = 9, 10
_UNKNOWN_SIGNER = frozenset({2, 18, 19, 20, 21})
_OTHER_NAME = frozenset({62, 64})
# The first byte of an alert of TLS, taken for the first of the four of a size.
_TLS_ALERT = 0x15

_Tell = Callable[[Any, "Settings", str], str]


async def start(client: Any) -> None:
    """Start a client of aiokafka. What it raises where no broker can be used has the true cause as its `__cause__`."""
    with overheard() as heard:
        try:
            await client.start()
        except KafkaConnectionError as error:
            raise error from heard.cause


def told(error: BaseException, settings: Settings, task: str) -> str:
    """One line for a person about what the client raised at a task, as `cannot compare the topics`."""
    servers = ",".join(settings.bootstrap_servers)
    if isinstance(error, REFUSED):
        return f"{task} at {servers}: {user(settings)} may not ({type(error).__name__}); {RIGHTS_HINT}"
    if isinstance(error, KafkaConnectionError):
        return unreachable(error.__cause__ or error, settings)
    # The bare class is raised where no broker gives its metadata.
    if isinstance(error, NodeNotReadyError) or type(error) is KafkaError:
        return elsewhere(error, settings)
    return f"{task} at {servers}: {one_line(error)}"


def unreachable(cause: BaseException, settings: Settings) -> str:
    """Why no broker could be connected to."""
    servers = ",".join(settings.bootstrap_servers)
    return _refusal(cause, settings) or (
        f"BROKER_URL: no broker answers at {servers}; is that right, and does the broker run? ({one_line(cause)})"
    )


def elsewhere(cause: BaseException, settings: Settings) -> str:
    """Why brokers are not to be had at the addresses that one told which was reached."""
    servers = ",".join(settings.bootstrap_servers)
    return _refusal(cause, settings) or (
        f"BROKER_URL: a broker answers at {servers}, but not at an address that it tells; is one down, and are "
        f"advertised.listeners names that are known here? ({one_line(cause)})"
    )


def _refusal(cause: BaseException, settings: Settings) -> str | None:
    tell = next((tell for kind, tell in _CAUSES if isinstance(cause, kind)), None)
    return tell(cause, settings, ",".join(settings.bootstrap_servers)) if tell else None


def user(settings: Settings) -> str:
    """Who we are to the broker, in words."""
    if settings.security_protocol.startswith("SASL"):
        return f"user {settings.sasl_username}"
    return (
        f"the user of {settings.ssl_certfile}" if settings.ssl_certfile else "a client that does not log in"
    )


def one_line(error: object) -> str:
    """What it says, or what it is."""
    return " ".join(str(error).split()) or type(error).__name__


class Heard:
    """What aiokafka logs while it connects."""

    def __init__(self) -> None:
        self.causes: list[BaseException] = []

    @property
    def cause(self) -> BaseException | None:
        """The most telling: a broker that is down says less than one that refuses."""
        return min(self.causes, key=_rank, default=None)

    def keep(self, record: logging.LogRecord) -> None:
        """Take down what a line tells of."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        errors = [argument for argument in arguments if isinstance(argument, BaseException)]
        # Of a connection that was closed aiokafka says so, and not why.
        self.causes += [error.__cause__ or error for error in errors]


@contextmanager
def overheard() -> Iterator[Heard]:
    """What the client logs in this thread, instead of its log lines: it is closer to the cause than what it raises."""
    heard = Heard()
    logger, thread = logging.getLogger("aiokafka"), threading.get_ident()

    def keep(record: logging.LogRecord) -> bool:
        if record.thread != thread:
            return True
        heard.keep(record)
        return False

    logger.addFilter(keep)
    try:
        yield heard
    finally:
        logger.removeFilter(keep)


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
    return f"{_protocol(settings)}: no TLS with the broker at {servers} ({reason or one_line(error)})"


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


def _rank(cause: BaseException) -> int:
    return next((number for number, (kind, _) in enumerate(_CAUSES) if isinstance(cause, kind)), len(_CAUSES))
