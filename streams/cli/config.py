"""Decides how `streams config` shows the effective settings, and with --check whether the broker fits them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import asdict

import click
import orjson
from rich.text import Text

from streams.acls import command_lines
from streams.cli.errors import Exit, leave
from streams.cli.terminal import show, table
from streams.rights import COMMANDS, needed
from streams.settings import SETTINGS, Setting, Settings, given

HELP = """\
Show every setting: its value now, where that comes from, its default, what it may be and what it means.

Settings are environment variables; passwords are shown as ***. What is set is in bold.

With --check the broker is asked as well, and nothing of it is changed: does it let us in, which version
is it, are the topics there and as the settings want them, are copies and sizes safe, has this user the
rights that a command needs (--for), and are its limits wide enough. What is wrong comes with what to change.
--acls prints how to grant them.

\b
Examples:
  streams config
  STREAMS_PROCESSES=4 BROKER_URL=kafka1:9092,kafka2:9092 streams config
  streams config --json | jq -r 'select(.from == "environment") | .name'
  streams config --check
  streams config --acls User:newsroom
  streams config --check --for replay --json | jq -r 'select(.state == "wrong") | .remedy'

\b
Exit codes: 0 all values can be used, and with --check nothing is wrong; 1 something is; 2 a value
cannot be used, or an unknown STREAMS_ name is set: the line on stderr tells which, and what was
expected; 3 the broker cannot be reached, or does not let us in.
"""
STYLES = {"ok": "green", "note": "yellow", "wrong": "red"}


@click.command("config", help=HELP)
@click.option("--check", is_flag=True, help="Ask the broker whether it fits the settings.")
@click.option(
    "--for",
    "command_name",
    type=click.Choice(COMMANDS),
    metavar="COMMAND",
    help="The command whose rights are meant, as 'ingest'; else 'worker'.",
)
@click.option(
    "--acls",
    "principal",
    metavar="PRINCIPAL",
    help="Print the lines of kafka-acls that grant the rights, and no more, to it, as 'User:newsroom'.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON object a setting, or a finding, one a line.")
def command(*, check: bool, command_name: str | None, principal: str | None, as_json: bool) -> None:
    """Show the effective settings, check them, or tell which rights to grant."""
    if command_name and not (check or principal):
        raise click.UsageError("--for is for --check and --acls")
    if principal and (check or as_json or not re.fullmatch(r"\w+:.+", principal)):
        raise click.UsageError("--acls takes a principal, as User:newsroom, and goes alone, or with --for")
    settings = Settings.from_env()
    if principal:
        rights = needed(command_name or "worker", settings)
        click.echo("\n".join(command_lines(principal, rights, settings)))
    elif check:
        _check(settings, command_name or "worker", as_json=as_json)
    else:
        _list(settings, as_json=as_json)


def _list(settings: Settings, *, as_json: bool) -> None:
    values, known = settings.shown(), given()
    origins = {item.name: "environment" if item.name in known else "default" for item in SETTINGS}
    if as_json:
        for setting in SETTINGS:
            click.echo(orjson.dumps(_described(setting, values[setting.name], origins[setting.name])))
        return
    shown = table(
        *("setting", "value", "from", "default", "meaning", "expected"),
        shares={"value": 3, "default": 2, "meaning": 6, "expected": 4},
        cut=False,
    )
    for setting in SETTINGS:
        value = values[setting.name]
        style = "bold" if value != setting.default else ""
        shown.add_row(
            Text(setting.name, style),
            Text(value, style),
            origins[setting.name],
            *(setting.default, setting.meaning, setting.expected),
        )
    show(shown)


def _described(setting: Setting, value: str, origin: str) -> dict[str, str]:
    return {
        "name": setting.name,
        "value": value,
        "from": origin,
        "default": setting.default,
        "expected": setting.expected,
        "meaning": setting.meaning,
    }


def _check(settings: Settings, name: str, *, as_json: bool) -> None:
    # The client of Kafka takes longer to import than the settings to list.
    from streams.checkup.facts import gather  # noqa: PLC0415
    from streams.checkup.finding import Finding, State  # noqa: PLC0415
    from streams.checkup.judgement import judge  # noqa: PLC0415

    findings: Sequence[Finding] = judge(asyncio.run(gather(settings, name)), settings, name)
    if as_json:
        for finding in findings:
            click.echo(orjson.dumps(asdict(finding)))
    else:
        shown = table(*("", "what", "found", "what to do"), shares={"found": 4, "what to do": 4}, cut=False)
        for finding in findings:
            state = Text(finding.state, STYLES[finding.state])
            shown.add_row(state, finding.about, Text(finding.found), Text(finding.remedy))
        show(shown)
    is_wrong = any(finding.state is State.WRONG for finding in findings)
    leave(Exit.DIFFERENT if is_wrong else Exit.DONE)
