from __future__ import annotations

import subprocess

import click
import pytest
from click.testing import CliRunner, Result

from streams.broker import BrokerError
from streams.cli.errors import Commands, Exit, leave
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
