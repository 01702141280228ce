from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from streams.cli import main
from streams.settings import Settings
from streams.tls import TlsError, ssl_context
from tests.brokers.certificates import Authority

ENCRYPTED = {"SECURITY_PROTOCOL": "SSL", "BROKER_URL": "127.0.0.1:1"}
Given = dict[str, str]


@pytest.fixture
def shown(tmp_path: Path) -> Given:
    """Settings with a certificate in one file and its key, which has a password, in another."""
    certificate = Authority(tmp_path).issue("newsroom")
    key = load_pem_private_key(certificate.read_bytes(), None)
    locked = tmp_path / "locked.pem"
    kept = BestAvailableEncryption(b"open-sesame")
    locked.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, kept))
    return {
        **ENCRYPTED,
        "SSL_CAFILE": str(tmp_path / "authority.pem"),
        "SSL_CERTFILE": str(certificate),
        "SSL_KEYFILE": str(locked),
        "SSL_KEY_PASSWORD": "open-sesame",
    }


def another_key(given: Given) -> Given:
    """The key of another certificate."""
    other = Authority(Path(given["SSL_CERTFILE"]).parent, "other").issue("another")
    return {**given, "SSL_KEYFILE": str(other)}


# What is wrong, and how the line begins that says so.
UNUSABLE: dict[str, tuple[Callable[[Given], Given], str]] = {
    "an authority that is not there": (
        lambda given: {**given, "SSL_CAFILE": "no.pem"},
        "SSL_CAFILE=no.pem: ",
    ),
    "a file without certificates": (
        lambda given: {**given, "SSL_CAFILE": given["SSL_KEYFILE"]},
        "SSL_CAFILE=",
    ),
    "a folder": (lambda given: {**given, "SSL_CERTFILE": "/"}, "SSL_CERTFILE=/: this file cannot be read: "),
    "another key": (another_key, "SSL_CERTFILE="),
    "a wrong password": (lambda given: {**given, "SSL_KEY_PASSWORD": "hush-hush"}, "SSL_CERTFILE="),
    "no password": (lambda given: {**given, "SSL_KEY_PASSWORD": ""}, "SSL_CERTFILE="),
}


def test_without_encryption_no_file_is_read() -> None:
    """Whatever the settings name."""
    assert ssl_context(Settings.from_env({"SSL_CAFILE": "no.pem"})) is None


def test_a_key_with_a_password_is_used(shown: Given) -> None:
    """And the broker's certificate and name are always looked at."""
    context = ssl_context(Settings.from_env(shown))
    assert context is not None
    assert context.check_hostname
    assert [each["subject"] for each in context.get_ca_certs()] == [((("commonName", "authority"),),)]


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_file_that_cannot_be_used_is_told(case: str, shown: Given) -> None:
    """With its setting first, without a password, and nothing is asked for on the terminal."""
    change, beginning = UNUSABLE[case]
    with pytest.raises(TlsError) as told:
        ssl_context(Settings.from_env(change(shown)))
    line = str(told.value)
    assert line.startswith(beginning)
    assert not any(secret in line for secret in ("hush-hush", "open-sesame", "\n"))


@pytest.mark.parametrize(
    "command",
    ["topics", "tail", "audit", "ingest examples/pages", "replay --all", "compare", "config --check"],
)
def test_every_command_tells_it(command: str, shown: Given) -> None:
    """One line, and the status of a broker that cannot be reached."""
    result = CliRunner(env={**shown, "SSL_CAFILE": "no.pem"}).invoke(main, command.split())
    assert result.exit_code == 3
    assert result.stderr == (
        "streams: error: SSL_CAFILE=no.pem: this file cannot be read: No such file or directory\n"
    )
