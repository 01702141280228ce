"""Decides what a person sees when a command fails: one line on stderr and an exit code, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from enum import IntEnum
from importlib import import_module
from types import MappingProxyType
from typing import Any, NoReturn

import click


class Exit(IntEnum):
    """What a command's exit code says."""

    DONE = 0
    DIFFERENT = 1
    USAGE = 2
    BROKER = 3
    INTERRUPTED = 130
    UNREAD = 141


# Errors that a person can do something about; any other is a bug and shows its traceback. By name, so that no command
# has to import what others may raise.
EXIT_CODES: Mapping[str, Exit] = {
    "streams.demo.DemoError": Exit.DIFFERENT,
    "streams.manifest.ManifestError": Exit.USAGE,
    "streams.settings.SettingsError": Exit.USAGE,
    "streams.call.SandboxError": Exit.DIFFERENT,
    "streams.compare.store.StoreError": Exit.DIFFERENT,
    "streams.ingest.warc.MissingWarcReader": Exit.USAGE,
    "streams.broker.BrokerError": Exit.BROKER,
    "streams.topics.TopicsError": Exit.BROKER,
    "streams.preflight.PreflightError": Exit.BROKER,
    "streams.tls.TlsError": Exit.BROKER,
    "streams.ingest.publisher.PublishError": Exit.BROKER,
    "streams.history.reader.ReadError": Exit.BROKER,
    "streams.history.span.NoSuchPart": Exit.USAGE,
    "streams.forms.DeliveryStopped": Exit.DIFFERENT,
    "streams.replay.state.StateError": Exit.USAGE,
    "streams.replay.prepare.Changed": Exit.USAGE,
    "streams.replay.stop.Stopped": Exit.INTERRUPTED,
    "streams.export.files.ExportError": Exit.USAGE,
    "streams.logbook.source.LogSourceError": Exit.USAGE,
}


class Commands(click.Group):
    """The group of all commands, each imported when it is asked for, with errors told in one line."""

    def __init__(self, *args: Any, offered: Mapping[str, str] = MappingProxyType({}), **extra: Any) -> None:
        """`offered` gives for each command that is a module of `streams.cli` what it does, in a few words."""
        super().__init__(*args, **extra)
        self.offered = offered

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, the first to try first."""
        return [*self.offered, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name."""
        if name not in self.offered:
            return super().get_command(ctx, name)
        command: click.Command = import_module(f"streams.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        if self.offered:
            with formatter.section("Commands"):
                formatter.write_dl([*self.offered.items()])
        else:
            super().format_commands(ctx, formatter)

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
        known = self.list_commands(ctx)
        close = get_close_matches(args[0], known)
        if args[0] not in known and close:
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
    except Exception as error:
        code = _code_of(error)
        if code is None:
            raise
        complain(str(error))
        return code


def _code_of(error: Exception) -> Exit | None:
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((EXIT_CODES[name] for name in names if name in EXIT_CODES), None)


def _with_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = f" (see '{context.command_path} --help')" if context else ""
    return error.format_message() + hint
