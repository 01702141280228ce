"""Connections that cannot be, each at a real broker: what a person is told."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams import preflight
from streams.cli import main
from streams.preflight import PreflightError, check
from streams.processes import LOOPBACK
from streams.settings import Settings
from tests.brokers.certificates import Authority
from tests.brokers.secure import PASSWORD, SecureKafka

pytestmark = [
    pytest.mark.kafka,
    # A connection whose TLS fails is taken down when the client's loop may have ended.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

Given = dict[str, str]
SECRET = "not-the-password"
COMMANDS = (
    *("ingest examples/pages", "tail --no-follow", "replay --all --dry-run", "compare", "audit"),
    "config --check",
    *("dlq list", "dlq redrive --yes", "export --warc never-made.warc.gz"),
)


def other_host(node: SecureKafka) -> Given:
    """The address of the broker, by which its certificate does not call it."""
    return {**node.scram, "BROKER_URL": node.scram["BROKER_URL"].replace("localhost", LOOPBACK)}


def without(given: Given, *names: str) -> Given:
    """The settings but for these."""
    return {name: value for name, value in given.items() if name not in names}


def stranger(node: SecureKafka, folder: Path) -> Given:
    """A client whose certificate nobody knows who signed it."""
    shown = str(Authority(folder, "stranger").issue("newsroom"))
    return {**node.mutual, "SSL_CERTFILE": shown, "SSL_KEYFILE": shown}


# How the line begins, and a word on the cause.
CASES: dict[str, tuple[Callable[[SecureKafka, Path], Given], str, str]] = {
    "wrong password": (
        lambda node, _: {**node.scram, "SASL_PASSWORD": SECRET},
        "SASL_USERNAME=newsroom, SASL_PASSWORD: ",
        "does not let this user in",
    ),
    "unknown user": (
        lambda node, _: {**node.scram, "SASL_USERNAME": "nobody"},
        "SASL_USERNAME=nobody, SASL_PASSWORD: ",
        "does not let this user in",
    ),
    "a login that the broker has not": (
        lambda node, _: {**node.scram, "SASL_MECHANISM": "PLAIN"},
        "SASL_MECHANISM=PLAIN: ",
        "has no such login",
    ),
    "unknown authority": (
        lambda node, folder: {**node.scram, "SSL_CAFILE": str(Authority(folder, "other").file)},
        "SSL_CAFILE=",
        "nobody in it has signed",
    ),
    "no authority": (
        lambda node, _: without(node.scram, "SSL_CAFILE"),
        "SSL_CAFILE is not set: ",
        "nobody whom this machine trusts",
    ),
    "expired certificate": (lambda node, _: node.expired, "BROKER_URL=localhost:", "has expired"),
    "another host's certificate": (
        lambda node, _: other_host(node),
        "BROKER_URL=127.0.0.1:",
        "is for another name (IP address mismatch",
    ),
    "no TLS at a port for it": (
        lambda node, _: {**node.scram, "SECURITY_PROTOCOL": "PLAINTEXT"},
        "SECURITY_PROTOCOL=PLAINTEXT: ",
        "speaks TLS on this port",
    ),
    "a password without TLS at a port for it": (
        lambda node, _: {**node.scram, "SECURITY_PROTOCOL": "SASL_PLAINTEXT"},
        "SECURITY_PROTOCOL=SASL_PLAINTEXT: ",
        "speaks TLS on this port",
    ),
    "no password at a port for it": (
        lambda node, _: {**node.scram, "SECURITY_PROTOCOL": "SSL"},
        "SECURITY_PROTOCOL=SSL: ",
        "hangs up",
    ),
    "TLS at a port without": (
        lambda node, _: {**node.scram, "BROKER_URL": node.url},
        "SECURITY_PROTOCOL=SASL_SSL: ",
        "hangs up",
    ),
    "a password at a port without": (
        lambda node, _: {**node.scram, "BROKER_URL": node.url, "SECURITY_PROTOCOL": "SASL_PLAINTEXT"},
        "SECURITY_PROTOCOL=SASL_PLAINTEXT: ",
        "asks for no login",
    ),
    "no certificate of ours": (
        lambda node, _: without(node.mutual, "SSL_CERTFILE", "SSL_KEYFILE"),
        "SSL_CERTFILE is not set: ",
        "wants a certificate",
    ),
    "a certificate of ours by an unknown authority": (
        stranger,
        "SSL_CERTFILE=",
        "does not take this certificate",
    ),
}


@pytest.fixture(autouse=True)
def _nothing_is_left_to_another_test() -> Iterator[None]:
    """What is left of such connections is collected, and warned of, here."""
    yield
    gc.collect()


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, secure_kafka: SecureKafka, tmp_path: Path) -> tuple[Given, str, str]:
    """Settings by which no connection is made, and what is told of it."""
    given, beginning, why = CASES[request.param]
    return given(secure_kafka, tmp_path), beginning, why


async def test_a_worker_is_told(case: tuple[Given, str, str]) -> None:
    """The setting to look at comes first, the cause follows, and no password is told."""
    given, beginning, why = case
    with pytest.raises(PreflightError) as told:
        await check(Settings.from_env(given))
    line = str(told.value)
    assert line.startswith(beginning)
    assert why in line
    assert not any(secret in line for secret in (SECRET, PASSWORD, "\n"))


def test_a_command_is_told_the_same(case: tuple[Given, str, str]) -> None:
    """One line, and the status of a broker not reached."""
    given, beginning, why = case
    line = line_of("topics", given)
    assert line.startswith(f"streams: error: {beginning}")
    assert why in line


@pytest.mark.parametrize("command", COMMANDS)
def test_so_is_every_other(command: str, secure_kafka: SecureKafka) -> None:
    """Whatever part of Kafka's client it begins with."""
    wrong = line_of(command, {**secure_kafka.scram, "SASL_PASSWORD": SECRET})
    assert wrong.startswith("streams: error: SASL_USERNAME=newsroom, SASL_PASSWORD: ")


@pytest.mark.parametrize("command", ["topics", "tail --no-follow", "audit", "config --check"])
def test_a_broker_that_sends_its_clients_elsewhere_is_told(
    command: str, secure_kafka: SecureKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was reached, so it is not its address that is wrong."""
    monkeypatch.setattr(preflight, "TIMEOUT", 2.0)
    line = line_of(command, secure_kafka.elsewhere)
    assert " at localhost:" in line
    assert "no broker at the address that it told; is it down, or are its advertised.listeners" in line


def line_of(command: str, given: Given) -> str:
    """What a command ends with that cannot reach its broker: nothing but one line, without a secret."""
    result = CliRunner(env=given).invoke(main, command.split())
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.count("\n") == 1
    assert not any(secret in result.stderr for secret in (SECRET, PASSWORD))
    return result.stderr
