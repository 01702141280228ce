"""Decides which certificates are trusted and shown, and says in one line which file of them cannot be used."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from streams.diagnosis import one_line

if TYPE_CHECKING:
    from streams.settings import Settings


class TlsError(Exception):
    """A file of TLS cannot be used; the text is one line that begins with its setting."""


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The certificates to trust and to show; None where the connection is not encrypted. Raises `TlsError`."""
    if settings.security_protocol not in {"SSL", "SASL_SSL"}:
        return None
    _check_files(settings)
    try:
        context = ssl.create_default_context(cafile=settings.ssl_cafile)
    except ssl.SSLError as error:
        raise TlsError(f"SSL_CAFILE={settings.ssl_cafile}: this file holds no certificates") from error
    if settings.ssl_certfile:
        _show(context, settings, settings.ssl_certfile)
    return context


def _check_files(settings: Settings) -> None:
    for name, path in (
        ("SSL_CAFILE", settings.ssl_cafile),
        ("SSL_CERTFILE", settings.ssl_certfile),
        ("SSL_KEYFILE", settings.ssl_keyfile),
    ):
        if path is None:
            continue
        try:
            with open(path, "rb"):  # noqa: PTH123 - only whether it can be read
                pass
        except OSError as error:
            raise TlsError(f"{name}={path}: this file cannot be read: {error.strerror}") from error


def _show(context: ssl.SSLContext, settings: Settings, certificate: str) -> None:
    try:
        # Without any password OpenSSL asks for one on the terminal, and waits.
        context.load_cert_chain(certificate, settings.ssl_keyfile, settings.ssl_key_password or "")
    except (OSError, ValueError) as error:
        key = settings.ssl_keyfile or certificate
        raise TlsError(
            f"SSL_CERTFILE={certificate}: no certificate that goes with the private key in {key}, or "
            f"SSL_KEY_PASSWORD is not the key's ({_reason(error)})"
        ) from error


def _reason(error: Exception) -> str:
    reason = error.reason if isinstance(error, ssl.SSLError) else None
    return (reason or one_line(error)).lower().replace("_", " ")
