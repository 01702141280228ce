"""Decides how `streams config` shows the effective settings."""

from __future__ import annotations

import click
import orjson
from rich.text import Text

from streams.cli.terminal import show, table
from streams.settings import SETTINGS, Setting, Settings

HELP = """\
Show every setting: its value now, its default, what it may be and what it means.

Settings are environment variables; passwords are shown as ***. What is set is in bold.

\b
Examples:
  streams config
  STREAMS_PROCESSES=4 BROKER_URL=kafka1:9092,kafka2:9092 streams config
  streams config --json | jq -r 'select(.value != .default) | .name'

\b
Exit codes: 0 all values can be used, 2 one cannot, or an unknown STREAMS_ name is set;
the line on stderr tells which, and what was expected.
"""


@click.command("config", help=HELP)
@click.option("--json", "as_json", is_flag=True, help="A JSON object a setting, one a line.")
def command(*, as_json: bool) -> None:
    """Show the effective settings."""
    values = Settings.from_env().shown()
    if as_json:
        for setting in SETTINGS:
            click.echo(orjson.dumps(_described(setting, values[setting.name])))
        return
    shown = table(
        *("setting", "value", "default", "meaning", "expected"),
        shares={"value": 3, "default": 2, "meaning": 6, "expected": 4},
        cut=False,
    )
    for setting in SETTINGS:
        value = values[setting.name]
        style = "bold" if value != setting.default else ""
        shown.add_row(
            Text(setting.name, style), Text(value, style), setting.default, setting.meaning, setting.expected
        )
    show(shown)


def _described(setting: Setting, value: str) -> dict[str, str]:
    return {
        "name": setting.name,
        "value": value,
        "default": setting.default,
        "expected": setting.expected,
        "meaning": setting.meaning,
    }
