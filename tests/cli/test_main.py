from __future__ import annotations

import pytest
from click.testing import CliRunner

from streams import __version__
from streams.cli import main
from tests.cli.command import streams

COMMANDS = ("config", "demo", "export", "extract", "ingest", "logs", "tail", "topics", "worker")


def test_every_command_is_offered() -> None:
    """The help of the whole names each command and what to begin with."""
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in result.output] == []
    assert "streams demo " in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_teaches(name: str) -> None:
    """It has examples to copy and says what the exit codes mean, on lines that fit."""
    result = CliRunner().invoke(main, [name, "-h"])
    assert result.exit_code == 0
    assert f"\n    streams {name}" in result.output
    assert "Exit codes:" in result.output
    assert [line for line in result.output.splitlines() if len(line) > 106] == []


def test_without_a_command_the_help_is_shown() -> None:
    """As it is wrong usage, the exit code says so."""
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["dmeo"], "streams: error: No such command 'dmeo'. Is it demo? (see 'streams --help')\n"),
        (["ingest"], "streams: error: Missing argument 'PATH...'. (see 'streams ingest --help')\n"),
        (
            ["extract", "--fast", "a"],
            "streams: error: No such option: --fast (see 'streams extract --help')\n",
        ),
    ],
)
def test_wrong_usage_is_told_in_one_line(words: list[str], line: str) -> None:
    """The line says what is wrong and where the help is."""
    result = CliRunner().invoke(main, words, prog_name="streams")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == line


def test_the_module_can_be_run() -> None:
    """`python -m streams` is the command line."""
    result = streams("--version")
    assert (result.returncode, result.stdout.decode()) == (0, f"streams, version {__version__}\n")
