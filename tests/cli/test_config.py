from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.broker import EmbeddedBroker
from streams.cli import main
from streams.settings import SETTINGS
from tests.brokers.stream import stream_on
from tests.cli.command import NO_BROKER


def test_every_setting_is_listed() -> None:
    """Name, value, default, meaning and what is expected, in one row each."""
    result = CliRunner(env={"STREAMS_PROCESSES": "3"}).invoke(main, ["config"])
    assert result.exit_code == 0
    rows = result.output.splitlines()
    assert [row.split()[0] for row in rows[2:]] == [setting.name for setting in SETTINGS]
    (row,) = (row for row in rows if row.startswith("STREAMS_PROCESSES"))
    assert row.split()[:4] == ["STREAMS_PROCESSES", "3", "environment", "0"]
    assert "one a core" in row


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_passwords_are_masked(options: tuple[str, ...]) -> None:
    """Neither form shows one."""
    result = CliRunner(env={"SASL_PASSWORD": "open-sesame"}).invoke(main, ["config", *options])
    assert result.exit_code == 0
    assert "open-sesame" not in result.output
    assert "***" in result.output


def test_settings_as_json() -> None:
    """An object a line, for programs."""
    result = CliRunner(env={"WEB_PORT": "7000"}).invoke(main, ["config", "--json"])
    settings = {line["name"]: line for line in map(json.loads, result.output.splitlines())}
    assert set(settings) == {setting.name for setting in SETTINGS}
    assert settings["WEB_PORT"]["value"] == "7000"
    assert settings["WEB_PORT"]["default"] == "6066"
    assert (settings["WEB_PORT"]["from"], settings["WEB_BIND"]["from"]) == ("environment", "default")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("WEB_PORT", "many", "WEB_PORT=many"), ("STREAMS_PROCESES", "2", "STREAMS_PROCESES")],
    ids=["wrong value", "unknown name"],
)
def test_a_setting_that_cannot_be_is_told(name: str, value: str, told: str) -> None:
    """One line names it, and what was expected."""
    result = CliRunner(env={name: value}).invoke(main, ["config"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"streams: error: {told}: expected ")
    assert result.stderr.count("\n") == 1


@pytest.mark.broker
def test_a_broker_is_checked(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """With its topics nothing is wrong; without one, what makes it is told, and the exit code says so."""
    with stream_on(tansu.url, tmp_path) as stream:
        well = CliRunner(env=stream.settings).invoke(main, ["config", "--check"])
        missing = CliRunner(env={**stream.settings, "STREAMS_DLQ_TOPIC": "nobody-made-this"}).invoke(
            main, ["config", "--check", "--json"]
        )
    assert (well.exit_code, well.stderr) == (0, "")
    assert well.output.count("4 partitions, as the settings say") == 4
    [wrong] = [each for each in map(json.loads, missing.output.splitlines()) if each["state"] == "wrong"]
    assert (missing.exit_code, wrong["about"]) == (1, "topic nobody-made-this")
    assert wrong["remedy"].startswith("create it with `streams topics`")


def test_a_broker_that_is_not_there_is_told() -> None:
    """One line and the exit code of an unreachable broker."""
    result = CliRunner(env=NO_BROKER).invoke(main, ["config", "--check"])
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("streams: error: BROKER_URL: no broker answers at 127.0.0.1:1; ")


def test_rights_are_granted_by_lines_for_kafkas_own_tool() -> None:
    """As many as there are topics, groups and transactional ids, and to nobody else."""
    given = {"STREAMS_DELIVERY": "exactly_once", "APP_ID": "news", "BROKER_URL": "kafka1:9092"}
    result = CliRunner(env=given).invoke(main, ["config", "--acls", "User:news room"])
    begin = "kafka-acls --bootstrap-server kafka1:9092 --add --allow-principal 'User:news room' --operation"
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"{begin} Read --group news",
        f"{begin} Write --topic articles",
        f"{begin} Write --transactional-id news- --resource-pattern-type prefixed",
        f"{begin} Write --topic pages.dlq",
        f"{begin} Read --topic pages.raw",
        f"{begin} Write --topic pages.skipped",
    ]


@pytest.mark.parametrize(
    "words", [("--acls", "newsroom"), ("--acls", "User:a", "--check"), ("--acls", "User:a", "--json")]
)
def test_a_principal_goes_alone(words: tuple[str, ...]) -> None:
    """And says of which kind it is, as Kafka wants it."""
    result = CliRunner().invoke(main, ["config", *words])
    assert result.exit_code == 2
    assert "--acls takes a principal" in result.stderr


def test_rights_are_those_of_a_command_for_someone() -> None:
    """Without --check or --acls there is nobody to have them."""
    result = CliRunner().invoke(main, ["config", "--for", "replay"])
    assert result.exit_code == 2
    assert "--for is for --check and --acls" in result.stderr
