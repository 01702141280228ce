"""Decides what a person sees when a command fails: one line on stderr and an exit code, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from enum import IntEnum
from typing import Any, NoReturn

import click

from streams.broker import BrokerError
from streams.compare.store import StoreError
from streams.demo import DemoError
from streams.export.files import ExportError
from streams.forms import DeliveryStopped
from streams.history.reader import ReadError
from streams.history.span import NoSuchPart
from streams.ingest.publisher import PublishError
from streams.ingest.warc import MissingWarcReader
from streams.manifest import ManifestError
from streams.replay.prepare import Changed
from streams.replay.state import StateError
from streams.replay.stop import Stopped
from streams.sandbox import SandboxError
from streams.settings import SettingsError
from streams.topics import TopicsError


class Exit(IntEnum):
    """What a command's exit code says."""

    DONE = 0
    DIFFERENT = 1
    USAGE = 2
    BROKER = 3
    INTERRUPTED = 130
    UNREAD = 141


# Errors that a person can do something about; any other is a bug and shows its traceback.
EXIT_CODES: Mapping[type[Exception], Exit] = {
    DemoError: Exit.DIFFERENT,
    ManifestError: Exit.USAGE,
    SettingsError: Exit.USAGE,
    SandboxError: Exit.DIFFERENT,
    StoreError: Exit.DIFFERENT,
    MissingWarcReader: Exit.USAGE,
    BrokerError: Exit.BROKER,
    TopicsError: Exit.BROKER,
    PublishError: Exit.BROKER,
    ReadError: Exit.BROKER,
    NoSuchPart: Exit.USAGE,
    DeliveryStopped: Exit.DIFFERENT,
    StateError: Exit.USAGE,
    Changed: Exit.USAGE,
    Stopped: Exit.INTERRUPTED,
    ExportError: Exit.USAGE,
}


class Commands(click.Group):
    """The group of all commands, with errors told in one line."""

    def main(  # type: ignore[override]  # click's own is an overload for what is one case here
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the command that the arguments name; ends the interpreter with its exit code."""
        extra["standalone_mode"] = False
        sys.exit(_exit_code(lambda: super(Commands, self).main(args, prog_name, **extra)))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader of its output that goes, as `head` does, ends it without a word."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # What is still buffered must not fail when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            leave(Exit.UNREAD)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; a name that is none is told with those it is close to."""
        close = get_close_matches(args[0], self.commands)
        if args[0] not in self.commands and close:
            raise click.UsageError(f"No such command '{args[0]}'. Is it {' or '.join(close)}?", ctx)
        return super().resolve_command(ctx, args)


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise click.exceptions.Exit(code)


def complain(text: str) -> None:
    """One line on stderr, as `streams: error: ...`."""
    click.echo(f"streams: error: {' '.join(text.split())}", err=True)


def _exit_code(run: Callable[[], Any]) -> int:
    try:
        return int(run() or Exit.DONE)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return Exit.USAGE
    except click.ClickException as error:
        complain(_with_hint(error))
        return error.exit_code
    except click.Abort:
        complain("stopped")
        return Exit.INTERRUPTED
    except tuple(EXIT_CODES) as error:
        complain(str(error))
        return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))


def _with_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = f" (see '{context.command_path} --help')" if context else ""
    return error.format_message() + hint
