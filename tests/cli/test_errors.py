from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner, Result

from streams.broker import BrokerError
from streams.cli import COMMANDS
from streams.cli.errors import EXIT_CODES, Commands, Exit, leave
from streams.demo import DemoError
from streams.export.files import ExportError
from streams.history.reader import ReadError
from streams.history.span import NoSuchPart
from streams.ingest.publisher import PublishError
from streams.ingest.warc import MissingWarcReader
from streams.manifest import ManifestError
from streams.settings import SettingsError
from streams.topics import TopicsError
from tests.brokers.worker import environment
from tests.cli.command import ROOT, arguments


def run(error: BaseException) -> Result:
    """A command that fails so."""

    @click.group(cls=Commands)
    def group() -> None:
        """A group of one."""

    @group.command("fail")
    def fail() -> None:
        raise error

    return CliRunner().invoke(group, ["fail"])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("WEB_PORT=x: expected\na port"), 2),
        (ManifestError("WEB_PORT=x: expected\na port"), 2),
        (MissingWarcReader("WEB_PORT=x: expected\na port"), 2),
        (PublishError("WEB_PORT=x: expected\na port"), 3),
        (ReadError("WEB_PORT=x: expected\na port"), 3),
        (ExportError("WEB_PORT=x: expected\na port"), 2),
        (NoSuchPart("WEB_PORT=x: expected\na port"), 2),
        (TopicsError("WEB_PORT=x: expected\na port"), 3),
        (BrokerError("WEB_PORT=x: expected\na port"), 3),
        (DemoError("WEB_PORT=x: expected\na port"), 1),
        (click.ClickException("WEB_PORT=x: expected\na port"), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_that_a_person_can_mend_is_one_line(error: Exception, code: int) -> None:
    """It goes to stderr, and the exit code tells its kind."""
    result = run(error)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr == "streams: error: WEB_PORT=x: expected a port\n"


def test_a_bug_shows_its_traceback() -> None:
    """What nobody foresaw is not dressed up as wrong usage."""
    assert isinstance(run(ZeroDivisionError()).exception, ZeroDivisionError)


def test_ctrl_c_is_told_and_has_its_exit_code() -> None:
    """As of a shell's own."""
    result = run(KeyboardInterrupt())
    assert (result.exit_code, result.stderr.strip()) == (130, "streams: error: stopped")


def test_a_command_can_leave_with_a_code() -> None:
    """A command that did its work can still say that something differs."""

    @click.group(cls=Commands)
    def group() -> None:
        """A group of one."""

    @group.command("differ")
    def differ() -> None:
        leave(Exit.DIFFERENT)

    assert CliRunner().invoke(group, ["differ"]).exit_code == 1


def test_a_reader_that_has_gone_is_no_error() -> None:
    """`streams config | true` is quiet, like other programs, and dies of a broken pipe."""
    with subprocess.Popen(
        arguments("extract", "examples/pages"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({}),
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


@pytest.mark.parametrize("name", EXIT_CODES)
def test_errors_are_known_by_their_names(name: str) -> None:
    """An error that was moved is not forgotten."""
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(import_module(module), kind), Exception)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_that_is_offered_is_there(name: str) -> None:
    """And is called so."""
    assert import_module(f"streams.cli.{name}").command.name == name


def test_help_needs_none_of_what_commands_need() -> None:
    """So it is there at once."""
    asked = "import sys, streams.cli; print(sorted({'aiokafka', 'faust', 'selectolax', 'rich'} & sys.modules.keys()))"
    run = subprocess.run((sys.executable, "-c", asked), cwd=ROOT, capture_output=True, check=True)
    assert run.stdout == b"[]\n"
