from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from streams.cli import main
from streams.settings import SETTINGS


def test_every_setting_is_listed() -> None:
    """Name, value, default, meaning and what is expected, in one row each."""
    result = CliRunner(env={"STREAMS_PROCESSES": "3"}).invoke(main, ["config"])
    assert result.exit_code == 0
    rows = result.output.splitlines()
    assert [row.split()[0] for row in rows[2:]] == [setting.name for setting in SETTINGS]
    (row,) = (row for row in rows if row.startswith("STREAMS_PROCESSES"))
    assert row.split()[:3] == ["STREAMS_PROCESSES", "3", "0"]
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


@pytest.mark.parametrize(
    ("name", "value"), [("WEB_PORT", "many"), ("STREAMS_PROCESES", "2")], ids=["wrong value", "unknown name"]
)
def test_a_setting_that_cannot_be_is_told(name: str, value: str) -> None:
    """One line names it, and what was expected."""
    result = CliRunner(env={name: value}).invoke(main, ["config"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"streams: error: {name}={value}: expected ")
    assert result.stderr.count("\n") == 1
